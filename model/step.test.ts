/** The rows of the specification, message by message. */
import { describe, expect, test } from "vitest";
import {
  basic,
  checkIn,
  days,
  deploy,
  enable,
  enroll,
  expire,
  other,
  remove,
  renew,
  retire,
  revision,
  scan,
  setCapacity,
  setOther,
  target,
  upgrade,
} from "../properties/programs/messages.test-helper.ts";
import type { Expectation } from "./expectation.ts";
import {
  type Choices,
  type ClientRecord,
  clientOf,
  FEATURES,
  initialState,
  type Message,
  type State,
  type Statement,
  statementOf,
  step,
} from "./index.ts";

const DEFAULT = statementOf({ features: FEATURES });
const POOL_ONLY = statementOf({ features: ["pool"] });
const choosing = (choices: Partial<Choices>) => statementOf({ features: FEATURES, choices });

const play = (messages: readonly Message[], statement: Statement): State =>
  messages.reduce<State>(
    (state, message) => step(state, message, statement).state,
    initialState({ capacity: 1, otherCapacity: 1 }),
  );

/** What changes in a's record, in b's, and in the server; nothing else may. */
interface Change {
  readonly a?: Partial<ClientRecord>;
  readonly b?: Partial<ClientRecord>;
  readonly server?: Partial<State>;
  readonly answer?: Expectation;
  readonly by?: Statement;
}

type Row = readonly [name: string, given: readonly Message[], when: Message, then?: Change];

const FREE: Expectation = { kind: "anything" };
const REFUSED: Expectation = { kind: "oneOf", types: ["refused"] };
const IMPORTED: Expectation = { kind: "oneOf", types: ["imported"] };
const PULLED: Expectation = { kind: "processed", license: "pulled" };
const HELD: Expectation = { kind: "processed", license: "held" };
const NO_LICENSE: Expectation = { kind: "discarded", reasons: ["no-license"] };

function check(given: readonly Message[], when: Message, change: Change = {}): void {
  const { a, b, server, answer, by = DEFAULT } = change;
  const before = play(given, by);
  const { state: after, expected } = step(before, when, by);
  if (answer) expect(expected).toEqual(answer);
  if (!a && !b && !server) {
    // What has no effect gives the very same state back.
    expect(after).toBe(before);
    return;
  }
  let { clients } = before;
  if (a) clients = clients.with("a", { ...clientOf(before, "a"), ...a });
  if (b) clients = clients.with("b", { ...clientOf(before, "b"), ...b });
  expect(after).toEqual({ ...before, clients, ...server });
}

function testAll(rows: readonly Row[]): void {
  for (const [name, given, when, change] of rows) test(name, () => check(given, when, change));
}

const reported = [enroll("a"), basic("a")];
const holder = [...reported, scan("a")];
const bHolds = [enroll("b"), basic("b"), scan("b")];
const gone = [...holder, remove("a")];
const retired = [enroll("a"), retire("a")];
const dormant = [expire, upgrade];

describe("enroll", () => {
  // biome-ignore format: a row a line
  const rows: readonly Row[] = [
    ["makes a fresh record", [], enroll("a"), { a: { record: "active" }, answer: FREE }],
    ["of an active client does nothing", holder, enroll("a")],
    ["makes a record whatever unknownReports says", [], enroll("a"),
      { a: { record: "active" }, by: choosing({ unknownReports: "ignored" }) }],
    ["reactivates a retired computer", retired, enroll("a"), { a: { record: "active" } }],
    ["leaves a retired computer whose reports are ignored", retired, enroll("a"),
      { by: choosing({ retiredReports: "ignored" }) }],
    ["after a deletion gives an unknown target", gone, enroll("a"),
      { a: { record: "active", target: "unknown" } }],
    ["while dormant", dormant, enroll("a"), { a: { record: "active" } }],
    ["without onboarding counts the plug-in as reported", [], enroll("a"),
      { a: { record: "active", plugInReported: true }, by: POOL_ONLY }],
    ["without onboarding leaves no target unknown", [enroll("a"), remove("a")], enroll("a"),
      { a: { record: "active", target: "none", plugInReported: true }, by: POOL_ONLY }],
  ];
  testAll(rows);
});

