import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { startChromium } from "./chromium.ts";
import { buildPages, servePages } from "./pages.ts";

declare module "vitest" {
  interface ProvidedContext {
    browserEndpoint: string;
    pageAddress: string;
    pageFolder: string;
  }
}

/** Once a run: the pages built and served, and one browser that all tests share. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), "klyka-ui-"));
  await buildPages(folder);
  const browser = await startChromium();
  const pages = await servePages(folder);
  project.provide("browserEndpoint", browser.wsEndpoint());
  project.provide("pageAddress", pages.address);
  project.provide("pageFolder", folder);
  return async () => {
    await browser.close();
    await pages.close();
    rmSync(folder, { recursive: true, force: true });
  };
}
