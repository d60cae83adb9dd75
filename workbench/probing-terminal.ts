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
    ...choices.filter(isTold).flatMap((found) => choiceLines(found, declaration, style)),
    ...untoldLines(choices, style),
    "",
    ...(undeclared.length > 0
      ? [
          style.faint(
            `Nothing is said of ${undeclared.join(", ")}: messages of a feature are sent only where it is declared.`,
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
            `Nothing fits ${neither.map(({ choice }) => choice).join(", ")}: what it does there, no choice allows.`,
          ),
        ]
      : []),
  ].join("\n");
}

/** Whether there is anything to tell of it, and not only that nothing can be told. */
const isTold = ({ verdict, experiments }: ChoiceFound) =>
  verdict === "found" || verdict === "neither" || experiments.length > 0;

function untoldLines(choices: Probing["choices"], style: Style): readonly string[] {
  const untold = choices.filter((found) => !isTold(found)).map(({ choice }) => choice);
  if (untold.length === 0) return [];
  const names = `${style.faint("·")} ${untold.join(", ")}`;
  return [`${names}: ${style.faint(CANNOT_BE_TOLD)}`];
}

const CANNOT_BE_TOLD =
  "cannot be told: with what it declares, and with what else it chose, all values look the same";

/** As it declares it, be it by saying nothing. */
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
  const told = experiments.flatMap(({ exchange, seen, wouldBe }) => [
    `    ${exchange.join("; ")}`,
    `    ${style.faint("then")} ${seen}  ${style.faint(`(${wouldBe.map((one) => `${one.value}: ${one.shows}`).join("; ")})`)}`,
  ]);
  if (verdict === "found")
    return [
      value === declared
        ? `${style.good("✓")} ${choice}: ${style.strong(value)}`
        : `${style.bad("✗")} ${choice}: ${style.strong(value ?? "")}  ${style.bad(declaredInWords(found, declaration))}`,
      ...told,
    ];
  if (verdict === "neither") return [`${style.bad("✗")} ${choice}: nothing fits`, ...told];
  return [`${style.faint("·")} ${choice}: ${style.faint(CANNOT_BE_TOLD)}`, ...told];
}
