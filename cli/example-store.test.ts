import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import { createReference } from "../adapters/in-process/reference.ts";
import { olderCatalogueReplaces } from "../candidates/zoo/defects.ts";
import { durableDefect } from "../candidates/zoo/durable-defects.ts";
import { fingerprint } from "../reports/gate/fingerprint.ts";
import { checkConformance } from "../suite/conformance.ts";
import { ownFolder } from "./command.test-helper.ts";
import { openStore } from "./example-store.ts";

const folder = ownFolder();
const SELECTOR = "./adapter.ts#mine";
const QUICK = { programs: 100, shortest: 10, exhaustive: false } as const;
/** To run what was kept, and little else. */
const SHORT = { ...QUICK, programs: 1 } as const;
const wrong = await checkConformance(olderCatalogueReplaces, QUICK);
const found = wrong.properties.flatMap(({ counterexample }) => counterexample ?? []);

/** A store in which a run has kept what failed, and the folder of the candidate. */
function kept(name: string, selector = SELECTOR) {
  const store = join(folder, name);
  openStore(selector, { store }).update(wrong);
  const [own = ""] = readdirSync(store);
  return { store, files: () => readdirSync(join(store, own)), own: join(store, own) };
}

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

describe("a store", () => {
  test("keeps one file a counterexample, for the candidate alone on which it was found", () => {
    const { store, files } = kept("one");
    expect(found.length).toBeGreaterThan(1);
    expect(files()).toHaveLength(found.length);
    const inOrder = (list: readonly { readonly property: string }[]) =>
      [...list].sort((a, b) => (a.property < b.property ? -1 : 1));
    expect(inOrder(openStore(SELECTOR, { store }).examples)).toEqual(inOrder(found));
    expect(openStore("./adapter.ts#other", { store }).examples).toEqual([]);
    openStore(SELECTOR, { store }).update(wrong);
    expect(files()).toHaveLength(found.length);
  });

  test("drops what holds after a run that came to its end, and nothing after any other", async () => {
    const { store, files } = kept("two");
    const opened = openStore(SELECTOR, { store });
    const { examples } = opened;
    const report = await checkConformance(() => createReference(), { ...SHORT, examples });
    opened.update({ ...report, incomplete: "the run was interrupted before its end" });
    opened.update({ ...report, verdict: "broken" });
    const { examples: _, ...unlooked } = report;
    opened.update(unlooked);
    expect(files()).toHaveLength(found.length);
    opened.update(report);
    expect(files()).toEqual([]);
  });

  test("keeps what could not be run", async () => {
    const { store, files } = kept("three");
    const opened = openStore(SELECTOR, { store });
    const { examples } = opened;
    const poolOnly = () => createReference({ features: ["pool"] });
    opened.update(await checkConformance(poolOnly, { ...SHORT, examples }));
    expect(files().length).toBeGreaterThan(0);
  });

  test("counts in a file's name how often a race has passed, and drops it in the end", async () => {
    const store = join(folder, "races");
    const RACE = "concurrency/capacity";
    const options = { ...QUICK, programs: 100, seed: "d", properties: [RACE] };
    const racy = await checkConformance(durableDefect("scansShareThePool"), options);
    openStore(SELECTOR, { store }).update(racy);
    const [own = ""] = readdirSync(store);
    const files = () => readdirSync(join(store, own));
    expect(files()).toEqual(["concurrency-capacity.json"]);

    const next = (runs: number, failed: boolean) => {
      const opened = openStore(SELECTOR, { store });
      const [one] = opened.examples;
      if (!one) throw new Error("nothing was kept");
      const examples = [{ property: RACE, fingerprint: fingerprint(one), runs, failed }];
      return opened.update({ ...racy, properties: [], verdict: "conformant", examples });
    };
    expect(next(1, false).unsettled).toMatchObject([{ passed: 1 }]);
    expect(files()).toEqual(["concurrency-capacity.passed-1.json"]);
    expect(next(1, false).unsettled).toMatchObject([{ passed: 2 }]);
    expect(files()).toEqual(["concurrency-capacity.passed-2.json"]);
    next(1, true);
    expect(files()).toEqual(["concurrency-capacity.json"]);
    expect(next(1000, false).dropped).toEqual([RACE]);
    expect(files()).toEqual([]);
  });

  test("of several files of a property, as earlier versions left them, runs the shortest and keeps no other", () => {
    const { store, own, files } = kept("old");
    const [first] = openStore(SELECTOR, { store }).examples;
    if (!first) throw new Error("nothing was kept");
    const steps = [...first.program.steps, ...first.program.steps];
    const longer = { ...first, program: { ...first.program, steps } };
    writeFileSync(join(own, "v1-0123456789abcdef.json"), JSON.stringify(longer));
    const opened = openStore(SELECTOR, { store });
    expect(opened.examples).toHaveLength(found.length);
    expect(opened.examples).toContainEqual(first);
    opened.update(wrong);
    expect(files()).toHaveLength(found.length);
  });

  test("warns of a file that it cannot read, and leaves it as it is", () => {
    const { store, own } = kept("four");
    const told = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    writeFileSync(join(own, "broken.json"), "{");
    const opened = openStore(SELECTOR, { store });
    expect(opened.examples).toHaveLength(found.length);
    expect(told).toHaveBeenCalledWith(expect.stringContaining("broken.json"));
    opened.update(wrong);
    expect(readFileSync(join(own, "broken.json"), "utf8")).toBe("{");
  });

  test("warns where it can be neither read nor written, and goes on", () => {
    const store = join(folder, "file");
    writeFileSync(store, "no folder");
    const told = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    openStore(SELECTOR, { store }).update(wrong);
    expect(told).toHaveBeenCalledWith(expect.stringContaining("could not be kept"));
  });

  test("is in the working folder, out of sight of git, unless there is a CI or it is turned off", () => {
    const [before, working] = [process.cwd(), join(folder, "working")];
    mkdirSync(working);
    process.chdir(working);
    try {
      for (const [ci, options] of [
        ["true", {}],
        ["", { store: false }],
        ["", { shard: { index: 1, of: 2 } }],
      ] as const) {
        vi.stubEnv("CI", ci);
        openStore(SELECTOR, options).update(wrong);
        expect(existsSync(".poolproof")).toBe(false);
      }
      vi.stubEnv("CI", "");
      openStore(SELECTOR, {}).update(wrong);
      expect(openStore(SELECTOR, {}).examples).toHaveLength(found.length);
      expect(readFileSync(".poolproof/.gitignore", "utf8")).toBe("*\n");
      vi.stubEnv("CI", "true");
      expect(openStore(SELECTOR, { store: ".poolproof" }).examples).toHaveLength(found.length);
    } finally {
      process.chdir(before);
    }
  });
});
