import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { changeMembers } from "../../db/contact-member-changes.ts";
import { aContact, aContactList, anOrganisation, testActor, testNow } from "../../db/testing/builders.ts";
import { aHouse, type House } from "../testing/house.ts";
import type { Visitor } from "../testing/visitor.ts";

let house: House;
let organisationId: string;
let administrator: Visitor;
let user: Visitor;

const ends: (() => Promise<void>)[] = [];
beforeAll(async () => {
  house = await aHouse({ closes: (close) => ends.push(close) });
  organisationId = (await anOrganisation(house.db)).id;
  administrator = await house.somebody(organisationId, ["user", "administrator"]);
  user = await house.somebody(organisationId, ["user"]);
});
// Before the databases are closed, which what a hook returns would not be.
afterAll(async () => {
  for (const end of ends) await end();
});

const aClosedList = () => aContactList(house.db, organisationId, { forEveryone: false });
const whole = { firstName: "Ulla", lastName: "Ek", company: "", title: "", numbers: [{ kind: "work", number: "08-465 004 71" }] };

describe("external contacts over the API", () => {
  it("need a name or a company, a number that is one, and an address that is one", async () => {
    const list = await aClosedList();
    const post = (say: object) => administrator.post(`/contact-lists/${list.id}/contacts`, { ...whole, ...say });
    const errors = async (say: object) =>
      (await post(say)).body.errors?.map(({ field, code }: { field: string; code: string }) => [field, code]);
    expect(await errors({ firstName: " ", lastName: "" })).toEqual([["lastName", "contact_nameless"]]);
    expect((await post({ numbers: [] })).status).toBe(422);
    expect((await post({ numbers: [{ kind: "work", number: "ring" }] })).body.code).toBe("number_invalid");
    expect((await post({ email: "ulla" })).body.errors[0].field).toBe("email");
    const made = await post({ email: "ulla@example.se", tags: ["A", "a", " B "], note: "rad\r\ntvå" });
    expect([made.status, made.body]).toMatchObject([201, { tags: ["A", "B"], note: "rad\ntvå", sameNumbers: [] }]);
    const twin = await post({ lastName: "Öst" });
    expect(twin.body.sameNumbers).toMatchObject([{ number: { e164: "+46846500471" }, id: made.body.id, name: "Ulla Ek" }]);
  });

  it("are seen by members alone, from the next request on, and by nobody of another firm", async () => {
    const [mine, other] = [await aClosedList(), await aClosedList()];
    const contact = await aContact(house.db, mine, { company: "Grus AB" });
    await aContact(house.db, other, { company: "Sten AB" });
    const see = async (visitor: Visitor) =>
      (await visitor.get("/me/contacts")).body.rows.map(({ name, list }: { name: string; list: string }) => `${name} (${list})`);
    expect(await see(user)).toEqual([]);
    expect((await user.get(`/me/contacts/${contact.id}`)).body.code).toBe("contact_not_found");
    const targets = async (visitor: Visitor) => (await visitor.get("/targets?q=Grus")).body.contacts.length;
    expect([await targets(user), await targets(administrator)]).toEqual([0, 1]);
    const put = await administrator.put(`/users/${user.id}/memberships`, { contactLists: [mine.id] }, 1);
    expect(put.body).toMatchObject({ groups: [], contactLists: [{ id: mine.id, name: mine.name }] });
    expect(await see(user)).toEqual([`Grus AB (${mine.name})`]);
    expect((await user.get(`/me/contacts/${contact.id}`)).body).toMatchObject({ name: "Grus AB", list: mine.name });
    expect((await user.get(`/me/contacts?list=${other.id}`)).body.total).toBe(0);
    expect(await targets(user)).toBe(1);
    await administrator.post(`/contact-lists/${mine.id}/members`, { out: [user.id] });
    expect(await see(user)).toEqual([]);
    const stranger = await house.somebody((await anOrganisation(house.db)).id, ["user", "administrator"]);
    expect((await stranger.get(`/contact-lists/${mine.id}`)).body.code).toBe("contact_list_not_found");
    expect((await stranger.get(`/contact-lists/${mine.id}/export`)).body.code).toBe("contact_list_not_found");
  });

  it("go to many people at once, who are then found by their list", async () => {
    const list = await aClosedList();
    const change = { what: "contactList", listId: list.id, on: true };
    const both = [user.id, administrator.id];
    const first = await administrator.post("/users/bulk", { users: both, change });
    expect(first.body.results.map(({ outcome }: { outcome: string }) => outcome)).toEqual(["changed", "changed"]);
    const again = await administrator.post("/users/bulk", { users: [user.id], change });
    expect(again.body.results[0].outcome).toBe("unchanged");
    const found = await administrator.get(`/users?list=${list.id}`);
    expect(found.body.rows.map(({ id }: { id: string }) => id).toSorted()).toEqual(both.toSorted());
    expect((await administrator.get("/contact-lists")).body.rows.find(({ id }: { id: string }) => id === list.id)).toMatchObject({
      members: 2,
    });
  });

  it("leave as CSV with guarded formulas and as cards, with a name for the file, and come back unchanged", async () => {
    const list = await aContactList(house.db, organisationId, { name: "Åre & Ö, jour", forEveryone: false });
    await aContact(house.db, list, { company: '=HYPERLINK("x")', note: "ett;två", tags: ["VIP"] });
    await changeMembers(house.db, { organisationId, listId: list.id, in: [], out: [] }, testActor, testNow);
    const fetched = async (format: string) => {
      const response = await fetch(`${house.url}/api/contact-lists/${list.id}/export?format=${format}`, {
        headers: { cookie: [...administrator.cookies].map(([name, value]) => `${name}=${value}`).join("; ") },
      });
      return {
        name: response.headers.get("content-disposition") ?? "",
        type: response.headers.get("content-type"),
        text: await response.text(),
      };
    };
    const [csv, cards] = [await fetched("csv"), await fetched("vcard")];
    expect(csv.name).toMatch(/^attachment; filename="bjorko-\d+-kontakter-are-o-jour-\d{4}-\d\d-\d\d\.csv"$/);
    expect([cards.type, cards.name.endsWith('.vcf"')]).toEqual(["text/vcard; charset=utf-8", true]);
    expect(csv.text).toContain("'=HYPERLINK");
    for (const text of [csv.text, cards.text]) {
      const body = new TextEncoder().encode(text);
      const headers = { "content-type": "text/plain" };
      const taken = await administrator.ask("POST", `/contact-lists/${list.id}/import`, { body, headers });
      expect(taken.body).toMatchObject({ rows: 1, created: 0, updated: 0, unchanged: 1, errorCount: 0, warningCount: 0 });
    }
    const empty = await administrator.ask("POST", `/contact-lists/${list.id}/import?dryRun=true`, {
      body: new TextEncoder().encode("BEGIN:VCARD\nKIND:group\nFN:Alla\nEND:VCARD\n"),
      headers: { "content-type": "text/vcard" },
    });
    expect([empty.status, empty.body.code]).toEqual([422, "vcard_empty"]);
  });
});
