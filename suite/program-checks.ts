/** Whether a program from a file can be driven through a candidate. */
import { Type } from "typebox";
import { compiled, explain } from "../adapters/protocol/check.ts";
import { MessageSchema } from "../adapters/protocol/wire.ts";
import type { OpenCandidate } from "../adapters/session/open.ts";
import { declares, hasEvidence, type Message, mayReceive, type Statement } from "../model/index.ts";
import type { propertyOf } from "../properties/all-properties.ts";
import { hasCrash, type LaneProgram } from "../properties/concurrency/program.ts";
import { type LicensePool, licensePool } from "../properties/license-pool.ts";
import type { Counterexample } from "../reports/data/counterexample.ts";
import { sentBy } from "../reports/data/fault.ts";
import { isRacy } from "../reports/data/report.ts";

export const CANNOT_CRASH =
  "this candidate cannot be killed and started again by the suite: give the command that starts it, or export a function that makes it";

const checker = compiled(Type.Array(MessageSchema));

/** The index of a probe that is not the last step, which is no program; −1 if there is none. */
export const earlyProbe = ({ steps }: Counterexample["program"]): number =>
  steps.findIndex(({ type }, index) => type === "probe" && index < steps.length - 1);

/**
 * A property that the program cannot break would count as one that holds.
 * @param isRace whether the program is driven with messages in flight together, or with a crash
 * @throws {RangeError} where the candidate cannot be sent the program, or the property is not judged on it
 */
export function checkProgram(
  property: ReturnType<typeof propertyOf>,
  program: LicensePool["program"],
  isRace: boolean,
  candidate: Pick<OpenCandidate, "statement" | "declaration" | "canCrash">,
): void {
  const { id, kind } = property;
  const { statement, canCrash } = candidate;
  if (earlyProbe(program as Counterexample["program"]) !== -1)
    throw new RangeError("a probe can only come last");
  const messages = sentBy(program, statement, isRace).map(({ message }) => message);
  checkDeclared(messages, program, candidate);
  if (isRace !== isRacy(kind))
    throw new RangeError(
      isRace
        ? `it holds a race or a crash, and ${id} is of messages that follow one another`
        : `${id} is of races or crashes, and the program holds no race and no crash`,
    );
  if (messages.length === 0)
    throw new RangeError("its program sends nothing, and so shows nothing");
  if (
    licensePool.isRelation(property) &&
    !licensePool.vary(property, program, statement, licensePool.predict(program, statement))
  )
    throw new RangeError(`${id} compares a program to a variant of it, and this one has none`);
  if (kind === "durable" && !canCrash) throw new RangeError(CANNOT_CRASH);
}

function checkDeclared(
  messages: readonly Message[],
  program: LicensePool["program"],
  { statement, declaration: { name } }: Pick<OpenCandidate, "statement" | "declaration">,
): void {
  if (!checker().Check(messages))
    throw new RangeError(`no message of the protocol: ${explain(checker(), messages)}`);
  const undeclared = messages.find((message) => !isSendable(message, statement));
  if (undeclared)
    throw new RangeError(
      `its program sends ${JSON.stringify(undeclared)}, and ${name} does not declare a feature that has it`,
    );
  const lanes = program as LaneProgram;
  const needed = {
    concurrency: lanes.steps.some(({ type }) => type === "together"),
    durability: hasCrash(lanes),
  };
  for (const feature of ["concurrency", "durability"] as const)
    if (needed[feature] && !declares(statement, feature))
      throw new RangeError(`it needs ${feature}, which ${name} does not declare`);
}

/** Incomplete evidence is a message of `onboarding`, whichever type it has. */
const isSendable = (message: Message, statement: Statement): boolean =>
  mayReceive(statement, message.type) &&
  (message.type !== "returnPatchInventory" ||
    declares(statement, "onboarding") ||
    hasEvidence(message));
