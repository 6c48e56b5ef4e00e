import { describe, expect, it } from "vitest";
import { listAudit } from "./audit.ts";
import { changeContacts } from "./contact-bulk.ts";
import { sameNumbers } from "./contact-duplicates.ts";
import { countsOfLists, updateContactList } from "./contact-lists.ts";
import { changeMembers } from "./contact-member-changes.ts";
import { listsOfUser, membersOf } from "./contact-members.ts";
import { pageContacts, tagsOfList } from "./contact-pages.ts";
import { createContact, deleteContact, deleteContactList, getContact, listContacts, updateContact } from "./contacts.ts";
import { updateDeactivation } from "./deactivations.ts";
import { getMemberships, setMemberships } from "./memberships.ts";
import { aContact, aContactList, anOrganisation, aPhone, aUser, testActor, testKeyring, testNow } from "./testing/builders.ts";
import { testDatabases } from "./testing/databases.ts";
import type { Actor, Db } from "./types.ts";
import { undoWrite } from "./undo/undo.ts";

const all = { access: "all", operator: true } as const;
let writes = 0;
/** One request of somebody: what it writes is taken back as one. */
function inOneWrite(): Actor {
  writes += 1;
  return { ...testActor, trail: { id: `write-${writes}`, address: null, written: 0 } };
}
/** A moment after all others: the log is read by time. */
function later(): Date {
  writes += 1;
  return new Date(testNow.getTime() + writes * 1000);
}

/** Takes back the newest write. */
async function undoLast(db: Db, organisationId: string): Promise<void> {
  const [last] = await listAudit(db, { organisationId });
  await undoWrite(db, testKeyring, { organisationId, id: last?.id ?? "" }, all, inOneWrite(), later());
}

const namesIn = async (db: Db, list: { organisationId: string; id: string }) =>
  (await listContacts(db, { organisationId: list.organisationId, listId: list.id })).map(({ name }) => name);

