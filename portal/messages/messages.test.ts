import { describe, expect, it } from "vitest";
import { listAudit } from "../../db/audit.ts";
import { noticeDataThresholds } from "../../db/data-notices.ts";
import { setDiversion } from "../../db/diversions.ts";
import { noticeDiversionEnds } from "../../db/end-notices.ts";
import { createPerson } from "../../db/people-create.ts";
import { tokenHash } from "../../db/secrets.ts";
import { setSetting } from "../../db/settings.ts";
import { CreateSipAccount, createSipAccount } from "../../db/sip-accounts.ts";
import { testActor, testKeyring, testNow } from "../../db/testing/builders.ts";
import { gsmLength } from "../../domain/gsm-text.ts";
import { messageKinds } from "../../domain/message.ts";
import { sign } from "../orders/signature.ts";
import { aFirm, aHouse, type House, type Ids } from "../testing/house.ts";
import type { Visitor } from "../testing/visitor.ts";
import { smsText } from "./compose.ts";
import { reportProof } from "./sms-senders.ts";
import { Facts } from "./words.ts";

type Scene = { house: House; firm: Ids; administrator: Visitor };

async function aScene(say: Parameters<typeof aHouse>[0] = {}): Promise<Scene> {
  const house = await aHouse(say);
  const firm = await aFirm(house.db, 41);
  await house.db("message").delete();
  return { house, firm, administrator: await house.somebody(firm.organisation, ["user", "administrator"]) };
}

const later = (house: House, minutes: number) => {
  house.now.at = new Date(house.now.at.getTime() + minutes * 60_000);
};
const tokenIn = (text: string | undefined) => /#([0-9a-z]{26})/.exec(text ?? "")?.[1] ?? "";
const path = (firm: Ids) => `/users/${firm.user}/messages`;
const app = { kind: "app_install" };
const softphone = { kind: "softphone_install" };
const stateOf = async ({ house }: Scene) => (await house.db("message").orderBy("id", "desc").first("state")).state;

/** An account of the exchange that the app is told. */
async function withAccount({ house, firm }: Scene): Promise<void> {
  const at = { layer: "organisation", organisationId: firm.organisation } as const;
  const value = { host: "sip.example.se", port: 5061 };
  await setSetting(house.db, { at, name: "exchange.registrar", value }, testActor, testNow);
  const input = { organisationId: firm.organisation, userId: firm.user, sipUser: "app441", secret: "Ab3dEf6hIj9kLm2n" };
  await createSipAccount(house.db, testKeyring, CreateSipAccount.parse(input), testActor, testNow);
}

describe.each(["SQLite", "PostgreSQL"] as const)("the link to the app on %s", (database) => {
  it("goes by SMS in one part without a password, opens once, shows the settings once, and leaves its traces", async () => {
    const scene = await aScene({ database });
    const { house, firm, administrator } = scene;
    await withAccount(scene);
    expect(await administrator.post(path(firm), app)).toMatchObject({ status: 200, body: { sends: true } });
    await expect.poll(() => house.texts.length).toBe(1);
    const [sms] = house.texts;
    expect([sms?.to, gsmLength(sms?.text ?? "") ?? 999]).toEqual(["+46701740641", expect.any(Number)]);
    expect(gsmLength(sms?.text ?? "")).toBeLessThanOrEqual(160);
    expect(sms?.text).not.toContain("Ab3dEf6hIj9kLm2n");
    const token = tokenIn(sms?.text);
    await expect.poll(() => stateOf(scene)).toBe("sent");
    expect(JSON.stringify(await house.db("message"))).not.toContain(token);
    const visitor = house.stranger();
    expect((await visitor.post("/install", { token })).body).toMatchObject({ kind: "app_install", name: "Åsa Öberg" });
    const [once, again] = await Promise.all([1, 2].map(() => house.stranger().post("/install/use", { token })));
    const [good, bad] = once?.status === 200 ? [once, again] : [again, once];
    expect(good?.body.account).toMatchObject({ sipUser: "app441", password: "Ab3dEf6hIj9kLm2n", registrar: { port: 5061 } });
    expect([bad?.status, bad?.body.code]).toEqual([410, "install_link_invalid"]);
    expect(JSON.stringify(bad?.body)).not.toContain("Ab3dEf6hIj9kLm2n");
    expect(await stateOf(scene)).toBe("used");
    const actions = (await listAudit(house.db, { organisationId: firm.organisation })).map((entry) => entry.action);
    expect(actions).toEqual(
      expect.arrayContaining(["user.app_install_sent", "user.app_install_used", "sip_account.secret_read"]),
    );
    expect(JSON.stringify(await house.db("audit"))).not.toContain(token);
  });

  it("makes the one before it void, is good for a day, and ends with the person", async () => {
    const scene = await aScene({ database });
    const { house, firm, administrator } = scene;
    await administrator.post(path(firm), app);
    later(house, 1);
    await administrator.post(path(firm), app);
    await expect.poll(() => house.texts.length).toBe(2);
    const [first, second] = house.texts.map((sms) => tokenIn(sms.text));
    const look = async (token = "") => (await house.stranger().post("/install", { token })).status;
    expect([await look(first), await look(second)]).toEqual([410, 200]);
    later(house, 24 * 60 - 1);
    expect(await look(second)).toBe(200);
    later(house, 1);
    expect(await look(second)).toBe(410);
    await administrator.post(path(firm), app);
    await expect.poll(() => house.texts.length).toBe(3);
    const third = tokenIn(house.texts[2]?.text);
    await house.db("users").where("id", firm.user).update({ deactivated_at: testNow.toISOString() });
    expect(await look(third)).toBe(410);
  });
});

