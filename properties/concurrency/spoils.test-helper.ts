/** What a right recording is made wrong by, or different where it is free: in one answer, or in one snapshot. */
import type { ClientSnapshot, Outcome, Snapshot } from "../../model/index.ts";

/** One of a list, and `undefined` where it is empty. */
export type Pick = <T>(values: readonly T[]) => T | undefined;

export type Spoil = (
  shown: { readonly outcome: Outcome; readonly snapshot: Snapshot },
  pick: Pick,
) => { readonly outcome?: Outcome; readonly snapshot?: Snapshot };

const ofSnapshot =
  (change: (snapshot: Snapshot, pick: Pick) => Partial<Snapshot>): Spoil =>
  ({ snapshot }, pick) => ({ snapshot: { ...snapshot, ...change(snapshot, pick) } });

const ofClient = (change: (client: ClientSnapshot) => Partial<ClientSnapshot>): Spoil =>
  ofSnapshot(({ clients }, pick) => {
    const one = pick(clients);
    return { clients: clients.map((own) => (own === one ? { ...own, ...change(own) } : own)) };
  });

type Catalog = NonNullable<Snapshot["catalog"]>;
const ofCatalog = (change: (catalog: Catalog, pick: Pick) => Partial<Catalog>): Spoil =>
  ofSnapshot(({ catalog }, pick) =>
    catalog ? { catalog: { ...catalog, ...change(catalog, pick) } } : {},
  );

const LISTS = ["listed", "enabled", "deployed"] as const;
const ofList = (change: (list: readonly string[]) => readonly string[]): Spoil =>
  ofCatalog((catalog, pick) => {
    const name = pick(LISTS) ?? "listed";
    return { [name]: change(catalog[name]) };
  });

const ANSWERS: readonly Outcome[] = [
  ...(["done", "refused", "imported"] as const).map((type) => ({ type })),
  ...(["pulled", "held"] as const).map((license) => ({ type: "processed" as const, license })),
  ...(["not-ready", "not-functioning", "no-license"] as const).map((reason) => ({
    type: "discarded" as const,
    reason,
  })),
  { type: "instructions", plugIn: "none", packages: [], updates: [] },
  { type: "instructions", plugIn: "install", packages: ["scan", "tools"], updates: [] },
  { type: "instructions", plugIn: "none", packages: ["scan", "scan"], updates: ["b1"] },
];

export const SPOILS: Readonly<Record<string, Spoil>> = {
  "another answer": (_, pick) => ({ outcome: pick(ANSWERS) }) as { outcome: Outcome },
  capacity: ofSnapshot(({ capacity }) => ({ capacity: capacity + 1 })),
  "the count in use": ofSnapshot(({ inUse }) => ({ inUse: inUse + 1 })),
  "a license": ofClient(({ licensed }) => ({ licensed: !licensed })),
  "a record": ofClient(({ record }) => ({ record: record === "active" ? "retired" : "active" })),
  "an inventory more": ofClient(({ inventories }) => ({ inventories: inventories + 1 })),
  "an inventory fewer": ofClient(({ inventories }) => ({ inventories: inventories - 1 })),
  "another solution's license": ofClient(({ otherLicensed }) => ({
    otherLicensed: !otherLicensed,
  })),
  "a client fewer": ofSnapshot(({ clients }) => ({ clients: clients.slice(1) })),
  "a client more": ofSnapshot(({ clients }) => ({
    clients: [...clients, { client: "zzz", record: "active", licensed: false, inventories: 0 }],
  })),
  "a client twice": ofSnapshot(({ clients }) => ({
    clients: [...clients, ...clients.slice(0, 1)],
  })),
  "a client in place of another": ofSnapshot(({ clients }) => ({
    clients: clients.map(() => clients[0] as ClientSnapshot),
  })),
  "clients in another order": ofSnapshot(({ clients }) => ({ clients: clients.toReversed() })),
  "the other pool's capacity": ofSnapshot(({ other }) =>
    other ? { other: { ...other, capacity: other.capacity + 1 } } : {},
  ),
  "the other pool's count": ofSnapshot(({ other }) =>
    other ? { other: { ...other, inUse: other.inUse + 1 } } : {},
  ),
  "whether it functions": ofSnapshot(({ functioning }) => ({ functioning: !functioning })),
  revision: ofCatalog(({ revision }) => ({ revision: revision + 1 })),
  "a bulletin fewer": ofList((list) => list.slice(1)),
  "a bulletin more": ofList((list) => [...list, "b99"]),
  "a bulletin twice": ofList((list) => [...list, ...list.slice(0, 1)]),
  "a bulletin in place of another": ofList((list) => list.map(() => list[0] as string)),
  "bulletins in another order": ofList((list) => list.toReversed()),
};
