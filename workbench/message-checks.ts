/** Each message of the declared features once, after as little as it takes to mean something. */
import {
  describeMessage,
  describeOutcome,
  type Message,
  mayReceive,
  type Settings,
  type Statement,
} from "../model/index.ts";
import { judgeAgreement } from "../properties/clauses/frame.ts";
import { interpret } from "../properties/clauses/moment.ts";
import { rehearse } from "../properties/programs/program.ts";
import { BULLETINS, catalogAt } from "../properties/programs/vendor.ts";
import { Doubt, type Question, type Seen } from "./check.ts";
import type { Awake } from "./patient.ts";

const client = "a";
const [bulletin] = BULLETINS;
const enroll: Message = { type: "enroll", client };
const reported: Message = { type: "sendBasicInventory", client, plugIn: true };
const target: Message = { type: "target", client, policy: "install" };
const scan: Message = {
  type: "returnPatchInventory",
  client,
  plugIn: true,
  tools: true,
  scan: true,
};
const other: Message = { type: "returnOtherInventory", client };
const imported: Message = { type: "importCatalog", revision: 1, bulletins: catalogAt(1) };
const enabled: Message = { type: "enableBulletin", bulletin };
const expired: Message = { type: "expireAup" };

/** What comes before, and the message itself; what is not declared is not sent. In the order of a server's life. */
const EXAMPLES: readonly (readonly [...before: Message[], message: Message])[] = [
  [enroll],
  [enroll, target],
  [enroll, target, reported],
  [enroll, target, reported, { type: "checkIn", client }],
  [enroll, reported, scan],
  [enroll, other],
  [{ type: "setCapacity", nodes: 2 }],
  [{ type: "setOtherCapacity", nodes: 2 }],
  [enroll, reported, scan, { type: "passDays", days: 1 }],
  [imported],
  [imported, enabled],
  [imported, enabled, { type: "createPolicy", bulletin }],
  [expired],
  [expired, { type: "upgradeSolution" }],
  [expired, { type: "renewAup" }],
  [enroll, reported, scan, { type: "retire", client }],
  [enroll, reported, scan, { type: "delete", client }],
];

const ONE_EACH: Settings = { capacity: 1, otherCapacity: 1 };

/** In the order in which somebody would implement them. */
export function messageChecks(statement: Statement): readonly Question[] {
  return EXAMPLES.flatMap((example) => {
    const steps = example.filter(({ type }) => mayReceive(statement, type));
    const message = steps.at(-1);
    if (!message || message !== example.at(-1)) return [];
    const after = ["reset and snapshot", ...steps.slice(0, -1).map(({ type }) => type)];
    return [{ title: message.type, after, run: (awake: Awake) => play(steps, awake) }];
  });
}

async function play(
  steps: readonly Message[],
  { transport, answers, statement }: Awake,
): Promise<Seen> {
  const planned = rehearse({ ...ONE_EACH, steps }, statement);
  await transport.reset(ONE_EACH);
  const recording = answers.execution(await transport.execute(steps, "each"), steps, "each");
  const moment = interpret(planned, recording, statement).at(-1);
  if (!moment) return [];
  const told = `${describeMessage(moment.message)} → ${describeOutcome(moment.outcome)}`;
  const failure = moment.agrees ? undefined : judgeAgreement(moment);
  if (!failure) return [told];
  return new Doubt([told, `the model expects: ${failure.expected}; seen: ${failure.seen}`]);
}
