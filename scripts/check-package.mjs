// Checks what would be published: the package is packed, linted, and used from an empty folder.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const run = (command, args, options = {}) =>
  execFileSync(command, args, {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
    // In CI colours come through a pipe too, and would stand before what is looked for.
    env: { ...process.env, NO_COLOR: "1" },
    ...options,
  });

const folder = mkdtempSync(join(tmpdir(), "poolproof-package-"));
try {
  const [{ filename, files }] = JSON.parse(
    run("npm", ["pack", "--json", "--pack-destination", folder]),
  );
  const tarball = join(folder, filename);
  const stray = files
    .map(({ path }) => path)
    .filter(
      (path) =>
        !path.startsWith("templates/") && /\.test\.|\.tsx?$/.test(path) && !path.endsWith(".d.ts"),
    );
  if (stray.length > 0) throw new Error(`does not belong into the package: ${stray.join(", ")}`);
  run("npx", ["publint", "run", tarball, "--strict"], { stdio: "inherit" });
  run("npx", ["attw", tarball, "--profile", "esm-only", "--no-emoji"], { stdio: "inherit" });

  const installed = join(folder, "node_modules", "poolproof");
  mkdirSync(installed, { recursive: true });
  run("tar", ["-xzf", tarball, "-C", installed, "--strip-components=1"]);
  // Its dependencies are those of this clone: what is checked is the package, not the registry.
  symlinkSync(resolve("node_modules"), join(installed, "node_modules"));
  writeFileSync(
    join(folder, "use.mjs"),
    `import { checkConformance, createReference } from "poolproof";
import { step } from "poolproof/model";
import schema from "poolproof/schemas/wire.schema.json" with { type: "json" };
const { verdict } = await checkConformance(createReference);
if (verdict !== "conformant" || typeof step !== "function" || !schema.$defs.message) process.exit(1);
`,
  );
  run("node", ["--no-warnings", "use.mjs"], { cwd: folder });
  const listed = run("node", [join(installed, "bin/poolproof.mjs"), "list"], { cwd: folder });
  if (!listed.includes("REC-1")) throw new Error("the packaged command line lists no clauses");
  const report = ["run", "stdio:false", "--report", folder];
  spawnSync("node", [join(installed, "bin/poolproof.mjs"), ...report], { cwd: folder });
  if (!readFileSync(join(folder, "report.html"), "utf8").includes("broken"))
    throw new Error("the packaged command line renders no page");
  run("node", [join(installed, "bin/poolproof.mjs"), "init", "begun", "--language", "generic"], {
    cwd: folder,
  });
  // The zoo comes with it.
  const analysed = run("node", [join(installed, "bin/poolproof.mjs"), "adequacy"], { cwd: folder });
  if (!/^(\d+) of \1 killed/m.test(analysed)) throw new Error("the packaged zoo is not all killed");
  console.log(`package: ${files.length} files, usable from an empty folder`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
