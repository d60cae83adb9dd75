// Builds dist/: the compiled code with its types, and the JSON Schemas that are published with it.
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { build } from "esbuild";
import { tsImport } from "tsx/esm/api";

rmSync("dist", { recursive: true, force: true });
const tsc = process.platform === "win32" ? "node_modules\\.bin\\tsc.cmd" : "node_modules/.bin/tsc";
execFileSync(tsc, ["-p", "tsconfig.build.json"], {
  stdio: "inherit",
  shell: process.platform === "win32",
});

// What is loaded file by file takes longer to load than it takes to run: typebox alone is seven hundred files.
const INLINED = ["typebox", "junit-report-builder", "undici", "cli-table3", "ora", "yaml"];
const { dependencies, peerDependencies } = JSON.parse(readFileSync("package.json", "utf8"));
const external = Object.keys({ ...dependencies, ...peerDependencies })
  .filter((name) => !INLINED.includes(name))
  .flatMap((name) => [name, `${name}/*`]);
const zoo = readdirSync("candidates/zoo")
  .filter((file) => /^[a-z-]+\.ts$/.test(file))
  .map((file) => `candidates/zoo/${file}`);
const { metafile } = await build({
  entryPoints: [
    "index.ts",
    "vitest.ts",
    "model/index.ts",
    "adapters/session/open.ts",
    "cli/main.ts",
    "cli/worker.ts",
    ...zoo,
  ],
  outbase: ".",
  outdir: "dist",
  bundle: true,
  // A candidate in process may replace what is global, and the run goes on.
  inject: ["scripts/own-globals.mjs"],
  splitting: true,
  // What several share stands beside the workers, which it starts by their place.
  chunkNames: "cli/shared-[hash]",
  format: "esm",
  platform: "node",
  target: "node20.19",
  // Inlined CommonJS asks for Node's own modules so.
  banner: {
    js: 'import { createRequire as requireFrom } from "node:module";\nconst require = requireFrom(import.meta.url);',
  },
  external,
  metafile: true,
  logLevel: "warning",
});
writeFileSync("dist/THIRD-PARTY-LICENSES", licensesOf(Object.keys(metafile.inputs)));

/** What others wrote goes along with its license. */
function licensesOf(files) {
  const folder = /^node_modules\/(?:@[^/]+\/)?[^/]+(?:\/node_modules\/(?:@[^/]+\/)?[^/]+)*/;
  const folders = [...new Set(files.flatMap((file) => folder.exec(file)?.[0] ?? []))].sort();
  return folders
    .map((inlined) => {
      const { name, version, license } = JSON.parse(
        readFileSync(`${inlined}/package.json`, "utf8"),
      );
      const file = readdirSync(inlined).find((entry) => /^licen[cs]e/i.test(entry));
      const text = file ? readFileSync(`${inlined}/${file}`, "utf8").trim() : license;
      return `${name} ${version}\n\n${text}\n`;
    })
    .join(`\n${"-".repeat(80)}\n\n`);
}

const { schemas } = await tsImport("../reports/data/schemas.ts", import.meta.url);
mkdirSync("dist/schemas");
for (const [file, schema] of Object.entries(schemas))
  writeFileSync(`dist/schemas/${file}`, `${JSON.stringify(schema, null, 2)}\n`);
const { configSchema } = await tsImport("../cli/config-schema.ts", import.meta.url);
writeFileSync("dist/schemas/config.schema.json", `${JSON.stringify(configSchema(), null, 2)}\n`);
// Written last: a build that was cut off is not taken for one.
writeFileSync("dist/built", "");
