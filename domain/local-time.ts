/**
 * Instants and wall clocks of an IANA zone. Instants are `Date`; local dates are `2026-11-22`, times of day `14:03`, as in
 * `<input type="date">` and `<input type="time">`: they sort and compare as text. Why by `Intl`: docs/decisions/0006.
 */
export type WallClock = { readonly date: string; readonly time: string };

/** `missing`: the clock was set forward over that time; `twice`: it was set back, and the time comes twice. */
export type ClockShift = "none" | "missing" | "twice";

/** The instant of a wall clock; `wall` is what the clock really shows then. */
export type ResolvedTime = { readonly instant: Date; readonly wall: WallClock; readonly shift: ClockShift };

const second = 1000;
export const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(zone: string): Intl.DateTimeFormat {
  const known = formatters.get(zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    calendar: "iso8601",
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  });
  formatters.set(zone, made);
  return made;
}

/** What the zone's clock is ahead of UTC at that instant, in ms, as the zone database says. */
function offsetByDatabase(at: number, zone: string): number {
  const parts: Partial<Record<Intl.DateTimeFormatPartTypes, string>> = {};
  for (const { type, value } of formatter(zone).formatToParts(at)) parts[type] = value;
  const date = `${(parts.year ?? "").padStart(4, "0")}-${parts.month}-${parts.day}`;
  return Date.parse(`${date}T${parts.hour}:${parts.minute}:${parts.second}Z`) - Math.floor(at / second) * second;
}

/** Offset over a whole UTC day; null on a day on which the clock is set. */
const dayOffsets = new Map<string, number | null>();
const mostDays = 5000;

/** What the zone's clock is ahead of UTC at that instant; both in ms. */
export function offsetAt(at: number, zone: string): number {
  const dayNumber = Math.floor(at / day);
  const key = `${zone} ${dayNumber}`;
  let offset = dayOffsets.get(key);
  if (offset === undefined) {
    const first = offsetByDatabase(dayNumber * day, zone);
    offset = first === offsetByDatabase((dayNumber + 1) * day, zone) ? first : null;
    if (dayOffsets.size >= mostDays) dayOffsets.clear();
    dayOffsets.set(key, offset);
  }
  return offset ?? offsetByDatabase(at, zone);
}

/** What the clock on the wall shows, cut to whole minutes. @throws RangeError when the zone does not exist */
export function wallClock(instant: Date, zone: string): WallClock {
  const at = instant.getTime();
  const text = new Date(at + offsetAt(at, zone)).toISOString();
  return { date: text.slice(0, 10), time: text.slice(11, 16) };
}

/** `2026-11-22 14:03`. */
export function formatInstant(instant: Date, zone: string): string {
  const { date, time } = wallClock(instant, zone);
  return `${date} ${time}`;
}

