import { describe, expect, it } from "vitest";
import { listAudit } from "../db/audit.ts";
import { getPerson } from "../db/people.ts";
import { createPerson } from "../db/people-create.ts";
import { aGroup, aPhone, testActor, testNow } from "../db/testing/builders.ts";
import { testDatabases } from "../db/testing/databases.ts";
import { aFirm, aHouse } from "./testing/house.ts";

const databases = testDatabases().map(({ name }) => name);

async function aRoom(database: "SQLite" | "PostgreSQL" = "SQLite") {
  const house = await aHouse({ database });
  const firm = await aFirm(house.db, 41);
  const visitor = await house.somebody(firm.organisation, ["user", "administrator"]);
  const add = (say: { firstName: string; lastName: string; primaryNumber?: string; extension?: string }) =>
    createPerson(house.db, { organisationId: firm.organisation, ...say }, "all", testActor, testNow);
  return { house, firm, visitor, add };
}

describe.each(databases)("a change of many users on %s", (database) => {
  it("gives a result for each, and what one is refused the others get", async () => {
    const { house, firm, visitor } = await aRoom(database);
    const users = [visitor.id, firm.user, firm.colleague];
    const admins = await visitor.post("/users/bulk", { users, change: { what: "right", right: "administrator", on: false } });
    expect(admins.body.results.map((one: { outcome: string; code: string }) => [one.outcome, one.code])).toEqual([
      ["refused", "last_administrator"],
      ["unchanged", null],
      ["unchanged", null],
    ]);
    const language = await visitor.post("/users/bulk", { users, change: { what: "language", language: "en" } });
    expect(language.body.results.map((one: { outcome: string }) => one.outcome)).toEqual(["changed", "changed", "changed"]);
    const [entry] = await listAudit(house.db, { organisationId: firm.organisation, subjectId: firm.colleague });
    expect([entry?.action, entry?.after]).toEqual(["user.details_updated", { language: "en" }]);
    const again = await visitor.post("/users/bulk", { users, change: { what: "feature", feature: "ex_telefonist", on: true } });
    expect(again.body.results.map((one: { outcome: string }) => one.outcome)).toEqual(["changed", "changed", "changed"]);
    expect((await visitor.get("/users?feature=ex_telefonist")).body.total).toBe(3);
    const refused = await visitor.post("/users/bulk", { users, change: { what: "voicemail", voicemail: "standard" } });
    expect(refused.body.results.map((one: { code: string }) => one.code)).toEqual(Array(3).fill("feature_group_refused"));
  });

  it("plans and takes back a date, and never takes the last administrator", async () => {
    const { house, firm, visitor } = await aRoom(database);
    const users = [firm.user, visitor.id];
    const planned = await visitor.post("/users/bulk", { users, change: { what: "deactivation", deactivateOn: "2031-01-01" } });
    expect(planned.body.results).toMatchObject([{ outcome: "changed" }, { outcome: "refused", code: "last_administrator" }]);
    const person = await getPerson(house.db, { organisationId: firm.organisation, id: firm.user });
    expect(person.deactivateOn).toBe("2031-01-01");
    const past = await visitor.post("/users/bulk", { users, change: { what: "deactivation", deactivateOn: "2020-01-01" } });
    expect(past.body.results.map((one: { code: string }) => one.code)).toEqual(Array(2).fill("deactivation_date_past"));
    const back = await visitor.post("/users/bulk", { users, change: { what: "deactivation", deactivateOn: null } });
    expect(back.body.results.map((one: { outcome: string }) => one.outcome)).toEqual(["changed", "unchanged"]);
  });
});

