/**
 * What follows a transition, so that the state it led to is known: in the words of the W-method (Chow
 * 1978), the characterizing set. A snapshot shows all of a state but three things: what targets a client,
 * whether its plug-in is reported, and whether the AUP is expired.
 */
import {
  type ClientId,
  completeScan,
  type Message,
  mayReceive,
  type Statement,
} from "../../model/index.ts";
import type { ProgramStep } from "../programs/program.ts";
import { catalogAt } from "../programs/vendor.ts";
import { clientsOf, type Scope } from "./scope.ts";

/**
 * The sequences that follow a transition. One is enough, but where a scan is taken without a reported
 * plug-in: then only the packages of a targeted client tell whether it is reported, and only Basic
 * Inventory brings out the target, and each spoils what the other would show.
 */
export function identifications(
  scope: Scope,
  statement: Statement,
): readonly (readonly ProgramStep[])[] {
  const questions: readonly ((client: ClientId) => readonly Message[])[] =
    mayReceive(statement, "target") && statement.choices.unreportedPlugIn === "accepted"
      ? [askTarget, askPlugIn]
      : [askTarget];
  const opening = makeRoom(scope);
  return questions.map((ask) => [
    ...[...opening, ...clientsOf(scope).flatMap(ask)].filter(({ type }) =>
      mayReceive(statement, type),
    ),
    // Counts of free licenses that a server keeps beside what it shows come out here.
    { type: "probe" },
  ]);
}

/** Only a current AUP lets a newer catalogue in. Then everything that keeps clients from showing goes. */
function makeRoom({ catalogues, clients }: Scope): readonly Message[] {
  const newer = 1 + Math.max(0, ...catalogues.map(({ revision }) => revision));
  return [
    { type: "importCatalog", revision: newer, bulletins: catalogAt(newer) },
    { type: "renewAup" },
    { type: "setCapacity", nodes: clients },
  ];
}

/**
 * The complete scan shows whether the plug-in is reported. With it reported, check-in tells a client that
 * is to uninstall from the others, and with it not reported one that is to install.
 */
const askTarget = (client: ClientId): readonly Message[] => [
  { type: "enroll", client },
  { type: "checkIn", client },
  completeScan(client),
  { type: "sendBasicInventory", client, plugIn: true },
  { type: "checkIn", client },
  { type: "sendBasicInventory", client, plugIn: false },
  { type: "checkIn", client },
];

/** A client that is to install is sent the packages if, and only if, its plug-in is reported. */
const askPlugIn = (client: ClientId): readonly Message[] => [
  { type: "enroll", client },
  { type: "target", client, policy: "install" },
  { type: "checkIn", client },
];
