/** Messages until a defect shows: this suite's generator and judges compared with `fc.commands`. */
import fc from "fast-check";
import { inProcessTransport } from "../adapters/in-process/in-process.ts";
import type { Candidate } from "../adapters/protocol/port.ts";
import { engineSession } from "../adapters/session/engine-session.ts";
import { type CandidateSession, openSession } from "../adapters/session/session.ts";
import type { Defect } from "../candidates/zoo/defect.ts";
import { DEFECTS } from "../candidates/zoo/defects.ts";
import { createExposureContext, expose } from "../engine/adequacy.ts";
import { sequential, steadyPart } from "./batches.ts";
import { AnswersLater, commandsProperty, LENGTHS } from "./commands.ts";
import { figure, geometricMean, times } from "./statistics.ts";
import type { Part, PartOptions, Table } from "./table.ts";

export interface Search {
  /** Sent up to the one at which it shows, and that one; the cap where nothing did. */
  readonly messages: number;
  readonly isFound: boolean;
}

type Create = () => Candidate;

/** Milliseconds; no candidate of the zoo waits. */
const REQUEST_LIMIT_MS = 10_000;

/**
 * As a campaign drives and judges programs, until the first that breaks a property. The messages of
 * variants count as well; the failing program's own only where the program alone breaks nothing.
 */
export async function searchOurs(
  create: Create,
  seed: string,
  cap: number,
  { variants = true } = {},
): Promise<Search> {
  const session = await openSession(inProcessTransport(create(), REQUEST_LIMIT_MS));
  const { statement } = session;
  const part = steadyPart(statement);
  const properties = part.properties.filter((one) => variants || !sequential.isRelation(one));
  const own = { ...sequential, properties: () => properties };
  // At least one message a program, so that the cap ends it.
  const context = createExposureContext(
    { ...own, parts: () => [{ ...part, properties }] },
    statement,
    {
      seed,
      programs: cap,
    },
  );
  let sent = 0;
  const counting: Pick<CandidateSession, "ask" | "record" | "close"> = {
    ...session,
    ask: (settings, messages, whileBusy) => {
      sent += messages.length;
      return session.ask(settings, messages, whileBusy);
    },
  };
  try {
    for (const task of context.parts[0]?.tasks() ?? []) {
      const before = sent;
      const one = { ...context, parts: [{ part, tasks: () => [task] }] };
      const { kills, failure } = await expose(one, engineSession(counting), []);
      if (failure) return { messages: Math.min(sent, cap), isFound: true };
      const [first] = kills;
      const messages = before + (first?.message ?? Number.POSITIVE_INFINITY);
      if (messages <= cap) return { messages, isFound: true };
      if (first || sent >= cap) break;
    }
    return { messages: cap, isFound: false };
  } finally {
    await session.close();
  }
}

/** Ends a search that has found nothing. */
class CapReached extends Error {}

/** As `fc.check` generates and runs lists of commands, without the reduction of the one that fails. */
export function searchCommands(
  create: Create,
  seed: number,
  cap: number,
  constraints: fc.CommandsContraints,
): Search {
  let messages = 0;
  let isCapped = false;
  const onMessage = () => {
    if (messages >= cap) {
      isCapped = true;
      throw new CapReached();
    }
    messages += 1;
  };
  const property = commandsProperty(create(), { constraints, onMessage });
  // More lists than the cap lets through, though some are empty.
  const { errorInstance } = fc.check(property, { seed, numRuns: cap * 4, endOnFailure: true });
  if (errorInstance instanceof AnswersLater) throw errorInstance;
  return { messages, isFound: !isCapped };
}

const DEFAULT_SEEDS = 3;
/** Messages after which a search is given up; it counts as one that needed so many. */
const CAP = 200_000;

interface Column {
  readonly name: string;
  readonly search: (create: Create, seed: number) => Promise<Search>;
}

/** The suite's own stand before those of `fc.commands`. */
const OWN_COLUMNS = 2;
const COLUMNS: readonly Column[] = [
  { name: "poolproof", search: (create, seed) => searchOurs(create, `sharpness ${seed}`, CAP) },
  {
    name: "…without variants",
    search: (create, seed) => searchOurs(create, `sharpness ${seed}`, CAP, { variants: false }),
  },
  ...Object.entries(LENGTHS).map(([name, constraints]) => ({
    name,
    search: async (create: Create, seed: number) => searchCommands(create, seed, CAP, constraints),
  })),
];

interface Result {
  readonly defect: string;
  /** Of each column, the searches of all seeds. */
  readonly searches: readonly (readonly Search[])[];
}

async function searchAll(defects: readonly Defect[], seeds: number): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (const { name, create } of defects) {
    const searches: Search[][] = COLUMNS.map(() => []);
    for (let seed = 1; seed <= seeds; seed += 1)
      for (const [at, { search }] of COLUMNS.entries())
        searches[at]?.push(await search(create, seed));
    results.push({ defect: name, searches });
  }
  return results;
}

const meanOf = (searches: readonly Search[] = []) =>
  geometricMean(searches.map(({ messages }) => messages));

function summary(results: readonly Result[], seeds: number): Table {
  const means = COLUMNS.map((_, at) => results.map(({ searches }) => meanOf(searches[at])));
  const [ours = []] = means;
  const rows = COLUMNS.map(({ name }, at) => {
    const own = means[at] ?? [];
    const worst = Math.max(...own);
    const capped = results
      .flatMap(({ searches }) => searches[at] ?? [])
      .filter(({ isFound }) => !isFound).length;
    const missed = results.filter(({ searches }) => !searches[at]?.some((s) => s.isFound)).length;
    return [
      name,
      figure(geometricMean(own)),
      times(geometricMean(own) / geometricMean(ours)),
      figure(worst),
      results[own.indexOf(worst)]?.defect ?? "",
      `${capped} of ${results.length * seeds}`,
      String(missed),
    ];
  });
  return {
    title: "Sharpness: messages to the first failure",
    head: ["", "geometric mean", "ratio", "worst defect", "which", "given up", "defects missed"],
    rows,
    notes: [
      `All ${DEFECTS.length} defects, ${seeds} seeds. A search is given up after ${CAP.toLocaleString("en")} messages and counts as that many, so the ratio is a lower bound where searches were given up.`,
      "Every message sent counts, up to the one at which the failure shows; of a variant too.",
      "Messages are what a candidate that takes its time costs; what the suite itself takes for one is in the tables of throughput.",
      "The vocabulary is the same; the suite has weights, composites, a probe and modes of generation too.",
    ],
  };
}

function byDefect(results: readonly Result[]): Table {
  const rows = results.map(({ defect, searches }) => {
    const ours = meanOf(searches[0]);
    const cells = searches.map((own) => {
      const bound = own.some(({ isFound }) => !isFound) ? "≥ " : "";
      return `${bound}${figure(meanOf(own))}`;
    });
    const best = Math.min(...searches.slice(OWN_COLUMNS).map(meanOf));
    return [defect, ...cells, times(best / ours)];
  });
  return {
    title: "Sharpness, by defect: geometric means of messages over the seeds",
    head: ["defect", ...COLUMNS.map(({ name }) => name), "the better of fc.commands ÷ poolproof"],
    rows,
  };
}

export const sharpness: Part = {
  name: "sharpness",
  // Of the whole zoo, which is quick: the worst of a few defects is not the worst of all.
  run: async ({ seeds = DEFAULT_SEEDS }: PartOptions) => {
    const results = await searchAll(DEFECTS, seeds);
    return [summary(results, seeds), byDefect(results)];
  },
};
