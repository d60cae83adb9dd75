import { configDefaults, defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** The files that take longest, in order: begun first, so that no core is left with one of them at the end. */
const SLOW = [
  "candidates/sql/ledger.test.ts",
  "docs/docs.test.ts",
  "docs/tutorial.test.ts",
  "candidates/python/ledger.test.ts",
  "cli/killed.test.ts",
  "cli/races.test.ts",
  "reports/html/page.test.ts",
  "cli/cli.test.ts",
];

/**
 * Those that have a process of their own come first: a process that others share is kept only while the file that comes
 * next may share it too, and has to load everything again where the two kinds take turns. Of each kind, the slow ones are
 * first, and the others as vitest has them: by how long they took the last time, or by their size.
 */
class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const placeOf = ({ moduleId, project }: TestSpecification) => {
      const place = SLOW.findIndex((file) => moduleId.endsWith(file));
      return (project.config.isolate ? 0 : SLOW.length + 1) + (place < 0 ? SLOW.length : place);
    };
    return (await super.sort(files)).sort((a, b) => placeOf(a) - placeOf(b));
  }
}

/** These change what is global, or keep a database: each has a process of its own. The others load everything once. */
const APART = [
  "adapters/*/{bearer-token,crash,json-rpc,started-server,unread}.test.ts",
  "candidates/{postgres,sql}/*.test.ts",
  "docs/*.test.ts",
];
/** Seven hundred files, which take longer to load than to run: bundled once, and loaded as a few by each file of tests. */
const BUNDLED = [
  "typebox",
  ...["compile", "error", "format", "system", "value"].map((part) => `typebox/${part}`),
];
const exclude = [...configDefaults.exclude, "dist/**", "build/**"];

export default defineConfig({
  test: {
    // Files side by side on every core, also where there are only two.
    maxWorkers: "100%",
    // Megabytes. What is driven and judged is forgotten at once; with room for it, less time goes into looking what is left.
    execArgv: ["--max-semi-space-size=64"],
    sequence: { sequencer: SlowFirst },
    // What a test finds is not kept in the working folder, where it would be run first by another; and what is run
    // here tells a CI server nothing, also where this runs in one. Where there is a CI, there are colours, if not told.
    env: { CI: "true", NO_COLOR: "1", GITHUB_ACTIONS: "", GITHUB_STEP_SUMMARY: "" },
    testTimeout: 60_000,
    hookTimeout: 60_000,
    deps: { optimizer: { ssr: { enabled: true, include: BUNDLED } } },
    projects: [
      {
        extends: true,
        test: {
          name: "together",
          include: ["**/*.test.ts"],
          exclude: [...exclude, ...APART],
          isolate: false,
        },
      },
      { extends: true, test: { name: "apart", include: APART, exclude } },
    ],
  },
});
