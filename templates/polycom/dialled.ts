import { clean } from "./xml.ts";

/** A number as the phone dials it: what makes it readable (blanks, hyphens, brackets, points) is left out of digits. */
export function dialled(number: string): string {
  const text = clean(number).trim();
  return /^[+0-9*#][0-9*# ().\u00a0-]*$/.test(text) ? text.replace(/[ ().\u00a0-]/g, "") : text;
}
