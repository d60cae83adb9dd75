/** What fails only after other programs: these become a part of it. */
import { judgeProgram } from "./drive.ts";
import type { ShrinkContext } from "./shrink.ts";
import type { Property, Run, Types, Violation } from "./specification.ts";
import { TRAIL } from "./trail.ts";

/**
 * The failing program, or that with more and more of those before it, whichever fails in a fresh candidate. Two runs
 * differ where they begin differently, and the variant begins with what the program leaves behind: so those before it may
 * also have to come after it.
 */
export async function chainedViolation<T extends Types>(
  context: ShrinkContext<T>,
  property: Property,
  { program, after }: Run<T>,
): Promise<Violation<T> | undefined> {
  const { specification, session } = context;
  const fails = async (tried: T["program"]) => {
    const judged = await judgeProgram(context, session, tried, property).catch(() => undefined);
    return judged?.violations.get(property.id);
  };
  let violation = await fails(program);
  let chain: T["program"] | undefined;
  let trail = after;
  for (let length = 1; !violation && trail && length <= TRAIL; length *= 2) {
    for (let more = Math.ceil(length / 2); more > 0 && trail; more -= 1) {
      chain = chain === undefined ? trail.program : specification.chain(trail.program, chain);
      trail = trail.before;
    }
    violation = await fails(specification.chain(chain, program));
    if (!violation && specification.isRelation(property))
      violation = await fails(specification.chain(program, chain));
  }
  return violation;
}
