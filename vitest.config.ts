import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{domain,db,templates,firmware,provisioning,cli,portal,scripts,bench}/**/*.test.ts", "*.test.ts"],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    globalSetup: ["db/testing/global-setup.ts"],
    pool: "forks",
    maxWorkers: 2,
  },
});
