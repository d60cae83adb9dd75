/** Scenes for a race: who stands how, and how many licenses are free. */
import fc from "fast-check";
import { declares, mayReceive, type Statement } from "../../model/index.ts";
import { isComposite, type ProgramStep } from "../programs/program.ts";
import { CLIENTS, type Kind, NUMBERS, steps } from "../programs/steps.ts";

export type Step = Exclude<ProgramStep, { type: "reset" }>;

/** Clients are numbers until a program's own are put in their places. */
const STEPS = steps(fc.nat({ max: NUMBERS - 1 }).map(String));

/** Composites stand for several messages, and a lane has single ones. */
export const isSingle = (kind: Kind) => !isComposite({ type: kind });

/** Clients before the race, by how they stand; of each kind the numbers follow each other. */
export interface Scene {
  /** Ready, and without a license. */
  readonly newcomers: readonly string[];
  readonly holders: readonly string[];
  readonly retired: readonly string[];
  /** Without a record. */
  readonly strangers: readonly string[];
  readonly capacity: number;
  readonly otherCapacity: number;
}

/** One of these values, each as often as its weight says. */
export const weighted = <T>(
  ...choices: readonly (readonly [weight: number, value: T])[]
): fc.Arbitrary<T> =>
  fc.oneof(...choices.map(([weight, value]) => ({ weight, arbitrary: fc.constant(value) })));

/** Licenses that are free before the race: mostly one, so that there is a last one. */
const FREE = weighted([5, 1], [2, 0], [2, 2]);
const HOLDING = weighted([1, 0], [3, 1], [2, 2]);

export const LANES = fc.oneof(
  { weight: 9, arbitrary: fc.constant(2) },
  { weight: 6, arbitrary: fc.constant(3) },
  { weight: 2, arbitrary: fc.integer({ min: 4, max: 8 }) },
);

export const oneOfKinds = (kinds: readonly Kind[]) => fc.oneof(...kinds.map((kind) => STEPS[kind]));

export interface Vocabulary {
  readonly statement: Statement;
  readonly kinds: readonly Kind[];
}

export const SCENE: fc.Arbitrary<Scene> = fc
  .record({
    count: LANES,
    holding: HOLDING,
    gone: fc.nat({ max: 1 }),
    free: FREE,
    other: FREE,
  })
  .map(({ count, holding, gone, free, other }) => {
    const all = Array.from(
      { length: Math.min(count + holding + gone + 1, CLIENTS.length) },
      (_, n) => `${n}`,
    );
    const known = all.length - 1;
    return {
      holders: all.slice(0, holding),
      retired: all.slice(holding, holding + gone),
      newcomers: all.slice(holding + gone, known),
      strangers: all.slice(known),
      capacity: holding + free,
      otherCapacity: other,
    };
  });

/** Everybody gets to where they stand. */
export function preparations(
  { newcomers, holders, retired }: Scene,
  statement: Statement,
): readonly Step[] {
  const ready = (client: string): Step =>
    declares(statement, "onboarding")
      ? { type: "sendBasicInventory", client, plugIn: true }
      : { type: "enroll", client };
  return [
    ...retired.flatMap((client): Step[] => [
      { type: "onboard", client },
      { type: "retire", client },
    ]),
    ...holders.map((client): Step => ({ type: "onboard", client })),
    ...newcomers.map(ready),
  ];
}

/** A check-in shows what a snapshot does not. */
export const inquiring = (clients: readonly string[], statement: Statement): readonly Step[] =>
  mayReceive(statement, "checkIn")
    ? clients.map((client): Step => ({ type: "checkIn", client }))
    : [];

/** The scene before is cleared, and the licenses are those of the next one. */
export function clearing(
  clients: readonly string[],
  { capacity, otherCapacity }: Scene,
  statement: Statement,
): readonly Step[] {
  return [
    ...clients.map((client): Step => ({ type: "delete", client })),
    ...(declares(statement, "maintenance") ? [{ type: "renewAup" } as const] : []),
    { type: "setCapacity", nodes: capacity },
    ...(declares(statement, "other-solutions")
      ? [{ type: "setOtherCapacity", nodes: otherCapacity } as const]
      : []),
  ];
}
