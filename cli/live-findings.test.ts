import { describe, expect, test } from "vitest";
import type { FindingEvent } from "../reports/data/events.ts";
import { LiveFindings, type Region } from "./live-findings.ts";

/** A finding that so many steps show. */
const finding = (
  id: string,
  steps: number,
  state: FindingEvent["state"] = "seen",
  others: readonly string[] = [],
) =>
  ({
    type: "finding",
    id,
    state,
    counterexamples: [id, ...others].map((property) => ({
      property,
      program: { steps: Array(steps).fill({ type: "probe" }) },
    })),
  }) as unknown as FindingEvent;

const LINES = 10;

function shown(size?: ReturnType<Region["size"]>) {
  const printed: string[] = [];
  let above = "";
  const live = new LiveFindings({
    render: ({ id, state, counterexamples: [own] }, isBrief) =>
      [
        `${id} ${state} ${own?.program.steps.length}`,
        ...(isBrief ? ["brief"] : Array.from({ length: LINES }, (_, at) => `line ${at}`)),
      ].join("\n"),
    print: (text) => printed.push(text),
    region: size && {
      size: () => size,
      show: (text) => {
        above = text;
      },
    },
  });
  const titles = () =>
    printed.map((text) =>
      text
        .split("\n")
        .filter((line) => line && !line.startsWith("line"))
        .join(" "),
    );
  return { live, titles, above: () => above.split("\n") };
}

describe("in a pipe", () => {
  test("a finding is printed when it is seen, and again only where fewer steps show it", () => {
    const { live, titles } = shown();
    live.take(finding("a", 5));
    expect(titles()).toEqual(["a seen 5"]);
    live.take(finding("b", 2));
    live.take(finding("a", 5, "reduced"));
    live.take(finding("a", 1, "shortest"));
    live.take(finding("a", 1, "proven"));
    live.keep();
    expect(titles()).toEqual([
      "a seen 5",
      "b seen 2",
      "shorter now, 1 step and not 5: a shortest 1",
    ]);
  });
});

describe("what another finding explains", () => {
  test.each([
    ["in a pipe", undefined],
    ["at a terminal", { columns: 80, rows: 40 }],
  ])("is printed once, and takes the place of no other, %s", (_, size) => {
    const { live, titles, above } = shown(size);
    live.take(finding("a", 5));
    live.take(finding("b", 4, "consequence"));
    live.take(finding("b", 3, "consequence"));
    // What was seen already, and turns out to be one.
    live.take(finding("a", 5, "consequence"));
    expect(titles().filter((title) => !title.startsWith("a "))).toEqual(["b consequence 4"]);
    if (size) expect(above()[0]).toBe("a seen 5");
  });
});

test("a property that the region shows with another one's finding takes its place only with fewer steps", () => {
  const { live, titles, above } = shown({ columns: 80, rows: 40 });
  live.take(finding("a", 5, "seen", ["b", "c"]));
  live.take(finding("b", 5, "reduced"));
  expect(above()[0]).toBe("a seen 5");
  live.take(finding("c", 4, "reduced"));
  expect(above()[0]).toBe("c reduced 4");
  expect(titles()).toEqual(["a seen 5"]);
});

test("a property that was shown with another one's finding is shown again only with fewer steps", () => {
  const { live, titles } = shown();
  live.take(finding("a", 5, "seen", ["b", "c"]));
  live.take(finding("b", 5, "reduced"));
  live.take(finding("c", 4, "reduced"));
  expect(titles()).toEqual(["a seen 5", "shorter now, 4 steps and not 5: c reduced 4"]);
});

describe("at a terminal", () => {
  const ROOM = { columns: 80, rows: 40 };

  test("the last finding is written anew as it becomes better, and nothing of it stays", () => {
    const { live, titles, above } = shown(ROOM);
    live.take(finding("a", 5));
    expect(above()[0]).toBe("a seen 5");
    live.take(finding("a", 5, "reduced"));
    expect(above()).toHaveLength(LINES + 1);
    expect(above()[0]).toBe("a reduced 5");
    expect(titles()).toEqual([]);
  });

  test("one that makes room for another stays, and comes again only where fewer steps show it", () => {
    const { live, titles, above } = shown(ROOM);
    live.take(finding("a", 5));
    live.take(finding("b", 4));
    expect(titles()).toEqual(["a seen 5"]);
    live.take(finding("a", 5, "reduced"));
    expect(above()[0]).toBe("b seen 4");
    live.take(finding("a", 2, "shortest"));
    expect(above()[0]).toBe("a shortest 2");
    expect(titles()).toEqual(["a seen 5", "b seen 4"]);
    live.keep();
    expect(titles().at(-1)).toBe("shorter now, 2 steps and not 5: a shortest 2");
  });

  test.each([
    ["too low for a story", { columns: 80, rows: 13 }, ["a seen 5", "brief"]],
    ["too low for more than a line", { columns: 80, rows: 4 }, ["a seen 5"]],
    ["too low for anything", { columns: 80, rows: 2 }, [""]],
    ["too narrow for a line", { columns: 5, rows: 5 }, ["a s…", "bri…"]],
  ])("that is %s, what it shows fits", (_, size, lines) => {
    const { live, above } = shown(size);
    live.take(finding("a", 5));
    expect(above()).toEqual(lines);
  });
});
