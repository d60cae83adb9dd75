/** The vocabulary of a search for the minimum counterexample, independent of the suite's own. */
import {
  declares,
  type Message,
  mayReceive,
  type Settings,
  type Statement,
} from "../model/index.ts";
import { type Program, type ProgramStep, predict } from "../properties/programs/program.ts";
import { catalogAt } from "../properties/programs/vendor.ts";

/** A step with its messages, and the index of its client among the plain ones. */
export interface Action {
  readonly item: ProgramStep;
  readonly messages: readonly Message[];
  readonly plain: number;
}

const PLAIN: readonly string[] = ["a", "b", "c"];
const CAPACITIES = [0, 1, 2, 3] as const;
const REVISIONS = [1, 2] as const;

/** Initial capacities: small ones, and the numbers of the known programs. */
export function settingsOf(hints: readonly Program[]): readonly Settings[] {
  const sizes = [...new Set([...CAPACITIES, ...hints.flatMap(numbersOf)])];
  return sizes.flatMap((capacity) => sizes.map((otherCapacity) => ({ capacity, otherCapacity })));
}

export function actionsOf(
  unit: "messages" | "steps",
  statement: Statement,
  hints: readonly Program[],
): readonly Action[] {
  const items = hints.flatMap(({ steps }) => steps);
  const named = items.flatMap((item) => ("client" in item ? [item.client] : []));
  const clients = [...new Set([...PLAIN, ...named.filter((client) => !isPlain(client))])];
  const about = clients.flatMap((client) => stepsAbout(client, statement));
  const single = [...about, ...stepsOfServer(items, hints.flatMap(numbersOf))].filter((item) =>
    mayReceive(statement, item.type),
  );
  const composites = unit === "messages" ? [] : compositesOf(clients, items, statement);
  return [...single, ...composites].map((item) => {
    const program = { capacity: 0, otherCapacity: 0, steps: [item] };
    const predicted = predict(program, statement).map(({ message }) => message);
    const plain = "client" in item ? PLAIN.indexOf(item.client) : -1;
    return { item, messages: "nodes" in item ? [item] : predicted, plain };
  });
}

/** Resets in the middle of a program, where a known one has one. */
export function resetsOf(hints: readonly Program[]): readonly Action[] {
  const isReset = hints.some(({ steps }) => steps.some(({ type }) => type === "reset"));
  if (!isReset) return [];
  const items = settingsOf(hints).map((settings) => ({ type: "reset", ...settings }) as const);
  return items.map((item) => ({ item, messages: [], plain: -1 }));
}

/** Also those of a probe or a reduction, which are interchangeable. */
const isPlain = (client: string) => /^([a-d]|(other-)?probe-\d+)$/.test(client);

const numbersOf = ({ capacity, otherCapacity, steps }: Program): readonly number[] => [
  capacity,
  otherCapacity,
  ...steps.flatMap((item) => ("nodes" in item ? [item.nodes] : [])),
  ...steps.flatMap((item) => (item.type === "reset" ? [item.capacity, item.otherCapacity] : [])),
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
