/** Why a counterexample on the page is wrong: no order explains it, its state differs from the model's, and the clauses. */
import { groundsOf } from "../../model/index.ts";
import type { Counterexample } from "../data/counterexample.ts";
import { explanationOf } from "../story/race-story.ts";
import { differencesOf } from "../story/state-diff.ts";

interface EvidenceProps {
  readonly counterexample: Counterexample;
}

export function StateDifferences({ counterexample }: EvidenceProps) {
  const rows = counterexample.variant ? undefined : differencesOf(counterexample);
  if (!rows) return null;
  if (rows.length === 0)
    return (
      <p class="note">The server’s state is the model’s after it; the answer alone is wrong.</p>
    );
  return (
    <table class="differences">
      <caption>Where its state differs from the model’s; all else is the same</caption>
      <thead>
        <tr>
          <th scope="col">state</th>
          <th scope="col">before</th>
          <th scope="col">expected</th>
          <th scope="col">seen</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ what, before, expected, seen }) => (
          <tr key={what}>
            <th scope="row">{what}</th>
            <td>{before}</td>
            <td class="good">{expected}</td>
            <td class="bad">{seen}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export function Sentences({ counterexample }: EvidenceProps) {
  const { clauses } = counterexample;
  return (
    <>
      <h4>
        {clauses.length === 1
          ? "The clause, and what it rests on"
          : "The clauses, and what they rest on"}
      </h4>
      <ul class="plain clauses">
        {clauses.map((clause) => (
          <li key={clause.id}>
            <a href={`#clause-${clause.id}`}>{clause.id}</a>{" "}
            <span class="level">{clause.level}</span> {clause.statement}
            <span class={clause.quote === undefined ? "grounds own" : "grounds"}>
              {groundsOf(clause)}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}

export function Explained({ counterexample }: EvidenceProps) {
  const explanation = explanationOf(counterexample);
  if (!explanation) return null;
  const { begins, reasons, remarks } = explanation;
  const { failed, of } = counterexample.race?.rate ?? { failed: 0, of: 0 };
  return (
    <div class="explained">
      <h4>{begins ? "Why no order explains it" : "How often it shows"}</h4>
      {begins && <p>{begins}</p>}
      {reasons.length > 0 && (
        <ul>
          {reasons.map(({ event, what, why }) => (
            <li key={event}>
              <strong>{what}</strong>: {why}
            </li>
          ))}
        </ul>
      )}
      {of > 0 && (
        <svg class="rate" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
          <rect class="track" width={100} height={4} />
          <rect class="part" width={(100 * failed) / of} height={4} />
        </svg>
      )}
      {remarks.map((remark) => (
        <p key={remark}>{remark}</p>
      ))}
    </div>
  );
}
