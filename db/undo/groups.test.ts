import { describe, expect, it } from "vitest";
import { listAudit } from "../audit.ts";
import { groupsOfPerson, logOutOfAll, setEveryLogin, setLogin } from "../group-logins.ts";
import { getMembers, MembersInput, setMembers } from "../group-members.ts";
import { getMemberships, setMemberships } from "../memberships.ts";
import { aGroup, anOrganisation, aUser, testActor, testKeyring, testNow } from "../testing/builders.ts";
import { testDatabases } from "../testing/databases.ts";
import type { Db } from "../types.ts";
import { undoWrite } from "./undo.ts";

const who = { access: "all", operator: true } as const;
const at = (minute: number) => new Date(testNow.getTime() + minute * 60_000);

async function undoNewest(db: Db, organisationId: string, action: string): Promise<void> {
  const [entry] = await listAudit(db, { organisationId, action, limit: 1 });
  await undoWrite(db, testKeyring, { organisationId, id: entry?.id ?? "" }, who, testActor, at(30));
}

async function twoInTwo(db: Db) {
  const { id: organisationId } = await anOrganisation(db);
  const { id: first } = await aGroup(db, organisationId, { name: "Order" });
  const { id: second } = await aGroup(db, organisationId, { name: "Växel" });
  const { id: anna } = await aUser(db, organisationId);
  const { id: bo } = await aUser(db, organisationId);
  const { members } = MembersInput.parse({ members: [{ userId: anna }, { userId: bo }] });
  for (const groupId of [first, second]) await setMembers(db, { organisationId, groupId, members }, testActor, testNow);
  return { organisationId, first, second, anna, bo };
}

describe.each(testDatabases())("undoing groups on $name", ({ connect }) => {
  it("puts members back in their order, and leaves alone who has logged out since", async () => {
    const db = await connect();
    const { organisationId, first: groupId, anna, bo } = await twoInTwo(db);
    const { members } = MembersInput.parse({ members: [{ userId: bo, mayToggle: false }] });
    await setMembers(db, { organisationId, groupId, members }, testActor, at(1));
    await setLogin(db, { organisationId, userId: bo, groupId, loggedIn: false, by: "administrator" }, testActor, at(2));
    await undoNewest(db, organisationId, "response_group.members_set");
    const now = (await getMembers(db, { organisationId, groupId })).members;
    expect(now.map(({ userId, mayToggle, loggedIn }) => [userId, mayToggle, loggedIn])).toEqual([
      [anna, true, true],
      [bo, true, false],
    ]);
  });

  it("puts a person back into the groups, unless somebody has changed them since", async () => {
    const db = await connect();
    const { organisationId, first, second, anna } = await twoInTwo(db);
    await setMemberships(db, { organisationId, userId: anna, groups: [] }, testActor, at(1));
    await undoNewest(db, organisationId, "user.memberships_set");
    const { groups } = await getMemberships(db, { organisationId, userId: anna });
    expect(groups.map((group) => group.id)).toEqual([first, second]);
    const { id: third } = await aGroup(db, organisationId, { name: "Jour" });
    await setMemberships(db, { organisationId, userId: anna, groups: [first] }, testActor, at(40));
    const [entry] = await listAudit(db, { organisationId, action: "user.memberships_set", limit: 1 });
    await setMemberships(db, { organisationId, userId: anna, groups: [first, third] }, testActor, at(41));
    const late = undoWrite(db, testKeyring, { organisationId, id: entry?.id ?? "" }, who, testActor, at(42));
    await expect(late).rejects.toMatchObject({ code: "undo_changed" });
  });

  it("logs in again where somebody had logged out of all, if nobody has done it already", async () => {
    const db = await connect();
    const { organisationId, first, anna } = await twoInTwo(db);
    await logOutOfAll(db, { organisationId, userId: anna }, testActor, at(1));
    await undoNewest(db, organisationId, "user.group_login_changed");
    const logins = async () => (await groupsOfPerson(db, { organisationId, userId: anna })).map((group) => group.me.loggedIn);
    expect(await logins()).toEqual([true, true]);
    await logOutOfAll(db, { organisationId, userId: anna }, testActor, at(40));
    const [entry] = await listAudit(db, { organisationId, action: "user.group_login_changed", limit: 1 });
    await setLogin(db, { organisationId, userId: anna, groupId: first, loggedIn: true, by: "self" }, testActor, at(41));
    const late = undoWrite(db, testKeyring, { organisationId, id: entry?.id ?? "" }, who, testActor, at(42));
    await expect(late).rejects.toMatchObject({ code: "undo_changed", detail: { fields: ["groups"] } });
  });

  it("logs everybody in again whom an administrator had logged out at once, unless one has come back since", async () => {
    const db = await connect();
    const { organisationId, first } = await twoInTwo(db);
    const out = { organisationId, groupId: first, loggedIn: false };
    const changed = await setEveryLogin(db, out, testActor, at(1));
    expect(changed.length).toBeGreaterThan(1);
    expect(await setEveryLogin(db, out, testActor, at(2))).toEqual([]);
    await undoNewest(db, organisationId, "response_group.logins_set");
    const logins = async () => (await getMembers(db, { organisationId, groupId: first })).members.map((one) => one.loggedIn);
    expect(await logins()).toEqual(changed.map(() => true));
    await setEveryLogin(db, out, testActor, at(40));
    const [entry] = await listAudit(db, { organisationId, action: "response_group.logins_set", limit: 1 });
    const [back = ""] = changed;
    await setLogin(db, { organisationId, userId: back, groupId: first, loggedIn: true, by: "self" }, testActor, at(41));
    const late = undoWrite(db, testKeyring, { organisationId, id: entry?.id ?? "" }, who, testActor, at(42));
    await expect(late).rejects.toMatchObject({ code: "undo_changed", detail: { fields: ["users"] } });
  });
});
