/** `poolproof explain`: what belongs to a property, a clause or a situation. */
import { CHOICES, CLAUSE_IDS, CLAUSES, type ClauseId, FEATURES } from "../model/index.ts";
import { allProperties } from "../properties/all-properties.ts";
import { isClaimed } from "../properties/clauses/property.ts";
import { situations } from "../properties/clauses/situations.ts";
import { properties } from "../properties/clauses/specification.ts";
import { ALL_OPEN, type Choice, combinations } from "../properties/exhaustive/distinguish.ts";
import { didYouMean } from "../properties/programs/nearest.ts";

export type AnyProperty = (typeof allProperties)[number];
type AnySituation = (typeof situations)[number];

export type Subject =
  | { readonly kind: "property"; readonly property: AnyProperty }
  | { readonly kind: "clause"; readonly clause: ClauseId }
  | { readonly kind: "situation"; readonly situation: AnySituation };

/** Every name that can be explained, as it is written. */
export const NAMES: readonly string[] = [
  ...CLAUSE_IDS,
  ...allProperties.map(({ id }) => id),
  ...situations.map(({ id }) => id),
];

export function subjectOf(name: string): Subject | undefined {
  const wanted = name.trim().toLowerCase();
  const clause = CLAUSE_IDS.find((id) => id.toLowerCase() === wanted);
  if (clause) return { kind: "clause", clause };
  const property = allProperties.find(({ id }) => id === wanted || id.split("/")[1] === wanted);
  if (property) return { kind: "property", property };
  const situation = situations.find(({ id }) => id.toLowerCase() === wanted);
  return situation && { kind: "situation", situation };
}

/** For an unknown name: those that contain it, or the one that may have been meant. */
export function unknownName(name: string): string {
  const word = name.trim().toLowerCase();
  const within = word === "" ? [] : NAMES.filter((known) => known.toLowerCase().includes(word));
  const some = within.slice(0, MAX_NAMES).join(", ");
  const near = didYouMean(name, [...NAMES, ...NAMES.flatMap((id) => id.split("/")[1] ?? [])]);
  return `there is no property, clause or situation ${name}${some ? `; those with it in their name: ${some}` : near}`;
}

const MAX_NAMES = 5;

/** How each kind of property is judged. */
export const KINDS: Readonly<Record<AnyProperty["kind"], string>> = {
  invariant: "judged on each snapshot by itself",
  step: "judged on a message, with the snapshots before and after it",
  agreement: "judged on a message, beside the reference model",
  metamorphic: "judged on two runs: of a program, and of a variant that must come out alike",
  concurrent: "judged on a history with messages in flight together: some order has to explain it",
  durable: "judged on a history with crashes: what was acknowledged has to be there afterwards",
};

/** When a property applies, in a line each. */
export function appliesLines(property: AnyProperty): readonly string[] {
  const features = new Set(property.clauses.map((id) => CLAUSES[id].feature));
  const besides =
    property.kind === "concurrent" ? "concurrency" : property.kind === "durable" && "durability";
  const on = "on" in property && property.on ? property.on : [];
  const spared = sparedBy(property.id);
  return [
    `if the candidate declares ${[...features, ...(besides ? [besides] : [])].join(", ")}`,
    ...spared.map((choice) => `not where it chooses ${choice}`),
    ...(on.length > 0 ? [`on ${on.join(", ")}`] : []),
    `a run has to check it at least ${property.least} times to say that it holds`,
  ];
}

/** Values of choices under which a property says nothing, with any value of the others. */
function sparedBy(id: string): readonly string[] {
  const property = properties.find((one) => one.id === id);
  if (!property) return [];
  const claiming = combinations(ALL_OPEN).filter((choices) =>
    isClaimed(property, { features: FEATURES, choices }),
  );
  return (Object.keys(CHOICES) as Choice[]).flatMap((choice) =>
    CHOICES[choice].flatMap((value) =>
      claiming.some((choices) => choices[choice] === value) ? [] : [`${choice}: ${value}`],
    ),
  );
}

export const propertiesOf = (clause: ClauseId): readonly AnyProperty[] =>
  allProperties.filter(({ clauses }) => clauses.includes(clause));
