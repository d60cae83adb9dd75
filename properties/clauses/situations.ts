/** Situations worth reaching: a run that did not is inconclusive, not green. */
import {
  type Feature,
  hasEvidence,
  inUse,
  type MessageType,
  otherInUse,
  type Statement,
} from "../../model/index.ts";
import {
  expectsService,
  isExpired,
  isFull,
  isScan,
  subject,
  subjectAfter,
  subjectBefore,
} from "./judging.ts";
import type { ObservedStep } from "./observed-step.ts";

export interface Situation {
  readonly id: string;
  /** Features without which the situation cannot arise. */
  readonly needs: readonly Feature[];
  readonly claims?: (statement: Statement) => boolean;
  /** Messages at which it may arise; all by default. */
  readonly on?: readonly MessageType[];
  /** How often a run has to reach it at the least. */
  readonly least: number;
  readonly arises: (step: ObservedStep) => boolean;
  /** Where driving more programs does not help: what does. */
  readonly advice?: string;
}

const isTurnedAway = (m: ObservedStep) => isScan(m) && m.expected.kind === "discarded";
const isOverFull = (m: ObservedStep) => inUse(m.before) > m.before.capacity;
/** Ids that trip a server which takes them for falsy, for a prefix, or for a property of every object. */
const HOSTILE = /^(0|__proto__|constructor|.-.*)$/;

export const situations: readonly Situation[] = [
  {
    id: "pool full, newcomer scans",
    needs: [],
    on: ["returnPatchInventory"],
    least: 20,
    arises: (m) =>
      isTurnedAway(m) && isFull(m.before) && m.before.capacity > 0 && !subjectBefore(m).licensed,
  },
  {
    id: "pool full, holder scans",
    needs: [],
    on: ["returnPatchInventory"],
    least: 20,
    arises: (m) => expectsService(m, "held") && inUse(m.before) === m.before.capacity,
  },
  {
    id: "last license pulled",
    needs: [],
    on: ["returnPatchInventory"],
    least: 20,
    arises: (m) => expectsService(m, "pulled") && inUse(m.after) === m.after.capacity,
  },
  { id: "over-full after a shrink", needs: [], least: 20, arises: isOverFull },
  {
    id: "over-full, holder scans",
    needs: [],
    on: ["returnPatchInventory"],
    least: 10,
    arises: (m) => isOverFull(m) && expectsService(m, "held"),
  },
  {
    id: "over-full, holder released",
    needs: [],
    on: ["retire", "delete"],
    least: 10,
    arises: (m) => isOverFull(m) && subjectBefore(m).licensed,
  },
  {
    id: "retired at full",
    needs: [],
    on: ["retire"],
    least: 10,
    arises: (m) => subjectBefore(m).licensed && isFull(m.before),
  },
  {
    id: "deleted at full",
    needs: [],
    on: ["delete"],
    least: 10,
    arises: (m) => subjectBefore(m).licensed && isFull(m.before),
  },
  {
    id: "retired computer reports",
    needs: [],
    on: ["returnPatchInventory"],
    least: 20,
    arises: (m) => isScan(m) && subjectBefore(m).record === "retired",
  },
  {
    id: "deleted client reports",
    needs: [],
    on: ["returnPatchInventory"],
    least: 20,
    arises: (m) =>
      isScan(m) && m.summary.deleted.has(subject(m.message)) && subjectBefore(m).record === "none",
  },
  {
    id: "hostile id holds a license",
    needs: [],
    least: 20,
    arises: (m) => subjectAfter(m).licensed && HOSTILE.test(subject(m.message)),
  },
  {
    id: "pool of no licenses",
    needs: [],
    on: ["returnPatchInventory"],
    least: 20,
    arises: (m) => isScan(m) && m.before.capacity === 0,
  },
  {
    id: "complete scan without a reported plug-in",
    needs: ["onboarding"],
    on: ["returnPatchInventory"],
    least: 20,
    arises: (m) => isScan(m) && hasEvidence(m.message) && !subjectAfter(m).plugInReported,
  },
  {
    id: "holder's scan lacks a part",
    needs: ["onboarding"],
    on: ["returnPatchInventory"],
    least: 10,
    arises: (m) => isTurnedAway(m) && subjectBefore(m).licensed,
  },
  {
    id: "check-in after deletion, target unknown",
    needs: ["onboarding"],
    on: ["checkIn"],
    least: 10,
    arises: (m) => subjectAfter(m).target === "unknown",
  },
  {
    id: "newcomer scans after AUP expiry",
    needs: ["maintenance"],
    on: ["returnPatchInventory"],
    least: 10,
    arises: (m) => isScan(m) && isExpired(m) && !m.before.dormant && !subjectBefore(m).licensed,
  },
  {
    id: "dormant with holders",
    needs: ["maintenance"],
    claims: ({ choices }) => choices.upgradeAfterAup === "dormant",
    least: 10,
    arises: (m) => m.before.dormant && inUse(m.before) > 0,
  },
  {
    id: "dormancy ended by renewal",
    needs: ["maintenance"],
    claims: ({ choices }) => choices.upgradeAfterAup === "dormant",
    on: ["renewAup"],
    least: 10,
    arises: (m) => m.before.dormant,
  },
  {
    id: "bulletin deployed to a holder",
    needs: ["maintenance"],
    on: ["checkIn"],
    least: 10,
    arises: (m) => m.expected.kind === "instructions" && m.expected.updates.atLeast.length > 0,
  },
  {
    id: "holder uninstalled, deleted and back, with both pools free",
    needs: ["onboarding", "other-solutions"],
    on: ["returnOtherInventory"],
    least: 5,
    arises: (m) =>
      m.message.type === "returnOtherInventory" &&
      m.summary.recovered.has(m.message.client) &&
      subjectAfter(m).otherLicensed &&
      !subjectBefore(m).otherLicensed &&
      !isFull(m.before),
  },
  {
    id: "other pool full",
    needs: ["other-solutions"],
    on: ["returnOtherInventory"],
    least: 20,
    arises: (m) =>
      m.message.type === "returnOtherInventory" &&
      !subjectBefore(m).otherLicensed &&
      otherInUse(m.before) >= m.before.otherCapacity,
  },
  {
    id: "days pass over holders",
    needs: ["time"],
    on: ["passDays"],
    least: 10,
    arises: (m) => inUse(m.before) > 0,
  },
];
