#!/usr/bin/env node
// In a clone this file is there before anything is built; in the package, dist/ is always there.
import { existsSync } from "node:fs";

if (existsSync(new URL("../scripts/ready.mjs", import.meta.url)))
  await import("../scripts/ready.mjs");
await import("../dist/cli/main.js");
