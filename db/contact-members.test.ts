import { describe, expect, it } from "vitest";
import { listsOfUser, listsOfUsers, membersOf } from "./contact-members.ts";
import { migrations } from "./migrations/index.ts";
import { aContactList, anOrganisation, aUser } from "./testing/builders.ts";
import { testDatabases } from "./testing/databases.ts";

describe.each(testDatabases())("who is in a contact list on $name", ({ connect, create }) => {
  it("is everybody of the organisation, also those who come later, when it is for everyone; else nobody at first", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const { id: other } = await anOrganisation(db);
    const [anna, foreign] = [(await aUser(db, organisationId)).id, (await aUser(db, other)).id];
    const all = await aContactList(db, organisationId, { name: "Leverantörer" });
    const some = await aContactList(db, organisationId, { name: "Jour", forEveryone: false });
    const bo = (await aUser(db, organisationId)).id;
    expect(await membersOf(db, [all.id, some.id])).toEqual(new Map([[all.id, [anna, bo].toSorted()]]));
    expect(await listsOfUser(db, bo)).toEqual([{ id: all.id, name: "Leverantörer" }]);
    expect(await listsOfUsers(db, [foreign])).toEqual(new Map());
  });

  it("is everybody who is active, of a list from before there were members, which is sorted anew", async () => {
    const { db } = await create("empty");
    const before = migrations.filter(({ name }) => name < "0015");
    await db.transaction(async (trx) => {
      for (const step of before) await step.up(trx);
    });
    const at = "2026-01-01T00:00:00.000Z";
    const row = (id: string) => ({ id, version: 1, created_at: at, updated_at: at, updated_by: "Provaren" });
    const organisation = { title: "Björkö Bygg AB", language: "sv", time_zone: "Europe/Stockholm" };
    for (const id of ["one", "two"]) await db("organisation").insert({ ...row(id), name: id, ...organisation });
    const user = (id: string, of: string, gone: string | null) => ({
      ...{ ...row(id), organisation_id: of, first_name: id, last_name: "Ek", deactivated_at: gone },
    });
    await db("users").insert([user("anna", "one", null), user("bo", "one", at), user("eva", "two", null)]);
    await db("contact_list").insert({ ...row("list"), organisation_id: "one", name: "Leverantörer" });
    const contact = { organisation_id: "one", list_id: "list", last_name: "", company: "", title: "", sort_key: "?" };
    await db("contact").insert({ ...row("contact"), ...contact, first_name: "Åke" });
    await db.transaction(async (trx) => {
      for (const step of migrations.filter(({ name }) => name >= "0015")) await step.up(trx);
    });
    expect(await membersOf(db, ["list"])).toEqual(new Map([["list", ["anna"]]]));
    expect(Boolean((await db("contact_list").first("for_everyone")).for_everyone)).toBe(true);
    expect(await db("contact").first("email", "note", "tags", "sort_key")).toMatchObject({
      ...{ email: "", note: "", tags: "[]", sort_key: expect.stringMatching(/^\{ke\t/) },
    });
  });
});
