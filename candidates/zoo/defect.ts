/** A defective server of the zoo. */
import type { Candidate } from "../../adapters/protocol/port.ts";
import type { ClauseId } from "../../model/clauses.ts";
import type { Choices } from "../../model/statement.ts";
import type { PoolServerOptions } from "./options.ts";
import type { PoolServer } from "./pool-server.ts";

export interface Defect {
  /** The name that its factory is exported under. */
  readonly name: string;
  /** What the server does wrong, in a sentence. */
  readonly idea: string;
  /** What people call mistakes of this kind in license and seat servers. */
  readonly bugClass: string;
  /** The clauses that it breaks. */
  readonly clauses: readonly ClauseId[];
  /** The properties that fail on it in every run of the default length. */
  readonly properties: readonly string[];
  readonly create: () => Candidate;
}

/** A defect as a file of the zoo declares it, under its name as key. */
export interface DefectiveServer extends Omit<Defect, "name" | "create"> {
  /** What the server declares, where the defect needs a choice other than the default. */
  readonly choices?: Partial<Choices>;
  readonly server: new (options: PoolServerOptions) => PoolServer;
}

/** A group of defects, by name. Hides the classes of their servers. */
export const defects = <Name extends string>(
  group: Readonly<Record<Name, DefectiveServer>>,
): Readonly<Record<Name, DefectiveServer>> => group;
