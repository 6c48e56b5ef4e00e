/**
 * Time zones as these phones take them: seconds from UTC and the rule of summer time, spelt out, because the vendor's
 * default is the rule of the United States.
 */
export type ZoneRule = { readonly offset: number; readonly summer: "eu" | "none" };

const hour = 3600;

const zones: Readonly<Record<string, ZoneRule>> = {
  UTC: { offset: 0, summer: "none" },
  "Etc/UTC": { offset: 0, summer: "none" },
  "Atlantic/Reykjavik": { offset: 0, summer: "none" },
  "Europe/London": { offset: 0, summer: "eu" },
  "Europe/Dublin": { offset: 0, summer: "eu" },
  "Europe/Lisbon": { offset: 0, summer: "eu" },
  "Atlantic/Faroe": { offset: 0, summer: "eu" },
  ...Object.fromEntries(
    [
      ["Stockholm", "Oslo", "Copenhagen", "Berlin", "Amsterdam", "Brussels", "Paris", "Madrid", "Rome", "Vienna", "Zurich"],
      ["Warsaw", "Prague", "Budapest", "Luxembourg", "Ljubljana", "Zagreb", "Bratislava", "Belgrade", "Malta"],
    ]
      .flat()
      .map((city) => [`Europe/${city}`, { offset: hour, summer: "eu" } as const]),
  ),
  ...Object.fromEntries(
    ["Helsinki", "Tallinn", "Riga", "Vilnius", "Athens", "Bucharest", "Sofia", "Kyiv", "Mariehamn"].map((city) => [
      `Europe/${city}`,
      { offset: 2 * hour, summer: "eu" } as const,
    ]),
  ),
};

/** The rule of an IANA zone, or null when this vendor's folder does not know it. */
export function zoneRule(zone: string): ZoneRule | null {
  return Object.hasOwn(zones, zone) ? (zones[zone] ?? null) : null;
}

/**
 * Hour of the local clock at which European summer time begins and ends: 01:00 UTC everywhere (directive 2000/84/EC),
 * so it begins at offset + 1 hours and ends, read on the summer clock, an hour later.
 */
export function changeHours(rule: ZoneRule): { readonly start: number; readonly stop: number } {
  const start = rule.offset / hour + 1;
  return { start, stop: start + 1 };
}
