import { describe, expect, it } from "vitest";
import { listAudit } from "./audit.ts";
import { setForwardings } from "./call-forwardings.ts";
import { runDeactivations, updateDeactivation } from "./deactivations.ts";
import { loadDirectory } from "./directories.ts";
import { getPerson } from "./people.ts";
import { updateAdvanced, updateDetails, updateExtra, updateNumbers, updateRole } from "./people-changes.ts";
import { createPerson } from "./people-create.ts";
import { listPeople, type PeopleFilter } from "./people-pages.ts";
import { listPhoneKeys } from "./phone-keys.ts";
import { getPhone } from "./phones.ts";
import { loadPointers } from "./pointers.ts";
import { getWholeGroup, updateResponseGroup } from "./response-groups.ts";
import { aGroup, anOrganisation, aPhone, aUser, testActor, testNow } from "./testing/builders.ts";
import { testDatabases } from "./testing/databases.ts";
import type { Db } from "./types.ts";
import { deleteUser, updateUser } from "./users.ts";

const filter = {
  status: "active",
  today: "2026-03-02",
  search: "",
  sort: "name",
  descending: false,
  offset: 0,
  limit: 50,
} as const;
const names = async (db: Db, organisationId: string, say: Partial<PeopleFilter> = {}) =>
  (await listPeople(db, { organisationId, ...filter, ...say })).rows.map((one) => one.name);

