import { describe, expect, it } from "vitest";
import { listAudit } from "./audit.ts";
import { changesSince, latestChange } from "./changes.ts";
import { runDeactivations, updateDeactivation } from "./deactivations.ts";
import { groupsOfPerson, logOutOfAll, setLogin } from "./group-logins.ts";
import { getMembers, MembersInput, setMembers } from "./group-members.ts";
import { getMemberships, setMemberships } from "./memberships.ts";
import { deleteResponseGroup } from "./response-group-deletion.ts";
import { aGroup, anOrganisation, aUser, testActor, testNow } from "./testing/builders.ts";
import { testDatabases } from "./testing/databases.ts";
import type { Db } from "./types.ts";
import { deleteUser } from "./users.ts";

/** A group with these people in it, by first name. */
async function aGroupOf(db: Db, ...names: string[]) {
  const { id: organisationId } = await anOrganisation(db);
  const { id: groupId } = await aGroup(db, organisationId, { name: "Kundtjänst" });
  const ids: string[] = [];
  for (const firstName of names) ids.push((await aUser(db, organisationId, { firstName, lastName: "Ek" })).id);
  const { members } = MembersInput.parse({ members: ids.map((userId) => ({ userId })) });
  await setMembers(db, { organisationId, groupId, members }, testActor, testNow);
  return { organisationId, groupId, ids };
}

const namesIn = async (db: Db, organisationId: string, groupId: string) =>
  (await getMembers(db, { organisationId, groupId })).members.map((one) => `${one.name}${one.loggedIn ? "" : " (ute)"}`);

