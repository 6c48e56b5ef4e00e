import { expect, it } from "vitest";
import { setForwardings } from "../db/call-forwardings.ts";
import { MembersInput, setMembers } from "../db/group-members.ts";
import { createResponseGroup, updateResponseGroup } from "../db/response-groups.ts";
import type { ScheduleInput } from "../db/schedule-input.ts";
import { loadSchedules, saveSchedule } from "../db/schedules.ts";
import { aGroup, anAnnouncement, aUser, testActor, testNow } from "../db/testing/builders.ts";
import { aFirm, aHouse } from "./testing/house.ts";

async function anOffice() {
  const house = await aHouse();
  const firm = await aFirm(house.db, 41);
  const { organisation: organisationId } = firm;
  const administrator = await house.somebody(organisationId, ["user", "administrator"]);
  const make = (name: string, start: "always" | "office", number: string | null = null) =>
    createResponseGroup(house.db, { organisationId, name, number, extension: null, start }, testActor, testNow);
  const put = (groupId: string, members: readonly object[]) =>
    setMembers(house.db, { organisationId, groupId, ...MembersInput.parse({ members }) }, testActor, testNow);
  return { house, firm, organisationId, administrator, make, put };
}

it("The list says what is open till when and who is logged in, in a stable order, and asks as much for 5 groups as for 50", async () => {
  const { house, firm, administrator, make, put } = await anOffice();
  const { id } = await make("Order", "office", "08-465 004 77");
  await put(id, [{ userId: firm.user }, { userId: firm.colleague, loggedIn: false }]);
  const { body } = await administrator.get("/groups?q=0846500477");
  expect(body.rows).toMatchObject([
    { name: "Order", loggedInCount: 1, total: 2, main: false, state: { open: true, until: "2026-03-02T16:00:00.000Z" } },
  ]);
  expect(body).toMatchObject({ now: testNow.toISOString(), changesAt: "2026-03-02T16:00:00.000Z" });
  for (const name of ["Åkeri", "Ärenden", "Apotek"]) await make(name, "office");
  const names = async (query: string) =>
    (await administrator.get(`/groups${query}`)).body.rows.map((row: { name: string }) => row.name);
  const all = await names("");
  expect(all.slice(-2)).toEqual(["Åkeri", "Ärenden"]);
  expect(await names("?order=desc")).toEqual(all.toReversed());
  expect((await names("?sort=members&order=desc"))[0]).toBe("Order");
  house.statements();
  await administrator.get("/groups?limit=500");
  const few = house.statements();
  for (let count = 0; count < 45; count++) await make(`Grupp ${count}`, "office");
  house.statements();
  await administrator.get("/groups?limit=500");
  expect(house.statements()).toBe(few);
  house.now.at = new Date("2026-03-02T17:30:00Z");
  expect(await names("?state=open")).toEqual([expect.stringContaining("Växeln")]);
});

it("A group is set up with words for what it does, everything wrong told at once, and goes back to an earlier version", async () => {
  const { house, firm, organisationId, administrator } = await anOffice();
  const path = `/groups/${firm.group}`;
  const { version } = (await administrator.get(path)).body;
  const queue = await anAnnouncement(house.db, organisationId, { name: "Du står i kö" });
  const redirects = [
    { afterSeconds: 20, destination: { kind: "user", id: firm.user } },
    { afterSeconds: 50, destination: { kind: "voicemail", id: firm.user }, announcementId: queue.id },
  ];
  const wrong = await administrator.patch(path, { ringSeconds: 3, maxQueue: 2, redirects: redirects.toReversed() }, version);
  expect([wrong.status, wrong.body.errors.map((one: { field: string; code: string }) => `${one.field} ${one.code}`)]).toEqual([
    422,
    [
      "ringSeconds out_of_range",
      "full group_destination_missing",
      "nobody group_destination_missing",
      "redirects.1.afterSeconds redirect_not_later",
    ],
  ]);
  const saved = await administrator.patch(path, { ringSeconds: 15, redirects }, version);
  expect(saved.body).toMatchObject({
    ringSeconds: 15,
    whenNobody: "queue",
    redirects: [
      { afterSeconds: 20, effectiveSeconds: 30, destination: { kind: "user", name: "Åsa Öberg", active: true } },
      { afterSeconds: 50, effectiveSeconds: 60, announcementId: queue.id },
    ],
  });
  const { versions } = (await administrator.get(`${path}/versions`)).body;
  expect(versions.map((one: { version: number }) => one.version)).toEqual([version + 1, version]);
  const then = await administrator.get(`${path}/versions/${version}`);
  expect(then.body.changes).toEqual([
    { field: "ringSeconds", before: 15, after: 20 },
    { field: "redirects", before: [expect.objectContaining({ kind: "fields" }), expect.anything()], after: [] },
  ]);
  const back = await administrator.ask("POST", `${path}/versions/${version}/restore`, { version: version + 1 });
  expect(back.body).toMatchObject({ version: version + 2, ringSeconds: 20, redirects: [] });
});

