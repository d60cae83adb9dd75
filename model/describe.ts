/** Messages and outcomes in plain English, one line each. */
import { match } from "ts-pattern";
import type { Expectation, SetExpectation } from "./expectation.ts";
import type { Message, MessageOf, Outcome } from "./messages.ts";

// biome-ignore format: a message a line
export function describeMessage(message: Message): string {
  return match(message)
    .returnType<string>()
    .with({ type: "enroll" }, (m) => `${m.client} enrolls`)
    .with({ type: "checkIn" }, (m) => `${m.client} checks in for its configuration`)
    .with({ type: "sendBasicInventory" }, (m) =>
      `${m.client} sends Basic Inventory: the plug-in is ${m.plugIn ? "in place" : "not in place"}`,
    )
    .with({ type: "returnPatchInventory" }, describeScan)
    .with({ type: "returnOtherInventory" }, (m) => `${m.client} returns its inventory for the other solution`)
    .with({ type: "target" }, (m) =>
      m.policy === "none"
        ? `the operator stops targeting ${m.client} with a plug-in policy`
        : `the operator targets ${m.client} with the Plug-in ${m.policy === "install" ? "Install" : "Uninstall"} policy`,
    )
    .with({ type: "retire" }, (m) => `the operator retires ${m.client}`)
    .with({ type: "delete" }, (m) => `the operator deletes ${m.client}`)
    .with({ type: "setCapacity" }, (m) => `the node pool is set to ${licenses(m.nodes)}`)
    .with({ type: "setOtherCapacity" }, (m) => `the other solution's pool is set to ${licenses(m.nodes)}`)
    .with({ type: "expireAup" }, () => "the Annual Upgrade Protection expires")
    .with({ type: "renewAup" }, () => "the Annual Upgrade Protection is renewed")
    .with({ type: "importCatalog" }, (m) => `the daily job finds catalogue revision ${m.revision} with ${list(m.bulletins, "no bulletins")}`)
    .with({ type: "enableBulletin" }, (m) => `the operator enables bulletin ${m.bulletin}`)
    .with({ type: "createPolicy" }, (m) => `the operator creates a software update policy for bulletin ${m.bulletin}`)
    .with({ type: "upgradeSolution" }, () => "a newer version of the solution is installed")
    .with({ type: "passDays" }, (m) => (m.days === 1 ? "a day passes" : `${m.days} days pass`))
    .exhaustive();
}

function describeScan(m: MessageOf<"returnPatchInventory">): string {
  const missing = [
    ...(m.plugIn ? [] : ["the plug-in is missing"]),
    ...(m.tools ? [] : ["the install tools are missing"]),
    ...(m.scan ? [] : ["the assessment scan did not run"]),
  ];
  return `${m.client} returns a scan${missing.length > 0 ? ` (${missing.join(", ")})` : ""}`;
}

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
