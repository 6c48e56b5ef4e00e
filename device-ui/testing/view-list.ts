import type { Page } from "playwright-core";
import { tokenHash } from "../../db/secrets.ts";
import type { Db } from "../../db/types.ts";

/** A view as it is taken in pictures. */
export type View = {
  /** Of the picture: `users`, `users-1440-dark.webp`. */
  readonly name: string;
  /** An extension of the demo firm, `operator`, or null: nobody is signed in. */
  readonly who: string | null;
  readonly path: string;
  /** What is done before the picture is taken. */
  readonly act?: (page: Page) => Promise<void>;
};

/** Every view of the app, of the demo firm: Bo is a user, Åsa administers, the provider's Olof is the operator. */
export async function everyView(db: Db): Promise<View[]> {
  const phone = async (label: string) => idIn(db, "phone", { label });
  const [reception, project, nobodys] = [
    await phone("Receptionen"),
    await phone("Projektledning"),
    await phone("Ny plats, kalkyl"),
  ];
  const [elin, gunilla] = [await person(db, "405"), await person(db, "432")];
  const layout = await idIn(db, "layout", { name: "Receptionen" });
  const own = await phone("Platschefen");
  const menu = await idIn(db, "menu", { name: "Huvudmeny" });
  const main = await idIn(db, "response_group", { name: "Växeln" });
  const invoice = await lastInvoice(db);
  const suppliers = await idIn(db, "contact_list", { name: "Leverantörer" });
  const bo = (name: string, path: string, act?: View["act"]): View => ({ name, who: "402", path, ...(act ? { act } : {}) });
  const asa = (name: string, path: string, act?: View["act"]): View => ({ name, who: "401", path, ...(act ? { act } : {}) });
  const subscription = (digits: string) => idIn(db, "subscription", { e164: `+467017406${digits}` });
  const olof = (name: string, path: string): View => ({ name, who: "operator", path });
  return [
    { name: "sign-in", who: null, path: "/sign-in" },
    { name: "forgot-password", who: null, path: "/forgot-password" },
    bo("today-away", "/"),
    asa("today", "/"),
    asa("away-lunch", "/", (page) => page.getByRole("button", { name: "Lunch" }).click()),
    bo("diversion", "/diversion"),
    bo("forwarding", "/forwarding"),
    bo("shown-number", "/shown-number"),
    bo("my-groups", "/my-groups"),
    bo("colleagues", "/colleagues"),
    bo("account", "/account"),
    bo("my-phone", `/my-phones/${own}`),
    bo("appearance", "/appearance"),
    asa("users", "/users"),
    asa("user", `/users?user=${elin}`),
    asa("user-numbers", `/users?user=${elin}&category=numbers`),
    asa("user-deactivation", `/users?user=${gunilla}&category=deactivation`),
    asa("user-advanced", `/users?user=${elin}&category=advanced`),
    asa("new-user", "/users/new"),
    asa("users-import", "/users/import"),
    asa("subscriptions", "/subscriptions"),
    asa("subscription", `/subscriptions?subscription=${await subscription("06")}`, (page) =>
      page.getByRole("button", { name: "Visa 30 dagar och 12 månader" }).click(),
    ),
    asa("subscription-waits", `/subscriptions?subscription=${await subscription("10")}`),
    asa("subscription-block", `/subscriptions?subscription=${await subscription("06")}`, (page) =>
      page.getByRole("button", { name: /^Spärra, Huvudkort/ }).click(),
    ),
    bo("my-subscription", "/my-subscription"),
    asa("phones", "/phones"),
    asa("phone-details", `/phones?phone=${nobodys}`),
    asa("fleet", "/fleet"),
    asa("fleet-reason", "/fleet?reason=not_fetched"),
    asa("new-phones", "/phones/new"),
    asa("phones-connect", "/phones/connect", (page) => page.getByRole("img", { name: "Adressen som QR-kod" }).waitFor()),
    asa("phones-import", "/phones/import"),
    asa("intake", "/phones/import/files"),
    asa("jobs", "/jobs"),
    asa("job", `/jobs/${(await db("job").where("refused", ">", 0).orderBy("id").first("id")).id}`),
    asa("phones-change", "/phones", async (page) => {
      await page
        .getByRole("checkbox", { name: /^Markera / })
        .nth(1)
        .check();
      await page.getByRole("button", { name: "Ändra", exact: true }).click();
      await page.getByRole("combobox", { name: "Vad ska göras?" }).selectOption("key");
    }),
    asa("phone", `/phones/${reception}`),
    asa("phone-plan", `/phones/${project}?beside=plan`, below),
    asa("phone-file", `/phones/${project}?beside=file`, below),
    asa("phone-delivery", `/phones/${project}?beside=delivery`, below),
    asa("phone-journal", `/phones/${project}?beside=journal`, below),
    asa("phone-swap", `/phones/${project}/swap`, async (page) => {
      await page.getByRole("combobox", { name: "Ny modell" }).fill("Yealink T46U");
      await page.getByRole("option", { name: /Yealink T46U/ }).click();
    }),
    bo("my-contacts", "/my-contacts"),
    bo("my-contact", `/my-contacts?contact=${await idIn(db, "contact", { last_name: "Strandlycka" })}`),
    asa("contact-lists", "/contacts"),
    asa("contacts", `/contacts/${suppliers}`),
    asa("contact", `/contacts/${suppliers}?contact=${await idIn(db, "contact", { last_name: "Furuby" })}`),
    asa("contact-members", `/contacts/${await idIn(db, "contact_list", { name: "Beställare" })}?contact=members`),
    asa("contacts-import", `/contacts/${suppliers}/import`),
    asa("response-groups", "/groups"),
    asa("response-group", `/groups?group=${main}`),
    asa("response-group-edit", `/groups/${main}`),
    asa("response-group-new", "/groups", (page) => page.getByRole("button", { name: "Ny svarsgrupp" }).click()),
    asa("response-group-delete", `/groups/${main}`, (page) => page.getByRole("button", { name: "Ta bort …" }).click()),
    asa("calendar", `/groups/${main}/calendar`),
    asa("calendar-month", `/groups/${main}/calendar?view=month&day=2026-12-01`),
    asa("calendar-changed", `/groups/${main}/calendar`, (page) => page.getByRole("button", { name: "Flytta ner Lunch" }).click()),
    asa("layouts", "/layouts"),
    asa("layout", `/layouts/${layout}`),
    asa("sites", "/sites"),
    asa("switches", "/switches"),
    asa("switch", `/switches/${await idIn(db, "switch", { address: "10.20.0.2" })}?port=10003`),
    asa("phone-settings", "/phone-settings"),
    asa("rollouts", "/rollouts"),
    asa("rollout", `/rollouts/${await idIn(db, "rollout", { state: "running" })}`),
    asa("rollout-back", `/rollouts/${await idIn(db, "rollout", { state: "taken_back" })}`),
    asa("new-rollout", "/rollouts/new"),
    asa("firmware", "/firmware"),
    asa("organisation", "/organisation"),
    asa("announcements", "/announcements"),
    asa("announcement", `/announcements?announcement=${await idIn(db, "announcement", { name: "Stängt för dagen" })}`),
    asa("announcement-new", "/announcements", (page) => page.getByRole("button", { name: "Nytt röstmeddelande" }).click()),
    asa("menus", `/menus?menu=${menu}`),
    asa("menu", `/menus/${menu}`),
    asa("menu-key", `/menus/${menu}`, (page) =>
      page
        .locator("menu-keypad")
        .getByRole("button", { name: /^Knapp 3/ })
        .click(),
    ),
    asa("new-menu", "/menus/new"),
    bo("my-calls", "/my-calls"),
    asa("invoices", "/invoices"),
    asa("invoice-panel", `/invoices?invoice=${invoice}`),
    asa("invoice", `/invoices/${invoice}`),
    asa("invoice-calls", `/invoices/${invoice}?by=holder&class=callsMobile`, async (page) => {
      const tree = page.locator("specification-tree");
      await tree.locator(".opens .mark").first().click();
      await tree.locator(".call").first().waitFor();
      await tree.evaluate((element) => element.scrollIntoView({ block: "start" }));
    }),
    asa("calls", `/calls?to=group:${main}`),
    asa("portings", "/portings"),
    asa("porting", `/portings/${await idIn(db, "porting", { state: "scheduled" })}`),
    asa("porting-sign", `/portings/${await idIn(db, "porting", { state: "awaiting_signature" })}`),
    asa("porting-refused", `/portings/${await idIn(db, "porting", { state: "rejected" })}`),
    asa("new-porting", `/portings/new?porting=${await idIn(db, "porting", { state: "draft" })}`),
    olof("retention", "/operator/retention"),
    asa("audit", "/audit"),
    asa("search", "/users", async (page) => {
      await page.keyboard.press("Control+k");
      await page.keyboard.type("mark");
    }),
    olof("operator", "/operator"),
    olof("operator-orders", "/operator/orders"),
    olof("operator-order", `/operator/orders?order=${await idIn(db, "orders", { kind: "replace_sim", state: "queued" })}`),
    olof("operator-sim-cards", "/operator/sim-cards"),
    olof("operator-sim-cards-import", "/operator/sim-cards/import"),
    olof("operator-usage-import", "/operator/sim-cards/usage"),
    olof("operator-phones", "/operator/phones"),
    olof("operator-fleet", "/operator/fleet"),
    olof("operator-firmware", "/operator/firmware"),
    olof("operator-rollouts", "/operator/rollouts"),
    olof("operator-new-rollout", "/operator/rollouts/new"),
    olof("operator-new-phones", "/operator/new-phones"),
    olof("operator-redirection", `/operator/redirection?phone=${await idIn(db, "redirection", { fault: "elsewhere" })}`),
    olof("operator-prices", "/operator/prices"),
    olof("operator-finance", "/operator/finance"),
    olof("operator-file", `/operator/finance?file=${await idIn(db, "finance_file", { name: "10077.xml" })}`),
    olof("operator-payments", "/operator/finance/payments"),
    olof("operator-payment", `/operator/finance/payments?payment=${await idIn(db, "payment", { message: "bjorko okt" })}`),
    olof("operator-customers", "/operator/finance/customers"),
    olof("operator-health", "/operator/health"),
    olof("operator-outbox", `/operator/outbox?message=${await idIn(db, "message", { kind: "app_install", state: "not_sent" })}`),
    { name: "install", who: null, path: `/install#${await installLink(db)}` },
  ];
}

