import { describe, expect, it } from "vitest";
import { z } from "zod";
import { listAudit } from "../../db/audit.ts";
import { aFirm, aHouse, grow, type Ids } from "../testing/house.ts";
import { filledExample } from "./openapi.ts";
import type { Route } from "./route.ts";
import { routesFor } from "./routes.ts";

describe("a write", () => {
  it("names the version it read, gives the next one, and is refused with both when somebody saved meanwhile", async () => {
    const house = await aHouse();
    const firm = await aFirm(house.db, 41);
    const visitor = await house.somebody(firm.organisation, ["user", "administrator"]);
    const path = `/users/${firm.user}/details`;
    const missing = await visitor.ask("PATCH", path, { body: { firstName: "Eva" } });
    expect([missing.status, missing.body.code]).toEqual([428, "version_missing"]);
    // Later than the firm was made: the change log tells the two apart.
    house.now.at = new Date(house.now.at.getTime() + 1000);
    const saved = await visitor.patch(path, { firstName: "Eva" }, 1);
    expect([saved.status, saved.headers.get("etag"), saved.body.name]).toEqual([200, '"2"', "Eva Öberg"]);
    const late = await visitor.patch(path, { firstName: "Ewa" }, 1);
    expect([late.status, late.headers.get("etag"), late.body]).toEqual([
      412,
      '"2"',
      expect.objectContaining({ code: "version_conflict", values: { expected: 1, found: 2 }, current: saved.body }),
    ]);
    expect(late.body.saved).toMatchObject({ own: true, at: house.now.at.toISOString() });
    const other = await house.somebody(firm.organisation, ["administrator"]);
    await other.patch(`/users/${firm.user}/extra`, { searchWords: ["lön"] }, 1);
    // Of the field in question, whatever else of the row has been saved since.
    expect((await other.patch(path, { firstName: "Ewa" }, 1)).body.saved).toMatchObject({
      own: false,
      by: expect.stringContaining(" "),
    });
    expect((await other.patch(path, { username: "ewa.oberg" }, 1)).body.saved).toBeUndefined();
    const [entry] = await listAudit(house.db, { organisationId: firm.organisation, action: "user.details_updated" });
    expect([entry?.before, entry?.after, entry?.actor.id]).toEqual([{ firstName: "Åsa" }, { firstName: "Eva" }, visitor.id]);
    for (const header of ["*", "abc", '"1", "2"', ""]) {
      const { status } = await visitor.ask("PATCH", path, { body: {}, headers: { "if-match": header } });
      expect([header, status]).toEqual([header, 400]);
    }
  });

  it("leaves what is absent and clears what is null", async () => {
    const house = await aHouse();
    const firm = await aFirm(house.db, 41);
    const visitor = await house.somebody(firm.organisation, ["user", "administrator"]);
    const path = `/users/${firm.user}/details`;
    const one = await visitor.patch(path, { email: "asa@example.se", username: "asa.oberg" }, 1);
    const two = await visitor.patch(path, { email: null }, one.body.versions.details);
    expect(two.body).toMatchObject({ email: null, username: "asa.oberg", firstName: "Åsa" });
  });

  it("says beside which field it was refused, also when a rule refuses it", async () => {
    const house = await aHouse();
    const [firm] = [await aFirm(house.db, 41), await aFirm(house.db, 42)];
    const visitor = await house.somebody(firm.organisation, ["user", "administrator"]);
    const body = { firstName: "", lastName: "Ek", extension: "0", searchWords: ["x".repeat(201)], nonsense: 1 };
    const refused = await visitor.post("/users", body);
    expect([refused.status, refused.body.code]).toEqual([422, "input_invalid"]);
    const fields = refused.body.errors.map((error: { field: string }) => error.field).sort();
    expect(fields).toEqual(["extension", "firstName", "nonsense", "searchWords.0"]);
    const mobile = { number: "08-465 004 01", profile: "mex" };
    const { versions } = (await visitor.get(`/users/${firm.user}`)).body;
    const wrong = await visitor.patch(`/users/${firm.user}/numbers`, { mobile }, versions.numbers);
    expect(wrong.body).toMatchObject({
      code: "number_kind_refused",
      errors: [{ field: "mobile.number", code: "number_kind_refused" }],
    });
    const taken = await visitor.patch(`/users/${firm.user}/numbers`, { primaryNumber: "08 465 004 42" }, versions.numbers);
    expect(taken.body).toMatchObject({ status: 409, code: "number_taken", errors: [{ field: "primaryNumber" }] });
    expect(JSON.stringify(taken.body)).not.toContain("Björkö");
  });

  it("of too much, of another kind or broken on the way is refused before anything is looked up", async () => {
    const house = await aHouse();
    const firm = await aFirm(house.db, 41);
    const visitor = await house.somebody(firm.organisation, ["user", "administrator"]);
    expect((await visitor.post("/users", { firstName: "x".repeat(600_000) })).body.code).toBe("body_too_large");
    const form = { "content-type": "application/x-www-form-urlencoded" };
    expect((await visitor.ask("POST", "/users", { body: "a=b", headers: form })).body.code).toBe("body_kind_refused");
    expect((await visitor.ask("POST", "/users", { body: '{"a":' })).body.code).toBe("request_invalid");
  });
});

