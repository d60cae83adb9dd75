/** Every script for CI, for a shell and for Kubernetes is run; actions, workflows and manifests are looked at. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { bash, type Environment, folder, taken } from "./ci.test-helper.ts";
import { block, blocks, read, root, uncheckedOf } from "./pages.test-helper.ts";

interface Step {
  readonly uses?: string;
  readonly with?: Environment;
  readonly run?: string;
  readonly env?: Environment;
  readonly shell?: string;
}

const action = parse(read("action.yml")) as {
  readonly inputs: Readonly<Record<string, { readonly default: string }>>;
  readonly runs: { readonly steps: readonly [Step] };
};
const OUTPUT = "output";

/** A step that uses the action, with its expressions filled in. */
function useAction(given: Environment, code?: number, action_path = root) {
  const [{ run = "", env = {} }] = action.runs.steps;
  const inputs = Object.fromEntries(
    Object.entries(action.inputs).map(([name, { default: value }]) => [name, given[name] ?? value]),
  );
  const values: Environment = { "github.action_path": action_path };
  const filled = Object.entries(env).map(([name, expression]) => {
    const [, what = ""] = /^\$\{\{ (\S+) \}\}$/.exec(expression) ?? [];
    return [name, values[what] ?? inputs[what.replace("inputs.", "")] ?? `no ${what}`];
  });
  const output = join(folder, OUTPUT);
  rmSync(output, { force: true });
  const own = { GITHUB_OUTPUT: output, GITHUB_SHA: "a1b2c3" };
  const result = bash(run, { ...Object.fromEntries(filled), ...own }, code);
  return { ...result, output: readFileSync(output, "utf8") };
}

const workflows = blocks("docs/ci.md", "yaml").filter((text) => text.includes("runs-on"));

test("action and workflows are such as GitHub reads, and what is not is found out", () => {
  const files = [
    { name: "action.yml", content: read("action.yml") },
    { name: "ci.yml", content: read(".github/workflows/ci.yml") },
    ...workflows.map((content) => ({ name: "workflow.yml", content })),
    { name: "action.yml", content: read("action.yml").replace("using:", "with:") },
    { name: "workflow.yml", content: workflows[0]?.replace("runs-on:", "runs:") },
  ];
  const parser = join(import.meta.dirname, "github-parser.test-helper.ts");
  const { stdout } = spawnSync("node", ["--import", "tsx", parser], {
    cwd: root,
    encoding: "utf8",
    input: JSON.stringify(files),
  });
  const [action, own, first, second, ...wrong] = JSON.parse(stdout);
  expect([action, own, first, second]).toEqual([[], [], [], []]);
  expect(wrong).toEqual([
    expect.arrayContaining([expect.stringContaining("with")]),
    expect.arrayContaining([expect.stringContaining("runs")]),
  ]);
});

describe("action.yml", () => {
  const VERSION = { version: "0.1.0" };

  test("has no input in a script", () => {
    for (const { run, shell } of action.runs.steps) {
      expect(shell).toBe("bash");
      expect(run).not.toContain("${{");
    }
    const { env = {} } = action.runs.steps[0];
    for (const name of Object.keys(action.inputs))
      expect(Object.values(env)).toContain(`\${{ inputs.${name} }}`);
  });

  test("has every input in its page", () => {
    for (const name of Object.keys(action.inputs))
      expect(read("docs/ci.md")).toMatch(new RegExp(`^\\| \`${name}\` `, "m"));
  });

  test("hands on what it is given, word for word", () => {
    const candidate = "stdio:python3 a.py; touch $(owned) `owned` \"'";
    const given = {
      ...VERSION,
      candidate,
      programs: "7",
      start: "serve --port 1",
      baseline: "k.yaml",
      flaky: "10%",
    };
    const { calls, output, status } = useAction(given, 0);
    expect(calls.map(taken)).toMatchObject([
      {
        name: "run",
        operands: [candidate],
        seed: "a1b2c3",
        programs: 7,
        start: "serve --port 1",
        baseline: "k.yaml",
        flaky: 0.1,
        report: "poolproof-report",
      },
    ]);
    expect({ output, status }).toEqual({ output: "code=0\n", status: 0 });
  });

  test.each([
    [{}, 1, 1],
    [{}, 4, 4],
    [{ shard: "2/4" }, 1, 0],
    [{ shard: "2/4" }, 3, 3],
    [{ merge: "a b\nc\n" }, 1, 1],
  ])("with %j and a command that ends with %i, ends with %i", (given, code, status) => {
    const result = useAction({ ...VERSION, ...given }, code);
    expect(result).toMatchObject({ status, output: `code=${code}\n` });
    if ("merge" in given)
      expect(result.calls.map(taken)).toMatchObject([{ operands: ["a b", "c"] }]);
  });

  test("runs nothing where it is to drive a shard and to join all of them", () => {
    const result = useAction({ ...VERSION, merge: "a\nb", shard: "2/4" }, 1);
    expect(result).toMatchObject({ status: 2, output: "code=2\n", calls: [] });
    expect(result.stderr).toContain("give the action one of the two");
  });

  test("runs what is checked out with it, unless told", () => {
    const { status, stdout } = useAction({ candidate: "./adapter.mjs", report: "own" });
    expect(stdout).toContain("NONCONFORMANT");
    expect(status).toBe(1);
    expect(existsSync(join(folder, "own", "junit.xml"))).toBe(true);
  });
});

