/** The rules of docs/protocol.md that every adapter keeps, a question each: first those that the others need. */
import { isDeepStrictEqual } from "node:util";
import type { Batched, Initialized } from "../adapters/protocol/answers.ts";
import { CandidateError } from "../adapters/protocol/candidate-error.ts";
import type { Execution, Observe } from "../adapters/protocol/port.ts";
import { recordHistory } from "../adapters/session/recording.ts";
import { completeScan, type Message, mayReceive, type Snapshot } from "../model/index.ts";
import type { Phase } from "../properties/concurrency/history.ts";
import type { Question, Result } from "./check.ts";
import type { Started } from "./examined.ts";

const MAX_COUNT = 2 ** 31 - 1;
const ONE_EACH = { capacity: 1, otherCapacity: 1 };
/** Messages of a long request: more than any program of a run has. */
const LONG = 1_000;
/** Clients that report at the same time. */
const LANES = 8;

const enroll = (client: string): Message => ({ type: "enroll", client });
const wrong = (message: string, hint: string) =>
  new CandidateError("invalid-answer", message, { hint });

const notChecked = (why: string): Result => ({ verdict: "not checked", seen: [why] });

/** From a reset, with each answer checked. */
async function execute(
  { transport, answers }: Started,
  messages: readonly Message[],
  observe: Observe,
) {
  await transport.reset(ONE_EACH);
  return answers.execution(await transport.execute(messages, observe), messages, observe);
}

const snapshotOf = async ({ transport, answers }: Started) =>
  answers.snapshot(await transport.snapshot());

const idsOf = ({ clients }: Snapshot) => clients.map(({ client }) => client).sort();

/** Every other check needs these. */
export const firstChecks: readonly Question[] = [
  {
    title: "reset and snapshot",
    run: async (started) => {
      await started.transport.reset({ capacity: 2, otherCapacity: 3 });
      const { capacity, other, clients: shown } = await snapshotOf(started);
      if (capacity !== 2 || (other && other.capacity !== 3))
        throw wrong(
          `after a reset to capacities 2 and 3 it shows ${capacity} and ${other?.capacity ?? "none"}`,
          "reset sets both: capacity is the node pool's, otherCapacity the other solution's",
        );
      return [`capacity ${capacity}, ${shown.length} clients`];
    },
  },
];

