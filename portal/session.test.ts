import { describe, expect, it } from "vitest";
import { listAudit } from "../db/audit.ts";
import { updateDeactivation } from "../db/deactivations.ts";
import { updateAdvanced } from "../db/people-changes.ts";
import { setPassword } from "../db/sign-in.ts";
import { testActor, testNow } from "../db/testing/builders.ts";
import { aFirm, aHouse, goodHash, goodPassword, type House } from "./testing/house.ts";

const number = "08-465 004 21";

async function aHouseWithSomebody(say: Parameters<typeof aHouse>[0] = {}, mustChange = false) {
  const house = await aHouse(say);
  const firm = await aFirm(house.db, 21);
  const by = { organisationId: firm.organisation, userId: firm.user };
  await setPassword(house.db, { ...by, passwordHash: await goodHash(), mustChange }, testActor, testNow);
  return { house, firm, by };
}

describe("signing in", () => {
  it("takes the number in every written form, and gives a cookie that no script and no other site can use", async () => {
    const { house, firm } = await aHouseWithSomebody();
    for (const name of [number, "+46846500421", "0046 8-465 004 21", " 08 465 004 21"]) {
      const visitor = house.stranger();
      const answered = await visitor.signIn(name, goodPassword);
      expect([name, answered.status]).toEqual([name, 201]);
      expect(answered.body.session).toMatchObject({ user: { id: firm.user }, rights: ["user"], administrator: false });
      expect(answered.headers.getSetCookie()[0]).toMatch(
        /^klyka_session=[a-z0-9]{26}; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Lax$/,
      );
    }
  });

  it("behind TLS uses a cookie that belongs to this host alone, and ignores one without that prefix", async () => {
    const { house } = await aHouseWithSomebody({ asker: () => ({ address: "192.0.2.1", secure: true }) });
    const visitor = house.stranger();
    const answered = await visitor.signIn(number, goodPassword);
    expect(answered.headers.getSetCookie()[0]).toMatch(/^__Host-klyka_session=.*; Path=\/; .*; Secure$/);
    expect(answered.headers.get("strict-transport-security")).toBe("max-age=31536000");
    const token = visitor.cookies.get("__Host-klyka_session") ?? "";
    const other = house.stranger();
    other.cookies.set("klyka_session", token);
    expect((await other.get("/session")).body.session).toBeNull();
  });

  it("answers alike to the unknown, the wrong, the deactivated and those without a password", async () => {
    const { house, firm } = await aHouseWithSomebody();
    const second = await aFirm(house.db, 22);
    const third = await aFirm(house.db, 23);
    const gone = { organisationId: third.organisation, id: third.user, deactivateOn: "2026-03-02" };
    await setPassword(
      house.db,
      { organisationId: gone.organisationId, userId: gone.id, passwordHash: await goodHash(), mustChange: false },
      testActor,
      testNow,
    );
    await updateDeactivation(house.db, gone, testActor, testNow);
    expect(firm.user).not.toBe(second.user);
    const tries = [
      ["08-465 004 99", goodPassword],
      [number, "fel lösenord här"],
      ["08-465 004 22", ""],
      ["08-465 004 23", goodPassword],
      ["nobody", "x"],
      ["", ""],
    ];
    const answers = [];
    for (const [name = "", password = ""] of tries) {
      const { status, body, headers } = await house.stranger().post("/session", { name, password });
      answers.push(JSON.stringify([status, body, headers.getSetCookie()]));
    }
    expect(new Set(answers)).toEqual(
      new Set([JSON.stringify([401, { type: "about:blank", title: "Unauthorized", status: 401, code: "sign_in_refused" }, []])]),
    );
  });

  it("is refused to another site's page and to a form, and writes without the session's secret are too", async () => {
    const { house } = await aHouseWithSomebody();
    const body = { name: number, password: goodPassword };
    const visitor = house.stranger();
    const evil = { origin: "https://evil.example", "sec-fetch-site": "cross-site" };
    expect((await visitor.ask("POST", "/session", { body, headers: evil })).body.code).toBe("origin_refused");
    expect((await visitor.ask("POST", "/session", { body, headers: { origin: "null" } })).body.code).toBe("origin_refused");
    const form = { "content-type": "text/plain" };
    expect((await visitor.ask("POST", "/session", { body, headers: form })).status).toBe(415);
    await visitor.signIn(number, goodPassword);
    const secret = visitor.csrf;
    for (const csrf of [null, "", "x", `${secret}x`]) {
      visitor.csrf = csrf;
      expect((await visitor.delete("/session")).body.code).toBe("origin_refused");
    }
    visitor.csrf = secret;
    expect((await visitor.ask("DELETE", "/session", { headers: evil })).body.code).toBe("origin_refused");
    expect((await visitor.delete("/session")).status).toBe(204);
    expect((await visitor.get("/session")).body.session).toBeNull();
  });

  it("ends on the server when somebody signs out: the same cookie opens nothing any more", async () => {
    const { house } = await aHouseWithSomebody();
    const visitor = house.stranger();
    await visitor.signIn(number, goodPassword);
    const token = visitor.cookies.get("klyka_session") ?? "";
    await visitor.delete("/session");
    visitor.cookies.set("klyka_session", token);
    expect((await visitor.get("/session")).body.session).toBeNull();
    expect((await visitor.post("/session/password", { currentPassword: "a", password: "b" })).body.code).toBe("session_expired");
  });

  it("slows down whoever guesses, at that address alone: others sign in, and so does a browser that is known", async () => {
    const address = { now: "192.0.2.66" };
    const { house } = await aHouseWithSomebody({ asker: () => ({ address: address.now, secure: false }) });
    const known = house.stranger();
    address.now = "192.0.2.66";
    expect((await known.signIn(number, goodPassword)).status).toBe(201);
    const guesser = house.stranger();
    const statuses = [];
    for (let count = 0; count < 12; count++) statuses.push((await guesser.signIn(number, `gissning ${count}`)).status);
    expect(statuses).toEqual([...Array(10).fill(401), 429, 429]);
    const waiting = await guesser.signIn(number, goodPassword);
    expect([waiting.status, waiting.body.code, Number(waiting.headers.get("retry-after")) > 0]).toEqual([429, "too_many", true]);
    expect((await known.signIn(number, goodPassword)).status).toBe(201);
    address.now = "192.0.2.67";
    expect((await house.stranger().signIn(number, goodPassword)).status).toBe(201);
    address.now = "192.0.2.66";
    house.now.at = new Date(testNow.getTime() + 15 * 60_000);
    expect((await guesser.signIn(number, goodPassword)).status).toBe(201);
  });

  it("takes ten wrong passwords minus one and then the right one", async () => {
    const { house } = await aHouseWithSomebody();
    const visitor = house.stranger();
    for (let count = 0; count < 9; count++) await visitor.signIn(number, "fel");
    expect((await visitor.signIn(number, goodPassword)).status).toBe(201);
  });
});

