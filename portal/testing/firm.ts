import { listAlarms, raiseAlarm } from "../../db/alarms.ts";
import { keepAudio } from "../../db/announcement-audio.ts";
import { listRecordings } from "../../db/announcement-recordings.ts";
import { listAudit } from "../../db/audit.ts";
import { setDiversion } from "../../db/diversions.ts";
import { addImage } from "../../db/firmware-images.ts";
import { beginUpload } from "../../db/firmware-uploads.ts";
import { recordFound } from "../../db/found-phones.ts";
import { insertInvoiceFile } from "../../db/invoices.ts";
import { createJob } from "../../db/jobs.ts";
import { messageNotSent } from "../../db/message-outbox.ts";
import { queueMessage } from "../../db/messages.ts";
import { placeOrder } from "../../db/orders.ts";
import { takePayments } from "../../db/payments.ts";
import { createPerson } from "../../db/people-create.ts";
import { listHolds, recordHolds } from "../../db/phone-holds.ts";
import { setPhoneKeys } from "../../db/phone-keys.ts";
import { keepSelection } from "../../db/phone-selections.ts";
import { setPicture } from "../../db/pictures.ts";
import { keepSignedCopy } from "../../db/porting-letters.ts";
import { registerPortOut } from "../../db/porting-out.ts";
import { preparePorting } from "../../db/porting-steps.ts";
import { createPorting, PortingInput } from "../../db/portings.ts";
import { CreateRedirectionAccount, createRedirectionAccount } from "../../db/redirection-accounts.ts";
import { askRedirection } from "../../db/redirection-asks.ts";
import { createRollout, RolloutInput } from "../../db/rollouts.ts";
import { loadSchedules, ownerKey } from "../../db/schedules.ts";
import { stockCards } from "../../db/sim-stock.ts";
import { renameSite } from "../../db/sites.ts";
import { listFindings } from "../../db/switch-findings.ts";
import {
  aContact,
  aContactList,
  aGroup,
  aKey,
  aLayout,
  aMenu,
  anAnnouncement,
  anOrganisation,
  aPhone,
  aSipAccount,
  aSite,
  aUser,
  aWindow,
  someAudio,
  testActor,
  testKeyring,
  testNow,
} from "../../db/testing/builders.ts";
import { aCall, anInvoice, keepInvoice, keepUsage } from "../../db/testing/invoices.ts";
import { anIccid, aSubscription } from "../../db/testing/subscriptions.ts";
import { anOwnNetwork, aPort, aReading, aSwitch, hasAnswered } from "../../db/testing/switches.ts";
import { change } from "../../db/transaction.ts";
import type { Db } from "../../db/types.ts";
import { settingDefinitions } from "../../domain/settings.ts";

/** The kinds of ids that stand in paths and bodies. */
export type Ids = Readonly<
  Record<
    | "organisation"
    | "user"
    | "colleague"
    | "site"
    | "group"
    | "list"
    | "contact"
    | "layout"
    | "phone"
    | "account"
    | "entry"
    | "picture"
    | "diversion"
    | "alarm"
    | "hold"
    | "announcement"
    | "menu"
    | "image"
    | "upload"
    | "invoice"
    | "recording"
    | "audio"
    | "schedule"
    | "message"
    | "order"
    | "porting"
    | "prepared"
    | "leaving"
    | "firstNumber"
    | "stock"
    | "subscription"
    | "card"
    | "payment"
    | "settled"
    | "file"
    | "rollout"
    | "houseRollout"
    | "rolloutPhone"
    | "bulkJob"
    | "selection"
    | "switch"
    | "finding"
    | "redirection"
    | "redirectionAccount"
    | "address",
    string
  >
>;

/** Somebody who has had the phone's proof without looking like it. */
async function aHold(db: Db, organisationId: string, phoneId: string): Promise<string> {
  const look = { network: "192.0.2.0/24", program: "other:curl", model: null, firmware: null } as const;
  const asked = { address: "192.0.2.66", transport: "https", userAgent: "curl/8.1", held: true, at: testNow.toISOString() };
  await recordHolds(db, [{ ...look, ...asked, organisationId, phoneId, reasons: ["network", "program"] }]);
  const [hold] = await listHolds(db, { organisationId, phoneId });
  return hold?.id ?? "";
}