const RULES: readonly Question[] = [
  {
    title: "reset empties it",
    run: async (started) => {
      await execute(started, [enroll("a")], "each");
      await started.transport.reset(ONE_EACH);
      const shown = idsOf(await snapshotOf(started));
      if (shown.length > 0)
        throw wrong(
          `after a reset it still shows ${shown.join(", ")}`,
          "reset empties the server: no records, the AUP current, catalogue revision 0, nothing listed",
        );
      return ["no client is left"];
    },
  },
  ...(["each", "last", "none"] as const).map(
    (observe): Question => ({
      title: `execute with observe "${observe}"`,
      run: async (started) => {
        const { outcomes, snapshots } = await execute(
          started,
          [enroll("a"), completeScan("a"), enroll("b")],
          observe,
        );
        return [`outcomes: ${outcomes.length}, snapshots: ${snapshots.length}`];
      },
    }),
  ),
  {
    title: "shows the state as it is now",
    run: async (started) => {
      const { snapshots } = await execute(started, [enroll("a"), enroll("b")], "each");
      const shown = await snapshotOf(started);
      const last = snapshots.at(-1);
      if (!last || !isDeepStrictEqual(idsOf(last), idsOf(shown)))
        throw wrong(
          `snapshot shows ${idsOf(shown).join(", ")}, and execute had shown ${last ? idsOf(last).join(", ") : "nothing"}`,
          "snapshot shows what execute shows after its last message",
        );
      return [`as execute shows it: ${idsOf(shown).join(", ")}`];
    },
  },
  { title: "leaves a snapshot as it was", run: snapshotsStay },
  {
    title: "ignores fields that it does not know",
    run: async (started) => {
      const extra = { fromALaterVersion: true };
      await started.transport.reset({ ...ONE_EACH, ...extra });
      const messages = [{ ...enroll("a"), ...extra }];
      started.answers.execution(
        await started.transport.execute(messages, "each"),
        messages,
        "each",
      );
      return ["in the parameters of reset, and in a message"];
    },
  },
  {
    title: "takes any id",
    run: async (started) => {
      const ids = ["0", "__proto__", "a", "ab", "constructor"];
      const { snapshots } = await execute(started, ids.map(enroll), "each");
      const last = snapshots.at(-1);
      const shown = last ? idsOf(last) : [];
      if (!isDeepStrictEqual(shown, ids.toSorted()))
        throw wrong(
          `of the clients ${ids.join(", ")} it shows ${shown.join(", ") || "none"}`,
          "an id is a string that means nothing and is compared exactly: look for a test such as if (client), a prefix match, or a plain object used as a map",
        );
      return [shown.join(", ")];
    },
  },
  {
    title: "takes large counts",
    run: async (started) => {
      const { transport, answers, statement } = started;
      await transport.reset({ capacity: MAX_COUNT, otherCapacity: MAX_COUNT });
      const all: readonly Message[] = [
        { type: "setCapacity", nodes: MAX_COUNT },
        { type: "setOtherCapacity", nodes: MAX_COUNT },
        { type: "importCatalog", revision: MAX_COUNT, bulletins: [] },
        { type: "passDays", days: MAX_COUNT },
      ];
      const messages = all.filter(({ type }) => mayReceive(statement, type));
      const answer = await transport.execute(messages, "each");
      const { snapshots } = answers.execution(answer, messages, "each");
      const { capacity } = snapshots[0] as Snapshot;
      if (capacity !== MAX_COUNT)
        throw wrong(`set to ${MAX_COUNT} nodes, it shows ${capacity}`, "counts go from 0 to 2³¹−1");
      return [`${MAX_COUNT.toLocaleString("en")} nodes`];
    },
  },
  {
    title: "takes a long request",
    run: async (started) => {
      const messages = Array.from({ length: LONG }, (_, n) => enroll(`client-${n % LANES}`));
      const { outcomes, snapshots } = await execute(started, messages, "each");
      return [`${outcomes.length} messages, ${snapshots.length} snapshots`];
    },
  },
  { title: "takes several requests in flight", needs: "concurrency", run: inFlight },
  { title: "comes back after a kill", needs: "durability", run: killed },
];

const BATCH: Question = { title: "takes many programs a request", run: together };

/** The rest. Their messages have to work by themselves first. */
export const wireChecks = ({ batch }: Initialized): readonly Question[] =>
  [...RULES, ...(batch ? [BATCH] : [])].map((question) => ({
    ...question,
    after: ["enroll", "returnPatchInventory"],
  }));

/** If an answer holds the server's own objects, each snapshot shows the state at the end. */
async function snapshotsStay(started: Started): Promise<readonly string[]> {
  const first = enroll("a");
  const next: readonly Message[] = [{ type: "retire", client: "a" }, enroll("b")];
  const { snapshots: alone } = await execute(started, [first], "each");
  const { snapshots } = await execute(started, [first, ...next], "each");
  const [expected, seen] = [alone, snapshots].map(([shown]) => shown && judged(shown));
  if (isDeepStrictEqual(expected, seen)) return ["the first of three, as where it is the only one"];
  throw wrong(
    `the snapshot after the first of three messages shows ${JSON.stringify(seen)}; where it is the only one, it shows ${JSON.stringify(expected)}`,
    "a snapshot is of its moment: make lists and objects of its own for each, or copy them deeply (structuredClone, copy.deepcopy), so that none changes with the server",
  );
}

