import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { redDayKeys } from "./red-days.ts";
import type { Schedule, ScheduleAction, ScheduleEntry, ScheduleRule } from "./schedule.ts";
import { effectOf } from "./schedule-effect.ts";
import { type LintFinding, lintSchedule } from "./schedule-lint.ts";
import { applyRepair } from "./schedule-repair.ts";
import { aSchedule, zone } from "./testing/schedules.ts";

const valid = { firstDay: null, lastDay: null };
const workdays = { kind: "weekly", weekdays: [1, 2, 3, 4, 5], everyWeeks: 1, firstWeek: null, ...valid } as const;
function entry(id: string, rule: ScheduleRule, action: ScheduleAction, say: Partial<ScheduleEntry> = {}): ScheduleEntry {
  return { id, label: id, rule, action, announcementId: action === "closed" ? "stängt" : null, enabled: true, ...say };
}
const open = entry("open", { ...workdays, from: "08:00", to: "17:00" }, "open");
const lunch = entry("lunch", { ...workdays, from: "12:00", to: "13:00" }, "closed");
const red = entry(
  "red",
  { kind: "redDays", from: "00:00", to: "24:00", ...valid, days: [...redDayKeys, "julafton", "nyarsafton"], bridgeDays: false },
  "closed",
);
const day = (id: string, date: string): ScheduleEntry => {
  const rule = { kind: "once", from: { date, time: "10:00" }, to: { date, time: "14:00" } } as const;
  return entry(id, rule, "closed", { announcementId: "tillfälligt" });
};
const now = new Date("2026-11-23T09:00:00Z");

function schedule(...entries: ScheduleEntry[]): Schedule {
  return { zone, entries, otherwise: { action: "closed", announcementId: "natt" }, closedNow: null };
}
const lint = (of: Schedule, members: number | null = 3) => lintSchedule(of, { now, members });
const said = (findings: readonly LintFinding[]) => findings.map(({ code, entryId }) => `${code} ${entryId ?? ""}`.trim());

/** After the first repair of the finding, the finding is gone. */
function repaired(of: Schedule, finding: LintFinding): Schedule {
  const [repair] = finding.repairs;
  if (!repair) throw new Error(`nothing repairs ${finding.code}`);
  return { ...of, ...applyRepair(of, repair, "added") };
}

