import { expect, test } from "vitest";
import { answerOrder } from "../../db/order-settling.ts";
import { listOrdersAbout } from "../../db/orders.ts";
import type { Actor } from "../../db/types.ts";
import { expectAccessible, expectFault, expectNoSideways } from "./browser.ts";
import { realHouse } from "./real-house.ts";

const house = realHouse({ at: "2026-11-23T10:28:00+01:00" });
const operator: Actor = { kind: "operator", id: null, name: "Nordkabel", organisationId: null };

test("Numbers are moved here step by step, signed for, ordered, followed live, and done", async () => {
  const organisationId = house.ids.organisations.firm;
  const page = await house.signedIn("anna", { path: "/portings", height: 1000 });
  await page.getByText("Inga nummer har flyttats ännu").waitFor();
  await page.getByRole("link", { name: "Flytta hit nummer" }).first().click();
  const next = page.getByRole("button", { name: "Nästa" });
  const text = page.getByRole("textbox", { name: "Nummer och serier" });
  await text.fill("040-628 04 20 – 22\n036-30 55");
  await page.getByText("”036-30 55” är inget telefonnummer.").waitFor();
  await next.click();
  await page.getByText("Rätta det som är markerat.").waitFor();
  await text.fill("040-628 04 20 – 22");
  await page.getByText("3 nummer flyttar. Tidigast mån 7 dec: 10 arbetsdagar efter beställningen.").waitFor();
  await page.getByRole("combobox", { name: /Användare för 040-628.04.21/ }).fill("Eva");
  await page.getByRole("option", { name: /Eva Lund/ }).click();
  await next.click();

  const number = page.getByRole("textbox", { name: "Organisationsnummer" });
  // The two refusals below.
  expectFault(/422/);
  await number.fill("202100-5488");
  await page.getByRole("textbox", { name: "Nuvarande operatör" }).fill("Fjärrtel AB");
  await page.getByRole("textbox", { name: "Vem skriver under?" }).fill("Anna Berg");
  await next.click();
  await page.getByText("202100-5488 är inget organisationsnummer.", { exact: false }).waitFor();
  await number.fill("202100-5489");
  await next.click();

  // Weekends, the days before the earliest and eves are not to be chosen.
  await page.getByRole("button", { name: /söndag 13 december/ }).waitFor();
  await page.getByText("Ingen dag är vald.").waitFor();
  expect(await page.getByRole("button", { pressed: true }).count()).toBe(0);
  const standsOn = page.getByRole("button", { name: /måndag 7 december/ });
  await expect.poll(() => standsOn.evaluate((day) => day.matches(":focus"))).toBe(true);
  const disabled = async (day: RegExp) => page.getByRole("button", { name: day }).isDisabled();
  expect([
    await disabled(/fredag 4 december/),
    await disabled(/söndag 13 december/),
    await disabled(/torsdag 24 december/),
    await disabled(/måndag 7 december/),
  ]).toEqual([true, true, true, false]);
  await page.getByRole("button", { name: /tisdag 8 december/ }).click();
  await page.getByText("Går att avbeställa till 2026-12-07 12:00.").waitFor();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Gör fullmakten" }).click();

  const submit = page.getByRole("button", { name: "Beställ flytten" });
  await page.getByText("Ladda upp den underskrivna fullmakten först.").waitFor();
  expect(await submit.isDisabled()).toBe(true);
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Hämta fullmakten (PDF)" }).click();
  expect((await download).suggestedFilename()).toBe("fullmakt.pdf");
  const choose = (name: string, body: string) =>
    page.locator("signed-copy input[type=file]").setInputFiles({ name, mimeType: "application/pdf", buffer: Buffer.from(body) });
  await choose("anteckning.pdf", "bara text");
  await page.getByText("Fullmakten behöver vara en PDF, JPEG eller PNG som går att öppna.").waitFor();
  await choose("Fullmakt Björkö.pdf", "%PDF-1.7\n%%EOF\n");
  await page.getByRole("link", { name: "Fullmakt Björkö.pdf" }).waitFor();
  await submit.click();
  await page.getByText("Abonnemangen för numren sägs upp hos Fjärrtel AB.", { exact: false }).waitFor();
  await page.locator("confirm-dialog").getByRole("button", { name: "Beställ flytten" }).click();
  await page.getByText("Flytten är beställd.").first().waitFor();

  const { id } = await house.db("porting").first("id");
  const [order] = await listOrdersAbout(house.db, { organisationId, subjects: [{ kind: "porting", id }] });
  const answer = (said: Parameters<typeof answerOrder>[3]) =>
    answerOrder(house.db, house.keyring, { id: order?.id ?? "", organisations: null }, said, operator, house.now());
  await answer({ answer: "progressed", progress: { stage: "scheduled", at: "2026-12-09T09:00:00Z" } });
  await page.getByText("Tid bokad: 2026-12-09 10:00").waitFor();
  await answer({ answer: "confirmed", details: {} });
  await page.getByText("Numren har flyttat").waitFor();
  await page.getByText(/är ledigt: Eva Lund har redan ett nummer där/).waitFor();
  expect(await page.getByText("blev ledigt").count()).toBe(3);
  expect(await page.getByRole("link", { name: "Eva Lund" }).count()).toBe(0);
  await expectAccessible(page);
});

test("A draft waits for its writer on a small screen, and is taken back with its toast", async () => {
  const page = await house.signedIn("anna", { path: "/portings/new", width: 320 });
  await page.getByRole("textbox", { name: "Nummer och serier" }).fill("070-174 06 55");
  await page.getByText("1 nummer flyttar.", { exact: false }).waitFor();
  await page.getByRole("button", { name: "Spara utkastet" }).click();
  await page.waitForURL("**/portings");
  await page
    .getByText(/^070-174.06.55/)
    .first()
    .click();
  await page.getByRole("link", { name: "Fortsätt fylla i" }).click();
  await expect.poll(() => page.getByRole("textbox", { name: "Nummer och serier" }).inputValue()).toMatch(/070-174.06.55/);
  await expectNoSideways(page);
  await page.goBack();
  await page.getByRole("button", { name: "Ta bort utkastet" }).click();
  await page.getByText("Utkastet är borttaget.").waitFor();
  await page.getByRole("button", { name: "Ångra" }).last().click();
  await page
    .getByText(/^070-174.06.55/)
    .first()
    .waitFor();
});

test("Operator staff writes down a number that leaves, with whose sign-in it is, and takes it away when it has left", async () => {
  const page = await house.signedIn("olle", { path: "/operator" });
  await page.getByRole("button", { name: "Gå in i Björkö Bygg AB" }).click();
  await page.getByRole("link", { name: "Portering" }).click();
  await page.getByRole("button", { name: "Skriv in nummer som lämnar" }).click();
  await page.getByRole("textbox", { name: "Nummer och serier" }).fill("08-465 004 02");
  await page.getByRole("textbox", { name: "Ny operatör" }).fill("Östnät");
  await page.getByRole("textbox", { name: "Dag" }).fill("2026-12-04");
  await page.locator("port-out-dialog").getByRole("button", { name: "Skriv in" }).click();
  await page.getByText(/Eva Lund loggar in med 08-465.004.02/).waitFor();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Numren har lämnat" }).click();
  await page.locator("confirm-dialog").getByRole("button", { name: "Numren har lämnat" }).click();
  await page.getByText("Numren är borttagna.").waitFor();
  expect(await house.db("user_number").where("e164", "+46846500402")).toEqual([]);
});
