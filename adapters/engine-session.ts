/** A candidate's session as the engine takes it. */
import type { Asked, Session } from "../engine/specification.ts";
import { isPlanned, type LicensePool } from "../histories/specification.ts";
import type { Message, Settings } from "../model/index.ts";
import type { Planned } from "../properties/program.ts";
import type { CandidateSession, Recording } from "./session.ts";

/** Milliseconds that a candidate which never waits may keep the event loop to itself. */
const TURN_MS = 25;

const EMPTY: Recording = { outcomes: [], snapshots: [] };

/**
 * Between programs the event loop gets its turn, so that an interruption is heard and progress is seen, however quick
 * the candidate is.
 * @param onProgram called with each program before it is driven
 */
export function engineSession(
  session: Pick<CandidateSession, "ask" | "record" | "close">,
  onProgram: (program: LicensePool["program"]) => void = () => undefined,
): Session<LicensePool> {
  let turnedMs = performance.now();
  return {
    ask: async (program, rehearsal, attempt, whileBusy): Promise<Asked<LicensePool>> => {
      if (performance.now() - turnedMs > TURN_MS) {
        await new Promise(setImmediate);
        turnedMs = performance.now();
      }
      onProgram(program);
      const { capacity, otherCapacity } = program;
      const settings = { capacity, otherCapacity };
      if (isPlanned(rehearsal))
        return { read: await askParts(session, settings, rehearsal, whileBusy) };
      const history = await session.record(settings, rehearsal.phases, String(attempt));
      return { read: async () => history };
    },
    close: session.close,
  };
}

/** One list after the other. V8 flattens them element by element, in many times as long. */
const joined = <T>(lists: readonly (readonly T[])[]): readonly T[] => ([] as T[]).concat(...lists);

/** A program in parts, each from a reset: nearly always it is one. */
async function askParts(
  session: Pick<CandidateSession, "ask">,
  settings: Settings,
  planned: readonly Planned[],
  whileBusy: (() => void) | undefined,
): Promise<() => Promise<Recording>> {
  const parts: { readonly settings: Settings; readonly messages: Message[] }[] = [
    { settings, messages: [] },
  ];
  for (const { message, reset } of planned) {
    if (reset) parts.push({ settings: reset, messages: [] });
    parts.at(-1)?.messages.push(message);
  }
  const answers: (() => Promise<Recording>)[] = [];
  const last = parts.at(-1);
  for (const part of parts)
    if (part.messages.length > 0)
      answers.push(
        await session.ask(part.settings, part.messages, part === last ? whileBusy : undefined),
      );
  const [first] = answers;
  if (!first) return async () => EMPTY;
  if (answers.length === 1) return first;
  return async () => {
    const recordings: Recording[] = [];
    for (const read of answers) recordings.push(await read());
    return {
      outcomes: joined(recordings.map(({ outcomes }) => outcomes)),
      snapshots: joined(recordings.map(({ snapshots }) => snapshots)),
    };
  };
}
