import { describe, expect, test } from "vitest";
import { createLineReader } from "./json-lines.ts";

function reading(mostBytes?: number) {
  const lines: string[] = [];
  const reader = createLineReader((line) => lines.push(line), mostBytes);
  const push = (...chunks: (string | Uint8Array)[]) => {
    for (const chunk of chunks) reader.push(Buffer.from(chunk as string));
  };
  return { lines, reader, push };
}

describe("lines of a stream", () => {
  test.each<readonly [string, readonly string[], readonly string[], string]>([
    ["nothing", [], [], ""],
    ["one line", ["a\n"], ["a"], ""],
    ["many lines in one chunk", ["a\nb\nc\n"], ["a", "b", "c"], ""],
    ["a line in many chunks", ["a", "b", "", "c\n"], ["abc"], ""],
    ["a line feed by itself", ["a", "\n"], ["a"], ""],
    ["chunks that end and begin in lines", ["a\nb", "c\nd"], ["a", "bc"], "d"],
    ["empty lines", ["\n\na\n"], ["", "", "a"], ""],
    ["no last line feed", ["a\nb"], ["a"], "b"],
    ["a carriage return, which JSON takes for a space", ["{}\r\n"], ["{}\r"], ""],
    ["other ends of lines, which are none", ["a\u2028b\u0085c\n"], ["a\u2028b\u0085c"], ""],
  ])("%s", (_, chunks, lines, rest) => {
    const read = reading();
    read.push(...chunks);
    expect(read.lines).toEqual(lines);
    expect(read.reader.rest()).toBe(rest);
  });

  const text = '{"name":"Bücher → 日本 𝒳 👩‍👧"}\n["é"]\n';

  test("a character is whole wherever the chunks part it", () => {
    const bytes = Buffer.from(text);
    for (let at = 0; at <= bytes.length; at += 1) {
      const { lines, push } = reading();
      push(bytes.subarray(0, at), bytes.subarray(at));
      expect(lines).toEqual(text.split("\n").slice(0, 2));
    }
  });

  test("a byte at a time", () => {
    const { lines, push } = reading();
    push(...[...Buffer.from(text)].map((byte) => Uint8Array.of(byte)));
    expect(lines).toEqual(text.split("\n").slice(0, 2));
  });

  test("bytes that are no UTF-8 lose no other line", () => {
    const { lines, push } = reading();
    push(Uint8Array.of(0xff, 0xfe, 10), "a\n");
    expect(lines).toEqual(["\ufffd\ufffd", "a"]);
  });

  test("a chunk may be used again by whoever gave it, once its lines are told", () => {
    const { lines, reader } = reading();
    const chunk = Buffer.from("a\n");
    reader.push(chunk);
    chunk.write("b");
    reader.push(chunk);
    expect(lines).toEqual(["a", "b"]);
  });
});

describe("the longest line", () => {
  test("is taken, and each line is measured by itself", () => {
    const { lines, push } = reading(4);
    push("abcd\n", "ab", "cd", "\n", "abcd\nabcd\n");
    expect(lines).toEqual(["abcd", "abcd", "abcd", "abcd"]);
  });

  test("is measured in bytes", () => {
    const { lines, push } = reading(4);
    push("éé\n");
    expect(lines).toEqual(["éé"]);
    expect(() => push("ééé\n")).toThrow(RangeError);
  });

  test.each([
    ["whole", ["abcde\n"]],
    ["in chunks", ["abc", "de\n"]],
    ["without an end", ["abc", "de"]],
    ["after a right one", ["abcd\nabcde\n"]],
  ])("a longer one, %s, is an error", (_, chunks) => {
    const { push } = reading(4);
    expect(() => push(...chunks)).toThrow("a line is longer than 4 bytes");
  });

  test("the lines before it are told", () => {
    const { lines, push } = reading(4);
    expect(() => push("a\nb\nabcde")).toThrow(RangeError);
    expect(lines).toEqual(["a", "b"]);
  });

  test("is 16 MiB by default", () => {
    const { lines, push } = reading();
    const megabyte = "x".repeat(2 ** 20);
    push(...Array.from({ length: 16 }, () => megabyte), "\n");
    expect(lines).toHaveLength(1);
    expect(() => push(...Array.from({ length: 16 }, () => megabyte), "x")).toThrow(RangeError);
  });
});