describe("the agents' messages", () => {
  const waiting = [...bHolds, ...reported];
  const pulls = { a: { licensed: true, inventories: 1 }, answer: PULLED };
  const holds = { a: { inventories: 2 }, answer: HELD };
  // biome-ignore format: a row a line
  const rows: readonly Row[] = [
    ["checkIn changes nothing but Entry", holder, checkIn("a")],
    ["Basic Inventory reports the plug-in", [enroll("a")], basic("a"), { a: { plugInReported: true }, answer: FREE }],
    ["Basic Inventory reports it gone", holder, basic("a", false), { a: { plugInReported: false } }],
    ["Basic Inventory that tells nothing new does nothing", reported, basic("a")],
    ["Basic Inventory while dormant", [enroll("a"), ...dormant], basic("a"), { a: { plugInReported: true } }],
    ["a complete scan pulls a license", reported, scan("a"), pulls],
    ["a holder's scan adds an inventory", [...holder, setCapacity(2)], scan("a"), holds],
    ["a holder's scan at a full pool is processed", holder, scan("a"), holds],
    ["a holder's scan at an over-full pool is processed", [...holder, setCapacity(0)], scan("a"), holds],
    ["a newcomer's scan at a full pool is discarded", waiting, scan("a"), { answer: NO_LICENSE }],
    ["a newcomer's scan at an over-full pool is discarded", [...waiting, setCapacity(0)], scan("a"), { answer: NO_LICENSE }],
    ["a newcomer's scan at a pool of none is discarded", [...reported, setCapacity(0)], scan("a"), { answer: NO_LICENSE }],
    ["a refused client's next scan pulls what was retired", [...waiting, scan("a"), retire("b")], scan("a"), pulls],
    ["a refused client's next scan pulls what was deleted", [...waiting, scan("a"), remove("b")], scan("a"), pulls],
    ["a refused client's next scan pulls what was bought", [...waiting, scan("a"), setCapacity(2)], scan("a"), pulls],
    ["the other inventory pulls from its pool", [enroll("a")], other("a"), { a: { otherLicensed: true }, answer: FREE }],
    ["the other inventory of its holder does nothing", [other("a")], other("a")],
    ["the other inventory finds a full pool", [enroll("a"), other("b")], other("a")],
    ["the other inventory finds an over-full pool", [enroll("a"), other("b"), setOther(0)], other("a")],
    ["the other inventory works with the node pool full", [...bHolds, enroll("a")], other("a"), { a: { otherLicensed: true } }],
    ["the other inventory works while dormant", [enroll("a"), ...dormant], other("a"), { a: { otherLicensed: true } }],
  ];
  testAll(rows);
});

describe("the console's messages about a client", () => {
  const all = [...holder, target("a", "install"), other("a")];
  const released = { record: "retired", licensed: false } as const;
  const kept = choosing({ retiredOther: "kept" });
  const absent: ClientRecord = {
    record: "none",
    target: "unknown",
    plugInReported: false,
    licensed: false,
    otherLicensed: false,
    inventories: 0,
  };
  // biome-ignore format: a row a line
  const rows: readonly Row[] = [
    ["target installs", [enroll("a")], target("a", "install"), { a: { target: "install" }, answer: FREE }],
    ["target uninstalls", all, target("a", "uninstall"), { a: { target: "uninstall" } }],
    ["target withdraws", all, target("a", "none"), { a: { target: "none" } }],
    ["target of a retired computer", retired, target("a", "install"), { a: { target: "install" } }],
    ["target settles an unknown one", [...gone, enroll("a")], target("a", "none"), { a: { target: "none" } }],
    ["target of an unknown client does nothing", [], target("a", "install")],
    ["target of a deleted client does nothing", gone, target("a", "install")],
    ["retire releases both licenses and keeps the rest", all, retire("a"), { a: { ...released, otherLicensed: false } }],
    ["retire with retiredOther: kept", all, retire("a"), { a: released, by: kept }],
    ["retire with retiredRecord: cleared forgets the plug-in, not the target", all, retire("a"),
      { a: { ...released, otherLicensed: false, plugInReported: false }, by: choosing({ retiredRecord: "cleared" }) }],
    ["retire without onboarding clears no plug-in", [enroll("a"), scan("a")], retire("a"),
      { a: released, by: statementOf({ features: ["pool"], choices: { retiredRecord: "cleared" } }) }],
    ["retire while dormant", [...holder, ...dormant], retire("a"), { a: released }],
    ["retire again does nothing", [...all, retire("a")], retire("a")],
    ["retire of an unknown client does nothing", [], retire("a")],
    ["retire of a deleted client does nothing", gone, retire("a")],
    ["delete takes the record and all its licenses", all, remove("a"), { a: absent }],
    ["delete of a retired computer", [...all, retire("a")], remove("a"), { a: absent }],
    ["delete of one whose other license was kept", [...all, retire("a")], remove("a"), { a: absent, by: kept }],
    ["delete without onboarding", [enroll("a"), scan("a")], remove("a"), { a: { ...absent, target: "none" }, by: POOL_ONLY }],
    ["delete of an unknown client does nothing", [], remove("a")],
    ["delete again does nothing", gone, remove("a")],
    ["reactivation gives back what was kept, and no license", [...all, retire("a")], checkIn("a"), { a: { record: "active" }, by: kept }],
    ["a kept license of the other solution still counts", [enroll("b"), other("a"), retire("a")], other("b"), { by: kept }],
    ["a released license of the other solution is free", [enroll("b"), other("a"), retire("a")], other("b"), { b: { otherLicensed: true } }],
  ];
  testAll(rows);
});

