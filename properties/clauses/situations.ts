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
  CHECK_IN,
  expectsService,
  isExpired,
  isFull,
  isScan,
  SCAN,
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
  /** How often a run has to reach it. */
  readonly least: number;
  readonly arises: (step: ObservedStep) => boolean;
  /** Where driving more programs does not help: what does. */
  readonly advice?: string;
}

/** Where nothing else is said it needs no feature, and has to be reached ten times. */
type Definition = Omit<Situation, "needs" | "least"> & Partial<Pick<Situation, "needs" | "least">>;

const canBeDormant = ({ choices }: Statement) => choices.upgradeAfterAup === "dormant";

const isTurnedAway = (m: ObservedStep) => isScan(m) && m.expected.kind === "discarded";
const isOverFull = (m: ObservedStep) => inUse(m.before) > m.before.capacity;
/** Ids that trip a server which takes them for falsy, for a prefix, or for a property of every object. */
const HOSTILE = /^(0|__proto__|constructor|.-.*)$/;

const DEFINITIONS: readonly Definition[] = [
  {
    id: "pool full, newcomer scans",
    on: SCAN,
    least: 20,
    arises: (m) =>
      isTurnedAway(m) && isFull(m.before) && m.before.capacity > 0 && !subjectBefore(m).licensed,
  },
  {
    id: "pool full, holder scans",
    on: SCAN,
    least: 20,
    arises: (m) => expectsService(m, "held") && inUse(m.before) === m.before.capacity,
  },
  {
    id: "last license pulled",
    on: SCAN,
    least: 20,
    arises: (m) => expectsService(m, "pulled") && inUse(m.after) === m.after.capacity,
  },
  { id: "over-full after a shrink", least: 20, arises: isOverFull },
  {
    id: "over-full, holder scans",
    on: SCAN,
    arises: (m) => isOverFull(m) && expectsService(m, "held"),
  },
  {
    id: "over-full, holder released",
    on: ["retire", "delete"],
    arises: (m) => isOverFull(m) && subjectBefore(m).licensed,
  },
  {
    id: "retired at full",
    on: ["retire"],
    arises: (m) => subjectBefore(m).licensed && isFull(m.before),
  },
  {
    id: "deleted at full",
    on: ["delete"],
    arises: (m) => subjectBefore(m).licensed && isFull(m.before),
  },
  {
    id: "retired computer reports",
    on: SCAN,
    least: 20,
    arises: (m) => isScan(m) && subjectBefore(m).record === "retired",
  },
  {
    id: "deleted client reports",
    on: SCAN,
    least: 20,
    arises: (m) =>
      isScan(m) && m.summary.deleted.has(subject(m.message)) && subjectBefore(m).record === "none",
  },
  {
    id: "hostile id holds a license",
    least: 20,
    arises: (m) => subjectAfter(m).licensed && HOSTILE.test(subject(m.message)),
  },
  {
    id: "pool of no licenses",
    on: SCAN,
    least: 20,
    arises: (m) => isScan(m) && m.before.capacity === 0,
  },
  {
    id: "complete scan without a reported plug-in",
    needs: ["onboarding"],
    on: SCAN,
    least: 20,
    arises: (m) => isScan(m) && hasEvidence(m.message) && !subjectAfter(m).plugInReported,
  },
  {
    id: "holder's scan lacks a part",
    needs: ["onboarding"],
    on: SCAN,
    arises: (m) => isTurnedAway(m) && subjectBefore(m).licensed,
  },
  {
    id: "check-in after deletion, target unknown",
    needs: ["onboarding"],
    on: CHECK_IN,
    arises: (m) => subjectAfter(m).target === "unknown",
  },
  {
    id: "newcomer scans after AUP expiry",
    needs: ["maintenance"],
    on: SCAN,
    arises: (m) => isScan(m) && isExpired(m) && !m.before.dormant && !subjectBefore(m).licensed,
  },
  {
    id: "dormant with holders",
    needs: ["maintenance"],
    claims: canBeDormant,
    arises: (m) => m.before.dormant && inUse(m.before) > 0,
  },
  {
    id: "dormancy ended by renewal",
    needs: ["maintenance"],
    claims: canBeDormant,
    on: ["renewAup"],
    arises: (m) => m.before.dormant,
  },
  {
    id: "bulletin deployed to a holder",
    needs: ["maintenance"],
    on: CHECK_IN,
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
    arises: (m) => inUse(m.before) > 0,
  },
];

export const situations: readonly Situation[] = DEFINITIONS.map((definition) => ({
  needs: [],
  least: 10,
  ...definition,
}));
