/**
 * The least number of messages, or of steps, after which a defect can show at all: breadth first over
 * the states that the model and the candidate can be in together.
 *
 * It is exact for its vocabulary: initial capacities from 0 to 3, three plain clients that are introduced in
 * their order (a server that tells them apart otherwise is not one of the zoo), one bulletin, and two
 * revisions; and of a counterexample that is known already, its clients, bulletins and numbers.
 */
import type { Candidate } from "../adapters/port.ts";
import {
  admits,
  declares,
  initialState,
  type Message,
  mayReceive,
  type State,
  type Statement,
  statementOf,
  step,
} from "../model/index.ts";
import { type Program, type ProgramStep, rehearse } from "../properties/program.ts";
import { catalogAt } from "../properties/vendor.ts";
import { atOnce, isSendable, shows } from "./commands.ts";
import { copyServer, keyOf, serverKey } from "./copying.ts";

export interface MinimumOptions {
  /** What is counted: messages, or steps as a program has them, composites and the probe among them. */
  readonly unit?: "messages" | "steps";
  /** A program in which the defect shows, for its vocabulary. */
  readonly hint?: Program | undefined;
  /** A length at which it is known to show, so that only shorter ones are looked for. */
  readonly atMost?: number | undefined;
  /** Transitions of the joint state that may be tried. */
  readonly budget?: number;
}

/** Model and candidate after the same messages. */
interface Joint {
  readonly server: Candidate;
  readonly state: State;
  /** Plain clients that have been spoken of. */
  readonly introduced: number;
  readonly path: Path;
}

/** How a joint state was reached; the beginning of it is shared. */
interface Path {
  readonly settings: Pick<Program, "capacity" | "otherCapacity">;
  readonly before?: Path;
  readonly action?: ProgramStep;
}

/** Something that counts one: a step and its messages, and the place of its client among the plain ones. */
interface Action {
  readonly item: ProgramStep;
  readonly messages: readonly Message[];
  readonly plain: number;
}

const PLAIN: readonly string[] = ["a", "b", "c"];
const CAPACITIES = [0, 1, 2, 3] as const;
const REVISIONS = [1, 2] as const;
const DEFAULT_BUDGET = 500_000;

/** `undefined` where the budget ends before it is known, or the candidate cannot be copied. */
export function trueMinimum(
  create: () => Candidate,
  options: MinimumOptions = {},
): number | undefined {
  try {
    return search(create, options);
  } catch {
    // A copy of a server that keeps something out of reach throws, or is not made at all.
    return undefined;
  }
}

function search(create: () => Candidate, options: MinimumOptions): number | undefined {
  const { unit = "messages", hint, atMost = Number.POSITIVE_INFINITY } = options;
  const statement = statementOf(create().declaration);
  const actions = actionsOf(unit, statement, hint);
  const seen = new Set<string>();
  let left = options.budget ?? DEFAULT_BUDGET;
  let level = beginnings(create, hint);
  for (let depth = 1; depth < atMost; depth += 1) {
    const next: Joint[] = [];
    const isLast = depth === atMost - 1;
    for (const joint of level) {
      if (unit === "steps" && failsAtProbe(joint, statement)) return depth;
      for (const action of actions) {
        if (action.plain > joint.introduced) continue;
        left -= 1;
        if (left < 0) return undefined;
        const after = take(joint, action, statement);
        if (!after) return depth;
        // Nothing comes after the last level, so that its states need not be told apart.
        if (isLast || after === joint) continue;
        const key = `${serverKey(after.server)}|${keyOf(after.state)}`;
        if (seen.has(key)) continue;
        seen.add(key);
        next.push(after);
      }
    }
    if (next.length === 0 && !isLast) return undefined;
    level = next;
  }
  return atMost;
}

function beginnings(create: () => Candidate, hint: Program | undefined): Joint[] {
  const sizes = [...new Set([...CAPACITIES, ...(hint ? numbersOf(hint) : [])])];
  return sizes.flatMap((capacity) =>
    sizes.map((otherCapacity) => {
      const settings = { capacity, otherCapacity };
      const server = create();
      atOnce(server.reset(settings));
      return { server, state: initialState(settings), introduced: 0, path: { settings } };
    }),
  );
}

/** The joint state after an action; `undefined` where the candidate does not do what the model does. */
function take(joint: Joint, { item, messages, plain }: Action, statement: Statement) {
  const server = copyServer(joint.server);
  let { state } = joint;
  let isSent = false;
  for (const message of messages) {
    if (!isSendable(state, message)) continue;
    isSent = true;
    const outcome = atOnce(server.handle(message));
    const stepped = step(state, message, statement);
    state = stepped.state;
    if (!admits(stepped.expected, outcome)) return undefined;
    if (!shows(atOnce(server.snapshot()), state, statement)) return undefined;
  }
  if (!isSent) return joint;
  const introduced = Math.max(joint.introduced, plain + 1);
  return { server, state, introduced, path: { ...joint.path, before: joint.path, action: item } };
}

