import { once } from "node:events";
import type { Socket } from "node:net";
import { Worker } from "node:worker_threads";
import { describe, expect, onTestFinished, test } from "vitest";
import { createPoolServer } from "../../candidates/zoo/pool-server.ts";
import { checkConformance } from "../../suite/conformance.ts";
import { SUITE } from "../protocol/requests.ts";
import { MAX_IN_FLIGHT } from "../protocol/transport.ts";
import { httpTransport } from "./http.ts";
import {
  type Exchange,
  INITIALIZED,
  POOL,
  resultOf,
  serve,
  withFields,
} from "./http-server.test-helper.ts";

const LIMIT_MS = 10_000;
const ENROLL = [{ type: "enroll", client: "a" }] as const;

describe("a server that is right", () => {
  test("is conformant, over a connection that is kept, and left as it is", async () => {
    const candidate = createPoolServer(POOL);
    const { url, requests, connections } = await serve(({ request, response, answer }) => {
      // What type it says it has is not judged.
      response.setHeader("content-type", "text/plain");
      answer(resultOf(candidate, request));
    });
    const report = await checkConformance(url, {
      programs: 200,
      exhaustive: false,
      sessions: 3,
    });
    expect(report).toMatchObject({ verdict: "conformant", candidate: { selector: url } });
    // While the suite plans, one may have been idle for too long.
    expect(connections.length).toBeLessThan(requests.length / 10);
    expect(requests.filter(({ method }) => method === "initialize")).toHaveLength(1);
    expect(requests.filter(({ method }) => method === "shutdown")).toEqual([]);
  });

  test("is asked as the protocol has it", async () => {
    const { url, requests } = await serve(({ incoming, answer }) => {
      const { method, headers } = incoming;
      answer({ ...INITIALIZED, name: [method, headers["content-type"], incoming.url].join(" ") });
      expect(headers).toMatchObject({ accept: "application/json" });
      expect(headers.authorization).toBeUndefined();
    });
    const transport = httpTransport(`${url}?tenant=a`, LIMIT_MS);
    expect(await transport.initialize()).toMatchObject({
      name: "POST application/json /rpc?tenant=a",
    });
    const params = { protocol: 1, suite: SUITE };
    expect(requests).toEqual([{ jsonrpc: "2.0", id: 1, method: "initialize", params }]);
    await transport.close();
  });
});

/** A server in another thread, which counts the connections that it has closed, each after an answer. */
const CLOSING = `
  const { parentPort, workerData } = require("node:worker_threads");
  const server = require("node:http").createServer(async (incoming, response) => {
    const { socket } = incoming;
    let body = "";
    for await (const chunk of incoming) body += chunk;
    socket.once("close", () => {
      Atomics.add(workerData, 0, 1);
      Atomics.notify(workerData, 0);
    });
    // A moment later, so that its end is not heard with the answer.
    response.once("finish", () => setTimeout(() => socket.destroy(), 3));
    response.end(JSON.stringify({ jsonrpc: "2.0", id: JSON.parse(body).id, result: {} }));
  });
  server.listen(0, "127.0.0.1", () => parentPort.postMessage(server.address().port));`;

describe("connections", () => {
  const open = async (handle: (exchange: Exchange) => void) => {
    const served = await serve(handle);
    const transport = httpTransport(served.url, LIMIT_MS);
    onTestFinished(() => transport.close());
    return {
      ...served,
      transport,
      reset: () => transport.reset({ capacity: 1, otherCapacity: 0 }),
    };
  };
  const closed = (socket: Socket | undefined) => socket && once(socket, "close");

  test("are as many as requests under way, each with its own answer", async () => {
    const waiting: (() => void)[] = [];
    const { transport, connections } = await open(({ request, answer }) => {
      waiting.unshift(() => answer(request.params.messages));
      if (waiting.length === MAX_IN_FLIGHT) for (const say of waiting) say();
    });
    const all = Array.from(
      { length: MAX_IN_FLIGHT },
      (_, at) => [{ type: "enroll", client: `c${at}` }] as const,
    );
    expect(await Promise.all(all.map((one) => transport.execute(one, "none")))).toEqual(all);
    expect(connections).toHaveLength(16);
  });

  test("break together", async () => {
    const waiting: Exchange[] = [];
    const { transport, requests } = await open((exchange) => {
      waiting.push(exchange);
      if (waiting.length === 3) exchange.incoming.socket.destroy();
    });
    const all = await Promise.allSettled([1, 2, 3].map(() => transport.execute(ENROLL, "none")));
    all.push(...(await Promise.allSettled([transport.execute(ENROLL, "none")])));
    const [first] = all as PromiseRejectedResult[];
    expect(first?.reason).toMatchObject({ code: "connection-lost" });
    expect(all).toEqual(all.map(() => first));
    expect(requests).toHaveLength(3);
  });

  test("an error answer fails its own request alone", async () => {
    const { transport } = await open((exchange) => {
      const isFirst = exchange.request.id === 1;
      withFields(isFirst ? { error: { code: 1, message: "no" } } : { result: "yes" })(exchange);
    });
    const [one, two] = await Promise.allSettled([
      transport.execute(ENROLL, "none"),
      transport.execute(ENROLL, "none"),
    ]);
    expect(one).toMatchObject({ status: "rejected", reason: { code: "error-answer" } });
    expect(two).toEqual({ status: "fulfilled", value: "yes" });
  });

  test("closed by the server while idle are not used again", async () => {
    const { connections, reset } = await open(({ answer, incoming, response }) => {
      answer({});
      response.once("finish", () => incoming.socket.end());
    });
    await reset();
    await closed(connections[0]);
    await reset();
    expect(connections).toHaveLength(2);
  });

  test("closed by the server while the suite is busy are not used again either", async () => {
    const closings = new Int32Array(new SharedArrayBuffer(4));
    const worker = new Worker(CLOSING, { eval: true, workerData: closings });
    onTestFinished(() => void worker.terminate());
    const [port] = await once(worker, "message");
    const transport = httpTransport(`http://127.0.0.1:${port}/`, LIMIT_MS);
    onTestFinished(() => transport.close());
    for (const before of [0, 1, 2, 3]) {
      expect(await transport.reset({ capacity: 1, otherCapacity: 0 })).toEqual({});
      // As where the suite plans or judges for seconds: no event is heard until the connection is gone.
      Atomics.wait(closings, 0, before);
    }
  });

  test("are given up by the suite before a server would", async () => {
    const { connections, reset } = await open(({ answer }) => answer({}));
    await reset();
    await closed(connections[0]);
    await reset();
    expect(connections).toHaveLength(2);
  });

  test("are gone when the transport is closed, also under way", async () => {
    const { transport, connections, reset } = await open(({ request, answer }) => {
      if (request.id === 1) answer({});
      else void transport.close();
    });
    await reset();
    await expect(reset()).rejects.toMatchObject({ code: "exited" });
    await closed(connections[0]);
  });
});
