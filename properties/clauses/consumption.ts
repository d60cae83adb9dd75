/** COMP and CONS: how a client comes by its license. */
import { admitsSet, clientOf, hasEvidence, inUse } from "../../model/index.ts";
import {
  CHECK_IN,
  expectsService,
  failure,
  isInstructed,
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

/** The record that the check-in's answer is about, after Entry; `undefined` where Entry ignores it. */
const checkedIn = (m: ObservedStep) =>
  m.expected.kind === "instructions" ? subjectAfter(m) : undefined;

/** What is handed out only because the plug-in is reported. */
function isDue(m: ObservedStep, what: "packages" | "uninstall"): boolean {
  if (m.expected.kind !== "instructions" || !subjectAfter(m).plugInReported) return false;
  if (what === "packages") return m.expected.packages.atLeast.length > 0;
  return subjectAfter(m).target === "uninstall";
}

export const consumptionProperties: readonly PropertyDefinition[] = [
  {
    id: "comp/all-parts-needed",
    clauses: ["COMP-1"],
    description:
      "a scan that lacks any of the three parts neither pulls a license nor is processed",
    on: SCAN,
    situation: (m) => isScan(m) && !hasEvidence(m.message),
    judge: judgeNotServed,
  },
  {
    id: "cons/targeted-client-is-told-to-install",
    clauses: ["CONS-1"],
    description:
      "a client that the install policy targets, and whose plug-in is not reported, is told to install it",
    on: CHECK_IN,
    situation: (m) => checkedIn(m)?.target === "install" && !subjectAfter(m).plugInReported,
    judge: (m) => judgeInstructed(m, "install"),
  },
  {
    id: "cons/only-targeted-clients-are-told-to-install",
    clauses: ["CONS-1a"],
    description:
      "a client that the install policy does not target is not told to install the plug-in",
    on: CHECK_IN,
    situation: (m) => ["none", "uninstall"].includes(checkedIn(m)?.target ?? ""),
    judge: (m) => judgeNotInstructed(m, "install"),
  },
  {
    id: "cons/basic-inventory-reports-the-plug-in",
    clauses: ["CONS-2"],
    description:
      "once Basic Inventory has told of the plug-in, a complete scan is not discarded for want of it",
    on: SCAN,
    situation: (m) => subjectBefore(m).plugInReported && expectsService(m),
    judge: (m) =>
      m.outcome.type === "discarded" && m.outcome.reason === "not-ready"
        ? failure(m, "anything but discarded, not-ready")
        : undefined,
  },
  {
    id: "cons/check-in-knows-of-the-plug-in",
    clauses: ["CONS-2"],
    description:
      "once Basic Inventory has told of the plug-in, a check-in hands out what waits for it: packages that are due, or the uninstall",
    on: CHECK_IN,
    situation: (m) => isDue(m, "packages") || isDue(m, "uninstall"),
    judge: (m) => {
      const sent = m.outcome.type === "instructions" ? m.outcome.packages : [];
      const packages = !isDue(m, "packages") || sent.length > 0;
      const uninstall = !isDue(m, "uninstall") || isInstructed(m, "uninstall");
      return packages && uninstall
        ? undefined
        : failure(m, "instructions to a client with its plug-in");
    },
  },
  {
    id: "cons/basic-inventory-pulls-nothing",
    clauses: ["CONS-2a"],
    description: "Basic Inventory pulls no license",
    on: ["sendBasicInventory"],
    situation: (m) => !subjectBefore(m).licensed,
    judge: (m) =>
      subjectObserved(m).licensed || inUse(m.observed) > inUse(m.before)
        ? failure(m, "no license pulled")
        : undefined,
  },
  {
    id: "cons/reported-client-gets-the-packages",
    clauses: ["CONS-3"],
    description:
      "a targeted client whose plug-in is reported is sent the tools and the scan, if it has or can pull a license",
    on: CHECK_IN,
    situation: (m) => m.expected.kind === "instructions" && m.expected.packages.atLeast.length > 0,
    judge: (m) =>
      m.expected.kind === "instructions" &&
      m.outcome.type === "instructions" &&
      admitsSet(m.expected.packages, m.outcome.packages)
        ? undefined
        : failure(m, "packages: tools, scan"),
  },
  {
    id: "cons/no-packages-before-the-plug-in",
    clauses: ["CONS-3a"],
    description: "a client whose plug-in is not reported is sent no packages",
    on: CHECK_IN,
    situation: (m) => checkedIn(m)?.plugInReported === false,
    judge: (m) =>
      m.outcome.type === "instructions" && m.outcome.packages.length > 0
        ? failure(m, "packages: none")
        : undefined,
  },
  {
    id: "cons/licensed-inventory-is-processed",
    clauses: ["CONS-4"],
    description: "the scan of a ready client that holds a license is processed, and counted once",
    on: SCAN,
    situation: (m) => expectsService(m, "held"),
    judge: (m) => judgeServed(m),
  },
  {
    id: "cons/first-scan-pulls-a-license",
    clauses: ["CONS-5"],
    description: "the scan of a ready client without a license pulls one, if it can",
    on: SCAN,
    situation: (m) => expectsService(m, "pulled"),
    judge: (m) => judgeServed(m, "pulled"),
  },
  {
    id: "cons/no-scan-no-license",
    clauses: ["CONS-6"],
    description:
      "where the assessment scan did not run, no license is allotted and nothing processed",
    on: SCAN,
    situation: (m) => isScan(m) && !m.message.scan,
    judge: judgeNotServed,
  },
  {
    id: "cons/no-tools-no-license",
    clauses: ["CONS-7"],
    description:
      "where the install tools are not in place, no license is allotted and nothing processed",
    on: SCAN,
    situation: (m) => isScan(m) && !m.message.tools,
    judge: judgeNotServed,
  },
  {
    id: "cons/no-plug-in-no-license",
    clauses: ["CONS-9"],
    description:
      "where the plug-in is not in place or not reported, no license is allotted and nothing processed",
    on: SCAN,
    situation: (m) => isScan(m) && (!m.message.plugIn || isUnreported(m)),
    judge: judgeNotServed,
  },
  {
    id: "cons/at-most-one-license",
    clauses: ["CONS-8"],
    description: "a holder's further scans pull nothing more, and a client is listed once",
    on: SCAN,
    situation: (m) => expectsService(m, "held"),
    judge: (m) => {
      const listed = m.snapshot.clients.filter(({ client }) => client === subject(m.message));
      const again = m.outcome.type === "processed" && m.outcome.license === "pulled";
      if (listed.length <= 1 && !again && m.snapshot.inUse <= m.inUseBefore) return undefined;
      const count = `the server counts ${m.snapshot.inUse} in use and lists the client ${listed.length} times`;
      const failed = failure(m, `license held, ${m.inUseBefore} in use as before`);
      return { ...failed, seen: `${failed.seen}; ${count}` };
    },
  },
];

/** With the choice `accepted`, the scan's own word for the plug-in is enough. */
function isUnreported(m: ObservedStep): boolean {
  const reported = clientOf(m.after, subject(m.message)).plugInReported;
  return !reported && m.statement.choices.unreportedPlugIn === "discarded";
}
