import type { Page } from "playwright-core";
import { beforeAll, describe, test } from "vitest";
import { createMenu, MenuInput } from "../../db/menus.ts";
import type { Actor } from "../../db/types.ts";
import { fill, patterns, type RouteName } from "../src/router/paths.ts";
import { routes } from "../src/router/routes.ts";
import { expectAccessible, expectNoSideways } from "./browser.ts";
import { seedInvoices } from "./invoices-house.ts";
import { realHouse } from "./real-house.ts";
import type { PersonKey } from "./small-firm.ts";

const house = realHouse();
const names = Object.keys(patterns) as RouteName[];
const actor: Actor = { kind: "cli", id: null, name: "klyka", organisationId: null };
let menu = "";
let invoice = "";

beforeAll(async () => {
  const keys = [{ key: "1", destination: { kind: "group", id: house.ids.groups.switchboard } }];
  const input = { organisationId: house.ids.organisations.firm, ...MenuInput.parse({ name: "Välkommen", keys }) };
  menu = (await createMenu(house.db, input, actor, house.now())).id;
  invoice = (await seedInvoices(house)).september;
});

/** Who sees the page best, and where it is. */
function visit(name: RouteName): { readonly who: PersonKey | null; readonly paths: readonly string[] } {
  const { groups, layout, phones, list } = house.ids;
  const params = { phone: phones.reception, layout, group: groups.switchboard, menu, invoice, list };
  const path = fill(patterns[name], params);
  if (routes[name].bare) return { who: null, paths: [path] };
  if (name === "myPhone") return { who: "eva", paths: [fill(patterns.myPhone, { phone: house.ids.phones.reception })] };
  if (routes[name].who === "operator") return { who: "olle", paths: [path] };
  return {
    who: "anna",
    paths: [
      path,
      ...(name === "users" ? usersPaths() : []),
      ...(name === "phone" ? phonePaths(path) : []),
      ...besideContacts(name, path),
    ],
  };
}

function besideContacts(name: RouteName, path: string): string[] {
  const { contact } = house.ids;
  if (name === "myContacts") return [`${path}?contact=${contact}`];
  return name === "contactList" ? [contact, "new", "members"].map((open) => `${path}?contact=${open}`) : [];
}

function usersPaths(): string[] {
  const categories = ["details", "role", "numbers", "extra", "deactivation", "advanced"];
  return categories.map((category) => `/users?user=${house.ids.people.eva}&category=${category}`);
}

function phonePaths(path: string): string[] {
  return ["plan", "file", "delivery", "journal"].map((beside) => `${path}?beside=${beside}`);
}

/** What is fetched is there: no status says that it is being waited for. */
async function settled(page: Page): Promise<void> {
  await page.locator("h1:visible, h2:visible").first().waitFor();
  await page.waitForLoadState("networkidle").catch(() => undefined);
  await page.waitForTimeout(150);
}

async function go(page: Page, path: string): Promise<void> {
  await page.evaluate((to) => {
    history.pushState(null, "", to);
    dispatchEvent(new PopStateEvent("popstate"));
  }, path);
  await settled(page);
}

function said(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return "actual" in error ? `${error.message} ${JSON.stringify(error.actual)}` : error.message;
}

/** One page for each person goes from view to view, as people do. */
async function everywhere(
  look: { scheme: "light" | "dark"; language: "sv" | "en"; width: number },
  check: (page: Page) => Promise<void>,
) {
  // High, so that nothing is half under the bar at the lower edge: one scrolls it clear.
  const tall = { ...look, height: 6000 };
  const pages = new Map<PersonKey | null, Page>();
  const found: string[] = [];
  for (const name of names) {
    const { who, paths } = visit(name);
    for (const path of paths) {
      const known = pages.get(who);
      const page = known ?? (who === null ? await house.opened({ ...tall, path }) : await house.signedIn(who, { ...tall, path }));
      pages.set(who, page);
      if (known) await go(page, path);
      else await settled(page);
      await check(page).catch((error: unknown) => found.push(`${path}: ${said(error)}`));
    }
  }
  if (found.length > 0) throw new Error(found.join("\n\n"));
}

/** Some seventy pages each: on two busy cores that takes minutes. */
const patience = 300_000;

describe("Every view", () => {
  test(
    "is without a finding of axe in light and Swedish at 1280 px, and in dark and English at 320 px, read there without scrolling to the side",
    async () => {
      // Side by side: most of the time a page waits for what it fetches.
      const [wide, narrow] = await Promise.allSettled([
        everywhere({ scheme: "light", language: "sv", width: 1280 }, expectAccessible),
        everywhere({ scheme: "dark", language: "en", width: 320 }, async (page) => {
          await expectNoSideways(page);
          await expectAccessible(page);
        }),
      ]);
      for (const one of [wide, narrow]) if (one.status === "rejected") throw one.reason;
    },
    patience,
  );
});
