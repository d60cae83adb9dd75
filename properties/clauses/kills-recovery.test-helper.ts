/** REC and OTHER: for each property a defect, and a program in which it shows. */
import {
  adding,
  answering,
  deafTo,
  hearing,
  showing,
  takingAgain,
} from "../programs/driving.test-helper.ts";
import {
  basic,
  checkIn,
  days,
  enroll,
  onboard,
  other,
  remove,
  retire,
  scan,
  setCapacity,
  setOther,
  target,
} from "../programs/messages.test-helper.ts";
import type { Kill } from "./kills.test-helper.ts";
import { generous } from "./kills-consumption.test-helper.ts";

const SCAN = "returnPatchInventory";
const OTHER = "returnOtherInventory";
const holders = [onboard("a"), onboard("b")];
const recovered = [enroll("a"), remove("a"), enroll("a"), other("a")];
/** Evicts a: its record is active again, and its licenses are gone. */
const evict = [retire("a"), enroll("a")];

export const recoveryKills: readonly Kill[] = [
  {
    id: "rec/retire-releases-the-license",
    steps: [onboard("a"), retire("a")],
    spoil: deafTo("retire"),
  },
  {
    id: "rec/retired-license-can-be-pulled",
    steps: [onboard("a"), retire("a"), onboard("b")],
    spoil: deafTo(SCAN, "b"),
  },
  {
    id: "rec/retire-releases-once",
    capacity: 2,
    steps: [...holders, retire("a"), retire("a")],
    spoil: takingAgain("retire", remove("b")),
  },
  {
    id: "rec/managed-client-keeps-its-license",
    steps: [onboard("a"), days(400)],
    spoil: adding("passDays", ...evict),
  },
  {
    id: "rec/managed-client-keeps-its-license",
    steps: [onboard("a"), basic("a", false)],
    spoil: takingAgain("sendBasicInventory", basic("a", false), ...evict),
  },
  {
    id: "rec/targeted-client-is-told-to-uninstall",
    steps: [enroll("a"), basic("a"), target("a", "uninstall"), checkIn("a")],
    spoil: deafTo("target"),
  },
  {
    id: "rec/only-targeted-clients-are-told-to-uninstall",
    steps: [enroll("a"), checkIn("a")],
    spoil: answering("checkIn", {
      type: "instructions",
      plugIn: "uninstall",
      packages: [],
      updates: [],
    }),
  },
  {
    id: "rec/delete-releases-the-license",
    steps: [onboard("a"), remove("a")],
    spoil: deafTo("delete"),
  },
  {
    id: "rec/deleted-license-can-be-pulled",
    steps: [onboard("a"), remove("a"), onboard("b")],
    spoil: deafTo(SCAN, "b"),
  },
  {
    id: "rec/delete-releases-once",
    capacity: 2,
    steps: [...holders, remove("a"), remove("a")],
    spoil: takingAgain("delete", remove("b")),
  },
  {
    id: "rec/recovered-client-gets-the-other-license",
    steps: recovered,
    spoil: deafTo(OTHER),
  },
  {
    id: "rec/recovered-client-pulls-no-patch-license",
    steps: recovered,
    spoil: adding(OTHER, basic("a"), scan("a")),
  },
  {
    id: "rec/released-license-is-free-at-once",
    steps: [onboard("a"), remove("a"), onboard("b")],
    spoil: deafTo(SCAN, "b"),
  },
  {
    id: "rec/no-license-is-made",
    steps: [onboard("a"), retire("a"), onboard("b"), onboard("c")],
    spoil: generous,
  },
];

export const otherKills: readonly Kill[] = [
  {
    id: "other/free-license-is-pulled",
    steps: [enroll("a"), other("a")],
    spoil: deafTo(OTHER),
  },
  {
    id: "other/free-license-is-pulled",
    steps: [other("a"), other("b")],
    spoil: hearing((m) => (m.type === OTHER ? [setOther(9), m, setOther(1)] : [m])),
  },
  {
    id: "other/holder-keeps-its-license",
    steps: [other("a"), other("b")],
    spoil: takingAgain(OTHER, ...evict, other("b")),
  },
  {
    id: "other/count-is-the-holders",
    steps: [other("a")],
    spoil: showing((snapshot) => ({ ...snapshot, other: { capacity: 1, inUse: 0 } })),
  },
  {
    id: "other/count-is-the-holders",
    steps: [setOther(2)],
    spoil: showing((snapshot) => ({ ...snapshot, other: { capacity: 2, inUse: -1 } })),
  },
  {
    id: "other/pools-are-apart",
    steps: [other("a"), setCapacity(2)],
    spoil: adding("setCapacity", setOther(2)),
  },
  {
    id: "other/pools-are-apart",
    steps: [onboard("a"), other("a")],
    spoil: adding(OTHER, ...evict, other("a")),
  },
  {
    id: "other/licenses-fill-their-own-pool-only",
    steps: [other("a"), onboard("b")],
    spoil: deafTo(SCAN, "b"),
  },
];
