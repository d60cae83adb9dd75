/** JSON-RPC 2.0, one object a line: requests that wait for their answers. */
import { type Static, Type } from "typebox";
import { Compile } from "typebox/compile";
import { CandidateError } from "./candidate-error.ts";
import { excerpt } from "./wire.ts";

const ErrorSchema = Type.Object({ code: Type.Integer(), message: Type.String() });
const AnswerSchema = Type.Object({
  jsonrpc: Type.Literal("2.0"),
  id: Type.Union([Type.Integer(), Type.String(), Type.Null()]),
  result: Type.Optional(Type.Unknown()),
  error: Type.Optional(ErrorSchema),
});
const Answer = Compile(AnswerSchema);

type RpcError = Static<typeof ErrorSchema>;
export type RpcAnswer = Static<typeof AnswerSchema>;

interface Waiting {
  readonly method: string;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: CandidateError) => void;
  readonly timer: NodeJS.Timeout;
}

export interface RpcClient {
  /** @throws {CandidateError} where no right answer comes within the time limit */
  request(method: string, params: object): Promise<unknown>;
  /** Takes a line of the candidate's. */
  receive(line: string): void;
  /** Every request under way, and every later one, fails with this error. */
  fail(error: CandidateError): void;
  /** The conversation is over: what still comes, or fails, is nobody's concern. */
  finish(): void;
}

/** @param onBroken told of the first error after which no answer can be trusted */
export function createRpcClient(
  send: (line: string) => void,
  timeLimitMs: number,
  onBroken: (error: CandidateError) => void,
): RpcClient {
  const waiting = new Map<number, Waiting>();
  let lastId = 0;
  let broken: CandidateError | undefined;
  const fail = (error: CandidateError) => {
    if (broken) return;
    broken = error;
    for (const { reject, timer } of waiting.values()) {
      clearTimeout(timer);
      reject(error);
    }
    waiting.clear();
    onBroken(error);
  };
  return {
    request: (method, params) =>
      new Promise((resolve, reject) => {
        if (broken) return reject(broken);
        lastId += 1;
        const id = lastId;
        const timer = setTimeout(() => {
          fail(new CandidateError("timeout", `no answer to ${method} within ${timeLimitMs} ms`));
        }, timeLimitMs);
        waiting.set(id, { method, resolve, reject, timer });
        send(`${JSON.stringify({ jsonrpc: "2.0", id, method, params })}\n`);
      }),
    receive: (line) => {
      const answer = readAnswer(line, "a line on standard output");
      if (answer instanceof CandidateError) return fail(answer);
      // A candidate that could not read a request cannot tell its id.
      if (answer.error && answer.id === null) return fail(errorAnswer("a request", answer.error));
      const request = typeof answer.id === "number" ? waiting.get(answer.id) : undefined;
      if (!request) {
        // Told without what is under way, which may be another request each time.
        const isAnswered = typeof answer.id === "number" && answer.id >= 1 && answer.id <= lastId;
        const why = isAnswered ? "was answered already" : "was never asked";
        const message = `an answer with the id ${excerpt(answer.id)}, which ${why}: ${excerpt(line)}`;
        return fail(new CandidateError("wrong-id", message));
      }
      waiting.delete(Number(answer.id));
      clearTimeout(request.timer);
      if (answer.error) request.reject(errorAnswer(request.method, answer.error));
      else request.resolve(answer.result);
    },
    fail,
    finish: () => {
      broken ??= new CandidateError("exited", "the candidate has been ended");
    },
  };
}

export const errorAnswer = (what: string, { code, message }: RpcError) =>
  new CandidateError("error-answer", `${what} was answered with error ${code}: ${message}`);

/** @param where what the text is, for the error that is given back where it is no answer */
export function readAnswer(text: string, where: string): RpcAnswer | CandidateError {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    return new CandidateError("not-json", `${where} is no JSON: ${excerpt(text)}`, { cause });
  }
  // A result may be empty, but it has to be there; so has the error in its place.
  if (Answer.Check(value) && (value.error || "result" in value)) return value;
  return new CandidateError("not-json", `${where} is no JSON-RPC answer: ${excerpt(value)}`);
}
