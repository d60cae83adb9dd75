/** The races and crash defects of the zoo: right one message after the other, and found otherwise. */
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { type CandidateSource, openCandidate } from "../../adapters/open.ts";
import type { Host } from "../../adapters/port.ts";
import { checkConformance } from "../../conformance.ts";
import { exposeHistories, type HistoryExposure } from "../../engine/history-adequacy.ts";
import { attempt } from "../../engine/racing.ts";
import { type HistoryProperty, historyProperties } from "../../histories/properties.ts";
import type { LicensePoolHistories } from "../../histories/specification.ts";
import { DEFAULTS, PROGRAMS_PER_RACE } from "../../options.ts";
import { historySpecification, racingContext } from "../../races.ts";
import { DURABLE_DEFECTS, type DurableDefectName, durableDefect } from "./durable-defects.ts";
import { createDurableServer } from "./durable-server.ts";
import { FEATURES } from "./options.ts";

const SEED = "zoo";
const NAMES = Object.keys(DURABLE_DEFECTS) as readonly DurableDefectName[];
type Needs = keyof typeof PROGRAMS_PER_RACE;
const most = (needs: Needs) => Math.ceil(DEFAULTS.programs / PROGRAMS_PER_RACE[needs]);

/** What is driven in one campaign, until all that is wanted has failed. */
async function exposed(
  source: CandidateSource,
  needs: Needs,
  wanted: readonly string[],
  programs = most(needs),
): Promise<HistoryExposure<LicensePoolHistories>> {
  const exposure = await withCandidate(source, needs, (context, campaign) =>
    exposeHistories(context, campaign, SEED, programs, wanted),
  );
  expect(exposure.breakdown).toBeUndefined();
  return exposure;
}

type Expose = Parameters<typeof exposeHistories<LicensePoolHistories, HistoryProperty>>;

async function withCandidate<T>(
  source: CandidateSource,
  needs: Needs,
  work: (
    context: Expose[0],
    campaign: Expose[1] & { readonly properties: readonly HistoryProperty[] },
  ) => Promise<T>,
): Promise<T> {
  const candidate = await openCandidate(source);
  const { statement } = candidate;
  const campaign = historySpecification.campaigns(statement).find(({ name }) => name === needs);
  if (!campaign) throw new Error(`no campaign for ${needs}`);
  const session = await candidate.connect();
  try {
    return await work(racingContext(session, statement, campaign.properties), campaign);
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
    const failed = found.kills.map(({ property }) => property);
    expect(failed).toEqual(expect.arrayContaining([...kills]));
    const [first] = found.kills.filter(({ property }) => kills.includes(property));
    await withCandidate(durableDefect(name), needs, async (context) => {
      const { program } = first?.violation.run ?? {};
      if (!first || !program) throw new Error("nothing to run again");
      const again = await attempt(context, program, first.program - 1);
      expect([...again.violations.keys()]).toContain(first.property);
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
    expect(found.kills.map(({ property }) => property)).toEqual(expect.arrayContaining([...kills]));
  });
});
