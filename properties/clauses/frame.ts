/** FRAME: nothing happens but what a message's own row says. */
import type { Failure } from "../../engine/specification.ts";
import {
  ABOUT_CLIENTS,
  admits,
  type ClientId,
  clientOf,
  declares,
  describeRepetition,
  fieldsFor,
  SENT_BY_CLIENTS,
} from "../../model/index.ts";
import {
  differences,
  isDenied,
  isExpired,
  isFull,
  judgeAnswer,
  judgeNotServed,
  SCAN,
  subject,
  subjectAfter,
  subjectBefore,
  subjectObserved,
} from "./judging.ts";
import type { ObservedStep } from "./observed-step.ts";
import type { PropertyDefinition } from "./property.ts";

/** Whoever did not know that there is a choice learns its name. */
function byChoice(m: ObservedStep): string {
  const { record } = subjectBefore(m);
  if (record === "none" && m.message.type === "enroll") return "";
  const choice = record === "retired" ? "retiredReports" : "unknownReports";
  return ` (${choice}: ${m.statement.choices[choice]})`;
}

export const frameProperties: readonly PropertyDefinition[] = [
  {
    id: "frame/other-clients-stay",
    clauses: ["FRAME-1"],
    description: "a message about one client changes no other client",
    on: ABOUT_CLIENTS,
    situation: (m) => m.before.clients.size > (m.before.clients.has(subject(m.message)) ? 1 : 0),
    judge: (m) => {
      const own = subject(m.message);
      const isSame = (client: ClientId) =>
        client === own || clientOf(m.before, client) === clientOf(m.observed, client);
      // Records that did not change are the same objects, nearly always.
      if ([m.before, m.observed].every(({ clients }) => [...clients.keys()].every(isSame))) return;
      const others = m.before.clients.with(own, subjectObserved(m));
      return differences({ ...m.observed, clients: others }, m);
    },
  },
  {
    id: "frame/no-effect-where-there-is-none",
    clauses: ["FRAME-2"],
    description: "a message about what is not there, or is so already, changes nothing",
    on: ["retire", "delete", "target", "enableBulletin", "createPolicy", "importCatalog"],
    situation: hasNoEffect,
    judge: (m) => differences(m.before, m),
  },
  {
    id: "frame/entry-as-declared",
    clauses: ["FRAME-3"],
    description:
      "a report from an unknown or retired computer makes its record active, or is ignored, as declared",
    on: SENT_BY_CLIENTS,
    situation: (m) => subjectBefore(m).record !== "active",
    judge: (m) => {
      const due = subjectAfter(m).record;
      const { record } = subjectObserved(m);
      return record === due
        ? undefined
        : { expected: `the record is ${due}${byChoice(m)}`, seen: `the record is ${record}` };
    },
  },
  {
    id: "frame/capacities-as-set",
    clauses: ["FRAME-3"],
    kind: "invariant",
    description: "the pools' capacities are those that were set",
    situation: () => true,
    judge: ({ after, observed }) =>
      after.capacity === observed.capacity && after.otherCapacity === observed.otherCapacity
        ? undefined
        : {
            expected: `capacities ${after.capacity} and ${after.otherCapacity}`,
            seen: `capacities ${observed.capacity} and ${observed.otherCapacity}`,
          },
  },
  {
    id: "frame/expired-licenses-no-newcomer",
    clauses: ["FRAME-3"],
    description:
      "after expiry, where so declared, a client without a license gets none, though one is free",
    claims: (statement) =>
      declares(statement, "maintenance") && statement.choices.newClientsAfterAup === "refused",
    on: SCAN,
    situation: (m) => isExpired(m) && isDenied(m) && !isFull(m.before),
    judge: judgeNotServed,
  },
  {
    id: "frame/agrees-with-the-model",
    clauses: ["FRAME-3"],
    kind: "agreement",
    description:
      "after every message the server shows the state and gives an answer that the reference model admits",
    situation: () => true,
    judge: judgeAgreement,
  },
];

/** The cases that FRAME-2 lists. */
export function hasNoEffect({
  message,
  before,
}: Pick<ObservedStep, "message" | "before">): boolean {
  switch (message.type) {
    case "retire":
      return clientOf(before, message.client).record !== "active";
    case "delete":
    case "target":
      return clientOf(before, message.client).record === "none";
    case "enableBulletin":
      return !before.listed.has(message.bulletin);
    case "createPolicy":
      // A server that has lost its list may still have enabled what was on it: the model goes by that.
      return !before.listed.has(message.bulletin) && !before.enabled.has(message.bulletin);
    case "importCatalog":
      return message.revision <= before.revision;
    default:
      return false;
  }
}

/** All that the candidate shows and answers, against all that the model expects. */
export function judgeAgreement(m: ObservedStep): Failure | undefined {
  return (
    judgeAnswer(m, admits(m.expected, m.outcome)) ??
    (m.observed === m.after ? undefined : differences(m.after, m)) ??
    describeRepetition(m.snapshot, fieldsFor(m.statement))
  );
}