describe("sending somebody a link", () => {
  it("needs a mobile number for SMS, and an address and a licence for mail; the list says which is missing", async () => {
    const scene = await aScene();
    const { house, firm, administrator } = scene;
    const refused = async (body: object) => (await administrator.post(path(firm), body)).body?.code ?? null;
    const cannotSend = async () => (await administrator.get(`/users/${firm.user}`)).body.cannotSend;
    expect(await refused(softphone)).toBe("softphone_missing");
    const { body, headers } = await administrator.get(`/users/${firm.user}`);
    const version = body.versions.advanced;
    expect(headers.get("etag")).not.toBeNull();
    expect((await administrator.patch(`/users/${firm.user}/advanced`, { softphone: true }, version)).status).toBe(200);
    expect(await cannotSend()).toEqual({ app_install: null, softphone_install: null });
    expect(await refused(softphone)).toBeNull();
    await expect.poll(() => house.mails.length).toBe(1);
    expect(house.mails[0]?.letter.text).toContain("https://telefoni.example.se/install#");
    await house.db("users").where("id", firm.user).update({ email: null });
    await house.db("user_number").where({ user_id: firm.user, kind: "mobile" }).delete();
    expect(await cannotSend()).toEqual({ app_install: "mobile_missing", softphone_install: "email_missing" });
    expect([await refused(app), await refused(softphone)]).toEqual(["mobile_missing", "email_missing"]);
    const { rows } = (await administrator.get("/users")).body;
    const row = rows.find((one: { id: string }) => one.id === firm.user);
    expect(row.message).toMatchObject({ kind: "softphone_install", channel: "mail" });
  });

  it("is done once a minute and ten times a day at most, by whoever asks; a foreign number is good", async () => {
    const { house, firm, administrator } = await aScene();
    await house.db("user_number").where({ user_id: firm.user, kind: "mobile" }).update({ e164: "+4790000000" });
    const tried = async () => {
      const { status, body } = await administrator.post(path(firm), app);
      return [status, body?.code ?? null, body?.values?.seconds ?? null];
    };
    expect([await tried(), await tried()]).toEqual([
      [200, null, null],
      [429, "message_too_soon", 60],
    ]);
    for (let count = 1; count < 10; count++) {
      later(house, 1);
      expect(await tried()).toEqual([200, null, null]);
    }
    later(house, 1);
    expect(await tried()).toEqual([429, "message_day_full", 24 * 3600 - 600]);
    await expect.poll(() => house.texts.length).toBe(10);
    expect(house.texts[0]?.to).toBe("+4790000000");
    later(house, 24 * 60 - 10);
    expect((await tried())[0]).toBe(200);
  });

  /** Twenty people, every fourth without a mobile number. */
  async function twenty({ house, firm }: Scene): Promise<string[]> {
    const ids: string[] = [];
    for (let count = 0; count < 20; count++) {
      const mobile = { number: `070-174 06 ${String(60 + count)}`, profile: "external" } as const;
      const say = {
        organisationId: firm.organisation,
        firstName: "Per",
        lastName: `Ek ${count}`,
        ...(count % 4 === 0 ? {} : { mobile }),
      };
      ids.push((await createPerson(house.db, say, "all", testActor, testNow)).id);
    }
    return ids;
  }

  it("to two hundred counts them first, takes each alone", async () => {
    const scene = await aScene();
    const { house, firm, administrator } = scene;
    const ids = await twenty(scene);
    const send = (users: readonly string[], count: number) =>
      administrator.post("/messages", { users, kind: "app_install", count });
    expect((await send(ids, 19)).body.code).toBe("message_count_wrong");
    expect(await house.db("message")).toEqual([]);
    await send([firm.user, firm.colleague], 2);
    const { status, body } = await send([...ids, ids[0] ?? ""], 20);
    expect(status).toBe(200);
    const outcomes = body.results.map((one: { outcome: string; code: string | null }) => one.code ?? one.outcome);
    expect(outcomes.filter((one: string) => one === "changed").length).toBe(15);
    expect(outcomes.filter((one: string) => one === "mobile_missing").length).toBe(5);
    await expect.poll(() => house.texts.length, { timeout: 8000 }).toBe(16);
    expect(new Set(house.texts.map((sms) => tokenIn(sms.text))).size).toBe(16);
  });

  it("to many asks the database no more than to two", async () => {
    // Nothing is sent here: what is asked for sending would be counted too.
    const scene = await aScene({ mail: null, sms: null });
    const { house, firm, administrator } = scene;
    const ids = await twenty(scene);
    const send = (users: readonly string[], count: number) =>
      administrator.post("/messages", { users, kind: "app_install", count });
    house.statements();
    await send([firm.user, firm.colleague], 2);
    const forTwo = house.statements();
    const { status } = await send(ids, 20);
    expect([status, forTwo > 0, house.statements() <= forTwo + 10]).toEqual([200, true, true]);
  });

  it("is refused where the server does not know its own address, and to oneself goes as to others", async () => {
    const nowhere = await aScene({ portalUrl: null });
    expect((await nowhere.administrator.post(path(nowhere.firm), app)).body.code).toBe("portal_url_missing");
    const { house, firm } = await aScene();
    const person = await house.somebody(firm.organisation, ["user"]);
    expect((await person.post("/me/messages", app)).body.code).toBe("mobile_missing");
    expect((await person.get("/me/messages")).body).toEqual({ rows: [] });
    expect((await person.post(path(firm), app)).body.code).toBe("right_missing");
  });
});

