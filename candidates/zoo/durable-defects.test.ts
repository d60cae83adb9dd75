/** The races and crash defects of the zoo: right with one message after the other, and found otherwise. */
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import type { Host } from "../../adapters/protocol/port.ts";
import { engineSession } from "../../adapters/session/engine-session.ts";
import { type CandidateSource, openCandidate } from "../../adapters/session/open.ts";
import {
  createExposureContext,
  type Exposure,
  type ExposureContext,
  expose,
} from "../../engine/adequacy.ts";
import { judgeProgram } from "../../engine/drive.ts";
import type { Session } from "../../engine/specification.ts";
import { historyProperties } from "../../properties/concurrency/properties.ts";
import { type LicensePool, licensePool } from "../../properties/license-pool.ts";
import { checkConformance } from "../../suite/conformance.ts";
import { DEFAULTS } from "../../suite/options.ts";
import type { DurableDefect } from "./durable-defect.ts";
import { DURABLE_DEFECTS, type DurableDefectName, durableDefect } from "./durable-defects.ts";
import { createDurableServer } from "./durable-server.ts";
import { FEATURES } from "./options.ts";

const SEED = "zoo";
const NAMES = Object.keys(DURABLE_DEFECTS) as readonly DurableDefectName[];
type Needs = DurableDefect["needs"];

/** The programs of one part of a run, until all that is wanted has failed. */
async function exposed(
  source: CandidateSource,
  needs: Needs,
  wanted: readonly string[],
  limit?: number,
): Promise<Exposure<LicensePool>> {
  const work: Work<Exposure<LicensePool>> = (context, session) => expose(context, session, wanted);
  const exposure = await withCandidate(source, needs, work, limit);
  expect(exposure.failure).toBeUndefined();
  return exposure;
}

type Work<T> = (context: ExposureContext<LicensePool>, session: Session<LicensePool>) => Promise<T>;

/** @param limit programs of that part; those of a run of the default length unless given */
async function withCandidate<T>(
  source: CandidateSource,
  needs: Needs,
  work: Work<T>,
  limit?: number,
): Promise<T> {
  const candidate = await openCandidate(source);
  const { statement } = candidate;
  const part = licensePool.parts(statement).find(({ name }) => name === needs);
  if (!part) throw new Error(`no part for ${needs}`);
  const specification = { ...licensePool, parts: () => [part] };
  const programs = limit === undefined ? DEFAULTS.programs : limit * part.every;
  const context = createExposureContext(specification, statement, { seed: SEED, programs });
  const session = engineSession(await candidate.connect());
  try {
    return await work(context, session);
  } finally {
    await session.close();
  }
}

describe("the races and crash defects, as they are told", () => {
  test("each has an idea of its own, in a sentence", () => {
    const ideas = Object.values(DURABLE_DEFECTS).map(({ idea }) => idea);
    expect(new Set(ideas).size).toBe(ideas.length);
    for (const idea of ideas) expect(idea).toMatch(/^[A-Z].*\.$/);
  });

  test("between them they fail every property of histories, and each those of what it needs", () => {
    const kinds = { concurrency: "concurrent", durability: "durable" } as const;
    const failing = new Set<string>();
    for (const { needs, kills } of Object.values(DURABLE_DEFECTS))
      for (const id of kills) {
        failing.add(id);
        expect(historyProperties.find((one) => one.id === id)?.kind).toBe(kinds[needs]);
      }
    expect([...failing].sort()).toEqual(historyProperties.map(({ id }) => id).sort());
  });
});

describe("one message after the other, it is right", () => {
  test.each(NAMES)("%s", async (name) => {
    const source = durableDefect(name, { features: FEATURES });
    const { properties, error } = await checkConformance(source, {
      programs: 2,
      exhaustive: false,
    });
    expect(error).toBeUndefined();
    expect(properties.filter(({ verdict }) => verdict === "violated")).toEqual([]);
  });
});

describe("it is found in a run of the default length, and fails again", () => {
  test.each(NAMES)("%s", async (name) => {
    const { needs, kills } = DURABLE_DEFECTS[name];
    const found = await exposed(durableDefect(name), needs, kills);
    const failed = found.kills.map(({ property }) => property.id);
    expect(failed).toEqual(expect.arrayContaining([...kills]));
    const [first] = found.kills.filter(({ property }) => kills.includes(property.id));
    await withCandidate(durableDefect(name), needs, async (context, session) => {
      const { program } = first?.violation.run ?? {};
      if (!first || !program) throw new Error("nothing to run again");
      const { property } = first;
      const again = await judgeProgram(context, session, program, property, first.program - 1);
      expect([...again.violations.keys()]).toContain(property.id);
    });
  });
});

test.each(["concurrency", "durability"] as const)("the right one is spared: %s", async (needs) => {
  const server = (host: Host) => createDurableServer(host);
  const { kills, programs } = await exposed(server, needs, [], 30);
  expect(kills).toEqual([]);
  expect(programs).toBe(30);
});

describe("in a process of its own it is found as well", () => {
  const server = fileURLToPath(
    new URL("../../dist/candidates/zoo/stdio-server.js", import.meta.url),
  );
  test.each(["readsBeforeItLocks", "lastRecordIsTakenForTorn"] as const)("%s", async (name) => {
    const command = `"${process.execPath}" "${server}" --store {store} --defect ${name}`;
    const { needs, kills } = DURABLE_DEFECTS[name];
    const found = await exposed(`stdio:${command}`, needs, kills);
    expect(found.kills.map(({ property }) => property.id)).toEqual(
      expect.arrayContaining([...kills]),
    );
  });
});
