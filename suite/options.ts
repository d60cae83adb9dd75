/** What a run may be asked for, and what it does by default. */
import { IsDate } from "typebox/format";
import { withoutToken } from "../adapters/http/bearer-token.ts";
import { type Shard, WHOLE } from "../engine/sharding.ts";
import type { Thoroughness } from "../properties/exhaustive/plans.ts";
import type { LicensePool } from "../properties/license-pool.ts";
import { type Filters, isFiltered, selectionOf } from "../properties/selection.ts";
import type { Counterexample } from "../reports/data/counterexample.ts";
import type { RunEvent } from "../reports/data/events.ts";
import type { Subject } from "../reports/data/rendering.ts";
import { parseBaseline } from "../reports/gate/baseline.ts";

export interface ConformanceOptions extends Filters {
  /** Any string; the same seed, version and candidate give the same report. Default `"poolproof"`. */
  readonly seed?: string | undefined;
  /** Programs to drive. Default 1,000. */
  readonly programs?: number | undefined;
  /**
   * The first of them, from 0: then they are one chunk of a campaign, whose reports are joined by `mergeReports`. Every option
   * but these two has to be the same in each of them. Default: the whole campaign.
   */
  readonly from?: number | undefined;
  /** One part of the programs, from 1, of so many; joined likewise. Default: all of them. */
  readonly shard?: Shard | undefined;
  /**
   * The scopes whose every transition is driven after these programs: the `"default"` ones, `"all"`, as with
   * `--exhaustive`, or none.
   */
  readonly exhaustive?: Thoroughness["scopes"] | false | undefined;
  /**
   * States that the server may have beyond those of the model. The default scopes are then driven by the
   * W-method, where each has a tour by default.
   */
  readonly extraStates?: Thoroughness["extraStates"];
  /** Milliseconds after which no further program is begun. Default: none. */
  readonly timeLimitMs?: number | undefined;
  /** Milliseconds that one request to the candidate may take. Default 10,000. */
  readonly requestTimeLimitMs?: number | undefined;
  /**
   * Candidates driven side by side. Default 1: more is for candidates that share no store with each other.
   * A candidate that is one object, and not a function that makes one, is always driven alone.
   */
  readonly sessions?: number | undefined;
  /**
   * For a candidate at a URL: a command that starts the server, which is ended after the run. Without it,
   * the server has to run already, and goes on running.
   */
  readonly start?: string | undefined;
  /**
   * What had failed before, such as counterexamples of an earlier report: run before all other programs. Those with races or
   * crashes are tried at least once, and again until they have sent a tenth of what the run itself sends of their kind.
   */
  readonly examples?: readonly Counterexample[] | undefined;
  /** A list of known violations to hold the report to, which is then its `gate`. */
  readonly baseline?: Baselined | undefined;
  /** Programs that the run may spend on shorter counterexamples, all of them together. Default 10,000. */
  readonly shortest?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called with each program before it is driven. */
  readonly onProgram?: ((program: LicensePool["program"]) => void) | undefined;
  /** Called with each event of the run as it happens: see `RunEvent`. */
  readonly onEvent?: ((event: RunEvent) => void) | undefined;
  /** Findings after which the run ends: what was not tested by then is undecided. Default: it does not end early. */
  readonly bail?: number | undefined;
}

export interface Baselined {
  /** YAML. */
  readonly text: string;
  /** The day by which entries expire, as YYYY-MM-DD. Default: what the clock says, in UTC. */
  readonly today?: string | undefined;
  /**
   * A share of runs, from 0 to 1: a race that the list records as rarer need not show again. Default 0: each is tried until it
   * shows, or until the chance to have missed it is one in a thousand.
   */
  readonly flaky?: number | undefined;
}

export const DEFAULTS = {
  seed: "poolproof",
  programs: 1000,
  exhaustive: "default",
  shortest: 10_000,
} as const;

/** What a report says of a run before anything is driven. */
export function askedOf(options: ConformanceOptions): Omit<Subject, "selector"> {
  const { level, properties, clauses, from, extraStates } = options;
  const shard = options.shard ?? (from === undefined ? undefined : WHOLE);
  const start = options.start === undefined ? undefined : withoutToken(options.start);
  return {
    ...(start !== undefined && { start }),
    seed: options.seed ?? DEFAULTS.seed,
    ...(isFiltered(options) && { filters: { level, properties, clauses } }),
    ...(shard && {
      shard: {
        index: shard.index,
        of: shard.of,
        ...(from !== undefined && { from }),
        programs: options.programs ?? DEFAULTS.programs,
        scopes: (options.exhaustive ?? DEFAULTS.exhaustive) || "none",
        ...(extraStates !== undefined && { extraStates }),
      },
    }),
  };
}

/** A joined report names each of them. */
const MAX_SHARDS = 100_000;

/** @throws {RangeError} for a value that an option cannot have, such as from JavaScript */
export function checkOptions(options: ConformanceOptions): void {
  const check = (name: keyof ConformanceOptions, isRight: boolean, what: string) => {
    if (options[name] === undefined || isRight) return;
    throw new RangeError(`${name} has to be ${what}, and is ${String(options[name])}`);
  };
  const isCount = (value: unknown) => Number.isSafeInteger(value) && Number(value) >= 1;
  const { programs = DEFAULTS.programs, from = 0, sessions } = options;
  const { exhaustive, extraStates, bail, shortest } = options;
  check("programs", isCount(programs), "a whole number from 1");
  check("from", Number.isSafeInteger(from) && from >= 0, "a whole number from 0");
  if (!Number.isSafeInteger(from + programs))
    throw new RangeError(`from and programs are together more than a number holds exactly`);
  check("sessions", isCount(sessions), "a whole number from 1");
  check("bail", isCount(bail), "a whole number from 1");
  check("shortest", shortest === 0 || isCount(shortest), "a whole number from 0");
  const isKnown = exhaustive === "default" || exhaustive === "all" || exhaustive === false;
  check("exhaustive", isKnown, "default, all or false");
  check("extraStates", extraStates === 0 || extraStates === 1, "0 or 1");
  const { shard } = options;
  const isShard = isCount(shard?.of) && isCount(shard?.index) && !(shard && shard.index > shard.of);
  if (shard !== undefined && !isShard)
    throw new RangeError(
      `shard has to be { index, of } with an index from 1 to of, and is ${JSON.stringify(shard)}`,
    );
  if (shard && shard.of > MAX_SHARDS)
    throw new RangeError(`a run has at most ${MAX_SHARDS} shards, and this is one of ${shard.of}`);
  selectionOf(options);
  const { baseline } = options;
  if (!baseline) return;
  parseBaseline(baseline.text);
  // Days are compared as texts: any other text would expire nothing, or everything.
  if (baseline.today !== undefined && !IsDate(baseline.today))
    throw new RangeError(`today has to be a day as YYYY-MM-DD, and is ${baseline.today}`);
  const { flaky = 0 } = baseline;
  if (!(flaky >= 0 && flaky <= 1))
    throw new RangeError(`flaky has to be a share of runs from 0 to 1, and is ${flaky}`);
}
