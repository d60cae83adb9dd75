/** The fields that the published schemas are made of, each with what it is. */
import { type TSchema, Type } from "typebox";

export const text = (description: string) => Type.String({ description });
export const flag = (description: string) => Type.Boolean({ description });
export const index = (description: string) => Type.Integer({ description });
export const count = (description: string) => Type.Integer({ minimum: 0, description });
export const fromOne = (description: string) => Type.Integer({ minimum: 1, description });
export const list = <T extends TSchema>(of: T, description: string) =>
  Type.Array(of, { description });
export const oneOf = <const T extends string[]>(values: readonly [...T], description: string) =>
  Type.Enum<T>(values, { description });

/** The same schema, with what it is in this place. */
export const described = <T extends TSchema>(schema: T, description: string): T => ({
  ...schema,
  description,
});
