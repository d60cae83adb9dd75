/** `poolproof doctor`: every rule of the wire, one by one, on one candidate. */
import { CandidateError } from "../adapters/protocol/candidate-error.ts";
import { type CandidateSource, transportsOf } from "../adapters/session/open.ts";
import { declares } from "../model/index.ts";
import { errorReport } from "../reports/data/build.ts";
import type { Check, Question, Result } from "./check.ts";
import { ExaminedCandidate, type Started } from "./examined.ts";
import { messageChecks } from "./message-checks.ts";
import { measureSpeed } from "./speed.ts";
import { firstChecks, wireChecks } from "./wire-checks.ts";

export interface ExaminationOptions {
  /** Milliseconds that one request may take. */
  readonly timeLimitMs: number;
  readonly start?: string | undefined;
  /** Milliseconds that each measurement of its speed takes. Default 150. */
  readonly measuredMs?: number | undefined;
}

const MEASURED_MS = 150;

/** A check that begins, or its result. */
export type Note =
  | { readonly type: "begins"; readonly group: Check["group"]; readonly title: string }
  | { readonly type: "ended"; readonly check: Check };

/** Examines a candidate. What is wrong with it is not thrown: it is in a check. */
export async function examine(
  source: CandidateSource,
  { timeLimitMs, start, measuredMs = MEASURED_MS }: ExaminationOptions,
  onNote: (note: Note) => void = () => undefined,
): Promise<readonly Check[]> {
  const examination = new Examination(onNote);
  const started = await examination.begin(source, timeLimitMs, start);
  if (!started) return examination.checks;
  const { candidate, statement, declaration } = started;
  const speed: Question = {
    title: "its speed",
    after: ["enroll", "returnPatchInventory"],
    run: (asked) => measureSpeed(asked, measuredMs),
  };
  const groups: readonly (readonly [Check["group"], readonly Question[]])[] = [
    ["start", firstChecks],
    ["messages", messageChecks(statement)],
    ["wire", wireChecks(declaration)],
    ["speed", [speed]],
  ];
  for (const [group, questions] of groups)
    for (const question of questions) await examination.ask(group, question, started);
  await examination.look("end", "ends when asked to", async () => {
    await candidate.end();
    return typeof source === "string" && /^https?:/i.test(source) && start === undefined
      ? ["a server that the suite did not start is left running"]
      : [];
  });
  return examination.checks;
}

interface Known extends Pick<Started, "statement" | "declaration"> {
  readonly candidate: ExaminedCandidate;
}

class Examination {
  readonly checks: Check[] = [];
  readonly #onNote: (note: Note) => void;
  /** The check to fix first, by the titles of all that need it. */
  readonly #failed = new Map<string, string>();

  constructor(onNote: (note: Note) => void) {
    this.#onNote = onNote;
  }

  /** Nothing else can be checked of a candidate that does not start, or does not say who it is. */
  async begin(
    source: CandidateSource,
    timeLimitMs: number,
    start: string | undefined,
  ): Promise<Known | undefined> {
    let candidate: ExaminedCandidate | undefined;
    await this.look("start", "starts, and says who it is", async () => {
      candidate = new ExaminedCandidate(await transportsOf(source, timeLimitMs, start));
      const { declaration, statement } = await candidate.start();
      const { name, version, language } = declaration;
      const choices = Object.entries(declaration.choices ?? {}).map((pair) => pair.join(": "));
      return [
        [name, version, language && `(${language})`].filter(Boolean).join(" "),
        `declares ${statement.features.join(", ")}`,
        ...(choices.length > 0 ? [`chooses ${choices.join(", ")}`] : []),
      ];
    });
    if (this.#failed.size > 0 || !candidate) return undefined;
    const { statement, declaration } = await candidate.start();
    return { candidate, statement, declaration };
  }

  async ask(group: Check["group"], question: Question, { candidate, statement }: Known) {
    const { title, needs, after = [], run } = question;
    if (needs && !declares(statement, needs))
      return this.#end({ group, title, verdict: "not checked", seen: [`${needs} not declared`] });
    const [first] = after.flatMap((other) => this.#failed.get(other) ?? []);
    if (first) {
      this.#failed.set(title, first);
      return this.#end({ group, title, verdict: "not checked", seen: [`first fix: ${first}`] });
    }
    await this.look(group, title, () => candidate.ask(run));
  }

  async look(group: Check["group"], title: string, work: () => Promise<Result>): Promise<void> {
    this.#onNote({ type: "begins", group, title });
    try {
      const result = await work();
      const found = "verdict" in result ? result : { verdict: "right" as const, seen: result };
      this.#end({ group, title, ...found });
    } catch (error) {
      if (!(error instanceof CandidateError)) throw error;
      this.#end({ group, title, verdict: "wrong", seen: [], error: errorReport({ error }) });
    }
  }

  #end(check: Check): void {
    if (check.verdict === "wrong") this.#failed.set(check.title, check.title);
    this.checks.push(check);
    this.#onNote({ type: "ended", check });
  }
}
