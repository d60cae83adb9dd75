/** What somebody who misspelt a name may have meant. */
import { distance } from "fastest-levenshtein";

/** Part of a name that may be wrong before another one is no help. */
const MOST_WRONG = 0.5;

/** The name that takes the fewest edits, if these are not most of it. */
export function nearest(name: string, names: readonly string[]): string | undefined {
  const ranked = names.map((one) => ({ one, edits: distance(name, one) }));
  const [best] = ranked.sort((a, b) => a.edits - b.edits);
  return best && best.edits <= MOST_WRONG * best.one.length ? best.one : undefined;
}

/** As a clause of a sentence; nothing where no name is near. */
export function didYouMean(name: string, names: readonly string[]): string {
  const meant = nearest(name, names);
  return meant === undefined ? "" : `: did you mean ${meant}?`;
}
