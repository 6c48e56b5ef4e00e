import type { VendorId } from "../domain/plan.ts";
import { isSnomMac } from "./snom/models.ts";

/** Beginnings of MAC addresses seen on Yealink phones (Wazo's and FusionPBX's lists). */
export const yealinkBlocks: ReadonlySet<string> = new Set([
  "001565",
  "249ad8",
  "3497d7",
  "44dbd2",
  "644f56",
  "805e0c",
  "805ec0",
  "b061a9",
  "c4fc22",
  "e434d7",
  "ec1da9",
  "f01653",
]);

/** Blocks of MAC addresses that Polycom and Poly phones are known to come from. */
export const polycomBlocks: readonly string[] = ["0004f2", "00907a", "64167f", "482567", "f04ea4"];

/** Whose phone an address looks like. @param mac 12 lower-case hex digits */
export function makerOfMac(mac: string): VendorId | null {
  if (yealinkBlocks.has(mac.slice(0, 6))) return "yealink";
  if (polycomBlocks.includes(mac.slice(0, 6))) return "polycom";
  return isSnomMac(mac) ? "snom" : null;
}
