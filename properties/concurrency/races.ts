/** What is released together in a scene, once there is one. */
import fc from "fast-check";
import { type Message, completeScan as scan } from "../../model/index.ts";
import { CLIENTS, isKindDeclared, type Kind } from "../programs/steps.ts";
import { BULLETINS, catalogAt } from "../programs/vendor.ts";
import {
  isSingle,
  LANES,
  oneOfKinds,
  type Scene,
  type Step,
  type Vocabulary,
  weighted,
} from "./scenes.ts";

const LANE_LENGTH = weighted([7, 1], [2, 2], [1, 3]);

const about =
  (type: "enroll" | "retire" | "delete" | "checkIn" | "returnOtherInventory") =>
  (client: string): Message => ({ type, client });
const enroll = about("enroll");
const retire = about("retire");
const remove = about("delete");
const checkIn = about("checkIn");
const other = about("returnOtherInventory");
const targeted = (client: string): Message => ({ type: "target", client, policy: "uninstall" });
const reporting =
  (plugIn: boolean) =>
  (client: string): Message => ({ type: "sendBasicInventory", client, plugIn });
const reported = reporting(true);
const unreported = reporting(false);

const EXPIRY: Message = { type: "expireAup" };
const RENEWAL: Message = { type: "renewAup" };
const UPGRADE: Message = { type: "upgradeSolution" };

const setCapacity = (nodes: number): Message => ({ type: "setCapacity", nodes });
const importCatalog = (revision: number): Message => ({
  type: "importCatalog",
  revision,
  bulletins: catalogAt(revision),
});
const [BULLETIN] = BULLETINS;
const ROLL_OUT: Step = { type: "rollOut", bulletin: BULLETIN };

/**
 * What is released together around the last license, where servers that count first and grant later go wrong, and around
 * one record or the catalogue, where what was read is written back.
 * @param one one of some clients
 */
type Race = (
  scene: Scene,
  one: (of: readonly string[]) => string,
) => readonly (readonly Message[])[];

/** The same message twice is one whose answer was lost, sent again. */
const twice = (message: Message): Message[][] => [[message], [message]];
const each = (clients: readonly string[], say: (client: string) => Message) =>
  clients.map((client) => [say(client)]);
/** Two messages about the same one. */
const both = (client: string, ...say: readonly ((client: string) => Message)[]) =>
  say.map((one) => [one(client)]);

interface PredictedStep {
  readonly weight: number;
  readonly needs?: Kind;
  /** What comes about before the race, besides the scene. */
  readonly before?: readonly Step[];
  readonly race: Race;
}

// biome-ignore format: a race a line
const RACES: readonly PredictedStep[] = [
  { weight: 6, race: ({ newcomers }) => each(newcomers, scan) },
  { weight: 3, race: ({ newcomers }, one) => twice(scan(one(newcomers))) },
  { weight: 1, race: ({ holders }, one) => twice(scan(one(holders))) },
  { weight: 1, race: ({ holders, newcomers }, one) => [[scan(one(holders))], ...each(newcomers, scan)] },
  { weight: 3, race: ({ newcomers, holders }, one) => [...each(newcomers, scan), [retire(one(holders))]] },
  { weight: 2, race: ({ newcomers, holders }, one) => [...each(newcomers, scan), [remove(one(holders))]] },
  { weight: 3, race: ({ newcomers }, one) => both(one(newcomers), scan, remove) },
  { weight: 2, race: ({ newcomers }, one) => both(one(newcomers), scan, retire) },
  { weight: 4, race: ({ newcomers, capacity }, one) => [...each(newcomers, scan), [setCapacity(Math.max(0, capacity + Number(one(["-1", "1", "2"]))))]] },
  { weight: 3, race: ({ holders }, one) => twice(retire(one(holders))) },
  { weight: 2, race: ({ holders }, one) => twice(remove(one(holders))) },
  { weight: 2, race: ({ holders }, one) => both(one(holders), retire, remove) },
  { weight: 4, race: ({ holders }, one) => both(one(holders), retire, scan) },
  { weight: 2, race: ({ holders }, one) => both(one(holders), remove, scan) },
  { weight: 2, race: ({ retired, newcomers }, one) => { const back = one(retired); return [[enroll(back), scan(back)], [scan(one(newcomers))]]; } },
  { weight: 4, needs: "sendBasicInventory", race: ({ strangers }, one) => { const client = one(strangers); return [[enroll(client)], [reported(client), scan(client)]]; } },
  { weight: 2, needs: "sendBasicInventory", race: ({ holders }, one) => both(one(holders), scan, unreported) },
  { weight: 3, needs: "target", race: ({ holders }, one) => both(one(holders), scan, targeted) },
  { weight: 4, needs: "target", race: ({ holders }, one) => both(one(holders), targeted, remove) },
  { weight: 3, needs: "target", race: ({ newcomers }, one) => both(one(newcomers), targeted, remove) },
  { weight: 4, needs: "returnOtherInventory", race: ({ newcomers }) => each(newcomers, other) },
  { weight: 1, needs: "returnOtherInventory", race: ({ newcomers }, one) => both(one(newcomers), scan, other) },
  { weight: 4, needs: "rollOut", before: [ROLL_OUT], race: ({ holders }, one) => both(one(holders), checkIn, checkIn, remove) },
  { weight: 2, needs: "rollOut", before: [ROLL_OUT], race: ({ holders }, one) => both(one(holders), checkIn, retire) },
  { weight: 4, needs: "importCatalog", race: () => [[importCatalog(1)], [importCatalog(2)]] },
  { weight: 4, needs: "upgradeSolution", before: [EXPIRY], race: () => [[UPGRADE], [RENEWAL]] },
];

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

