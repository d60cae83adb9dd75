/** Every property, of single programs and of histories alike, for whoever lists them. */
import type { Property } from "./clauses/property.ts";
import { properties } from "./clauses/specification.ts";
import { type HistoryProperty, historyProperties } from "./concurrency/properties.ts";

export const allProperties: readonly (Property | HistoryProperty)[] = [
  ...properties,
  ...historyProperties,
];

/** @throws {RangeError} where this version has no property of this id */
export function propertyOf(id: string): Property | HistoryProperty {
  const property = allProperties.find((one) => one.id === id);
  if (!property) throw new RangeError(`this version has no property ${id}`);
  return property;
}
