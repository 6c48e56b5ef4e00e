import { expect, test } from "vitest";
import { setDiversion } from "../../db/diversions.ts";
import type { Actor } from "../../db/types.ts";
import { expectAccessible, expectNoSideways } from "./browser.ts";
import { realHouse } from "./real-house.ts";

/** A Monday, 11:52 in Stockholm. */
const house = realHouse({ at: "2026-03-02T10:52:00Z" });
const self: Actor = { kind: "user", id: "jonas", name: "Jonas Malm", organisationId: null };

test("Who is away shows at once among colleagues, sickness as Frånvarande until the person shares it", async () => {
  const eva = await house.signedIn("eva", { path: "/colleagues" });
  const jonas = await house.signedIn("jonas", { path: "/diversion", scheme: "dark" });
  const row = (name: string) => eva.getByRole("row", { name: new RegExp(name) });
  await row("Jonas Malm").getByText("Nåbar").waitFor();
  expect(await eva.getByRole("row", { name: /Eva Lund/ }).count()).toBe(0);
  const of = { organisationId: house.ids.organisations.firm, userId: house.ids.people.jonas, source: "portal" } as const;
  const sick = { reason: "sjuk", startsAt: null, endsAt: "2026-03-02T16:00", note: "Feber" };
  await setDiversion(house.db, { ...of, ...sick }, self, house.now());
  await row("Jonas Malm").getByText("Frånvarande till 16:00").waitFor();
  expect(await eva.getByText("Feber").count()).toBe(0);

  // The person decides, on the page of absences.
  await jonas.getByText("Kollegor och den som ringer får inte veta orsaken.").waitFor();
  const choice = jonas.getByRole("switch", { name: "Låt kollegor se även Sjuk och VAB" });
  await choice.focus();
  await jonas.keyboard.press("Space");
  await jonas.getByText("Kollegor ser orsaken. Den som ringer får inte veta den.").waitFor();
  await row("Jonas Malm").getByText("Sjuk till 16:00").waitFor();
  await row("Jonas Malm").getByText("Feber").waitFor();
  await expectAccessible(jonas);
  await jonas.locator(".toast", { hasText: "Kollegor ser nu också" }).getByRole("button", { name: "Ångra" }).click();
  await row("Jonas Malm").getByText("Frånvarande till 16:00").waitFor();

  // Found as a colleague finds, narrowed by who is away, and taken along by keyboard.
  await eva.getByRole("searchbox").fill("malm");
  await expect.poll(() => row("Sara Öberg").count()).toBe(0);
  await row("Jonas Malm").waitFor();
  await eva.getByRole("searchbox").fill("");
  await row("Sara Öberg").waitFor();
  await eva.getByRole("combobox", { name: "Just nu" }).selectOption("away");
  await expect.poll(() => new URL(eva.url()).search).toBe("?now=away");
  await expect.poll(() => row("Sara Öberg").count()).toBe(0);
  await row("Jonas Malm").focus();
  await eva.keyboard.press("Enter");
  await eva.locator(".toast", { hasText: "08-465 004 03" }).waitFor();
  await expectAccessible(eva);
  await eva.setViewportSize({ width: 320, height: 640 });
  await expectNoSideways(eva);
});

test("Nobody found offers everybody, and a list that cannot be fetched is asked for again", async () => {
  const page = await house.signedIn("anna", {
    path: "/colleagues?q=zzz",
    language: "en",
    scheme: "dark",
    width: 390,
    height: 780,
  });
  await page.getByText("Nothing matches your filter.").waitFor();
  await page.getByRole("button", { name: "Show all" }).click();
  await page
    .getByRole("row", { name: /Sara Öberg/ })
    .getByText("Reachable")
    .waitFor();
  await expectAccessible(page);
});
