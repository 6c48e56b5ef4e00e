import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { listAudit } from "../../db/audit.ts";
import { newId } from "../../db/ids.ts";
import { setMemberships } from "../../db/memberships.ts";
import { orderTypeChange } from "../../db/subscription-type-changes.ts";
import { testActor, testNow } from "../../db/testing/builders.ts";
import { Copies } from "../../db/testing/copies.ts";
import { priceList } from "../../db/testing/subscriptions.ts";
import { callRoute, expected, type IdOf, type Kind, kindsIn, levelCodes, own } from "../testing/calls.ts";
import { aFirm, aHouse, type House, type Ids } from "../testing/house.ts";
import type { Answered, Visitor } from "../testing/visitor.ts";
import { filledExample } from "./openapi.ts";
import type { Route } from "./route.ts";
import { routesFor } from "./routes.ts";

/** Signing out comes last: the session is used for all the others. */
const routes = [...routesFor({ mail: true })].sort((a) => (a.method === "delete" && a.path === "/session" ? 1 : -1));
const named = routes.map((route) => [`${route.method.toUpperCase()} ${route.path}`, route] as const);

/** The version that the row has now: the refusal of a wrong one names it. */
async function versionNow(visitor: Visitor, route: Route, idOf: IdOf): Promise<number> {
  if (!route.versioned) return 0;
  const { status, body, headers } = await callRoute(visitor, route, idOf, 999_999);
  expect([route.path, status, body.code]).toEqual([route.path, 412, "version_conflict"]);
  expect(body.values).toMatchObject({ expected: 999_999, found: Number(JSON.parse(headers.get("etag") ?? "")) });
  return body.values.found;
}

async function callInStep(visitor: Visitor, route: Route, idOf: IdOf): Promise<Answered> {
  return callRoute(visitor, route, idOf, await versionNow(visitor, route, idOf));
}

async function allKinds(house: House, organisationId: string): Promise<Record<Kind, Visitor>> {
  return {
    stranger: house.stranger(),
    newcomer: await house.somebody(organisationId, ["user", "administrator"], { mustChange: true }),
    user: await house.somebody(organisationId, ["user"]),
    administrator: await house.somebody(organisationId, ["user", "administrator"]),
    operator: await house.somebody(organisationId, ["operator"], { operates: [] }),
    chief: await house.somebody(organisationId, ["operator"], { operates: "all" }),
  };
}

/** Several thousand requests: on two busy cores that takes minutes. Milliseconds. */
const patience = 300_000;

describe("the route table", () => {
  it("lets in exactly whom each route is for", async () => {
    const house = await aHouse();
    const firm = await aFirm(house.db, 41);
    const visitors = Object.entries(await allKinds(house, firm.organisation));
    const unknown = () => newId(testNow);
    for (const route of routes) {
      for (const [kind, visitor] of visitors) {
        const { status, body } = await callRoute(visitor, route, unknown, 1, {});
        const told = levelCodes.includes(body?.code) ? body.code : null;
        expect([kind, route.method, route.path, told]).toEqual([
          kind,
          route.method,
          route.path,
          expected[route.level][kind as Kind],
        ]);
        expect(status).toBeLessThan(500);
      }
    }
  });

  it("has no route that differs only by case or a slash at the end", async () => {
    const house = await aHouse();
    for (const path of ["/USERS", "/users/", "//users", "/users/../session"]) {
      expect([path, (await house.stranger().get(path)).body.code]).toEqual([
        path,
        path.endsWith("session") ? undefined : "not_found",
      ]);
    }
  });

  it("names each route once, with a summary, and an example that its schema takes", () => {
    expect(new Set(named.map(([name]) => name)).size).toBe(named.length);
    for (const [name, route] of named) {
      expect([name, /^[A-ZÅÄÖ].{8,}\.$/.test(route.summary)]).toEqual([name, true]);
      if (route.body === null) continue;
      const example = filledExample(route.example, (kind) => kind);
      expect([name, route.body.safeParse(example).error?.issues ?? []]).toEqual([name, []]);
    }
  });
});

