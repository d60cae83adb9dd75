/** The result of a mutation analysis as plain data. */
import type { LaneProgram } from "../../properties/concurrency/program.ts";
import type { Program } from "../../properties/programs/program.ts";
import { type ErrorReport, EXIT_CODES } from "./report.ts";

/** What is known of a mutant before anything is driven. */
export interface MutantInfo {
  readonly name: string;
  /** What it does wrong, in a sentence. */
  readonly idea?: string;
  readonly bugClass?: string;
  readonly clauses: readonly string[];
  /** The properties that have to kill it. */
  readonly declares: readonly string[];
}

export interface MutantReport extends MutantInfo {
  /** A mutant that throws, hangs or ends is broken, even if a property killed it before. */
  readonly verdict: "killed" | "survived" | "broken";
  /** Driven until all properties that it declares had failed, or to the end of the budget. */
  readonly programs: number;
  readonly messages: number;
  /** By message, and then those that it declares first. */
  readonly kills: readonly {
    readonly property: string;
    /** The program at which the property first failed, counted from 1. */
    readonly program: number;
    /** Messages sent until it failed. */
    readonly message: number;
  }[];
  /** Declared properties that did not fail. */
  readonly missed: readonly string[];
  /** Of the first declared property that failed, or else of the first one. */
  readonly counterexample?: {
    readonly property: string;
    readonly steps: number;
    readonly program: Program | LaneProgram;
    /** Whether it failed again in a fresh candidate. */
    readonly reproduced: boolean;
  };
  readonly error?: ErrorReport;
}

export interface AdequacyReport {
  readonly seed: string;
  /** Programs that a mutant may take, those of races and crashes apart. */
  readonly budget: number;
  /** The module that the mutants come from; none for the suite's own. */
  readonly module?: string;
  readonly mutants: readonly MutantReport[];
  /** How many mutants each property killed. */
  readonly properties: readonly { readonly id: string; readonly kills: number }[];
  readonly summary: AdequacySummary;
}

interface AdequacySummary {
  readonly mutants: number;
  readonly killed: number;
  readonly survived: number;
  readonly broken: number;
  /** The mutation score: the share that was killed, of those that are not broken. */
  readonly score: number | null;
  /** Mutants that some of their declared properties did not kill. */
  readonly partly: number;
  /** To the first failure, of those that were killed. */
  readonly medianMessages: number | null;
  readonly worst: { readonly name: string; readonly messages: number } | null;
}

export function buildAdequacy(
  settings: Pick<AdequacyReport, "seed" | "budget" | "module">,
  mutants: readonly MutantReport[],
  properties: readonly string[],
): AdequacyReport {
  const kills = new Map(properties.map((id) => [id, 0]));
  for (const { property } of mutants.flatMap((mutant) => mutant.kills))
    kills.set(property, (kills.get(property) ?? 0) + 1);
  return {
    ...settings,
    mutants,
    properties: [...kills].map(([id, count]) => ({ id, kills: count })),
    summary: summaryOf(mutants),
  };
}

function summaryOf(mutants: readonly MutantReport[]): AdequacySummary {
  const count = (wanted: MutantReport["verdict"]) =>
    mutants.filter(({ verdict }) => verdict === wanted).length;
  const killed = count("killed");
  const testable = mutants.length - count("broken");
  const first = mutants
    .flatMap(({ name, verdict, kills: [kill] }) =>
      verdict === "killed" && kill ? [{ name, messages: kill.message }] : [],
    )
    .sort((a, b) => a.messages - b.messages);
  return {
    mutants: mutants.length,
    killed,
    survived: count("survived"),
    broken: count("broken"),
    score: testable > 0 ? killed / testable : null,
    partly: mutants.filter(isPartlyKilled).length,
    medianMessages: medianOf(first.map(({ messages }) => messages)),
    worst: first.at(-1) ?? null,
  };
}

export const isPartlyKilled = ({ verdict, missed }: MutantReport) =>
  verdict === "killed" && missed.length > 0;

/** Of an even count, the mean of the two in the middle. */
function medianOf(sorted: readonly number[]): number | null {
  const [low, high = low] = sorted.slice(
    Math.floor((sorted.length - 1) / 2),
    Math.floor(sorted.length / 2) + 1,
  );
  return low === undefined || high === undefined ? null : (low + high) / 2;
}

/** 0 where all are killed, each by every property that it declares. */
export function adequacyExitCode({ summary }: AdequacyReport): number {
  if (summary.broken > 0) return EXIT_CODES.broken;
  const isAdequate = summary.survived + summary.partly === 0;
  return isAdequate ? EXIT_CODES.conformant : EXIT_CODES.nonconformant;
}
