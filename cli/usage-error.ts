/** A mistake on the command line, or in a file that it names: exit code 2, and nothing was run. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
