import { tmpdir } from "node:os";
import { defineConfig } from "vitest/config";
import { folderInMemory } from "./db/testing/run-folder.ts";

// Chromium is unpacked once a machine, beside what a run throws away.
process.env.KLYKA_UNPACKED ??= tmpdir();
process.env.TMPDIR = folderInMemory() ?? tmpdir();

// A machine that does other things too may take its time: what is polled for comes, or the test fails after ten seconds.
const expect = { poll: { timeout: 10_000 } };
const common = { testTimeout: 60_000, hookTimeout: 120_000, pool: "forks", expect } as const;
/**
 * What a file imports is loaded once a worker, not once a file: more than half of a small file's time went there. What must
 * happen for each file stands in its own text or in a setup file, never at the top of a module that files share.
 */
const shared = { ...common, isolate: false } as const;
const databases = { globalSetup: ["db/testing/global-setup.ts"], setupFiles: ["db/testing/databases-setup.ts"] };

export default defineConfig({
  test: {
    // A worker waits for its browser or its sockets a third of the time.
    maxWorkers: 3,
    projects: [
      {
        test: { ...shared, name: "domain", include: ["domain/**/*.test.ts"] },
      },
      {
        test: { ...shared, ...databases, name: "db", include: ["db/**/*.test.ts"] },
      },
      {
        test: {
          ...shared,
          ...databases,
          name: "server",
          include: ["{templates,firmware,provisioning,cli,portal,management,process,scripts,bench,proof}/**/*.test.ts"],
        },
      },
      {
        // What needs no browser of the web app.
        test: {
          ...shared,
          name: "ui",
          include: ["device-ui/src/**/*.test.ts"],
          setupFiles: ["device-ui/testing/all-sentences.ts"],
        },
      },
      {
        // The built web app in a real Chromium: pages and browser are started once a run.
        test: {
          ...shared,
          name: "browser",
          include: ["device-ui/testing/**/*.test.ts"],
          globalSetup: ["device-ui/testing/global-setup.ts"],
          setupFiles: ["device-ui/testing/browser-setup.ts"],
        },
      },
    ],
  },
});
