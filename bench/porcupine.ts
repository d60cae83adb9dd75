/**
 * The recorded histories that porcupine is tested with (github.com/anishathalye/porcupine, test_data), and what
 * they are histories of: one register of etcd, recorded by Jepsen, and a key-value store.
 */

import type {
  Operation,
  SequentialSpecification,
} from "../properties/concurrency/linearizability.ts";
import {
  type RegisterInput,
  register,
  type Sequential,
  specificationOf,
} from "../properties/concurrency/objects.test-helper.ts";

/** What a line of the log means for the call of its process. */
interface Line<Input, Output> {
  readonly process: string;
  readonly type: string;
  readonly input: Input;
  readonly output: Output | undefined;
}

/** A call that fails without an output has had no effect, and is left out; one without an outcome has no return. */
function operationsOf<Input, Output>(
  text: string,
  read: (line: string) => Line<Input, Output> | undefined,
): readonly Operation<Input, Output>[] {
  const operations = new Set<Operation<Input, Output>>();
  const running = new Map<string, Operation<Input, Output>>();
  const finished = new Map<Operation<Input, Output>, Operation<Input, Output>>();
  for (const [at, row] of text.split("\n").entries()) {
    const line = read(row);
    if (!line) continue;
    const { process, type, input, output } = line;
    const call = running.get(process);
    if (type === "invoke") {
      const begun = { lane: Number(process), input, call: at };
      running.set(process, begun);
      operations.add(begun);
    } else if (call && type !== "info") {
      if (output === undefined) operations.delete(call);
      else finished.set(call, { ...call, output, return: at });
    }
  }
  return [...operations].map((operation) => finished.get(operation) ?? operation);
}

/** No value of these histories is negative. */
const NIL = -1;

/** As it comes of Jepsen: nothing is in it at first. */
export const etcdRegister = specificationOf({ ...register, initial: NIL });

const ETCD = /(\d+)\s+:(invoke|ok|fail|info)\s+:(read|write|cas)\s+(?:\[(\d+) (\d+)\]|(\S+))$/;

/** The lines of a log that are about calls. */
export const readEtcd = (text: string) => operationsOf(text, etcdLine);

function etcdLine(line: string): Line<RegisterInput, number | boolean> | undefined {
  const found = ETCD.exec(line);
  if (!found) return undefined;
  const [, process = "", type = "", name, from, to, word] = found;
  const value = word === "nil" ? NIL : Number(word);
  if (name === "cas")
    return {
      process,
      type,
      input: { type: "swap", from: Number(from), to: Number(to) },
      output: type === "ok",
    };
  const isKnown = type === "ok";
  if (name === "write")
    return { process, type, input: { type: "write", value }, output: isKnown ? true : undefined };
  return { process, type, input: { type: "read" }, output: isKnown ? value : undefined };
}

interface StoreInput {
  readonly type: "get" | "put" | "append";
  readonly key: string;
  readonly value: string;
}

/** What is under one key: keys have nothing to do with each other. */
const entry: Sequential<string, StoreInput, string> = {
  initial: "",
  answer: (state, { type, value }) => {
    if (type === "get") return [state, state];
    return [value, type === "put" ? value : state + value];
  },
  keyOf: (state) => state,
};

export const keyValueStore: SequentialSpecification<string, StoreInput, string> = {
  ...specificationOf(entry),
  partOf: ({ key }) => key,
};

const STORE =
  /^\{:process (\d+), :type :(\w+), :f :(get|put|append), :key "([^"]*)", :value (?:nil|"([^"]*)")\}$/;

export const readStore = (text: string) => operationsOf(text, storeLine);

function storeLine(line: string): Line<StoreInput, string> | undefined {
  const found = STORE.exec(line);
  if (!found) return undefined;
  const [, process = "", type = "", name, key = "", value = ""] = found;
  const input = { type: name as StoreInput["type"], key, value };
  return { process, type, input, output: type === "ok" ? value : undefined };
}