/** True for a day that the calendar has, years 0001–9999: not `2026-02-30`. */
export function isLocalDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || text < "0001") return false;
  const at = Date.parse(`${text}T00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}

/** `00:00` to `23:59`. */
export function isLocalTime(text: string): boolean {
  return /^(?:[01]\d|2[0-3]):[0-5]\d$/.test(text);
}

/** Reads `2026-11-22 14:03`, also with a T between. Null when no calendar has that. */
export function parseWallClock(text: string): WallClock | null {
  const [date, time, ...more] = text.trim().split(/[ T]+/);
  if (!date || !time || more.length > 0 || !isLocalDate(date) || !isLocalTime(time)) return null;
  return { date, time };
}

/**
 * The instant of a wall clock. A time that the spring change skips becomes the next one that exists (02:30 → 03:00); of a
 * time that the autumn change shows twice the later one is taken. `shift` says so, for the caller to tell.
 *
 * @param wall a date and time that `parseWallClock` accepts
 */
export function instantOf(wall: WallClock, zone: string): ResolvedTime {
  const asUtc = Date.parse(`${wall.date}T${wall.time}Z`);
  const before = asUtc - day;
  const after = asUtc + day;
  const [early, late] = [offsetAt(before, zone), offsetAt(after, zone)];
  const fits = [asUtc - early, asUtc - late].filter((at) => at + offsetAt(at, zone) === asUtc);
  if (fits.length === 0) {
    const instant = new Date(firstAfterChange(before, after, early, zone));
    return { instant, wall: wallClock(instant, zone), shift: "missing" };
  }
  return { instant: new Date(Math.max(...fits)), wall, shift: new Set(fits).size > 1 ? "twice" : "none" };
}

/** Dates of times that are sent. Beyond the years 0001–9999 there is no calendar to look in, also a year before and after. */
const [firstSent, lastSent] = ["1000-01-01", "9000-12-31"];

/**
 * Reads a time as it is sent: a wall clock of the zone (`2026-11-22T14:03`), or an instant that says its offset
 * (`2026-11-22T13:03:00Z`), of the years 1000–9000. Null: neither.
 */
export function readSentTime(text: string, zone: string): ResolvedTime | null {
  const date = text.trim().slice(0, 10);
  if (date < firstSent || date > lastSent) return null;
  const wall = parseWallClock(text);
  if (wall) return instantOf(wall, zone);
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})$/.test(text)) return null;
  const instant = new Date(text);
  if (Number.isNaN(instant.getTime()) || !isLocalDate(text.slice(0, 10))) return null;
  return { instant, wall: wallClock(instant, zone), shift: "none" };
}

/** The instant at which the offset stops being `early`; exact to the second. */
function firstAfterChange(before: number, after: number, early: number, zone: string): number {
  let [low, high] = [before, after];
  while (high - low > second) {
    const middle = Math.floor((low + high) / 2 / second) * second;
    if (offsetAt(middle, zone) === early) low = middle;
    else high = middle;
  }
  return high;
}

/** The day's first instant: 00:00, or the next time that exists in a zone that sets its clock at midnight. */
export function startOfDay(date: string, zone: string): Date {
  const { instant, shift } = instantOf({ date, time: "00:00" }, zone);
  if (shift !== "twice") return instant;
  const midnight = Date.parse(`${date}T00:00Z`);
  return new Date(midnight - Math.max(offsetAt(midnight - day, zone), offsetAt(midnight + day, zone)));
}

/** A stretch of a local day without a change of the clock: instants in ms, and minutes of the day as the clock shows them. */
export type ClockPiece = { readonly startsAt: number; readonly endsAt: number; readonly fromMinute: number };

/** The day from its first instant to the next day's, in one piece, or in two when the clock is set. */
export function clockPieces(date: string, zone: string): readonly ClockPiece[] {
  const startsAt = startOfDay(date, zone).getTime();
  const endsAt = startOfDay(addDays(date, 1), zone).getTime();
  const midnight = Date.parse(`${date}T00:00Z`);
  const fromMinute = (at: number) => Math.floor((at + offsetAt(at, zone) - midnight) / minute);
  const early = offsetAt(startsAt, zone);
  if (early === offsetAt(endsAt - 1, zone)) return [{ startsAt, endsAt, fromMinute: fromMinute(startsAt) }];
  const change = firstAfterChange(startsAt, endsAt, early, zone);
  return [
    { startsAt, endsAt: change, fromMinute: fromMinute(startsAt) },
    { startsAt: change, endsAt, fromMinute: fromMinute(change) },
  ];
}

/** @param days may be negative */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00Z`) + days * day).toISOString().slice(0, 10);
}

/** Whole days from `a` to `b`. */
export function daysBetween(a: string, b: string): number {
  return (Date.parse(`${b}T00:00Z`) - Date.parse(`${a}T00:00Z`)) / day;
}

/** The same day of a later month; the month's last day where it has no such day. */
export function addMonths(date: string, months: number): string {
  const [year = 0, month = 1] = date.split("-").map(Number);
  const first = new Date(Date.UTC(year, month - 1 + months, 1));
  const lastDay = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  const wanted = Math.min(Number(date.slice(8)), lastDay);
  return `${first.toISOString().slice(0, 8)}${String(wanted).padStart(2, "0")}`;
}

/** 1 = Monday … 7 = Sunday (ISO 8601). */
export function weekday(date: string): number {
  return new Date(`${date}T00:00Z`).getUTCDay() || 7;
}

/** From `startsAt` on, and no longer at `endsAt`; null: without end. */
export type Interval = { readonly startsAt: Date; readonly endsAt: Date | null };

export function contains(interval: Interval, instant: Date): boolean {
  return interval.startsAt <= instant && (interval.endsAt === null || instant < interval.endsAt);
}

/** True when there is an instant that both contain. */
export function overlap(a: Interval, b: Interval): boolean {
  const start = new Date(Math.max(a.startsAt.getTime(), b.startsAt.getTime()));
  return contains(a, start) && contains(b, start);
}
