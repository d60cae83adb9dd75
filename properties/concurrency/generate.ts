/** Programs with races and crashes, from fast-check arbitraries: plain data, valid for the declared features. */
import fc from "fast-check";
import { declares, type Message, type Statement } from "../../model/index.ts";
import type { ProgramStep } from "../programs/program.ts";
import { numbersOf } from "../programs/seeding.ts";
import { ALL_KINDS, CLIENTS, cast, isKindDeclared, type Kind } from "../programs/steps.ts";
import type { Kill } from "./history.ts";
import { type LaneProgram, type LaneStep, withMessages } from "./program.ts";
import { mixturesOf, playsOf } from "./races.ts";
import {
  clearing,
  inquiring,
  oneOfKinds,
  preparations,
  SCENE,
  type Scene,
  type Step,
  type Vocabulary,
  weighted,
} from "./scenes.ts";

/** Races of a program after its first: getting to a scene costs less than the probe that ends a program. */
const MORE_ACTS = 2;
/** At least two show what a recovered store loses; each costs the start of a process. */
const MAX_CRASHES = 4;

/** Soon after the request, or where its later messages are on their way. */
const KILL: fc.Arbitrary<Kill> = fc
  .tuple(
    fc.oneof(fc.constant(0), fc.nat({ max: 3 })),
    fc.oneof(fc.nat({ max: 40 }), fc.nat({ max: 200 })),
  )
  .map(([answers, tenths]) => ({ answers, lagMs: tenths / 10 }));

/** Few steps of any kind. */
const few = ({ kinds }: Vocabulary, most: number): fc.Arbitrary<readonly Step[]> =>
  fc.array(oneOfKinds(kinds), { maxLength: most, size: "max" }) as fc.Arbitrary<Step[]>;

/** What changes who holds a license, and what a scan counts: worth losing, or doing twice. */
const LICENSES: readonly Kind[] = ["returnPatchInventory", "retire", "delete"];

/** One request on its way into a crash, of messages that have to do with each other. */
const crash = (vocabulary: Vocabulary): fc.Arbitrary<LaneStep> =>
  fc
    .oneof(fc.constant(LICENSES), fc.constantFrom(...mixturesOf(vocabulary)))
    .chain((kinds) => fc.tuple(fc.array(oneOfKinds(kinds), { maxLength: 6, size: "max" }), KILL))
    .map(([during, kill]) => ({ type: "crash", during: during as Message[], kill }));

/** Puts the names of a program in the places of numbers; anybody is one of those that the scene has. */
function casting(program: fc.Arbitrary<Cast>): fc.Arbitrary<LaneProgram> {
  const shuffled = fc.shuffledSubarray([...CLIENTS], { minLength: CLIENTS.length });
  return fc.tuple(program, shuffled).map(([{ clients, steps: all, ...settings }, shuffle]) => {
    const names = shuffle.slice(0, clients);
    const named = <S extends ProgramStep>(step: S): S => cast(step, names) as S;
    return {
      ...settings,
      steps: all.map((step) => withMessages(step, named)),
    };
  });
}

interface Cast extends LaneProgram {
  /** How many there are in the scene. */
  readonly clients: number;
}

/** What is played in a scene. */
interface Act {
  readonly scene: Scene;
  /** Whether everybody gets to where they stand. */
  readonly isPrepared: boolean;
  readonly steps: readonly LaneStep[];
}

/** One act after the other, each in its scene, and the probe. */
function staged(acts: readonly [Act, ...Act[]], statement: Statement): Cast {
  const [{ scene: first }] = acts;
  const clients = Math.max(...acts.map(({ scene }) => castOf(scene).length));
  const all = Array.from({ length: clients }, (_, n) => `${n}`);
  return {
    clients,
    capacity: first.capacity,
    otherCapacity: first.otherCapacity,
    steps: [
      ...acts.flatMap(({ scene, isPrepared, steps }): readonly LaneStep[] => [
        ...(scene === first
          ? []
          : [...inquiring(all, statement), ...clearing(all, scene, statement)]),
        ...(isPrepared ? preparations(scene, statement) : []),
        ...steps,
      ]),
      { type: "probe" },
    ],
  };
}

const castOf = ({ newcomers, holders, retired, strangers }: Scene) => [
  ...holders,
  ...retired,
  ...newcomers,
  ...strangers,
];

/** A scene, rarely something else, a race around its last license, and what comes after it; some times over. */
function racing(vocabulary: Vocabulary): fc.Arbitrary<Cast> {
  const act: fc.Arbitrary<Act> = fc
    .record({
      scene: SCENE,
      play: playsOf(vocabulary),
      before: fc.oneof(
        { weight: 2, arbitrary: fc.constant([]) },
        { weight: 1, arbitrary: few(vocabulary, 3) },
      ),
      after: few(vocabulary, 4),
    })
    .map(({ scene, play, before, after }) => {
      const { before: first, lanes } = play(scene);
      const steps = [...before, ...first, { type: "together", lanes } as const, ...after];
      return { scene, isPrepared: true, steps };
    });
  return fc
    .tuple(act, fc.array(act, { minLength: MORE_ACTS, maxLength: MORE_ACTS, size: "max" }))
    .map(([first, more]) => staged([first, ...more], vocabulary.statement));
}

/** What was acknowledged, a crash in the middle of something, and what is left of it; some times over. */
function crashing(vocabulary: Vocabulary): fc.Arbitrary<Cast> {
  const isConcurrent = declares(vocabulary.statement, "concurrency");
  const request: fc.Arbitrary<Death> = crash(vocabulary).map((step) => () => [step]);
  const race: fc.Arbitrary<Death> = fc
    .tuple(playsOf(vocabulary), KILL)
    .map(([play, kill]) => (scene) => {
      const { before, lanes } = play(scene);
      return [...before, { type: "together", lanes, kill }];
    });
  const death = isConcurrent ? fc.oneof(request, race) : request;
  const life = fc.tuple(few(vocabulary, 8), death);
  return fc
    .record({
      scene: SCENE,
      // A server that has just been reset may be killed as well.
      isPrepared: weighted([4, true], [1, false]),
      lives: fc.array(life, { minLength: 2, maxLength: MAX_CRASHES, size: "max" }),
      after: few(vocabulary, 6),
    })
    .map(({ scene, isPrepared, lives, after }) => {
      const steps = lives.flatMap(([before, kill]) => [...before, ...kill(scene)]);
      return staged([{ scene, isPrepared, steps: [...steps, ...after] }], vocabulary.statement);
    });
}

type Death = (scene: Scene) => readonly LaneStep[];

const CAMPAIGNS = { concurrency: racing, durability: crashing } as const;

/** The programs of a seed. Each depends on the seed and on its index alone. */
export function generateHistories(
  name: keyof typeof CAMPAIGNS,
  statement: Statement,
  seed: string,
): (index: number) => LaneProgram {
  const numberAt = numbersOf(`${name} ${seed}`);
  const kinds = ALL_KINDS.filter((kind) => isKindDeclared(kind, statement));
  const arbitrary = fc.noBias(casting(CAMPAIGNS[name]({ statement, kinds })));
  return (index) => {
    const [program] = fc.sample(arbitrary, { numRuns: 1, seed: numberAt(index) });
    return program as LaneProgram;
  };
}
