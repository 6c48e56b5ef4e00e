import { describe, expect, it } from "vitest";
import { setDiversion } from "../db/diversions.ts";
import { createExchangeKey, revokeExchangeKey } from "../db/exchange-keys.ts";
import { newId } from "../db/ids.ts";
import { testActor, testNow } from "../db/testing/builders.ts";
import { routesFor } from "./api/routes.ts";
import { aFirm, aHouse, type House, type Ids } from "./testing/house.ts";
import type { Answered, Visitor } from "./testing/visitor.ts";

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

async function withKey(line = 41): Promise<{ house: House; firm: Ids; key: string; keyId: string }> {
  const house = await aHouse();
  const firm = await aFirm(house.db, line);
  const { token, id } = await aKey(house, firm);
  return { house, firm, key: token, keyId: id };
}

async function aKey(house: House, firm: Ids) {
  return createExchangeKey(house.db, { organisationId: firm.organisation, name: "Växeln" }, testActor, testNow);
}

const asking = (visitor: Visitor, key: string) => (path: string) => visitor.ask("GET", path, { headers: bearer(key) });
const told = ({ status, body, headers }: Answered) => [status, body?.code ?? null, headers.get("www-authenticate")];

describe("a key of an exchange", () => {
  it("opens what exchanges may ask, and no other route of the table", async () => {
    const { house, firm, key } = await withKey();
    const ids: Readonly<Record<string, string>> = { ...firm };
    const opened: string[] = [];
    for (const route of routesFor({ mail: true })) {
      const path = route.path.replace(/:([a-zA-Z]+)/g, (_, kind: string) => ids[kind] ?? kind);
      const query = route.path === "/routes" ? `?to=group:${firm.group}` : "";
      const method = route.method.toUpperCase();
      const said = route.exchange && method !== "GET" ? { body: route.example } : {};
      const { status, body } = await house.stranger().ask(method, `${path}${query}`, { headers: bearer(key), ...said });
      if (route.exchange) expect([route.path, status]).toEqual([route.path, 200]);
      if (route.exchange) opened.push(`${method} ${route.path}`);
      else if (route.level !== "anyone") expect([route.path, status, body.code]).toEqual([route.path, 401, "session_expired"]);
    }
    expect(opened).toEqual(["POST /registrations", "GET /announcements/:announcement/audio", "GET /routes"]);
    expect((await house.stranger().ask("GET", "/session", { headers: bearer(key) })).body.session).toBeNull();
  });

  it("is of one organisation: what is another's answers as what does not exist", async () => {
    const { house, firm, key } = await withKey();
    const theirs = await aFirm(house.db, 42);
    const ask = asking(house.stranger(), key);
    for (const path of [
      (id: string) => `/routes?to=group:${id}`,
      (id: string) => `/routes?to=menu:${id}`,
      (id: string) => `/routes?to=user:${id}`,
      (id: string) => `/announcements/${id}/audio`,
    ]) {
      for (const id of [theirs.group, theirs.menu, theirs.user, theirs.announcement]) {
        const [foreign, nobody] = [await ask(path(id)), await ask(path(newId(testNow)))];
        expect([foreign.status, foreign.body]).toEqual([404, nobody.body]);
      }
    }
    expect((await ask("/routes?to=08-465 004 42")).body.code).toBe("call_target_not_found");
    const { body } = await ask("/routes?to=08-465 004 41");
    expect([body.start, body.steps[0].id]).toEqual([`user:${firm.user}`, firm.user]);
    const [group] = (await ask(`/routes?to=group:${firm.group}`)).body.steps;
    expect(group.ringing).toMatchObject({ distribution: "all", ringSeconds: 20, presentation: "caller" });
    const sound = await house.stranger().ask("GET", `/announcements/${firm.announcement}/audio?format=alaw`, {
      headers: { ...bearer(key), range: "bytes=0-3" },
    });
    expect([sound.status, sound.body]).toEqual([206, "alaw"]);
  });

  it("does not tell what is health or family, also not to the exchange: administrators see it", async () => {
    const { house, firm, key } = await withKey();
    const by = { organisationId: firm.organisation, userId: firm.colleague, source: "portal" } as const;
    const absent = { reason: "sjuk", startsAt: null, endsAt: "2026-03-02T17:00", note: "feber" } as const;
    await setDiversion(house.db, { ...by, ...absent }, testActor, testNow);
    const path = `/routes?to=user:${firm.colleague}`;
    const administrator = await house.somebody(firm.organisation, ["user", "administrator"]);
    const rules = ({ body }: Answered) => body.steps[0].rules.filter((one: { rule: string }) => one.rule === "diversion");
    const [seen, told] = [await administrator.get(path), await asking(house.stranger(), key)(path)];
    const until = "2026-03-02T16:00:00.000Z";
    expect(rules(seen)).toEqual([{ rule: "diversion", outcome: "applies", reason: "sjuk", until }]);
    expect(rules(told)).toEqual([{ rule: "diversion", outcome: "applies", reason: null, until }]);
    expect(JSON.stringify(told.body)).not.toMatch(/sjuk|feber/);
  });

  it("that is unknown, revoked or malformed is refused alike, after the same steps, whatever else the request has", async () => {
    const { house, firm, key, keyId } = await withKey();
    await revokeExchangeKey(house.db, { organisationId: firm.organisation, id: keyId }, testActor, testNow);
    const administrator = await house.somebody(firm.organisation, ["user", "administrator"]);
    const path = `/routes?to=group:${firm.group}`;
    // What the portal does for itself meanwhile asks about neither.
    let asked: string[] = [];
    house.db.on("query", ({ sql }: { sql: string }) => asked.push(...(sql.match(/exchange_key|session/) ?? [])));
    for (const visitor of [house.stranger(), administrator]) {
      for (const header of [`Bearer ${key}`, `bearer ${key.slice(0, -1)}x`, "Bearer", "Bearer ", "Bearer å ö", "BEARER x y"]) {
        const answered = await visitor.ask("GET", path, { headers: { authorization: header } });
        expect([header, ...told(answered)]).toEqual([header, 401, "exchange_key_refused", 'Bearer error="invalid_token"']);
        expect([header, asked]).toEqual([header, ["exchange_key"]]);
        asked = [];
      }
    }
    // Another scheme is a proxy's own: the session counts.
    const basic = { authorization: "Basic a2x5a2E6a2x5a2E=" };
    expect((await administrator.ask("GET", path, { headers: basic })).status).toBe(200);
    expect((await house.stranger().ask("GET", path, { headers: basic })).body.code).toBe("session_expired");
    expect((await house.stranger().get(`${path}&access_token=${key}`)).status).toBe(401);
  });

  it("is not held up by those who guess at the same address, and they are", async () => {
    const { house, firm, key } = await withKey();
    const path = `/routes?to=group:${firm.group}`;
    const guess = asking(house.stranger(), "klyka-exchange-00000000000000000000000000");
    for (let tries = 0; tries < 60; tries++) expect((await guess(path)).status).toBe(401);
    const refused = await guess(path);
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "900"]);
    const ask = asking(house.stranger(), key);
    for (let calls = 0; calls < 70; calls++) expect((await ask(path)).status).toBe(200);
    house.now.at = new Date(testNow.getTime() + 15 * 60_000);
    expect((await guess(path)).status).toBe(401);
  });

  it("is described in the document, beside the session, where it opens something", async () => {
    const house = await aHouse();
    const { body } = await house.stranger().get("/openapi.json");
    expect(body.components.securitySchemes.exchangeKey).toMatchObject({ type: "http", scheme: "bearer" });
    expect(body.paths["/api/routes"].get.security).toEqual([{ session: [] }, { exchangeKey: [] }]);
    expect(body.paths["/api/users"].get.security).toEqual([{ session: [] }]);
    expect((await house.stranger().get("")).body).toContain("Also for an exchange with its key.");
  });
});
