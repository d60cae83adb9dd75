import { expect, test } from "vitest";
import { checkLinearizability } from "../properties/concurrency/linearizability.ts";
import { etcdRegister, keyValueStore, readEtcd, readStore } from "./porcupine.ts";

const MANY = { maxSteps: 1000 };

const LOG = `
INFO  jepsen.core - nothing of a call
INFO  jepsen.util - 0	:invoke	:read	nil
INFO  jepsen.util - 1	:invoke	:write	4
INFO  jepsen.util - 0	:ok	:read	nil
INFO  jepsen.util - 1	:info	:write	:timed-out
INFO  jepsen.util - 0	:invoke	:read	nil
INFO  jepsen.util - 0	:fail	:read	:timed-out
INFO  jepsen.util - 2	:invoke	:cas	[4 2]
INFO  jepsen.util - 2	:ok	:cas	[4 2]
INFO  jepsen.util - 2	:invoke	:cas	[4 3]
INFO  jepsen.util - 2	:fail	:cas	[4 3]
INFO  jepsen.util - 0	:invoke	:read	nil
INFO  jepsen.util - 0	:ok	:read	2
`;

test("a register's log is read with its unknown outcomes, and without what failed", () => {
  const history = readEtcd(LOG);
  expect(history).toEqual([
    { lane: 0, input: { type: "read" }, call: 2, output: -1, return: 4 },
    { lane: 1, input: { type: "write", value: 4 }, call: 3 },
    { lane: 2, input: { type: "swap", from: 4, to: 2 }, call: 8, output: true, return: 9 },
    { lane: 2, input: { type: "swap", from: 4, to: 3 }, call: 10, output: false, return: 11 },
    { lane: 0, input: { type: "read" }, call: 12, output: 2, return: 13 },
  ]);
  expect(checkLinearizability(etcdRegister, history, MANY)).toMatchObject({
    verdict: "ok",
    order: [0, 1, 2, 3, 4],
  });
  const wrong = readEtcd(LOG.replace("fail	:cas", "ok	:cas"));
  expect(checkLinearizability(etcdRegister, wrong, MANY)).toMatchObject({ verdict: "violated" });
});

const STORE = `{:process 0, :type :invoke, :f :put, :key "a", :value "x y"}
{:process 1, :type :invoke, :f :append, :key "b", :value "1"}
{:process 0, :type :ok, :f :put, :key "a", :value "x y"}
{:process 0, :type :invoke, :f :append, :key "b", :value "2"}
{:process 0, :type :ok, :f :append, :key "b", :value "2"}
{:process 0, :type :invoke, :f :get, :key "b", :value nil}
{:process 1, :type :ok, :f :append, :key "b", :value "1"}
{:process 0, :type :ok, :f :get, :key "b", :value "21"}
{:process 0, :type :invoke, :f :get, :key "c", :value nil}
{:process 0, :type :ok, :f :get, :key "c", :value ""}
`;

test("a store's log is read, and checked key by key", () => {
  const history = readStore(STORE);
  expect(history.slice(0, 2)).toEqual([
    { lane: 0, input: { type: "put", key: "a", value: "x y" }, call: 0, output: "x y", return: 2 },
    { lane: 1, input: { type: "append", key: "b", value: "1" }, call: 1, output: "1", return: 6 },
  ]);
  expect(checkLinearizability(keyValueStore, history, MANY)).toMatchObject({
    verdict: "ok",
    order: [0, 2, 1, 3, 4],
  });
  const wrong = readStore(STORE.replace('"21"', '"3"'));
  expect(checkLinearizability(keyValueStore, wrong, MANY)).toMatchObject({
    verdict: "violated",
    explained: [1, 2],
    state: "12",
    blocked: [3],
  });
});
