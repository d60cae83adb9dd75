// A bridge from HTTP to the candidate beside it: node http.mjs PORT FAULT TAG. Its own fault, if any, is one of
// starting and ending; another is handed to the candidate, which is its child. A test finds both by the tag.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { createServer as createTcpServer } from "node:net";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const [port, fault = "correct", ...rest] = process.argv.slice(2);
const OWN = ["exits", "silent", "mute", "opens-early", "crashes", "ignores-sigterm"];

console.log("starting");
if (fault === "exits") {
  console.error(`no database for ${process.env.POOLPROOF_TOKEN || "anybody"}`);
  process.exit(3);
}
if (fault === "ignores-sigterm") process.on("SIGTERM", () => console.error("not yet"));

const candidate = spawn(
  process.execPath,
  [
    fileURLToPath(new URL("candidate.mjs", import.meta.url)),
    OWN.includes(fault) ? "correct" : fault,
    ...rest,
  ],
  { stdio: ["pipe", "pipe", "inherit"] },
);
const answers = createInterface({ input: candidate.stdout })[Symbol.asyncIterator]();

async function answer(request, response) {
  let body = "";
  for await (const chunk of request.setEncoding("utf8")) body += chunk;
  if (fault === "mute") return;
  if (fault === "crashes" && body.includes('"execute"')) {
    console.error("out of memory");
    process.exit(5);
  }
  candidate.stdin.write(`${body}\n`);
  response.end((await answers.next()).value);
}

/** As where a container's port is open before anything in it is. */
async function refuseSome(most) {
  const early = createTcpServer((socket) => socket.resetAndDestroy()).listen(port, "127.0.0.1");
  for (let refused = 0; refused < most; refused += 1) await once(early, "connection");
  early.close();
  await once(early, "close");
}

if (fault === "opens-early") await refuseSome(3);
if (fault === "silent") setInterval(() => undefined, 1_000);
else createServer(answer).listen(port, "127.0.0.1");