describe.each(testDatabases())("external contacts on $name", ({ connect }) => {
  it("say e-mail, note and tags, are found by them, and keep what an update does not say", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const list = await aContactList(db, organisationId);
    const said = { email: "ulla.ek@example.se", note: "Ring före tio.\nHelst.", tags: ["Trä", "VIP"] };
    const ulla = await aContact(db, list, { firstName: "Ulla", lastName: "Ek", company: "", ...said });
    expect(ulla).toMatchObject(said);
    const page = { organisationId, listId: list.id, descending: false, offset: 0, limit: 10 };
    for (const search of ["tra vip", "ulla.ek@example", "före tio", "0846500417"]) {
      expect([search, (await pageContacts(db, { ...page, search })).total]).toEqual([search, 1]);
    }
    const kept = { firstName: "Ulla", lastName: "Öst", company: "", title: "", numbers: [...ulla.numbers] };
    expect(await updateContact(db, { organisationId, id: ulla.id, ...kept }, testActor, later())).toMatchObject(said);
    expect((await listAudit(db, { organisationId, action: "contact.updated" }))[0]).toMatchObject({
      ...{ before: { lastName: "Ek" }, after: { lastName: "Öst" } },
    });
    await undoLast(db, organisationId);
    expect(await getContact(db, { organisationId, id: ulla.id })).toMatchObject({ lastName: "Ek", ...said });
    await deleteContact(db, { organisationId, id: ulla.id }, testActor, later());
    await undoLast(db, organisationId);
    expect(await getContact(db, { organisationId, id: ulla.id })).toMatchObject({ lastName: "Ek", ...said });
  });

  it("stand in Swedish order by name and by company, are narrowed by a tag, and show who shares a number", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const list = await aContactList(db, organisationId);
    const other = await aContactList(db, organisationId);
    const one = (lastName: string, company: string, number: string, tags: string[] = []) =>
      aContact(db, list, { firstName: "Bo", lastName, company, tags, numbers: [{ kind: "work", number }] });
    const öst = await one("Öst", "Alfa AB", "08-465 004 21", ["Trä", "trä"]);
    const ärla = await one("Ärla", "Örnen AB", "+46 8 465 004 21");
    await one("Zorn", "Zeta AB", "08-465 004 22", ["Trä", "Sten"]);
    await aContact(db, other, { numbers: [{ kind: "work", number: "08-465 004 22" }] });
    const page = { organisationId, listId: list.id, descending: false, offset: 0, limit: 10, search: "" };
    const names = async (say: object) => (await pageContacts(db, { ...page, ...say })).rows.map(({ lastName }) => lastName);
    expect(await names({})).toEqual(["Zorn", "Ärla", "Öst"]);
    expect(await names({ sort: "company" })).toEqual(["Öst", "Zorn", "Ärla"]);
    expect(await names({ tag: "Trä" })).toEqual(["Zorn", "Öst"]);
    expect(await names({ duplicates: true })).toEqual(["Ärla", "Öst"]);
    expect(await tagsOfList(db, { organisationId, listId: list.id })).toEqual(["Trä", "Sten"]);
    const shared = await sameNumbers(db, await listContacts(db, { organisationId, listId: list.id }));
    expect(shared.get(öst.id)).toEqual([{ number: "+46846500421", id: ärla.id, name: "Bo Ärla" }]);
    expect([...shared.keys()].toSorted()).toEqual([öst.id, ärla.id].toSorted());
  });

  it("go many at once: away, to another list, with a tag and without, each with its entry, and come back as one", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const [list, other] = [await aContactList(db, organisationId), await aContactList(db, organisationId)];
    const ids: string[] = [];
    for (const company of ["Alfa", "Beta", "Gamma"]) ids.push((await aContact(db, list, { company, tags: ["Gammal"] })).id);
    const follows = { kind: "speedDial", target: { kind: "contact", id: ids[0] ?? "" } } as const;
    const phone = await aPhone(db, organisationId, { keys: [{ place: { module: 0, index: 1 }, ...follows }] });
    const revision = async () => Number((await db("phone").where("id", phone.id).first("revision")).revision);
    const ask = (change: Parameters<typeof changeContacts>[1]["change"]) =>
      changeContacts(db, { organisationId, ids, change }, inOneWrite(), later());

    await ask({ what: "tag", tag: "Ny", on: true });
    await ask({ what: "tag", tag: "gammal", on: false });
    expect(await tagsOfList(db, { organisationId, listId: list.id })).toEqual(["Ny"]);
    expect((await ask({ what: "tag", tag: "ny", on: true })).map(({ outcome }) => outcome)).toEqual(Array(3).fill("unchanged"));
    await ask({ what: "move", listId: other.id });
    expect([await namesIn(db, list), await namesIn(db, other)]).toEqual([[], ["Alfa", "Beta", "Gamma"]]);
    await undoLast(db, organisationId);
    expect(await namesIn(db, list)).toEqual(["Alfa", "Beta", "Gamma"]);
    const before = await revision();
    await ask({ what: "delete" });
    expect(await revision()).toBe(before + 1);
    expect(await namesIn(db, list)).toEqual([]);
    expect(await listAudit(db, { organisationId, action: "contact.deleted" })).toHaveLength(3);
    await undoLast(db, organisationId);
    expect(await namesIn(db, list)).toEqual(["Alfa", "Beta", "Gamma"]);
    const unknown = changeContacts(db, { organisationId: "x", ids, change: { what: "delete" } }, testActor, testNow);
    await expect(unknown).rejects.toMatchObject({ code: "contact_not_found" });
  });
});

