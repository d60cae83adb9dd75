import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createPoolServer } from "../../candidates/zoo/pool-server.ts";
import { renderTerminal } from "../../reports/text/terminal.ts";
import { checkConformance } from "../../suite/conformance.ts";
import { bearerToken } from "./bearer-token.ts";
import { type Exchange, INITIALIZED, resultOf, serve } from "./http-server.test-helper.ts";

const TOKEN = "s3cret+Tok/en.~_-==";
const plain = (text: string) => text;
const TERMINAL = {
  style: { strong: plain, faint: plain, bad: plain, good: plain },
};
/** Where it is of no interest how short a counterexample is. */
const QUICK = { programs: 20, exhaustive: false, shortest: 1 } as const;

beforeEach(() => {
  vi.stubEnv("POOLPROOF_TOKEN", TOKEN);
});
afterEach(() => {
  vi.unstubAllEnvs();
});

const candidate = () => createPoolServer({ features: ["pool"] });

/** Everything that is told of a run. */
async function toldOf(handle: (exchange: Exchange, echo: string) => void) {
  const { url, requests } = await serve((exchange) => {
    handle(exchange, String(exchange.incoming.headers.authorization));
  });
  const report = await checkConformance(url, QUICK);
  return {
    report,
    requests,
    told: `${JSON.stringify(report)}${renderTerminal(report, TERMINAL)}`,
  };
}

/** Nothing of it, in whatever form, and no part of it. */
function expectNoToken(told: string): void {
  for (const part of ["s3cret", "Tok", "en.~_-"]) expect(told).not.toContain(part);
}

const pages: Readonly<Record<string, (exchange: Exchange, echo: string) => void>> = {
  "a refusal": ({ response }, echo) => void response.writeHead(401).end(`not you: ${echo}`),
  "a redirect": ({ response }, echo) =>
    void response.writeHead(302, { location: `/?a=${encodeURIComponent(echo)}` }).end(),
  "a page": ({ response }, echo) => void response.end(`{"x": ${echo}`),
  "a page in which it is cut off": ({ response }, echo) =>
    void response.end(`${"x".repeat(185)}${echo}${"x".repeat(99)}`),
  "an error answer": ({ request, response }, echo) => {
    const error = { code: 1, message: `sent ${echo}` };
    response.end(JSON.stringify({ jsonrpc: "2.0", id: request.id, error }));
  },
  "an error answer, escaped": ({ request, response }, echo) => {
    const error = { code: 1, message: `sent ${echo}` };
    const body = JSON.stringify({ jsonrpc: "2.0", id: request.id, error });
    response.end(body.replaceAll("/", "\\/").replaceAll("+", "\\u002B").replaceAll("=", "\\u003d"));
  },
  "a wrong id": ({ response }, echo) =>
    void response.end(JSON.stringify({ jsonrpc: "2.0", id: echo, result: {} })),
  "a declaration that is none": ({ answer }, echo) => answer({ ...INITIALIZED, features: [echo] }),
};

describe("the token", () => {
  test("is sent with every request", async () => {
    const server = candidate();
    const seen = new Set<string>();
    const { report, requests } = await toldOf(({ request, answer }, echo) => {
      seen.add(echo);
      answer(resultOf(server, request));
    });
    expect(report.error).toBeUndefined();
    expect(requests.length).toBeGreaterThan(20);
    expect([...seen]).toEqual([`Bearer ${TOKEN}`]);
  });

  test.each(Object.entries(pages))(
    "is not told where the server echoes it in %s",
    async (_, page) => {
      const { report, told } = await toldOf(page);
      expect(report.verdict).toBe("broken");
      expectNoToken(told);
      expect(told).toContain("(token)");
    },
  );

  test("is not told where the server echoes it in a right answer, or a wrong one", async () => {
    const server = candidate();
    const { report, told } = await toldOf(({ request, answer }, echo) => {
      if (request.method === "initialize") return answer({ ...INITIALIZED, name: echo });
      if (request.method !== "execute") return answer(resultOf(server, request));
      const { outcomes, snapshots } = resultOf(server, request) as {
        outcomes: object[];
        snapshots: object[];
      };
      answer({
        outcomes: outcomes.map((outcome) => ({ ...outcome, echo })),
        snapshots: snapshots.map((snapshot) => ({ ...snapshot, echo, inUse: 9 })),
      });
    });
    expect(report.verdict).toBe("nonconformant");
    expect(report.candidate.name).toBe("Bearer (token)");
    expectNoToken(told);
  });

  test("is not told where it stands in the command that starts the server", async () => {
    const start = `node server.mjs --token ${TOKEN}`;
    const { url } = await serve(() => undefined);
    const report = await checkConformance(url, { ...QUICK, start });
    expect(report.start).toBe("node server.mjs --token (token)");
    expect(report.error?.message).toContain("before node server.mjs --token (token) is started");
    expectNoToken(JSON.stringify(report));
    // What is no token cannot be told from other words, and so the whole is left out.
    vi.stubEnv("POOLPROOF_TOKEN", "node");
    expect((await checkConformance(url, { ...QUICK, start })).start).toBeUndefined();
  });

  test.each([TOKEN, encodeURIComponent(TOKEN)])(
    "is refused in the URL, which every report tells: %s",
    async (written) => {
      const { url, requests } = await serve(({ answer }) => answer(INITIALIZED));
      const report = await checkConformance(`${url}?key=${written}`, QUICK);
      expect(report.error).toMatchObject({ code: "bad-selector" });
      expect(report.candidate.selector).toBe(`${url}?key=(token)`);
      expectNoToken(`${JSON.stringify(report)}${renderTerminal(report, TERMINAL)}`);
      expect(requests).toEqual([]);
    },
  );

  test.each([
    ["401", "does not take the token that POOLPROOF_TOKEN holds", TOKEN],
    ["401", "put it into the environment as POOLPROOF_TOKEN", ""],
  ])("%s hints at it: %s", async (status, hint, token) => {
    vi.stubEnv("POOLPROOF_TOKEN", token);
    const { report } = await toldOf(({ response }) => void response.writeHead(+status).end());
    expect(report.error?.hint).toContain(hint);
  });

  test.each([
    "two words of it",
    "line\nbreak",
    "sécurité-1",
    "short",
    '"quoted-token"',
    "a=b=c=d=e",
  ])("is refused, and not told, where it is none: %j", async (token) => {
    vi.stubEnv("POOLPROOF_TOKEN", token);
    const { report, told, requests } = await toldOf(() => undefined);
    expect(report.error).toMatchObject({ code: "bad-token" });
    expect(told).not.toContain(JSON.stringify(token).slice(1, -1));
    expect(requests).toEqual([]);
  });

  test("is none where the variable is empty or not set", () => {
    for (const unset of ["", undefined]) {
      vi.stubEnv("POOLPROOF_TOKEN", unset);
      const { headers, clean } = bearerToken();
      expect(headers).toEqual({});
      expect(clean("untouched")).toBe("untouched");
    }
  });
});
