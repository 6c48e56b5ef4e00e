import { expect, it } from "vitest";
import { listAudit } from "../db/audit.ts";
import { anAnnouncement } from "../db/testing/builders.ts";
import type { ScheduleAction, ScheduleBody, ScheduleEntry } from "../domain/schedule.ts";
import { mergeSchedules } from "../domain/schedule-merge.ts";
import { aFirm, aHouse } from "./testing/house.ts";

const valid = { firstDay: null, lastDay: null };
const week = { kind: "weekly", weekdays: [1, 2, 3, 4, 5], everyWeeks: 1, firstWeek: null, ...valid } as const;
const entry = (id: string, from: string, to: string, action: ScheduleAction = "closed"): ScheduleEntry => ({
  ...{ id, label: id, action, announcementId: null, enabled: true },
  rule: { ...week, from, to },
});
const [lunch, coffee, office] = [
  entry("lunch", "12:00", "13:00"),
  entry("fika", "10:00", "10:15"),
  entry("öppet", "08:00", "17:00", "open"),
];
const written = (...entries: object[]) => ({
  entries: entries.map((one, at) => ({ ...one, id: ["a", "b", "c", "d", "e"][at] })),
  otherwise: { action: "closed", announcementId: null },
});
const listed = (body: { entries: readonly ScheduleEntry[] }) => body.entries.map(({ label }) => label);

async function aMainNumber() {
  const house = await aHouse();
  const firm = await aFirm(house.db, 41);
  const somebody = () => house.somebody(firm.organisation, ["user", "administrator"]);
  return { house, firm, path: `/schedules/${firm.schedule}`, somebody, administrator: await somebody() };
}

it("A schedule is written whole, says what decides now, and names every field that is wrong at once", async () => {
  const { house, firm, path, administrator } = await aMainNumber();
  const first = await administrator.get(path);
  expect(first.body).toMatchObject({
    owner: { kind: "group", id: firm.group },
    entries: [],
    now: { by: "default", open: true, until: null, nextChange: null },
  });
  const wrong = await administrator.put(
    path,
    written({ ...lunch, rule: { ...lunch.rule, to: "12:00", weekdays: [] } }, { ...coffee, action: "shut" }),
    1,
  );
  expect(wrong.status).toBe(422);
  expect(wrong.body.errors.map((one: { field: string; code: string }) => `${one.field} ${one.code}`)).toEqual([
    "entries.0.rule.to schedule_times_equal",
    "entries.0.rule.weekdays schedule_days_missing",
    "entries.1.action input_invalid",
  ]);
  const unknown = await administrator.put(path, written(office, { ...lunch, announcementId: "nobody" }), 1);
  expect([unknown.status, unknown.body.errors]).toMatchObject([
    404,
    [{ field: "entries.1.announcementId", code: "announcement_not_found" }],
  ]);
  const { id: announcementId } = await anAnnouncement(house.db, firm.organisation, { name: "Lunch" });
  const saved = await administrator.put(path, written({ ...lunch, announcementId }, office), 1);
  expect(saved.body).toMatchObject({
    version: 2,
    now: { by: "entry", entryId: "b", index: 1, open: true, until: "2026-03-02T11:00:00.000Z" },
  });
  // Times are the wall clock of Stockholm, an hour ahead of the test's now, 09:00 UTC.
  house.now.at = new Date("2026-03-02T11:30:00Z");
  expect((await administrator.get(path)).body.now).toMatchObject({ entryId: "a", announcementId, open: false });
});

it("A check tells the effect and what looks wrong, and saves nothing", async () => {
  const { house, firm, path, administrator } = await aMainNumber();
  await administrator.put(path, written(office), 1);
  const before = await listAudit(house.db, { organisationId: firm.organisation });
  const { status, body } = await administrator.post(`${path}/check`, written(office, lunch, { ...coffee, id: undefined }));
  expect(status).toBe(200);
  expect(body.effect).toMatchObject({ days: 28, opened: 0, closed: 0, nowChanges: false, stretches: [] });
  const said = body.lint.map((one: { code: string; entryId: string | null }) => `${one.code} ${one.entryId ?? ""}`.trim());
  expect(said).toContain("open_without_members");
  expect(said).toContain("break_below_open b");
  expect(body.lint.find((one: { code: string }) => one.code === "break_below_open").repairs).toEqual([
    { kind: "moveAbove", entryId: "b", aboveId: "a" },
  ]);
  const closes = await administrator.post(`${path}/check`, written());
  expect(closes.body.effect).toMatchObject({
    opened: 0,
    // 28 days of 24 hours from 10 o'clock: over the night in March, until 11.
    closed: (7 + 19 * 9 + 3) * 60,
    nowChanges: true,
    now: { after: { by: "default" } },
  });
  expect(closes.body.effect.stretches).toHaveLength(21);
  expect(await listAudit(house.db, { organisationId: firm.organisation })).toEqual(before);
  expect((await administrator.get(path)).body.version).toBe(2);
});

