/** What a replay is, and what may be replayed. */
import { Type } from "typebox";
import { compiled, explain } from "../adapters/protocol/check.ts";
import { MessageSchema } from "../adapters/protocol/wire.ts";
import type { OpenCandidate } from "../adapters/session/open.ts";
import type { Property as AnyProperty } from "../engine/specification.ts";
import {
  declares,
  type Feature,
  hasEvidence,
  type Message,
  mayReceive,
  type Statement,
} from "../model/index.ts";
import { hasCrash, type LaneProgram, plan } from "../properties/concurrency/program.ts";
import { isSequential, type LicensePool, licensePool } from "../properties/license-pool.ts";
import { type Program, rehearse } from "../properties/programs/program.ts";
import type { Counterexample } from "../reports/data/counterexample.ts";

export interface Replay {
  /** The recorded property, as it fails now; `undefined` where it holds, or is not claimed. */
  readonly still: Counterexample | undefined;
  /** Other properties that the same program breaks. */
  readonly others: readonly Counterexample[];
  /** Whether the candidate claims the recorded property at all. */
  readonly claimed: boolean;
  /** How often the program was run; more than once only where it need not fail each time. */
  readonly runs: number;
}

type Known = Pick<OpenCandidate, "statement" | "declaration">;

/** A program from a file may hold what is no message. */
const checker = compiled(Type.Array(MessageSchema));

/**
 * What a program sends.
 * @param isRace whether it is driven with messages in flight together, or with a crash
 */
export function messagesOf(
  program: LicensePool["program"],
  statement: Statement,
  isRace = !isSequential(program),
): readonly Message[] {
  if (!isRace) return rehearse(program as Program, statement).map(({ message }) => message);
  return plan(program as LaneProgram, statement).phases.flatMap((phase) => {
    if (phase.type === "sequence") return phase.messages;
    return phase.type === "together" ? phase.lanes.flat() : phase.during;
  });
}

/** Index of a probe that is not the last step, where none may be; −1 where there is none. */
export const earlyProbe = ({ steps }: Counterexample["program"]): number =>
  steps.findIndex(({ type }, index) => type === "probe" && index < steps.length - 1);

/** @throws {RangeError} for a program on which a property is never judged, so that it would count as one that it holds on */
export function checkJudged(
  property: AnyProperty,
  program: LicensePool["program"],
  messages: readonly Message[],
  statement: Statement,
): void {
  if (messages.length === 0)
    throw new RangeError("its program sends nothing, and so shows nothing");
  if (!licensePool.isRelation(property)) return;
  if (!licensePool.vary(property, program, statement, licensePool.rehearse(program, statement)))
    throw new RangeError(
      `${property.id} compares a program to a variant of it, and this one has none`,
    );
}

/** @throws {RangeError} for what is no program, or is one that the candidate cannot be sent */
export function checkProgram(
  program: Counterexample["program"],
  needed: readonly Message[],
  candidate: Known,
): void {
  if (earlyProbe(program) !== -1) throw new RangeError("a probe can only come last");
  checkSendable(needed, candidate);
  checkDrivable(program as LaneProgram, candidate);
}

/** @throws {RangeError} for what is no message, or is one that the candidate does not declare */
export function checkSendable(needed: readonly Message[], { statement, declaration }: Known): void {
  if (!checker().Check(needed))
    throw new RangeError(`no message of the protocol: ${explain(checker(), needed)}`);
  const undeclared = needed.find((message) => !isSendable(message, statement));
  if (undeclared)
    throw new RangeError(
      `its program sends ${JSON.stringify(undeclared)}, and ${declaration.name} does not declare a feature that has it`,
    );
}

/** Incomplete evidence is a message of `onboarding`, whatever its type. */
function isSendable(message: Message, statement: Statement): boolean {
  if (!mayReceive(statement, message.type)) return false;
  if (message.type !== "returnPatchInventory" || declares(statement, "onboarding")) return true;
  return hasEvidence(message);
}

/** @throws {RangeError} for a race or a crash, where the candidate does not declare that it is made for these */
export function checkDrivable(program: LaneProgram, { statement, declaration }: Known): void {
  const needed: readonly Feature[] = [
    ...(program.steps.some(({ type }) => type === "together") ? (["concurrency"] as const) : []),
    ...(hasCrash(program) ? (["durability"] as const) : []),
  ];
  const undeclared = needed.find((feature) => !declares(statement, feature));
  if (undeclared)
    throw new RangeError(`it needs ${undeclared}, which ${declaration.name} does not declare`);
}