it("An administrator sees why calls pass a member by, and logs one in and everybody out", async () => {
  const { house, firm, organisationId, administrator, put } = await anOffice();
  const away = await aUser(house.db, organisationId, { firstName: "Cia", lastName: "Dahl", primaryNumber: "08-465 004 71" });
  const target = { kind: "user", id: firm.user } as const;
  const kinds = { all: { target, enabled: true } };
  await setForwardings(house.db, { organisationId, userId: away.id, kinds }, testActor, testNow);
  await put(firm.group, [
    { userId: firm.user },
    { userId: firm.colleague },
    { userId: away.id },
    { userId: administrator.id, loggedIn: false, mayToggle: false },
  ]);
  const path = `/groups/${firm.group}`;
  const skipped = ({ members }: { members: { name: string; skipped: string | null }[] }) =>
    members.map((one) => [one.name, one.skipped]);
  const { body } = await administrator.get(`${path}/members`);
  expect(skipped(body)).toEqual([
    ["Åsa Öberg", null],
    ["Bo Ek", "noNumber"],
    ["Cia Dahl", "forwarded"],
    ["Ottilia Testare", "loggedOut"],
  ]);
  const fixed = await administrator.put(`${path}/members/${administrator.id}/login`, { loggedIn: true });
  expect(skipped(fixed.body).at(-1)).toEqual(["Ottilia Testare", "noNumber"]);
  const out = await administrator.put(`${path}/logins`, { loggedIn: false });
  expect(out.body.changed).toHaveLength(4);
  const nobody = await administrator.put(`${path}/members/${firm.organisation}/login`, { loggedIn: true });
  expect(nobody.status).toBe(404);
});

it("Being the last one matters only while the group is open, and by what is set; forwarding tells of closed groups", async () => {
  const { house, firm, organisationId, put } = await anOffice();
  const person = await house.somebody(organisationId, ["user"], { primaryNumber: "08-465 004 72" });
  await put(firm.group, [{ userId: person.id }]);
  const ifLast = async () => (await person.get("/me/groups")).body.groups[0].ifLast;
  expect(await ifLast()).toBe("unanswered");
  const set = (said: object) => updateResponseGroup(house.db, { organisationId, id: firm.group, ...said }, testActor, testNow);
  await set({ nobody: { destination: { kind: "voicemail", id: firm.user }, announcementId: null }, ringSeconds: 10 });
  expect(await ifLast()).toBe("overflow");
  const schedule = async (groupId: string) =>
    (await loadSchedules(house.db, organisationId, [{ kind: "group", id: groupId }])).get(`group:${groupId}`)?.id ?? "";
  const closed: ScheduleInput = { entries: [], otherwise: { action: "closed", announcementId: null } };
  await saveSchedule(house.db, { organisationId, id: await schedule(firm.group), ...closed }, testActor, testNow);
  expect(await ifLast()).toBeNull();

  const other = await aGroup(house.db, organisationId);
  const warnings = async () => (await person.get("/me/forwarding")).body.kinds.noAnswer.warnings;
  const kinds = { noAnswer: { target: { kind: "group", id: other.id }, enabled: true, seconds: 20 } } as const;
  await setForwardings(house.db, { organisationId, userId: person.id, kinds }, testActor, testNow);
  expect(await warnings()).toEqual(["longerThanGroupRings"]);
  await saveSchedule(house.db, { organisationId, id: await schedule(other.id), ...closed }, testActor, testNow);
  expect(await warnings()).toEqual(["targetClosed", "longerThanGroupRings"]);
});

it("Deleting tells what points there, is refused while calls lead there, and asks about keys", async () => {
  const { firm, organisationId, administrator, house } = await anOffice();
  const path = `/groups/${firm.group}`;
  const other = await aGroup(house.db, organisationId, { name: "Reserv" });
  const full = { destination: { kind: "group", id: firm.group }, announcementId: null } as const;
  await updateResponseGroup(house.db, { organisationId, id: other.id, full }, testActor, testNow);
  expect((await administrator.get(`${path}/pointers`)).body).toMatchObject({ calls: [{ ownerName: "Reserv", slot: "full" }] });
  const { version } = (await administrator.get(path)).body;
  const used = await administrator.delete(path, version);
  expect([used.status, used.body.code, used.body.values.places]).toEqual([409, "response_group_in_use", ["Reserv"]]);
  await updateResponseGroup(house.db, { organisationId, id: other.id, full: null }, testActor, testNow);
  await house
    .db("users")
    .where("id", firm.user)
    .update({ shown_number: `group:${firm.group}` });
  expect((await administrator.delete(path, version)).body.code).toBe("response_group_keys_follow");
  expect((await administrator.delete(`${path}?agreed=yes`, version)).status).toBe(204);
  expect((await administrator.get(path)).status).toBe(404);
});
