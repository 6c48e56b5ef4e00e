import { addDays, instantOf, wallClock } from "../../domain/local-time.ts";
import { isWorkday, nextWorkday, usualHours } from "../../domain/working-hours.ts";
import { zone } from "./firm.ts";

/** Times of the demo, all told from the moment at which it is made. */
export type Times = {
  readonly now: Date;
  /** On the day so many days ago, or the last day of work before it: `"09:12"`. */
  readonly before: (days: number, time: string) => Date;
  readonly minutesAgo: (minutes: number) => Date;
  /** From now on, up to the next whole quarter. */
  readonly inAbout: (minutes: number) => Date;
  /** On the day in so many days, or the first day of work after it. */
  readonly ahead: (days: number, time: string) => Date;
};

const minute = 60_000;

export function timesFrom(now: Date): Times {
  const today = wallClock(now, zone).date;
  const at = (date: string, time: string) => instantOf({ date, time }, zone).instant;
  return {
    now,
    before: (days, time) => {
      let date = addDays(today, -days);
      while (!isWorkday(date, usualHours)) date = addDays(date, -1);
      return at(date, time);
    },
    minutesAgo: (minutes) => new Date(now.getTime() - minutes * minute),
    inAbout: (minutes) => new Date(Math.ceil((now.getTime() + minutes * minute) / (15 * minute)) * 15 * minute),
    ahead: (days, time) => at(nextWorkday(addDays(today, days - 1), usualHours), time),
  };
}
