/** AUP: for each property a defect, and a program in which it shows. */
import {
  adding,
  answering,
  deafTo,
  hearing,
  taking,
  takingAgain,
} from "../programs/driving.test-helper.ts";
import {
  checkIn,
  days,
  deploy,
  enable,
  expire,
  onboard,
  renew,
  retire,
  revision,
  rollOut,
  scan,
  upgrade,
} from "../programs/messages.test-helper.ts";
import type { Kill } from "./kills.test-helper.ts";

const dormant = [expire, upgrade];

/** Shows itself as dormant, and does its work all the same. */
const awake = hearing((m) => {
  const isWork = ["returnPatchInventory", "enableBulletin", "createPolicy"].includes(m.type);
  return isWork ? [renew, m, expire, upgrade] : [m];
});

export const protectionKills: readonly Kill[] = [
  {
    id: "aup/current-catalogue-is-imported",
    steps: [revision(1)],
    spoil: deafTo("importCatalog"),
  },
  {
    id: "aup/current-bulletins-are-available",
    steps: [revision(1), enable("b1")],
    spoil: deafTo("enableBulletin"),
  },
  {
    id: "aup/current-bulletins-are-available",
    steps: [rollOut("b1")],
    spoil: deafTo("createPolicy"),
  },
  {
    id: "aup/listed-bulletins-stay-available",
    steps: [revision(1), expire, enable("b1")],
    spoil: deafTo("enableBulletin"),
  },
  {
    id: "aup/listed-bulletins-stay-available",
    steps: [revision(1), enable("b1"), expire, deploy("b1")],
    spoil: deafTo("createPolicy"),
  },
  {
    id: "aup/no-download-after-expiry",
    steps: [expire, revision(3)],
    spoil: deafTo("expireAup"),
  },
  {
    id: "aup/scans-go-on-after-expiry",
    steps: [onboard("a"), expire, scan("a")],
    spoil: takingAgain("returnPatchInventory"),
  },
  {
    id: "aup/policies-go-on-after-expiry",
    steps: [onboard("a"), rollOut("b1"), expire, checkIn("a")],
    spoil: answering("checkIn", {
      type: "instructions",
      plugIn: "none",
      packages: [],
      updates: [],
    }),
  },
  {
    id: "aup/current-updates-are-handed-out",
    steps: [onboard("a"), rollOut("b1"), checkIn("a")],
    spoil: answering("checkIn", {
      type: "instructions",
      plugIn: "none",
      packages: [],
      updates: [],
    }),
  },
  {
    id: "aup/no-new-bulletin-after-expiry",
    steps: [expire, revision(1)],
    spoil: deafTo("expireAup"),
  },
  { id: "aup/upgrade-after-expiry", steps: dormant, spoil: deafTo("upgradeSolution") },
  {
    id: "aup/dormant-until-renewed",
    steps: [...dormant, days(31)],
    spoil: taking("passDays", renew),
  },
  {
    id: "aup/dormant-serves-no-scan",
    steps: [onboard("a"), ...dormant, scan("a")],
    spoil: awake,
  },
  {
    id: "aup/dormant-deploys-nothing",
    steps: [revision(1), ...dormant, enable("b1")],
    spoil: awake,
  },
  {
    id: "aup/dormant-deploys-nothing",
    steps: [onboard("a"), rollOut("b1"), ...dormant, checkIn("a")],
    spoil: answering("checkIn", {
      type: "instructions",
      plugIn: "none",
      packages: [],
      updates: ["b1"],
    }),
  },
  {
    id: "aup/renewal-ends-dormancy",
    steps: [...dormant, renew],
    spoil: deafTo("renewAup"),
  },
  {
    id: "aup/renewal-restores-everything",
    steps: [expire, renew, revision(1)],
    spoil: deafTo("renewAup"),
  },
  {
    id: "aup/calendar-changes-nothing-else",
    steps: [onboard("a"), expire],
    spoil: adding("expireAup", retire("a")),
  },
];
