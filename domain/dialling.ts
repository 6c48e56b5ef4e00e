import { nationalDigits } from "./numbers.ts";
import type { DialForm } from "./settings.ts";

/** What can be called: an extension, numbers in E.164 or short form, the preferred one first. */
export type Callable = { readonly extension: string | null; readonly numbers: readonly (string | null)[] };

/**
 * What the exchange is sent to reach somebody, or null when there is no number. With the form `extension` the short
 * number where there is one, else the national digits. Without any number the extension serves every form.
 */
export function dialString(to: Callable, form: DialForm): string | null {
  if (form === "extension" && to.extension !== null) return to.extension;
  const number = to.numbers.find((one) => one !== null);
  return number ? dialNumber(number, form) : to.extension;
}

/** One number as the exchange takes it. What is no E.164 (short numbers, extensions, feature codes) stays as it is. */
export function dialNumber(number: string, form: DialForm): string {
  if (!/^\+[1-9]\d+$/.test(number)) return number;
  return form === "e164" ? number : nationalDigits(number);
}
