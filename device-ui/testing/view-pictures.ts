import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { chromium, type Page } from "playwright-core";
import sharp from "sharp";
import { build } from "vite";
import { startChromium } from "./chromium.ts";
import { startDemoHouse } from "./demo-house.ts";
import { uiRoot } from "./pages.ts";
import { everyView, type View } from "./view-list.ts";

/**
 * Pictures of every view of the demo firm at 390 and 1440 px, light and dark, in Swedish, into docs/pictures/ or another folder:
 * `npm run pictures`, `npm run pictures -- --into /tmp/seen users phone`. Always the same Wednesday morning.
 */
const morning = new Date("2026-11-18T10:42:00+01:00");
const sizes = [
  { width: 390, height: 844 },
  { width: 1440, height: 900 },
] as const;

const words = process.argv.slice(2);
const into = words.indexOf("--into");
const folder = into < 0 ? join(uiRoot, "..", "docs", "pictures") : (words.splice(into, 2)[1] ?? "");

await build({ configFile: join(uiRoot, "vite.config.ts"), root: uiRoot, logLevel: "error" });
const house = await startDemoHouse(morning);
const started = await startChromium();
const browser = await chromium.connect(started.wsEndpoint());
mkdirSync(folder, { recursive: true });
const views = (await everyView(house.db)).filter((view) => words.length === 0 || words.includes(view.name));
const cookies = new Map<string, string>();
const failed: string[] = [];
for (const viewport of sizes) {
  for (const colorScheme of ["light", "dark"] as const) {
    const look = { viewport, colorScheme, reducedMotion: "reduce", locale: "sv-SE", timezoneId: "Europe/Stockholm" } as const;
    for (const view of views) {
      const context = await browser.newContext(look);
      if (view.who !== null) {
        const value = cookies.get(view.who) ?? (await house.session(view.who));
        cookies.set(view.who, value);
        await context.addCookies([{ name: "klyka_session", value, url: house.url }]);
      }
      const file = `${view.name}-${viewport.width}-${colorScheme}.webp`;
      const page = await context.newPage();
      await page.clock.setFixedTime(house.now);
      try {
        await take(page, view, join(folder, file));
      } catch (error) {
        failed.push(`${file}: ${error instanceof Error ? error.message.split("\n")[0] : String(error)}`);
      }
      await context.close();
    }
  }
}
await browser.close();
await started.close();
await house.stop();
process.stdout.write(`${folder}\n${failed.map((line) => `${line}\n`).join("")}`);
process.exitCode = failed.length > 0 ? 1 : 0;

async function take(page: Page, view: View, file: string): Promise<void> {
  page.setDefaultTimeout(10_000);
  await page.goto(house.url + view.path);
  // Where a row lies over its list, on a mobile, the heading is its name.
  await page.getByRole("heading", { name: /\S/ }).first().waitFor();
  await atRest(page);
  if (view.act) {
    await view.act(page);
    await atRest(page);
  }
  const taken = await page.screenshot({ animations: "disabled", caret: "hide" });
  writeFileSync(file, await sharp(taken).webp({ quality: 78, effort: 6, smartSubsample: true }).toBuffer());
}

/** Fonts and pictures are there, and the page has been the same for a while. */
async function atRest(page: Page): Promise<void> {
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  let before = "";
  for (let look = 0; look < 12; look++) {
    await page.waitForTimeout(250);
    const seen = (await page.screenshot({ animations: "disabled", caret: "hide" })).toString("base64");
    if (seen === before) return;
    before = seen;
  }
}
