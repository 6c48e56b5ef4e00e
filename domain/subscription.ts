/** Mobile subscriptions: states, what may be changed when, and the months that data is counted in. */
export const subscriptionStates = ["ordered", "active", "suspended", "terminating", "terminated"] as const;
export type SubscriptionState = (typeof subscriptionStates)[number];

/**
 * Services that can be blocked by themselves, free of charge; 112 stays reachable with all of them. `outgoing`: all outgoing
 * calls; `roaming_data`: data abroad alone.
 */
export const serviceBlocks = [
  "premium_numbers",
  "premium_sms",
  "international_calls",
  "roaming",
  "roaming_data",
  "data",
  "mms",
  "outgoing",
] as const;
export type ServiceBlock = (typeof serviceBlocks)[number];

/** When a change of type begins to hold. */
export const typeChangeTimes = ["now", "next_period"] as const;
export type TypeChangeTime = (typeof typeChangeTimes)[number];

/** What is compared of two types: öre a month without VAT, bytes a month (null: without limit). */
export type TypeTerms = { readonly priceOre: number; readonly dataQuotaBytes: number | null };

/** Longest label, in characters as people count them in a text field. */
export const longestLabel = 60;

/**
 * An upgrade may hold at once or from the next period, everything else from the next period alone: what is paid for already
 * is not taken away. Dearer is up; at the same price, more data is.
 */
export function typeChangeTimesFor(from: TypeTerms, to: TypeTerms): readonly TypeChangeTime[] {
  return isUpgrade(from, to) ? typeChangeTimes : ["next_period"];
}

function isUpgrade(from: TypeTerms, to: TypeTerms): boolean {
  if (to.priceOre !== from.priceOre) return to.priceOre > from.priceOre;
  return (to.dataQuotaBytes ?? Number.POSITIVE_INFINITY) > (from.dataQuotaBytes ?? Number.POSITIVE_INFINITY);
}

/** The month of a local date: `2026-11` of `2026-11-23`. Data is counted, and lapses, by calendar months. */
export function periodOf(date: string): string {
  return date.slice(0, 7);
}

/** The first day of the month after that local date: `2027-01-01` of `2026-12-31`. */
export function nextPeriodStart(date: string): string {
  const [year = 0, month = 0] = periodOf(date).split("-").map(Number);
  return month === 12 ? `${pad(year + 1, 4)}-01-01` : `${pad(year, 4)}-${pad(month + 1, 2)}-01`;
}

/** The last day of a month: `2026-02-28` of `2026-02`. */
export function lastDayOf(period: string): string {
  const [year = 0, month = 0] = period.split("-").map(Number);
  return `${period}-${pad(new Date(Date.UTC(year, month, 0)).getUTCDate(), 2)}`;
}

/** Months up to and with that one, the oldest first. */
export function periodsUntil(period: string, count: number): string[] {
  const [year = 0, month = 0] = period.split("-").map(Number);
  return Array.from({ length: count }, (_, at) => {
    const index = year * 12 + (month - 1) - (count - 1 - at);
    return `${pad(Math.floor(index / 12), 4)}-${pad((index % 12) + 1, 2)}`;
  });
}

/** Local dates up to and with that one, the oldest first. */
export function daysUntil(date: string, count: number): string[] {
  const last = Date.parse(`${date}T00:00:00Z`);
  return Array.from({ length: count }, (_, at) => new Date(last - (count - 1 - at) * 86_400_000).toISOString().slice(0, 10));
}

function pad(value: number, length: number): string {
  return String(value).padStart(length, "0");
}
