/** How quick a candidate is: in batches, and one request after the other. */
import { completeScan, type Message } from "../model/index.ts";
import type { Started } from "./examined.ts";

/** Messages of a batch: about as many as a program of a run has. */
const BATCH = 100;
const MIN_REQUESTS = 3;

const MESSAGES: readonly Message[] = Array.from({ length: BATCH }, (_, n) =>
  n % 2 === 0 ? { type: "enroll", client: "a" } : completeScan("a"),
);

/** @param measuredMs how long to go on measuring, for each of the two */
export async function measureSpeed(
  { transport }: Started,
  measuredMs: number,
): Promise<readonly string[]> {
  await transport.reset({ capacity: 1, otherCapacity: 1 });
  const batch = await secondsEach(async () => transport.execute(MESSAGES, "each"), measuredMs);
  const single = await secondsEach(
    async () => transport.execute(MESSAGES.slice(0, 1), "none"),
    measuredMs,
  );
  const perSecond = Math.round(BATCH / batch);
  return [
    `${perSecond.toLocaleString("en")} messages a second, ${BATCH} in a request, each with its snapshot`,
    `${(single * 1000).toFixed(2)} ms for a request of one message, there and back`,
  ];
}

async function secondsEach(work: () => Promise<unknown>, measuredMs: number): Promise<number> {
  await work();
  const startMs = performance.now();
  let requests = 0;
  do {
    await work();
    requests += 1;
  } while (performance.now() - startMs < measuredMs || requests < MIN_REQUESTS);
  return (performance.now() - startMs) / 1000 / requests;
}