it("Two who reorder and add at once keep every entry between them", async () => {
  const { path, somebody, administrator } = await aMainNumber();
  await administrator.put(path, written(lunch, coffee, office), 1);
  const other = await somebody();
  const { entries, otherwise } = (await administrator.get(path)).body;
  const base: ScheduleBody = { entries, otherwise };
  const [a, b, c] = base.entries;
  const added = (id: string) => ({ ...entry(id, "15:00", "15:15"), id });
  const theirs = await other.put(path, { ...written(), entries: [b, a, added("deras"), c] }, 2);
  expect(theirs.status).toBe(200);
  const mine: ScheduleBody = { ...base, entries: [c, b, a, added("mitt")].flatMap((one) => one ?? []) };
  const refused = await administrator.put(path, mine, 2);
  expect([refused.status, refused.body.code, refused.body.current.version]).toEqual([412, "version_conflict", 3]);
  const { body, clashes } = mergeSchedules(base, mine, refused.body.current, { order: "mine" });
  expect(clashes.map(({ kind }) => kind)).toEqual(["order"]);
  const merged = await administrator.put(path, body, 3);
  expect([merged.status, listed(merged.body)]).toEqual([200, ["öppet", "fika", "lunch", "deras", "mitt"]]);
});

it("Stäng nu is answered with its end, by wall clock or by itself, stands in nobody's way and ends", async () => {
  const { house, path, administrator } = await aMainNumber();
  await administrator.put(path, written(lunch, office), 1);
  const closed = await administrator.post(`${path}/closed-now`, { until: { at: "2026-03-02T11:15" } });
  expect(closed.body).toMatchObject({
    version: 2,
    closedNow: { from: "2026-03-02T09:00:00.000Z", until: "2026-03-02T10:15:00.000Z", by: "Ottilia Testare" },
    now: { by: "closedNow", open: false, until: "2026-03-02T10:15:00.000Z" },
  });
  const next = await administrator.post(`${path}/closed-now`, { until: "nextOpening" });
  expect(next.body.closedNow.until).toBe("2026-03-02T12:00:00.000Z");
  expect((await administrator.put(path, written(office), 2)).body.now.by).toBe("closedNow");
  expect((await administrator.delete(`${path}/closed-now`)).body).toMatchObject({
    closedNow: null,
    now: { entryId: "a", open: true },
  });
  for (const [at, code] of [
    ["2026-03-02T09:59", "closed_now_end_invalid"],
    ["i morgon", "time_invalid"],
  ]) {
    const refused = await administrator.post(`${path}/closed-now`, { until: { at } });
    expect([refused.status, refused.body.errors]).toMatchObject([422, [{ field: "until", code }]]);
  }
  await administrator.post(`${path}/closed-now`, { until: "restOfDay" });
  house.now.at = new Date("2026-03-02T23:00:00Z");
  expect((await administrator.get(path)).body).toMatchObject({ closedNow: null, now: { by: "default" } });
});

it("An earlier version is read and restored, and asks as much of the database for many entries as for few", async () => {
  const { house, path, administrator } = await aMainNumber();
  await administrator.put(path, written(lunch, office), 1);
  const many = Array.from({ length: 200 }, (_, n) => ({ ...entry(`nr ${n}`, "08:00", "09:00"), id: `n${n}` }));
  house.statements();
  await administrator.put(path, written(office), 2);
  const few = house.statements();
  await administrator.put(path, { ...written(), entries: many }, 3);
  // What goes on beside it asks now and then too; two hundred entries would show.
  expect(house.statements()).toBeLessThanOrEqual(few + 5);
  const { body } = await administrator.get(`${path}/versions`);
  expect(body.versions.map((one: { version: number }) => one.version)).toEqual([4, 3, 2, 1]);
  expect(listed((await administrator.get(`${path}/versions/2`)).body.body)).toEqual(["lunch", "öppet"]);
  const restored = await administrator.ask("POST", `${path}/versions/2/restore`, { version: 4 });
  expect([restored.body.version, listed(restored.body)]).toEqual([5, ["lunch", "öppet"]]);
  expect((await administrator.get(`${path}/versions/77`)).body.code).toBe("snapshot_not_found");
  const undone = await administrator.post(`/audit/${restored.headers.get("x-audit-id")}/undo`);
  expect([undone.status, listed((await administrator.get(path)).body)[0]]).toEqual([204, "nr 0"]);
});
