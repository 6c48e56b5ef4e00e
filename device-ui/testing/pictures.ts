import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { startChromium } from "./chromium.ts";
import { buildPages, servePages } from "./pages.ts";

/** Pictures of the gallery at 390 and 1440 px, light and dark: `npm run ui:pictures [folder] [part …]`. */
const [folder = join(tmpdir(), "klyka-pictures"), ...only] = process.argv.slice(2);
const parts: Readonly<Record<string, string>> = {
  controls: "part=controls",
  list: "part=list&open=p3",
  phone: "part=phone",
  module: "part=phone&model=t54wWithModule",
  touch: "part=phone&model=t48u",
  snom: "part=phone&model=d725",
  polycom: "part=phone&model=vvx250",
  fault: "part=fault",
};
const sizes = [
  { width: 390, height: 844 },
  { width: 1440, height: 940 },
];

mkdirSync(folder, { recursive: true });
const built = mkdtempSync(join(tmpdir(), "klyka-ui-"));
await buildPages(built);
const server = await servePages(built);
const started = await startChromium();
const browser = await chromium.connect(started.wsEndpoint());
for (const viewport of sizes) {
  for (const colorScheme of ["light", "dark"] as const) {
    const context = await browser.newContext({
      viewport,
      colorScheme,
      deviceScaleFactor: 1,
      reducedMotion: "reduce",
      locale: "sv-SE",
    });
    const page = await context.newPage();
    for (const [name, query] of Object.entries(parts)) {
      if (only.length > 0 && !only.includes(name)) continue;
      await page.goto(`${server.address}/testing/gallery/index.html?${query}`);
      await page.evaluate(() => document.fonts.ready.then(() => undefined));
      await page.screenshot({
        path: join(folder, `${name}-${viewport.width}-${colorScheme}.png`),
        fullPage: viewport.width < 700,
      });
    }
    await context.close();
  }
}
await browser.close();
await started.close();
await server.close();
rmSync(built, { recursive: true });
process.stdout.write(`${folder}\n`);