describe("the list of users", () => {
  it("is narrowed by right, feature group and response group, and says what stands on the desk", async () => {
    const { house, firm, visitor } = await aRoom();
    const names = async (query: string) => (await visitor.get(`/users?${query}`)).body.rows.map((row: { id: string }) => row.id);
    expect(await names("right=administrator")).toEqual([visitor.id]);
    const group = await aGroup(house.db, firm.organisation);
    await visitor.put(`/groups/${group.id}/members`, { members: [{ userId: firm.user }] }, 1);
    expect(await names(`group=${group.id}`)).toEqual([firm.user]);
    expect(await names("feature=ex_arbetstid")).toEqual([]);
    await aPhone(house.db, firm.organisation, { userId: firm.user, label: "Andra" });
    const { rows } = (await visitor.get("/users")).body;
    const labels = rows.find((row: { id: string }) => row.id === firm.user).phones.map((phone: { label: string }) => phone.label);
    expect(labels).toEqual(["Andra", "Lagret"]);
    expect((await visitor.get("/users?feature=nonsense")).status).toBe(422);
  });

  it("suggests numbers beside those in use, with the extension that goes with them", async () => {
    const { visitor, add } = await aRoom();
    for (const n of [60, 61, 63]) {
      await add({ firstName: "Per", lastName: `Nr ${n}`, primaryNumber: `08-465 004 ${n}`, extension: `4${n}` });
    }
    const { rows } = (await visitor.get("/free-numbers")).body;
    expect(rows.slice(0, 2)).toEqual([
      { number: { e164: "+46846500464", display: expect.any(String) }, extension: "464" },
      { number: { e164: "+46846500465", display: expect.any(String) }, extension: "465" },
    ]);
    const numbers = rows.map((row: { number: { e164: string } }) => row.number.e164);
    for (const taken of ["+46846500460", "+46846500463", "+46846500441"]) expect(numbers).not.toContain(taken);
  });
});

describe("people in files", () => {
  it("go out with every column, come back unchanged, and a dry run keeps nothing", async () => {
    const { firm, visitor } = await aRoom();
    const out = await visitor.get("/users/export");
    expect(out.headers.get("content-type")).toBe("text/csv; charset=utf-8");
    expect(out.headers.get("content-disposition")).toMatch(/^attachment; filename="[a-z0-9-]+\.csv"$/);
    expect(out.body).toContain(firm.user);
    const back = await visitor.upload("/users/import", out.body);
    expect(back.body).toMatchObject({ rows: 3, created: 0, updated: 0, unchanged: 3, kept: true, errors: [], people: [] });
    const windows = Buffer.from("Förnamn;Efternamn;E-post\r\nÅsa;Björkegren;asa@example.se\r\n", "latin1");
    const tried = await visitor.upload("/users/import?dryRun=true", windows);
    expect(tried.body).toMatchObject({
      created: 1,
      kept: false,
      people: [{ line: 2, outcome: "created", name: "Åsa Björkegren" }],
    });
    expect((await visitor.get("/users")).body.total).toBe(3);
    const kept = await visitor.upload("/users/import", windows);
    expect([kept.body.kept, (await visitor.get("/users")).body.total]).toEqual([true, 4]);
  });

  it("do not give an administrator the address of operator staff, nor does taking a change back", async () => {
    const { house, firm, visitor } = await aRoom();
    const all = await house.somebody(firm.organisation, ["user", "operator"], { operates: "all" });
    const file = (name: string, email: string) =>
      `id;first_name;last_name;email\n${all.id};${name};Testare;${email}\n${firm.user};Åsa;Öberg;asa@example.se\n`;
    const refused = await visitor.upload("/users/import", file("Ottilia", "asa@example.se"));
    expect(refused.body).toMatchObject({ kept: false, errors: [{ line: 2, code: "right_missing" }] });
    expect((await visitor.upload("/users/import", file("Ottilia", ""))).body).toMatchObject({ kept: true, updated: 1 });
    expect((await all.patch("/me", { email: "staff@example.se" }, 1)).status).toBe(200);
    const log = await visitor.get(`/audit?subjectId=${all.id}&action=user.details_updated`);
    expect((await visitor.post(`/audit/${log.body.entries[0].id}/undo`)).body.code).toBe("right_missing");
    const { email } = await getPerson(house.db, { organisationId: firm.organisation, id: all.id });
    expect(email).toBe("staff@example.se");
  });

  it("are refused as a whole, with line, column and code of each error", async () => {
    const { visitor } = await aRoom();
    const wrong = await visitor.upload("/users/import", "first_name;last_name;email;skostorlek\nÅsa;;x;43\n");
    expect(wrong.body).toMatchObject({
      kept: false,
      errorCount: 1,
      errors: [{ line: 1, field: "skostorlek", values: { problem: "column_unknown" } }],
    });
    const rows = await visitor.upload("/users/import", "first_name;last_name;email\nÅsa;;x\nBo;Ek;bo@example.se\n");
    expect(rows.body).toMatchObject({ kept: false, errors: [{ line: 2, field: "last_name", code: "input_invalid" }] });
    expect((await visitor.get("/users")).body.total).toBe(3);
    const none = await visitor.upload("/users/import", "");
    expect([none.status, none.body.code]).toEqual([422, "input_invalid"]);
    const large = await visitor.upload("/users/import", Buffer.alloc(17_000_000, 32));
    expect([large.status, large.body.code]).toEqual([413, "upload_too_large"]);
  });
});
