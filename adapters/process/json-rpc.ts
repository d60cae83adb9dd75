/** JSON-RPC 2.0, one object a line: requests that wait for their answers. */
import { type Static, Type } from "typebox";
import { CandidateError } from "../protocol/candidate-error.ts";
import { compiled, excerpt } from "../protocol/check.ts";
import { notImplemented } from "../protocol/not-implemented.ts";

const ErrorSchema = Type.Object({ code: Type.Integer(), message: Type.String() });
const AnswerSchema = Type.Object({
  jsonrpc: Type.Literal("2.0"),
  id: Type.Union([Type.Integer(), Type.String(), Type.Null()]),
  result: Type.Optional(Type.Unknown()),
  error: Type.Optional(ErrorSchema),
});
const answerChecker = compiled(AnswerSchema);

type RpcAnswer = Static<typeof AnswerSchema>;

interface Waiting {
  readonly id: number;
  readonly method: string;
  /** Whether its answer may be handed on as the line that it is. */
  readonly isPatient: boolean;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: CandidateError) => void;
  readonly timer: NodeJS.Timeout;
}

/** An answer that has come, and is parsed later, while the candidate is busy again. */
export class Unread {
  /** @throws {CandidateError} where it is no right answer */
  readonly read: () => unknown;

  constructor(read: () => unknown) {
    this.read = read;
  }
}

/** A shorter line is read at once: it takes no time, and may be an error, or no JSON at all. */
const LONG_LINE = 4_096;

export interface RpcClient {
  /** @throws {CandidateError} where no right answer comes within the time limit */
  request(method: string, params: object): Promise<unknown>;
  /**
   * The same for a long answer, which is there as soon as its line is. Reading it throws what the promise would reject
   * with otherwise.
   * @throws {CandidateError}
   */
  requestUnread(method: string, params: object): Promise<Unread>;
  /** Takes a line of the candidate's. */
  receive(line: string): void;
  /** Every request under way, and every later one, fails with this error. */
  fail(error: CandidateError): void;
  /** The conversation is over: what still comes, or fails, is ignored. */
  finish(): void;
}

/** @param onBroken called with the first error after which no answer can be trusted */
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
      waiting.set(id, { id, method, isPatient, resolve, reject, timer });
      send(`${JSON.stringify({ jsonrpc: "2.0", id, method, params })}\n`);
    });
  const isDone = ({ id, timer }: Waiting) => {
    waiting.delete(id);
    clearTimeout(timer);
  };
  const unread = (line: string, only: Waiting) => {
    const [asked, newest] = [new Map([[only.id, only]]), lastId];
    return new Unread(() => {
      const understood = understand(line, asked, newest);
      if (understood instanceof CandidateError) {
        fail(understood);
        throw understood;
      }
      const { error, result } = understood.answer;
      if (error) throw errorAnswer(only.method, error);
      return result;
    });
  };
  return {
    request: (method, params) => request(method, params, false),
    requestUnread: async (method, params) => {
      const answer = await request(method, params, true);
      return answer instanceof Unread ? answer : new Unread(() => answer);
    },
    receive: (line) => {
      const [only] = waiting.size === 1 ? waiting.values() : [];
      // With one request under way, what comes is its answer, or breaks the conversation.
      if (only?.isPatient && line.length >= LONG_LINE) {
        isDone(only);
        return only.resolve(unread(line, only));
      }
      const understood = understand(line, waiting, lastId);
      if (understood instanceof CandidateError) return fail(understood);
      const { request: asked, answer } = understood;
      isDone(asked);
      if (answer.error) asked.reject(errorAnswer(asked.method, answer.error));
      else asked.resolve(answer.result);
    },
    fail,
    finish: () => {
      broken ??= new CandidateError("exited", "the candidate has been ended");
    },
  };
}

/** Which of the requests a line answers, and the answer; the error with which it breaks the conversation otherwise. */
function understand(line: string, asked: ReadonlyMap<number, Waiting>, newest: number) {
  const answer = readAnswer(line, "a line on standard output");
  if (answer instanceof CandidateError) return answer;
  // A candidate that could not read a request cannot name its id.
  if (answer.error && answer.id === null) return errorAnswer("a request", answer.error);
  const id = typeof answer.id === "number" ? answer.id : Number.NaN;
  const request = asked.get(id);
  if (request) return { request, answer };
  // Without what is under way, which may be another request each time.
  const why = id >= 1 && id <= newest ? "was answered already" : "was never asked";
  const message = `an answer with the id ${excerpt(answer.id)}, which ${why}: ${excerpt(line)}`;
  return new CandidateError("wrong-id", message);
}

export const errorAnswer = (what: string, { code, message }: Static<typeof ErrorSchema>) =>
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
