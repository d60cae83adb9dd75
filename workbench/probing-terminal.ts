/** What a probing has found, with the evidence of each. */
import type { Declaration } from "../model/index.ts";
import type { Style } from "../reports/story/style.ts";
import { type ChoiceFound, contradictions, type Probing, statementFound } from "./probing.ts";

export function renderProbing(probing: Probing, style: Style): string {
  const { declaration, choices, undeclared } = probing;
  const neither = choices.filter(({ verdict }) => verdict === "neither");
  const wrong = contradictions(probing);
  return [
    `${style.strong(declaration.name)}  ${style.faint(`declares ${declaration.features.join(", ") || "pool"}`)}`,
    "",
    ...choices.filter(hasEvidence).flatMap((found) => choiceLines(found, declaration, style)),
    ...unknownLines(choices, style),
    "",
    ...(undeclared.length > 0
      ? [
          style.faint(
            `Nothing is known of ${undeclared.join(", ")}: messages of a feature are sent only where it is declared.`,
          ),
          "",
        ]
      : []),
    "The conformance statement, to paste:",
    JSON.stringify(statementFound(probing), null, 2),
    ...(wrong.length > 0
      ? [
          "",
          style.bad(
            `It declares otherwise: ${wrong.map(({ choice, declared }) => `${choice}: ${declared}`).join(", ")}.`,
          ),
        ]
      : []),
    ...(neither.length > 0
      ? [
          "",
          style.bad(
            `Nothing fits ${neither.map(({ choice }) => choice).join(", ")}: no choice allows what it does there.`,
          ),
        ]
      : []),
  ].join("\n");
}

/** Whether there is more to show of it than that it is unknown. */
const hasEvidence = ({ verdict, experiments }: ChoiceFound) =>
  verdict === "found" || verdict === "neither" || experiments.length > 0;

function unknownLines(choices: Probing["choices"], style: Style): readonly string[] {
  const unknown = choices.filter((found) => !hasEvidence(found)).map(({ choice }) => choice);
  if (unknown.length === 0) return [];
  const names = `${style.faint("·")} ${unknown.join(", ")}`;
  return [`${names}: ${style.faint(UNKNOWN)}`];
}

const UNKNOWN =
  "cannot be found out: with its features and its other choices, all values look the same";

const declaredInWords = ({ choice, declared }: ChoiceFound, { choices }: Declaration) =>
  choices?.[choice] === undefined
    ? `it declares nothing, which stands for ${declared}`
    : `it declares ${declared}`;

function choiceLines(
  found: ChoiceFound,
  declaration: Declaration,
  style: Style,
): readonly string[] {
  const { choice, verdict, value, declared, experiments } = found;
  const evidence = experiments.flatMap(({ exchange, seen, wouldBe }) => [
    `    ${exchange.join("; ")}`,
    `    ${style.faint("then")} ${seen}  ${style.faint(`(${wouldBe.map((one) => `${one.value}: ${one.shows}`).join("; ")})`)}`,
  ]);
  if (verdict === "found")
    return [
      value === declared
        ? `${style.good("✓")} ${choice}: ${style.strong(value)}`
        : `${style.bad("✗")} ${choice}: ${style.strong(value ?? "")}  ${style.bad(declaredInWords(found, declaration))}`,
      ...evidence,
    ];
  if (verdict === "neither") return [`${style.bad("✗")} ${choice}: nothing fits`, ...evidence];
  return [`${style.faint("·")} ${choice}: ${style.faint(UNKNOWN)}`, ...evidence];
}
