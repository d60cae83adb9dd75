/** What a signal does to a run. */

/** The first signal ends the run in order; the second one kills the process. */
export function onInterrupt(stop: () => void): () => void {
  const signals = ["SIGINT", "SIGTERM"] as const;
  const stopListening = () => {
    for (const signal of signals) process.off(signal, listener);
  };
  let isFirst = true;
  const listener = (signal: NodeJS.Signals) => {
    if (isFirst) stop();
    // It goes on listening after the first signal: what cleans up at a signal that kills makes sure that
    // something still handles this one.
    else {
      stopListening();
      process.kill(process.pid, signal);
    }
    isFirst = false;
  };
  for (const signal of signals) process.on(signal, listener);
  return stopListening;
}
