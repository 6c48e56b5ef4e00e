import type { Value } from "net-snmp";
import { readMac } from "../../domain/mac.ts";
import { oneLine } from "../../domain/one-line.ts";

/** Null: it is no number, or none that is exact. */
export function numberOf(value: Value): number | null {
  const number = typeof value === "bigint" ? Number(value) : value;
  return typeof number === "number" && Number.isSafeInteger(number) ? number : null;
}

/** One line of readable text; what is no UTF-8 is read as Latin 1, as older switches write it. */
export function textOf(value: Value, most: number): string {
  if (typeof value === "string") return oneLine(value).trim().slice(0, most);
  if (!Buffer.isBuffer(value)) return "";
  const bytes = value.subarray(0, 4 * most);
  const read = bytes.toString("utf8");
  return oneLine(read.includes("\ufffd") ? bytes.toString("latin1") : read)
    .trim()
    .slice(0, most);
}

/** Six bytes of one apparatus as 12 lower-case hex digits; null for anything else, such as a group's address. */
export function macOf(value: Value): string | null {
  return Buffer.isBuffer(value) && value.length === 6 ? readMac(value.toString("hex")) : null;
}