describe("a password", () => {
  it("that somebody else has set is changed before anything else is done", async () => {
    const { house } = await aHouseWithSomebody({}, true);
    const visitor = house.stranger();
    const { body } = await visitor.signIn(number, goodPassword);
    expect(body.session.mustChangePassword).toBe(true);
    expect((await visitor.get("/users")).body.code).toBe("password_change_needed");
    const change = (currentPassword: string, password: string) =>
      visitor.post("/session/password", { currentPassword, password });
    const wrong = await change("fel", "fyra lata igelkottar");
    expect([wrong.status, wrong.body.errors]).toEqual([422, [{ field: "currentPassword", code: "password_wrong", detail: {} }]]);
    expect((await change(goodPassword, "kort")).body.errors).toEqual([
      { field: "password", code: "password_too_short", detail: { least: 12 } },
    ]);
    expect((await change(goodPassword, "Öberg0846500421")).body.errors[0].code).toBe("password_too_simple");
    expect((await change(goodPassword, "fyra lata igelkottar")).status).toBe(204);
    expect((await visitor.get("/session")).body.session.mustChangePassword).toBe(false);
    expect((await visitor.get("/users")).body.code).toBe("right_missing");
    expect((await house.stranger().signIn(number, goodPassword)).status).toBe(401);
  });

  it("when it is changed ends the sessions in all other browsers", async () => {
    const { house } = await aHouseWithSomebody();
    const [here, there] = [house.stranger(), house.stranger()];
    await here.signIn(number, goodPassword);
    await there.signIn(number, goodPassword);
    await here.post("/session/password", { currentPassword: goodPassword, password: "fyra lata igelkottar" });
    expect((await here.get("/session")).body.session).not.toBeNull();
    expect((await there.get("/session")).body.session).toBeNull();
  });

  it("can be reset by a mailed link, once; strangers learn nothing of who exists", async () => {
    const { house, firm } = await aHouseWithSomebody();
    await house.db("users").where("id", firm.user).update({ email: "asa@example.se" });
    const visitor = house.stranger();
    const asked = [];
    for (const name of [number, "08-465 004 98"]) asked.push(await visitor.post("/password-resets", { name }));
    expect(asked.map(({ status, body }) => [status, body])).toEqual([
      [204, null],
      [204, null],
    ]);
    await until(() => house.mails.length === 1);
    const [{ token = "", email = "" } = {}] = house.mails;
    expect(email).toBe("asa@example.se");
    const use = (password: string) => visitor.post("/password-resets/use", { token, password });
    // Guessing too often is no hindrance to whoever then goes the way by mail.
    for (let tries = 0; tries < 10; tries++) await visitor.signIn(number, "fel");
    expect((await visitor.signIn(number, goodPassword)).status).toBe(429);
    expect((await use("kort")).body.code).toBe("password_too_short");
    expect((await use("fyra lata igelkottar")).status).toBe(204);
    expect((await use("fyra lata igelkottar igen")).body.code).toBe("reset_link_invalid");
    expect((await visitor.signIn(number, "fyra lata igelkottar")).status).toBe(201);
  });

  it("has no link for it where no mail is sent", async () => {
    const house = await aHouse({ mail: null });
    expect((await house.stranger().get("/session")).body.offers).toEqual({ resetByMail: false });
    expect((await house.stranger().post("/password-resets", { name: "x" })).body.code).toBe("not_found");
  });
});