describe("the API", () => {
  it("describes every route in a document, and in a page without script", async () => {
    const house = await aHouse();
    const { body, headers } = await house.stranger().get("/openapi.json");
    expect([body.openapi, headers.get("content-type")]).toEqual(["3.1.0", "application/json; charset=utf-8"]);
    const written = Object.entries(body.paths).flatMap(([path, one]) =>
      Object.keys(one as object).map((method) => `${method} ${path}`),
    );
    const table = routesFor({ mail: true }).map(({ method, path }) => `${method} /api${path.replace(/:(\w+)/g, "{$1}")}`);
    expect(written.sort()).toEqual(table.sort());
    const users = body.paths["/api/users"];
    expect(users.post.requestBody.content["application/json"].schema.required).toEqual(["firstName", "lastName"]);
    expect(users.get.parameters.map((one: { name: string }) => one.name)).toContain("status");
    expect(body.paths["/api/users/{user}/details"].patch.parameters.map((one: { name: string }) => one.name)).toContain(
      "If-Match",
    );
    const page = await house.stranger().get("");
    expect(page.headers.get("content-security-policy")).toMatch(/^default-src 'none'; style-src 'self';/);
    expect(page.body).toContain("GET /api/users");
    expect(page.body).not.toMatch(/<script|style=|onclick/);
    expect((await house.stranger().get("/reference.css")).headers.get("content-type")).toContain("text/css");
  });

  it("sends headers that keep its answers from being framed, sniffed, cached or run", async () => {
    const house = await aHouse();
    for (const path of ["/session", "/users", "/nowhere"]) {
      const { headers } = await house.stranger().get(path);
      expect(headers.get("content-security-policy")).toBe(
        "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
      );
      const others = ["x-content-type-options", "x-frame-options", "referrer-policy", "cache-control"].map((name) =>
        headers.get(name),
      );
      expect(others).toEqual(["nosniff", "DENY", "no-referrer", "no-store"]);
      expect(headers.get("x-powered-by")).toBeNull();
    }
  });

  it("asks the database as often for many rows as for few", async () => {
    // Who looks into the outbox now and then asks too.
    const house = await aHouse({ mail: null });
    const firm = await aFirm(house.db, 41);
    const visitor = await house.somebody(firm.organisation, ["user", "administrator", "operator"], { operates: "all" });
    const reads = routesFor({ mail: null }).filter(({ method, path }) => method === "get" && path !== "/events");
    const countOf = async ({ path, example }: Route): Promise<[string, number]> => {
      await house.db("phone").where("id", firm.phone).update({ user_id: visitor.id });
      await house.db("subscription").where("id", firm.subscription).update({ user_id: visitor.id });
      house.statements();
      // The example of a GET is its query.
      const query = new URLSearchParams(
        z.record(z.string(), z.string()).parse(filledExample(example ?? {}, (kind) => known(firm, kind))),
      );
      expect([path, (await visitor.get(`${pathOf(path, firm)}?${query}`)).status]).toEqual([path, 200]);
      return [path, house.statements()];
    };
    const counted = async () => {
      const counts: [string, number][] = [];
      for (const read of reads) counts.push(await countOf(read));
      return counts;
    };
    // What the portal does for itself when it starts is over after the first round.
    await counted();
    const few = await counted();
    await grow(house.db, firm);
    const many = await counted();
    expect(many.map(([path]) => path)).toEqual(few.map(([path]) => path));
    // Fewer is right: names are looked up only for the kinds of things that a page shows.
    expect(many.filter(([, count], at) => count > (few[at]?.[1] ?? 0))).toEqual([]);
    // Who asks is looked up at least.
    expect(
      few.filter(([path, count]) => count === 0 && reads.some((one) => one.path === path && one.level !== "anyone")),
    ).toEqual([]);
    // A copy of everything about a person, or of a whole fleet, is asked of every table that holds something.
    const most = (path: string) => (path.endsWith("/export/fleet") ? 180 : path.endsWith("/export") ? 45 : 30);
    expect(few.filter(([path, count]) => count >= most(path))).toEqual([]);
  });
});

function known(firm: Ids, kind: string): string {
  const all: Readonly<Record<string, string>> = { ...firm, role: "phone", vendor: "yealink", model: "T46U", version: "1" };
  return all[kind] ?? kind;
}

function pathOf(path: string, firm: Ids): string {
  return path.replace(/:([a-zA-Z]+)/g, (_, kind: string) => known(firm, kind));
}
