import { expect, test } from "vitest";
import { freePort } from "../adapters/http/http-server.test-helper.ts";
import type { Candidate } from "../adapters/protocol/port.ts";
import type { Message } from "../model/index.ts";
import type { LaneProgram } from "../properties/concurrency/program.ts";
import type { Counterexample, Race } from "../reports/data/counterexample.ts";
import { replayCounterexample } from "./replay.ts";

const scan = (client: string): Message[] => [
  { type: "returnPatchInventory", client, plugIn: true, tools: true, scan: true },
];
const program: LaneProgram = {
  capacity: 1,
  otherCapacity: 0,
  steps: [{ type: "together", lanes: [scan("a"), scan("b")] }],
};

/** As much of a counterexample as a replay looks at. */
const recorded = (candidate: string, rate: Race["rate"]) =>
  ({
    candidate,
    property: "concurrency/capacity",
    program: program as unknown as Counterexample["program"],
    seed: "seed",
    race: { events: [], order: [], blocked: [], rate, sequential: false },
  }) as unknown as Counterexample;

test("a race is looked for until it shows, whatever else the program breaks before", async () => {
  let runs = 0;
  let scanned: string[] = [];
  const candidate: Candidate = {
    declaration: { name: "racy", features: ["pool", "concurrency"] },
    reset: () => {
      runs += 1;
      scanned = [];
    },
    // Two of these are one too many in every run. Who holds a license is shown in the third one only.
    handle: (message) => {
      if ("client" in message) scanned.push(message.client);
      return { type: "processed", license: "pulled" };
    },
    snapshot: () => {
      const clients = scanned.map((client) => {
        const licensed = runs === 3;
        return { client, record: "active" as const, licensed, inventories: 1 };
      });
      return { capacity: 1, inUse: clients.filter(({ licensed }) => licensed).length, clients };
    },
  };
  const found = await replayCounterexample(recorded("racy", { failed: 7, of: 20 }), candidate);
  expect(found.runs).toBe(3);
  expect(found.still?.property).toBe("concurrency/capacity");
  expect(found.others.map(({ property }) => property)).toContain("concurrency/licenses");
});

test("a server is started for it, and sent nothing together that it does not declare", async () => {
  const port = await freePort();
  const start = `node candidates/broken/http.mjs ${port} correct`;
  const one = recorded(`http://127.0.0.1:${port}/`, { failed: 20, of: 20 });
  await expect(replayCounterexample(one, undefined, undefined, start)).rejects.toThrow(
    new RangeError("it needs concurrency, which broken does not declare"),
  );
});