describe("the linter of schedules", () => {
  it("has nothing to say of hours as they should be", () => {
    expect(lint(schedule(day("fre", "2026-11-27"), red, lunch, open))).toEqual([]);
  });

  it.each([
    [
      "an entry that never decides",
      schedule(red, open, {
        ...open,
        id: "wed",
        rule: { ...workdays, weekdays: [3], from: "09:00", to: "10:00" },
        announcementId: "hälsning",
      }),
      "shadowed wed",
    ],
    ["a date below what is repeated", schedule(red, open, day("fre", "2026-11-27")), "date_below_repeating fre"],
    ["red days below the hours", schedule(open, red), "date_below_repeating red"],
    ["lunch below open", schedule(red, open, lunch), "break_below_open lunch"],
    [
      "two that say the same of the same time",
      schedule(red, open, entry("late", { ...workdays, from: "15:00", to: "19:00" }, "open")),
      "overlapping late",
    ],
    ["what is over", schedule(day("förr", "2026-11-20"), red, open), "expired förr"],
    [
      "what was valid until last week",
      schedule({ ...lunch, rule: { ...workdays, from: "12:00", to: "13:00", lastDay: "2026-11-20" } }, red, open),
      "expired lunch",
    ],
    ["closed without a word", schedule(red, { ...lunch, announcementId: null }, open), "closed_without_announcement lunch"],
    ["a red day on which it is open", schedule(open), "red_day_open"],
    [
      "a red day that the entry leaves out",
      schedule({ ...red, rule: { ...red.rule, days: ["juldagen", "annandag_jul", "nyarsdagen"] } as ScheduleRule }, open),
      "red_day_open",
    ],
  ])("finds %s, and repairs it in one step", (_, of, code) => {
    const findings = lint(of);
    expect(said(findings)).toEqual([code]);
    const [finding] = findings;
    if (!finding) return;
    expect(said(lint(repaired(of, finding)))).not.toContain(code);
  });

  it("moves a date to the top of what it should interrupt, and nothing else", () => {
    const of = schedule(red, lunch, open, day("fre", "2026-11-27"));
    const [finding] = lint(of);
    expect(finding).toMatchObject({ code: "date_below_repeating", entryId: "fre", others: ["lunch", "open"] });
    if (finding) expect(repaired(of, finding).entries.map(({ id }) => id)).toEqual(["red", "fre", "lunch", "open"]);
  });

  it("cleans up all that is over at once", () => {
    const of = schedule(day("a", "2026-11-02"), day("idag", "2026-11-23"), day("b", "2026-11-20"), red, open);
    const [finding] = lint(of);
    expect(finding).toMatchObject({ code: "expired", entryId: "a", others: ["b"] });
    if (finding) expect(repaired(of, finding).entries.map(({ id }) => id)).toEqual(["idag", "red", "open"]);
  });

  it("suggests what is said when it is closed otherwise, and has to ask where nothing is", () => {
    const mute = { ...lunch, announcementId: null };
    const [first] = lint(schedule(red, mute, open));
    expect(first?.repairs).toEqual([{ kind: "setAnnouncement", entryId: "lunch", announcementId: "natt" }]);
    const silent = {
      ...schedule({ ...red, announcementId: null }, open),
      otherwise: { action: "closed", announcementId: null },
    } as const;
    expect(lint(silent).map(({ entryId, repairs }) => [entryId, repairs])).toEqual([
      ["red", [{ kind: "setAnnouncement", entryId: "red", announcementId: null }]],
      [null, [{ kind: "setAnnouncement", entryId: null, announcementId: null }]],
    ]);
  });

  it("closes on all holidays and on the eves to come, and leaves alone what is never closed", () => {
    const [finding] = lint(schedule(open));
    expect(finding).toMatchObject({ date: "2026-12-24", others: ["open"] });
    if (finding) {
      const [added] = repaired(schedule(open), finding).entries;
      expect(added).toMatchObject({ id: "added", action: "closed", announcementId: "natt" });
      expect(added?.rule).toMatchObject({
        kind: "redDays",
        days: expect.arrayContaining([...redDayKeys, "julafton", "nyarsafton"]),
      });
    }
    expect(lint({ ...schedule(), otherwise: { action: "open", announcementId: null } })).toEqual([]);
  });

  it("tells that nobody answers while it is open, and asks no menu for members", () => {
    const of = schedule(red, lunch, open);
    expect(said(lint(of, 0))).toEqual(["open_without_members"]);
    expect(lint(of, null)).toEqual([]);
    expect(lint(schedule(), 0)).toEqual([]);
  });

  it("finds nothing in entries that are switched off", () => {
    expect(lint(schedule(red, open, { ...lunch, enabled: false }))).toEqual([]);
  });

  it("repairs what it finds in any schedule; removing what overlaps or is over changes nothing for callers", () => {
    fc.assert(
      fc.property(aSchedule("2026-11-23", 6), (of) => {
        for (const finding of lint(of)) {
          const [repair] = finding.repairs;
          if (!repair || (repair.kind === "setAnnouncement" && repair.announcementId === null)) continue;
          const after = { ...of, ...applyRepair(of, repair, "added") };
          const same = (one: LintFinding) =>
            one.code === finding.code && one.entryId === finding.entryId && one.date === finding.date;
          if (finding.code !== "overlapping") expect(lint(after).filter(same)).toEqual([]);
          if (finding.code === "overlapping" || finding.code === "expired")
            expect(effectOf(of, after, now, 366).stretches).toEqual([]);
        }
      }),
      { numRuns: 8 },
    );
  });
});
