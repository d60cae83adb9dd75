/** Steps drawn at once are those that fast-check's own arbitraries draw. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Drawing, stepOf } from "./drawing.ts";
import { ALL_KINDS, CLIENTS, cast, NUMBERS, steps } from "./steps.ts";

const NUMBERED = steps(fc.nat({ max: NUMBERS - 1 }).map(String));
const clients = CLIENTS.slice(0, 5);

/** All kinds, of differing weights, so that each has to be found in its place. */
const WEIGHTED = ALL_KINDS.map((kind, at) => ({ kind, weight: 1 + (at % 3) }));
const seeds = Array.from({ length: 200 }, (_, seed) => seed);

describe.each([1, 3])("%i at each place", (count) => {
  const one = fc.oneof(
    ...WEIGHTED.map(({ kind, weight }) => ({ arbitrary: NUMBERED[kind], weight })),
  );
  const slow = fc.noBias(fc.array(fc.tuple(...Array.from({ length: count }, () => one))));
  const quick = fc.noBias(fc.array(new Drawing(WEIGHTED, count)));

  test("are the same from the same random numbers", () => {
    for (const seed of seeds) {
      const expected = fc.sample(slow, { seed, numRuns: 3 });
      const drawn = fc.sample(quick, { seed, numRuns: 3 });
      expect(drawn.map((places) => places.map((p) => p.map((d) => stepOf(d, clients))))).toEqual(
        expected.map((places) => places.map((p) => p.map((step) => cast(step, clients)))),
      );
    }
  });
});

describe.each(ALL_KINDS)("of %s alone", (kind) => {
  const drawn = fc
    .sample(new Drawing([{ kind, weight: 2 }], 500), { seed: 1, numRuns: 1 })
    .flat()
    .map((number) => stepOf(number, clients));

  test("every step that there is is drawn", () => {
    const all = fc
      .sample(NUMBERED[kind], { seed: 2, numRuns: 2000 })
      .map((step) => JSON.stringify(cast(step, clients)));
    expect(new Set(drawn.map((step) => JSON.stringify(step)))).toEqual(new Set(all));
  });

  test("no two are one object", () => {
    expect(new Set(drawn).size).toBe(drawn.length);
  });
});
