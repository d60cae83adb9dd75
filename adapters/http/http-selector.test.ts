/** URLs that select no candidate: what is told of them, and what never is. */
import { expect, test } from "vitest";
import { checkConformance } from "../../suite/conformance.ts";
import { freePort } from "./http-server.test-helper.ts";

test.each([
  ["http://", "http://", "is no URL"],
  ["https:// localhost", "https:// localhost", "is no URL"],
  ["http://localhost:99999/", "http://localhost:99999/", "is no URL"],
  ["http://me:secret@localhost/a", "http://localhost/a", "appear in every report"],
  ["http://me:secret@localhost/a@b?c=d@e", "http://localhost/a@b?c=d@e", "appear in every report"],
  ["http://me:secret@localhost:99999/a", "http://localhost:99999/a", "is no URL"],
  ["http://me:sec#secret@localhost/a", "http://localhost/a", "is no URL"],
  ["http://me:secret@/a", "http:///a", "is no URL"],
])("%s", async (url, selector, tells) => {
  const report = await checkConformance(url, { programs: 1 });
  expect(report.verdict).toBe("broken");
  expect(report.candidate.selector).toBe(selector);
  expect(report.error).toMatchObject({
    code: "bad-selector",
    message: expect.stringContaining(tells),
    hint: expect.stringMatching(/\w{3}/),
  });
  expect(JSON.stringify(report)).not.toContain("secret");
});

test("what is no password stands, also with its sign in it", async () => {
  const selector = `http://127.0.0.1:${await freePort()}/rpc?for=a@b`;
  const report = await checkConformance(selector, { programs: 1 });
  expect(report.error?.code).toBe("no-connection");
  expect(report.candidate.selector).toBe(selector);
});
