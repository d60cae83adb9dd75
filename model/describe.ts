/** Messages and outcomes in plain English, one line each. */
import { match } from "ts-pattern";
import type { Expectation, SetExpectation } from "./expectation.ts";
import type { Evidence, Message, MessageOf, MessageType, Outcome } from "./messages.ts";

/** A message in words: as a sentence, and as a label that fits into a picture, where its sender is seen. */
type Words<T extends MessageType> = readonly [
  sentence: (message: MessageOf<T>) => string,
  label: (message: MessageOf<T>) => string,
];

// biome-ignore format: a message a line
const WORDS: { readonly [T in MessageType]: Words<T> } = {
  enroll: [(m) => `${m.client} enrolls`, () => "enrolls"],
  checkIn: [(m) => `${m.client} checks in for its configuration`, () => "checks in"],
  sendBasicInventory: [
    (m) => `${m.client} sends Basic Inventory: the plug-in is ${m.plugIn ? "in place" : "not in place"}`,
    (m) => (m.plugIn ? "Basic Inventory" : "Basic Inventory, no plug-in"),
  ],
  returnPatchInventory: [
    (m) => `${m.client} returns a scan${inBrackets(missing(m, "the plug-in is missing", "the install tools are missing", "the assessment scan did not run"))}`,
    (m) => ["scan", missing(m, "plug-in", "tools", "run")].filter((words) => words !== "").join(" without "),
  ],
  returnOtherInventory: [(m) => `${m.client} returns its inventory for the other solution`, () => "other inventory"],
  target: [
    (m) =>
      m.policy === "none"
        ? `the operator stops targeting ${m.client} with a plug-in policy`
        : `the operator targets ${m.client} with the Plug-in ${m.policy === "install" ? "Install" : "Uninstall"} policy`,
    (m) => `targets ${m.client}: ${m.policy}`,
  ],
  retire: [(m) => `the operator retires ${m.client}`, (m) => `retires ${m.client}`],
  delete: [(m) => `the operator deletes ${m.client}`, (m) => `deletes ${m.client}`],
  setCapacity: [(m) => `the node pool is set to ${licenses(m.nodes)}`, (m) => `capacity ${m.nodes}`],
  setOtherCapacity: [(m) => `the other solution's pool is set to ${licenses(m.nodes)}`, (m) => `other capacity ${m.nodes}`],
  expireAup: [() => "the Annual Upgrade Protection expires", () => "AUP expires"],
  renewAup: [() => "the Annual Upgrade Protection is renewed", () => "AUP renewed"],
  upgradeSolution: [() => "a newer version of the solution is installed", () => "upgrade"],
  importCatalog: [
    (m) => `the daily job finds catalogue revision ${m.revision} with ${list(m.bulletins, "no bulletins")}`,
    (m) => `catalogue ${m.revision}`,
  ],
  enableBulletin: [(m) => `the operator enables bulletin ${m.bulletin}`, (m) => `enables ${m.bulletin}`],
  createPolicy: [
    (m) => `the operator creates a software update policy for bulletin ${m.bulletin}`,
    (m) => `policy for ${m.bulletin}`,
  ],
  passDays: [(m) => describeDays(m.days), (m) => describeDays(m.days)],
};

const wordsFor = (message: Message) => WORDS[message.type] as unknown as Words<MessageType>;

export const describeMessage = (message: Message): string => wordsFor(message)[0](message);

/** The few words that there is room for in a picture. Of a type that a newer version knows, its name. */
export const labelMessage = (message: Message): string =>
  Object.hasOwn(WORDS, message.type) ? wordsFor(message)[1](message) : message.type;

const describeDays = (days: number) => (days === 1 ? "a day passes" : `${days} days pass`);

/** The parts that a scan lacks, by these names. */
const missing = ({ plugIn, tools, scan }: Evidence, ...names: [string, string, string]): string =>
  names.filter((_, at) => ![plugIn, tools, scan][at]).join(", ");

const inBrackets = (words: string) => (words === "" ? "" : ` (${words})`);

export function describeOutcome(outcome: Outcome): string {
  return match(outcome)
    .returnType<string>()
    .with({ type: "done" }, () => "done")
    .with({ type: "refused" }, () => "refused")
    .with({ type: "imported" }, () => "imported")
    .with({ type: "processed" }, (o) => `processed, license ${o.license}`)
    .with({ type: "discarded" }, (o) => `discarded, ${o.reason}`)
    .with(
      { type: "instructions" },
      (o) => `plug-in: ${o.plugIn}; packages: ${list(o.packages)}; updates: ${list(o.updates)}`,
    )
    .exhaustive();
}

export function describeExpectation(expectation: Expectation): string {
  return match(expectation)
    .returnType<string>()
    .with({ kind: "anything" }, () => "any answer")
    .with({ kind: "processed" }, (e) => `processed, license ${e.license}`)
    .with({ kind: "discarded" }, (e) => `discarded, ${e.reasons.join(" or ")}`)
    .with({ kind: "oneOf" }, (e) => e.types.join(" or "))
    .with({ kind: "ignoredScan" }, () => "refused, or discarded")
    .with({ kind: "ignoredCheckIn" }, () => "refused, or empty instructions")
    .with(
      { kind: "instructions" },
      (e) =>
        `plug-in: ${e.plugIn.join(" or ")}; packages: ${describeSet(e.packages)}; updates: ${describeSet(e.updates)}`,
    )
    .exhaustive();
}

export function describeSet(expectation: SetExpectation<string>): string {
  const { atLeast, atMost } = expectation;
  if (atMost === "anything") return "anything";
  if (atLeast.length === atMost.length) return list(atLeast);
  const free = `any of ${list(atMost)}`;
  return atLeast.length === 0 ? free : `${list(atLeast)} and ${free}`;
}

export const licenses = (nodes: number) => (nodes === 1 ? "1 license" : `${nodes} licenses`);

const list = (items: readonly string[], none = "none") =>
  items.length === 0 ? none : items.join(", ");