/** What lies beside the keys is under them where the window is low. */
async function below(page: Page): Promise<void> {
  const panel = page.getByRole("tabpanel").first();
  await panel.waitFor();
  await panel.evaluate((element) => element.scrollIntoView({ block: "center" }));
}

/** A link that is still good; of those that were sent nobody but who got them has the token. */
async function installLink(db: Db): Promise<string> {
  const token = "3c7w5p1x9t2k8m4q6r0v5z1h7d";
  const {
    organisation_id,
    user_id,
    id: message_id,
  } = await db("message").where("kind", "app_install").orderBy("id", "desc").first();
  const times = { created_at: "2026-01-01T00:00:00.000Z", expires_at: "2100-01-01T00:00:00.000Z" };
  const row = { token_hash: tokenHash(token), organisation_id, user_id, kind: "app_install", message_id, ...times };
  await db("install_token").insert(row).onConflict("token_hash").ignore();
  return token;
}

async function idIn(db: Db, table: string, where: Readonly<Record<string, string>>): Promise<string> {
  const row: { id: string } | undefined = await db(table).where(where).orderBy("id", "desc").first("id");
  if (!row) throw new Error(`no ${table} ${JSON.stringify(where)}`);
  return row.id;
}

/** The newest one with a specification. */
async function lastInvoice(db: Db): Promise<string> {
  const row: { id: string } | undefined = await db("invoice as i")
    .join("invoice_usage as u", "u.invoice_id", "i.id")
    .orderBy("i.issued_on", "desc")
    .first("i.id");
  if (!row) throw new Error("no invoice with a specification");
  return row.id;
}

async function person(db: Db, extension: string): Promise<string> {
  const row: { user_id: string } | undefined = await db("extension").where("digits", extension).first("user_id");
  if (!row) throw new Error(`nobody has ${extension}`);
  return row.user_id;
}
