import { beforeAll, expect, test } from "vitest";
import { type Doubles, doubleAccess, startDoubles } from "../../provisioning/testing/redirection-services.ts";
import { expectAccessible, expectNoSideways } from "./browser.ts";
import { realHouse } from "./real-house.ts";

let doubles: Doubles;
beforeAll(async () => {
  doubles = await startDoubles();
  return () => doubles.stop();
});
const house = realHouse({
  phones: true,
  redirection: () => ({ reach: { privateToo: true, denied: [] }, authorities: [doubles.authority.certificate] }),
});

test("A phone is plugged in, seen, claimed with one click, and programmed", async () => {
  const organisationId = house.ids.organisations.firm;
  const page = await house.signedIn("anna", { path: "/phones/connect", height: 1000 });
  await page.getByText("Ingen telefon har hört av sig ännu.").waitFor();
  if ((await page.getByRole("button", { name: "Skapa adressen" }).count()) > 0) {
    await page.getByRole("button", { name: "Skapa adressen" }).click();
    await page.getByText("Adressen är skapad.").waitFor();
  }
  const server = (await page.locator(".url").textContent()) ?? "";
  expect(server).toMatch(new RegExp(`^${house.phonesUrl}/o/[0-9a-z]{26}/$`));
  await page.getByRole("img", { name: "Adressen som QR-kod" }).waitFor();
  await page.getByRole("combobox", { name: "DHCP-server" }).selectOption("kea");
  await page.getByRole("region", { name: "Recept för Kea" }).getByText(server).first().waitFor();
  await expectAccessible(page);
  await expectNoSideways(page);

  const phone = { mac: "805ec0fe0001", vendor: "yealink", model: "T46U", server } as const;
  await house.fresh(phone);
  await page.getByRole("button", { name: /^Tilldela Yealink T46U/ }).click();
  await page.getByText("Tilldelad, väntar på att telefonen frågar igen").waitFor();
  await house.fresh(phone);
  await page.getByText("Klar: telefonen har sina filer").waitFor();
  const { state } = await house.db("phone").where({ mac: phone.mac, organisation_id: organisationId }).first("state");
  expect(state).toBe("bound");
});

test("An operator enters an account at a maker, tests it, and registers what is missing; the phone's panel says so", async () => {
  const page = await house.signedIn("olle", { path: "/operator/redirection", height: 1000 });
  await page.getByText("Inget konto är inlagt.").waitFor();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Lägg in konto" }).click();
  await page.getByRole("combobox", { name: "Tjänst", exact: true }).selectOption("yealink_rps");
  await page.getByRole("textbox", { name: "Användarnamn" }).fill(doubleAccess.user);
  await page.getByRole("textbox", { name: "Lösenord" }).fill("fel lösenord");
  await page.getByRole("textbox", { name: "Tjänstens adress" }).fill(`${doubles.base}/yealink/xmlrpc/`);
  await expectAccessible(page);
  await page.getByRole("button", { name: "Spara" }).click();
  await page.getByRole("button", { name: /^Testa Yealink RPS/ }).click();
  await page.getByText("Tjänsten godtar inte namnet och hemligheten.").waitFor();
  await page.getByRole("button", { name: /^Ändra Yealink RPS/ }).click();
  await page.getByRole("textbox", { name: "Lösenord" }).fill(doubleAccess.secret);
  await page.getByRole("button", { name: "Spara" }).click();
  await page.getByRole("button", { name: /^Testa Yealink RPS/ }).click();
  await page.getByText("Tjänsten godtar inloggningen").waitFor();
  await page.getByRole("button", { name: /^Registrera \d+ telefon/ }).click();
  await page
    .locator("confirm-dialog")
    .getByRole("button", { name: /^Registrera \d+ telefon/ })
    .click();
  await expect.poll(() => doubles.phones.size).toBeGreaterThan(0);
  await page.locator("data-list").getByText("Registrerad", { exact: true }).first().waitFor();
  await expectAccessible(page);
  await expectNoSideways(page);
  expect(await page.content()).not.toContain(doubleAccess.secret);

  const { id, mac } = await house
    .db("phone")
    .where({ vendor: "yealink", organisation_id: house.ids.organisations.firm })
    .whereNot("state", "retired")
    .first("id", "mac");
  const phones = await house.signedIn("anna", { path: `/phones?phone=${id}`, height: 1000 });
  await phones.getByRole("button", { name: /^Ta bort hos Yealink RPS/ }).waitFor();
  await expectAccessible(phones);
  await phones.getByRole("button", { name: /^Ta bort hos Yealink RPS/ }).click();
  await phones.getByRole("button", { name: /^Registrera hos Yealink RPS/ }).waitFor();
  await expect.poll(() => doubles.phones.has(mac)).toBe(false);
  await phones.getByText("Inte registrerad").waitFor();
});
