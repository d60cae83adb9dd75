import { expect, test } from "vitest";
import { CHOICES, choicesThatMatter, FEATURES, type Feature } from "../../model/index.ts";
import { type Choice, type Open, tellApart } from "./distinguish.ts";

/** Features of which each by itself may make a difference to a choice. */
const ALONE: readonly Feature[] = ["pool", "onboarding", "maintenance", "other-solutions"];

/** All others by default. */
const only = (choice: Choice): Open => {
  const defaults = Object.entries(CHOICES).map(([name, [value]]) => [name, [value]]);
  return { ...Object.fromEntries(defaults), [choice]: CHOICES[choice] };
};

test.each(ALONE)("a choice matters with %s just if a program tells its values apart", (feature) => {
  const features = FEATURES.filter((one) => one === "pool" || one === feature);
  const told = (Object.keys(CHOICES) as Choice[]).filter((choice) =>
    tellApart(features, only(choice), [choice]),
  );
  expect(choicesThatMatter({ features })).toEqual(told);
});
