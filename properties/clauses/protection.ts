/** AUP: what the end of the Annual Upgrade Protection stops, and what it must not. */
import type { Failure } from "../../engine/specification.ts";
import {
  admits,
  type BulletinId,
  describeOutcome,
  expectedOf,
  factsOf,
  fieldsFor,
  inUse,
  type MessageOf,
  renderValue,
} from "../../model/index.ts";
import {
  CHECK_IN,
  differences,
  expectsService,
  failure,
  functions,
  isExpired,
  judgeAnswer,
  judgeNotServed,
  judgeServed,
  SCAN,
} from "./judging.ts";
import type { ObservedStep } from "./observed-step.ts";
import type { PropertyDefinition } from "./property.ts";

type CatalogMessage = MessageOf<"enableBulletin"> | MessageOf<"createPolicy">;
const BULLETIN_MESSAGES = ["enableBulletin", "createPolicy"] as const;

const isImport = (m: ObservedStep): m is ObservedStep & { message: MessageOf<"importCatalog"> } =>
  m.message.type === "importCatalog";
const isNewer = (m: ObservedStep) => isImport(m) && m.message.revision > m.before.revision;

/** Enabling a listed bulletin, or a policy for an enabled one. */
const isAvailable = (m: ObservedStep) => {
  const { type, bulletin } = m.message as CatalogMessage;
  return (type === "enableBulletin" ? m.before.listed : m.before.enabled).has(bulletin);
};

function judgeBulletin(m: ObservedStep): Failure | undefined {
  const { type, bulletin } = m.message as CatalogMessage;
  const list = type === "enableBulletin" ? "enabled" : "deployed";
  return m.observed[list].has(bulletin) ? undefined : catalogFailure(m, `${bulletin} is ${list}`);
}

const isOwedUpdates = ({ expected }: ObservedStep) =>
  expected.kind === "instructions" && expected.updates.atLeast.length > 0;

function judgeUpdates(m: ObservedStep): Failure | undefined {
  const due = m.expected.kind === "instructions" ? m.expected.updates.atLeast : [];
  const given = m.outcome.type === "instructions" ? m.outcome.updates : [];
  if (due.every((bulletin) => given.includes(bulletin))) return undefined;
  return failure(m, `updates: ${due.join(", ")}`);
}

/** What is in `now` was there before. */
const isSubset = (now: ReadonlySet<BulletinId>, before: ReadonlySet<BulletinId>) =>
  [...now].every((bulletin) => before.has(bulletin));

function catalogFailure(m: ObservedStep, expected: string): Failure {
  const server = fieldsFor(m.statement, ({ part }) => part === "server");
  const shown = [...factsOf(expectedOf(m.observed), server)].map((fact) => fact.join(": "));
  return { expected, seen: [`answered "${describeOutcome(m.outcome)}"`, ...shown].join("; ") };
}

const becomesDormant = (m: ObservedStep) => m.statement.choices.upgradeAfterAup === "dormant";