describe("rights", () => {
  it("that are taken or given act on the next request of the same session", async () => {
    const house = await aHouse();
    const firm = await aFirm(house.db, 21);
    await house.somebody(firm.organisation, ["user", "administrator"]);
    const person = await house.somebody(firm.organisation, ["user"]);
    const set = (rights: ("user" | "administrator")[]) =>
      updateAdvanced(house.db, { organisationId: firm.organisation, id: person.id, rights }, "ex", "all", testActor, testNow);
    expect((await person.get("/users")).status).toBe(403);
    await set(["user", "administrator"]);
    expect((await person.get("/users")).status).toBe(200);
    await set(["user"]);
    expect((await person.get("/users")).body.code).toBe("right_missing");
  });

  it("of the last administrator stay, whoever tries to take them", async () => {
    const house = await aHouse();
    const firm = await aFirm(house.db, 21);
    const only = await house.somebody(firm.organisation, ["user", "administrator"]);
    const { versions } = (await only.get(`/users/${only.id}`)).body;
    const demoted = await only.patch(`/users/${only.id}/advanced`, { rights: ["user"] }, versions.advanced);
    expect([demoted.status, demoted.body.code]).toEqual([409, "last_administrator"]);
    const gone = await only.patch(`/users/${only.id}/deactivation`, { deactivateOn: "2026-03-02" }, versions.deactivation);
    expect(gone.body.code).toBe("last_administrator");
  });

  it("of an operator let enter the organisations that are looked after, which stands in their log", async () => {
    const house = await aHouse();
    const [provider, customer, other] = [await aFirm(house.db, 21), await aFirm(house.db, 22), await aFirm(house.db, 23)];
    const operator = await house.somebody(provider.organisation, ["operator"], { operates: [customer.organisation] });
    expect((await operator.get("/users")).body.code).toBe("right_missing");
    const entered = await operator.put("/session/organisation", { id: customer.organisation });
    expect(entered.body.session).toMatchObject({
      organisation: { id: customer.organisation },
      operating: true,
      administrator: true,
    });
    expect((await operator.get("/users")).body.rows.map((row: { id: string }) => row.id)).toEqual([
      customer.colleague,
      customer.user,
    ]);
    const refused = await operator.put("/session/organisation", { id: other.organisation });
    const unknown = await operator.put("/session/organisation", { id: "x" });
    expect([refused.status, refused.body]).toEqual([404, unknown.body]);
    const { versions } = (await operator.get(`/users/${customer.user}`)).body;
    await operator.patch(`/users/${customer.user}/extra`, { searchWords: ["tak"] }, versions.extra);
    const [change, enter] = await auditOf(house, customer.organisation);
    expect([change?.action, change?.actor.kind, enter?.action]).toEqual(["user.extra_updated", "operator", "operator.entered"]);
    await house.db("operated_organisation").delete();
    expect((await operator.get("/users")).body.code).toBe("right_missing");
    expect((await operator.get("/session")).body.session).toMatchObject({ operating: false, everyOrganisation: false });
    const all = await house.somebody(provider.organisation, ["operator"], { operates: "all" });
    expect((await all.get("/session")).body.session.everyOrganisation).toBe(true);
  });
});

async function auditOf(house: House, organisationId: string) {
  const entries = await listAudit(house.db, { organisationId });
  return entries
    .filter((entry) => /^(operator|user\.extra)/.test(entry.action))
    .sort((a, b) => (a.id < b.id ? 1 : -1))
    .sort((a) => (a.action.startsWith("user") ? -1 : 1));
}

async function until(there: () => boolean): Promise<void> {
  while (!there()) await new Promise((resolve) => setTimeout(resolve, 5));
}
