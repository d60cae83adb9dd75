// Builds dist/: the compiled code, and the JSON Schemas that are published with it.
import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";

rmSync("dist", { recursive: true, force: true });
const tsc = process.platform === "win32" ? "node_modules\\.bin\\tsc.cmd" : "node_modules/.bin/tsc";
execFileSync(tsc, ["-p", "tsconfig.build.json"], {
  stdio: "inherit",
  shell: process.platform === "win32",
});

const { schemas } = await import("../dist/reports/schemas.js");
mkdirSync("dist/schemas");
for (const [file, schema] of Object.entries(schemas))
  writeFileSync(`dist/schemas/${file}`, `${JSON.stringify(schema, null, 2)}\n`);
const { configSchema } = await import("../dist/cli/config-schema.js");
writeFileSync("dist/schemas/config.schema.json", `${JSON.stringify(configSchema(), null, 2)}\n`);
// Written last: a build that was cut off is not taken for one.
writeFileSync("dist/built", "");
