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

  test("runs what is checked out with it, by default", () => {
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
  const [chunked = "", sharded = "", resumed = "", gated = ""] = blocks("docs/campaigns.md", "sh");

  test("has commands that drive every program once, and join all of them", () => {
    const calls = bash(chunked, {}, 0).calls.map(taken);
    expect(calls).toMatchObject([
      ...[0, 5000, 10_000, 15_000].map((from) => ({ from, programs: 5000, chunks: "chunks" })),
      { name: "merge", operands: ["chunks"], programs: 20_000, report: "poolproof-report" },
    ]);
    expect(bash(resumed, {}, 0).calls.map(taken)).toMatchObject([
      { name: "merge", operands: ["poolproof-report", "chunks"], report: "poolproof-report" },
    ]);
    expect(bash(gated, {}, 0).calls.map(taken)).toMatchObject([
      { name: "merge", operands: ["chunks"], baseline: "known.yaml" },
    ]);
  });

  test("has commands that drive every shard once, and join all of them", () => {
    const calls = bash(sharded, {}, 0).calls.map(taken);
    expect(calls).toMatchObject([
      ...[1, 2, 3, 4].map((index) => ({
        ...{ report: `reports/${index}`, programs: 20_000, shard: { index, of: 4 } },
      })),
      { name: "merge", operands: ["reports"], report: "poolproof-report" },
    ]);
  });

  test("has commands that run, and resume what was lost", () => {
    const small = (script: string) => script.replaceAll("5000", "5").replaceAll("000", "");
    const allowed = small(chunked).replaceAll(
      "--chunks chunks\n",
      "--chunks chunks || test $? -eq 1\n",
    );
    const [first, ...others] = allowed.trim().split("\n") as [string, ...string[]];
    const merged = others.pop() as string;
    const partly = bash([...others, `${merged} || test $? -eq 1`].join("\n"));
    expect(partly).toMatchObject({ status: 0, stdout: expect.stringContaining("programs 0 to 4") });
    const [left = ""] = /^npx poolproof run .*$/m.exec(partly.stdout) ?? [];
    expect(left).toContain("--from 0 --programs 5");
    expect(bash(left).status).toBe(1);
    expect(bash(small(resumed)).status).toBe(1);
    const report = JSON.parse(readFileSync(join(folder, "poolproof-report/report.json"), "utf8"));
    expect(report).toMatchObject({ merged: 4, programs: 20, joined: { missing: [] } });
    expect(first).toContain("--from 0");
  });

  test("has a campaign from code that runs", () => {
    const code = block("docs/campaigns.md", "js", "mergeReports").replaceAll("0_000", "0");
    writeFileSync(join(folder, "campaign.mjs"), code);
    const { status, stdout } = bash("node campaign.mjs");
    expect({ status, stdout }).toEqual({ status: 1, stdout: "nonconformant 20 0\n" });
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
  const drive = (index: number, code: number) =>
    bash(scriptOf(campaign), { ...variablesOf(campaign), JOB_COMPLETION_INDEX: `${index}` }, code);

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
    const { completionMode, completions, parallelism, maxFailedIndexes } = campaign.spec;
    expect(completionMode).toBe("Indexed");
    expect(completions * Number(variablesOf(campaign).CHUNK)).toBe(
      Number(variablesOf(merge).PROGRAMS),
    );
    for (const count of [parallelism, maxFailedIndexes]) expect(count).toBeLessThan(completions);
    // With a limit for each index there is none for all of them.
    expect(campaign.spec.backoffLimitPerIndex).toBe(3);
    expect(campaign.spec.backoffLimit).toBeUndefined();
    expect(merge.spec.backoffLimit).toBe(0);
    const names = blocks("docs/campaigns.md", "").join("\n");
    for (const job of [campaign, merge]) expect(names).toContain(`job/${job.metadata.name}\n`);
  });

  interface Rule {
    readonly action: "FailIndex" | "Ignore" | "Count";
    readonly onExitCodes?: {
      readonly containerName: string;
      readonly operator: "In";
      readonly values: readonly number[];
    };
    readonly onPodConditions?: readonly object[];
  }

  test.each([
    [0, 0, undefined],
    [1, 0, undefined],
    [2, 2, "FailIndex"],
    [3, 3, "Count"],
    [4, 4, "Count"],
  ])("end after %i with %i, which is %s", (code, status, action) => {
    expect(drive(0, code).status).toBe(status);
    const { rules } = campaign.spec.podFailurePolicy as { readonly rules: readonly Rule[] };
    const [container] = podOf(campaign).containers;
    for (const { onExitCodes } of rules)
      if (onExitCodes)
        expect(onExitCodes).toMatchObject({ containerName: container.name, operator: "In" });
    const own = rules.find(({ onExitCodes }) => onExitCodes?.values.includes(status));
    expect(own?.action).toBe(action);
    const drained = rules.find(({ onPodConditions }) => onPodConditions);
    expect(drained).toEqual({ action: "Ignore", onPodConditions: [{ type: "DisruptionTarget" }] });
    // The first rule that fits decides: a chunk that was cut because its node was drained is no failure.
    expect(rules.findIndex(({ action: one }) => one === "Ignore")).toBeLessThan(
      rules.findIndex(({ action: one }) => one === "Count"),
    );
  });

  test("drive every chunk once, and join all of them", () => {
    const calls = [0, 99].flatMap((index) => drive(index, 0).calls.map(taken));
    const common = { seed: "2030-01-31", programs: 1000, chunks: "/reports/chunks" };
    expect(calls).toMatchObject([
      { ...common, from: 0 },
      { ...common, from: 99_000 },
    ]);
    const { calls: merged, status } = bash(scriptOf(merge), variablesOf(merge), 1);
    expect(merged.map(taken)).toMatchObject([
      { operands: ["/reports/chunks"], programs: 100_000, report: "/reports/verdict" },
    ]);
    expect(status).toBe(1);
  });
});

// Last, since a block counts as checked once a test has asked for it.
test.each(["docs/ci.md", "docs/campaigns.md"])("every block of %s is checked", (page) => {
  expect(uncheckedOf(page)).toEqual([]);
});
