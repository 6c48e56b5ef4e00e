import { createHash } from "node:crypto";
import type { VendorId } from "../../domain/plan.ts";
import type { PhoneModel } from "../model.ts";

/** A block of addresses of each maker, used where the model's data names none of its own. */
const makers: Readonly<Record<VendorId, string>> = { yealink: "805ec0", snom: "000413", polycom: "64167f" };

/**
 * The address of a virtual phone that was given none: the model's own block (else its maker's), then digits from the
 * SHA-256 of the model's name and the phone's number. The same model and number always give the same address.
 *
 * @param number 0 = the first phone of that model
 */
export function virtualMac(model: PhoneModel, number: number): string {
  const prefix = model.identify.macPrefixes[0] ?? makers[model.vendor];
  const digits = createHash("sha256").update(`virtual phone\n${model.vendor}\n${model.model}\n${number}`).digest("hex");
  return (prefix + digits).slice(0, 12);
}

/** Any usual spelling to 12 lower-case hex digits; null when it is no such address. */
export function readMac(text: string): string | null {
  const mac = text.toLowerCase().replace(/[\s:.-]/g, "");
  return /^[0-9a-f]{12}$/.test(mac) ? mac : null;
}

/** The address `steps` further on, so that a fleet has neighbours. */
export function nextMac(mac: string, steps: number): string {
  return ((BigInt(`0x${mac}`) + BigInt(steps)) & 0xffffffffffffn).toString(16).padStart(12, "0");
}
