import { type DayKey, redDayKeys } from "./red-days.ts";
import type { ScheduleBody, ScheduleEntry } from "./schedule.ts";

/** One click that repairs what the linter has found; as data, so that it can be sent. */
export type Repair =
  | { readonly kind: "moveAbove"; readonly entryId: string; readonly aboveId: string }
  | { readonly kind: "remove"; readonly entryIds: readonly string[] }
  | { readonly kind: "setTimes"; readonly entryId: string; readonly from: string; readonly to: string }
  /** `entryId` null: the default. `announcementId` null: one has to be chosen first. */
  | { readonly kind: "setAnnouncement"; readonly entryId: string | null; readonly announcementId: string | null }
  /** To the entry of red days that there is, or as a new one on top when `entryId` is null. */
  | {
      readonly kind: "addRedDays";
      readonly entryId: string | null;
      readonly days: readonly DayKey[];
      readonly announcementId: string | null;
    };
export type RepairKind = Repair["kind"];

/** The schedule as it is after the repair; unchanged when what it is about is not there any more. @param newId of an entry that it adds */
export function applyRepair(body: ScheduleBody, repair: Repair, newId: string): ScheduleBody {
  const { entries } = body;
  switch (repair.kind) {
    case "moveAbove": {
      const moved = entries.find(({ id }) => id === repair.entryId);
      const others = entries.filter(({ id }) => id !== repair.entryId);
      const at = others.findIndex(({ id }) => id === repair.aboveId);
      return moved && at >= 0 ? { ...body, entries: others.toSpliced(at, 0, moved) } : body;
    }
    case "remove":
      return { ...body, entries: entries.filter(({ id }) => !repair.entryIds.includes(id)) };
    case "setTimes":
      return edited(body, repair.entryId, (entry) => {
        return entry.rule.kind === "once" ? entry : { ...entry, rule: { ...entry.rule, from: repair.from, to: repair.to } };
      });
    case "setAnnouncement": {
      const { entryId, announcementId } = repair;
      if (entryId === null) return { ...body, otherwise: { ...body.otherwise, announcementId } };
      return edited(body, entryId, (entry) => ({ ...entry, announcementId }));
    }
    case "addRedDays":
      return repair.entryId === null
        ? { ...body, entries: [redDaysEntry(repair, newId), ...entries] }
        : edited(body, repair.entryId, (entry) => withDays(entry, repair.days));
  }
}

function edited(body: ScheduleBody, entryId: string, change: (entry: ScheduleEntry) => ScheduleEntry): ScheduleBody {
  return { ...body, entries: body.entries.map((entry) => (entry.id === entryId ? change(entry) : entry)) };
}

function withDays(entry: ScheduleEntry, days: readonly DayKey[]): ScheduleEntry {
  const { rule } = entry;
  return rule.kind === "redDays" ? { ...entry, rule: { ...rule, days: [...new Set([...rule.days, ...days])] } } : entry;
}

/** Closed on all public holidays, and on the eves that are asked for. */
function redDaysEntry({ days, announcementId }: Repair & { kind: "addRedDays" }, id: string): ScheduleEntry {
  const times = { from: "00:00", to: "24:00", firstDay: null, lastDay: null };
  const rule = { kind: "redDays", ...times, days: [...new Set<DayKey>([...redDayKeys, ...days])], bridgeDays: false } as const;
  return { id, label: "", rule, action: "closed", announcementId, enabled: true };
}
