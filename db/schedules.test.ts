import { describe, expect, it } from "vitest";
import type { ScheduleEntry } from "../domain/schedule.ts";
import { decide } from "../domain/schedule-evaluate.ts";
import { listAudit } from "./audit.ts";
import { changesSince } from "./changes.ts";
import { closeNow, openAgain } from "./schedule-closing.ts";
import { EntryInput, ScheduleInput } from "./schedule-input.ts";
import {
  applyEntryToMany,
  bodyOf,
  createSchedule,
  getSchedule,
  loadSchedules,
  ownerKey,
  restoreSchedule,
  saveSchedule,
} from "./schedules.ts";
import { getSnapshot, listSnapshots } from "./snapshots.ts";
import { aGroup, anOrganisation, testActor, testKeyring, testNow } from "./testing/builders.ts";
import { testDatabases } from "./testing/databases.ts";
import type { Db } from "./types.ts";
import { undoWrite } from "./undo/undo.ts";

const at = (minute: number) => new Date(testNow.getTime() + minute * 60_000);
const office = { kind: "weekly", from: "08:00", to: "17:00", weekdays: [5, 1, 2, 3, 4, 5], firstDay: null, lastDay: null };
const lunch = { ...office, from: "12:00", to: "13:00" };
const otherwise = { action: "closed", announcementId: null };

function input(...entries: object[]) {
  return ScheduleInput.parse({ entries, otherwise });
}
const A = { id: "a", label: "Lunch", rule: lunch, action: "closed" };
const B = { id: "b", label: "Öppet", rule: office, action: "open" };

async function aSchedule(db: Db, organisationId?: string) {
  const of = organisationId ?? (await anOrganisation(db)).id;
  const group = await aGroup(db, of);
  const owner = { kind: "group", id: group.id } as const;
  const found = (await loadSchedules(db, of, [owner])).get(ownerKey(owner));
  if (!found) throw new Error("a group without a schedule");
  return { organisationId: of, id: found.id, group };
}

async function undoNewest(db: Db, organisationId: string, action: string, now = at(30)): Promise<void> {
  const [entry] = await listAudit(db, { organisationId, action, limit: 1 });
  const who = { access: "all", operator: true } as const;
  await undoWrite(db, testKeyring, { organisationId, id: entry?.id ?? "" }, who, testActor, now);
}

const ids = (entries: readonly ScheduleEntry[]) => entries.map(({ id }) => id).join(" ");