describe("the server's messages", () => {
  const listed = [revision(2)];
  const enabled = [...listed, enable("b1")];
  const set = (...bulletins: string[]) => new Set(bulletins);
  const whole = set("b1", "b2", "__proto__", "0");
  // biome-ignore format: a row a line
  const rows: readonly Row[] = [
    ["setCapacity grows the pool", [], setCapacity(5), { server: { capacity: 5 }, answer: FREE }],
    ["setCapacity evicts nobody", holder, setCapacity(0), { server: { capacity: 0 } }],
    ["setCapacity to what it is does nothing", [], setCapacity(1)],
    ["setOtherCapacity evicts nobody", [other("a")], setOther(0), { server: { otherCapacity: 0 }, answer: FREE }],
    ["expireAup", holder, expire, { server: { aup: "expired" }, answer: FREE }],
    ["expireAup again does nothing", [expire], expire],
    ["renewAup", [...holder, expire], renew, { server: { aup: "current" }, answer: FREE }],
    ["renewAup ends dormancy", dormant, renew, { server: { aup: "current", dormant: false } }],
    ["renewAup of a current AUP does nothing", [], renew],
    ["upgradeSolution after expiry", [expire], upgrade, { server: { dormant: true }, answer: FREE }],
    ["upgradeSolution while dormant does nothing", dormant, upgrade],
    ["upgradeSolution that the installer refuses", [expire], upgrade, { by: choosing({ upgradeAfterAup: "refused" }) }],
    ["upgradeSolution with a current AUP does nothing", [], upgrade],
    ["upgradeSolution with a current AUP is not seen after expiry", [upgrade], expire, { server: { aup: "expired" } }],
    ["importCatalog takes a newer one", [], revision(1), { server: { revision: 1, listed: set("b1") }, answer: IMPORTED }],
    ["importCatalog takes one newer still", enabled, revision(4), { server: { revision: 4, listed: whole }, answer: IMPORTED }],
    ["importCatalog takes one that lists nothing new", listed, revision(3), { server: { revision: 3 }, answer: IMPORTED }],
    ["importCatalog of the present one does nothing", listed, revision(2)],
    ["importCatalog of an older one does nothing", listed, revision(1)],
    ["importCatalog of an older one after expiry does nothing", [...listed, expire], revision(1)],
    ["importCatalog after expiry is refused", [...listed, expire], revision(4), { answer: REFUSED }],
    ["importCatalog while dormant is refused", dormant, revision(4), { answer: REFUSED }],
    ["importCatalog after renewal", [expire, renew], revision(1), { server: { revision: 1, listed: set("b1") }, answer: IMPORTED }],
    ["enableBulletin", listed, enable("b1"), { server: { enabled: set("b1") }, answer: FREE }],
    ["enableBulletin after expiry", [...enabled, expire], enable("b2"), { server: { enabled: set("b1", "b2") } }],
    ["enableBulletin again does nothing", enabled, enable("b1")],
    ["enableBulletin while dormant does nothing", [...listed, ...dormant], enable("b1")],
    ["enableBulletin of an unlisted one does nothing", listed, enable("0")],
    ["createPolicy", enabled, deploy("b1"), { server: { deployed: set("b1") }, answer: FREE }],
    ["createPolicy after expiry", [...enabled, expire], deploy("b1"), { server: { deployed: set("b1") } }],
    ["createPolicy again does nothing", [...enabled, deploy("b1")], deploy("b1")],
    ["createPolicy while dormant does nothing", [...enabled, ...dormant], deploy("b1")],
    ["createPolicy for an unlisted one does nothing", enabled, deploy("0")],
    ["passDays does nothing", [...holder, expire], days(400), { answer: FREE }],
  ];
  testAll(rows);
});
