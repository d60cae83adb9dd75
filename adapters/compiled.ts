/** Schemas, compiled when they are first held against something. */
import type { TSchema } from "typebox";
import { Compile, type Validator } from "typebox/compile";

/**
 * A schema takes longer to compile than many a candidate takes for a whole run, and each command asks for few of those that
 * there are.
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