describe("the workflows", () => {
  const INDEX = `\${{ matrix.shard }}`;
  test("drive every shard once, and join all of them", () => {
    const { jobs } = parse(workflows[1] as string);
    const { matrix } = jobs.shard.strategy;
    const stepOf = (job: { readonly steps: readonly Step[] }) =>
      job.steps.find(({ uses }) => uses?.includes("/poolproof@"))?.with ?? {};
    const calls = matrix.shard.flatMap((index: number) => {
      const given = Object.entries(stepOf(jobs.shard)).map(([name, value]) => [
        name,
        String(value).replaceAll(INDEX, String(index)),
      ]);
      return useAction({ version: "0.1.0", ...Object.fromEntries(given) }, 1).calls.map(taken);
    });
    expect(calls).toMatchObject(
      [1, 2, 3, 4].map((index) => ({ shard: { index, of: 4 }, report: `reports/${index}` })),
    );
    const { calls: merged } = useAction({ version: "0.1.0", ...stepOf(jobs.verdict) }, 0);
    const folders = [1, 2, 3, 4].map((index) => `reports/shard-${index}`);
    expect(merged.map(taken)).toMatchObject([{ name: "merge", operands: folders }]);
    // Artifacts are put into folders of their names.
    const upload = jobs.shard.steps.at(-1).with;
    expect(upload).toEqual({
      name: `shard-${INDEX}`,
      path: `reports/${INDEX}`,
    });
    expect(jobs.verdict.needs).toBe("shard");
  });
});

describe("the pipeline for GitLab", () => {
  const pipeline = parse(block("docs/ci.md", "yaml", "CI_NODE_INDEX"));
  const shard = (index: number, code: number) => {
    const { script, parallel } = pipeline.shard;
    const own = { CI_NODE_INDEX: `${index}`, CI_NODE_TOTAL: `${parallel}`, CI_COMMIT_SHA: "a1b2" };
    return bash(script.join("\n"), own, code);
  };

  test("drives every shard once, lets what one finds pass, and joins all of them", () => {
    const { status, calls } = shard(3, 1);
    expect(status).toBe(0);
    expect(calls.map(taken)).toMatchObject([
      {
        operands: ["./adapter.mjs"],
        seed: "a1b2",
        shard: { index: 3, of: 4 },
        report: "reports/3",
      },
    ]);
    expect(shard(1, 3).status).not.toBe(0);
    for (const index of ["1", "2"]) mkdirSync(join(folder, "reports", index), { recursive: true });
    const joined = bash(pipeline.verdict.script.join("\n"), {}, 1);
    expect(joined.status).toBe(1);
    expect(joined.calls.map(taken)).toMatchObject([{ operands: ["reports/1", "reports/2"] }]);
    expect(pipeline.verdict.artifacts.reports.junit).toBe("poolproof-report/junit.xml");
    expect(pipeline.stages).toEqual([pipeline.shard.stage, pipeline.verdict.stage]);
    rmSync(join(folder, "reports"), { recursive: true });
  });
});

