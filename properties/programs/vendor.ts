/** The vendor's catalogue, fixed: what is listed at each revision, each list a beginning of the next. */

export const BULLETINS = ["b1", "b2", "__proto__", "0"] as const;
/** The third revision brings nothing new. */
const LISTED_AT_REVISION = [0, 1, 2, 2, 4] as const;

export const LAST_REVISION = LISTED_AT_REVISION.length - 1;

export const catalogAt = (revision: number): readonly string[] =>
  BULLETINS.slice(0, LISTED_AT_REVISION[revision]);

/** The last one for a bulletin that the vendor never lists. */
export function firstRevisionWith(bulletin: string): number {
  for (let revision = 1; revision < LAST_REVISION; revision += 1)
    if (catalogAt(revision).includes(bulletin)) return revision;
  return LAST_REVISION;
}
