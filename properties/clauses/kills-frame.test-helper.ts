/** FRAME and the metamorphic properties: for each a defect, and a program in which it shows. */
import {
  adding,
  deafTo,
  type Spoil,
  showing,
  taking,
  takingAgain,
} from "../programs/driving.test-helper.ts";
import {
  checkIn,
  enable,
  enroll,
  expire,
  onboard,
  remove,
  retire,
  revision,
  setCapacity,
  setOther,
} from "../programs/messages.test-helper.ts";
import type { Kill } from "./kills.test-helper.ts";

const SCAN = "returnPatchInventory";
const holders = [onboard("a"), onboard("b")];

/** Works only as long as the pool is as small as it was sold. */
const smallOnly: Spoil = (server) => ({
  handle: async (message) => {
    const { capacity } = await server.snapshot();
    if (message.type === SCAN && capacity > 1) return { type: "discarded", reason: "no-license" };
    return server.handle(message);
  },
});

export const frameKills: readonly Kill[] = [
  {
    id: "frame/other-clients-stay",
    steps: [enroll("a"), enroll("b"), retire("a")],
    spoil: adding("retire", retire("b")),
  },
  {
    id: "frame/no-effect-where-there-is-none",
    steps: [remove("a")],
    spoil: taking("delete", enroll("a")),
  },
  {
    id: "frame/no-effect-where-there-is-none",
    steps: [enable("b1")],
    spoil: taking("enableBulletin", revision(1), enable("b1")),
  },
  {
    id: "frame/entry-as-declared",
    steps: [checkIn("a")],
    spoil: deafTo("checkIn"),
  },
  {
    id: "frame/entry-as-declared",
    steps: [enroll("a"), retire("a"), enroll("a")],
    spoil: takingAgain("enroll"),
  },
  { id: "frame/capacities-as-set", steps: [setCapacity(2)], spoil: deafTo("setCapacity") },
  { id: "frame/capacities-as-set", steps: [setOther(2)], spoil: deafTo("setOtherCapacity") },
  {
    id: "frame/expired-licenses-no-newcomer",
    choices: { newClientsAfterAup: "refused" },
    steps: [expire, onboard("a")],
    spoil: deafTo("expireAup"),
  },
  { id: "frame/agrees-with-the-model", steps: [enroll("a")], spoil: deafTo("enroll") },
  {
    id: "frame/agrees-with-the-model",
    steps: [enroll("a")],
    spoil: showing((s) => ({ ...s, clients: [...s.clients, ...s.clients] })),
  },
];

export const metamorphicKills: readonly Kill[] = [
  {
    id: "frame/renaming-clients-changes-nothing",
    steps: [enroll("a")],
    spoil: deafTo("enroll", "a"),
  },
  {
    id: "cons/duplicated-scans-change-nothing",
    steps: [onboard("a")],
    spoil: takingAgain(SCAN, retire("a"), enroll("a")),
  },
  {
    id: "frame/a-message-sent-again-changes-nothing-more",
    steps: [onboard("a"), checkIn("a")],
    spoil: takingAgain("checkIn", retire("a")),
  },
  {
    id: "rec/repeated-retire-changes-nothing",
    capacity: 2,
    steps: [...holders, retire("a"), retire("a"), enroll("c")],
    spoil: takingAgain("retire", remove("b")),
  },
  {
    id: "rec/repeated-delete-changes-nothing",
    capacity: 2,
    steps: [...holders, remove("a"), remove("a"), enroll("c")],
    spoil: takingAgain("delete", remove("b")),
  },
  {
    id: "frame/order-of-uncontended-clients-is-free",
    steps: [enroll("a"), enroll("b")],
    spoil: takingAgain("enroll"),
  },
  {
    id: "cons/more-capacity-takes-nothing-away",
    steps: [onboard("a")],
    spoil: smallOnly,
  },
];
