import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { raiseAlarm } from "../../db/alarms.ts";
import { listAudit } from "../../db/audit.ts";
import { beatNode } from "../../db/nodes.ts";
import { findPhone } from "../../db/phones.ts";
import { expectAccessible, expectNoSideways } from "./browser.ts";
import { realHouse } from "./real-house.ts";
import { foundMac } from "./small-firm.ts";

const house = realHouse();
const row = (page: Page, name: string) => page.getByRole("grid").getByRole("row").filter({ hasText: name });
const firm = () => house.ids.organisations.firm;

test("An operator finds an organisation, makes one, and goes into one, which is seen and stands in its log", async () => {
  const page = await house.signedIn("olle", { path: "/operator" });
  await page.getByRole("searchbox", { name: "Sök företag" }).fill("bjorko");
  await expect.poll(() => page.getByRole("grid").getByRole("row").count()).toBe(2);
  await page.getByRole("button", { name: "Nytt företag" }).click();
  await page.getByRole("textbox", { name: "Företagets namn" }).fill("Åkeri Öst AB");
  expect(await page.getByRole("textbox", { name: "Kortnamn" }).inputValue()).toBe("akeri-ost");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Skapa företaget" }).click();
  await row(page, "Åkeri Öst AB").waitFor();
  await page.getByRole("searchbox", { name: "Sök företag" }).fill("");
  await page.getByRole("button", { name: "Gå in i Björkö Bygg AB" }).click();
  await page.getByText("Du arbetar i Björkö Bygg AB som operatör.", { exact: false }).waitFor();
  await row(page, "Receptionen").waitFor();
  expect(await listAudit(house.db, { organisationId: firm(), action: "operator.entered" })).toHaveLength(1);
  await page.getByRole("button", { name: "Lämna företaget" }).click();
  await row(page, "Åkeri Öst AB").waitFor();
});

test("An operator sees every phone, and gives one that is nobody's to the organisation where it stands", async () => {
  const page = await house.signedIn("olle", { path: "/operator/phones", scheme: "dark" });
  await row(page, "Verkstaden").getByText("Björkö Bygg AB").waitFor();
  await row(page, "Verkstaden").press("Enter");
  await page.getByRole("button", { name: "Gå in och öppna telefonen" }).waitFor();
  await expectAccessible(page);
  await page.goto(`${house.url}/operator/new-phones`);
  await row(page, "80:5E:C0:A1:00:FF").press("Enter");
  await page.getByRole("button", { name: "Ge till företaget" }).click();
  await page.getByText("Fyll i det här.").waitFor();
  await page.getByRole("combobox", { name: "Företag" }).fill("sjöbo");
  await page.getByRole("option", { name: /Sjöbo/ }).click();
  await page.getByRole("textbox", { name: "Etikett" }).fill("Entrén");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Ge till företaget" }).click();
  await page.getByText("Telefonen tillhör nu Sjöbo Plåt AB.").waitFor();
  expect(await findPhone(house.db, { organisationId: house.ids.organisations.other, mac: foundMac })).toMatchObject({
    label: "Entrén",
    state: "claimed",
  });
  await page.getByRole("button", { name: "Gå in och släpp in den" }).click();
  await page.getByText("Du arbetar i Sjöbo Plåt AB som operatör.", { exact: false }).waitFor();
  await page.getByRole("button", { name: "Öppna fönstret" }).waitFor();
});

test("An operator sees what runs, what is not in step, and puts alarms aside", async () => {
  const phoneId = house.ids.phones.office;
  const alarm = {
    kind: "window_taken",
    organisationId: firm(),
    phoneId,
    mac: "000413a10002",
    address: "192.0.2.66",
    detail: "",
  } as const;
  await raiseAlarm(house.db, alarm, house.now());
  const node = { version: "1.2.3", startedAt: house.now().toISOString(), state: "serving", listeners: [], seen: 0 } as const;
  await beatNode(house.db, { ...node, id: "a", name: "north" }, house.now());
  await beatNode(house.db, { ...node, id: "b", name: "south" }, new Date(house.now().getTime() - 120_000));
  const page = await house.signedIn("olle", {
    path: "/operator/health",
    width: 320,
    height: 800,
    language: "en",
    scheme: "dark",
  });
  await page.getByText("Somebody else asks in the window, from 192.0.2.66.", { exact: false }).waitFor();
  await page.getByText("1.2.3", { exact: true }).waitFor();
  const nodes = page.getByRole("region", { name: "Nodes 2" });
  await nodes.getByText("serving").waitFor();
  await nodes.getByText("not heard since", { exact: false }).waitFor();
  await expectNoSideways(page);
  await expectAccessible(page);
  await page.getByRole("button", { name: "I have seen it" }).click();
  await page.getByText("Nothing to look at").waitFor();
  expect(await listAudit(house.db, { organisationId: firm(), action: "alarm.acknowledged" })).toHaveLength(1);
  await page
    .getByRole("region", { name: /^Desk phones/ })
    .getByRole("link")
    .nth(1)
    .click();
  await row(page, "Verkstaden").waitFor();
});
