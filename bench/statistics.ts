/** The few statistics that the benchmarks report. */

/** Of an even count, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const [low = Number.NaN, high = low] = sorted.slice(
    Math.floor((sorted.length - 1) / 2),
    Math.floor(sorted.length / 2) + 1,
  );
  return (low + high) / 2;
}

/** The value that so large a share of all does not exceed; of 1 the greatest. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

/** Of positive values. */
export function geometricMean(values: readonly number[]): number {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
}

/** Numbers as a table wants them: three digits that count, thousands apart. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return "–";
  if (value >= 100) return Math.round(value).toLocaleString("en");
  return value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

export const times = (ratio: number): string =>
  Number.isFinite(ratio) ? `${figure(ratio)}×` : "–";

export const share = (part: number, whole: number): string =>
  whole === 0 ? "–" : `${Math.round((100 * part) / whole)} %`;

/** So many of a list, evenly spaced; all of a shorter one. */
export function spaced<T>(list: readonly T[], count: number): readonly T[] {
  const stride = Math.max(1, list.length / count);
  return list.filter((_, at) => Math.floor(at / stride) !== Math.floor((at - 1) / stride));
}
