/** Messages, as short as a table of tests wants them. */
import { completeScan, type Evidence, type Message, type Policy } from "../../model/index.ts";
import type { ProgramStep } from "./program.ts";
import { catalogAt } from "./vendor.ts";

export const enroll = (client: string): Message => ({ type: "enroll", client });
export const checkIn = (client: string): Message => ({ type: "checkIn", client });
export const basic = (client: string, plugIn = true): Message => ({
  type: "sendBasicInventory",
  client,
  plugIn,
});
/** Complete but for these parts. */
export const scan = (client: string, missing: Partial<Evidence> = {}): Message => ({
  ...completeScan(client),
  ...missing,
});
export const other = (client: string): Message => ({ type: "returnOtherInventory", client });
export const target = (client: string, policy: Policy): Message => ({
  type: "target",
  client,
  policy,
});
export const retire = (client: string): Message => ({ type: "retire", client });
export const remove = (client: string): Message => ({ type: "delete", client });
export const setCapacity = (nodes: number): Message => ({ type: "setCapacity", nodes });
export const setOther = (nodes: number): Message => ({ type: "setOtherCapacity", nodes });
export const expire: Message = { type: "expireAup" };
export const renew: Message = { type: "renewAup" };
export const upgrade: Message = { type: "upgradeSolution" };
export const revision = (number: number): Message => ({
  type: "importCatalog",
  revision: number,
  bulletins: catalogAt(number),
});
export const enable = (bulletin: string): Message => ({ type: "enableBulletin", bulletin });
export const deploy = (bulletin: string): Message => ({ type: "createPolicy", bulletin });
export const days = (number: number): Message => ({ type: "passDays", days: number });

export const onboard = (client: string): ProgramStep => ({ type: "onboard", client });
export const rollOut = (bulletin: string): ProgramStep => ({ type: "rollOut", bulletin });
export const probe: ProgramStep = { type: "probe" };