test("the script for a shell drives a campaign in shards, joins it, and ends with its verdict", () => {
  const script = block("docs/ci.md", "sh", "wait").replace("shards=4", "shards=2");
  const { status, stdout } = bash(script);
  expect(stdout).toContain("joined from 2 shards");
  expect(status).toBe(1);
  const report = JSON.parse(readFileSync(join(folder, "poolproof-report/report.json"), "utf8"));
  expect(report).toMatchObject({ merged: 2, programs: 20, verdict: "nonconformant" });
});

describe("docs/campaigns.md", () => {
  test("has commands that drive every shard once and join all of them", () => {
    const [script = "", gated = ""] = blocks("docs/campaigns.md", "sh");
    const calls = bash(script, {}, 0).calls.map(taken);
    const folders = [1, 2, 3, 4].map((index) => `reports/${index}`);
    expect(calls).toMatchObject([
      ...folders.map((report, at) => ({
        report,
        programs: 20_000,
        shard: { index: at + 1, of: 4 },
      })),
      { name: "merge", operands: folders, report: "poolproof-report" },
    ]);
    expect(bash(gated, {}, 0).calls.map(taken)).toMatchObject([
      { name: "merge", operands: folders, baseline: "known.yaml" },
    ]);
  });

  test("has a campaign from code that runs", () => {
    const code = block("docs/campaigns.md", "js", "mergeReports").replace("20_000", "20");
    writeFileSync(join(folder, "campaign.mjs"), code);
    const { status, stdout } = bash("node campaign.mjs");
    expect({ status, stdout }).toEqual({ status: 1, stdout: "nonconformant 20\n" });
  });
});

describe("the Jobs for Kubernetes", () => {
  const [campaign, merge] = blocks("docs/campaigns.md", "yaml").map((text) => parse(text));
  const podOf = (job: typeof campaign) => job.spec.template.spec;
  const scriptOf = (job: typeof campaign) => podOf(job).containers[0].args[0];
  const variablesOf = (job: typeof campaign): Environment =>
    Object.fromEntries(
      podOf(job).containers[0].env.map((one: Environment) => [one.name, one.value]),
    );

  test("are such as the cluster takes", () => {
    for (const job of [campaign, merge]) {
      expect(job).toMatchObject({ apiVersion: "batch/v1", kind: "Job" });
      expect(podOf(job)).toMatchObject({
        restartPolicy: "Never",
        automountServiceAccountToken: false,
        containers: [
          {
            command: ["sh", "-c"],
            args: [expect.any(String)],
            volumeMounts: [{ name: "reports", mountPath: variablesOf(job).REPORTS }],
          },
        ],
        volumes: [{ name: "reports", persistentVolumeClaim: { claimName: "poolproof-reports" } }],
      });
      for (const value of Object.values(variablesOf(job))) expect(value).toBeTypeOf("string");
    }
    const { completionMode, completions, parallelism } = campaign.spec;
    expect({ completionMode, completions, parallelism }).toEqual({
      completionMode: "Indexed",
      completions: Number(variablesOf(campaign).SHARDS),
      parallelism: 4,
    });
    expect(merge.spec.backoffLimit).toBe(0);
    const names = blocks("docs/campaigns.md", "").join("\n");
    for (const job of [campaign, merge]) expect(names).toContain(`job/${job.metadata.name}\n`);
  });

  test("drive every shard once, and join all of them", () => {
    const shards = [0, 3].map((index) =>
      bash(scriptOf(campaign), { ...variablesOf(campaign), JOB_COMPLETION_INDEX: `${index}` }, 1),
    );
    expect(shards.map(({ status }) => status)).toEqual([0, 0]);
    expect(shards.flatMap(({ calls }) => calls.map(taken))).toMatchObject([
      { seed: "2030-01-31", programs: 20_000, shard: { index: 1, of: 4 }, report: "/reports/1" },
      { shard: { index: 4, of: 4 }, report: "/reports/4" },
    ]);
    const { calls, status } = bash(scriptOf(merge), variablesOf(merge), 1);
    const operands = [1, 2, 3, 4].map((index) => `/reports/${index}`);
    expect(calls.map(taken)).toMatchObject([{ operands, report: "/reports/verdict" }]);
    expect(status).toBe(1);
  });
});

// Last, since a block counts as checked once a test has asked for it.
test.each(["docs/ci.md", "docs/campaigns.md"])("no block of %s stands unchecked", (page) => {
  expect(uncheckedOf(page)).toEqual([]);
});
