/** COMP, CONS and EXC: for each property a defect, and a program in which it shows. */
import type { Message } from "../../model/index.ts";
import {
  adding,
  answering,
  deafTo,
  hearing,
  showing,
  taking,
  takingAgain,
} from "../programs/driving.test-helper.ts";
import {
  basic,
  checkIn,
  enroll,
  onboard,
  retire,
  scan,
  setCapacity,
  target,
} from "../programs/messages.test-helper.ts";
import type { Kill } from "./kills.test-helper.ts";

const SCAN = "returnPatchInventory";

/** Takes every scan for a complete one. */
const credulous = hearing((m) => (m.type === SCAN ? [scan(m.client)] : [m]));

/** Finds a license for everybody, whatever the pool. */
export const generous = hearing((m: Message) =>
  m.type === SCAN ? [setCapacity(9), m, setCapacity(1)] : [m],
);

const reported = [enroll("a"), basic("a")];

export const consumptionKills: readonly Kill[] = [
  {
    id: "comp/all-parts-needed",
    steps: [...reported, scan("a", { plugIn: false, tools: false, scan: false })],
    spoil: credulous,
  },
  {
    id: "cons/targeted-client-is-told-to-install",
    steps: [enroll("a"), target("a", "install"), checkIn("a")],
    spoil: deafTo("target"),
  },
  {
    id: "cons/only-targeted-clients-are-told-to-install",
    steps: [enroll("a"), checkIn("a")],
    spoil: adding("enroll", target("a", "install")),
  },
  {
    id: "cons/basic-inventory-reports-the-plug-in",
    steps: [...reported, scan("a")],
    spoil: deafTo("sendBasicInventory"),
  },
  {
    id: "cons/check-in-knows-of-the-plug-in",
    steps: [...reported, target("a", "install"), checkIn("a")],
    spoil: deafTo("sendBasicInventory"),
  },
  {
    id: "cons/check-in-knows-of-the-plug-in",
    steps: [...reported, target("a", "uninstall"), checkIn("a")],
    spoil: deafTo("sendBasicInventory"),
  },
  {
    id: "cons/basic-inventory-pulls-nothing",
    steps: reported,
    spoil: adding("sendBasicInventory", scan("a")),
  },
  {
    id: "cons/reported-client-gets-the-packages",
    steps: [...reported, target("a", "install"), checkIn("a")],
    spoil: deafTo("target"),
  },
  {
    id: "cons/no-packages-before-the-plug-in",
    steps: [enroll("a"), target("a", "install"), checkIn("a")],
    spoil: answering("checkIn", {
      type: "instructions",
      plugIn: "install",
      packages: ["tools", "scan"],
      updates: [],
    }),
  },
  {
    id: "cons/licensed-inventory-is-processed",
    capacity: 2,
    steps: [onboard("a"), scan("a")],
    spoil: takingAgain(SCAN),
  },
  { id: "cons/first-scan-pulls-a-license", steps: [onboard("a")], spoil: deafTo(SCAN) },
  {
    id: "cons/no-scan-no-license",
    steps: [...reported, scan("a", { scan: false })],
    spoil: credulous,
  },
  {
    id: "cons/no-tools-no-license",
    steps: [...reported, scan("a", { tools: false })],
    spoil: credulous,
  },
  {
    id: "cons/no-plug-in-no-license",
    steps: [...reported, scan("a", { plugIn: false })],
    spoil: credulous,
  },
  {
    id: "cons/no-plug-in-no-license",
    steps: [enroll("a"), scan("a")],
    spoil: adding("enroll", basic("a")),
  },
  {
    id: "cons/at-most-one-license",
    steps: [onboard("a"), scan("a")],
    spoil: answering(SCAN, { type: "processed", license: "pulled" }),
  },
];

const full = [onboard("a"), onboard("b")];

export const exceededKills: readonly Kill[] = [
  {
    id: "exc/holder-continues-when-full",
    steps: [onboard("a"), scan("a")],
    spoil: takingAgain(SCAN),
  },
  {
    id: "exc/full-pool-evicts-nobody",
    steps: [onboard("a"), setCapacity(0)],
    spoil: adding("setCapacity", retire("a"), enroll("a")),
  },
  {
    // A newcomer takes the place of a holder.
    id: "exc/full-pool-evicts-nobody",
    steps: full,
    spoil: hearing((m) =>
      m.type === SCAN && m.client === "b" ? [retire("a"), enroll("a"), m] : [m],
    ),
  },
  { id: "exc/newcomer-refused-when-full", steps: full, spoil: generous },
  { id: "exc/pull-stays-within-capacity", steps: full, spoil: generous },
  {
    id: "exc/count-is-the-holders",
    steps: [onboard("a")],
    spoil: showing((snapshot) => ({ ...snapshot, inUse: snapshot.inUse + 1 })),
  },
  {
    // Wrong only while nobody holds a license.
    id: "exc/count-is-the-holders",
    steps: [enroll("a")],
    spoil: showing((snapshot) => ({ ...snapshot, inUse: snapshot.inUse || 1 })),
  },
  {
    id: "exc/refused-client-served-later",
    steps: [...full, retire("a"), scan("b")],
    spoil: deafTo(SCAN, "b"),
  },
  {
    id: "exc/nobody-is-queued",
    steps: [...full, retire("a")],
    spoil: adding("retire", scan("b")),
  },
  {
    id: "exc/nobody-is-queued",
    steps: [...full, setCapacity(2)],
    spoil: taking("setCapacity", setCapacity(2), scan("b")),
  },
];