describe.each(testDatabases())("schedules on $name", ({ connect }) => {
  it("come with their group, open at all hours or in office hours, and are kept as the first version", async () => {
    const db = await connect();
    const of = await aSchedule(db);
    const always = await getSchedule(db, of);
    expect(always).toMatchObject({ version: 1, owner: { kind: "group", id: of.group.id, name: of.group.name } });
    expect(always.schedule).toEqual({
      zone: "Europe/Stockholm",
      entries: [],
      otherwise: { action: "open", announcementId: null },
      closedNow: null,
    });
    expect(await listSnapshots(db, { ...of, kind: "schedule" })).toHaveLength(1);
    await db("schedule").where("id", of.id).delete();
    const say = { organisationId: of.organisationId, owner: { kind: "group", id: of.group.id }, start: "office" } as const;
    const id = await createSchedule(db, say, testActor, testNow);
    const { schedule } = await getSchedule(db, { organisationId: of.organisationId, id });
    const open = (text: string) => decide(schedule, new Date(text)).action === "open";
    expect(["2026-03-02T07:00Z", "2026-03-02T16:00Z", "2026-03-07T09:00Z", "2026-12-24T09:00Z"].map(open)).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });

  it("are saved whole, in order, with a version, an entry in the log and a change to be heard", async () => {
    const db = await connect();
    const of = await aSchedule(db);
    const saved = await saveSchedule(db, { ...of, version: 1, ...input(A, B) }, testActor, at(1));
    expect([saved.version, ids(saved.schedule.entries), saved.updatedBy]).toEqual([2, "a b", testActor.name]);
    expect(saved.schedule.entries[1]?.rule).toEqual({ ...office, weekdays: [1, 2, 3, 4, 5], everyWeeks: 1, firstWeek: null });
    expect((await getSnapshot(db, { ...of, kind: "schedule", version: 2 }))?.body).toEqual(bodyOf(saved));
    expect((await changesSince(db, 0, 500)).at(-1)).toMatchObject({ kind: "schedule", organisationId: of.organisationId });

    await saveSchedule(db, { ...of, version: 2, ...input(B, { ...A, label: "Middag" }) }, testActor, at(2));
    const [entry] = await listAudit(db, of);
    expect(entry).toMatchObject({
      action: "schedule.saved",
      subject: { kind: "group", id: of.group.id, name: of.group.name },
      before: { entries: [{ label: "Lunch" }], order: [{ label: "Lunch" }, { label: "Öppet" }] },
      after: { entries: [{ label: "Middag" }], order: [{ label: "Öppet" }, { label: "Middag" }] },
    });
    // The same again is no change.
    const same = await saveSchedule(db, { ...of, ...input(B, { ...A, label: "Middag" }) }, testActor, at(3));
    expect(same.version).toBe(3);
    const late = saveSchedule(db, { ...of, version: 2, ...input() }, testActor, at(4));
    await expect(late).rejects.toMatchObject({ code: "version_conflict", detail: { expected: 2, found: 3 } });
  });

  it("take no announcement of another organisation, and say in which field it stood", async () => {
    const db = await connect();
    const of = await aSchedule(db);
    const body = input(B, { ...A, announcementId: "019b0000-0000-7000-8000-000000000001" });
    await expect(saveSchedule(db, { ...of, ...body }, testActor, at(1))).rejects.toMatchObject({
      code: "announcement_not_found",
      detail: { field: "entries.1.announcementId" },
    });
    const other = await anOrganisation(db);
    const foreign = { ...of, organisationId: other.id };
    await expect(saveSchedule(db, { ...foreign, ...input() }, testActor, at(1))).rejects.toMatchObject({
      code: "schedule_not_found",
    });
  });

  it("are put back by undo, unless they have been saved since", async () => {
    const db = await connect();
    const of = await aSchedule(db);
    await saveSchedule(db, { ...of, ...input(A, B) }, testActor, at(1));
    await saveSchedule(db, { ...of, ...input(B) }, testActor, at(2));
    await undoNewest(db, of.organisationId, "schedule.saved");
    expect(ids((await getSchedule(db, of)).schedule.entries)).toBe("a b");
    const [first] = (await listAudit(db, { ...of, action: "schedule.saved" })).slice(-1);
    const who = { access: "all", operator: true } as const;
    await saveSchedule(db, { ...of, ...input(B, A) }, testActor, at(40));
    const late = undoWrite(db, testKeyring, { ...of, id: first?.id ?? "" }, who, testActor, at(41));
    await expect(late).rejects.toMatchObject({ code: "undo_changed" });
  });

  it("go back to an earlier version as an ordinary save, and not to one whose announcement is gone", async () => {
    const db = await connect();
    const of = await aSchedule(db);
    await saveSchedule(db, { ...of, ...input(A, B) }, testActor, at(1));
    await saveSchedule(db, { ...of, ...input() }, testActor, at(2));
    const back = await restoreSchedule(db, { ...of, version: 3, restore: 2 }, testActor, at(3));
    expect([back.version, ids(back.schedule.entries)]).toEqual([4, "a b"]);
    expect((await listAudit(db, of))[0]).toMatchObject({ action: "schedule.restored" });
    await undoNewest(db, of.organisationId, "schedule.restored");
    expect((await getSchedule(db, of)).schedule.entries).toEqual([]);
    const gone = JSON.stringify(input({ ...A, announcementId: "019b0000-0000-7000-8000-000000000001" }));
    await db("snapshot").where({ subject_id: of.id, version: 2 }).update({ body: gone });
    const refused = restoreSchedule(db, { ...of, restore: 2 }, testActor, at(40));
    await expect(refused).rejects.toMatchObject({ code: "restore_gone", detail: { names: ["Lunch"] } });
    const never = restoreSchedule(db, { ...of, restore: 77 }, testActor, at(40));
    await expect(never).rejects.toMatchObject({ code: "snapshot_not_found" });
  });

  it("take one entry into several at a place, in a fixed number of statements, and take it back as one", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const all: Awaited<ReturnType<typeof aSchedule>>[] = [];
    for (let count = 0; count < 4; count++) all.push(await aSchedule(db, organisationId));
    for (const of of all.slice(0, 2)) await saveSchedule(db, { ...of, ...input(A, B) }, testActor, at(1));
    const entry = EntryInput.parse({ ...A, id: "jul", label: "Julstängt", rule: { kind: "daily", from: "00:00", to: "24:00" } });
    let statements = 0;
    db.on("query", () => statements++);
    const say = (schedules: string[], position: number | null) => ({ organisationId, schedules, entry, position });
    const count = async (schedules: string[]) => {
      statements = 0;
      await applyEntryToMany(db, say(schedules, 0), testActor, at(2));
      return statements;
    };
    const one = await count(all.slice(0, 1).map(({ id }) => id));
    expect(await count(all.slice(1).map(({ id }) => id))).toBeLessThanOrEqual(one);
    const now = async () => {
      const found = await loadSchedules(db, organisationId);
      return all.map(({ group }) => ids(found.get(`group:${group.id}`)?.schedule.entries ?? []));
    };
    expect(await now()).toEqual(["jul a b", "jul a b", "jul", "jul"]);
    await applyEntryToMany(db, say([all[0]?.id ?? "", all[2]?.id ?? ""], null), testActor, at(3));
    expect(await now()).toEqual(["a b jul", "jul a b", "jul", "jul"]);
    expect((await loadSchedules(db, organisationId)).get(`group:${all[1]?.group.id}`)?.version).toBe(3);
    const [audit] = await listAudit(db, { organisationId, action: "schedule.entry_applied", limit: 1 });
    expect(audit?.subject).toMatchObject({ kind: "group", id: all[0]?.group.id });
    const refused = applyEntryToMany(db, say([all[0]?.id ?? "", "nobody"], 0), testActor, at(4));
    await expect(refused).rejects.toMatchObject({ code: "schedule_not_found" });
  });
});

