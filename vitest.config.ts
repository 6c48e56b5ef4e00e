import { defineConfig } from "vitest/config";

// A machine that does other things too may take its time: what is polled for comes, or the test fails after ten seconds.
const expect = { poll: { timeout: 10_000 } };
const common = { testTimeout: 60_000, hookTimeout: 120_000, pool: "forks", expect } as const;

export default defineConfig({
  test: {
    // A worker waits for its browser or its sockets a third of the time.
    maxWorkers: 3,
    projects: [
      {
        test: {
          ...common,
          name: "server",
          include: ["{domain,db,templates,firmware,provisioning,cli,portal,process,scripts,bench}/**/*.test.ts"],
          globalSetup: ["db/testing/global-setup.ts"],
        },
      },
      {
        // What needs no browser of the web app.
        test: {
          ...common,
          name: "ui",
          include: ["device-ui/src/**/*.test.ts"],
          setupFiles: ["device-ui/testing/all-sentences.ts"],
        },
      },
      {
        // The built web app in a real Chromium: pages and browser are started once a run.
        test: {
          ...common,
          name: "browser",
          include: ["device-ui/testing/**/*.test.ts"],
          globalSetup: ["device-ui/testing/global-setup.ts"],
        },
      },
    ],
  },
});
