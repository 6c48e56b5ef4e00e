import { describe, expect, it } from "vitest";
import type { Destination } from "../domain/destination.ts";
import { ProblemsError } from "../domain/problem.ts";
import { listAudit } from "./audit.ts";
import { latestChange } from "./changes.ts";
import { getMembers, setMembers } from "./group-members.ts";
import { loadGroupPointers } from "./group-pointers.ts";
import { deleteResponseGroup } from "./response-group-deletion.ts";
import { restoreResponseGroup } from "./response-group-versions.ts";
import { getWholeGroup, updateResponseGroup } from "./response-groups.ts";
import { loadSchedules, saveSchedule } from "./schedules.ts";
import { setMainGroup } from "./shown-numbers.ts";
import { listSnapshots } from "./snapshots.ts";
import {
  aGroup,
  aMenu,
  anAnnouncement,
  anOrganisation,
  aPhone,
  aUser,
  testActor,
  testKeyring,
  testNow,
} from "./testing/builders.ts";
import { testDatabases } from "./testing/databases.ts";
import type { Db } from "./types.ts";
import { undoWrite } from "./undo/undo.ts";

const to = (destination: Destination) => ({ destination, announcementId: null });

async function aFirm(db: Db) {
  const { id: organisationId } = await anOrganisation(db);
  const anna = await aUser(db, organisationId, { firstName: "Anna", lastName: "Ek" });
  const group = await aGroup(db, organisationId, { name: "Kundtjänst", number: "08-465 004 31" });
  const other = await aGroup(db, organisationId, { name: "Växeln" });
  const comfort = await anAnnouncement(db, organisationId, { name: "Vänta" });
  const set = (said: Omit<Parameters<typeof updateResponseGroup>[1], "organisationId" | "id">, id = group.id) =>
    updateResponseGroup(db, { organisationId, id, ...said }, testActor, testNow);
  return { organisationId, anna, group, other, comfort, set, by: { organisationId, id: group.id } };
}

async function undoLast(db: Db, organisationId: string, action: string): Promise<void> {
  const [entry] = await listAudit(db, { organisationId, action, limit: 1 });
  const who = { access: "all", operator: false } as const;
  await undoWrite(db, testKeyring, { organisationId, id: entry?.id ?? "" }, who, testActor, testNow);
}

