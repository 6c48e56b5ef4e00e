import { describe, expect, it } from "vitest";
import { newId } from "./ids.ts";
import { appendJournal, type JournalEntry } from "./journal.ts";
import { createPerson } from "./people-create.ts";
import { retirePhone } from "./phones.ts";
import { searchEverything } from "./search.ts";
import { aContact, aContactList, aGroup, aLayout, anOrganisation, aPhone, testActor, testNow } from "./testing/builders.ts";
import { testDatabases } from "./testing/databases.ts";
import type { Db } from "./types.ts";

async function aFirm(db: Db) {
  const { id: organisationId } = await anOrganisation(db);
  const person = (firstName: string, lastName: string, more: object = {}) =>
    createPerson(db, { organisationId, firstName, lastName, ...more }, "all", testActor, testNow);
  return { organisationId, person };
}

function aRequest(organisationId: string, say: Partial<JournalEntry>): JournalEntry {
  const at = testNow.toISOString();
  return {
    ...{ id: newId(testNow), at, transport: "http", method: "GET", path: "/805ec0a10001.cfg", address: "192.0.2.40" },
    ...{ userAgent: null, mac: "805ec0a10001", phoneId: null, organisationId, vendor: "yealink", model: "T54W" },
    ...{ wants: "phone", rung: "token", decision: "served", reason: "ok", status: 200, bytes: 1, durationMicros: 1 },
    ...say,
  };
}

describe.each(testDatabases())("searching everything on $name", ({ connect }) => {
  it("finds people, numbers, phones, keys, groups, contacts, layouts and requests, what fits exactly first", async () => {
    const db = await connect();
    const { organisationId, person } = await aFirm(db);
    const asa = await person("Åsa", "Öberg", { primaryNumber: "08-465 004 71", extension: "271" });
    await person("Asa", "Lind");
    const group = await aGroup(db, organisationId, { name: "Åsas växel", number: "08-465 004 70" });
    const list = await aContactList(db, organisationId);
    const contact = await aContact(db, list, { company: "Åsa Virke AB" });
    const follows = { place: { module: 0, index: 3 }, kind: "blf", target: { kind: "user", id: asa.id } } as const;
    const labelled = {
      place: { module: 0, index: 4 },
      kind: "speedDial",
      target: { kind: "number", number: "112" },
      label: "Åsas larm",
    } as const;
    const layout = await aLayout(db, organisationId, { name: "Åsas disk", keys: [follows] });
    const phone = await aPhone(db, organisationId, { mac: "805ec0a10001", label: "Lagret", keys: [labelled, follows] });
    const own = await aPhone(db, organisationId, { mac: "805ec0a10002", label: "Kontoret", userId: asa.id });
    await appendJournal(db, [
      aRequest(organisationId, { phoneId: phone.id }),
      aRequest(organisationId, { path: "/book.xml", mac: null }),
    ]);
    const search = (text: string) => searchEverything(db, { organisationId, text, today: "2026-03-02", most: 8 });

    const found = await search("åsa");
    expect(found.users.map((one) => one.name)).toEqual(["Åsa Öberg", "Asa Lind"]);
    expect([found.groups[0]?.id, found.contacts[0]?.id, found.layouts[0]?.id]).toEqual([group.id, contact.id, layout.id]);
    expect(found.phones.map((one) => one.id)).toEqual([own.id]);
    expect(found.keys.map(({ of, id, place, label, target }) => [of, id, place, label, target])).toEqual([
      ["phone", phone.id, "0/3", "Åsa Öberg", "Åsa Öberg"],
      ["layout", layout.id, "0/3", "Åsa Öberg", "Åsa Öberg"],
      ["phone", phone.id, "0/4", "Åsas larm", null],
    ]);
    // A number in any written form is whose it is, and which phones show it.
    for (const written of ["08-465 004 71", "+46846500471", "0046 8 465 004 71", "271"]) {
      const { users, keys } = await search(written);
      expect([written, users.map((one) => one.id), keys.length]).toEqual([written, [asa.id], 2]);
    }
    expect((await search("08 465 004 70")).groups.map((one) => one.id)).toEqual([group.id]);
    // A MAC in any written form, whole, its beginning or its end.
    for (const written of ["80:5E:C0:A1:00:01", "805ec0-a10001", "805EC0A10001"]) {
      const { phones, requests } = await search(written);
      expect([written, phones[0]?.id, requests.map((one) => one.path)]).toEqual([written, phone.id, ["/805ec0a10001.cfg"]]);
    }
    expect((await search("805ec0")).phones.map((one) => one.id).sort()).toEqual([phone.id, own.id].sort());
    expect((await search("10002")).phones.map((one) => one.id)).toEqual([own.id]);
    expect((await search("lagret")).phones.map((one) => one.id)).toEqual([phone.id]);
    expect((await search("book.xml")).requests.map((one) => one.path)).toEqual(["/book.xml"]);
    expect((await search("192.0.2.40")).requests.length).toBe(2);
    await retirePhone(db, { organisationId, id: phone.id }, testActor, testNow);
    const later = await search("805ec0a10001");
    expect([later.phones, (await search("larm")).keys]).toEqual([[], []]);
  });

  it("stays within the organisation and asks as often, whatever is searched and however much there is", async () => {
    const db = await connect();
    const [mine, theirs] = [await aFirm(db), await aFirm(db)];
    const { id } = await theirs.person("Petra", "Åberg", { primaryNumber: "040-628 04 11" });
    const key = { place: { module: 0, index: 3 }, kind: "blf", target: { kind: "user", id }, label: "Petras" } as const;
    await aPhone(db, theirs.organisationId, { mac: "805ec0a10009", label: "Petras bord", userId: id, keys: [key] });
    await aLayout(db, theirs.organisationId, { name: "Petras", keys: [key] });
    await aGroup(db, theirs.organisationId, { name: "Petras grupp" });
    await aContact(db, await aContactList(db, theirs.organisationId), { company: "Petras AB" });
    await appendJournal(db, [aRequest(theirs.organisationId, { mac: "805ec0a10009", path: "/petra.cfg" })]);
    const search = (text: string) =>
      searchEverything(db, { organisationId: mine.organisationId, text, today: "2026-03-02", most: 8 });
    for (const text of ["petra", "040-628 04 11", "805ec0a10009", "192.0.2", "/petra.cfg"]) {
      const found = await search(text);
      expect([text, Object.values(found).flat()]).toEqual([text, []]);
    }
    let statements = 0;
    db.on("query", () => {
      statements++;
    });
    const counts: number[] = [];
    await mine.person("Petra", "Ek");
    for (const text of ["petra", "petra ek", "805ec0a10009", "805e"]) {
      statements = 0;
      await search(text);
      counts.push(statements);
    }
    expect(Math.max(...counts)).toBeLessThan(30);
    for (let n = 0; n < 12; n++) {
      const { id: userId } = await mine.person("Petra", `Ek ${n}`);
      const keys = [{ place: { module: 0, index: 3 }, kind: "blf", target: { kind: "user", id: userId } } as const];
      await aPhone(db, mine.organisationId, { label: `Petra ${n}`, userId, keys });
    }
    statements = 0;
    const many = await search("petra");
    // One of the eight has no phone.
    expect([many.users.length, many.phones.length, many.keys.length]).toEqual([8, 8, 7]);
    expect(statements).toBeLessThan(30);
  });
});
