import { afterAll, beforeAll, expect, test } from "vitest";
import { listAudit } from "../../db/audit.ts";
import { setSetting } from "../../db/settings.ts";
import { updateSipAccount } from "../../db/sip-accounts.ts";
import type { Actor } from "../../db/types.ts";
import { type Exchange, startExchange } from "../../provisioning/virtual/exchange.ts";
import { type SipPhones, startSipPhones } from "../../provisioning/virtual/sip-phones.ts";
import { expectAccessible, expectFault, expectNoSideways } from "./browser.ts";
import { realHouse } from "./real-house.ts";

const house = realHouse({
  phones: true,
  resync: { reach: { privateToo: true, denied: [] }, service: null, ca: null, t1: 20, lookMillis: 50 },
});
const somebody: Actor = { kind: "cli", id: null, name: "Åsa Berg", organisationId: null };
const secret = "exchange-and-phone-know-it";
let exchange: Exchange;
let phones: SipPhones;
let sipUser: string;

beforeAll(async () => {
  exchange = await startExchange({ algorithms: ["SHA-256"] });
  phones = await startSipPhones(exchange.ports.udp, () => void house.boot("reception"));
  const organisationId = house.ids.organisations.firm;
  const account = await house
    .db("phone_account as a")
    .join("sip_account as s", "s.id", "a.sip_account_id")
    .where("a.phone_id", house.ids.phones.reception)
    .first("s.id", "s.sip_user");
  sipUser = account.sip_user;
  exchange.account(sipUser, secret);
  await updateSipAccount(house.db, house.keyring, { organisationId, id: account.id, secret }, somebody, house.now());
  const at = { layer: "organisation", organisationId } as const;
  const proxy = { host: "127.0.0.1", port: exchange.ports.udp };
  await setSetting(house.db, { at, name: "resync.proxy", value: proxy }, somebody, house.now());
  // A night that is not now.
  const hour = Number(new Intl.DateTimeFormat("sv", { hour: "2-digit", timeZone: "Europe/Stockholm" }).format(house.now()));
  const clock = (plus: number) => `${String((hour + plus) % 24).padStart(2, "0")}:00`;
  await setSetting(house.db, { at, name: "resync.nightFrom", value: clock(6) }, somebody, house.now());
  await setSetting(house.db, { at, name: "resync.nightTo", value: clock(8) }, somebody, house.now());
  await setSetting(house.db, { at, name: "resync.perMinute", value: 600 }, somebody, house.now());
});
afterAll(async () => {
  await phones.stop();
  await exchange.stop();
});

test("An administrator asks a phone to fetch, sees what the exchange and the phone answer, live, and thinks better of a request for the night", async () => {
  await house.boot("reception");
  const page = await house.signedIn("anna", { path: `/phones?phone=${house.ids.phones.reception}`, width: 1440, height: 1100 });
  const part = page.locator("resync-part");
  const ask = part.getByRole("button", { name: "Be telefonen hämta nu" });
  await part.getByText("Telefonen har inte blivit ombedd härifrån.").waitFor();
  await ask.click();
  await part.getByText(/^Växeln hittade inte telefonen/).waitFor();
  await part.getByText("480 Temporarily Unavailable · SIP över UDP").waitFor();
  await part.getByText("Inte registrerad").waitFor();
  await phones.register({ user: sipUser, password: secret, userAgent: "Yealink SIP-T54W 96.86.0.70" });
  await part.getByRole("button", { name: "Fråga växeln" }).click();
  await part.getByText("Registrerad", { exact: true }).waitFor();
  await ask.focus();
  await page.keyboard.press("Enter");
  await part.getByText(/^Svarade .* och har hämtat\.$/).waitFor();
  await expectAccessible(page);
  await part.getByRole("button", { name: "I natt i stället" }).click();
  await part.getByText(/^Frågas /).waitFor();
  await part.getByText(/^Begärd av Anna Ek /).waitFor();
  await part.getByRole("button", { name: "Ta tillbaka" }).click();
  await part.getByRole("button", { name: "I natt i stället" }).waitFor();
  const organisationId = house.ids.organisations.firm;
  expect(await listAudit(house.db, { organisationId, action: "phone.resync_asked" })).toHaveLength(3);
});

test("Changed phones are told at once when that is chosen for the organisation, and the choice is taken back", async () => {
  expectFault(/422/);
  const page = await house.signedIn("anna", { path: "/organisation", width: 390, height: 1000 });
  const part = page.locator("resync-settings");
  await part.getByRole("radio", { name: /^På natten/ }).check();
  await part.getByRole("textbox", { name: "Natten börjar" }).fill("25:00");
  await part.getByRole("button", { name: "Spara" }).click();
  await part.locator("#nightFrom[aria-invalid=true]").waitFor();
  await part.getByRole("textbox", { name: "Natten börjar" }).fill("21:30");
  await part.getByRole("button", { name: "Spara" }).click();
  await page.getByText("Sparat: telefonerna hämtar enligt det nya valet.").waitFor();
  await expectAccessible(page);
  await expectNoSideways(page);
  const mode = async () => (await house.db("setting").where({ name: "resync.mode", vendor: "" }).first("value"))?.value ?? null;
  expect(await mode()).toBe('"night"');
  await page.getByRole("button", { name: "Ångra", exact: true }).click();
  await expect.poll(mode).toBeNull();
  await expect.poll(() => part.getByRole("radio", { name: /^När någon säger till/ }).isChecked()).toBe(true);
});