/** One firm with one of each thing. Numbers end in `line`, which is different for each firm of a test. */
export async function aFirm(db: Db, line: number): Promise<Ids> {
  const { id: organisationId } = await anOrganisation(db, { title: `Björkö Bygg ${line} AB` });
  const names = { firstName: "Åsa", lastName: "Öberg", email: "asa.oberg@example.se", primaryNumber: `08-465 004 ${line}` };
  const mobile = { number: `070-174 06 ${line}`, profile: "external" } as const;
  const user = await createPerson(db, { organisationId, ...names, mobile }, "all", testActor, testNow);
  const list = await aContactList(db, organisationId);
  const site = await aSite(db, organisationId);
  const layout = await aLayout(db, organisationId);
  const found = {
    mac: "0015657f0002",
    vendor: "yealink",
    model: "T46U",
    firmware: null,
    address: "192.0.2.7",
    userAgent: null,
  } as const;
  // One that every firm has seen, and one that is this firm's alone.
  const seen = { ...found, at: testNow.toISOString(), organisationId };
  await recordFound(db, [seen, { ...seen, mac: `0015657f01${line}` }]);
  const key = { place: { module: 0, index: 3 }, kind: "blf", target: { kind: "user", id: user.id } } as const;
  const phone = await aPhone(db, organisationId, { userId: user.id, label: "Lagret", keys: [key] });
  const planned = { reason: "utbildning", startsAt: "2026-05-04T08:00", endsAt: "2026-05-04T17:00", note: null } as const;
  const absence = { organisationId, userId: user.id, source: "portal", ...planned } as const;
  await aWindow(db, phone);
  const second = { kind: "window_taken", phoneId: phone.id, mac: phone.mac, address: "192.0.2.66", detail: "" } as const;
  await raiseAlarm(db, { organisationId, ...second }, testNow);
  const [alarm] = await listAlarms(db, { organisationId });
  const announcement = await anAnnouncement(db, organisationId);
  const recordings = await listRecordings(db, announcement);
  // Something that can be taken back.
  await renameSite(db, { organisationId, id: site.id, name: "Lagret i hamnen" }, testActor, testNow);
  const [renamed] = await listAudit(db, { organisationId, action: "site.renamed" });
  return {
    organisation: organisationId,
    user: user.id,
    colleague: (await aUser(db, organisationId, { firstName: "Bo", lastName: "Ek" })).id,
    site: site.id,
    ...(await groupWithSchedule(db, organisationId)),
    list: list.id,
    contact: (await aContact(db, list)).id,
    layout: layout.id,
    phone: phone.id,
    account: (await aSipAccount(db, organisationId)).id,
    entry: renamed?.id ?? "",
    diversion: (await setDiversion(db, absence, testActor, testNow)).diversion.id,
    alarm: alarm?.id ?? "",
    hold: await aHold(db, organisationId, phone.id),
    announcement: announcement.id,
    menu: (await aMenu(db, organisationId, { timeout: toUser(user.id) })).id,
    ...(await aFirmwareImage(db, line)),
    recording: recordings[0]?.id ?? "",
    audio: (await keepAudio(db, organisationId, someAudio(), testNow)).sha256,
    picture: await aPicture(db, organisationId, user.id),
    message: await aMessage(db, organisationId, user.id),
    rollout: await aRollout(db, organisationId),
    ...(await aHouseRollout(db, phone.id, line)),
    ...(await aRedirection(db, organisationId, phone.id)),
    bulkJob: await aJob(db, organisationId, phone.id),
    selection: (await keepSelection(db, { organisationId, search: "" }, testActor, testNow)).id,
    invoice: await anInvoiceWithCalls(db, organisationId, { line, userId: user.id }),
    porting: await aPorting(db, organisationId, line),
    prepared: await aPreparedPorting(db, organisationId, line),
    ...(await aLeavingPorting(db, organisationId, line)),
    ...(await subscriptionWithCard(db, organisationId, { line, userId: user.id })),
    ...(await moneyIn(db, organisationId, line)),
    ...(await switchWithFinding(db, organisationId, { line, mac: phone.mac })),
  };
}

