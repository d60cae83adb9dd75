/**
 * Sees to it that there is a Chromium before the tests of report.html: installed by the system's own means where that takes no
 * password. Where it cannot be had so, nothing is done here, and the tests say what is missing.
 */
import { spawnSync } from "node:child_process";
import { findBrowser } from "../reports/html/browser.test-helper.ts";

const run = (...args: readonly string[]) =>
  spawnSync("apt-get", args, {
    stdio: ["ignore", 2, 2],
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  }).status === 0;

if (!findBrowser() && process.getuid?.() === 0) {
  console.error("installing a Chromium for the tests of report.html…");
  // No `-qq` for the update: where it fails, its words are what one needs.
  if (run("update", "-q")) run("install", "-qq", "-y", "--no-install-recommends", "chromium");
}
