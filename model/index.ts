export {
  CLAUSE_IDS,
  CLAUSES,
  type Clause,
  type ClauseId,
  EXCLUSIONS,
  groundsOf,
  type Level,
  SENTENCES,
  SOURCE,
} from "./clauses.ts";
export { type ClientRecord, Clients } from "./clients.ts";
export {
  describeExpectation,
  describeMessage,
  describeOutcome,
  labelMessage,
  licenses,
} from "./describe.ts";
export {
  admits,
  admitsSet,
  areCompatible,
  type Expectation,
  type SetExpectation,
} from "./expectation.ts";
export type * from "./messages.ts";
export {
  ABOUT_CLIENTS,
  COMPLETE,
  completeScan,
  MESSAGE_TYPES,
  MESSAGES,
  mayReceive,
  SENT_BY_CLIENTS,
} from "./messages.ts";
export {
  CLIENT_FIELDS,
  clientIn,
  describeClient,
  describeDifferences,
  describeRepetition,
  differencesBetween,
  expectedOf,
  type Field,
  type Fields,
  factsOf,
  fieldsFor,
  isSameValue,
  type Observation,
  type Row,
  renderValue,
  rowsOf,
  SERVER_FIELDS,
  shownBy,
} from "./observable.ts";
export { hasEvidence } from "./patch-inventory.ts";
export {
  canPull,
  clientOf,
  deletedRecord,
  freshRecord,
  initialState,
  inUse,
  otherInUse,
  recordWith,
  type State,
  stateWith,
} from "./state.ts";
export {
  CHOICES,
  type Choices,
  choicesThatMatter,
  DEFAULT_CHOICES,
  type Declaration,
  declares,
  FEATURES,
  type Feature,
  isDeclared,
  type Statement,
  statementOf,
} from "./statement.ts";
export { isSent, type Step, step } from "./step.ts";
