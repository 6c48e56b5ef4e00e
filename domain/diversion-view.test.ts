import { describe, expect, it } from "vitest";
import { reasonCodes } from "./diversion-reasons.ts";
import { announcement, announcementText, type DiversionViewer, diversionSeenBy } from "./diversion-view.ts";

const zone = "Europe/Stockholm";
const at = (text: string) => new Date(`${text.replace(" ", "T")}:00+01:00`);
const now = at("2026-11-24 12:00");
const away = (reason: (typeof reasonCodes)[number], endsAt: Date | null) => ({
  reason,
  startsAt: at("2026-11-24 11:00"),
  endsAt,
  note: "Åter efter lunch",
});

describe("who sees why somebody is away (H12)", () => {
  const seen = (viewer: DiversionViewer, shares = false) => {
    const { reason, words, note } = diversionSeenBy(viewer, away("sjuk", null), shares);
    return [reason, words.sv, note];
  };

  it("the person and an administrator see that somebody is sick", () => {
    for (const viewer of ["self", "administrator"] as const) expect(seen(viewer)).toEqual(["sjuk", "Sjuk", "Åter efter lunch"]);
  });

  it("a colleague sees 'Frånvarande' and no note, unless the person shares it", () => {
    expect(seen("colleague")).toEqual([null, "Frånvarande", null]);
    expect(seen("colleague", true)).toEqual(["sjuk", "Sjuk", "Åter efter lunch"]);
  });

  it("a caller and a count per person never learn it, nor the note, shared or not", () => {
    for (const shares of [false, true]) {
      expect(seen("caller", shares)).toEqual([null, "Är inte anträffbar", null]);
      expect(seen("statistics", shares)).toEqual([null, "Frånvarande", null]);
    }
  });

  it("every reason but sickness and a sick child is no secret", () => {
    const hidden = reasonCodes.filter((reason) => diversionSeenBy("caller", away(reason, null), false).reason === null);
    expect(hidden).toEqual(["sjuk", "vab"]);
  });
});

describe("the announcement to a caller (H13)", () => {
  const heard = (reason: (typeof reasonCodes)[number], end: string | null, language: "sv" | "en" = "sv") =>
    announcementText(announcement(away(reason, end === null ? null : at(end)), now, zone), now, zone, language);

  it("says the reason and the time of a return today", () => {
    expect([heard("lunch", "2026-11-24 13:00"), heard("lunch", "2026-11-24 13:00", "en")]).toEqual([
      "Lunch, åter 13:00",
      "Lunch, back 13:00",
    ]);
  });

  it("adds the weekday of another day, and the date from a week ahead", () => {
    expect(heard("gatt", "2026-11-25 08:00")).toBe("Gått för dagen, åter onsdag 08:00");
    expect(heard("semester", "2026-11-30 08:00", "en")).toBe("Holiday, back Monday 08:00");
    expect(heard("semester", "2026-12-01 08:00")).toBe("Semester, åter 1 december 08:00");
    expect(heard("semester", "2027-01-11 08:00")).toBe("Semester, åter 11 januari 2027 08:00");
  });

  it("says no return for an open end or one that has passed", () => {
    expect([heard("foraldraledig", null), heard("lunch", "2026-11-24 12:00")]).toEqual(["Föräldraledig", "Lunch"]);
  });

  it("is neutral about sickness, and still says when", () => {
    expect(heard("sjuk", "2026-11-25 00:00")).toBe("Är inte anträffbar, åter onsdag");
  });

  it("is made of phrases that can be recorded", () => {
    expect(announcement(away("mote", at("2026-11-25 08:00")), now, zone)).toEqual([
      { say: "reason", reason: "mote" },
      { say: "back" },
      { say: "weekday", weekday: 3 },
      { say: "time", time: "08:00" },
    ]);
  });
});
