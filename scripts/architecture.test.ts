/** The house as it is described in CONTRIBUTING.md: which room may import which, without circles, of types too. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

/** From the top down: each may import those below it. */
const ROOMS = ["cli", "workbench", "suite", "reports", "adapters", "properties", "model", "engine"];
/** The model is read by itself, and the engine knows no license. */
const ALONE = ["model", "engine"];
/** Servers to run against. They know what a candidate is, and nothing of what judges it. */
const CANDIDATES_IMPORT = ["candidates", "adapters", "model"];
const AT_THE_ROOT = ["index.ts", "vitest.config.ts", "vitest.ts"];

const FOLDERS = [...ROOMS, "bench", "bin", "candidates", "docs", "scripts", "templates"];
const isModule = (path: string) => /\.tsx?$/.test(path) && !path.endsWith(".d.ts");
const isProduct = (path: string) => !/\.test(-helper)?\.tsx?$/.test(path);

const modules: readonly string[] = [
  ...readdirSync(root).filter(isModule),
  ...FOLDERS.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .map((path) => join(folder, path))
      .filter((path) => isModule(path) && !path.includes("node_modules")),
  ),
];

/** Static and dynamic imports of the project's own modules, of types too, and what is exported from them. */
const IMPORT = /(?:\bfrom|\bimport)\s*\(?\s*"(\.[^"]+)"/g;
const importsOf = new Map(
  modules.map((path) => {
    const text = readFileSync(join(root, path), "utf8");
    const imported = [...text.matchAll(IMPORT)].map(([, to = ""]) =>
      normalize(join(dirname(path), to)),
    );
    return [path, imported.filter((to) => modules.includes(to))] as const;
  }),
);

const roomOf = (path: string) => path.split(/[/\\]/)[0] ?? path;

/** The modules of a circle that this one is part of; nothing where there is none. */
function circleFrom(start: string): readonly string[] {
  const reached = new Map<string, string>();
  const waiting = [start];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop())
    for (const to of importsOf.get(next) ?? []) {
      if (reached.has(to)) continue;
      reached.set(to, next);
      if (to !== start) waiting.push(to);
    }
  if (!reached.has(start)) return [];
  const circle = [start];
  for (let at = reached.get(start); at && at !== start; at = reached.get(at)) circle.push(at);
  return circle.reverse();
}

const arrows = modules
  .filter(isProduct)
  .flatMap((from) => (importsOf.get(from) ?? []).map((to) => ({ from, to })));

describe("the imports", () => {
  test("are found: of all modules, and most of them of the rooms", () => {
    expect(modules.length).toBeGreaterThan(400);
    expect(arrows.length).toBeGreaterThan(1000);
    for (const room of ROOMS) expect(modules.map(roomOf)).toContain(room);
  });

  test("go in no circles, of types neither", () => {
    expect(modules.map(circleFrom).filter((circle) => circle.length > 0)).toEqual([]);
  });

  test("point downwards, from room to room", () => {
    const places = new Map(ROOMS.map((room, at) => [room, at]));
    const up = arrows.filter(({ from, to }) => {
      const [a, b] = [places.get(roomOf(from)), places.get(roomOf(to))];
      return a !== undefined && (b === undefined ? roomOf(to) !== "candidates" : b < a);
    });
    expect(up).toEqual([]);
  });

  test.each(ALONE)("of %s stay in it", (room) => {
    const leaving = arrows.filter(({ from, to }) => roomOf(from) === room && roomOf(to) !== room);
    expect(leaving).toEqual([]);
  });

  test("bring candidates into the command line alone, which has some to show", () => {
    const to = arrows.filter((arrow) => roomOf(arrow.to) === "candidates");
    const from = new Set(to.map((arrow) => roomOf(arrow.from)));
    expect([...from].filter((room) => ROOMS.includes(room))).toEqual(["cli"]);
  });

  test("of candidates are of what a candidate knows", () => {
    const own = arrows.filter(({ from }) => roomOf(from) === "candidates");
    expect(own.filter(({ to }) => !CANDIDATES_IMPORT.includes(roomOf(to)))).toEqual([]);
  });
});

describe("the folders", () => {
  test("are two levels deep at the most", () => {
    expect(modules.filter((path) => path.split(/[/\\]/).length > 3)).toEqual([]);
  });

  test("have all modules but those that the package exports", () => {
    expect(modules.filter((path) => roomOf(path) === path).sort()).toEqual(AT_THE_ROOT);
  });

  test("are all known here", () => {
    const ignored = readFileSync(join(root, ".gitignore"), "utf8").split("\n");
    const folders = readdirSync(root, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith("."))
      .map(({ name }) => name)
      .filter((name) => !ignored.some((line) => line.replaceAll("/", "") === name));
    expect(folders.filter((name) => !FOLDERS.includes(name))).toEqual([]);
  });
});

/** Words of the domain, which another specification would not have. */
const DOMAIN = /licen[sc]e|\bpools?\b|\bclients?\b|bulletin|capacity|\bscans?\b|retire|inventor/i;

describe("the engine", () => {
  test("knows no license", () => {
    const lines = modules
      .filter((path) => roomOf(path) === "engine")
      .flatMap((path) =>
        readFileSync(join(root, path), "utf8")
          .split("\n")
          .map((line, at) => `${path}:${at + 1}: ${line.trim()}`),
      );
    expect(lines.filter((line) => DOMAIN.test(line))).toEqual([]);
  });
});
