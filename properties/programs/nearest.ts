/** What somebody may have meant who wrote a word that there is not. */
import { closest, distance } from "fastest-levenshtein";

/** Letters that may be wrong for each one that is right; more is another word. */
const MAX_WRONG = 0.4;

/**
 * The word that is nearest to `word` by edit distance, capitals and punctuation apart (Levenshtein, 1966);
 * `undefined` where none is near enough to have been meant.
 */
export function nearest(word: string, among: readonly string[]): string | undefined {
  const wanted = plain(word);
  const known = new Map(among.toReversed().map((one) => [plain(one), one]));
  if (wanted === "" || known.size === 0) return undefined;
  const found = closest(wanted, [...known.keys()]);
  const isNear = distance(wanted, found) <= Math.max(1, wanted.length * MAX_WRONG);
  const [longer] = [...known.keys()].filter((one) => one.startsWith(wanted) && wanted.length > 2);
  return known.get(isNear ? found : (longer ?? ""));
}

const plain = (word: string) => word.toLowerCase().replace(/[^a-z0-9]/g, "");

/** The same as the end of a sentence, or nothing. */
export function didYouMean(word: string, among: readonly string[]): string {
  const found = nearest(word, among);
  return found === undefined ? "" : `, did you mean ${found}?`;
}
