/** Checks what the pages state, where nothing has to be run for it. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { CandidateError, type CandidateErrorCode } from "../adapters/protocol/candidate-error.ts";
import { MESSAGE_SCHEMAS, OutcomeSchema } from "../adapters/protocol/wire.ts";
import { REFERENCE } from "../cli/reference.ts";
import { FEATURES, statementOf } from "../model/index.ts";
import { MESSAGES } from "../model/messages.ts";
import { allProperties } from "../properties/all-properties.ts";
import { planExhaustive } from "../properties/exhaustive/exhaustive.ts";
import { DEFAULT_SCOPES, EVERYTHING, FOUR_CLIENTS } from "../properties/exhaustive/scopes.ts";
import { EXIT_CODES } from "../reports/data/report.ts";
import { GateReport } from "../reports/data/report-parts.ts";
import { BaselineSchema } from "../reports/gate/baseline.ts";
import { LANGUAGES, type Language, scaffold } from "../workbench/scaffold.ts";
import { FENCE, firstDifference, read, root } from "./pages.test-helper.ts";

test.each(Object.entries(REFERENCE))(
  "%s is as the code is: npm run reference writes it",
  (path, page) => {
    expect(read(path)).toBe(page());
  },
);

describe("README", () => {
  test("counts the properties that there are", () => {
    expect(read("README.md")).toContain(`${allProperties.length} properties`);
  });

  test.each(Object.entries(EXIT_CODES))("has the exit code of %s", (verdict, code) => {
    expect(read("README.md")).toMatch(new RegExp(`^\\| +${code} \\| ${verdict} `, "m"));
  });
});

/** The cells of the row that begins with a word in code, with the spaces that pad them taken out. */
function cellsOf(text: string, word: string): readonly string[] {
  const row = text.split("\n").find((line) => line.startsWith(`| \`${word}`));
  if (row === undefined) throw new Error(`there is no row ${word}`);
  return row
    .split("|")
    .slice(1, -1)
    .map((cell) => cell.trim());
}

const inCode = (cell = "") => [...cell.matchAll(/`([^`]+)`/g)].map(([, word]) => word);

describe("docs/specification.md", () => {
  const messages = read("docs/specification.md").split("## Messages")[1] ?? "";

  test.each(MESSAGE_SCHEMAS.map((one) => [one.properties.type.const, one] as const))(
    "has %s with its fields, and the features that bring it",
    (type, { properties }) => {
      const { type: _, ...others } = properties;
      const fields = Object.keys(others);
      const shown = fields.length > 0 ? `${type} {${fields.join(", ")}}` : type;
      const [, features] = cellsOf(messages, `${shown}\``);
      expect(inCode(features)).toEqual([...MESSAGES[type as keyof typeof MESSAGES].features]);
    },
  );
});

describe("docs/protocol.md", () => {
  test("has every outcome with its values", () => {
    const outcomes = read("docs/protocol.md").split("### Outcomes")[1] ?? "";
    for (const { properties } of OutcomeSchema.anyOf) {
      const row = outcomes
        .split("\n")
        .find((line) => line.includes(`"type":"${properties.type.const}"`));
      const { type: _, ...others } = properties as Record<
        string,
        { readonly enum?: readonly string[] }
      >;
      for (const [field, schema] of Object.entries(others)) {
        expect(row).toContain(`"${field}":`);
        if (field === "license" || field === "reason")
          for (const value of schema.enum ?? []) expect(row).toContain(`"${value}"`);
      }
    }
  });
});

describe("docs/adapters.md", () => {
  const home = mkdtempSync(join(tmpdir(), "poolproof-adapters-"));
  afterAll(() => rmSync(home, { recursive: true, force: true }));

  test.each(Object.keys(LANGUAGES) as Language[])("lists what init writes for %s", (language) => {
    const { info } = scaffold(join(home, language), language);
    const [, files, build, selector] = cellsOf(read("docs/adapters.md"), `${language}\``);
    expect(inCode(files)).toEqual(readdirSync(join(home, language)).sort());
    expect(inCode(build)).toEqual("build" in info ? [info.build] : []);
    expect(inCode(selector)).toEqual([info.candidate("")]);
  });

  test("has mistakes that doctor has a code for", () => {
    const table = read("docs/adapters.md").split("## The commonest mistakes")[1] ?? "";
    const codes = [...table.matchAll(/^\| `([a-z-]+)` /gm)].map(([, code]) => code);
    expect(codes.length).toBeGreaterThan(10);
    for (const code of codes)
      expect(new CandidateError(code as CandidateErrorCode, "").hint, code).toBeTruthy();
  });
});