describe("what the provider tells of an SMS", () => {
  const form = (status: string) => ({
    body: `id=s1&status=${status}`,
    headers: { "content-type": "application/x-www-form-urlencoded" },
  });
  const proved = (id: string) => `/sms/46elks?message=${id}&proof=${reportProof(testKeyring.hashKey, id)}`;

  it("is believed with the proof alone, counted once, and never takes back what is known", async () => {
    const scene = await aScene({ smsReports: { kind: "46elks" } });
    const { house, firm, administrator } = scene;
    await administrator.post(path(firm), app);
    await expect.poll(() => stateOf(scene)).toBe("sent");
    const { id } = await house.db("message").first("id");
    const tell = async (to: string, status: string) => (await house.stranger().ask("POST", to, form(status))).status;
    expect(await tell(`/sms/46elks?message=${id}&proof=x`, "delivered")).toBe(401);
    expect(await tell("/sms/46elks", "delivered")).toBe(401);
    expect(await stateOf(scene)).toBe("sent");
    expect(await tell(proved(id), "sent")).toBe(204);
    expect(await tell(proved(id), "delivered")).toBe(204);
    expect(await stateOf(scene)).toBe("delivered");
    const { state_at } = await house.db("message").first("state_at");
    later(house, 5);
    expect([await tell(proved(id), "delivered"), await tell(proved(id), "failed"), await tell(proved(id), "sent")]).toEqual([
      204, 204, 204,
    ]);
    expect(await house.db("message").first("state", "state_at", "fault")).toEqual({ state: "delivered", state_at, fault: null });
    // One that is gone, or never was.
    expect(await tell(proved("019b0000-0000-7000-8000-000000000009"), "delivered")).toBe(204);
    expect(await tell(proved(id), "nonsense")).toBe(422);
  });

  it("at an address of one's own is believed when it is signed, lately, with the shared secret", async () => {
    const secret = "a secret of more than thirty-two characters";
    const scene = await aScene({ smsReports: { kind: "http", secret } });
    const { house, firm, administrator } = scene;
    await administrator.post(path(firm), app);
    await expect.poll(() => stateOf(scene)).toBe("sent");
    const { id } = await house.db("message").first("id");
    const tell = async (report: object, by = secret, at = house.now.at) => {
      const body = JSON.stringify(report);
      const timestamp = String(Math.floor(at.getTime() / 1000));
      const signed = { "klyka-timestamp": timestamp, "klyka-signature": sign(by, timestamp, body) };
      return (await house.stranger().ask("POST", "/sms/reports", { body, headers: signed })).status;
    };
    const failed = { id, state: "failed", code: "absent_subscriber" };
    expect([await tell(failed, `${secret}x`), await tell(failed, secret, new Date(testNow.getTime() - 301_000))]).toEqual([
      401, 401,
    ]);
    expect(await stateOf(scene)).toBe("sent");
    expect([await tell({ id, state: "delivered" }), await tell(failed)]).toEqual([204, 204]);
    expect(await stateOf(scene)).toBe("delivered");
    expect([await tell({ id: "nobody's", state: "delivered" }), await tell({ id, state: "eaten" })]).toEqual([204, 422]);
    // The other provider's address is not there.
    expect((await house.stranger().ask("POST", proved(id), form("delivered"))).status).toBe(404);
  });

  it("that it failed stands on the person's row with its reason", async () => {
    const scene = await aScene({ smsReports: { kind: "46elks" } });
    const { house, firm, administrator } = scene;
    await administrator.post(path(firm), app);
    await expect.poll(() => stateOf(scene)).toBe("sent");
    const { id } = await house.db("message").first("id");
    await house.stranger().ask("POST", proved(id), form("failed"));
    const { rows } = (await administrator.get(path(firm))).body;
    expect(rows).toMatchObject([{ id, state: "failed", fault: "not_delivered", to: "070-174\u00a006\u00a041" }]);
  });
});

