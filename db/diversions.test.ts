import { describe, expect, it } from "vitest";
import { listAudit } from "./audit.ts";
import { changesSince, latestChange } from "./changes.ts";
import { updateDeactivation } from "./deactivations.ts";
import { loadAway, loadDiversions } from "./diversion-rows.ts";
import { changeDiversion, finishDiversion, oldDiversions, type SetDiversion, setDiversion, undoDiversion } from "./diversions.ts";
import { anOrganisation, aUser, testActor } from "./testing/builders.ts";
import { testDatabases } from "./testing/databases.ts";
import type { Actor, Db } from "./types.ts";
import { getWorkHours, setWorkHours } from "./work-hours.ts";

/** A Monday in Stockholm, 10:00. */
const now = new Date("2026-03-02T09:00:00Z");
const later = (minutes: number) => new Date(now.getTime() + minutes * 60_000);
const admin: Actor = { kind: "user", id: "eva", name: "Eva Lund", organisationId: null, administrator: true };

async function aPerson(db: Db) {
  const { id: organisationId } = await anOrganisation(db);
  const { id: userId } = await aUser(db, organisationId);
  const by = { organisationId, userId };
  const away = (say: Partial<SetDiversion> = {}, at = now, actor = testActor) =>
    setDiversion(
      db,
      { ...by, reason: "mote", startsAt: null, endsAt: "2026-03-02T13:00", note: null, source: "portal", ...say },
      actor,
      at,
    );
  const states = async (at = now) => (await loadAway(db, [userId], at)).get(userId);
  return { ...by, by, away, states };
}

