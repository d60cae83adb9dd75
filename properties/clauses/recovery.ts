/** REC: how licenses are kept, and how they come back. */
import type { Failure } from "../../engine/specification.ts";
import { type ClientId, clientOf, inUse } from "../../model/index.ts";
import {
  CHECK_IN,
  expectsService,
  failure,
  findHolder,
  isFull,
  isScan,
  judgeInstructed,
  judgeNotInstructed,
  judgeNotServed,
  judgeServed,
  SCAN,
  subject,
  subjectAfter,
  subjectBefore,
  subjectObserved,
} from "./judging.ts";
import type { ObservedStep } from "./observed-step.ts";
import type { PropertyDefinition } from "./property.ts";

/** A client that holds a license which this message does not take from it. */
function findKeeper(
  m: ObservedStep,
  wanted: (client: ClientId) => boolean = () => true,
): ClientId | undefined {
  const releases = m.message.type === "retire" || m.message.type === "delete";
  const released = releases ? subject(m.message) : undefined;
  return findHolder(m.before, (client) => client !== released && wanted(client));
}

/** The subject was deleted earlier, and has a record (again) when the message is answered. */
const isRecovered = (m: ObservedStep) =>
  m.summary.deleted.has(subject(m.message)) && subjectAfter(m).record === "active";

const isRelease = (m: ObservedStep) => subjectBefore(m).licensed;

function judgeReleased(m: ObservedStep): Failure | undefined {
  return subjectObserved(m).licensed
    ? failure(m, `${subject(m.message)} holds no license any more`)
    : undefined;
}

/** In use, as counted and as shown, falls by one if the subject held a license, and stays otherwise. */
function judgeReleasedOnce(m: ObservedStep): Failure | undefined {
  const fall = isRelease(m) ? 1 : 0;
  const due = inUse(m.before) - fall;
  if (inUse(m.observed) === due && m.snapshot.inUse === m.inUseBefore - fall) return undefined;
  const failed = failure(m, `${due} of ${m.after.capacity} in use`);
  const count = `the server counts ${m.snapshot.inUse}, after ${m.inUseBefore}`;
  return { ...failed, seen: `${failed.seen}; ${count}` };
}

/** A pull that finds a license only because earlier ones of the same kind of release came back. */
const pullsWhatCameBack = (m: ObservedStep, released: number) =>
  released > 0 && expectsService(m, "pulled") && inUse(m.before) + released >= m.before.capacity;

export const recoveryProperties: readonly PropertyDefinition[] = [
  {
    id: "rec/retire-releases-the-license",
    clauses: ["REC-1"],
    description: "a computer that is retired holds no license any more",
    on: ["retire"],
    situation: isRelease,
    judge: judgeReleased,
  },
  {
    id: "rec/retired-license-can-be-pulled",
    clauses: ["REC-1"],
    description: "the license of a retired computer is there for the next client to pull",
    on: SCAN,
    situation: (m) => pullsWhatCameBack(m, m.summary.releasedByRetire),
    judge: (m) => judgeServed(m),
  },
  {
    id: "rec/retire-releases-once",
    clauses: ["REC-1a"],
    description: "retiring a holder takes one from the count in use; retiring again takes nothing",
    on: ["retire"],
    situation: (m) => subjectBefore(m).record !== "none",
    judge: judgeReleasedOnce,
  },
  {
    id: "rec/managed-client-keeps-its-license",
    clauses: ["REC-2"],
    description: "only its own retirement or deletion takes a license from a client",
    situation: (m) => findKeeper(m) !== undefined,
    judge: (m) => {
      const lost = findKeeper(m, (client) => !clientOf(m.observed, client).licensed);
      return lost === undefined ? undefined : failure(m, `${lost} keeps its license`);
    },
  },
  {
    id: "rec/targeted-client-is-told-to-uninstall",
    clauses: ["REC-3"],
    description:
      "a client that the uninstall policy targets, and whose plug-in is reported, is told to uninstall it",
    on: CHECK_IN,
    situation: (m) =>
      m.expected.kind === "instructions" &&
      subjectAfter(m).target === "uninstall" &&
      subjectAfter(m).plugInReported,
    judge: (m) => judgeInstructed(m, "uninstall"),
  },
  {
    id: "rec/only-targeted-clients-are-told-to-uninstall",
    clauses: ["REC-3a"],
    description:
      "a client that the uninstall policy does not target is not told to uninstall the plug-in",
    on: CHECK_IN,
    situation: (m) =>
      m.expected.kind === "instructions" && ["none", "install"].includes(subjectAfter(m).target),
    judge: (m) => judgeNotInstructed(m, "uninstall"),
  },
  {
    id: "rec/delete-releases-the-license",
    clauses: ["REC-4"],
    description: "a client that is deleted holds no license any more",
    on: ["delete"],
    situation: isRelease,
    judge: judgeReleased,
  },
  {
    id: "rec/deleted-license-can-be-pulled",
    clauses: ["REC-4"],
    description: "the license of a deleted client is there for the next client to pull",
    on: SCAN,
    situation: (m) => pullsWhatCameBack(m, m.summary.releasedByDelete),
    judge: (m) => judgeServed(m),
  },
  {
    id: "rec/delete-releases-once",
    clauses: ["REC-4a"],
    description: "deleting a holder takes one from the count in use; deleting again takes nothing",
    on: ["delete"],
    situation: (m) =>
      subjectBefore(m).record !== "none" || m.summary.deleted.has(subject(m.message)),
    judge: judgeReleasedOnce,
  },
  {
    id: "rec/recovered-client-gets-the-other-license",
    clauses: ["REC-5"],
    description:
      "a deleted client that has a record again gets a free license of the other solution",
    on: ["returnOtherInventory"],
    situation: (m) =>
      isRecovered(m) && subjectAfter(m).otherLicensed && !subjectBefore(m).otherLicensed,
    judge: (m) =>
      subjectObserved(m).otherLicensed ? undefined : failure(m, "a license of the other solution"),
  },
  {
    id: "rec/recovered-client-pulls-no-patch-license",
    clauses: ["REC-5"],
    description:
      "neither check-in, Basic Inventory nor the other solution's inventory pulls a Patch license for a client that was deleted",
    on: ["returnOtherInventory", "checkIn", "sendBasicInventory"],
    situation: (m) => isRecovered(m) && !subjectBefore(m).licensed,
    judge: (m) => (subjectObserved(m).licensed ? failure(m, "no Patch license") : undefined),
  },
  {
    id: "rec/released-license-is-free-at-once",
    clauses: ["REC-6"],
    description: "a released license can be pulled by the next ready client that can pull",
    on: SCAN,
    situation: (m) => pullsWhatCameBack(m, m.summary.releasedByRetire + m.summary.releasedByDelete),
    judge: (m) => judgeServed(m),
  },
  {
    id: "rec/no-license-is-made",
    clauses: ["REC-6"],
    description:
      "releases make no license that was not there: with the pool full again, a newcomer gets none",
    on: SCAN,
    situation: (m) =>
      m.summary.releasedByRetire + m.summary.releasedByDelete > 0 &&
      isScan(m) &&
      !subjectBefore(m).licensed &&
      m.expected.kind === "discarded" &&
      isFull(m.before),
    judge: judgeNotServed,
  },
];
