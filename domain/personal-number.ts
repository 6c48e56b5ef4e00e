import { passesCheck } from "./check-digit.ts";
import { isLocalDate } from "./local-time.ts";

/**
 * A Swedish personal identity number as its twelve digits. Written with ten digits and a sign before the last four (`-`, from
 * the year in which one turns 100 `+`), with ten digits alone, or with twelve. Coordination numbers have 60 added to the day.
 *
 * @param today local date: ten digits mean the last such birth before it
 * @returns null when it is none
 */
export function parsePersonalNumber(written: string, today: string): string | null {
  const [, century = "", short = "", sign = "", last = ""] = /^(\d{2})?(\d{6})([-+])?(\d{4})$/.exec(written.trim()) ?? [];
  if (short === "" || !passesCheck(short + last)) return null;
  const born = (year: string) => `${year}-${short.slice(2, 4)}-${day(short.slice(4))}`;
  const years = century === "" ? likelyYears(short.slice(0, 2), today) : [`${century}${short.slice(0, 2)}`];
  const possible = years.filter((year) => isLocalDate(born(year)) && born(year) <= today && born(year) > "1800");
  // The sign tells the century apart where no century is written.
  const year = sign === "+" && century === "" ? possible.find((one) => Number(one) <= thisYear(today) - 100) : possible[0];
  return year === undefined ? null : `${year}${short.slice(2)}${last}`;
}

/** The latest first. */
function likelyYears(two: string, today: string): string[] {
  const now = Math.floor(thisYear(today) / 100);
  return [now, now - 1, now - 2].map((century) => `${century}${two}`);
}

const thisYear = (today: string): number => Number(today.slice(0, 4));

function day(written: string): string {
  const number = Number(written);
  return String(number > 60 ? number - 60 : number).padStart(2, "0");
}

/** As it may be shown: `640823-••••`. @param digits twelve */
export function maskPersonalNumber(digits: string): string {
  return `${digits.slice(2, 8)}-••••`;
}

/** `19640823-3234`. @param digits twelve */
export function formatPersonalNumber(digits: string): string {
  return `${digits.slice(0, 8)}-${digits.slice(8)}`;
}