describe.each(testDatabases())("absences on $name", ({ connect }) => {
  it("begin at once, are told to whoever looks, and are over at their end (H3)", async () => {
    const db = await connect();
    const { organisationId, userId, away, states } = await aPerson(db);
    const seq = await latestChange(db);
    const { diversion } = await away({ note: "  Ring Bo\n i stället " });
    expect(diversion).toMatchObject({ reason: "mote", note: "Ring Bo i stället", setBy: { name: testActor.name }, version: 1 });
    expect(diversion.endsAt).toEqual(new Date("2026-03-02T12:00:00Z"));
    expect((await changesSince(db, seq, 10)).map(({ kind, userId: whom }) => [kind, whom])).toEqual([["presence", userId]]);
    expect((await states(later(179)))?.until).toEqual(later(180));
    expect(await states(later(180))).toBeUndefined();
    const [entry] = await listAudit(db, { organisationId, subjectId: userId, action: "user.diversion_set" });
    expect(entry?.after).toMatchObject({ diversion: diversion.id, reason: "mote", endsAt: "2026-03-02T12:00:00.000Z" });
  });

  it("replace the one in force, and undoing brings that back with its own end (H5)", async () => {
    const db = await connect();
    const { by, away, states } = await aPerson(db);
    const first = (await away({ reason: "utbildning", endsAt: "2026-03-02T17:00" })).diversion;
    // The person and an administrator at the same time: the later one stands, and says whom it replaced.
    const { diversion, replaced } = await away({ reason: "lunch" }, later(5), admin);
    expect([replaced?.id, replaced?.setBy.name]).toEqual([first.id, testActor.name]);
    expect((await states(later(6)))?.diversion.setBy.name).toBe("Eva Lund");
    expect((await loadDiversions(db, by.userId)).find((one) => one.id === first.id)?.endsAt).toEqual(later(5));
    await undoDiversion(db, { ...by, id: diversion.id, version: diversion.version }, testActor, later(7));
    const back = await states(later(8));
    expect([back?.diversion.id, back?.until]).toEqual([first.id, new Date("2026-03-02T16:00:00Z")]);
    const twice = undoDiversion(db, { ...by, id: diversion.id, version: diversion.version }, testActor, later(9));
    await expect(twice).rejects.toMatchObject({ code: "version_conflict" });
  });

  it("end early by moving their end to now, which undoing takes back while the end is ahead (H6)", async () => {
    const db = await connect();
    const { organisationId, userId, by, away, states } = await aPerson(db);
    const { diversion } = await away({ reason: "sjuk", endsAt: null });
    const ended = await finishDiversion(db, { ...by, id: diversion.id, version: 1 }, testActor, later(30));
    expect([ended.diversion.endsAt, await states(later(30))]).toEqual([later(30), undefined]);
    const again = finishDiversion(db, { ...by, id: diversion.id }, testActor, later(31));
    await expect(again).rejects.toMatchObject({ code: "diversion_over" });
    await undoDiversion(db, { ...by, id: diversion.id, version: 2 }, testActor, later(31));
    expect((await states(later(40)))?.until).toBeNull();
    const [undone] = await listAudit(db, { organisationId, subjectId: userId, action: "user.diversion_undone" });
    // Health is nothing that the change log keeps.
    expect(undone?.after).toMatchObject({ reason: "private", endsAt: null });
    expect(JSON.stringify(await listAudit(db, { organisationId }))).not.toContain("sjuk");
    const [entry] = await listAudit(db, { organisationId, subjectId: userId, action: "user.diversion_ended" });
    expect(entry).toMatchObject({ before: { endsAt: null }, after: { endsAt: later(30).toISOString() } });
  });

  it("are planned without overlapping, take over from the one in force, and can be taken away and back", async () => {
    const db = await connect();
    const { organisationId, userId, by, away, states } = await aPerson(db);
    const sick = (await away({ reason: "sjuk", endsAt: null })).diversion;
    const course = { reason: "utbildning", startsAt: "2026-03-04T09:00", endsAt: "2026-03-04T16:00" };
    const planned = (await away(course)).diversion;
    expect((await states())?.until).toEqual(new Date("2026-03-04T08:00:00Z"));
    expect((await states(new Date("2026-03-04T08:00:00Z")))?.diversion.id).toBe(planned.id);
    expect(await states(new Date("2026-03-04T15:00:00Z"))).toBeUndefined();
    const overlapping = away({ reason: "mote", startsAt: "2026-03-04T15:59", endsAt: "2026-03-04T18:00" });
    await expect(overlapping).rejects.toMatchObject({ code: "diversion_overlap", detail: { with: [planned.id] } });
    await away({ reason: "mote", startsAt: "2026-03-04T16:00", endsAt: "2026-03-04T18:00" });
    await finishDiversion(db, { ...by, id: planned.id, version: 1 }, testActor, later(1));
    // Nothing takes over at nine any more, but something does at four.
    expect((await states(new Date("2026-03-04T09:00:00Z")))?.diversion.id).toBe(sick.id);
    await undoDiversion(db, { ...by, id: planned.id, version: 2 }, testActor, later(2));
    expect((await states(new Date("2026-03-04T09:00:00Z")))?.diversion.id).toBe(planned.id);
    expect((await listAudit(db, { organisationId, subjectId: userId, action: "user.diversion_cancelled" })).length).toBe(1);
  });

  it("are changed while planned or in force, not after, and not from an old version", async () => {
    const db = await connect();
    const { organisationId, userId, by, away, states } = await aPerson(db);
    const one = (await away({ startsAt: "2026-03-03T09:00", endsAt: "2026-03-03T10:00" })).diversion;
    const edit = (say: object, at = now) => changeDiversion(db, { ...by, id: one.id, ...say }, testActor, at);
    const moved = await edit({ startsAt: "2026-03-03T13:00", endsAt: "2026-03-03T14:00", version: 1 });
    expect(moved.diversion).toMatchObject({ startsAt: new Date("2026-03-03T12:00:00Z"), reason: "mote", version: 2 });
    await expect(edit({ note: "x", version: 1 })).rejects.toMatchObject({ code: "version_conflict" });
    await expect(edit({ startsAt: "2026-03-03T15:00" })).rejects.toMatchObject({ code: "diversion_end_before_start" });
    const lunch = (await away({ reason: "lunch" })).diversion;
    // Moved to now it begins at once, and replaces what was in force.
    expect((await edit({ startsAt: null }, later(1))).replaced?.id).toBe(lunch.id);
    expect((await states(later(2)))?.diversion.id).toBe(one.id);
    await edit({ endsAt: "2026-03-02T15:00", note: "Snart" }, later(3));
    expect((await states(later(4)))?.until).toEqual(new Date("2026-03-02T14:00:00Z"));
    await expect(edit({ note: "x" }, new Date("2026-03-02T14:00:00Z"))).rejects.toMatchObject({ code: "diversion_over" });
    const [entry] = await listAudit(db, { organisationId, subjectId: userId, action: "user.diversion_changed" });
    expect(entry?.after).toMatchObject({ diversion: one.id, endsAt: "2026-03-02T14:00:00.000Z" });
  });

  it.each([
    [{ reason: "lunch", endsAt: null }, "diversion_open_end_refused", "endsAt"],
    [{ reason: "semester", endsAt: null }, "diversion_end_missing", "endsAt"],
    [{ endsAt: "2026-03-02T10:00" }, "diversion_end_past", "endsAt"],
    [{ endsAt: "2027-03-02T10:01" }, "diversion_too_long", "endsAt"],
    [{ startsAt: "2027-03-02T10:01", endsAt: "2027-03-03T10:00" }, "diversion_start_too_far", "startsAt"],
    [{ endsAt: "snart" }, "time_invalid", "endsAt"],
    [{ startsAt: "2026-02-30T10:00" }, "time_invalid", "startsAt"],
    [{ reason: "kaffe" }, "diversion_reason_unknown", "reason"],
    [{ note: "x".repeat(141) }, "diversion_note_too_long", "note"],
  ])("are refused as %j with %s beside %s", async (say, code, field) => {
    const db = await connect();
    const { by, away } = await aPerson(db);
    await expect(away(say)).rejects.toMatchObject({ code, detail: { field } });
    expect(await loadDiversions(db, by.userId)).toEqual([]);
  });

  it("end at a time that the spring night does not have at the next one, and of one that comes twice at the later", async () => {
    const db = await connect();
    const { away } = await aPerson(db);
    const spring = await away({ endsAt: "2026-03-29T02:30" });
    expect([spring.shifts, spring.diversion.endsAt]).toEqual([{ endsAt: "missing" }, new Date("2026-03-29T01:00:00Z")]);
    const autumn = await away({ endsAt: "2026-10-25T02:30" });
    expect([autumn.shifts, autumn.diversion.endsAt]).toEqual([{ endsAt: "twice" }, new Date("2026-10-25T01:30:00Z")]);
  });

  it("end with the person's deactivation, and nobody deactivated is away or can be set away", async () => {
    const db = await connect();
    const { organisationId, userId, by, away, states } = await aPerson(db);
    await away({ reason: "sjuk", endsAt: null });
    await away({ startsAt: "2026-03-05T09:00", endsAt: "2026-03-05T10:00" });
    await updateDeactivation(db, { organisationId, id: userId, deactivateOn: "2026-03-02" }, testActor, later(5));
    expect(await states(later(6))).toBeUndefined();
    expect((await loadDiversions(db, userId)).map((one) => [one.endsAt, one.cancelledAt])).toEqual([
      [later(5), null],
      [new Date("2026-03-05T09:00:00Z"), later(5)],
    ]);
    await expect(away({}, later(6))).rejects.toMatchObject({ code: "user_not_found" });
    const one = { ...by, id: "x" };
    await expect(finishDiversion(db, one, testActor, later(7))).rejects.toMatchObject({ code: "diversion_not_found" });
  });

  const forgotten = async (db: Db, now: Date) => oldDiversions(db, new Date(now.getTime() - 90 * 86_400_000)).delete();

  it("are forgotten 90 days after they were over, an open end that was taken over from too", async () => {
    const db = await connect();
    const { userId, away } = await aPerson(db);
    await away({ reason: "sjuk", endsAt: null });
    await away({ startsAt: "2026-03-04T09:00", endsAt: "2026-03-04T16:00" });
    expect(await forgotten(db, new Date("2026-06-02T14:00:00Z"))).toBe(1);
    expect(await forgotten(db, new Date("2026-06-02T16:00:00Z"))).toBe(1);
    expect(await loadDiversions(db, userId)).toEqual([]);
    await away({ reason: "sjuk", endsAt: null });
    expect(await forgotten(db, new Date("2027-06-02T16:00:00Z"))).toBe(0);
  });

  it("of many people are found with one query", async () => {
    const db = await connect();
    const people = [await aPerson(db), await aPerson(db), await aPerson(db)];
    for (const { away } of people.slice(1)) await away();
    let queries = 0;
    db.on("query", () => queries++);
    const found = await loadAway(
      db,
      people.map((one) => one.userId),
      later(1),
    );
    expect([[...found.keys()].sort(), queries]).toEqual([
      people
        .slice(1)
        .map((one) => one.userId)
        .sort(),
      1,
    ]);
  });
});

