/** A candidate's session as the engine takes it. */
import type { Asked, Session } from "../../engine/specification.ts";
import type { Message, Settings } from "../../model/index.ts";
import { isPlanned, type LicensePool } from "../../properties/license-pool.ts";
import type { PredictedStep } from "../../properties/programs/program.ts";
import type { Batched } from "../protocol/answers.ts";
import type { Execution } from "../protocol/port.ts";
import type { CandidateSession } from "./session.ts";

/** Milliseconds that a candidate which never waits may keep the event loop to itself. */
const TURN_MS = 25;

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
    ask: async (program, prediction, attempt, whileBusy): Promise<Asked<LicensePool>> => {
      await takeTurn();
      onProgram(program);
      if (!isPlanned(prediction)) {
        const history = await session.record(program, prediction.phases, String(attempt));
        return { read: async () => history };
      }
      const parts = partsOf(program, prediction);
      const readers: (() => Promise<Execution>)[] = [];
      for (const part of parts)
        readers.push(
          await session.ask(part, part.messages, part === parts.at(-1) ? whileBusy : undefined),
        );
      return {
        read: async () => {
          const executions: Execution[] = [];
          for (const read of readers) executions.push(await read());
          return joined(executions);
        },
      };
    },
    ...(askAll && {
      askAll: async (programs) => {
        await takeTurn();
        const parts = programs.map(({ program, prediction }) => {
          onProgram(program);
          if (!isPlanned(prediction)) throw new Error("not one message after the other");
          return partsOf(program, prediction);
        });
        const executions = await askAll(parts.flat());
        let from = 0;
        return parts.map(({ length }) => {
          const own = joined(executions.slice(from, from + length));
          from += length;
          return { read: async () => own };
        });
      },
    }),
    close: session.close,
  };
}

function joined(executions: readonly Execution[]): Execution {
  const [first] = executions;
  if (first && executions.length === 1) return first;
  return {
    outcomes: concatenated(executions.map(({ outcomes }) => outcomes)),
    snapshots: concatenated(executions.map(({ snapshots }) => snapshots)),
  };
}

/** V8 flattens lists element by element, which takes many times as long. */
const concatenated = <T>(lists: readonly (readonly T[])[]): readonly T[] =>
  ([] as T[]).concat(...lists);

/** A program in parts, each from a reset: nearly always it is one. What sends nothing is left out. */
function partsOf(
  { capacity, otherCapacity }: Settings,
  predicted: readonly PredictedStep[],
): readonly Batched[] {
  const parts = [{ capacity, otherCapacity, messages: [] as Message[] }];
  for (const { message, reset } of predicted) {
    if (reset) parts.push({ ...reset, messages: [] });
    parts.at(-1)?.messages.push(message);
  }
  return parts.filter(({ messages }) => messages.length > 0);
}
