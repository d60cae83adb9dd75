/** `poolproof doctor`: every rule of the wire, one by one, on one candidate. */
import { CandidateError } from "../adapters/protocol/candidate-error.ts";
import { type CandidateSource, transportsOf } from "../adapters/session/open.ts";
import { declares } from "../model/index.ts";
import { errorReport } from "../reports/data/build.ts";
import { type Check, Doubt, NotChecked, type Question, type Seen } from "./check.ts";
import { messageChecks } from "./message-checks.ts";
import { type Awake, Patient } from "./patient.ts";
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

/** Told of a check as it begins, and of what came of it. */
export type Note =
  | { readonly type: "begins"; readonly group: Check["group"]; readonly title: string }
  | { readonly type: "ended"; readonly check: Check };

/**
 * Examines a candidate. What is wrong with it is a check that says so, and nothing that is thrown.
 * @returns all checks, in their order
 */
export async function examine(
  source: CandidateSource,
  { timeLimitMs, start, measuredMs = MEASURED_MS }: ExaminationOptions,
  onNote: (note: Note) => void = () => undefined,
): Promise<readonly Check[]> {
  const examination = new Examination(onNote);
  const awake = await examination.begin(source, timeLimitMs, start);
  if (!awake) return examination.checks;
  const { patient, statement, declaration } = awake;
  const groups = {
    start: firstChecks,
    messages: messageChecks(statement),
    wire: wireChecks(declaration),
    speed: [
      {
        title: "its speed",
        after: ["enroll", "returnPatchInventory"],
        run: (asked: Awake) => measureSpeed(asked, measuredMs),
      },
    ],
  } as const;
  for (const [group, checks] of Object.entries(groups))
    for (const check of checks) await examination.hold(group as keyof typeof groups, check, awake);
  await examination.look("end", "ends when it is told to", async () => {
    await patient.sleep();
    return typeof source === "string" && /^https?:/i.test(source) && start === undefined
      ? ["a server that the suite did not start is left running"]
      : [];
  });
  return examination.checks;
}

interface Known extends Pick<Awake, "statement" | "declaration"> {
  readonly patient: Patient;
}

class Examination {
  readonly checks: Check[] = [];
  readonly #onNote: (note: Note) => void;
  /** What cannot be built on, by its title, and what is to be mended first for it. */
  readonly #failed = new Map<string, string>();

  constructor(onNote: (note: Note) => void) {
    this.#onNote = onNote;
  }

  /** Nothing else can be looked at in what does not start, or does not say who it is. */
  async begin(
    source: CandidateSource,
    timeLimitMs: number,
    start: string | undefined,
  ): Promise<Known | undefined> {
    let patient: Patient | undefined;
    await this.look("start", "starts, and says who it is", async () => {
      patient = new Patient(await transportsOf(source, timeLimitMs, start));
      const { declaration, statement } = await patient.wake();
      const { name, version, language } = declaration;
      const choices = Object.entries(declaration.choices ?? {}).map((pair) => pair.join(": "));
      return [
        [name, version, language && `(${language})`].filter(Boolean).join(" "),
        `declares ${statement.features.join(", ")}`,
        ...(choices.length > 0 ? [`chooses ${choices.join(", ")}`] : []),
      ];
    });
    if (this.#failed.size > 0 || !patient) return undefined;
    const { statement, declaration } = await patient.wake();
    return { patient, statement, declaration };
  }

  async hold(group: Check["group"], check: Question, { patient, statement }: Known) {
    const { title, needs, after = [] } = check;
    if (needs && !declares(statement, needs))
      return this.#end({ group, title, verdict: "not checked", told: [`${needs} not declared`] });
    const [first] = after.flatMap((other) => this.#failed.get(other) ?? []);
    if (first) {
      this.#failed.set(title, first);
      return this.#end({ group, title, verdict: "not checked", told: [`first mend: ${first}`] });
    }
    await this.look(group, title, () => patient.ask(check.run));
  }

  async look(group: Check["group"], title: string, work: () => Promise<Seen>): Promise<void> {
    this.#onNote({ type: "begins", group, title });
    try {
      const seen = await work();
      if (seen instanceof Doubt) this.#end({ group, title, verdict: "doubtful", told: seen.told });
      else if (seen instanceof NotChecked)
        this.#end({ group, title, verdict: "not checked", told: [seen.why] });
      else this.#end({ group, title, verdict: "right", told: seen });
    } catch (error) {
      if (!(error instanceof CandidateError)) throw error;
      this.#end({ group, title, verdict: "wrong", told: [], error: errorReport({ error }) });
    }
  }

  #end(check: Check): void {
    if (check.verdict === "wrong") this.#failed.set(check.title, check.title);
    this.checks.push(check);
    this.#onNote({ type: "ended", check });
  }
}
