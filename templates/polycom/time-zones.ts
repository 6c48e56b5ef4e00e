/**
 * Time zones as these phones take them: seconds from UTC and the rule of summer time, spelt out, because the vendor's
 * default is the rule of the United States. The rule is read off the zone's own clock at fixed instants.
 */
export type ZoneRule = { readonly offset: number; readonly summer: "eu" | "us" | "none" };

const rules = new Map<string, ZoneRule | null>();

/** The rule of an IANA zone; null for what is no zone. Summer times other than Europe's and North America's count as none. */
export function zoneRule(zone: string): ZoneRule | null {
  const known = rules.get(zone);
  if (known !== undefined) return known;
  const rule = readRule(zone);
  // Zones are few; made-up names are not kept without end.
  if (rules.size < 1000) rules.set(zone, rule);
  return rule;
}

function readRule(zone: string): ZoneRule | null {
  const clock = clockOf(zone);
  if (clock === null) return null;
  const at = (instant: string): number => offsetAt(clock, instant);
  const offset = at("2025-01-15T12:00Z");
  const changed = (before: string, after: string): boolean => at(before) === offset && at(after) === offset + 3600;
  // Directive 2000/84/EC: at 01:00 UTC on the last Sundays of March and October.
  if (changed("2025-03-30T00:59Z", "2025-03-30T01:00Z") && changed("2025-10-26T01:00Z", "2025-10-26T00:59Z"))
    return { offset, summer: "eu" };
  // Energy Policy Act of 2005: the second Sunday of March to the first of November.
  if (changed("2025-03-09T00:00Z", "2025-03-10T12:00Z") && changed("2025-11-03T12:00Z", "2025-11-02T00:00Z"))
    return { offset, summer: "us" };
  return { offset, summer: "none" };
}

function clockOf(zone: string): Intl.DateTimeFormat | null {
  try {
    return new Intl.DateTimeFormat("en-GB", { timeZone: zone, timeZoneName: "longOffset" });
  } catch {
    return null;
  }
}

function offsetAt(clock: Intl.DateTimeFormat, instant: string): number {
  const name = clock.formatToParts(new Date(instant)).find(({ type }) => type === "timeZoneName")?.value ?? "";
  const found = /^GMT([+-])(\d{2}):(\d{2})$/.exec(name);
  if (!found) return 0;
  return (found[1] === "-" ? -1 : 1) * (Number(found[2]) * 3600 + Number(found[3]) * 60);
}

/** One change of the clock: on that Sunday of the month, at that hour of the local clock. `date`: its first possible day; null = the last Sunday. */
export type Change = { readonly month: number; readonly date: number | null; readonly hour: number };

/** When summer time begins and ends; null without summer time. */
export function changesOf({ offset, summer }: ZoneRule): { readonly start: Change; readonly stop: Change } | null {
  if (summer === "none") return null;
  if (summer === "us") return { start: { month: 3, date: 8, hour: 2 }, stop: { month: 11, date: 1, hour: 2 } };
  const hour = offset / 3600 + 1;
  return { start: { month: 3, date: null, hour }, stop: { month: 10, date: null, hour: hour + 1 } };
}