describe.each(testDatabases())("people on $name", ({ connect }) => {
  it("are edited by category: saving one does not stand in the way of another", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const { id } = await aUser(db, organisationId, { firstName: "Åsa", lastName: "Öberg" });
    const by = { organisationId, id, version: 1 };
    await updateDetails(db, { ...by, username: "Asa.Oberg", language: "en" }, testActor, testNow);
    await updateNumbers(db, { ...by, primaryNumber: "08-465 004 01", extension: "401" }, testActor, testNow);
    await updateExtra(db, { ...by, searchWords: [" kran ", "Kran", "tak"] }, testActor, testNow);
    await updateRole(db, { ...by, fixedOperator: "telia" }, testActor, testNow);
    await updateAdvanced(db, { ...by, features: { ex_telefonist: true } }, "ex", "all", testActor, testNow);
    const person = await getPerson(db, by);
    expect(person).toMatchObject({ username: "asa.oberg", language: "en", searchWords: ["kran", "tak"], fixedOperator: "telia" });
    expect(person).toMatchObject({ features: ["ex_telefonist"], extension: "401", rights: ["user"], hasPassword: false });
    expect(person.versions).toEqual({ details: 2, role: 2, numbers: 2, extra: 2, deactivation: 1, advanced: 2 });
    const again = updateNumbers(db, { ...by, extension: null }, testActor, testNow);
    await expect(again).rejects.toMatchObject({ code: "version_conflict", detail: { expected: 1, found: 2 } });
    const actions = (await listAudit(db, { organisationId, subjectId: id })).map((entry) => [entry.action, entry.after]);
    expect(actions).toContainEqual(["user.extra_updated", { searchWords: ["kran", "tak"] }]);
    expect(actions).toContainEqual(["user.details_updated", { username: "asa.oberg", language: "en" }]);
  });

  it("count the category when the command line changes a name", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const { id } = await aUser(db, organisationId);
    await updateUser(db, { organisationId, id, lastName: "Ek" }, testActor, testNow);
    expect((await getPerson(db, { organisationId, id })).versions).toMatchObject({ details: 2, numbers: 1 });
  });

  it("keep a Mex mobile and the secondary number together, and refuse to part them", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const { id } = await aUser(db, organisationId);
    const by = { organisationId, id };
    const mobile = { number: "070-174 06 05", profile: "mex" } as const;
    const person = await updateNumbers(db, { ...by, mobile }, testActor, testNow);
    expect(person.numbers.map((one) => one.kind)).toEqual(["secondary", "mobile"]);
    const parted = updateNumbers(db, { ...by, secondaryNumber: null }, testActor, testNow);
    await expect(parted).rejects.toMatchObject({ code: "secondary_follows_mobile" });
    const without = await updateNumbers(db, { ...by, mobile: null, secondaryNumber: "070-174 06 06" }, testActor, testNow);
    expect(without.numbers.map((one) => [one.kind, one.e164])).toEqual([["secondary", "+46701740606"]]);
  });

  it("have user names of their own, which nobody else may take and no number is", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const one = await createPerson(
      db,
      { organisationId, firstName: "Bo", lastName: "Ek", username: "bo" + "ek" },
      "all",
      testActor,
      testNow,
    );
    const other = await aUser(db, organisationId, { primaryNumber: "08-465 004 02" });
    const set = (username: string) => updateDetails(db, { organisationId, id: other.id, username }, testActor, testNow);
    await expect(set("BOEK ")).rejects.toMatchObject({ code: "username_taken" });
    await expect(set("0846500403")).rejects.toMatchObject({ code: "username_invalid" });
    expect((await set("+46 8 465 004 02")).username).toBeNull();
    expect(one.username).toBe("boek");
  });

  it("keep one administrator who stays, whoever goes and however", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const create = (firstName: string) =>
      createPerson(
        db,
        { organisationId, firstName, lastName: "Ek", rights: ["user", "administrator"] },
        "all",
        testActor,
        testNow,
      );
    const [anna, bo] = [await create("Anna"), await create("Bo")];
    const plan = (id: string, deactivateOn: string | null) =>
      updateDeactivation(db, { organisationId, id, deactivateOn }, testActor, testNow);
    await plan(bo.id, "2026-05-01");
    const last = { code: "last_administrator" };
    await expect(plan(anna.id, "2026-06-01")).rejects.toMatchObject(last);
    const demote = updateAdvanced(db, { organisationId, id: anna.id, rights: ["user"] }, "ex", "all", testActor, testNow);
    await expect(demote).rejects.toMatchObject(last);
    await expect(deleteUser(db, { organisationId, id: anna.id }, testActor, testNow)).rejects.toMatchObject(last);
    await plan(bo.id, null);
    await plan(anna.id, "2026-06-01");
    await expect(deleteUser(db, { organisationId, id: bo.id }, testActor, testNow)).rejects.toMatchObject(last);
  });

  it("are given rights only by those who may give them", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const { id } = await aUser(db, organisationId);
    const administrator = { userId: "x", organisationId, rights: ["administrator"], operates: [] } as const;
    const give = (rights: ("user" | "administrator" | "operator")[]) =>
      updateAdvanced(db, { organisationId, id, rights }, "ex", administrator, testActor, testNow);
    await expect(give(["user", "operator"])).rejects.toMatchObject({ code: "right_missing" });
    expect((await give(["user", "administrator"])).rights).toEqual(["user", "administrator"]);
  });

  it("are deactivated on their date: keys go to the replacement, phones and phonebook lose them", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const going = await aUser(db, organisationId, { firstName: "Gun", lastName: "Ek", extension: "401" });
    const staying = await aUser(db, organisationId, { firstName: "Stig", lastName: "Ek", extension: "402" });
    const key = { place: { module: 0, index: 3 }, kind: "blf", target: { kind: "user", id: going.id } } as const;
    const phone = await aPhone(db, organisationId, { userId: going.id, keys: [key] });
    const third = await aUser(db, organisationId, { firstName: "Ulf", lastName: "Ek", extension: "403" });
    const all = { target: { kind: "user", id: going.id }, enabled: true } as const;
    await setForwardings(db, { organisationId, userId: third.id, kinds: { all } }, testActor, testNow);
    const group = await aGroup(db, organisationId, { name: "Order" });
    const mailbox = { destination: { kind: "voicemail", id: going.id }, announcementId: null } as const;
    await updateResponseGroup(db, { organisationId, id: group.id, nobody: mailbox }, testActor, testNow);
    await expect(deleteUser(db, { organisationId, id: going.id }, testActor, testNow)).rejects.toMatchObject({
      code: "user_is_destination",
      detail: { places: ["Order"] },
    });
    expect(await loadPointers(db, { organisationId, userId: going.id })).toMatchObject({
      calls: [{ ownerKind: "group", ownerName: "Order", slot: "nobody" }],
      keys: [{ phoneId: phone.id, place: "0/3" }],
      phones: [{ id: phone.id }],
      forwardings: [{ userId: third.id, userName: "Ulf Ek" }],
    });
    const plan = { organisationId, id: going.id, deactivateOn: "2026-03-03", replacedBy: staying.id };
    await updateDeactivation(db, plan, testActor, testNow);
    expect(await runDeactivations(db, testNow)).toBe(0);
    // Midnight in Stockholm is 23:00 in UTC.
    const midnight = new Date("2026-03-02T23:00:00Z");
    expect(await runDeactivations(db, new Date(midnight.getTime() - 1))).toBe(0);
    expect(await runDeactivations(db, midnight)).toBe(1);
    expect(await runDeactivations(db, midnight)).toBe(0);
    const [moved] = await listPhoneKeys(db, { organisationId, phoneId: phone.id });
    expect(moved?.target).toEqual({ kind: "user", id: staying.id });
    expect(await getWholeGroup(db, { organisationId, id: group.id })).toMatchObject({
      version: 3,
      nobody: { destination: { kind: "voicemail", id: staying.id } },
    });
    const after = await getPhone(db, { organisationId, id: phone.id });
    expect([after.userId, after.revision > phone.revision]).toEqual([null, true]);
    expect((await loadDirectory(db, organisationId, "colleagues"))?.entries.map((one) => one.name)).toEqual([
      "Stig Ek",
      "Ulf Ek",
    ]);
    expect(await names(db, organisationId, { today: "2026-03-03" })).toEqual(["Stig Ek", "Ulf Ek"]);
    expect((await loadPointers(db, { organisationId, userId: staying.id })).forwardings).toHaveLength(1);
    expect(await names(db, organisationId, { status: "deactivated", today: "2026-03-03" })).toEqual(["Gun Ek"]);
    expect((await listAudit(db, { organisationId, action: "user.deactivated" })).length).toBe(1);
  });

  it("are listed in Swedish order, and found without accents after those written so", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const people = [
      ["Åke", "Öst"],
      ["Zoe", "Ängström"],
      ["Asa", "Berg"],
      ["Åsa", "Berg"],
      ["Eva", "Zetterlund"],
      ["Per", "ångström"],
    ];
    for (const [firstName = "", lastName = ""] of people) await aUser(db, organisationId, { firstName, lastName });
    const inOrder = ["Asa Berg", "Åsa Berg", "Eva Zetterlund", "Per ångström", "Zoe Ängström", "Åke Öst"];
    expect(await names(db, organisationId)).toEqual(inOrder);
    expect(await names(db, organisationId, { descending: true })).toEqual([...inOrder].reverse());
    expect(await names(db, organisationId, { search: "åsa" })).toEqual(["Åsa Berg", "Asa Berg"]);
    expect(await names(db, organisationId, { search: "asa" })).toEqual(["Asa Berg", "Åsa Berg"]);
    expect(await names(db, organisationId, { search: "angstrom" })).toEqual(["Per ångström", "Zoe Ängström"]);
    expect(await names(db, organisationId, { search: "100%" })).toEqual([]);
    const second = await listPeople(db, { organisationId, ...filter, offset: 1, limit: 2 });
    expect([second.total, second.rows.map((one) => one.name)]).toEqual([6, ["Åsa Berg", "Eva Zetterlund"]]);
  });

  it("are found by any written part of a number, by extension and by search word", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const other = await anOrganisation(db);
    await aUser(db, other.id, { primaryNumber: "08-465 004 09", extension: "401" });
    const { id } = await aUser(db, organisationId, {
      firstName: "Bo",
      lastName: "Ek",
      extension: "401",
      primaryNumber: "08-465 004 01",
    });
    await aUser(db, organisationId, { firstName: "Eva", lastName: "Al", extension: "402", primaryNumber: "08-465 004 02" });
    await updateExtra(db, { organisationId, id, searchWords: ["kranförare"] }, testActor, testNow);
    for (const search of ["08-465 004 01", "+46846500401", "500 401", "401", "kranfor", "ek bo"]) {
      expect([search, await names(db, organisationId, { search })]).toEqual([search, ["Bo Ek"]]);
    }
    expect(await names(db, organisationId, { search: "08-465" })).toEqual(["Eva Al", "Bo Ek"]);
    expect(await names(db, organisationId, { sort: "extension", descending: true })).toEqual(["Eva Al", "Bo Ek"]);
  });
});
