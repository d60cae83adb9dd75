/** A candidate on its way: what says "not implemented: enroll" is told what enroll is, and what to do next. */
import type { MessageType } from "../../model/index.ts";
import { CandidateError } from "./candidate-error.ts";

const SAYS_SO = /\bnot implemented: *([a-z]+)/i;

/** What each is about, for somebody who writes it now. */
const TASKS: Readonly<Record<MessageType | "reset" | "snapshot", string>> = {
  reset: "empty the server and set both capacities",
  snapshot: "show the capacity, how many licenses are in use, and every client with a record",
  enroll:
    'make a record for the client, or make its retired one active again; answer {"type":"done"}',
  returnPatchInventory:
    'a scan that came back: a ready client without a license pulls one if one is free; answer {"type":"processed","license":"pulled"} or "held", or {"type":"discarded","reason":"no-license"}',
  retire: 'the record becomes retired, and its license is free again; answer {"type":"done"}',
  delete: 'the record goes, and its license is free again; answer {"type":"done"}',
  setCapacity:
    'the node pool has so many nodes from now on, and nobody loses a license; answer {"type":"done"}',
  target: 'keep which plug-in policy the client is targeted with; answer {"type":"done"}',
  checkIn:
    'tell the client what to do: answer {"type":"instructions","plugIn":…,"packages":[…],"updates":[…]}',
  sendBasicInventory: 'keep whether the plug-in is in place; answer {"type":"done"}',
  expireAup: 'the Annual Upgrade Protection expires; answer {"type":"done"}',
  renewAup:
    'the Annual Upgrade Protection is renewed, and a dormant server functions again; answer {"type":"done"}',
  importCatalog:
    'take the catalogue if its revision is newer and the AUP is current; answer {"type":"imported"} or {"type":"refused"}',
  enableBulletin: 'enable the bulletin if it is listed; answer {"type":"done"}',
  createPolicy: 'deploy the bulletin if it is enabled; answer {"type":"done"}',
  upgradeSolution:
    'with the AUP expired, the server functions no more until it is renewed; answer {"type":"done"}',
  returnOtherInventory:
    'the client gets a license of the other solution if one is free; answer {"type":"done"}',
  setOtherCapacity: 'the other solution\'s pool has so many nodes; answer {"type":"done"}',
  passDays: 'so many days pass, and no license is lost by it; answer {"type":"done"}',
};

/** The error that says what to do next, where this is how a skeleton says that there is something to do. */
export function notImplemented(text: string): CandidateError | undefined {
  const [, name] = SAYS_SO.exec(text) ?? [];
  if (name === undefined) return undefined;
  const task = Object.hasOwn(TASKS, name) ? `: ${TASKS[name as keyof typeof TASKS]}` : "";
  return new CandidateError("not-implemented", `${name} is not implemented yet`, {
    hint: `implement ${name} next${task}; poolproof doctor shows all that is left, docs/specification.md the details`,
  });
}
