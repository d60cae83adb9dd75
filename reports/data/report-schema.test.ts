/** Whoever reads a report with a program reads its schema: nothing in it is left unsaid. */
import { expect, test } from "vitest";
import { schemas } from "./schemas.ts";

interface Part {
  readonly description?: string;
  readonly const?: unknown;
  readonly [key: string]: unknown;
}

/** The paths of all properties that have no description; of a union, its `type` tells each branch. */
function undescribed(schema: unknown, path = ""): readonly string[] {
  if (typeof schema !== "object" || schema === null) return [];
  return Object.entries(schema).flatMap(([key, value]) => {
    if (key !== "properties") return undescribed(value, path);
    return Object.entries(value as Record<string, Part>).flatMap(([name, part]) => {
      const at = `${path}/${name}`;
      const isTold = part.description || (name === "type" && part.const !== undefined);
      return [...(isTold ? [] : [at]), ...undescribed(part, at)];
    });
  });
}

test.each(Object.entries(schemas))("every property of %s has a description", (_, schema) => {
  expect([...new Set(undescribed(schema))]).toEqual([]);
});

test("a property without one is found, wherever it is", () => {
  const bare = { properties: { a: { items: { anyOf: [{ properties: { b: {}, type: {} } }] } } } };
  expect(undescribed(bare)).toEqual(["/a", "/a/b", "/a/type"]);
});
