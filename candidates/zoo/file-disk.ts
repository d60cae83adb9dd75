/** A folder as a disk: a file for each name, written whole or not at all. */
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** The suffix of a partial file, left over where the process was killed while it wrote. */
const UNFINISHED = ".unfinished";

/**
 * Names must be such as files may have. Survives the end of the process, not that of the machine:
 * nothing is flushed.
 */
export class FileDisk extends Map<string, string> {
  readonly #folder: string;

  constructor(folder: string) {
    super();
    this.#folder = folder;
    mkdirSync(folder, { recursive: true });
    for (const name of readdirSync(folder))
      if (!name.endsWith(UNFINISHED)) super.set(name, readFileSync(join(folder, name), "utf8"));
  }

  override set(name: string, text: string): this {
    const file = join(this.#folder, name);
    writeFileSync(`${file}${UNFINISHED}`, text);
    renameSync(`${file}${UNFINISHED}`, file);
    return super.set(name, text);
  }

  override delete(name: string): boolean {
    rmSync(join(this.#folder, name), { force: true });
    return super.delete(name);
  }

  override clear(): void {
    for (const name of [...this.keys()]) this.delete(name);
  }
}
