import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { listAudit } from "../../db/audit.ts";
import { recordFound } from "../../db/found-phones.ts";
import { addTrustedNetwork } from "../../db/networks.ts";
import { listSwitches } from "../../db/switches.ts";
import type { Actor } from "../../db/types.ts";
import { type Switches, startSwitches } from "../../provisioning/snmp/switches.ts";
import { type AgentSwitch, SwitchAgent } from "../../provisioning/testing/switch-agent.ts";
import { expectAccessible, expectFault, expectNoSideways, focusedName } from "./browser.ts";
import { realHouse } from "./real-house.ts";

const house = realHouse();
const actor: Actor = { kind: "cli", id: null, name: "klyka", organisationId: null };
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
const [reception, newcomer] = ["805ec0a10001", "805ec0a1beef"];
const core = { chassis: "02000000cc00", name: "sw-kärna" };
const computers = Array.from({ length: 12 }, (_, n) => `02000000dd${n.toString(16).padStart(2, "0")}`);
const plugged: AgentSwitch["plugged"] = {
  1: { phone: { mac: reception, model: "SIP-T54W", firmware: "96.86.0.100", deciwatts: 47 }, milliwatts: 4300 },
  2: { learnt: ["000413a10002", "02000000ee01"], power: "delivering", alias: "Plan 2, rum 12" },
  3: { power: "fault" },
  5: { learnt: ["02000000ee02"] },
  24: { switch: core, learnt: computers, power: null },
};
let agent: SwitchAgent;
let switches: Switches;

beforeAll(async () => {
  const read = { kind: "v2c", community: "lasning" } as const;
  const write = { kind: "v3", user: "klyka", auth: "sha", authKey: "signeras så", priv: "aes", privKey: "krypteras så" } as const;
  agent = await SwitchAgent.start({ name: "sw-plan-2", chassis: "02000000aa00", ports: 24, read, write, plugged });
  const organisationId = house.ids.organisations.firm;
  await addTrustedNetwork(house.db, { organisationId, siteId: null, cidr: "127.0.0.0/8", note: "" }, actor, house.now());
  const parts = { db: house.db, keyring: house.keyring, clock: house.now, log: silent };
  const patience = { timeout: 1_000, retries: 1 };
  switches = startSwitches({ ...parts, reach: { privateToo: true, denied: [] }, every: 3_600, patience, offMillis: 30 });
});
afterAll(async () => {
  await switches.stop();
  await agent.stop();
});

const port = (page: Page, name: string | RegExp) => page.locator("switch-front").getByRole("button", { name });

test("A switch is added by keyboard, shows who sits where, and a port gets its power back after being asked about twice", async () => {
  expectFault(/422/);
  const page = await house.signedIn("anna", { path: "/switches", height: 900 });
  await page.getByRole("button", { name: "Lägg till en switch" }).first().click();
  const form = page.locator("switch-dialog");
  await form.getByLabel("Namn").fill("Plan 2");
  await form.getByLabel("IP-adress").fill("192.0.2.7");
  await form.getByLabel("UDP-port").fill(String(agent.port));
  await form.getByLabel("Community").fill("lasning");
  await form.getByText("SNMP v3").nth(1).click();
  const v3 = form.locator("form");
  await v3.getByLabel("Användare").fill("klyka");
  await v3.getByLabel("Lösenord för signering").fill("kort");
  await v3.getByLabel("Lösenord för kryptering").fill("krypteras så");
  await expectAccessible(page);
  await form.getByRole("button", { name: "Lägg till" }).click();
  await form.getByText("Lösenord har minst åtta tecken").waitFor();
  await v3.getByLabel("Lösenord för signering").fill("signeras så");
  await form.getByRole("button", { name: "Lägg till" }).click();
  await form.getByText("192.0.2.7 ligger inte i något av företagets nät").waitFor();
  await form.getByLabel("IP-adress").fill("127.0.0.1");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: /Plan 2/ }).waitFor();
  await page.getByText(/^Läst/).first().waitFor();
  // As they lie: 1 above 2, 3 beside 1; who sits there is read out.
  await port(page, /^Gi1\/0\/1:/).focus();
  await page.keyboard.press("ArrowDown");
  expect(await focusedName(page)).toBe("Gi1/0/2: Anna Ek");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ArrowRight");
  expect(await focusedName(page)).toBe("Gi1/0/3: fel på strömmen");
  await page.keyboard.press("End");
  expect(await focusedName(page)).toBe("Gi1/0/24: vidare till annan utrustning");
  await page.keyboard.press("Home");
  await page.keyboard.press("Enter");
  const panel = page.locator("port-panel");
  await panel.getByText("Ger ström, 4,3 W").waitFor();
  await panel.getByText("10, telefoner 20").waitFor();
  await panel.getByText(/SIP-T54W, 96\.86\.0\.100/).waitFor();
  await expectAccessible(page);
  await panel.getByRole("button", { name: "Bryt strömmen en stund" }).click();
  await page.locator("confirm-dialog").getByText("Eva Lund startar om. Ett pågående samtal bryts.").waitFor();
  await page.locator("confirm-dialog").getByRole("button", { name: "Fortsätt" }).click();
  await page.locator("confirm-dialog").getByText("Plan 2, Gi1/0/1: Eva Lund.").waitFor();
  expect(agent.written).toEqual([]);
  await page.locator("confirm-dialog").getByRole("button", { name: "Bryt strömmen nu" }).click();
  await panel.getByText(/bröt strömmen .* Den är tillbaka\./).waitFor({ timeout: 15_000 });
  expect(agent.written).toEqual([
    [1, 2],
    [1, 1],
  ]);
  // A computer hangs behind that phone too.
  await port(page, "Gi1/0/2: Anna Ek").click();
  await panel.getByText("Det hänger mer än en telefon på porten.").waitFor();
  expect(await panel.getByRole("button", { name: "Bryt strömmen en stund" }).isDisabled()).toBe(true);
  const [entry] = await listAudit(house.db, { organisationId: house.ids.organisations.firm, action: "switch.port_cycled" });
  expect(entry?.after).toEqual({ port: "Gi1/0/1", phone: reception });
  // What opens it stays for its own address alone.
  await page.getByRole("button", { name: "Ändra", exact: true }).click();
  const edit = page.locator("switch-dialog");
  await edit.getByText("Som förut").first().waitFor();
  await edit.getByLabel("IP-adress").fill("127.0.0.9");
  await edit.getByText("Inloggningen skickas inte till en ny adress").waitFor();
  expect([await edit.getByText("Som förut").count(), await edit.getByLabel("Community").inputValue()]).toEqual([0, ""]);
  await expectAccessible(page);
  await edit.getByLabel("IP-adress").fill("127.0.0.1");
  await expect.poll(() => edit.getByText("Som förut").count()).toBe(2);
  await page.keyboard.press("Escape");
});

