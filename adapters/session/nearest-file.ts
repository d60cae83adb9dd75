/** The file that somebody may have meant who wrote a path that there is not. */
import { readdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { nearest } from "../../properties/programs/nearest.ts";

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
