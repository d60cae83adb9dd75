// Makes a clone ready: installs what is missing, builds what is stale. Runs before `npm start` and `npm test`.
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const SOURCES = [
  "model",
  "properties",
  "suite",
  "engine",
  "adapters",
  "reports",
  "workbench",
  "cli",
  "candidates/zoo",
];

const at = (path) => join(root, path);
const changed = (path) => (existsSync(at(path)) ? statSync(at(path)).mtimeMs : 0);

function newestSource() {
  const files = SOURCES.flatMap((folder) =>
    readdirSync(at(folder), { recursive: true }).map((file) => join(folder, file)),
  );
  const top = readdirSync(root).filter((file) => /\.ts$|^(package|tsconfig.*)\.json$/.test(file));
  const build = ["scripts/build.mjs", "scripts/own-globals.mjs"];
  return Math.max(...[...files, ...top, ...build].map(changed));
}

function run(command, ...args) {
  // What these print belongs to nobody's report.
  execFileSync(command, args, {
    cwd: root,
    stdio: ["ignore", 2, 2],
    shell: process.platform === "win32",
  });
}

if (changed("node_modules/.package-lock.json") < changed("package-lock.json")) {
  console.error("installing what is missing…");
  // Not `npm ci`: it refuses a lock file that lacks an optional package of another platform, which a
  // registry mirror need not have. The versions are those of the lock file all the same.
  run("npm", "install", "--no-save", "--no-audit", "--no-fund", "--loglevel=error");
}
if (changed("dist/built") < newestSource()) {
  console.error("building…");
  run("npm", "run", "--silent", "build");
}