describe.each(testDatabases())("lists of contacts on $name", ({ connect }) => {
  it("are named anew, opened for everyone and closed again, each with its entry, and taken back", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const list = await aContactList(db, organisationId, { name: "Jour", forEveryone: false });
    const anna = (await aUser(db, organisationId)).id;
    const by = { organisationId, id: list.id };
    const renamed = await updateContactList(db, { ...by, version: 1, name: "Jouren", forEveryone: true }, inOneWrite(), later());
    expect(renamed).toMatchObject({ name: "Jouren", forEveryone: true, version: 2 });
    expect(await membersOf(db, [list.id])).toEqual(new Map([[list.id, [anna]]]));
    const stale = updateContactList(db, { ...by, version: 1, name: "Nej" }, testActor, testNow);
    await expect(stale).rejects.toMatchObject({ code: "version_conflict" });
    const actions = (await listAudit(db, { organisationId })).map(({ action, after }) => ({ action, after })).slice(0, 2);
    expect(actions).toEqual([
      { action: "contact_list.members_changed", after: { membersIn: [anna], membersOut: [] } },
      { action: "contact_list.updated", after: { name: "Jouren", forEveryone: true } },
    ]);
    await undoLast(db, organisationId);
    expect(await listsOfUser(db, anna)).toEqual([]);
    expect((await countsOfLists(db, [list.id])).get(list.id)).toEqual({ contacts: 0, members: 0 });
  });

  it("take people in and let them go from the list and from the person, and raise exactly their phones", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const list = await aContactList(db, organisationId, { forEveryone: false });
    const [anna, bo] = [(await aUser(db, organisationId)).id, (await aUser(db, organisationId)).id];
    const phones = {
      anna: await aPhone(db, organisationId, { userId: anna }),
      bo: await aPhone(db, organisationId, { userId: bo }),
    };
    const raised = async (work: () => Promise<unknown>) => {
      const revisions = async () =>
        (await db("phone").orderBy("id").select("id", "revision")) as { id: string; revision: number }[];
      const before = new Map((await revisions()).map(({ id, revision }) => [id, revision]));
      await work();
      return (await revisions()).filter(({ id, revision }) => revision !== before.get(id)).map(({ id }) => id);
    };
    const members = (say: { in?: string[]; out?: string[] }) =>
      changeMembers(db, { organisationId, listId: list.id, in: [], out: [], ...say }, inOneWrite(), later());
    expect(await raised(() => members({ in: [anna] }))).toEqual([phones.anna.id]);
    expect(await raised(() => members({ in: [anna] }))).toEqual([]);
    const set = (contactLists: string[]) =>
      setMemberships(db, { organisationId, userId: bo, contactLists }, inOneWrite(), later());
    expect(await raised(() => set([list.id]))).toEqual([phones.bo.id]);
    expect(await membersOf(db, [list.id])).toEqual(new Map([[list.id, [anna, bo].toSorted()]]));
    const [entry] = await listAudit(db, { organisationId, action: "user.memberships_set" });
    expect([entry?.before, entry?.after]).toEqual([{ contactLists: [] }, { contactLists: [list.id] }]);
    await undoLast(db, organisationId);
    expect((await getMemberships(db, { organisationId, userId: bo })).contactLists).toEqual([]);
    await members({ out: [anna], in: [bo] });
    await undoLast(db, organisationId);
    expect(await membersOf(db, [list.id])).toEqual(new Map([[list.id, [anna]]]));
    const { id: foreign } = await aUser(db, (await anOrganisation(db)).id);
    await expect(members({ in: [foreign] })).rejects.toMatchObject({ code: "user_not_found" });
    await expect(set([list.id, "nothing"])).rejects.toMatchObject({ code: "contact_list_not_found" });
  });

  it("lose whoever is deactivated, and have them again when they come back, where the list is for everyone", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const [open, closed] = [
      await aContactList(db, organisationId),
      await aContactList(db, organisationId, { forEveryone: false }),
    ];
    const { id } = await aUser(db, organisationId);
    await changeMembers(db, { organisationId, listId: closed.id, in: [id], out: [] }, testActor, testNow);
    await updateDeactivation(db, { organisationId, id, deactivateOn: "2026-03-02" }, testActor, testNow);
    expect(await db("contact_list_member").where("user_id", id)).toEqual([]);
    await updateDeactivation(db, { organisationId, id, deactivateOn: null }, testActor, testNow);
    expect((await listsOfUser(db, id)).map((list) => list.id)).toEqual([open.id]);
  });

  it("come back with their contacts and members when their deletion is taken back", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const list = await aContactList(db, organisationId, { forEveryone: false });
    const { id } = await aUser(db, organisationId);
    await changeMembers(db, { organisationId, listId: list.id, in: [id], out: [] }, testActor, testNow);
    const input = { organisationId, listId: list.id, firstName: "", lastName: "", company: "Alfa", title: "" };
    const numbers = [{ kind: "mobile" as const, number: "112" }];
    const alfa = await createContact(
      db,
      { ...input, numbers, email: "a@example.se", note: "x", tags: ["T"] },
      testActor,
      testNow,
    );
    await deleteContactList(db, { organisationId, id: list.id }, inOneWrite(), later());
    await undoLast(db, organisationId);
    expect(await getContact(db, { organisationId, id: alfa.id })).toMatchObject({ email: "a@example.se", tags: ["T"], numbers });
    expect(await listsOfUser(db, id)).toEqual([{ id: list.id, name: list.name }]);
  });
});