describe.each(testDatabases())("how response groups answer on $name", ({ connect }) => {
  it("is kept with its version, its entry in the log, its earlier versions, and can be taken back", async () => {
    const db = await connect();
    const { organisationId, anna, group, other, comfort, set, by } = await aFirm(db);
    const seq = await latestChange(db);
    const saved = await set({
      ...{ version: 1, distribution: "rotating", ringSeconds: 15, wrapUpSeconds: 30, maxQueue: 5 },
      ...{ presentation: "number", presentationNumber: "08 465 004 99", presentationPrefix: "KT" },
      ...{ comfortId: comfort.id, comfortSeconds: 30, saysPosition: true },
      ...{ full: to({ kind: "voicemail", id: anna.id }), nobody: to({ kind: "hangUp" }) },
      redirects: [
        { ...to({ kind: "group", id: other.id }), afterSeconds: 30 },
        { destination: { kind: "hangUp" }, announcementId: comfort.id, afterSeconds: 60 },
      ],
    });
    expect(saved).toMatchObject({ version: 2, presentationNumber: "+46846500499", presentationPrefix: "KT" });
    expect(await getWholeGroup(db, by)).toEqual(saved);
    expect(await latestChange(db)).toBeGreaterThan(seq);
    const [entry] = await listAudit(db, { organisationId, action: "response_group.updated" });
    expect(entry?.before).toMatchObject({ distribution: "all", redirects: [], full: null });
    expect(entry?.after).toMatchObject({ maxQueue: 5, full: { destination: { kind: "voicemail", id: anna.id } } });
    await expect(set({ version: 1, ringSeconds: 30 })).rejects.toMatchObject({ code: "version_conflict" });
    // Nothing new, nothing written.
    expect((await set({ ringSeconds: 15, full: to({ kind: "voicemail", id: anna.id }) })).version).toBe(2);

    await set({ redirects: [], name: "Order" });
    const restored = await restoreResponseGroup(db, { ...by, version: 3, restore: 2 }, testActor, testNow);
    expect(restored).toMatchObject({ version: 4, name: "Kundtjänst", redirects: saved.redirects });
    const kept = await listSnapshots(db, { organisationId, kind: "group", id: group.id });
    expect(kept.map((one) => one.version)).toEqual(expect.arrayContaining([1, 2, 3, 4]));
    await undoLast(db, organisationId, "response_group.restored");
    expect(await getWholeGroup(db, by)).toMatchObject({ version: 5, name: "Order", redirects: [], maxQueue: 5 });
  });

  it("is refused as a whole, field by field, when something is wrong with it", async () => {
    const db = await connect();
    const { organisationId, anna, group, other, set, by } = await aFirm(db);
    const wrong = set({ ringSeconds: 90, maxQueue: 3, welcomeId: "nothing", presentationPrefix: "Kundtjänsten" });
    const problems = await wrong.catch((error: unknown) => (error instanceof ProblemsError ? error.problems : []));
    expect(problems).toMatchObject([
      { field: "ringSeconds", code: "out_of_range", detail: { least: 5, most: 60 } },
      { field: "presentationPrefix", code: "text_too_long" },
      { field: "full", code: "group_destination_missing" },
      { field: "nobody", code: "group_destination_missing" },
      { field: "welcomeId", code: "announcement_not_found" },
    ]);
    expect(await getWholeGroup(db, by)).toMatchObject({ version: 1, ringSeconds: 20 });
    const step = (afterSeconds: number, destination: Destination) => ({ ...to(destination), afterSeconds });
    const itself = set({ redirects: [step(30, { kind: "group", id: group.id })] });
    await expect(itself).rejects.toMatchObject({ code: "destination_loop" });
    const open = set({ redirects: [step(30, { kind: "group", id: other.id })] });
    await expect(open).rejects.toMatchObject({ code: "redirect_last_open", detail: { field: "redirects.0.destination" } });

    // The other one ends: now callers may be sent there, and it has to go on to end.
    await set({ redirects: [step(60, { kind: "voicemail", id: anna.id })] }, other.id);
    await set({ redirects: [step(30, { kind: "group", id: other.id })] });
    const unended = set({ redirects: [] }, other.id);
    await expect(unended).rejects.toMatchObject({ code: "response_group_is_last", detail: { places: ["Kundtjänst"] } });
    const round = set({ redirects: [step(20, { kind: "group", id: group.id }), step(60, { kind: "hangUp" })] }, other.id);
    await expect(round).rejects.toMatchObject({ code: "destination_loop", detail: { way: "Växeln → Kundtjänst → Växeln" } });
    await expect(set({ number: null, presentation: "groupNumber" })).rejects.toMatchObject({ code: "group_number_missing" });
    await expect(set({ name: "Växeln" })).rejects.toMatchObject({ code: "response_group_name_taken" });
    expect((await listAudit(db, { organisationId, action: "response_group.updated" })).length).toBe(2);
  });

  it("cannot go back to a version that led to somebody who is gone, and names them", async () => {
    const db = await connect();
    const { organisationId, other, set, by } = await aFirm(db);
    await set({ full: to({ kind: "group", id: other.id }) });
    await set({ full: null });
    await deleteResponseGroup(db, { organisationId, id: other.id }, testActor, testNow);
    const late = restoreResponseGroup(db, { ...by, version: 3, restore: 2 }, testActor, testNow);
    await expect(late).rejects.toMatchObject({ code: "restore_gone", detail: { names: ["Växeln"] } });
    const never = restoreResponseGroup(db, { ...by, restore: 99 }, testActor, testNow);
    await expect(never).rejects.toMatchObject({ code: "snapshot_not_found" });
  });

  it("get no number that would lead their callers round: other ways already end at it", async () => {
    const db = await connect();
    const { organisationId, group, other, set } = await aFirm(db);
    const number = "08-465 004 50";
    await set({ redirects: [{ ...to({ kind: "number", number }), afterSeconds: 30 }] });
    await set({ redirects: [{ ...to({ kind: "group", id: group.id }), afterSeconds: 30 }] }, other.id);
    const refused = { code: "destination_loop", detail: { field: "number", way: "Kundtjänst → Växeln → Kundtjänst" } };
    await expect(set({ number }, other.id)).rejects.toMatchObject(refused);
    const menu = { name: "Meny", number, keys: [], timeout: to({ kind: "group", id: group.id }) };
    // A menu without any way but round.
    await expect(aMenu(db, organisationId, menu)).rejects.toMatchObject({ code: "destination_loop" });
    const taken = await aGroup(db, organisationId, { name: "Lagret", number });
    const round = set({ redirects: [{ ...to({ kind: "group", id: group.id }), afterSeconds: 30 }] }, taken.id);
    await expect(round).rejects.toMatchObject({ detail: { way: "Lagret → Kundtjänst → Lagret" } });
    // Callers would come to a number that nobody has.
    const gone = deleteResponseGroup(db, { organisationId, id: taken.id }, testActor, testNow);
    await expect(gone).rejects.toMatchObject({ code: "response_group_in_use", detail: { places: ["Kundtjänst"] } });
  });
});