test("docs/why-these-properties.md names properties that there are", () => {
  const ids = allProperties.map(({ id }) => id);
  const named = [...read("docs/why-these-properties.md").matchAll(/`([a-z]+\/[a-z-]+)`/g)];
  expect(named.length).toBeGreaterThan(10);
  for (const [, id] of named) expect(ids).toContain(id);
});

describe("docs/baseline.md", () => {
  const PAGE = "docs/baseline.md";

  test("has every key of an entry", () => {
    for (const key of Object.keys(BaselineSchema.properties.known.items.properties))
      expect(read(PAGE)).toMatch(new RegExp(`^\\| \`${key}\` `, "m"));
  });

  test("has every status, with its exit code", () => {
    const codes = { known: 0, filtered: 0, unseen: 0, unsettled: 4 } as const;
    for (const status of GateReport.properties.entries.items.properties.status.enum) {
      const code = status in codes ? codes[status as keyof typeof codes] : 1;
      expect(read(PAGE)).toMatch(new RegExp(`^\\| \`${status}\` +\\| +${code} `, "m"));
    }
  });
});

describe("docs/guarantees.md", () => {
  test.each([...DEFAULT_SCOPES, FOUR_CLIENTS, EVERYTHING])(
    "counts the transitions of $name",
    (scope) => {
      const statement = statementOf({ features: FEATURES });
      const { states, transitions } = planExhaustive(scope, statement, "tour");
      const cells = [scope.name, states.toLocaleString("en"), transitions.toLocaleString("en")];
      expect(read("docs/guarantees.md")).toContain(`\n| ${cells.join(" | ")} |`);
    },
  );
});

describe("the pages", () => {
  const docs = readdirSync(join(root, "docs")).filter((file) => file.endsWith(".md"));
  const pages = ["README.md", "CONTRIBUTING.md", ...docs.map((file) => `docs/${file}`)];

  test.each(pages)("%s has no link that leads nowhere", (page) => {
    const links = [
      ...read(page)
        .replace(FENCE, "")
        .matchAll(/\]\((?!https?:)([^)#]*)(#[^)]*)?\)/g),
    ];
    for (const [, path = "", anchor = ""] of links) {
      const target = path === "" ? join(root, page) : join(root, page, "..", path);
      const text = readFileSync(target, "utf8");
      if (anchor) expect(anchorsOf(text), `${path}${anchor}`).toContain(anchor);
    }
  });

  test("docs/README.md leads to every page", () => {
    for (const file of docs)
      if (file !== "README.md") expect(read("docs/README.md")).toContain(`(${file})`);
  });

  test("CONTRIBUTING.md names files that are there", () => {
    const named = inCode(read("CONTRIBUTING.md").replace(FENCE, ""));
    const paths = named.filter((name = "") => /^[\w-]+\/[\w/.-]*$/.test(name));
    expect(paths.length).toBeGreaterThan(20);
    for (const path of paths)
      if (!/\b(NAME|GROUP|FOLDER)\b/.test(path ?? ""))
        expect(existsSync(join(root, path ?? "")), path).toBe(true);
  });

  test("CONTRIBUTING.md knows every source file", () => {
    const tree = read("CONTRIBUTING.md");
    const { stdout } = spawnSync("git", ["ls-files", "*.ts", "*.tsx"], {
      cwd: root,
      encoding: "utf8",
    });
    const sources = stdout
      .split("\n")
      .filter((file) => file && !/test|config|candidates|bench|templates/.test(file));
    // The tree describes these two folders as a whole.
    const listed = sources.filter((file) => !/^(cli|reports)\//.test(file));
    expect(listed.length).toBeGreaterThan(30);
    for (const file of listed) expect(tree).toContain(file.split("/").at(-1));
  });
});

/** As GitHub makes them of headings. */
const anchorsOf = (text: string) =>
  [...text.matchAll(/^#+ (.*)$/gm)].map(
    ([, heading = ""]) =>
      `#${heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, "")
        .replaceAll(" ", "-")}`,
  );

describe("what a page shows of an output", () => {
  const PRINTED = "one\n  two\nthree\nfour and more\n";

  test.each(["one\n  two", "  two\n⋮\nfour…", "⋮\nthree\nfour and more"])(
    "%j is as printed",
    (shown) => {
      expect(firstDifference(shown, PRINTED)).toBeUndefined();
    },
  );

  test.each([
    ["one\nthree", "three"],
    ["two", "two"],
    ["three\n⋮\none", "one"],
    ["four", "four"],
  ])("%j is not", (shown, line) => {
    expect(firstDifference(shown, PRINTED)).toBe(line);
  });
});
