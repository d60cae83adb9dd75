// Writes the pages of docs/ that are made of the code.
import { writeFileSync } from "node:fs";
import { REFERENCE } from "../cli/reference.ts";

for (const [path, page] of Object.entries(REFERENCE)) writeFileSync(path, page());
