/**
 * The minimum number of messages, or of steps, after which a defect can show: breadth first over the joint states of model
 * and candidate.
 *
 * It is exact for its vocabulary: initial capacities from 0 to 3, three plain clients in their order (no server of the zoo
 * distinguishes them otherwise), one bulletin, two revisions; and the clients, bulletins and numbers of a known
 * counterexample.
 */
import type { Candidate } from "../adapters/protocol/port.ts";
import {
  admits,
  initialState,
  type State,
  type Statement,
  statementOf,
  step,
} from "../model/index.ts";
import { type Program, type ProgramStep, predict } from "../properties/programs/program.ts";
import { type Action, actionsOf, settingsOf } from "./actions.ts";
import { atOnce, isSendable, shows } from "./commands.ts";
import { copyServer, keyOf, serverKey } from "./copying.ts";

interface MinimumOptions {
  /** What is counted: messages, or steps of a program, composites and the probe included. */
  readonly unit?: "messages" | "steps";
  /** A program in which the defect shows, for its vocabulary. */
  readonly hint?: Program | undefined;
  /** A length at which it is known to show: only shorter ones are searched. */
  readonly atMost?: number | undefined;
  /** Transitions of the joint state that may be tried. */
  readonly budget?: number;
}

/** Model and candidate after the same messages. */
interface Joint {
  readonly server: Candidate;
  readonly state: State;
  /** Plain clients that were used. */
  readonly introduced: number;
  readonly path: Path;
}

/** How a joint state was reached; the beginning of it is shared. */
export interface Path {
  readonly settings: Pick<Program, "capacity" | "otherCapacity">;
  readonly before?: Path;
  readonly action?: ProgramStep;
}

const DEFAULT_BUDGET = 500_000;

/** `undefined` where the budget ends before it is known, or the candidate cannot be copied. */
export function trueMinimum(
  create: () => Candidate,
  options: MinimumOptions = {},
): number | undefined {
  try {
    return search(create, options);
  } catch {
    // A copy of a server that keeps something out of reach throws, or is not made at all.
    return undefined;
  }
}

function search(create: () => Candidate, options: MinimumOptions): number | undefined {
  const { unit = "messages", hint, atMost = Number.POSITIVE_INFINITY } = options;
  const statement = statementOf(create().declaration);
  const hints = hint ? [hint] : [];
  const actions = actionsOf(unit, statement, hints);
  const seen = new Set<string>();
  let left = options.budget ?? DEFAULT_BUDGET;
  let level = beginnings(create, hints);
  for (let depth = 1; depth < atMost; depth += 1) {
    const next: Joint[] = [];
    const isLast = depth === atMost - 1;
    for (const joint of level) {
      if (unit === "steps" && failsAtProbe(joint, statement)) return depth;
      for (const action of actions) {
        if (action.plain > joint.introduced) continue;
        left -= 1;
        if (left < 0) return undefined;
        const after = take(joint, action, statement);
        if (!after) return depth;
        // Nothing comes after the last level, so its states need not be distinguished.
        if (isLast || after === joint) continue;
        const key = `${serverKey(after.server)}|${keyOf(after.state)}`;
        if (seen.has(key)) continue;
        seen.add(key);
        next.push(after);
      }
    }
    if (next.length === 0 && !isLast) return undefined;
    level = next;
  }
  return atMost;
}

function beginnings(create: () => Candidate, hints: readonly Program[]): Joint[] {
  return settingsOf(hints).map((settings) => {
    const server = create();
    atOnce(server.reset(settings));
    return { server, state: initialState(settings), introduced: 0, path: { settings } };
  });
}

/** The joint state after an action; `undefined` where the candidate does not do what the model does. */
function take(joint: Joint, { item, messages, plain }: Action, statement: Statement) {
  const server = copyServer(joint.server);
  let { state } = joint;
  let isSent = false;
  for (const message of messages) {
    if (!isSendable(state, message)) continue;
    isSent = true;
    const outcome = atOnce(server.handle(message));
    const stepped = step(state, message, statement);
    state = stepped.state;
    if (!admits(stepped.expected, outcome)) return undefined;
    if (!shows(atOnce(server.snapshot()), state, statement)) return undefined;
  }
  if (!isSent) return joint;
  const introduced = Math.max(joint.introduced, plain + 1);
  return { server, state, introduced, path: { ...joint.path, before: joint.path, action: item } };
}

function failsAtProbe(joint: Joint, statement: Statement): boolean {
  return !take(joint, probeAfter(joint.path, statement), statement);
}

/** The probe's messages depend on the whole program before it. */
export function probeAfter(end: Path, statement: Statement): Action {
  const steps: ProgramStep[] = [{ type: "probe" }];
  for (let path: Path | undefined = end; path; path = path.before)
    if (path.action) steps.unshift(path.action);
  const predicted = predict({ ...end.settings, steps }, statement);
  const messages = predicted.filter((p) => p.step === steps.length - 1).map((p) => p.message);
  return { item: { type: "probe" }, messages, plain: -1 };
}