/** One of each: an image, and one of which nothing has come yet. They are nobody's, and each firm of a test has its own. */
async function aFirmwareImage(db: Db, line: number): Promise<Pick<Ids, "image" | "upload">> {
  const name = `T46U-108.86.0.${line}.rom`;
  const said = { vendor: "yealink", kind: "phone", firmwareVersion: `108.86.0.${line}`, models: ["T46U"] } as const;
  const bytes = { sha256: `${line}`.padStart(64, "0"), bytes: 40_000_000, source: "upload" } as const;
  const { image } = await addImage(db, { ...said, ...bytes, name }, testActor, testNow);
  const upload = await beginUpload(
    db,
    { name: `T46U-108.86.1.${line}.rom`, bytes: 40_000_000, fingerprint: null },
    testActor,
    testNow,
  );
  return { image: image.id, upload: upload.id };
}

/** An account at a maker's service, and a phone that is to be registered there. */
async function aRedirection(db: Db, organisationId: string, phoneId: string) {
  const account = { kind: "yealink_rps", name: "Yealink RPS", organisationId, url: "https://rps.example.se/xmlrpc/" } as const;
  const access = { userName: "bjorko", secret: "hemlig-nyckel-hos-yealink" };
  const input = CreateRedirectionAccount.parse({ ...account, ...access });
  const { id: accountId } = await createRedirectionAccount(db, testKeyring, input, testActor, testNow);
  await askRedirection(db, { organisationId, phoneId, accountId, task: "register" }, testActor, testNow);
  const { id } = await db("redirection").where("account_id", accountId).first<{ id: string }>("id");
  return { redirectionAccount: accountId, redirection: id };
}

/** One that has not begun: its phone waits for its turn. */
/** Over all organisations: nobody's. Each firm of a test has its own, and is in it. */
async function aHouseRollout(db: Db, phone: string, line: number): Promise<Pick<Ids, "houseRollout" | "rolloutPhone">> {
  // No phone is in two of one setting.
  const name = (["phone.callWaiting", "phone.webUi", "phonebook.callerNames"] as const)[line % 3] ?? "phone.webUi";
  const values = [{ at: { layer: "operator" }, name, value: !settingDefinitions[name].default }];
  const input = RolloutInput.parse({ name: `Alla ${line}`, values, rings: [{ of: { kind: "rest" } }] });
  const { id } = await createRollout(db, { ...input, organisationId: null }, testActor, testNow);
  return { houseRollout: id, rolloutPhone: phone };
}

async function aRollout(db: Db, organisationId: string): Promise<string> {
  const at = { layer: "organisation", organisationId } as const;
  const values = [{ at, name: "phone.clock24h", value: false }];
  const input = RolloutInput.parse({ name: "Klocka med 12 timmar", values, rings: [{ of: { kind: "rest" } }] });
  return (await createRollout(db, { ...input, organisationId }, testActor, testNow)).id;
}

/** A switch whose phone has moved to its port 1, where its power may be taken away; and the address of another one. */
async function switchWithFinding(db: Db, organisationId: string, { line, mac }: { line: number; mac: string }) {
  await anOwnNetwork(db, organisationId, `10.77.${line}.0/24`);
  const write = { kind: "v2c", community: "publik-skrivning" } as const;
  const one = await aSwitch(db, organisationId, { address: `10.77.${line}.2`, write });
  const ports = [aPort(1), aPort(2)];
  for (const [turn, port] of [2, 1].entries()) {
    const at = new Date(testNow.getTime() - (2 - turn) * 600_000);
    await hasAnswered(db, one, aReading({ ports, learnt: [{ mac, port, vlan: 20 }] }), at);
  }
  const [finding] = await listFindings(db, { organisationId });
  return { switch: one.id, finding: finding?.id ?? "", address: `10.77.${line}.3` };
}

