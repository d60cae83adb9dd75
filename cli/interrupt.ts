/** What a signal does to a run. */

/** The first time the run is brought to its end; the second time the process dies at once. */
export function onInterrupt(stop: () => void): () => void {
  const signals = ["SIGINT", "SIGTERM"] as const;
  const stopListening = () => {
    for (const signal of signals) process.off(signal, listener);
  };
  let isFirst = true;
  const listener = (signal: NodeJS.Signals) => {
    if (isFirst) stop();
    // It goes on listening after the first: those who clean up at a signal that kills see to it that
    // somebody still handles this one.
    else {
      stopListening();
      process.kill(process.pid, signal);
    }
    isFirst = false;
  };
  for (const signal of signals) process.on(signal, listener);
  return stopListening;
}
