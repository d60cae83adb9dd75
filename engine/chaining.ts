/** A program that fails only after other programs: these become a part of it. */
import { judgeProgram } from "./drive.ts";
import { MAX_PREDECESSORS } from "./sessions.ts";
import type { Attempt, ShrinkContext } from "./shrink.ts";
import type { Property, Run, Types } from "./specification.ts";

/**
 * The failing program, alone or with more and more of its predecessors: the first that fails in a fresh candidate. A variant
 * runs after its program, so that for a comparison the predecessors may also have to come after the program.
 */
export async function chainedAttempt<T extends Types>(
  context: ShrinkContext<T>,
  property: Property,
  run: Run<T>,
): Promise<Attempt<T> | undefined> {
  const { specification, session } = context;
  const { program } = run;
  const predecessors = run.predecessors?.() ?? [];
  const fails = async (tried: T["program"]) => {
    // Such programs are long: between them, an interruption is heard.
    await new Promise(setImmediate);
    if (context.isOver()) return undefined;
    const judged = await judgeProgram(context, session, tried, property).catch(() => undefined);
    return judged?.violations.has(property.id) ? judged : undefined;
  };
  let found = await fails(program);
  // The last time, there may be fewer than that.
  const end = Math.min(MAX_PREDECESSORS + 1, 2 * predecessors.length);
  for (let length = 1; !found && length < end && !context.isOver(); length *= 2) {
    const chain = predecessors.slice(-length).reduce(specification.chain);
    found = await fails(specification.chain(chain, program));
    if (!found && specification.isRelation(property))
      found = await fails(specification.chain(program, chain));
  }
  return found;
}
