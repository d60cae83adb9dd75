/** The check of what an execution answered. Nearly all of it is as it was a message before, and is checked once. */
import { Type } from "typebox";
import { Compile, type Validator } from "typebox/compile";
import type { ClientSnapshot, Feature, Snapshot } from "../../model/index.ts";
import { answerCheck, type Check } from "./check.ts";
import { type Execution, isObject } from "./port.ts";
import { executionSchema, OutcomeSchema, snapshotSchema } from "./wire.ts";

/**
 * Makes the check of an answer to `execute`. A quick look is enough where each part of it fits its own schema, or is
 * the same as in the snapshot before. At the first doubt the schema of the whole decides, and gives the error.
 */
export function executionCheck(features: readonly Feature[]): Check<Execution> {
  const looksRight = quickLook(features);
  const check = answerCheck<Execution>("the answer to execute", executionSchema(features));
  return (value, messages) => (looksRight(value) ? value : check(value, messages));
}

function quickLook(features: readonly Feature[]): (value: unknown) => value is Execution {
  const { clients, catalog, ...others } = snapshotSchema(features).properties;
  const frame = Compile(
    Type.Object({ outcomes: Type.Array(OutcomeSchema), snapshots: Type.Array(Type.Unknown()) }),
  );
  const rest = Compile(Type.Object({ ...others, clients: Type.Array(Type.Unknown()) }));
  const client = Compile(clients.items);
  const catalogue = Compile(catalog ?? Type.Unknown());
  const fits = (snapshot: Snapshot, last: Snapshot | undefined) =>
    (last !== undefined && snapshot === last) ||
    (rest.Check(snapshot) &&
      (snapshot.clients === last?.clients || allFit(client, snapshot.clients, last?.clients)) &&
      ((last && snapshot.catalog === last.catalog) || catalogue.Check(snapshot.catalog)));
  return (value): value is Execution => {
    if (!frame.Check(value)) return false;
    const snapshots = value.snapshots as readonly Snapshot[];
    for (let at = 0; at < snapshots.length; at += 1)
      if (!fits(snapshots[at] as Snapshot, snapshots[at - 1])) return false;
    return true;
  };
}

/** @param last those of the snapshot before, which fit */
function allFit(
  client: Validator,
  clients: readonly ClientSnapshot[],
  last: readonly ClientSnapshot[] = [],
): boolean {
  for (let at = 0; at < clients.length; at += 1) {
    const known = last[at];
    if (!(known && isSame(clients[at], known)) && !client.Check(clients[at])) return false;
  }
  return true;
}

/** The same in every field that a schema asks for. */
const isSame = (one: ClientSnapshot | undefined, known: ClientSnapshot): boolean =>
  one === known ||
  (isObject(one) &&
    !Array.isArray(one) &&
    one.client === known.client &&
    one.record === known.record &&
    one.licensed === known.licensed &&
    one.inventories === known.inventories &&
    one.otherLicensed === known.otherLicensed);
