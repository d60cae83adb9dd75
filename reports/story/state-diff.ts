/** Where a candidate's state differs from the model's after the message that is judged; nothing of where it does not. */
import type { Snapshot } from "../../model/index.ts";
import type { Counterexample } from "../data/counterexample.ts";
import { isSnapshot } from "../html/scene.ts";

export interface Difference {
  readonly what: string;
  readonly before: string;
  readonly expected: string;
  readonly seen: string;
}

/** Only what a snapshot shows can be compared; nothing where the counterexample tells no state. */
export function differencesOf({
  state,
  history,
  divergence,
}: Counterexample): readonly Difference[] | undefined {
  const snapshot = history[divergence.message]?.snapshot;
  if (!isModelState(state?.before) || !isModelState(state.expected) || !isSnapshot(snapshot))
    return undefined;
  const [before, expected, seen] = [
    factsOfModel(state.before),
    factsOfModel(state.expected),
    factsSeen(snapshot),
  ];
  const names = [...new Set([...expected.keys(), ...seen.keys()])];
  return names.flatMap((what) => {
    const [due, own] = [expected.get(what), seen.get(what)];
    // A client that one of them does not have is told by its record alone; what a snapshot leaves out is not told.
    const isTold = isRecord(what) || (due !== undefined && own !== undefined);
    if (due === own || !isTold) return [];
    const told = (value: string | undefined) => value ?? "none";
    return [{ what, before: told(before.get(what)), expected: told(due), seen: told(own) }];
  });
}

/** The model's state as a report has it: plain data. */
interface ModelState {
  readonly capacity: number;
  readonly otherCapacity: number;
  readonly dormant: boolean;
  readonly revision: number;
  readonly clients: readonly {
    readonly client: string;
    readonly record: string;
    readonly licensed: boolean;
    readonly otherLicensed: boolean;
    readonly inventories: number;
  }[];
  readonly listed: readonly string[];
  readonly enabled: readonly string[];
  readonly deployed: readonly string[];
}

const isModelState = (value: unknown): value is ModelState =>
  typeof value === "object" &&
  value !== null &&
  ["clients", "listed", "enabled", "deployed"].every((key) =>
    Array.isArray(value[key as keyof typeof value]),
  );

type Facts = ReadonlyMap<string, string>;
type ClientFacts = Omit<Snapshot["clients"][number], "record"> & { readonly record: string };

function factsOfModel(state: ModelState): Facts {
  const clients = state.clients.filter(({ record }) => record !== "none");
  return facts({
    ...state,
    clients,
    inUse: clients.filter(({ licensed }) => licensed).length,
    other: {
      capacity: state.otherCapacity,
      inUse: clients.filter(({ otherLicensed }) => otherLicensed).length,
    },
    functioning: !state.dormant,
    catalog: state,
  });
}

const factsSeen = (snapshot: Snapshot): Facts => facts(snapshot);

/** In words, by what they are about. */
function facts(shown: Omit<Snapshot, "clients"> & { clients: readonly ClientFacts[] }): Facts {
  const { capacity, inUse, other, functioning, catalog } = shown;
  return new Map<string, string>([
    ...[...shown.clients].flatMap(clientFacts),
    ["licenses in use", `${inUse}`],
    ["capacity", `${capacity}`],
    ...(other
      ? ([
          ["other pool: in use", `${other.inUse}`],
          ["other pool: capacity", `${other.capacity}`],
        ] as const)
      : []),
    ...(functioning === undefined ? [] : ([["functioning", yesNo(functioning)]] as const)),
    ...(catalog
      ? ([
          ["catalogue revision", `${catalog.revision}`],
          ["bulletins listed", list(catalog.listed)],
          ["bulletins enabled", list(catalog.enabled)],
          ["bulletins deployed", list(catalog.deployed)],
        ] as const)
      : []),
  ]);
}

function clientFacts(shown: ClientFacts): readonly (readonly [string, string])[] {
  const { client, record, licensed, inventories, otherLicensed } = shown;
  return [
    [`${client}: record`, record],
    [`${client}: license`, yesNo(licensed)],
    [`${client}: inventories`, `${inventories}`],
    ...(otherLicensed === undefined
      ? []
      : ([[`${client}: other license`, yesNo(otherLicensed)]] as const)),
  ];
}

const isRecord = (what: string) => what.endsWith(": record");

const yesNo = (value: boolean) => (value ? "yes" : "no");
const list = (items: readonly string[]) => [...items].sort().join(", ") || "none";
