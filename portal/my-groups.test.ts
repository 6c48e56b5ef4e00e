import { expect, it } from "vitest";
import { latestChange } from "../db/changes.ts";
import { MembersInput, setMembers } from "../db/group-members.ts";
import { setMemberships } from "../db/memberships.ts";
import { aGroup, testActor, testNow } from "../db/testing/builders.ts";
import { aFirm, aHouse } from "./testing/house.ts";

/** A person who is in the firm's group with its user, and in a group of which the login is fixed. */
async function aMember() {
  const house = await aHouse();
  const firm = await aFirm(house.db, 41);
  const { organisation: organisationId } = firm;
  const person = await house.somebody(organisationId, ["user"]);
  const { id: fixed } = await aGroup(house.db, organisationId, { name: "Jour" });
  const put = async (groupId: string, members: readonly object[]) =>
    setMembers(house.db, { organisationId, groupId, ...MembersInput.parse({ members }) }, testActor, testNow);
  await put(firm.group, [{ userId: firm.user }, { userId: person.id, viaMobile: true }]);
  await put(fixed, [{ userId: person.id, mayToggle: false }]);
  return { house, firm, person, fixed };
}

it("A person sees the own groups, who else is logged in, and what leaving as the last one means", async () => {
  const { house, firm, person, fixed } = await aMember();
  const { groups } = (await person.get("/me/groups")).body;
  expect(groups).toMatchObject([
    { id: fixed, refused: "fixed", loggedInCount: 1, total: 1, colleagues: [], ifLast: "unanswered" },
    { id: firm.group, refused: null, loggedInCount: 2, total: 2, viaMobile: true, ifLast: null },
  ]);
  const picture = { small: `/api/pictures/${firm.picture}?size=96`, large: `/api/pictures/${firm.picture}?size=512` };
  expect(groups[1].colleagues).toEqual([{ id: firm.user, name: "Åsa Öberg", loggedIn: true, picture }]);
  const before = await latestChange(house.db);
  for (const _tap of [1, 2]) {
    const out = await person.put(`/me/groups/${firm.group}`, { loggedIn: false });
    expect(out.body).toMatchObject({ loggedIn: false, loggedInCount: 1, changed: { by: "Ottilia Testare" } });
  }
  expect(await latestChange(house.db)).toBe(before + 1);
  expect((await person.put(`/me/groups/${fixed}`, { loggedIn: false })).body.code).toBe("group_login_fixed");
  await person.put(`/me/groups/${firm.group}`, { loggedIn: true });
  const all = await person.post("/me/groups/log-out-all");
  expect([all.body.changed, all.body.groups.map((one: { loggedIn: boolean }) => one.loggedIn)]).toEqual([
    [firm.group],
    [true, false],
  ]);
});

it("Whoever is taken out of a group while the page is open is told that it is not theirs", async () => {
  const { house, firm, person } = await aMember();
  await setMemberships(house.db, { organisationId: firm.organisation, userId: person.id, groups: [] }, testActor, testNow);
  const late = await person.put(`/me/groups/${firm.group}`, { loggedIn: false });
  expect([late.status, late.body.code]).toEqual([404, "response_group_not_found"]);
  expect((await person.get("/me/groups")).body).toEqual({ groups: [] });
});

it("An administrator sets order, login and lock of a group, and hears who was quicker", async () => {
  const { house, firm, person } = await aMember();
  const administrator = await house.somebody(firm.organisation, ["user", "administrator"]);
  const path = `/groups/${firm.group}/members`;
  const read = await administrator.get(path);
  expect(read.body.members.map((one: { name: string }) => one.name)).toEqual(["Åsa Öberg", "Ottilia Testare"]);
  const members = [{ userId: person.id, loggedIn: false, mayToggle: false }, { userId: firm.user }];
  const saved = await administrator.put(path, { members }, read.body.version);
  expect(saved.body.members).toMatchObject([{ userId: person.id, loggedIn: false, mayToggle: false }, { loggedIn: true }]);
  const late = await administrator.put(path, { members: [] }, read.body.version);
  expect([late.status, late.body.current]).toEqual([412, saved.body]);
  const twice = await administrator.put(path, { members: [{ userId: firm.user }, { userId: firm.user }] }, saved.body.version);
  expect(twice.status).toBe(422);
  const own = await administrator.get(`/users/${person.id}/memberships`);
  const changed = await administrator.put(`/users/${person.id}/memberships`, { groups: [firm.group] }, own.body.version);
  expect(changed.body.groups.map((one: { id: string }) => one.id)).toEqual([firm.group]);
});
