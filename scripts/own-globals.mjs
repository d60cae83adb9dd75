// What the suite goes by, as it was before any candidate was loaded: a module in process may replace what is global, as
// mock clocks do. The build puts these in the place of the global names, wherever it finds them.
const { parse, stringify } = globalThis.JSON;
const now = globalThis.performance.now.bind(globalThis.performance);
const { Date: OwnDate, Promise: OwnPromise } = globalThis;

export const {
  AbortController,
  clearImmediate,
  clearInterval,
  clearTimeout,
  queueMicrotask,
  setImmediate,
  setInterval,
  setTimeout,
  structuredClone,
} = globalThis;
export {
  now as "performance.now",
  OwnDate as Date,
  OwnPromise as Promise,
  parse as "JSON.parse",
  stringify as "JSON.stringify",
};