export const protectionProperties: readonly PropertyDefinition[] = [
  {
    id: "aup/current-catalogue-is-imported",
    clauses: ["AUP-0"],
    description: "with the AUP current, a newer catalogue is imported with all that it lists",
    on: ["importCatalog"],
    situation: (m) => isNewer(m) && !isExpired(m),
    judge: (m) => {
      const taken = isImport(m) && m.message.bulletins.every((b) => m.observed.listed.has(b));
      if (taken && m.outcome.type === "imported" && m.observed.revision === m.after.revision)
        return undefined;
      return catalogFailure(m, `imported: revision ${m.after.revision} with its bulletins`);
    },
  },
  {
    id: "aup/current-bulletins-are-available",
    clauses: ["AUP-0"],
    description: "with the AUP current, what the catalogue lists can be enabled and deployed",
    on: BULLETIN_MESSAGES,
    situation: (m) => !isExpired(m) && functions(m) && isAvailable(m),
    judge: judgeBulletin,
  },
  {
    id: "aup/current-updates-are-handed-out",
    clauses: ["AUP-0"],
    description:
      "with the AUP current, a licensed client that checks in is given every deployed update",
    on: CHECK_IN,
    situation: (m) => !isExpired(m) && isOwedUpdates(m),
    judge: judgeUpdates,
  },
  {
    id: "aup/listed-bulletins-stay-available",
    clauses: ["AUP-1"],
    description: "after expiry, bulletins already listed can be enabled and deployed",
    on: BULLETIN_MESSAGES,
    situation: (m) => isExpired(m) && functions(m) && isAvailable(m),
    judge: judgeBulletin,
  },
  {
    id: "aup/no-download-after-expiry",
    clauses: ["AUP-2"],
    description: "after expiry, a newer catalogue is refused",
    on: ["importCatalog"],
    situation: (m) => isExpired(m) && isNewer(m),
    judge: (m) =>
      m.outcome.type === "refused" && m.observed.revision === m.before.revision
        ? undefined
        : catalogFailure(m, `refused; revision ${m.before.revision} stays`),
  },
  {
    id: "aup/scans-go-on-after-expiry",
    clauses: ["AUP-3"],
    description: "after expiry, scans are processed as before",
    on: SCAN,
    situation: (m) => isExpired(m) && expectsService(m),
    judge: (m) => judgeServed(m),
  },
  {
    id: "aup/policies-go-on-after-expiry",
    clauses: ["AUP-3"],
    description: "after expiry, a licensed client that checks in is given every deployed update",
    on: CHECK_IN,
    situation: (m) => isExpired(m) && isOwedUpdates(m),
    judge: judgeUpdates,
  },
  {
    id: "aup/no-new-bulletin-after-expiry",
    clauses: ["AUP-4"],
    description: "after expiry, no bulletin becomes available that was not listed before",
    on: [
      "importCatalog",
      "enableBulletin",
      "createPolicy",
      "expireAup",
      "passDays",
      "upgradeSolution",
    ],
    situation: (m) => isExpired(m) && (!isImport(m) || isNewer(m)),
    judge: (m) =>
      isSubset(m.observed.listed, m.before.listed)
        ? undefined
        : catalogFailure(m, `bulletins listed: only ${renderValue(m.before.listed)}`),
  },
  {
    id: "aup/upgrade-after-expiry",
    clauses: ["AUP-5"],
    description:
      "a newer version installed after expiry does not function (or, where so declared, is not installed)",
    on: ["upgradeSolution"],
    situation: isExpired,
    judge: (m) =>
      m.observed.dormant === m.after.dormant
        ? undefined
        : catalogFailure(m, m.after.dormant ? "not functioning" : "functioning as before"),
  },
  {
    id: "aup/dormant-until-renewed",
    clauses: ["AUP-5"],
    kind: "invariant",
    description: "nothing but renewal ends dormancy",
    claims: ({ choices }) => choices.upgradeAfterAup === "dormant",
    situation: (m) => m.before.dormant && m.message.type !== "renewAup",
    judge: (m) =>
      m.observed.dormant
        ? undefined
        : catalogFailure(m, "not functioning until the AUP is renewed"),
  },
  {
    id: "aup/dormant-serves-no-scan",
    clauses: ["AUP-5"],
    description: "while dormant, no scan is processed and none pulls a license",
    claims: ({ choices }) => choices.upgradeAfterAup === "dormant",
    on: SCAN,
    situation: (m) => m.before.dormant,
    judge: judgeNotServed,
  },
  {
    id: "aup/dormant-deploys-nothing",
    clauses: ["AUP-5"],
    description: "while dormant, nothing is enabled, deployed or handed out",
    claims: ({ choices }) => choices.upgradeAfterAup === "dormant",
    on: [...BULLETIN_MESSAGES, "checkIn"],
    situation: (m) => m.before.dormant,
    judge: (m) => {
      const quiet =
        isSubset(m.observed.enabled, m.before.enabled) &&
        isSubset(m.observed.deployed, m.before.deployed);
      const updates = m.outcome.type === "instructions" ? m.outcome.updates : [];
      if (quiet && updates.length === 0) return undefined;
      return catalogFailure(m, "nothing more enabled or deployed; updates: none");
    },
  },
  {
    id: "aup/renewal-ends-dormancy",
    clauses: ["AUP-6"],
    description: "renewal lets the server function again",
    on: ["renewAup"],
    situation: (m) => isExpired(m) && (m.before.dormant || !becomesDormant(m)),
    judge: (m) => (m.observed.dormant ? catalogFailure(m, "functioning") : undefined),
  },
  {
    id: "aup/renewal-restores-everything",
    clauses: ["AUP-6"],
    description:
      "after an expiry and its renewal, scans, catalogues and bulletins work as they did",
    on: ["returnPatchInventory", "importCatalog", "enableBulletin", "createPolicy", "checkIn"],
    situation: (m) =>
      m.summary.renewed &&
      !isExpired(m) &&
      (m.after !== m.before || expectsService(m) || isOwedUpdates(m)),
    judge: (m) => judgeAnswer(m, admits(m.expected, m.outcome)) ?? differences(m.after, m),
  },
  {
    id: "aup/calendar-changes-nothing-else",
    clauses: ["AUP-6"],
    description: "expiry, upgrade and renewal themselves change no record, license or bulletin",
    on: ["expireAup", "renewAup", "upgradeSolution"],
    situation: (m) => inUse(m.before) > 0 || m.before.listed.size > 0,
    judge: (m) => differences({ ...m.before, dormant: m.observed.dormant }, m),
  },
];
