/** What a replay is, and what may be replayed. */
import { Type } from "typebox";
import { Compile } from "typebox/compile";
import type { OpenCandidate } from "./adapters/open.ts";
import { explain, MessageSchema } from "./adapters/wire.ts";
import { declares, hasEvidence, type Message, mayReceive, type Statement } from "./model/index.ts";
import type { Counterexample } from "./reports/report.ts";

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

/** A program from a file may hold what is no message. */
const Messages = Compile(Type.Array(MessageSchema));

/** @throws {RangeError} for what is no message, or is one that the candidate does not declare */
export function checkSendable(
  needed: readonly Message[],
  { statement, declaration }: Pick<OpenCandidate, "statement" | "declaration">,
): void {
  if (!Messages.Check(needed))
    throw new RangeError(`no message of the protocol: ${explain(Messages, needed)}`);
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
