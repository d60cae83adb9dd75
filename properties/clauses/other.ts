/** OTHER: the other solution's pool, and that the two stay apart. */
import type { Failure } from "../../engine/specification.ts";
import { clientOf, inUse, otherInUse, type State } from "../../model/index.ts";
import {
  expectsService,
  failure,
  judgeServed,
  subjectAfter,
  subjectBefore,
  subjectObserved,
} from "./judging.ts";
import type { ObservedStep } from "./observed-step.ts";
import type { PropertyDefinition } from "./property.ts";

export const otherProperties: readonly PropertyDefinition[] = [
  {
    id: "other/free-license-is-pulled",
    clauses: ["OTHER-1"],
    description:
      "an inventory for the other solution pulls one of its licenses if one is free, and none otherwise",
    on: ["returnOtherInventory"],
    situation: (m) => !subjectBefore(m).otherLicensed && subjectAfter(m).record === "active",
    judge: (m) => {
      const due = subjectAfter(m).otherLicensed;
      if (subjectObserved(m).otherLicensed === due) return undefined;
      return failure(m, `${due ? "a" : "no"} license of the other solution`);
    },
  },
  {
    id: "other/holder-keeps-its-license",
    clauses: ["OTHER-1"],
    description:
      "nothing but its own retirement or deletion takes the other solution's license from a client, least of all a full pool",
    situation: (m) => otherInUse(m.before) > 0,
    judge: (m) => {
      for (const [client, { otherLicensed }] of m.after.clients)
        if (otherLicensed && !clientOf(m.observed, client).otherLicensed)
          if (clientOf(m.before, client).otherLicensed)
            return failure(m, `${client} keeps its license of the other solution`);
      return undefined;
    },
  },
  {
    id: "other/count-is-the-holders",
    clauses: ["OTHER-1"],
    kind: "invariant",
    description: "the other pool's count in use is the number of its holders",
    situation: () => true,
    judge: ({ snapshot }) => {
      const holders = snapshot.clients.filter(({ otherLicensed }) => otherLicensed).length;
      if (snapshot.other?.inUse === holders) return undefined;
      return { expected: `other.inUse ${holders}`, seen: `other.inUse ${snapshot.other?.inUse}` };
    },
  },
  {
    id: "other/pools-are-apart",
    clauses: ["OTHER-1"],
    description:
      "a message about one solution's licenses leaves the other solution's pool as it was",
    on: ["returnOtherInventory", "setOtherCapacity", "returnPatchInventory", "setCapacity"],
    situation: (m) => inUse(m.before) + otherInUse(m.before) > 0,
    judge: judgeApart,
  },
  {
    id: "other/licenses-fill-their-own-pool-only",
    clauses: ["OTHER-1"],
    description: "licenses of the other solution take no room in the node pool",
    on: ["returnPatchInventory"],
    situation: (m) =>
      expectsService(m, "pulled") &&
      otherInUse(m.before) > 0 &&
      inUse(m.before) + otherInUse(m.before) >= m.before.capacity,
    judge: (m) => judgeServed(m),
  },
];

function judgeApart(m: ObservedStep): Failure | undefined {
  const aboutOther =
    m.message.type === "returnOtherInventory" || m.message.type === "setOtherCapacity";
  const show = aboutOther ? patchPool : otherPool;
  if (show(m.before) === show(m.observed)) return undefined;
  return { expected: `${show(m.before)}, as before`, seen: show(m.observed) };
}

const patchPool = (state: State) =>
  `node pool of ${state.capacity} held by ${holders(state, "licensed")}`;
const otherPool = (state: State) =>
  `other pool of ${state.otherCapacity} held by ${holders(state, "otherLicensed")}`;

function holders(state: State, license: "licensed" | "otherLicensed"): string {
  const held = [...state.clients].filter(([, record]) => record[license]).map(([client]) => client);
  return held.sort().join(", ") || "no client";
}
