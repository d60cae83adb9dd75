import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ownFolder } from "./command.test-helper.ts";
import { type Cause, foldersOf, rerun } from "./watch.ts";

const folder = ownFolder();
const file = join(folder, "adapter.mjs");
writeFileSync(file, "// first");

test("runs again once a file has changed, and once more for all that changed meanwhile", async () => {
  const end = new AbortController();
  const seen: string[][] = [];
  let runs = 0;
  mkdirSync(join(folder, "node_modules"));
  const last = await rerun(
    [folder],
    async ({ changed }) => {
      runs += 1;
      seen.push([...changed]);
      // While it runs: noticed when the run is over, or a moment later, and never by a run of its own each.
      if (runs === 2) for (const name of ["a.ts", "b.py"]) writeFileSync(join(folder, name), "//");
      return runs;
    },
    {
      signal: end.signal,
      onIdle: () => {
        if (runs === 1) {
          // What is no source file would never let the runs end.
          writeFileSync(join(folder, "store.db"), "…");
          writeFileSync(join(folder, "node_modules", "x.js"), "…");
          writeFileSync(file, "// second");
        }
        if (runs >= 3) end.abort();
        return () => undefined;
      },
    },
  );
  expect(last).toBeGreaterThanOrEqual(3);
  expect(last).toBeLessThanOrEqual(4);
  const ignored = seen.flat().filter((path) => /store|node_modules/.test(path));
  expect(ignored).toEqual([]);
});

test("ends where it is told to while it waits", async () => {
  const end = new AbortController();
  const onIdle = () => {
    setImmediate(() => end.abort());
    return () => undefined;
  };
  expect(await rerun([folder], async () => "once", { signal: end.signal, onIdle })).toBe("once");
});

test("runs everything where that is asked for while it waits", async () => {
  const end = new AbortController();
  const causes: Cause[] = [];
  let stopped = 0;
  await rerun([folder], async (cause) => causes.push(cause), {
    signal: end.signal,
    onIdle: (runAll) => {
      if (causes.length === 1) setImmediate(runAll);
      else setImmediate(() => end.abort());
      return () => {
        stopped += 1;
      };
    },
  });
  expect(causes).toEqual([
    { changed: [], isAll: false },
    { changed: [], isAll: true },
  ]);
  expect(stopped).toBe(2);
});

test("says what has changed, and does not run everything then", async () => {
  const end = new AbortController();
  const causes: Cause[] = [];
  await rerun([folder], async (cause) => causes.push(cause), {
    signal: end.signal,
    onIdle: () => {
      if (causes.length === 1) writeFileSync(file, "// third");
      else setImmediate(() => end.abort());
      return () => undefined;
    },
  });
  expect(causes[1]).toEqual({ changed: expect.arrayContaining([file]), isAll: false });
});

test.each([
  [`${file}#strict`, undefined, [folder]],
  [`stdio:node ${file} --flag`, undefined, [folder]],
  ["http://127.0.0.1:1/rpc", `node ${file}`, [folder]],
  ["stdio:no-file-at-all", undefined, [process.cwd()]],
])("of %s it watches the folder of its files", (selector, start, folders) => {
  expect(foldersOf(selector, start)).toEqual(folders);
});