/** Routes that name something by an id, in the path or in the body. */
const withIds = named.filter(([, route]) => kindsIn(route).length > 0);
/** Mina sidor is about the person's own phone, groups and absences. */
async function giveOwn(house: House, route: Route, firm: Ids, visitor: Visitor): Promise<void> {
  // Only who has left is erased.
  if (route.path.endsWith("/erase"))
    await house.db("users").where("id", firm.colleague).update({ deactivated_at: testNow.toISOString() });
  if (route.path.includes("/members/:user")) {
    await setMemberships(
      house.db,
      { organisationId: firm.organisation, userId: firm.user, groups: [firm.group] },
      testActor,
      testNow,
    );
  }
  if (route.path.includes("sim-cards") || route.path.includes("subscription")) await giveCard(house, route, firm, visitor);
  if (route.level !== "user") return;
  if (route.path.includes(":phone")) await house.db("phone").where("id", firm.phone).update({ user_id: visitor.id });
  if (route.path.includes(":diversion")) await house.db("diversion").where("id", firm.diversion).update({ user_id: visitor.id });
  if (!route.path.includes(":group")) return;
  const input = { organisationId: firm.organisation, userId: visitor.id, groups: [firm.group] };
  await setMemberships(house.db, input, testActor, testNow);
}
/** A card in the state that the route is about, and of whoever asks for the own one. */
async function giveCard({ db }: House, route: Route, firm: Ids, visitor: Visitor): Promise<void> {
  const states = { activate: "inactive", unblock: "blocked", codes: "active" } as const;
  const state = Object.entries(states).find(([end]) => route.path.endsWith(`/${end}`))?.[1];
  if (state) await db("sim_card").where("id", firm.card).update({ state, block_reason: "paused" });
  await db("session").where("user_id", visitor.id).update({ proved_at: testNow.toISOString() });
  if (route.path.startsWith("/me/"))
    await db("subscription").where("id", firm.subscription).update({ user_id: visitor.id, user_may_buy: true });
  if (route.method !== "delete") return;
  const by = { organisationId: firm.organisation, id: firm.subscription };
  await orderTypeChange(db, { ...by, typeId: priceList.biggerType, when: "next_period" }, testActor, testNow);
}
const operatorsOwn = (route: Route) => route.level === "operator";

type Neighbours = { house: House; mine: Ids; theirs: Ids; administrator: Visitor; operator: Visitor };
const ends: (() => Promise<void>)[] = [];
const [copies, alone] = [new Copies(), new Copies()];
/** What only reads shares one house; whatever writes gets a copy of it. */
let kept: Neighbours;
beforeAll(async () => {
  kept = await neighbours(await aHouse({ closes: (close) => ends.push(close) }));
  await copies.keep(kept.house.db);
});
afterAll(async () => {
  for (const end of ends) await end();
});

async function neighbours(house: House): Promise<Neighbours> {
  const [mine, theirs] = [await aFirm(house.db, 41), await aFirm(house.db, 42)];
  const operator = await house.somebody(mine.organisation, ["operator"], { operates: [mine.organisation] });
  return { house, mine, theirs, operator, administrator: await house.somebody(mine.organisation, ["user", "administrator"]) };
}

async function neighboursFor({ method }: Route): Promise<Neighbours> {
  if (method === "get") return kept;
  const house = await aHouse({ database: await copies.take() });
  const there = (visitor: Visitor) => visitor.at(house.url);
  return { ...kept, house, operator: there(kept.operator), administrator: there(kept.administrator) };
}

describe("two organisations", () => {
  it.each(withIds)("%s answers a foreign id exactly as one that does not exist, and does nothing to it", async (_, route) => {
    const { house, mine, theirs, ...visitors } = await neighboursFor(route);
    const visitor = operatorsOwn(route) ? visitors.operator : visitors.administrator;
    await giveOwn(house, route, mine, visitor);
    const version = await versionNow(visitor, route, own(mine));
    const before = await listAudit(house.db, { organisationId: theirs.organisation });
    const unknown = { ...theirs };
    for (const kind of Object.keys(unknown) as (keyof Ids)[]) Object.assign(unknown, { [kind]: newId(testNow) });
    for (const kind of kindsIn(route)) {
      // One id at a time: all others are the own ones, so that it is this one that is refused.
      const foreign = await callRoute(visitor, route, own({ ...mine, [kind]: theirs[kind] }), version);
      const nobody = await callRoute(visitor, route, own({ ...mine, [kind]: unknown[kind] }), version);
      expect([kind, foreign.status, foreign.body]).toEqual([kind, 404, nobody.body]);
      expect(JSON.stringify(foreign.body)).not.toContain(theirs[kind]);
    }
    expect(await listAudit(house.db, { organisationId: theirs.organisation })).toEqual(before);
    // The same call with own ids alone is good: it was the foreign id that was refused.
    const good = await callInStep(visitor, route, own(mine));
    expectGood(route, good);
  });

  it("never sees a foreign id in any list", async () => {
    const house = await aHouse();
    const [mine, theirs] = [await aFirm(house.db, 41), await aFirm(house.db, 42)];
    // Images are of no organisation: whoever has such phones may choose among them.
    const { image: _, ...others } = theirs;
    const visitor = await house.somebody(mine.organisation, ["user", "administrator"]);
    for (const route of routes.filter(({ method, level }) => method === "get" && level !== "operator")) {
      await giveOwn(house, route, mine, visitor);
      const { body } = await callRoute(visitor, route, own(mine));
      for (const id of Object.values(others))
        expect([route.path, JSON.stringify(body).includes(id)]).toEqual([route.path, false]);
    }
  });
});

