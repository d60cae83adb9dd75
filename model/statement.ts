/** The implementation conformance statement (ISO/IEC 9646): what a candidate declares, and is held to. */

export const FEATURES = [
  "pool",
  "onboarding",
  "maintenance",
  "other-solutions",
  "time",
  "concurrency",
  "durability",
] as const;
export type Feature = (typeof FEATURES)[number];

/** Where the source is silent: the readings that a candidate may choose between, the default first. */
export const CHOICES = {
  retiredReports: ["reactivates", "ignored"],
  unknownReports: ["recreated", "ignored"],
  retiredRecord: ["kept", "cleared"],
  retiredOther: ["released", "kept"],
  unreportedPlugIn: ["discarded", "accepted"],
  newClientsAfterAup: ["licensed", "refused"],
  upgradeAfterAup: ["dormant", "refused"],
} as const;
export type Choices = { readonly [C in keyof typeof CHOICES]: (typeof CHOICES)[C][number] };

/** A choice makes a difference where one of these is declared. */
const CHOICE_FEATURES: { readonly [C in keyof Choices]: readonly Feature[] } = {
  retiredReports: ["pool"],
  unknownReports: ["pool"],
  retiredRecord: ["onboarding"],
  retiredOther: ["other-solutions"],
  unreportedPlugIn: ["onboarding"],
  newClientsAfterAup: ["maintenance"],
  upgradeAfterAup: ["maintenance"],
};

/** What a candidate says of itself; an omitted choice is its default, `pool` is implied. */
export interface Declaration {
  readonly name: string;
  readonly version?: string;
  readonly language?: string;
  readonly homepage?: string;
  readonly features: readonly Feature[];
  readonly choices?: Partial<Choices>;
}

/** A declaration made whole: every choice has its value, features stand in their fixed order. */
export interface Statement {
  readonly features: readonly Feature[];
  readonly choices: Choices;
}

export const DEFAULT_CHOICES = Object.fromEntries(
  Object.entries(CHOICES).map(([choice, values]) => [choice, values[0]]),
) as Choices;

export function statementOf(declaration: Pick<Declaration, "features" | "choices">): Statement {
  return {
    features: FEATURES.filter((f) => f === "pool" || declaration.features.includes(f)),
    choices: { ...DEFAULT_CHOICES, ...declaredOnly(declaration.choices ?? {}) },
  };
}

/** JavaScript may say `undefined` where it means to say nothing. */
function declaredOnly(choices: Partial<Choices>): Partial<Choices> {
  return Object.fromEntries(Object.entries(choices).filter(([, value]) => value !== undefined));
}

export function declares({ features }: Pick<Statement, "features">, feature: Feature): boolean {
  return features.includes(feature);
}

/** The choices that make a difference to what the statement declares. */
export function choicesThatMatter({ features }: Pick<Statement, "features">) {
  return (Object.keys(CHOICES) as (keyof Choices)[]).filter((choice) =>
    CHOICE_FEATURES[choice].some((feature) => features.includes(feature)),
  );
}

/** Whether a message, or a step that stands for several, is sent to a candidate: any one of its features will do. */
export const isDeclared = (
  { features }: { readonly features: readonly Feature[] },
  statement: Statement,
): boolean => features.some((feature) => declares(statement, feature));