/** One that has ended; what it did, the log does not know. */
async function aJob(db: Db, organisationId: string, phoneId: string): Promise<string> {
  const change_ = { what: "clearKey", place: { module: 0, index: 9 } };
  return change(db, async (trx) => {
    const fill = async (_: Db, id: string) => {
      const item = { job_id: id, position: 1, phone_id: phoneId, name: "Lagret" };
      await trx("job_item").insert({ ...item, outcome: "changed", write_id: "none" });
      return 1;
    };
    const { id } = await createJob(trx, { organisationId, kind: "change", change: change_ }, fill, testActor, testNow);
    await trx("job").where("id", id).update({ state: "done", changed: 1, ended_at: testNow.toISOString() });
    return id;
  });
}

/** A payment that has paid an invoice of another seller, with something left; and the file that it came in. */
async function moneyIn(db: Db, organisationId: string, line: number): Promise<Pick<Ids, "payment" | "settled" | "file">> {
  const { seller } = anInvoice();
  const number = `F${line}`;
  const settled = await keepInvoice(db, organisationId, { number, seller: { ...seller, organisationNumber: "5599990016" } });
  const file = { sha256: `${line}`.padStart(64, "f"), name: "inbetalningar.xml", via: "upload", size: 2 } as const;
  const payment = { key: number, amount: 200_000, bookedOn: "2026-10-20", valueOn: null, account: "5551239" };
  const from = { references: [{ reference: number, amount: 200_000 }], endToEndId: null, payer: "Björkö Bygg AB", message: null };
  const reading = { payments: [{ ...payment, ...from }], passedOver: [], faults: [] };
  const taken = await takePayments(db, { file, reading, body: Buffer.from("{}") }, testActor, testNow);
  const row = await db("payment").where("key", number).first<{ id: string }>("id");
  return { payment: row.id, settled, file: taken.id };
}

/** A draft of numbers that nobody has. */
async function aPorting(db: Db, organisationId: string, line: number, start = "031-390 06"): Promise<string> {
  const said = {
    ownerName: "Björkö Bygg AB",
    ownerNumber: "202100-5489",
    otherOperator: "Annan Telefoni AB",
    signer: "Åsa Öberg",
  };
  const numbers = [{ number: `${start} ${line}` }];
  const input = PortingInput.parse({ numbers, ...said, wantedDate: "2026-04-01", wantedTime: "10:00" });
  return (await createPorting(db, testKeyring, { organisationId, ...input }, testActor, testNow)).id;
}

/** A number that moves away, and one that could. */
async function aLeavingPorting(db: Db, organisationId: string, line: number): Promise<{ leaving: string; firstNumber: string }> {
  await db("organisation_number").insert({
    ...{ e164: `+469803192${line}`, organisation_id: organisationId, since: testNow.toISOString() },
  });
  const input = { numbers: [`0980-319 2${line}`], otherOperator: "Östnät", date: "2026-03-16", time: "10:00" };
  const { id } = await registerPortOut(db, { organisationId, ...input }, testActor, testNow);
  return { leaving: id, firstNumber: `08-465 004 ${line}` };
}

/** One whose letter has been signed. */
async function aPreparedPorting(db: Db, organisationId: string, line: number): Promise<string> {
  const id = await aPorting(db, organisationId, line, "040-628 04");
  await preparePorting(db, { organisationId, id }, testActor, testNow);
  const copy = { name: "fullmakt.pdf", mediaType: "application/pdf", bytes: new TextEncoder().encode("%PDF-1.7 %%EOF") };
  await keepSignedCopy(db, testKeyring, { organisationId, id, ...copy }, testActor, testNow);
  return id;
}

