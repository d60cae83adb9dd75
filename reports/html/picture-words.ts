/** Messages and answers in the few words that there is room for in a picture. */
import type { Message, MessageOf, MessageType, Outcome } from "../../model/index.ts";

/** The lane of what no client sends: the operator, the vendor and the days. */
export const CONSOLE = "console";

const FROM_CLIENTS: ReadonlySet<MessageType> = new Set([
  "enroll",
  "checkIn",
  "sendBasicInventory",
  "returnPatchInventory",
  "returnOtherInventory",
]);

export const laneOf = (message: Message): string =>
  FROM_CLIENTS.has(message.type) && "client" in message ? message.client : CONSOLE;

const MESSAGES: { readonly [T in MessageType]: (message: MessageOf<T>) => string } = {
  enroll: () => "enrolls",
  checkIn: () => "checks in",
  sendBasicInventory: ({ plugIn }) => (plugIn ? "Basic Inventory" : "Basic Inventory, no plug-in"),
  returnPatchInventory: ({ plugIn, tools, scan }) =>
    plugIn && tools && scan
      ? "scan"
      : `scan without ${[...(plugIn ? [] : ["plug-in"]), ...(tools ? [] : ["tools"]), ...(scan ? [] : ["run"])].join(", ")}`,
  returnOtherInventory: () => "other inventory",
  target: ({ client, policy }) => `targets ${client}: ${policy}`,
  retire: ({ client }) => `retires ${client}`,
  delete: ({ client }) => `deletes ${client}`,
  setCapacity: ({ nodes }) => `capacity ${nodes}`,
  setOtherCapacity: ({ nodes }) => `other capacity ${nodes}`,
  expireAup: () => "AUP expires",
  renewAup: () => "AUP renewed",
  importCatalog: ({ revision }) => `catalogue ${revision}`,
  enableBulletin: ({ bulletin }) => `enables ${bulletin}`,
  createPolicy: ({ bulletin }) => `policy for ${bulletin}`,
  upgradeSolution: () => "upgrade",
  passDays: ({ days }) => (days === 1 ? "a day passes" : `${days} days pass`),
};

export function messageWords(message: Message): string {
  const words = MESSAGES[message.type] as ((message: Message) => string) | undefined;
  return words?.(message) ?? message.type;
}

/** An answer in short lines. */
export function answerWords(outcome: Outcome | undefined): readonly string[] {
  if (!outcome) return ["no answer"];
  if (outcome.type === "processed") return ["processed", outcome.license];
  if (outcome.type === "discarded") return ["discarded", outcome.reason];
  if (outcome.type !== "instructions") return [outcome.type];
  const { plugIn, packages, updates } = outcome;
  const lines = [
    ...(plugIn === "none" ? [] : [`plug-in: ${plugIn}`]),
    ...(packages.length > 0 ? [packages.join(", ")] : []),
    ...(updates.length > 0 ? [`updates: ${updates.join(", ")}`] : []),
  ];
  return lines.length > 0 ? lines : ["nothing to do"];
}
