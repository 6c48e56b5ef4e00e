import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { z } from "zod";
import { freePort } from "../db/testing/free-ports.ts";
import { startChromium } from "../device-ui/testing/chromium.ts";
import { openStore } from "../process/store.ts";
import { benchSettings, startKlyka } from "./klyka.ts";
import { median } from "./measure.ts";
import { anAdministrator, type PortalOrder } from "./portal.ts";
import type { BenchRow } from "./row.ts";
import { seedPhones } from "./seed.ts";

const section = "The web app in Chromium";
const visits = 5;

/** How soon the built app draws something, and how long it takes to answer a person, by Chromium's own figures. */
export async function benchWeb({ folder: root, quick, say }: PortalOrder): Promise<readonly BenchRow[]> {
  const folder = join(root, "web");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const order = { folder, port: await freePort(), portalPort: await freePort(), databaseUrl: null };
  const store = await openStore(benchSettings(order), new Date());
  const firm = await seedPhones(store.db, store.keyring, { phones: quick ? 500 : 10_000, keys: 4, shownOn: 50 }, new Date());
  const session = await anAdministrator(store.db, firm);
  await store.db.destroy();
  const klyka = await startKlyka(order);
  const server = await startChromium();
  try {
    const browser = await chromium.connect(server.wsEndpoint());
    const visit = { browser, address: `http://127.0.0.1:${order.portalPort}`, session };
    const rows = [
      await paints(visit, "/", "Mina sidor"),
      await paints(visit, "/users", "Användare"),
      await paints(visit, `/phones/${firm.phones[0]?.id ?? ""}`, "a phone's keys"),
      await interactions(visit, say),
    ];
    await browser.close();
    return rows;
  } finally {
    await server.close();
    await klyka.stop();
  }
}

type Visit = { readonly browser: Browser; readonly address: string; readonly session: string };

async function opened({ browser, address, session }: Visit, path: string): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: "sv-SE" });
  await context.addCookies([{ name: "klyka_session", value: session, url: address }]);
  const page = await context.newPage();
  await page.goto(address + path);
  await page.locator("h1").first().waitFor();
  return page;
}

/** First contentful paint of a visit with an empty cache, and the moment when the view's heading stands. */
async function paints(visit: Visit, path: string, name: string): Promise<BenchRow> {
  const first: number[] = [];
  const headings: number[] = [];
  for (let n = 0; n < visits; n++) {
    const page = await opened(visit, path);
    headings.push(z.number().parse(await page.evaluate("performance.now()")));
    first.push(await firstPaint(page));
    await page.context().close();
  }
  const note = `middle of ${visits} visits with nothing in the browser's cache; its heading stands after ${median(headings).toFixed(0)} ms`;
  return rowOf(`${name}, first contentful paint`, median(first), note);
}

/** The browser tells of it a little after it has happened. */
async function firstPaint(page: Page): Promise<number> {
  for (let tries = 0; tries < 50; tries++) {
    const told = await page.evaluate("performance.getEntriesByName('first-contentful-paint')[0]?.startTime");
    if (typeof told === "number") return told;
    await page.waitForTimeout(100);
  }
  throw new Error("the browser tells of no first contentful paint");
}

const Longest = z.object({ millis: z.number(), count: z.number() });
/** Runs in the page. */
const watchInteractions = `
  window.longest = { millis: 0, count: 0 };
  new PerformanceObserver((list) => {
    for (const { interactionId, duration } of list.getEntries()) {
      if (!interactionId) continue;
      window.longest.count += 1;
      window.longest.millis = Math.max(window.longest.millis, duration);
    }
  }).observe({ type: "event", durationThreshold: 16, buffered: true });
`;

/** The longest of many interactions, from the event to the next frame: what is called INP (web.dev/inp). */
async function interactions(visit: Visit, say: (line: string) => void): Promise<BenchRow> {
  const page = await opened(visit, "/users");
  await page.evaluate(watchInteractions);
  const search = page.locator("input[type=search]").first();
  await search.click();
  await search.pressSequentially("person 12", { delay: 40 });
  await page.keyboard.press("Control+k");
  await page.keyboard.type("desk 34", { delay: 40 });
  await page.keyboard.press("Escape");
  for (const section of ["/phones", "/users", "/", "/users"]) await page.locator(`a[href="${section}"]`).first().click();
  await page.waitForTimeout(500);
  const { millis, count } = Longest.parse(await page.evaluate("window.longest"));
  say(`  ${count} interactions longer than a frame`);
  await page.context().close();
  const note = `the longest of typing in a list, Ctrl-K and its search, and four changes of page, in a firm of 10,000 users`;
  return { ...rowOf("answer to a person (INP)", millis, note), bar: 100 };
}

function rowOf(name: string, klyka: number, note: string): BenchRow {
  return { section, name, klyka, peer: null, ratio: null, bar: null, unit: "ms", note };
}