describe.each(testDatabases())("Stäng nu on $name", ({ connect }) => {
  it("ends at a time, at the next opening or at midnight, raises no version, and is taken back", async () => {
    const db = await connect();
    const of = await aSchedule(db);
    await saveSchedule(db, { ...of, ...input(A, B) }, testActor, testNow);
    const until = async (end: Parameters<typeof closeNow>[1]["end"], now = at(1)) => {
      const closed = await closeNow(db, { ...of, end, announcementId: null }, testActor, now);
      expect(decide(closed.schedule, now).by).toBe("closedNow");
      return closed.schedule.closedNow?.until.toISOString();
    };
    // It is 10 on a Monday.
    expect(await until({ kind: "nextOpening" }, at(0.5))).toBe("2026-03-02T12:00:00.000Z");
    expect(await until({ kind: "restOfDay" }, at(0.75))).toBe("2026-03-02T23:00:00.000Z");
    expect(await until({ kind: "at", at: at(45) })).toBe(at(45).toISOString());
    const [entry] = await listAudit(db, of);
    expect(entry).toMatchObject({
      action: "schedule.closed_now",
      subject: { kind: "group", id: of.group.id },
      before: { closedUntil: "2026-03-02T23:00:00.000Z" },
      after: { closedFrom: at(1).toISOString(), closedUntil: at(45).toISOString(), closedAnnouncementId: null },
    });
    const closed = await getSchedule(db, of);
    expect([closed.version, closed.closedBy]).toEqual([2, testActor.name]);
    // Editing meanwhile goes on.
    await saveSchedule(db, { ...of, version: 2, ...input(B) }, testActor, at(2));
    expect((await getSchedule(db, of)).schedule.closedNow?.until).toEqual(at(45));

    expect((await openAgain(db, of, testActor, at(3))).schedule.closedNow).toBeNull();
    expect((await listAudit(db, of))[0]).toMatchObject({ action: "schedule.opened_again", after: { closedUntil: null } });
    await undoNewest(db, of.organisationId, "schedule.opened_again", at(4));
    expect((await getSchedule(db, of)).schedule.closedNow).toMatchObject({ from: at(1), until: at(45) });
    // Nothing to open when it has ended by itself.
    expect((await openAgain(db, of, testActor, at(50))).schedule.closedNow?.until).toEqual(at(45));
  });

  it("refuses an end that has passed or lies far off, and a next opening that never comes", async () => {
    const db = await connect();
    const of = await aSchedule(db);
    const close = (end: Parameters<typeof closeNow>[1]["end"]) =>
      closeNow(db, { ...of, end, announcementId: null }, testActor, testNow);
    await expect(close({ kind: "at", at: testNow })).rejects.toMatchObject({ code: "closed_now_end_invalid" });
    await expect(close({ kind: "at", at: at(32 * 1440) })).rejects.toMatchObject({ code: "closed_now_end_invalid" });
    await expect(close({ kind: "nextOpening" })).rejects.toMatchObject({ code: "closed_now_no_opening" });
  });
});