async function subscriptionWithCard(db: Db, organisationId: string, { line, userId }: { line: number; userId: string }) {
  const { id, simCards } = await aSubscription(db, organisationId, { number: `070-174 06 ${line}`, userId });
  const number = "+46701740605";
  const what = { kind: "cancel_change", payload: { number, toType: "Mobil 20 GB", orderId: "none" } } as const;
  const order = { organisationId, subject: { kind: "subscription", id }, idempotencyKey: "calls it off", ...what } as const;
  const iccid = anIccid();
  await stockCards(db, testKeyring, { cards: [{ iccid, organisationId }], organisations: null }, testActor, testNow);
  const stock = await db("sim_card").where("iccid", iccid).first<{ id: string }>("id");
  return {
    subscription: id,
    card: simCards[0]?.id ?? "",
    order: (await placeOrder(db, order, testActor, testNow)).id,
    stock: stock.id,
  };
}

/** A month's invoice with its PDF, what it was sent as, and two calls. */
async function anInvoiceWithCalls(db: Db, organisationId: string, of: { line: number; userId: string }): Promise<string> {
  const count = (await db("invoice").count<{ count: number | string }[]>({ count: "*" }))[0]?.count ?? 0;
  const id = await keepInvoice(db, organisationId, { number: `2026${of.line}${count}` });
  const file = { name: `faktura-2026${of.line}.pdf`, mediaType: "application/pdf", sha256: `${of.line}`.padStart(64, "0") };
  await insertInvoiceFile(db, id, { kind: "pdf", ...file, bytes: Buffer.from("%PDF-1.7 a test") });
  await insertInvoiceFile(db, id, {
    ...file,
    kind: "ubl",
    name: "a.xml",
    mediaType: "application/xml",
    bytes: Buffer.from("<a/>"),
  });
  await keepUsage(db, id, [aCall({ userId: of.userId }), aCall({ userId: of.userId, called: "116111", net: 0 })]);
  return id;
}

async function groupWithSchedule(db: Db, organisationId: string): Promise<{ group: string; schedule: string }> {
  const { id } = await aGroup(db, organisationId);
  const schedules = await loadSchedules(db, organisationId, [{ kind: "group", id }]);
  return { group: id, schedule: schedules.get(ownerKey({ kind: "group", id }))?.id ?? "" };
}

/** One that was not sent, as nothing sent mail when it was put in. */
export async function aMessage(db: Db, organisationId: string, userId: string): Promise<string> {
  const message = { organisationId, userId, channel: "mail", kind: "invoice_issued" } as const;
  const id = await change(db, (trx) => queueMessage(trx, testKeyring, message, testNow));
  await messageNotSent(db, id ?? "", testNow);
  return id ?? "";
}

/** Not a picture in truth: the database does not look. @returns its hash */
export async function aPicture(db: Db, organisationId: string, userId: string): Promise<string> {
  const bytes = new TextEncoder().encode(`picture of ${userId}`);
  const files = { mediaType: "image/webp", bytes: { 512: bytes, 96: bytes } };
  return setPicture(db, { organisationId, userId, files }, testActor, testNow);
}

const toUser = (id: string) => ({ destination: { kind: "user", id } }) as const;

/** More of everything, so that a query made for each row shows. */
export async function grow(db: Db, firm: Ids): Promise<void> {
  const { organisation: id } = firm;
  const list = { organisationId: id, id: firm.list };
  for (let count = 0; count < 8; count++) {
    const user = await aUser(db, id, { firstName: "Per", extension: `5${count}0` });
    await aSite(db, id);
    await aSubscription(db, id, { userId: user.id, number: `070-174 06 8${count}` });
    await aGroup(db, id, { extension: `6${count}0` });
    await anAnnouncement(db, id);
    await aMenu(db, id, { timeout: toUser(firm.user) });
    await aContactList(db, id);
    await aContact(db, list);
    await anInvoiceWithCalls(db, id, { line: 50 + count, userId: user.id });
    await aSipAccount(db, id, { userId: user.id });
    const follows = { kind: "blf", target: { kind: "user", id: firm.user } } as const;
    const keys = [{ place: { module: 0, index: 4 + count }, ...follows }];
    await aLayout(db, id, { keys });
    await aPhone(db, id, { userId: user.id, keys });
    await setPhoneKeys(db, { organisationId: id, phoneId: firm.phone, keys: keys.map(aKey) }, testActor, testNow);
  }
}