describe.each(testDatabases())("hours of work on $name", ({ connect }) => {
  it("are the usual ones until somebody says others, and can be made so again", async () => {
    const db = await connect();
    const { organisationId, userId, by } = await aPerson(db);
    expect(await getWorkHours(db, by)).toMatchObject({
      usual: true,
      version: 1,
      hours: { days: [1, 2, 3, 4, 5], from: "08:00" },
    });
    const hours = { days: [4, 1, 1], from: "07:00", to: "15:30" };
    const set = await setWorkHours(db, { ...by, hours, version: 1 }, testActor, now);
    expect(set).toEqual({
      usual: false,
      version: 2,
      hours: { zone: "Europe/Stockholm", days: [1, 4], from: "07:00", to: "15:30" },
    });
    const [entry] = await listAudit(db, { organisationId, subjectId: userId, action: "user.hours_updated" });
    expect(entry).toMatchObject({ before: { workFrom: "08:00" }, after: { workFrom: "07:00", workDays: [1, 4] } });
    const old = setWorkHours(db, { ...by, hours: null, version: 1 }, testActor, now);
    await expect(old).rejects.toMatchObject({ code: "version_conflict" });
    expect((await setWorkHours(db, { ...by, hours: null, version: 2 }, testActor, now)).usual).toBe(true);
  });
});
