/** Each message of the declared features once, after the few others that it needs. */
import {
  completeScan,
  describeMessage,
  describeOutcome,
  type Message,
  type MessageOf,
  type MessageType,
  mayReceive,
  type Settings,
  type Statement,
} from "../model/index.ts";
import { judgeAgreement } from "../properties/clauses/frame.ts";
import { interpret } from "../properties/clauses/observed-step.ts";
import { ARGUMENTS } from "../properties/programs/arguments.ts";
import { predict } from "../properties/programs/program.ts";
import { BULLETINS } from "../properties/programs/vendor.ts";
import type { Question, Result } from "./check.ts";
import type { Started } from "./examined.ts";

const client = "a";
const [bulletin] = BULLETINS;
const enroll: MessageOf<"enroll"> = { type: "enroll", client };
const reported: MessageOf<"sendBasicInventory"> = {
  type: "sendBasicInventory",
  client,
  plugIn: true,
};
const target: MessageOf<"target"> = { type: "target", client, policy: "install" };
const imported: MessageOf<"importCatalog"> = {
  type: "importCatalog",
  ...ARGUMENTS.catalogue.at(1),
};
const enabled: MessageOf<"enableBulletin"> = { type: "enableBulletin", bulletin };
const expired: MessageOf<"expireAup"> = { type: "expireAup" };
const scanned = [enroll, reported, completeScan(client)];

/** What comes before each, and the message itself; what is not declared is not sent. */
const EXAMPLES: { readonly [T in MessageType]: readonly [...Message[], MessageOf<T>] } = {
  enroll: [enroll],
  target: [enroll, target],
  sendBasicInventory: [enroll, target, reported],
  checkIn: [enroll, target, reported, { type: "checkIn", client }],
  returnPatchInventory: [enroll, reported, completeScan(client)],
  returnOtherInventory: [enroll, { type: "returnOtherInventory", client }],
  setCapacity: [{ type: "setCapacity", nodes: 2 }],
  setOtherCapacity: [{ type: "setOtherCapacity", nodes: 2 }],
  passDays: [...scanned, { type: "passDays", days: 1 }],
  importCatalog: [imported],
  enableBulletin: [imported, enabled],
  createPolicy: [imported, enabled, { type: "createPolicy", bulletin }],
  expireAup: [expired],
  upgradeSolution: [expired, { type: "upgradeSolution" }],
  renewAup: [expired, { type: "renewAup" }],
  retire: [...scanned, { type: "retire", client }],
  delete: [...scanned, { type: "delete", client }],
};

const ONE_EACH: Settings = { capacity: 1, otherCapacity: 1 };

/** In the order in which somebody would implement them. */
export function messageChecks(statement: Statement): readonly Question[] {
  return Object.values(EXAMPLES).flatMap((example) => {
    const steps = example.filter(({ type }) => mayReceive(statement, type));
    const message = steps.at(-1);
    if (!message || message !== example.at(-1)) return [];
    const after = ["reset and snapshot", ...steps.slice(0, -1).map(({ type }) => type)];
    return [{ title: message.type, after, run: (started: Started) => play(steps, started) }];
  });
}

async function play(
  steps: readonly Message[],
  { transport, answers, statement }: Started,
): Promise<Result> {
  const predicted = predict({ ...ONE_EACH, steps }, statement);
  await transport.reset(ONE_EACH);
  const recording = answers.execution(await transport.execute(steps, "each"), steps, "each");
  const step = interpret(predicted, recording, statement).at(-1);
  if (!step) return [];
  const line = `${describeMessage(step.message)} → ${describeOutcome(step.outcome)}`;
  const failure = step.agrees ? undefined : judgeAgreement(step);
  if (!failure) return [line];
  const doubt = `the model expects: ${failure.expected}; seen: ${failure.seen}`;
  return { verdict: "doubtful", seen: [line, doubt] };
}
