/**
 * Programs of one fixed seed, driven if something has failed. Without a proof, a search's result depends on its start. It
 * starts from what these programs show, so that the result is the same for every seed.
 */
import { assign } from "./assigning.ts";
import type { Context } from "./drive.ts";
import { driveTasks, queueOf } from "./driving.ts";
import type { Violations } from "./grouping.ts";
import { ownIndices, type Range } from "./sharding.ts";
import type { Property, Session, Types, Violation } from "./specification.ts";

const SEED = "standard";
/** Few beside a run, and enough that nearly everything that fails in a run fails here too. */
const MAX_PROGRAMS = 200;
/** So many are driven for every seed, so that they show the same. */
const MIN_PROGRAMS = 100;

/**
 * The first violation of each property in these programs. They end when all properties have failed that failed in the run.
 * @param violations of the run
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
  const maximum = from === undefined ? Math.min(programs, MAX_PROGRAMS) : MAX_PROGRAMS;
  const indices = ownIndices({ programs: maximum });
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
