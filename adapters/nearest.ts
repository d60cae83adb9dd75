/** What somebody may have meant who wrote a word that there is not. */
import { readdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { closest, distance } from "fastest-levenshtein";

/** Letters that may be wrong for each one that is right; more is another word. */
const MOST_WRONG = 0.4;

/**
 * The word that is nearest to `word` by edit distance, capitals and punctuation apart (Levenshtein, 1966);
 * `undefined` where none is near enough to have been meant.
 */
export function nearest(word: string, among: readonly string[]): string | undefined {
  const wanted = plain(word);
  const known = new Map(among.toReversed().map((one) => [plain(one), one]));
  if (wanted === "" || known.size === 0) return undefined;
  const found = closest(wanted, [...known.keys()]);
  const isNear = distance(wanted, found) <= Math.max(1, wanted.length * MOST_WRONG);
  const [longer] = [...known.keys()].filter((one) => one.startsWith(wanted) && wanted.length > 2);
  return known.get(isNear ? found : (longer ?? ""));
}

const plain = (word: string) => word.toLowerCase().replace(/[^a-z0-9]/g, "");

/** The same as the end of a sentence, or nothing. */
export function didYouMean(word: string, among: readonly string[]): string {
  const found = nearest(word, among);
  return found === undefined ? "" : `, did you mean ${found}?`;
}

/** A file that may have been meant: one of the same folder, or of that name in a folder beside it. */
export function nearestFile(path: string): string | undefined {
  const [folder, name] = [dirname(path), basename(path)];
  const near = nearest(name, filesOf(folder));
  if (near !== undefined) return written(join(folder, near), path);
  const above = dirname(folder);
  const beside = nearest(basename(folder), filesOf(above));
  if (beside === undefined) return undefined;
  const there = nearest(name, filesOf(join(above, beside)));
  return there === undefined ? undefined : written(join(above, beside, there), path);
}

function filesOf(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** As it was begun: a path that starts with ./ is taken for a file by whoever reads it. */
const written = (path: string, like: string) => (like.startsWith("./") ? `./${path}` : path);
