/** Scenes for a race: who stands how, how many licenses are free, and what is released together then. */
import fc from "fast-check";
import { declares, type Message, type Statement } from "../model/index.ts";
import { CLIENTS, isDeclared, type Kind, steps } from "../properties/generate.ts";
import type { ProgramStep } from "../properties/program.ts";

export type Step = Exclude<ProgramStep, { type: "reset" }>;

/** Clients are numbers until a program's own are put in their places. */
const STEPS = steps(fc.nat({ max: 59 }).map(String));

/** Composites stand for several messages, and a lane has single ones. */
export const isSingle = (kind: Kind) => !["onboard", "recover", "rollOut"].includes(kind);

/** Clients before the race, by how they stand; of each kind the numbers follow each other. */
export interface Scene {
  /** Ready, and without a license. */
  readonly newcomers: readonly string[];
  readonly holders: readonly string[];
  readonly retired: readonly string[];
  readonly capacity: number;
  readonly otherCapacity: number;
}

/** Licenses that are free before the race: one more often than not, so that there is a last one. */
const FREE = fc.oneof(
  { weight: 6, arbitrary: fc.constant(1) },
  { weight: 3, arbitrary: fc.constant(0) },
  { weight: 1, arbitrary: fc.constant(2) },
);

const LANES = fc.oneof(
  { weight: 10, arbitrary: fc.constant(2) },
  { weight: 5, arbitrary: fc.constant(3) },
  { weight: 2, arbitrary: fc.integer({ min: 4, max: 8 }) },
);

const LANE_LENGTH = fc.oneof(
  { weight: 7, arbitrary: fc.constant(1) },
  { weight: 2, arbitrary: fc.constant(2) },
  { weight: 1, arbitrary: fc.constant(3) },
);

export const oneOfKinds = (kinds: readonly Kind[]) => fc.oneof(...kinds.map((kind) => STEPS[kind]));

export interface Vocabulary {
  readonly statement: Statement;
  readonly kinds: readonly Kind[];
}