describe.each(testDatabases())("members of a group on $name", ({ connect }) => {
  it("stand in the order that was said; whoever stays keeps the login, whoever comes is logged in", async () => {
    const db = await connect();
    const { organisationId, groupId, ids } = await aGroupOf(db, "Anna", "Bo");
    const [anna = "", bo = ""] = ids;
    await setLogin(db, { organisationId, userId: anna, groupId, loggedIn: false, by: "self" }, testActor, testNow);
    const { id: eva } = await aUser(db, organisationId, { firstName: "Eva", lastName: "Lund" });
    const version = (await getMembers(db, { organisationId, groupId })).version;
    const { members } = MembersInput.parse({
      members: [
        { userId: eva, viaMobile: true },
        { userId: anna, mayToggle: false },
      ],
    });
    const later = new Date("2026-03-02T10:00:00Z");
    const after = await setMembers(db, { organisationId, groupId, version, members }, testActor, later);
    expect(after.members).toMatchObject([
      { name: "Eva Lund", loggedIn: true, viaMobile: true, mayToggle: true, changed: null },
      { name: "Anna Ek", loggedIn: false, mayToggle: false, changed: { at: testNow.toISOString(), by: "Provaren" } },
    ]);
    expect(await getMemberships(db, { organisationId, userId: bo })).toEqual({ version: 3, groups: [], contactLists: [] });
    const again = setMembers(db, { organisationId, groupId, version, members: [] }, testActor, testNow);
    await expect(again).rejects.toMatchObject({ code: "version_conflict" });
    const [entry] = await listAudit(db, { organisationId, action: "response_group.members_set" });
    const flags = { viaMobile: false, mayToggle: true };
    expect(entry?.before).toEqual({
      members: [
        { userId: anna, loggedIn: false, ...flags },
        { userId: bo, loggedIn: true, ...flags },
      ],
    });
  });

  it("are of the own organisation and not deactivated", async () => {
    const db = await connect();
    const { organisationId, groupId, ids } = await aGroupOf(db, "Anna");
    const other = await anOrganisation(db);
    const { id: foreign } = await aUser(db, other.id);
    const [anna = ""] = ids;
    await updateDeactivation(db, { organisationId, id: anna, deactivateOn: "2026-03-02" }, testActor, testNow);
    for (const userId of [foreign, anna, "x"]) {
      const { members } = MembersInput.parse({ members: [{ userId }] });
      const refused = setMembers(db, { organisationId, groupId, members }, testActor, testNow);
      await expect(refused).rejects.toMatchObject({ code: "user_not_found" });
    }
    const joined = setMemberships(db, { organisationId, userId: anna, groups: [groupId] }, testActor, testNow);
    await expect(joined).rejects.toMatchObject({ code: "user_not_found" });
    await expect(getMembers(db, { organisationId: other.id, groupId })).rejects.toMatchObject({
      code: "response_group_not_found",
    });
  });

  it("log in and out themselves, once however often they tap, and tell whoever looks on", async () => {
    const db = await connect();
    const { organisationId, groupId, ids } = await aGroupOf(db, "Anna", "Bo");
    const [userId = ""] = ids;
    const { version } = await getMembers(db, { organisationId, groupId });
    const seq = await latestChange(db);
    const out = { organisationId, userId, groupId, loggedIn: false, by: "self" } as const;
    expect(await setLogin(db, out, testActor, testNow)).toBe(true);
    expect(await setLogin(db, out, testActor, testNow)).toBe(false);
    expect((await changesSince(db, seq, 10)).map((one) => one.kind)).toEqual(["members"]);
    expect(await listAudit(db, { organisationId, action: "user.group_login_changed" })).toMatchObject([
      { subject: { kind: "user", id: userId }, before: { loggedIn: true }, after: { groups: [groupId], loggedIn: false } },
    ]);
    expect(await namesIn(db, organisationId, groupId)).toEqual(["Anna Ek (ute)", "Bo Ek"]);
    // A login is the person's own: an administrator who edits the group meanwhile is not in its way.
    expect((await getMembers(db, { organisationId, groupId })).version).toBe(version);
    const stranger = { ...out, userId: (await aUser(db, organisationId)).id };
    await expect(setLogin(db, stranger, testActor, testNow)).rejects.toMatchObject({ code: "response_group_not_found" });
  });

  it("stay logged in where the login is fixed, also when they leave all groups at once", async () => {
    const db = await connect();
    const { organisationId, groupId, ids } = await aGroupOf(db, "Anna");
    const [userId = ""] = ids;
    const { id: fixed } = await aGroup(db, organisationId, { name: "Jour" });
    const { members } = MembersInput.parse({ members: [{ userId, mayToggle: false }] });
    await setMembers(db, { organisationId, groupId: fixed, members }, testActor, testNow);
    const out = { organisationId, userId, groupId: fixed, loggedIn: false } as const;
    await expect(setLogin(db, { ...out, by: "self" }, testActor, testNow)).rejects.toMatchObject({ code: "group_login_fixed" });
    expect(await logOutOfAll(db, { organisationId, userId }, testActor, testNow)).toEqual([groupId]);
    expect(await logOutOfAll(db, { organisationId, userId }, testActor, testNow)).toEqual([]);
    expect((await groupsOfPerson(db, { organisationId, userId })).map(({ name, me }) => [name, me.loggedIn])).toEqual([
      ["Jour", true],
      ["Kundtjänst", false],
    ]);
    expect(await setLogin(db, { ...out, by: "administrator" }, testActor, testNow)).toBe(true);
    await deleteResponseGroup(db, { organisationId, id: groupId }, testActor, testNow);
    expect((await groupsOfPerson(db, { organisationId, userId })).map((group) => group.name)).toEqual(["Jour"]);
  });

  it("come and go from the person's side too, and are then called last", async () => {
    const db = await connect();
    const { organisationId, groupId } = await aGroupOf(db, "Anna", "Bo");
    const { id: other } = await aGroup(db, organisationId, { name: "Order" });
    const { id: userId } = await aUser(db, organisationId, { firstName: "Eva", lastName: "Lund" });
    const both = await setMemberships(db, { organisationId, userId, version: 1, groups: [groupId, other] }, testActor, testNow);
    expect(both).toMatchObject({ version: 2, groups: [{ name: "Kundtjänst" }, { name: "Order" }] });
    expect(await namesIn(db, organisationId, groupId)).toEqual(["Anna Ek", "Bo Ek", "Eva Lund"]);
    expect((await getMembers(db, { organisationId, groupId })).version).toBe(3);
    const later = new Date("2026-03-02T10:00:00Z");
    await setMemberships(db, { organisationId, userId, version: 2, groups: [other] }, testActor, later);
    expect(await namesIn(db, organisationId, groupId)).toEqual(["Anna Ek", "Bo Ek"]);
    const late = setMemberships(db, { organisationId, userId, version: 2, groups: [] }, testActor, testNow);
    await expect(late).rejects.toMatchObject({ code: "version_conflict" });
    const unknown = setMemberships(db, { organisationId, userId, groups: ["x"] }, testActor, testNow);
    await expect(unknown).rejects.toMatchObject({ code: "response_group_not_found" });
    const entries = await listAudit(db, { organisationId, subjectId: userId, action: "user.memberships_set" });
    expect(entries.map((one) => one.after)).toEqual([{ groups: [other] }, { groups: [groupId, other].toSorted() }]);
  });

  it("are out of every group when they are deactivated or deleted, and the log says so", async () => {
    const db = await connect();
    const { organisationId, groupId, ids } = await aGroupOf(db, "Anna", "Bo");
    const [anna = "", bo = ""] = ids;
    await updateDeactivation(db, { organisationId, id: anna, deactivateOn: "2026-03-03" }, testActor, testNow);
    expect(await namesIn(db, organisationId, groupId)).toEqual(["Anna Ek", "Bo Ek"]);
    await runDeactivations(db, new Date("2026-03-03T08:00:00Z"));
    expect(await namesIn(db, organisationId, groupId)).toEqual(["Bo Ek"]);
    const [entry] = await listAudit(db, { organisationId, subjectId: anna, action: "user.memberships_set" });
    expect(entry).toMatchObject({ actor: { kind: "system" }, before: { groups: [groupId] }, after: { groups: [] } });
    const { version } = await getMembers(db, { organisationId, groupId });
    await deleteUser(db, { organisationId, id: bo }, testActor, testNow);
    expect(await getMembers(db, { organisationId, groupId })).toEqual({ version: version + 1, members: [] });
  });
});
