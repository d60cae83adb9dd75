/** A candidate's session as the engine takes it. */
import type { Asked, Session } from "../../engine/specification.ts";
import type { Message, Settings } from "../../model/index.ts";
import { isPlanned, type LicensePool } from "../../properties/license-pool.ts";
import type { Planned } from "../../properties/programs/program.ts";
import type { Batched, CandidateSession, Recording } from "./session.ts";

/** Milliseconds that a candidate which never waits may keep the event loop to itself. */
const TURN_MS = 25;

const EMPTY: Recording = { outcomes: [], snapshots: [] };

/**
 * Between programs the event loop gets its turn, so that an interruption is heard and progress is seen, however quick
 * the candidate is.
 * @param onProgram called with each program before it is driven
 */
export function engineSession(
  session: Pick<CandidateSession, "ask" | "askAll" | "record" | "close">,
  onProgram: (program: LicensePool["program"]) => void = () => undefined,
): Session<LicensePool> {
  let turnedMs = performance.now();
  const takeTurn = async () => {
    if (performance.now() - turnedMs <= TURN_MS) return;
    await new Promise(setImmediate);
    turnedMs = performance.now();
  };
  const { askAll } = session;
  return {
    ask: async (program, rehearsal, attempt, whileBusy): Promise<Asked<LicensePool>> => {
      await takeTurn();
      onProgram(program);
      const { capacity, otherCapacity } = program;
      const settings = { capacity, otherCapacity };
      if (isPlanned(rehearsal))
        return { read: await askParts(session, settings, rehearsal, whileBusy) };
      const history = await session.record(settings, rehearsal.phases, String(attempt));
      return { read: async () => history };
    },
    ...(askAll && {
      askAll: async (programs) => {
        await takeTurn();
        const parts = programs.map(({ program, rehearsal }) => {
          onProgram(program);
          if (!isPlanned(rehearsal)) throw new Error("not one message after the other");
          return partsOf(program, rehearsal);
        });
        const recordings = await askAll(parts.flat());
        let from = 0;
        return parts.map(({ length }) => {
          const recording = joinedRecording(recordings.slice(from, from + length));
          from += length;
          return { read: async () => recording };
        });
      },
    }),
    close: session.close,
  };
}

/** One list after the other. V8 flattens them element by element, in many times as long. */
const joined = <T>(lists: readonly (readonly T[])[]): readonly T[] => ([] as T[]).concat(...lists);

function joinedRecording(recordings: readonly Recording[]): Recording {
  const [first] = recordings;
  if (first && recordings.length === 1) return first;
  return {
    outcomes: joined(recordings.map(({ outcomes }) => outcomes)),
    snapshots: joined(recordings.map(({ snapshots }) => snapshots)),
  };
}

/** A program in parts, each from a reset: nearly always it is one. What sends nothing is left out. */
function partsOf(
  { capacity, otherCapacity }: Settings,
  planned: readonly Planned[],
): readonly Batched[] {
  const parts: (Settings & { readonly messages: Message[] })[] = [
    { capacity, otherCapacity, messages: [] },
  ];
  for (const { message, reset } of planned) {
    if (reset) {
      const { capacity: nodes, otherCapacity: others } = reset;
      parts.push({ capacity: nodes, otherCapacity: others, messages: [] });
    }
    parts.at(-1)?.messages.push(message);
  }
  return parts.filter(({ messages }) => messages.length > 0);
}

async function askParts(
  session: Pick<CandidateSession, "ask">,
  settings: Settings,
  planned: readonly Planned[],
  whileBusy: (() => void) | undefined,
): Promise<() => Promise<Recording>> {
  const answers: (() => Promise<Recording>)[] = [];
  const parts = partsOf(settings, planned);
  const last = parts.at(-1);
  for (const part of parts)
    answers.push(await session.ask(part, part.messages, part === last ? whileBusy : undefined));
  const [first] = answers;
  if (!first) return async () => EMPTY;
  if (answers.length === 1) return first;
  return async () => {
    const recordings: Recording[] = [];
    for (const read of answers) recordings.push(await read());
    return joinedRecording(recordings);
  };
}
