/** EXC: what happens when the licenses run out. */
import type { Failure } from "../../engine/specification.ts";
import { type ClientId, type ClientRecord, clientOf, inUse } from "../../model/index.ts";
import {
  expectsService,
  failure,
  findHolder,
  functions,
  growth,
  isDenied,
  isFull,
  isScan,
  judgeNotServed,
  judgeServed,
  SCAN,
  subject,
} from "./judging.ts";
import type { ObservedStep } from "./observed-step.ts";
import type { PropertyDefinition } from "./property.ts";

const findsNoneFree = (m: ObservedStep) => isDenied(m) && isFull(m.before);

/** There are fewer licenses than would be needed, or no more than are in use. */
const isPressed = (m: ObservedStep) => (isScan(m) ? findsNoneFree(m) : isFull(m.after));

/** A client that a complete inventory would be processed of. */
function findReadyHolder(
  m: ObservedStep,
  wanted: (client: ClientId) => boolean = () => true,
): ClientId | undefined {
  const isReady = ({ plugInReported }: ClientRecord) =>
    plugInReported || m.statement.choices.unreportedPlugIn === "accepted";
  return findHolder(m.before, (client, record) => isReady(record) && wanted(client));
}

export const exceededProperties: readonly PropertyDefinition[] = [
  {
    id: "exc/holder-continues-when-full",
    clauses: ["EXC-1"],
    description:
      "with no license left, a holder's scan is processed and the holder keeps its license",
    on: SCAN,
    situation: (m) => expectsService(m, "held") && isFull(m.before),
    judge: (m) => judgeServed(m),
  },
  {
    id: "exc/full-pool-evicts-nobody",
    clauses: ["EXC-1"],
    description:
      "neither a capacity of what is in use or less, nor a newcomer that finds no license free, takes its license from a ready client",
    on: ["setCapacity", ...SCAN],
    situation: (m) => functions(m) && isPressed(m) && findReadyHolder(m) !== undefined,
    judge: (m) => {
      const lost = findReadyHolder(m, (client) => !clientOf(m.observed, client).licensed);
      return lost === undefined ? undefined : failure(m, `${lost} keeps its license`);
    },
  },
  {
    id: "exc/newcomer-refused-when-full",
    clauses: ["EXC-2"],
    description:
      "with no license free, a client without one gets none, and its scan is not processed",
    on: SCAN,
    situation: findsNoneFree,
    judge: judgeNotServed,
  },
  {
    id: "exc/pull-stays-within-capacity",
    clauses: ["EXC-3"],
    description: "no message takes the holders above the capacity, unless the capacity itself fell",
    situation: (m) => inUse(m.before) + 1 >= m.before.capacity,
    judge: (m) =>
      inUse(m.observed) > inUse(m.before) && inUse(m.observed) > m.observed.capacity
        ? failure(m, `at most ${m.observed.capacity} holders`)
        : undefined,
  },
  {
    id: "exc/count-is-the-holders",
    clauses: ["EXC-3"],
    kind: "invariant",
    description:
      "the count in use that the server shows is the number of clients that it shows as licensed",
    situation: () => true,
    judge: ({ snapshot }) => {
      const holders = snapshot.clients.filter(({ licensed }) => licensed).length;
      if (snapshot.inUse === holders) return undefined;
      return {
        expected: `inUse ${holders}, the number of holders`,
        seen: `inUse ${snapshot.inUse}`,
      };
    },
  },
  {
    id: "exc/refused-client-served-later",
    clauses: ["EXC-4"],
    description:
      "a client that was refused is served by its next scan once it can pull, and only that scan is counted",
    on: SCAN,
    situation: (m) => expectsService(m, "pulled") && m.summary.refused.has(subject(m.message)),
    judge: (m) => judgeServed(m, "pulled"),
  },
  {
    id: "exc/nobody-is-queued",
    clauses: ["EXC-4"],
    description:
      "a license that becomes free goes to nobody by itself, and no refused inventory comes back",
    on: ["retire", "delete", "setCapacity", "renewAup", "passDays"],
    situation: (m) => m.summary.refused.size > 0,
    judge: judgeNobodyServed,
  },
];

function judgeNobodyServed(m: ObservedStep): Failure | undefined {
  for (const client of m.summary.refused) {
    const gained = clientOf(m.observed, client).licensed && !clientOf(m.before, client).licensed;
    if (!gained && !growth(m, client)) continue;
    return failure(m, `${client}, once refused, waits until its own next scan`);
  }
  return undefined;
}
