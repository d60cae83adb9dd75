/** Every property, of single programs and of histories alike, for whoever lists them. */
import type { Property } from "../properties/property.ts";
import { properties } from "../properties/specification.ts";
import { type HistoryProperty, historyProperties } from "./properties.ts";

export const allProperties: readonly (Property | HistoryProperty)[] = [
  ...properties,
  ...historyProperties,
];
