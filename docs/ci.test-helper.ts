/** Scripts of the documentation as a runner runs them: a folder with an adapter, and an `npx` that needs no registry. */
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect } from "vitest";
import { commandNamed } from "../cli/commands.ts";
import { root } from "./pages.test-helper.ts";

export const folder = mkdtempSync(join(tmpdir(), "poolproof-ci-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** `npx`, without a registry: it runs this repository's command, or writes down what it was to run. */
const NPX = `#!/usr/bin/env bash
[[ $1 == --yes ]] && shift
[[ $1 == poolproof || $1 == poolproof@0.1.0 ]] || exit 127
shift
[[ -z $RECORD ]] && exec node "${join(root, "dist/cli/main.js")}" "$@"
printf '%s\\n' "$@" "" >> "$RECORD"
exit "$RECORD_CODE"
`;

/** A server that refuses a full pool's holders, so that what a shard exits with is 1. */
const ADAPTER = `
import { createReference } from "poolproof";
export default () => {
  const server = createReference({ features: ["pool"] });
  const handle = (message) => {
    const { clients, inUse, capacity } = server.snapshot();
    const isHolder = clients.some(({ client, licensed }) => licensed && client === message.client);
    if (message.type === "returnPatchInventory" && isHolder && inUse >= capacity)
      return { type: "discarded", reason: "no-license" };
    return server.handle(message);
  };
  return { declaration: server.declaration, reset: (s) => server.reset(s), snapshot: () => server.snapshot(), handle };
};
`;

beforeAll(() => {
  mkdirSync(join(folder, "bin"));
  writeFileSync(join(folder, "bin", "npx"), NPX);
  // What a project installs is there already.
  writeFileSync(join(folder, "bin", "npm"), "#!/bin/sh\n");
  for (const name of ["npx", "npm"]) chmodSync(join(folder, "bin", name), 0o755);
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(root, join(folder, "node_modules", "poolproof"));
  writeFileSync(join(folder, "adapter.mjs"), ADAPTER);
  const budget = { programs: 20, shortest: 0, property: "exc/*" };
  writeFileSync(join(folder, "poolproof.config.json"), JSON.stringify(budget));
});

export type Environment = Readonly<Record<string, string>>;

/** A script as a runner runs it, and what the command would have been called with, where that is written down. */
export function bash(script: string, environment: Environment = {}, recordedCode?: number) {
  const record = join(folder, "record");
  rmSync(record, { force: true });
  const recording = recordedCode !== undefined && {
    RECORD: record,
    RECORD_CODE: `${recordedCode}`,
  };
  const PATH = `${join(folder, "bin")}:${process.env.PATH}`;
  const { status, stdout, stderr } = spawnSync(
    "bash",
    ["--noprofile", "--norc", "-eo", "pipefail", "-c", script],
    {
      cwd: folder,
      encoding: "utf8",
      env: { HOME: folder, NO_COLOR: "1", PATH, ...recording, ...environment },
    },
  );
  const calls = existsSync(record) ? readFileSync(record, "utf8").trimEnd().split("\n\n") : [];
  return { status, stdout, stderr, calls: calls.map((call) => call.split("\n")) };
}

/** What the command line makes of it: an option that there is not, or a wrong value, throws. */
export function taken(call: readonly string[]) {
  const [name = "", ...args] = call;
  const command = commandNamed(name);
  const { operands, unknown } = command.parseOptions(args);
  expect(unknown.filter((word) => word !== "--")).toEqual([]);
  return { name, operands: [...operands, ...unknown.filter((w) => w !== "--")], ...command.opts() };
}
