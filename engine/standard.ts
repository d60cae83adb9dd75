/**
 * Programs of one fixed seed, driven where something has failed. What the search for a counterexample starts from decides,
 * where no proof is affordable, what it ends at; so it starts from what they show rather than from what the run's
 * own programs happened to show, and is the same for every seed.
 */
import { assign } from "./assigning.ts";
import type { Context } from "./drive.ts";
import { driveTasks, queueOf } from "./driving.ts";
import type { Violations } from "./grouping.ts";
import { ownIndices, type Range } from "./sharding.ts";
import type { Property, Session, Types, Violation } from "./specification.ts";

const SEED = "standard";
/** Few beside what a run takes, and enough that rarely anything fails in a run only. */
const MAX_PROGRAMS = 200;
/** As many are driven for every seed: what they show is the same. */
const MIN_PROGRAMS = 100;

/**
 * The first violation of each property that these programs show. They end where all have failed that failed in the
 * run, and no sooner than is the same for every seed.
 * @param violations of the run
 * @param range of the run, which has no more of these programs than of its own
 */
export async function standardViolations<T extends Types>(
  context: Context<T>,
  session: Session<T>,
  violations: Violations<T>,
  { from, programs, signal }: Range & { readonly signal?: AbortSignal | undefined },
  isOver: () => boolean,
): Promise<Violations<T>> {
  const { specification, statement } = context;
  const [part] = specification.parts(statement);
  const found = new Map<Property, Violation<T>>();
  if (!part) return found;
  const judge = specification.createJudge(part.properties, [], statement, 0);
  // A chunk can be a small one of a long campaign, which would drive all of them.
  const most = from === undefined ? Math.min(programs, MAX_PROGRAMS) : MAX_PROGRAMS;
  const indices = ownIndices({ programs: most });
  const own = { ...context, judge };
  const tasks = assign(own, part, { seed: SEED, indices, at: 0 });
  let driven = 0;
  const isDone = () =>
    driven >= MIN_PROGRAMS && [...violations.keys()].every((property) => found.has(property));
  await driveTasks(
    own,
    [session],
    queueOf(tasks),
    { mayGoOn: () => !isDone() && !isOver(), signal },
    ({ violations: broken }) => {
      driven += 1;
      for (const property of part.properties) {
        const violation = broken.get(property.id);
        if (violation && !found.has(property)) found.set(property, violation);
      }
    },
  );
  return found;
}
