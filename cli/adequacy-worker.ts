/** The thread of in-process mutants: it analyses them in turn, and can be ended from outside. */
import { parentPort, workerData } from "node:worker_threads";
import { CandidateError } from "../adapters/protocol/candidate-error.ts";
import { createAnalysis } from "../suite/adequacy.ts";
import type { AdequacyWorkerData, FromAdequacyWorker } from "./adequacy-isolated.ts";
import { beat } from "./beats.ts";
import { watchOpen } from "./left-open.ts";
import { mutantsOf } from "./mutants.ts";

const { module, options, done, beats } = workerData as AdequacyWorkerData;
const tell = (message: FromAdequacyWorker) => parentPort?.postMessage(message);
beat(beats);
const leftOpen = watchOpen();

const analyse = createAnalysis(options);
try {
  const mutants = await mutantsOf(module);
  for (const [at, mutant] of mutants.entries()) {
    if (at < done) continue;
    const { source: _, ...told } = mutant;
    tell({ type: "mutant", told, total: mutants.length });
    tell({ type: "report", report: await analyse(mutant) });
  }
  tell({ type: "end", left: await leftOpen() });
} catch (error) {
  if (!(error instanceof CandidateError)) throw error;
  tell({ type: "refused", message: error.message });
}