describe("where nothing sends", () => {
  it("a message is marked as not sent, is read by operator staff with its link only on the record, and sent once somebody does", async () => {
    const scene = await aScene({ sms: null });
    const { house, firm, administrator } = scene;
    await administrator.post(path(firm), app);
    await expect.poll(() => stateOf(scene)).toBe("not_sent");
    const { id } = await house.db("message").first("id");
    const operator = await house.somebody(firm.organisation, ["operator"], { operates: [firm.organisation] });
    const outbox = (await operator.get("/operator/outbox?show=not_sent&q=öberg")).body;
    expect(outbox).toMatchObject({
      total: 1,
      sends: { mail: true, sms: false },
      rows: [{ id, person: "Åsa Öberg", state: "not_sent" }],
    });
    const covered = (await operator.get(`/operator/outbox/${id}`)).body;
    expect([covered.hidesLink, covered.sendable, covered.text]).toEqual([true, false, expect.stringContaining("/install#...")]);
    const whole = (await operator.post(`/operator/outbox/${id}/link`)).body;
    const token = tokenIn(whole.text);
    expect((await house.stranger().post("/install", { token })).status).toBe(200);
    const [entry] = await listAudit(house.db, { organisationId: firm.organisation, action: "message.read" });
    expect([entry?.actor.name, entry?.subject.name]).toEqual(["Ottilia Testare", "Åsa Öberg"]);
    expect((await operator.post(`/operator/outbox/${id}/retry`)).body.code).toBe("message_not_sendable");
    const other = await house.somebody(firm.organisation, ["operator"], { operates: [] });
    expect((await other.get("/operator/outbox")).body).toMatchObject({ total: 0, rows: [] });
    expect((await other.post(`/operator/outbox/${id}/link`)).status).toBe(404);
    expect(await house.db("install_token").pluck("token_hash")).toEqual([tokenHash(token)]);
    // Whoever makes operators could be become with it; and what has gone on its way is nobody's to read.
    await house.db("user_right").insert({ user_id: firm.user, right_name: "operator" });
    expect((await operator.post(`/operator/outbox/${id}/link`)).body.code).toBe("right_missing");
    await house.db("user_right").where("user_id", firm.user).delete();
    await house.db("message").where("id", id).update({ state: "queued" });
    expect((await operator.get(`/operator/outbox/${id}`)).body.hidesLink).toBe(false);
    expect((await operator.post(`/operator/outbox/${id}/link`)).body.text).not.toContain(token);
  });
});