export const SCENE: fc.Arbitrary<Scene> = fc
  .record({
    count: LANES,
    holding: fc.nat({ max: 2 }),
    gone: fc.nat({ max: 1 }),
    free: FREE,
    other: FREE,
  })
  .map(({ count, holding, gone, free, other }) => {
    const all = Array.from(
      { length: Math.min(count + holding + gone, CLIENTS.length) },
      (_, n) => `${n}`,
    );
    return {
      holders: all.slice(0, holding),
      retired: all.slice(holding, holding + gone),
      newcomers: all.slice(holding + gone),
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

const scan = (client: string): Message => ({
  type: "returnPatchInventory",
  client,
  plugIn: true,
  tools: true,
  scan: true,
});

const about = (
  type: "enroll" | "retire" | "delete" | "returnOtherInventory",
  client: string,
): Message => ({ type, client });

const setCapacity = (nodes: number): Message => ({ type: "setCapacity", nodes });

/**
 * What is released together around the last license, where servers that count first and grant later go wrong.
 * @param one one of some clients
 */
type Race = (
  scene: Scene,
  one: (of: readonly string[]) => string,
) => readonly (readonly Message[])[];

// biome-ignore format: a race a line
const RACES: readonly { readonly weight: number; readonly needs?: Kind; readonly race: Race }[] = [
  { weight: 6, race: ({ newcomers }) => newcomers.map((client) => [scan(client)]) },
  // The same message twice is one whose answer was lost, sent again.
  { weight: 2, race: ({ newcomers }, one) => twice(scan(one(newcomers))) },
  { weight: 1, race: ({ holders, newcomers }, one) => [[scan(one(holders))], ...newcomers.map((client) => [scan(client)])] },
  { weight: 3, race: ({ newcomers, holders }, one) => [[scan(one(newcomers))], [about("retire", one(holders))]] },
  { weight: 3, race: ({ newcomers, holders }, one) => [[scan(one(newcomers))], [about("delete", one(holders))]] },
  { weight: 2, race: ({ newcomers }, one) => [[scan(one(newcomers))], [about("delete", one(newcomers))]] },
  { weight: 2, race: ({ newcomers }, one) => [[scan(one(newcomers))], [about("retire", one(newcomers))]] },
  { weight: 3, race: ({ newcomers, holders }, one) => [...newcomers.map((client) => [scan(client)]), [setCapacity(holders.length + Number(one(["0", "1", "2"])))]] },
  { weight: 3, race: ({ holders }, one) => twice(about("retire", one(holders))) },
  { weight: 2, race: ({ holders }, one) => twice(about("delete", one(holders))) },
  { weight: 2, race: ({ holders }, one) => [[about("retire", one(holders))], [about("delete", one(holders))]] },
  { weight: 2, race: ({ holders }, one) => [[about("retire", one(holders))], [scan(one(holders))]] },
  { weight: 2, race: ({ retired, newcomers }, one) => [[about("enroll", one(retired)), scan(one(retired))], [scan(one(newcomers))]] },
  { weight: 3, needs: "returnOtherInventory", race: ({ newcomers }) => newcomers.map((client) => [about("returnOtherInventory", client)]) },
  { weight: 2, needs: "returnOtherInventory", race: ({ newcomers }, one) => [[scan(one(newcomers))], [about("returnOtherInventory", one(newcomers))]] },
];

const twice = (message: Message): Message[][] => [[message], [message]];

/** Kinds of messages that have to do with each other, of which lanes are made at random; the last one is anything. */
const MIXTURES: readonly (readonly Kind[])[] = [
  ["enroll", "sendBasicInventory", "checkIn", "delete", "retire"],
  ["target", "sendBasicInventory", "checkIn", "delete"],
  ["importCatalog", "enableBulletin", "createPolicy", "expireAup", "renewAup", "upgradeSolution"],
  ["checkIn", "createPolicy", "importCatalog", "expireAup"],
  ["returnPatchInventory", "retire", "delete", "enroll"],
  ["returnPatchInventory", "expireAup", "renewAup", "upgradeSolution"],
  ["returnOtherInventory", "retire", "delete", "setOtherCapacity"],
  [],
];

type Lanes = readonly (readonly Message[])[];

/** Lanes of a race, once there is a scene for it. */
export function lanesOf({ statement, kinds }: Vocabulary): fc.Arbitrary<(scene: Scene) => Lanes> {
  const known = RACES.filter(({ needs }) => !needs || isDeclared(needs, statement));
  const dice = fc.array(fc.nat({ max: 59 }), { minLength: 4, maxLength: 4 });
  const planned = fc
    .tuple(
      fc.oneof(...known.map(({ weight, race }) => ({ weight, arbitrary: fc.constant(race) }))),
      dice,
    )
    .map(([race, throws]) => (scene: Scene) => {
      let thrown = 0;
      const all = [...scene.holders, ...scene.retired, ...scene.newcomers];
      return race(scene, (of) => {
        const from = of.length > 0 ? of : all;
        thrown += 1;
        return from[(throws[thrown - 1] ?? 0) % from.length] ?? "0";
      });
    });
  const mixtures = MIXTURES.map((mixture) =>
    (mixture.length > 0 ? mixture : kinds).filter(
      (kind) => isSingle(kind) && isDeclared(kind, statement),
    ),
  ).filter((mixture) => mixture.length > 0);
  const mixed = fc.constantFrom(...mixtures).chain((mixture) =>
    LANES.chain((count) =>
      fc.array(
        LANE_LENGTH.chain((length) =>
          fc.array(oneOfKinds(mixture), { minLength: length, maxLength: length }),
        ),
        { minLength: count, maxLength: count },
      ),
    ),
  );
  return fc.oneof(
    { weight: 3, arbitrary: planned },
    { weight: 2, arbitrary: mixed.map((lanes) => () => lanes as Lanes) },
  );
}