/** The probe's messages depend on all that went before, so that it is made from the whole program. */
function failsAtProbe(joint: Joint, statement: Statement): boolean {
  const steps: ProgramStep[] = [];
  for (let path: Path | undefined = joint.path; path; path = path.before)
    if (path.action) steps.unshift(path.action);
  const planned = rehearse(
    { ...joint.path.settings, steps: [...steps, { type: "probe" }] },
    statement,
  );
  const messages = planned.filter((p) => p.step === steps.length).map(({ message }) => message);
  return !take(joint, { item: { type: "probe" }, messages, plain: -1 }, statement);
}

function actionsOf(
  unit: "messages" | "steps",
  statement: Statement,
  hint: Program | undefined,
): readonly Action[] {
  const items = hint ? hint.steps : [];
  const named = items.flatMap((item) => ("client" in item ? [item.client] : []));
  const clients = [...new Set([...PLAIN, ...named.filter((client) => !isPlain(client))])];
  const about = clients.flatMap((client) => stepsAbout(client, statement));
  const single = [...about, ...stepsOfServer(items, hint ? numbersOf(hint) : [])].filter((item) =>
    mayReceive(statement, item.type),
  );
  const composites = unit === "messages" ? [] : compositesOf(clients, items, statement);
  return [...single, ...composites].map((item) => {
    const program = { capacity: 0, otherCapacity: 0, steps: [item] };
    const planned = rehearse(program, statement).map(({ message }) => message);
    const plain = "client" in item ? PLAIN.indexOf(item.client) : -1;
    return { item, messages: "nodes" in item ? [item] : planned, plain };
  });
}

/** Also those that a probe or a reduction makes up: any others would do as well. */
const isPlain = (client: string) => /^([a-d]|(other-)?probe-\d+)$/.test(client);

const numbersOf = ({ capacity, otherCapacity, steps }: Program): readonly number[] => [
  capacity,
  otherCapacity,
  ...steps.flatMap((item) => ("nodes" in item ? [item.nodes] : [])),
];

function stepsAbout(client: string, statement: Statement): readonly Message[] {
  const scan = (plugIn: boolean, tools: boolean, ran: boolean): Message => ({
    type: "returnPatchInventory",
    client,
    plugIn,
    tools,
    scan: ran,
  });
  const incomplete = [scan(false, true, true), scan(true, false, true), scan(true, true, false)];
  return [
    { type: "enroll", client },
    scan(true, true, true),
    ...(declares(statement, "onboarding") ? incomplete : []),
    { type: "retire", client },
    { type: "delete", client },
    { type: "sendBasicInventory", client, plugIn: true },
    { type: "sendBasicInventory", client, plugIn: false },
    { type: "checkIn", client },
    { type: "target", client, policy: "install" },
    { type: "target", client, policy: "uninstall" },
    { type: "target", client, policy: "none" },
    { type: "returnOtherInventory", client },
  ];
}

function stepsOfServer(items: readonly ProgramStep[], numbers: readonly number[]): Message[] {
  const sizes = new Set([...CAPACITIES, ...numbers]);
  const hinted = items.flatMap((item) => (item.type === "importCatalog" ? [item.revision] : []));
  const days = new Set([1, ...items.flatMap((item) => ("days" in item ? [item.days] : []))]);
  const found: Message[] = [
    { type: "expireAup" },
    { type: "renewAup" },
    { type: "upgradeSolution" },
  ];
  for (const nodes of sizes)
    found.push({ type: "setCapacity", nodes }, { type: "setOtherCapacity", nodes });
  for (const revision of new Set([...REVISIONS, ...hinted]))
    found.push({ type: "importCatalog", revision, bulletins: catalogAt(revision) });
  for (const bulletin of bulletinsOf(items))
    found.push({ type: "enableBulletin", bulletin }, { type: "createPolicy", bulletin });
  for (const passed of days) found.push({ type: "passDays", days: passed });
  return found;
}

const bulletinsOf = (items: readonly ProgramStep[]) =>
  new Set(["b1", ...items.flatMap((item) => ("bulletin" in item ? [item.bulletin] : []))]);

function compositesOf(
  clients: readonly string[],
  items: readonly ProgramStep[],
  statement: Statement,
): readonly ProgramStep[] {
  return [
    ...clients.flatMap((client): ProgramStep[] => [
      { type: "onboard", client },
      ...(declares(statement, "other-solutions") ? [{ type: "recover", client } as const] : []),
    ]),
    ...(declares(statement, "maintenance")
      ? [...bulletinsOf(items)].map((bulletin): ProgramStep => ({ type: "rollOut", bulletin }))
      : []),
  ];
}
