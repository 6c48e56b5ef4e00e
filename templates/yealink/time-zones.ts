/** A rule for summer time: month/week/day/hour, week 5 = the last of the month, day 7 = Sunday, hour on the wall clock. */
type Rule = { readonly start: string; readonly end: string };

export type ZoneFacts = {
  /** As `local_time.time_zone` takes it: `+1`, `0`, `-3:30`. */
  readonly offset: string;
  /** Null: no summer time. */
  readonly summer: Rule | null;
};

/** The European Union's rule (directive 2000/84/EC): one instant everywhere, 01:00 UTC on the last Sundays of March and October. */
function european(hours: number): ZoneFacts {
  return { offset: signed(hours), summer: { start: `3/5/7/${hours + 1}`, end: `10/5/7/${hours + 2}` } };
}

/** The rule of the United States since 2007: 02:00 on the second Sunday of March and the first of November. */
function american(hours: number): ZoneFacts {
  return { offset: signed(hours), summer: { start: "3/2/7/2", end: "11/1/7/2" } };
}

function steady(offset: string): ZoneFacts {
  return { offset, summer: null };
}

function signed(hours: number): string {
  return hours > 0 ? `+${hours}` : String(hours);
}

const zones: ReadonlyMap<string, ZoneFacts> = new Map<string, ZoneFacts>([
  ...named(
    european(1),
    "Stockholm Oslo Copenhagen Berlin Paris Madrid Rome Amsterdam Brussels Luxembourg Vienna Zurich Prague Warsaw Budapest Bratislava Ljubljana Zagreb Belgrade Sarajevo Skopje Podgorica Tirane Malta Monaco Andorra Vaduz San_Marino Vatican Gibraltar",
  ),
  ...named(european(2), "Helsinki Mariehamn Tallinn Riga Vilnius Kyiv Kiev Bucharest Sofia Athens"),
  ...named(european(0), "London Dublin Lisbon Jersey Guernsey Isle_of_Man"),
  ...named(steady("+3"), "Istanbul Moscow Minsk"),
  ["Asia/Nicosia", european(2)],
  ["Atlantic/Canary", european(0)],
  ["Atlantic/Madeira", european(0)],
  ["Atlantic/Faroe", european(0)],
  ["Atlantic/Azores", european(-1)],
  ["Arctic/Longyearbyen", european(1)],
  ["Atlantic/Reykjavik", steady("0")],
  ["UTC", steady("0")],
  ["Etc/UTC", steady("0")],
  ["America/New_York", american(-5)],
  ["America/Chicago", american(-6)],
  ["America/Denver", american(-7)],
  ["America/Los_Angeles", american(-8)],
  ["Asia/Dubai", steady("+4")],
  ["Asia/Kolkata", steady("+5:30")],
  ["Asia/Shanghai", steady("+8")],
  ["Asia/Singapore", steady("+8")],
  ["Asia/Tokyo", steady("+9")],
  ["Australia/Sydney", { offset: "+10", summer: { start: "10/1/7/2", end: "4/1/7/3" } }],
]);

function named(facts: ZoneFacts, cities: string): [string, ZoneFacts][] {
  return cities.split(" ").map((city) => [`Europe/${city}`, facts]);
}

/** Offset and summer time of an IANA zone; null when the table has no such zone. */
export function zoneFacts(zone: string): ZoneFacts | null {
  return zones.get(zone) ?? null;
}

/** The zones of the table, as IANA names. */
export function zoneNames(): readonly string[] {
  return [...zones.keys()];
}
