import axe from "axe-core";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { expect, inject } from "vitest";

/**
 * Pages in a real Chromium, each test with a context of its own. Whatever a page must never do fails the test that it did it
 * in: a request to somebody else, a breach of the policy for content, an error in the console.
 */
export type Look = {
  readonly width?: number;
  readonly height?: number;
  readonly scheme?: "light" | "dark";
  readonly language?: "sv" | "en";
  readonly forcedColors?: "active" | "none";
};

let browser: Promise<Browser> | null = null;
const contexts: BrowserContext[] = [];
const faults: string[] = [];
let expected: RegExp[] = [];

/** The gallery's page of one part: `part=list&rows=10000`. */
export async function openPart(query: string, look: Look = {}): Promise<Page> {
  const page = await openPage(`/testing/gallery/index.html?${query}`, look);
  await page.locator("app-shell").waitFor();
  return page;
}

/** Opens a path of the built app, waits for its fonts, and watches it. */
export async function openPage(path: string, look: Look = {}): Promise<Page> {
  const page = await newPage(look);
  await page.goto(inject("pageAddress") + path);
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  return page;
}

/** The pages of this file are opened in a browser of its own (`startChromium` with flags), not in the one of the whole run. */
export function useBrowser(endpoint: string): void {
  browser = chromium.connect(endpoint);
}

/**
 * An empty page, watched: for tests that must stand in the way of a request before it is made.
 *
 * @param own the one origin that it may ask
 */
export async function newPage(look: Look = {}, own: string = inject("pageAddress")): Promise<Page> {
  browser ??= chromium.connect(inject("browserEndpoint"));
  const context = await (await browser).newContext({
    viewport: { width: look.width ?? 1280, height: look.height ?? 800 },
    colorScheme: look.scheme ?? "light",
    forcedColors: look.forcedColors ?? "none",
    reducedMotion: "reduce",
    locale: "sv-SE",
    timezoneId: "Europe/Stockholm",
  });
  contexts.push(context);
  context.setDefaultTimeout(8_000);
  await context.addInitScript(
    (language) => localStorage.getItem("klyka.language") ?? localStorage.setItem("klyka.language", language),
    look.language ?? "sv",
  );
  const page = await context.newPage();
  watch(page, own);
  return page;
}

/** A fault that this test brings about on purpose. */
export function expectFault(pattern: RegExp): void {
  expected.push(pattern);
}

function watch(page: Page, own: string): void {
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(own) && !url.startsWith("blob:") && !url.startsWith("data:")) faults.push(`foreign request: ${url}`);
  });
  page.on("console", (message) => {
    if (message.type() === "error") faults.push(`console: ${message.text()} (${message.location().url})`);
  });
  page.on("pageerror", (error) => faults.push(`error: ${error.message}`));
}

const levels = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"];
/** Where a row lies over its list the list's heading is gone, and the row's own is the second level. */
const leftOut = { "page-has-heading-one": { enabled: false } };

/**
 * Holds that axe finds nothing against WCAG 2.2 A and AA. Put into the page by the debugger: the policy lets no script in.
 *
 * What stays at an edge of a small screen covers part of whatever lies below it just then, and axe calls a control too small
 * of which a strip is left. Such a control is measured again where the keyboard brings it: covered there too, it is a fault.
 */
export async function expectAccessible(page: Page): Promise<void> {
  // Once a document: to read half a megabyte takes as long as to look at a view.
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe.source);
  const found = await page.evaluate(
    async ({ tags, rules }) => {
      const tool = (window as unknown as { axe: typeof import("axe-core") }).axe;
      const { violations } = await tool.run(document, {
        runOnly: { type: "tag", values: tags },
        rules,
        elementRef: true,
        // What passes is not described.
        resultTypes: ["violations"],
      });
      const [left, top] = [scrollX, scrollY];
      const stays = async (id: string, element: Element | undefined) => {
        if (id !== "target-size" || !element) return true;
        element.scrollIntoView({ block: "nearest" });
        const again = await tool.run(element, { runOnly: ["target-size"], resultTypes: ["violations"] });
        scrollTo(left, top);
        return again.violations.length > 0;
      };
      const found: { id: string; at: string[] }[] = [];
      for (const { id, nodes } of violations) {
        const at: string[] = [];
        for (const node of nodes) {
          if (await stays(id, node.element)) at.push(`${node.target.flat().join(" ")}: ${node.failureSummary ?? ""}`);
        }
        if (at.length > 0) found.push({ id, at: at.slice(0, 5) });
      }
      return found;
    },
    { tags: levels, rules: leftOut },
  );
  expect(found).toEqual([]);
}

/** Holds that nothing sticks out to the side: at 320 px all must be read without scrolling in two directions (WCAG 1.4.10). */
export async function expectNoSideways(page: Page): Promise<void> {
  // A page that is still being put together may be wide for a moment.
  const beyond = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  await expect.poll(beyond).toBeLessThanOrEqual(0);
}

/** The name of what has the focus, through all shadow roots: its label, else its text. */
export function focusedName(page: Page): Promise<string> {
  return page.evaluate(() => {
    let at = document.activeElement;
    while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
    return (at?.getAttribute("aria-label") ?? at?.textContent ?? "").trim().replace(/\s+/g, " ");
  });
}

/** What every test does at its end (`browser-setup.ts`). */
export async function closePages(): Promise<void> {
  await Promise.all(contexts.splice(0).map((context) => context.close()));
  const unexpected = faults.splice(0).filter((fault) => !expected.some((pattern) => pattern.test(fault)));
  expected = [];
  expect(unexpected).toEqual([]);
}

/** What every test file does at its end. */
export async function leaveBrowser(): Promise<void> {
  await (await browser)?.close();
  browser = null;
}
