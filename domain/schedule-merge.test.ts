import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ScheduleBody, ScheduleEntry } from "./schedule.ts";
import { clashKey, mergeSchedules } from "./schedule-merge.ts";
import { someEntries } from "./testing/schedules.ts";

const rule = { kind: "daily", from: "08:00", to: "17:00", firstDay: null, lastDay: null } as const;
const entry = (id: string, label = id): ScheduleEntry => ({
  ...{ id, label, rule, action: "open", announcementId: null, enabled: true },
});
const closed = { action: "closed", announcementId: null } as const;
const body = (...ids: string[]): ScheduleBody => ({ entries: ids.map((id) => entry(id)), otherwise: closed });
const ids = ({ entries }: ScheduleBody) => entries.map(({ id }) => id).join(" ");
const renamed = (of: ScheduleBody, id: string, label: string): ScheduleBody => ({
  ...of,
  entries: of.entries.map((one) => (one.id === id ? { ...one, label } : one)),
});

describe("what two have made of the same schedule", () => {
  it.each([
    ["one reorders, the other adds", "a b c", "c a b", "a b d c", "c a b d"],
    ["both add in the same place", "a b", "a m b", "a t b", "a m t b"],
    ["one adds on top, the other at the end", "a b", "m a b", "a b t", "m a b t"],
    ["one removes, the other reorders", "a b c", "a c", "c b a", "c a"],
    ["both reorder alike", "a b c", "c b a", "c b a", "c b a"],
    ["both remove the same", "a b c", "a c", "a c", "a c"],
  ])("is put together without a question when %s", (_, base, mine, theirs, result) => {
    const [was, my, their] = [base, mine, theirs].map((text) => body(...text.split(" ")));
    if (!was || !my || !their) throw new Error("three sides");
    const merged = mergeSchedules(was, my, their);
    expect([ids(merged.body), merged.clashes]).toEqual([result, []]);
  });

  it("is asked about when both reorder, and keeps every entry either way", () => {
    const [base, mine, theirs] = [body("a", "b", "c"), body("c", "a", "b", "m"), body("b", "t", "a", "c")];
    const merged = mergeSchedules(base, mine, theirs);
    expect(merged.clashes.map(clashKey)).toEqual(["order"]);
    expect(ids(merged.body)).toBe("b m t a c");
    expect(ids(mergeSchedules(base, mine, theirs, { order: "mine" }).body)).toBe("c a b t m");
  });

  it("is asked about entry by entry when both change the same one", () => {
    const base = body("a", "b");
    const [mine, theirs] = [renamed(base, "a", "Mitt"), renamed(renamed(base, "a", "Deras"), "b", "Också")];
    const merged = mergeSchedules(base, mine, theirs);
    expect(merged.clashes.map(clashKey)).toEqual(["entry:a"]);
    expect(merged.body.entries.map(({ label }) => label)).toEqual(["Deras", "Också"]);
    const chosen = mergeSchedules(base, mine, theirs, { "entry:a": "mine" });
    expect(chosen.body.entries.map(({ label }) => label)).toEqual(["Mitt", "Också"]);
  });

  it("keeps an entry that one removed and the other changed, until one says otherwise", () => {
    const base = body("a", "b");
    const [removed, changed] = [body("b"), renamed(base, "a", "Ny")];
    expect(ids(mergeSchedules(base, removed, changed).body)).toBe("a b");
    expect(ids(mergeSchedules(base, changed, removed).body)).toBe("a b");
    expect(ids(mergeSchedules(base, removed, changed, { "entry:a": "mine" }).body)).toBe("b");
    expect(mergeSchedules(base, removed, changed).clashes).toHaveLength(1);
  });

  it("asks about the default only when both changed it, to different things", () => {
    const base = body("a");
    const mine: ScheduleBody = { ...base, otherwise: { action: "open", announcementId: null } };
    const theirs: ScheduleBody = { ...base, otherwise: { action: "closed", announcementId: "natt" } };
    expect(mergeSchedules(base, mine, base).body.otherwise.action).toBe("open");
    expect(mergeSchedules(base, base, theirs).body.otherwise.announcementId).toBe("natt");
    expect(mergeSchedules(base, mine, theirs).clashes.map(clashKey)).toEqual(["otherwise"]);
    expect(mergeSchedules(base, mine, theirs, { otherwise: "mine" }).body.otherwise.action).toBe("open");
  });

  it("keeps every entry once that nobody has removed, whatever the two did", () => {
    const side = (base: readonly ScheduleEntry[], own: string) =>
      fc
        .tuple(
          fc.subarray([...base]),
          fc.infiniteStream(fc.boolean()),
          someEntries("2026-11-22", 3),
          fc.infiniteStream(fc.nat(99)),
        )
        .map(([kept, touched, added, places]) => {
          const changed = kept.map((one) => (touched.next().value ? { ...one, label: own } : one));
          const all = [...changed, ...added.map((one) => ({ ...one, id: `${own}-${one.id}` }))];
          return all
            .map((one) => ({ one, place: places.next().value }))
            .sort((a, b) => a.place - b.place)
            .map(({ one }) => one);
        });
    const sides = someEntries("2026-11-22", 6).chain((base) =>
      fc.tuple(fc.constant(base), side(base, "mine"), side(base, "theirs")),
    );
    fc.assert(
      fc.property(sides, fc.constantFrom("mine" as const, "theirs" as const), ([was, my, their], order) => {
        const [base, mine, theirs] = [was, my, their].map((entries) => ({ entries, otherwise: closed }));
        if (!base || !mine || !theirs) return;
        const { body: merged, clashes } = mergeSchedules(base, mine, theirs, { order });
        const has = (list: readonly ScheduleEntry[], one: ScheduleEntry) => list.find(({ id }) => id === one.id);
        const everything = [...new Map([...my, ...their].map((one) => [one.id, one])).values()];
        const stays = everything.filter((one) => {
          const before = has(was, one);
          const [m, t] = [has(my, one), has(their, one)];
          // Removed by one, and left as it was by the other.
          return !(before && ((!m && t?.label === before.label) || (!t && m?.label === before.label)));
        });
        expect(merged.entries.map(({ id }) => id).sort()).toEqual(stays.map(({ id }) => id).sort());
        // Whoever's order stands, its entries are in it.
        if (clashes.some(({ kind }) => kind === "order")) {
          const wanted = (order === "mine" ? my : their).map(({ id }) => id).filter((id) => has(merged.entries, entry(id)));
          const wantedSet = new Set(wanted);
          expect(merged.entries.map(({ id }) => id).filter((id) => wantedSet.has(id))).toEqual(wanted);
        }
      }),
      { numRuns: 300 },
    );
  });
});
