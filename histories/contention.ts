/** Whether it matters in which order lanes take effect: a race between messages that do not meet is rarely the one that fails. */
import {
  type Expectation,
  initialState,
  type Message,
  type Statement,
  step,
} from "../model/index.ts";
import { type LaneProgram, plan } from "./program.ts";
import { keyOfState } from "./sequential.ts";

/**
 * Whether the lanes of some race, taken one after the other, would be answered otherwise or leave another state in the
 * opposite order. Other orders may differ where these do not, so it is a guess, by which nothing is left out. Where the
 * candidate is killed it is true: what that does is not known from an order.
 */
export function isContended(program: LaneProgram, statement: Statement): boolean {
  let state = initialState(program);
  for (const phase of plan(program, statement).phases) {
    if (phase.type === "crash" || (phase.type === "together" && phase.kill)) return true;
    const lanes = phase.type === "together" ? phase.lanes : [phase.messages];
    const take = (order: typeof lanes) => {
      let after = state;
      const expected = new Map<readonly Message[], readonly Expectation[]>();
      for (const lane of order)
        expected.set(
          lane,
          lane.map((message) => {
            const taken = step(after, message, statement);
            after = taken.state;
            return taken.expected;
          }),
        );
      const answers = lanes.map((lane) => expected.get(lane));
      return { after, key: JSON.stringify([keyOfState(after), answers]) };
    };
    const inOrder = take(lanes);
    if (phase.type === "together" && take(lanes.toReversed()).key !== inOrder.key) return true;
    state = inOrder.after;
  }
  return false;
}
