/** Schemas, compiled when they are first held against something. */
import type { TSchema } from "typebox";
import { Compile, type Validator } from "typebox/compile";

/**
 * To compile all that there are took a third of the time in which the command line starts, and each command asks for few
 * of them.
 * @returns what gives the compiled schema, the same each time
 */
export function compiled<const T extends TSchema>(
  schema: T,
): () => Validator<Record<never, never>, T> {
  let validator: Validator<Record<never, never>, T> | undefined;
  return () => {
    validator ??= Compile(schema);
    return validator;
  };
}
