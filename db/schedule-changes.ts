import type { ScheduleEntry } from "../domain/schedule.ts";
import type { AuditValue } from "./audit.ts";
import type { ScheduleBody } from "./schedule-rows.ts";
import { same } from "./undo/undoer.ts";

type Said = Record<string, AuditValue>;

/**
 * What a save changed, for the log: entries that are new, gone or another, as they were and as they are; the stretch of the
 * list whose order changed; the default. Null: nothing.
 */
export function scheduleChanges(before: ScheduleBody, after: ScheduleBody): { before: Said; after: Said } | null {
  const said: { before: Said; after: Said } = { before: {}, after: {} };
  const had = new Map(before.entries.map((entry) => [entry.id, entry]));
  const has = new Map(after.entries.map((entry) => [entry.id, entry]));
  const gone = before.entries.filter((entry) => !same(entry, has.get(entry.id)));
  const come = after.entries.filter((entry) => !same(entry, had.get(entry.id)));
  if (gone.length + come.length > 0) {
    said.before.entries = gone.map(entryFields);
    said.after.entries = come.map(entryFields);
  }
  const stayed = (entries: readonly ScheduleEntry[], other: ReadonlyMap<string, ScheduleEntry>) =>
    entries.filter((entry) => other.has(entry.id));
  const [was, is] = movedPart(stayed(before.entries, has), stayed(after.entries, had));
  if (was.length > 0) {
    said.before.order = was.map(nameFields);
    said.after.order = is.map(nameFields);
  }
  if (before.otherwise.action !== after.otherwise.action) {
    said.before.defaultAction = before.otherwise.action;
    said.after.defaultAction = after.otherwise.action;
  }
  if (before.otherwise.announcementId !== after.otherwise.announcementId) {
    said.before.defaultAnnouncementId = before.otherwise.announcementId;
    said.after.defaultAnnouncementId = after.otherwise.announcementId;
  }
  return Object.keys(said.after).length === 0 ? null : said;
}

/** The part from the first to the last that stands elsewhere; both lists have the same ids. */
function movedPart(
  was: readonly ScheduleEntry[],
  is: readonly ScheduleEntry[],
): [readonly ScheduleEntry[], readonly ScheduleEntry[]] {
  const other = was.map((entry, at) => entry.id !== is[at]?.id);
  const first = other.indexOf(true);
  if (first < 0) return [[], []];
  const end = other.lastIndexOf(true) + 1;
  return [was.slice(first, end), is.slice(first, end)];
}

function entryFields({ label, rule, action, announcementId, enabled }: ScheduleEntry): Said {
  return { label, rule, action, announcementId, ...(enabled ? {} : { enabled }) };
}

function nameFields({ label, rule }: ScheduleEntry): Said {
  return { label, rule };
}
