/** A table row of the tests that show each property able to fail. */
import type { Choices } from "../../model/index.ts";
import type { Spoil } from "../programs/driving.test-helper.ts";
import type { ProgramStep } from "../programs/program.ts";

export interface Kill {
  /** The property that has to fail. */
  readonly id: string;
  readonly steps: readonly ProgramStep[];
  /** What is wrong with the server. */
  readonly spoil: Spoil;
  /** Of the node pool; 1 if omitted. The other solution's pool always has 1. */
  readonly capacity?: number;
  /** What the server declares; the defaults if omitted. */
  readonly choices?: Partial<Choices>;
}