describe.each(testDatabases())("deleting a response group on $name", ({ connect }) => {
  it("is refused while calls lead to it, and names from where", async () => {
    const db = await connect();
    const { organisationId, group, other, set, by } = await aFirm(db);
    await set({ full: to({ kind: "group", id: group.id }) }, other.id);
    await setMainGroup(db, { organisationId, groupId: group.id }, testActor, testNow);
    expect(await loadGroupPointers(db, { organisationId, groupId: group.id })).toMatchObject({
      calls: [{ ownerKind: "group", ownerName: "Växeln", slot: "full" }],
      main: true,
    });
    const remove = () => deleteResponseGroup(db, { ...by, agreed: true }, testActor, testNow);
    await expect(remove()).rejects.toMatchObject({ code: "response_group_in_use", detail: { places: ["Växeln"], main: true } });
    await set({ full: null }, other.id);
    await expect(remove()).rejects.toMatchObject({ code: "response_group_in_use", detail: { places: [], main: true } });
    await setMainGroup(db, { organisationId, groupId: null }, testActor, testNow);
    await remove();
    await expect(getWholeGroup(db, by)).rejects.toMatchObject({ code: "response_group_not_found" });
  });

  it("leaves keys without a target when that is agreed, and brings all of it back when it is taken back", async () => {
    const db = await connect();
    const { organisationId, anna, group, comfort, set, by } = await aFirm(db);
    await aPhone(db, organisationId, { label: "Lagret", keys: [followsGroup(group.id)] });
    await db("users")
      .where("id", anna.id)
      .update({ shown_number: `group:${group.id}` });
    await set({ wrapUpSeconds: 10, comfortId: comfort.id, comfortSeconds: 60 });
    const member = { userId: anna.id, mayToggle: false, viaMobile: true, loggedIn: false };
    await setMembers(db, { organisationId, groupId: group.id, members: [member] }, testActor, testNow);
    const calendar = async () =>
      (await loadSchedules(db, organisationId, [{ kind: "group", id: group.id }])).get(`group:${group.id}`);
    const before = await calendar();
    const otherwise = { action: "closed", announcementId: comfort.id } as const;
    await saveSchedule(db, { organisationId, id: before?.id ?? "", entries: [], otherwise }, testActor, testNow);
    const whole = await getWholeGroup(db, by);

    const pointers = await loadGroupPointers(db, { organisationId, groupId: group.id });
    expect(pointers).toMatchObject({ calls: [], keys: [{ phoneLabel: "Lagret" }], shown: [{ userName: "Anna Ek" }] });
    const unasked = deleteResponseGroup(db, by, testActor, testNow);
    await expect(unasked).rejects.toMatchObject({ code: "response_group_keys_follow", detail: { count: 1, shown: 1 } });
    await deleteResponseGroup(db, { ...by, agreed: true }, testActor, testNow);
    await undoLast(db, organisationId, "response_group.deleted");
    const { version: _was, updatedAt: _at, ...same } = whole;
    expect(await getWholeGroup(db, by)).toMatchObject({ ...same, version: 1 });
    expect((await getMembers(db, { organisationId, groupId: group.id })).members).toMatchObject([member]);
    expect((await calendar())?.schedule).toMatchObject({ entries: [], otherwise });
  });
});

function followsGroup(id: string) {
  return { place: { module: 0, index: 2 }, kind: "blf", target: { kind: "group", id } } as const;
}
