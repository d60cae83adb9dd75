/** What a counterexample on the page is held against: the model's state, and the clauses. */
import { groundsOf } from "../../model/index.ts";
import type { Counterexample } from "../data/counterexample.ts";
import { differencesOf } from "../story/state-diff.ts";

export function StateDifferences({ counterexample }: { counterexample: Counterexample }) {
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

export function Sentences({ counterexample }: { counterexample: Counterexample }) {
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