const BATCHED: readonly Batched[] = [
  {
    capacity: 1,
    otherCapacity: 1,
    messages: [enroll("a"), completeScan("a"), enroll("b"), completeScan("b")],
  },
  { capacity: 0, otherCapacity: 0, messages: [completeScan("b")] },
  { capacity: 2, otherCapacity: 1, messages: [enroll("b"), { type: "retire", client: "b" }] },
];

/** Each is answered as if it were sent alone, with nothing left of the one before. */
async function together(started: Started): Promise<Result> {
  const { transport, answers } = started;
  if (!transport.programs) return notChecked("over stdio and HTTP only");
  const shown = ({ outcomes, snapshots }: Execution) => ({
    outcomes,
    snapshots: snapshots.map(judged),
  });
  const all = answers.executions(await transport.programs(BATCHED), BATCHED);
  for (const [at, { messages, ...settings }] of BATCHED.entries()) {
    await transport.reset(settings);
    const answer = await transport.execute(messages, "each");
    const expected = shown(answers.execution(answer, messages, "each"));
    const seen = all[at] && shown(all[at]);
    if (!isDeepStrictEqual(expected, seen))
      throw wrong(
        `program ${at + 1} of ${BATCHED.length} in one request is answered with ${JSON.stringify(seen)}; by itself, with ${JSON.stringify(expected)}`,
        "each program of a request begins with a reset to its own capacities, and has a snapshot after each of its messages",
      );
  }
  return [`${BATCHED.length} programs in one request, as one by one`];
}

const clients = Array.from({ length: LANES }, (_, n) => `client-${n}`);

async function inFlight(started: Started) {
  const lanes = clients.map((client) => [enroll(client), completeScan(client)]);
  const history = await recordHistory(started, ONE_EACH, [{ type: "together", lanes }], "doctor");
  const last = history.at(-1);
  const shown = last?.type === "snapshot" ? idsOf(last.snapshot) : [];
  if (isDeepStrictEqual(shown, clients.toSorted()))
    return [`${LANES} at a time, each answered by its id`];
  throw wrong(
    `of ${LANES} clients that reported at the same time it shows ${shown.join(", ") || "none"}`,
    "each message takes effect at one moment between its request and its answer: no two may overwrite each other",
  );
}

async function killed(started: Started): Promise<Result> {
  if (!started.transport.crash)
    return notChecked(
      "the suite cannot kill it: let a module export a function, and a server at a URL be started with --start",
    );
  const phases: readonly Phase[] = [
    { type: "sequence", messages: [enroll("a"), completeScan("a"), enroll("b")] },
    // As soon as it has been answered.
    { type: "together", lanes: [[enroll("c")]], kill: { answers: 1, lagMs: 0 } },
  ];
  const history = await recordHistory(started, ONE_EACH, phases, "doctor");
  const [before, after] = history
    .flatMap((event) => (event.type === "snapshot" ? [event.snapshot] : []))
    .slice(-2);
  const shown = before && { ...before, clients: [...before.clients, ...NEWCOMER] };
  if (shown && after && isDeepStrictEqual(judged(shown), judged(after)))
    return ["killed right after an answer, started again on the same store, nothing lost"];
  throw wrong(
    `before the kill it showed ${JSON.stringify(before && judged(before))}, then enrolled c, and after the kill it shows ${JSON.stringify(after && judged(after))}`,
    "store first, and answer then; {store} in the command is a folder that survives the kill",
  );
}

const NEWCOMER: Snapshot["clients"] = [
  { client: "c", record: "active", licensed: false, inventories: 0 },
];

/** What every server shows, in one order; the rest may have any form. */
function judged({ capacity, inUse, clients: shown }: Snapshot) {
  const records = shown.map(({ client, record, licensed }) => ({ client, record, licensed }));
  return { capacity, inUse, clients: records.sort((a, b) => (a.client < b.client ? -1 : 1)) };
}
