/** docs/events.md, as its reader goes by it. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { FINDING_STATES, type RunEvent } from "../reports/data/events.ts";
import { schemas } from "../reports/data/schemas.ts";
import { block, blocks, read, root, uncheckedOf } from "./pages.test-helper.ts";
import { checkLine, folder, haveServer, layOut, run, write } from "./reader.test-helper.ts";

const PAGE = "docs/events.md";
/** Fewer programs than a reader drives, since it is the page that is tested here. */
const withFew = (code: string) => code.replace('"my commit"', '"my commit", programs: 400');
const events = schemas["events.schema.json"] as unknown as {
  readonly anyOf: readonly { readonly properties: { readonly type: { readonly const: string } } }[];
};

beforeAll(layOut);

test("every event has a row, and every state of a finding, and there is no other row", () => {
  const types = events.anyOf.map(({ properties }) => properties.type.const);
  const rows = [...read(PAGE).matchAll(/^\| `(\w+)`/gm)].map(([, name]) => name);
  expect(rows).toEqual([...types, ...FINDING_STATES]);
});

test("its commands are there, with their options", () => {
  for (const line of blocks(PAGE, "sh").join("").trim().split("\n")) checkLine(line);
});

describe("its script", () => {
  const script = () => {
    write("first-finding.mjs", withFew(block(PAGE, "js", "runEvents")));
    return run("node", "first-finding.mjs");
  };

  test("goes through where there is nothing to find", () => {
    haveServer("right");
    expect(script()).toMatchObject({ status: 0, stdout: "" });
  });

  test("stops at the first finding, with its story", () => {
    haveServer("full pool refuses holders");
    const { status, stdout } = script();
    expect(status).toBe(1);
    expect(stdout).toContain("◀ here");
    expect(stdout.match(/^property/gm)).toHaveLength(1);
  });
});

test("its binding gets every event, from the start to the report", () => {
  haveServer("right");
  write("license-server.test.mjs", withFew(block(PAGE, "js", "describeConformance")));
  const config = { include: ["*.test.mjs"], isolate: false, maxWorkers: 1 };
  write("vitest.config.mjs", `export default { test: ${JSON.stringify(config)} };`);
  const vitest = join(root, "node_modules", "vitest", "vitest.mjs");
  const { stdout, status } = run("node", vitest, "run");
  expect(status, stdout).toBe(0);
  const lines = readFileSync(join(folder, "events.jsonl"), "utf8").trimEnd().split("\n");
  const types = lines.map((line) => (JSON.parse(line) as RunEvent).type);
  expect([types[0], types.at(-1)]).toEqual(["started", "finished"]);
});

test("every block is checked", () => {
  expect(uncheckedOf(PAGE)).toEqual([]);
});
