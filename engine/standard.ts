/**
 * Programs of one fixed seed, driven where something has failed. What the search for a counterexample starts from decides,
 * where no proof is affordable, what it ends at; so it starts from what they show rather than from what the run's
 * own programs happened to show, and is the same for every seed.
 */
import { assign } from "./assigning.ts";
import type { Context } from "./drive.ts";
import { driveTasks, queueOf, type Terms } from "./driving.ts";
import type { Violations } from "./grouping.ts";
import { ownIndices, type Range } from "./sharding.ts";
import type { Property, Session, Types, Violation } from "./specification.ts";

const SEED = "standard";
/** Few beside what a run takes, and enough that rarely anything fails in a run only. */
const MAX_PROGRAMS = 300;

/**
 * The first violation of each property, as far as these programs show it; they end where all have failed.
 * @param range of the run, which has no more of these programs than of its own
 */
export async function standardViolations<T extends Types>(
  context: Context<T>,
  session: Session<T>,
  properties: readonly Property[],
  { from, programs }: Range,
  { mayGoOn, signal }: Terms,
): Promise<Violations<T>> {
  const { specification, statement } = context;
  const [part] = specification.parts(statement);
  const found = new Map<Property, Violation<T>>();
  if (!part) return found;
  const judge = specification.createJudge(properties, [], statement, 0);
  const own = { ...part, properties: part.properties.filter((one) => properties.includes(one)) };
  // A chunk can be a small one of a long campaign, which would drive all of them.
  const most = from === undefined ? Math.min(programs, MAX_PROGRAMS) : MAX_PROGRAMS;
  const indices = ownIndices({ programs: most });
  const tasks = assign({ ...context, judge }, own, {
    seed: SEED,
    indices,
    at: 0,
  });
  const isDone = () => properties.every((property) => found.has(property));
  await driveTasks(
    { ...context, judge },
    [session],
    queueOf(tasks),
    { mayGoOn: () => !isDone() && mayGoOn(), signal },
    ({ judgement }) => {
      for (const property of properties) {
        const violation = judgement?.violations.get(property.id);
        if (violation && !found.has(property)) found.set(property, violation);
      }
    },
  );
  return found;
}