test("A new phone on the port of one that is gone is offered to its user, hidden and shown again", async () => {
  const organisationId = house.ids.organisations.firm;
  const seen = { vendor: "yealink", model: "T46U", firmware: null, address: "127.0.0.9", userAgent: null } as const;
  await recordFound(house.db, [{ ...seen, mac: newcomer, at: house.now().toISOString(), organisationId }]);
  const page = await house.signedIn("anna", { path: "/switches", height: 900 });
  await page.getByText("Plan 2").first().click();
  await page.getByRole("heading", { level: 1, name: /Plan 2/ }).waitFor();
  agent.show({ ...plugged, 1: { phone: { mac: newcomer, model: "SIP-T46U" } } });
  await page.getByRole("button", { name: "Läs av nu" }).click();
  const noticed = page.locator("finding-list");
  await noticed.getByText("En ny telefon, 80:5E:C0:A1:BE:EF, sitter på Gi1/0/1, där Eva Lund satt.").waitFor({ timeout: 15_000 });
  await expectAccessible(page);
  await noticed.getByRole("button", { name: /^Dölj/ }).click();
  await page.getByText("Dold.").waitFor();
  await expect.poll(() => noticed.count()).toBe(0);
  await page.getByRole("button", { name: "Ångra", exact: true }).click();
  await noticed.getByRole("link", { name: "Flytta Eva Lund till den" }).click();
  await page.getByRole("heading", { level: 1, name: /Receptionen/ }).waitFor();
  await expect.poll(() => page.getByLabel("MAC-adress").inputValue()).toBe("80:5E:C0:A1:BE:EF");
  await expect.poll(() => page.getByRole("combobox", { name: "Ny modell" }).inputValue()).toBe("Yealink T46U");

  const small = await house.signedIn("anna", { path: "/switches", width: 320, height: 720, scheme: "dark" });
  await small.getByText("där Eva Lund satt").waitFor();
  await expectAccessible(small);
  await expectNoSideways(small);
  await small.getByRole("link", { name: "Visa porten" }).click();
  await small
    .locator("port-panel")
    .getByText("Receptionen")
    .or(small.locator("port-panel").getByText("Eva Lund"))
    .first()
    .waitFor();
  await expectAccessible(small);
  await expectNoSideways(small);
});

test("The phone's own panel says where it sits; a switch that falls silent says so, and one that is removed comes back", async () => {
  const page = await house.signedIn("anna", { path: `/phones?phone=${house.ids.phones.office}`, height: 1000 });
  const place = page.locator("place-part");
  await place.getByRole("link", { name: "Plan 2, Gi1/0/2" }).click();
  await page.getByRole("heading", { level: 1, name: /Plan 2/ }).waitFor();
  await agent.stop();
  await page.getByRole("button", { name: "Läs av nu" }).click();
  await page.getByText("Den svarar inte på SNMP.").waitFor({ timeout: 15_000 });
  await page.getByText("Det som visas är från").waitFor();
  await page.getByRole("button", { name: "Ta bort", exact: true }).click();
  await page.locator("confirm-dialog").getByRole("button", { name: "Ta bort" }).click();
  await page.getByText("Plan 2 är borttagen.").waitFor();
  await page.getByText("Inga switchar än.").waitFor();
  await page.getByRole("button", { name: "Ångra", exact: true }).click();
  await page.getByRole("heading", { level: 1, name: /Plan 2/ }).waitFor();
  expect((await listSwitches(house.db, house.ids.organisations.firm)).map(({ name }) => name)).toEqual(["Plan 2"]);
});