it("Each kind has words in both languages, and as an SMS is one part of the 7-bit alphabet with its link whole", () => {
  const link = `https://telefoni.bjorko.example.se/install#${"z".repeat(26)}`;
  const about = {
    percent: 80,
    quotaBytes: 20e9,
    subscription: "Åsas mobil",
    endsAt: "2026-03-02T11:00:00Z",
    number: "+46701740605",
  };
  for (const kind of messageKinds) {
    for (const language of ["sv", "en"]) {
      const say = {
        kind,
        language,
        name: "Åsa “Å” Öberg",
        organisation: "Björkö Bygg & Söner Fastighetsförvaltning i Norrköping AB",
      };
      const text = smsText({
        ...say,
        signInName: "x",
        link,
        facts: new Facts({ ...about, order: "buy_data", reason: "contract" }),
        zone: "Europe/Stockholm",
      });
      expect([kind, language, (gsmLength(text) ?? 999) <= 160, text.includes(link)]).toEqual([kind, language, true, true]);
      expect(text).not.toMatch(/undefined|null|NaN|\{/);
    }
  }
});

describe.each(["SQLite", "PostgreSQL"] as const)("what one is told unasked on %s", (database) => {
  it("before a diversion ends, once for each end, by the own choice, and not when it has been changed meanwhile", async () => {
    const { house, firm } = await aScene({ database });
    const { db } = house;
    const of = { organisationId: firm.organisation, userId: firm.user };
    await db("diversion").delete();
    const say = { ...of, reason: "mote", startsAt: null, endsAt: "2026-03-02T13:00", note: null, source: "portal" } as const;
    await setDiversion(db, say, testActor, testNow);
    const person = await house.somebody(firm.organisation, ["user"]);
    expect((await person.get("/me/notices")).body).toEqual({ version: 1, channel: "mail", diversionEnds: "long" });
    const quarter = new Date("2026-03-02T11:45:00Z");
    expect(await noticeDiversionEnds(db, testKeyring, quarter)).toBe(0);
    await db("message_choice").insert({
      ...{ user_id: firm.user, version: 2, channel: "sms", diversion_ends: "all" },
      ...{ updated_at: testNow.toISOString(), updated_by: "x" },
    });
    const before = new Date("2026-03-02T11:44:59Z");
    expect(await noticeDiversionEnds(db, testKeyring, before)).toBe(0);
    const told = await Promise.all([1, 2].map(() => noticeDiversionEnds(db, testKeyring, quarter)));
    expect(told.toSorted()).toEqual([0, 1]);
    expect(await noticeDiversionEnds(db, testKeyring, quarter)).toBe(0);
    const [message] = await db("message").select("channel", "kind", "expires_at");
    expect(message).toEqual({ channel: "sms", kind: "diversion_ends", expires_at: "2026-03-02T12:00:00.000Z" });
  });

  it("when 80 and when 100 per cent of the data is used, once for each, by the month of the own clock", async () => {
    const { house, firm } = await aScene({ database });
    const { db } = house;
    const made = { version: 1, created_at: testNow.toISOString(), updated_at: testNow.toISOString(), updated_by: "x" };
    await db("subscription_type").insert({ id: "t", ...made, name: "Mobil 10", price_ore: 19900, data_quota_bytes: 10e9 });
    const subscription = { ...made, organisation_id: firm.organisation, e164: "+46701740699", user_id: firm.user, type_id: "t" };
    await db("subscription").insert({ id: "s", ...subscription, state: "active", label: "Åsas mobil" });
    await db("sim_card").insert({
      ...{
        id: "c",
        ...made,
        organisation_id: firm.organisation,
        subscription_id: "s",
        form: "esim",
        role: "main",
        state: "active",
      },
    });
    const use = (day: string, domestic_bytes: number) => {
      const used = { sim_card_id: "c", subscription_id: "s", day, updated_at: testNow.toISOString() };
      return db("subscription_usage").insert({ ...used, domestic_bytes, eu_bytes: 0, other_bytes: 0 });
    };
    await use("2026-02-28", 9e9);
    await use("2026-03-01", 7.99e9);
    expect(await noticeDataThresholds(db, testKeyring, testNow)).toBe(0);
    await use("2026-03-02", 0.01e9);
    expect([await noticeDataThresholds(db, testKeyring, testNow), await noticeDataThresholds(db, testKeyring, testNow)]).toEqual([
      1, 0,
    ]);
    await use("2026-03-03", 3e9);
    expect(await noticeDataThresholds(db, testKeyring, testNow)).toBe(1);
    const rows = await db("message").orderBy("id").select("channel", "about");
    expect(rows.map((row) => `${row.channel} ${JSON.parse(row.about).percent}`).toSorted()).toEqual(["sms 100", "sms 80"]);
    // At home it is still February when the month has begun in UTC's.
    expect(await noticeDataThresholds(db, testKeyring, new Date("2026-03-31T22:30:00Z"))).toBe(0);
  });
});
