/** Messages and answers in the few words that there is room for in a picture. */
import { type Message, type Outcome, SENT_BY_CLIENTS } from "../../model/index.ts";

/** The lane of what no client sends: the operator, the vendor and the days. */
export const CONSOLE = "console";

export const laneOf = (message: Message): string =>
  "client" in message && SENT_BY_CLIENTS.includes(message.type) ? message.client : CONSOLE;

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