function expectGood(route: Route, { status, body }: Answered): void {
  expect([route.path, status < 300, body?.code]).toEqual([route.path, true, undefined]);
  expect([route.path, route.answer?.safeParse(body).error?.issues ?? []]).toEqual([route.path, []]);
}

describe("every route", () => {
  it("answers what its schema says", async () => {
    const first = await aHouse();
    const firm = await aFirm(first.db, 41);
    await alone.keep(first.db);
    for (const [name, route] of named) {
      // Those with ids have been looked at above.
      if (route.answer === null || route.path === "/events" || kindsIn(route).length > 0) continue;
      const house = route.method === "get" ? first : await aHouse({ database: await alone.take() });
      const rights = operatorsOwn(route) ? (["operator"] as const) : (["user", "administrator"] as const);
      const visitor = await house.somebody(firm.organisation, rights, operatorsOwn(route) ? { operates: "all" } : {});
      const answered = await callInStep(visitor, route, own(firm));
      // Nobody has that password.
      if (name === "POST /session") expect(answered.body.code).toBe("sign_in_refused");
      // Whoever asks has no mobile number.
      else if (name === "POST /me/messages") expect(answered.body.code).toBe("mobile_missing");
      // Nobody has been sent that link.
      else if (route.path.startsWith("/install")) expect(answered.body.code).toBe("install_link_invalid");
      // Nothing of it has come.
      else if (name.endsWith("/uploads/:upload/finish")) expect(answered.body.code).toBe("firmware_upload_incomplete");
      else expectGood(route, answered);
    }
  });

  it(
    "refuses input of every wrong kind with a problem, and never falls over",
    async () => {
      const house = await aHouse({ database: "PostgreSQL" });
      const firm = await aFirm(house.db, 41);
      const visitor = await house.somebody(firm.organisation, ["user", "administrator", "operator"], { operates: "all" });
      const strange = [
        "<>&\"'\n%{}",
        "👩‍🔧",
        "x".repeat(10_000),
        "\0",
        "\ud800",
        "",
        0,
        -1,
        1e300,
        true,
        null,
        [],
        {},
        [[["\0"]]],
      ];
      let turn = 0;
      for (const [name, route] of named.filter(
        ([, one]) =>
          one.body !== null && !["/session/password", "/session/proof"].includes(one.path) && !one.path.startsWith("/password"),
      )) {
        const example = filledExample(route.example, own(firm));
        for (const field of fieldsOf(route)) {
          // Each field gets the next few: all of them come to every kind of field in the table as a whole.
          for (let count = 0; count < 5; count++) {
            const value = strange[turn++ % strange.length];
            const body = { ...(typeof example === "object" ? example : {}), [field]: value };
            const { status, headers } = await callRoute(visitor, route, own(firm), 1, body);
            expect([name, field, status < 500]).toEqual([name, field, true]);
            if (status >= 400) expect(headers.get("content-type")).toContain("application/problem+json");
          }
        }
        for (const body of ["{", "null", "[]", '"x"', '{"a":1']) {
          const { status } = await visitor.ask(route.method.toUpperCase(), pathOf(route, firm), {
            body,
            version: 1,
            headers: { "content-type": "application/json" },
          });
          expect([name, body, status >= 400 && status < 500]).toEqual([name, body, true]);
        }
      }
    },
    patience,
  );

  it("of a search or list refuses wrong paging, and takes any text to search for", async () => {
    const house = await aHouse({ database: "PostgreSQL" });
    const firm = await aFirm(house.db, 41);
    const visitor = await house.somebody(firm.organisation, ["user", "administrator", "operator"], { operates: "all" });
    for (const route of routes.filter((one) => one.method === "get" && Object.hasOwn(one.query.shape, "limit"))) {
      for (const query of ["limit=0", "limit=501", "offset=-1", "limit=x", "nonsense=1", "limit=1&limit=2"]) {
        expect([route.path, query, (await visitor.get(`${pathOf(route, firm)}?${query}`)).status]).toEqual([
          route.path,
          query,
          422,
        ]);
      }
      if (!Object.hasOwn(route.query.shape, "q")) continue;
      for (const text of ["%", "_", "\\", "'", "å ö", "0", "+46", "00", "(0)", "👩‍🔧", "x".repeat(200)]) {
        const { status } = await visitor.get(`${pathOf(route, firm)}?q=${encodeURIComponent(text)}`);
        expect([route.path, text, status]).toEqual([route.path, text, 200]);
      }
      expect((await visitor.get(`${pathOf(route, firm)}?q=%00`)).status).toBe(422);
    }
  });
});

function fieldsOf(route: Route): string[] {
  const schema = route.body === null ? {} : z.toJSONSchema(route.body, { io: "input", unrepresentable: "any" });
  return Object.keys(("properties" in schema && schema.properties) || {});
}

function pathOf(route: Route, firm: Ids): string {
  return route.path.replace(/:([a-zA-Z]+)/g, (_, kind: string) => own(firm)(kind));
}
