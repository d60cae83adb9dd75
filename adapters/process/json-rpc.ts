/** JSON-RPC 2.0, one object a line: requests that wait for their answers. */
import { type Static, Type } from "typebox";
import { CandidateError } from "../protocol/candidate-error.ts";
import { excerpt } from "../protocol/check.ts";
import { compiled } from "../protocol/compiled.ts";
import { notImplemented } from "../protocol/not-implemented.ts";

const ErrorSchema = Type.Object({ code: Type.Integer(), message: Type.String() });
const AnswerSchema = Type.Object({
  jsonrpc: Type.Literal("2.0"),
  id: Type.Union([Type.Integer(), Type.String(), Type.Null()]),
  result: Type.Optional(Type.Unknown()),
  error: Type.Optional(ErrorSchema),
});
const answerChecker = compiled(AnswerSchema);

type RpcError = Static<typeof ErrorSchema>;
export type RpcAnswer = Static<typeof AnswerSchema>;

interface Waiting {
  readonly method: string;
  /** Whether its answer may be handed on as the line that it is. */
  readonly isPatient: boolean;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: CandidateError) => void;
  readonly timer: NodeJS.Timeout;
}

/** An answer that has come, and is yet to be read: what that takes can wait until the candidate is busy again. */
export class Unread {
  /** @throws {CandidateError} where it is no right answer */
  readonly read: () => unknown;

  constructor(read: () => unknown) {
    this.read = read;
  }
}

/** A shorter line is read at once: it takes no time, and may well be an error, or no JSON at all. */
const LONG_LINE = 4_096;

export interface RpcClient {
  /** @throws {CandidateError} where no right answer comes within the time limit */
  request(method: string, params: object): Promise<unknown>;
  /**
   * The same for a long answer, which is there as soon as its line is: it may be read later, while the next request is
   * out. Reading it throws what the promise would reject with otherwise.
   * @throws {CandidateError}
   */
  requestUnread(method: string, params: object): Promise<Unread>;
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
  const request = (method: string, params: object, isPatient: boolean) =>
    new Promise<unknown>((resolve, reject) => {
      if (broken) return reject(broken);
      lastId += 1;
      const id = lastId;
      const timer = setTimeout(() => {
        fail(new CandidateError("timeout", `no answer to ${method} within ${timeLimitMs} ms`));
      }, timeLimitMs);
      waiting.set(id, { method, isPatient, resolve, reject, timer });
      send(`${JSON.stringify({ jsonrpc: "2.0", id, method, params })}\n`);
    });
  /** The request that a line answers, if it is the answer to one of these, and the answer. */
  const understand = (line: string, asked: ReadonlyMap<number, Waiting>, newest: number) => {
    const answer = readAnswer(line, "a line on standard output");
    if (answer instanceof CandidateError) return answer;
    // A candidate that could not read a request cannot tell its id.
    if (answer.error && answer.id === null) return errorAnswer("a request", answer.error);
    const id = typeof answer.id === "number" ? answer.id : Number.NaN;
    const request = asked.get(id);
    if (request) return { id, request, answer };
    // Told without what is under way, which may be another request each time.
    const why = id >= 1 && id <= newest ? "was answered already" : "was never asked";
    const message = `an answer with the id ${excerpt(answer.id)}, which ${why}: ${excerpt(line)}`;
    return new CandidateError("wrong-id", message);
  };
  const isDone = (id: number, { timer }: Waiting) => {
    waiting.delete(id);
    clearTimeout(timer);
  };
  /** With one request under way, what comes is its answer, or nothing to go on with. */
  const putAside = (line: string): boolean => {
    const [[id, only] = []] = waiting.size === 1 ? waiting : [];
    if (id === undefined || !only?.isPatient || line.length < LONG_LINE) return false;
    const [asked, newest] = [new Map([[id, only]]), lastId];
    isDone(id, only);
    const read = () => {
      const understood = understand(line, asked, newest);
      if (understood instanceof CandidateError) {
        fail(understood);
        throw understood;
      }
      const { error, result } = understood.answer;
      if (error) throw errorAnswer(only.method, error);
      return result;
    };
    only.resolve(new Unread(read));
    return true;
  };
  return {
    request: (method, params) => request(method, params, false),
    requestUnread: async (method, params) => {
      const answer = await request(method, params, true);
      return answer instanceof Unread ? answer : new Unread(() => answer);
    },
    receive: (line) => {
      if (putAside(line)) return;
      const understood = understand(line, waiting, lastId);
      if (understood instanceof CandidateError) return fail(understood);
      const { id, request, answer } = understood;
      isDone(id, request);
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
  notImplemented(message) ??
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
  if (answerChecker().Check(value) && (value.error || "result" in value)) return value;
  return new CandidateError("not-json", `${where} is no JSON-RPC answer: ${excerpt(value)}`);
}
