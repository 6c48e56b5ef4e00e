import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { setSetting } from "../../db/settings.ts";
import type { Actor } from "../../db/types.ts";
import { expectAccessible, expectFault, expectNoSideways } from "./browser.ts";
import { realHouse } from "./real-house.ts";

const house = realHouse();
const operators: Actor = { kind: "cli", id: null, name: "klyka", organisationId: null };
const row = (page: Page, name: string) => page.getByRole("grid").getByRole("row").filter({ hasText: name });
const shot = async (page: Page, name: string) => {
  if (process.env.KLYKA_SHOTS) await page.screenshot({ path: `${process.env.KLYKA_SHOTS}/${name}.png` });
};

test("An administrator sends the app by SMS from the row, follows it, and is told why somebody gets no mail", async () => {
  const page = await house.signedIn("anna", { path: "/users", width: 1440, height: 900 });
  const eva = row(page, "Eva Lund");
  await eva.getByRole("button", { name: /^Skicka länken till telefonappen till Eva Lund som SMS/ }).click();
  await page.getByText("SMS med länk till telefonappen är på väg till Eva Lund.").waitFor();
  await expect.poll(() => house.texts.length).toBe(1);
  expect(house.texts[0]).toMatch(/^Installera telefonappen: https:\/\/telefoni\.example\.se\/install#[0-9a-z]{26} /);
  const mail = eva.getByRole("button", { name: "Mejl till Eva Lund går inte: licens för softphone saknas" });
  expect(await mail.getAttribute("aria-disabled")).toBe("true");
  await eva.press("Enter");
  const beside = page.locator("user-panel");
  await beside.getByText("SMS, Telefonappen").waitFor();
  await beside.getByText(/^Skickat/).waitFor();
  await shot(page, "user");
  await expectAccessible(page);
  // At once again is once too often (M4).
  expectFault(/429/);
  await beside.getByRole("button", { name: /^SMS/ }).click();
  await page.getByText(/Ett skickades nyss\. Försök igen om \d+ sekunder\./).waitFor();
});

test("Many are sent the link after their number has been agreed to, with who was left out and why", async () => {
  const page = await house.signedIn("anna", { path: "/users" });
  await row(page, "Jonas Malm").getByRole("checkbox").click();
  await row(page, "Anna Ek").getByRole("checkbox").click();
  await page.getByRole("button", { name: "Skicka mejl", exact: true }).click();
  await page.getByRole("dialog", { name: "Skicka mejl till 2 användare?" }).waitFor();
  await shot(page, "bulk");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Skicka 2 mejl" }).click();
  await page.getByText(/ligger i utkorgen\./).waitFor();
  await page
    .getByText(/licens för softphone/)
    .first()
    .waitFor();
  await page.getByRole("button", { name: "Stäng" }).last().click();
});

test("A person sends the app to the own mobile, opens it there once, and nobody after that", async () => {
  const organisationId = house.ids.organisations.firm;
  const at = { layer: "organisation", organisationId } as const;
  await setSetting(
    house.db,
    { at, name: "exchange.registrar", value: { host: "sip.example.se", port: 5061 } },
    operators,
    house.now(),
  );
  const page = await house.signedIn("jonas", { path: "/account" });
  await page.getByRole("button", { name: "Skicka som SMS" }).click();
  await page.getByText("SMS är på väg.").waitFor();
  await page.getByText(/^Skickat/).waitFor();
  await page.getByText("Alltid", { exact: true }).click();
  await page.getByText("Valet är sparat.").waitFor();
  await shot(page, "account");
  const link = /https:\/\/telefoni\.example\.se(\/install#[0-9a-z]{26})/.exec(house.texts.at(-1) ?? "")?.[1] ?? "";
  const phone = await house.opened({ path: link, width: 390, height: 844, scheme: "dark" });
  await phone.getByText("För Jonas Malm hos Björkö Bygg AB.").waitFor();
  await shot(phone, "install");
  await expectAccessible(phone);
  await phone.getByRole("button", { name: "Visa uppgifterna" }).click();
  await phone.getByText("sip.example.se:5061").waitFor();
  const { sip_user: sipUser } = await house.db("sip_account").where("user_id", house.ids.people.jonas).first("sip_user");
  await phone.getByText(sipUser, { exact: true }).waitFor();
  await shot(phone, "install-shown");
  await expectAccessible(phone);
  await expectNoSideways(phone);
  expect(phone.url()).not.toContain("#");
  await page.getByText(/^Länken öppnad/).waitFor();
  expectFault(/410/);
  const other = await house.opened({ path: link });
  await other.getByText("Länken gäller inte längre.", { exact: false }).waitFor();
  await shot(other, "install-over");
});

test("Operator staff reads in the outbox what was sent, and sees what was not", async () => {
  const page = await house.signedIn("olle", { path: "/operator/outbox", width: 1440, height: 900 });
  await row(page, "Eva Lund").press("Enter");
  await page.getByRole("group", { name: "Text" }).getByText("Installera telefonappen:").waitFor();
  await shot(page, "outbox");
  await expectAccessible(page);
});
