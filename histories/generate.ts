/** Programs with races and crashes, from fast-check arbitraries: plain data, valid for the declared features. */
import fc from "fast-check";
import seedrandom from "seedrandom";
import { declares, type Kill, type Message, type Statement } from "../model/index.ts";
import { ALL_KINDS, CLIENTS, cast, isDeclared } from "../properties/generate.ts";
import type { ProgramStep } from "../properties/program.ts";
import type { LaneProgram, LaneStep } from "./program.ts";
import {
  isSingle,
  lanesOf,
  oneOfKinds,
  preparations,
  SCENE,
  type Scene,
  type Step,
  type Vocabulary,
} from "./scenes.ts";

const KILL: fc.Arbitrary<Kill> = fc
  .tuple(fc.nat({ max: 3 }), fc.nat({ max: 40 }))
  .map(([answers, tenths]) => ({ answers, lagMs: tenths / 10 }));

/** Few steps of any kind. */
const few = ({ kinds }: Vocabulary, most: number): fc.Arbitrary<readonly Step[]> =>
  fc.array(oneOfKinds(kinds), { maxLength: most, size: "max" }) as fc.Arbitrary<Step[]>;

const crash = ({ kinds }: Vocabulary): fc.Arbitrary<LaneStep> =>
  fc
    .tuple(fc.array(oneOfKinds(kinds.filter(isSingle)), { maxLength: 6, size: "max" }), KILL)
    .map(([during, kill]) => ({ type: "crash", during: during as Message[], kill }));

/** Puts the names of a program in the places of numbers; anybody is one of those that the scene has. */
function casting(program: fc.Arbitrary<Cast>): fc.Arbitrary<LaneProgram> {
  const shuffled = fc.shuffledSubarray([...CLIENTS], { minLength: CLIENTS.length });
  return fc.tuple(program, shuffled).map(([{ clients, steps: all, ...settings }, shuffle]) => {
    const names = shuffle.slice(0, clients);
    const named = <S extends LaneStep>(step: S): S => cast(step as ProgramStep, names) as S;
    return {
      ...settings,
      steps: all.map((step): LaneStep => {
        if (step.type === "together")
          return { ...step, lanes: step.lanes.map((lane) => lane.map(named)) };
        return step.type === "crash" ? { ...step, during: step.during.map(named) } : named(step);
      }),
    };
  });
}

interface Cast extends LaneProgram {
  /** How many there are in the scene. */
  readonly clients: number;
}

const staged = (
  scene: Scene,
  statement: Statement,
  before: readonly LaneStep[],
  after: readonly LaneStep[],
): Cast => ({
  clients: scene.newcomers.length + scene.holders.length + scene.retired.length,
  capacity: scene.capacity,
  otherCapacity: scene.otherCapacity,
  steps: [...preparations(scene, statement), ...before, ...after, { type: "probe" }],
});

/** A scene, rarely something else, a race around its last license, what comes after it, and the probe. */
const racing = (vocabulary: Vocabulary): fc.Arbitrary<Cast> =>
  fc
    .record({
      scene: SCENE,
      lanes: lanesOf(vocabulary),
      before: fc.oneof(
        { weight: 2, arbitrary: fc.constant([]) },
        { weight: 1, arbitrary: few(vocabulary, 3) },
      ),
      after: few(vocabulary, 4),
    })
    .map(({ scene, lanes, before, after }) =>
      staged(
        scene,
        vocabulary.statement,
        [...before, { type: "together", lanes: lanes(scene) }],
        after,
      ),
    );

/** What was acknowledged, a crash in the middle of something, and what is left of it; perhaps once more. */
function crashing(vocabulary: Vocabulary): fc.Arbitrary<Cast> {
  const isConcurrent = declares(vocabulary.statement, "concurrency");
  const request: fc.Arbitrary<Death> = crash(vocabulary).map((step) => () => step);
  const race: fc.Arbitrary<Death> = fc
    .tuple(lanesOf(vocabulary), KILL)
    .map(([lanes, kill]) => (scene) => ({ type: "together", lanes: lanes(scene), kill }));
  const death = isConcurrent ? fc.oneof(request, race) : request;
  return fc
    .record({
      scene: SCENE,
      before: few(vocabulary, 12),
      first: death,
      after: few(vocabulary, 6),
      second: fc.option(death),
    })
    .map(({ scene, before, first, after, second }) =>
      staged(
        scene,
        vocabulary.statement,
        [...before, first(scene)],
        [...after, ...(second ? [second(scene)] : [])],
      ),
    );
}

type Death = (scene: Scene) => LaneStep;

const CAMPAIGNS = { concurrency: racing, durability: crashing } as const;

/** The same seed gives the same programs, whatever the count. */
export function* generateHistories(
  name: keyof typeof CAMPAIGNS,
  statement: Statement,
  seed: string,
  count: number,
): Generator<LaneProgram> {
  const random = seedrandom(`${name} ${seed}`);
  const kinds = ALL_KINDS.filter((kind) => isDeclared(kind, statement));
  const arbitrary = fc.noBias(casting(CAMPAIGNS[name]({ statement, kinds })));
  for (let index = 0; index < count; index += 1)
    yield* fc.sample(arbitrary, { numRuns: 1, seed: random.int32() });
}