/**
 * Two races run as one: how two lanes meet does not depend on the others, so that each of the two shows what it would by
 * itself, but for what more orders explain.
 */
const MAX_LANES = 8;

/** The kinds of each mixture that are declared, where there are any. */
export const mixturesOf = ({ statement, kinds }: Vocabulary): readonly (readonly Kind[])[] =>
  MIXTURES.map((mixture) =>
    (mixture.length > 0 ? mixture : kinds).filter(
      (kind) => isSingle(kind) && isKindDeclared(kind, statement),
    ),
  ).filter((mixture) => mixture.length > 0);

/** What is played in a scene. */
export interface Play {
  readonly before: readonly Step[];
  readonly lanes: readonly (readonly Message[])[];
}

/** Plays of races, once there is a scene for them. */
export function playsOf({ statement, kinds }: Vocabulary): fc.Arbitrary<(scene: Scene) => Play> {
  const known = RACES.filter(({ needs }) => !needs || isKindDeclared(needs, statement));
  const dice = fc.array(fc.nat({ max: 59 }), { minLength: 4, maxLength: 4 });
  const race = fc
    .tuple(weighted(...known.map((planned) => [planned.weight, planned] as const)), dice)
    .map(([{ before = [], race: lanesIn }, throws]) => (scene: Scene): Play => {
      let thrown = 0;
      const all = [...scene.holders, ...scene.retired, ...scene.newcomers];
      const lanes = lanesIn(scene, (of) => {
        const from = of.length > 0 ? of : all;
        thrown += 1;
        return from[(throws[thrown - 1] ?? 0) % from.length] ?? "0";
      });
      return { before, lanes };
    });
  const order = fc.array(fc.nat(), { minLength: CLIENTS.length, maxLength: CLIENTS.length });
  const planned = fc
    .tuple(race, fc.option(race, { freq: 2 }), order)
    .map(([first, second, keys]) => (scene: Scene) => {
      const play = second ? together(first(scene), second(scene)) : first(scene);
      return { ...play, lanes: shuffled(play.lanes, keys) };
    });
  const mixtures = mixturesOf({ statement, kinds });
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
    { weight: 1, arbitrary: mixed.map((lanes) => () => ({ before: [], lanes }) as Play) },
  );
}

const together = (first: Play, second: Play): Play =>
  first.lanes.length + second.lanes.length > MAX_LANES
    ? first
    : { before: [...first.before, ...second.before], lanes: [...first.lanes, ...second.lanes] };

/** A server that works through what is sent together in its order would otherwise begin every race alike. */
const shuffled = (lanes: Play["lanes"], keys: readonly number[]): Play["lanes"] =>
  lanes
    .map((lane, at) => ({ lane, key: keys[at] ?? 0 }))
    .toSorted((a, b) => a.key - b.key)
    .map(({ lane }) => lane);
