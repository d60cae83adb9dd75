/** `poolproof list`: what the suite tests. */
import { CLAUSE_IDS, CLAUSES, EXCLUSIONS, groundsOf, SOURCE } from "../model/index.ts";
import { allProperties } from "../properties/all-properties.ts";
import { situations } from "../properties/clauses/situations.ts";
import { print, style } from "./output.ts";

export function list({ json = false }: { readonly json?: boolean }): void {
  print(json ? `${JSON.stringify(everything(), null, 2)}\n` : `${lines().join("\n")}\n`);
}

function everything() {
  return {
    source: SOURCE,
    clauses: CLAUSE_IDS.map((id) => ({
      id,
      ...CLAUSES[id],
      properties: allProperties.filter((p) => p.clauses.includes(id)).map((p) => p.id),
    })),
    properties: allProperties.map(({ id, clauses, level, kind, description, least }) => ({
      id,
      clauses,
      level,
      kind,
      statement: description,
      least,
    })),
    situations: situations.map(({ id, needs, least }) => ({ id, needs, least })),
    exclusions: EXCLUSIONS,
  };
}

function lines(): readonly string[] {
  return [
    style.faint(`after ${SOURCE}`),
    ...CLAUSE_IDS.flatMap((id) => {
      const { level, feature, statement } = CLAUSES[id];
      return [
        "",
        `${style.strong(id)}  ${level}, feature ${feature}: ${statement}`,
        style.faint(`  ${groundsOf(CLAUSES[id])}`),
        ...allProperties
          .filter((p) => p.clauses.includes(id))
          .map((p) => `  ${p.id}  ${style.faint(`${p.kind}: ${p.description}`)}`),
      ];
    }),
    "",
    style.strong("Situations that a run has to reach"),
    ...situations.map(
      ({ id, needs, least }) =>
        `  ${id}  ${style.faint(`at least ${least} times${needs.length > 0 ? `, with ${needs.join(", ")}` : ""}`)}`,
    ),
    "",
    style.strong("Not covered"),
    ...EXCLUSIONS.map(({ quote, reason }) => `  “${quote}”  ${style.faint(reason)}`),
  ];
}