describe("a schedule as it is written", () => {
  const daily = { kind: "daily", from: "08:00", to: "17:00" };
  const refusal = (rule: object) => {
    const parsed = EntryInput.safeParse({ rule, action: "open" });
    return parsed.error?.issues.map(({ path, message }) => `${path.join(".")} ${message}`);
  };

  it.each([
    [{ ...daily, to: "08:00" }, "rule.to schedule_times_equal"],
    [{ ...daily, from: "24:00" }, "rule.from time_invalid"],
    [{ ...daily, to: "25:00" }, "rule.to time_invalid"],
    [{ ...daily, firstDay: "2026-12-02", lastDay: "2026-12-01" }, "rule.lastDay schedule_validity_backwards"],
    [{ ...daily, firstDay: "2026-02-30" }, "rule.firstDay time_invalid"],
    [{ ...daily, kind: "weekly", weekdays: [] }, "rule.weekdays schedule_days_missing"],
    [{ ...daily, kind: "weekly", weekdays: [1], everyWeeks: 2 }, "rule.firstWeek schedule_first_week_missing"],
    [{ ...daily, kind: "monthly", days: [] }, "rule.days schedule_days_missing"],
    [{ ...daily, kind: "yearly", month: 2, day: 30 }, "rule.day schedule_day_impossible"],
    [{ ...daily, kind: "redDays", days: [] }, "rule.days schedule_days_missing"],
    [
      { kind: "once", from: { date: "2026-12-01", time: "10:00" }, to: { date: "2026-12-01", time: "10:00" } },
      "rule.to schedule_end_before_start",
    ],
  ])("is refused with a code at its field: %j", (rule, said) => {
    expect(refusal(rule)).toEqual([said]);
  });

  it.each([
    { ...daily, from: "00:00", to: "24:00" },
    { ...daily, from: "22:00", to: "06:00" },
    { ...daily, kind: "yearly", month: 2, day: 29 },
    { ...daily, kind: "redDays", days: [], bridgeDays: true },
    { kind: "once", from: { date: "2026-12-01", time: "10:00" }, to: { date: "2026-12-01", time: "24:00" } },
  ])("is taken: %j", (rule) => {
    expect(refusal(rule)).toBeUndefined();
  });

  it("has each id once", () => {
    const twice = ScheduleInput.safeParse({ entries: [A, A], otherwise });
    expect(twice.error?.issues[0]?.path).toEqual(["entries"]);
  });
});
