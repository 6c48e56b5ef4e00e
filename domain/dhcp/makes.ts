import type { VendorId } from "../plan.ts";

/** How a DHCP server tells a make's phones from everything else on the network, and which options they read. */
export type DhcpMake = {
  readonly vendor: VendorId;
  readonly title: string;
  /** What option 60 begins with; null: it is no text that all models of the make send. */
  readonly vendorClass: string | null;
  /** First three bytes of the MAC address, six small hex digits: phones that send no option 60 are found by them. */
  readonly prefixes: readonly string[];
  /** Options that hold the address as text, the first that counts first. */
  readonly options: readonly (66 | 160)[];
  /** Whether option 43 may carry option 66 inside, and wins over it. */
  readonly inside43: boolean;
};

/** As public sources say it; prefixes that only one weak source has are left out. */
export const dhcpMakes: readonly DhcpMake[] = [
  {
    vendor: "yealink",
    title: "Yealink",
    vendorClass: "yealink",
    prefixes: ["001565", "805ec0", "805e0c", "249ad8", "44dbd2", "c4fc22", "e434d7", "3497d7", "644f56"],
    options: [66],
    inside43: false,
  },
  {
    vendor: "snom",
    title: "Snom",
    vendorClass: "snom",
    prefixes: ["000413", "00087b"],
    options: [66],
    inside43: true,
  },
  {
    vendor: "polycom",
    title: "Poly",
    vendorClass: null,
    prefixes: ["0004f2", "00907a", "64167f", "482567"],
    options: [160, 66],
    inside43: false,
  },
];

/** `80:5e:c0` of `805ec0`. */
export function withColons(prefix: string): string {
  return prefix.match(/../g)?.join(":") ?? prefix;
}

const longestOption = 255;

/**
 * The bytes of option 43 with option 66 in it (RFC 2132 section 8.4: code, length, value, end). Null: the address is too
 * long for one option.
 */
export function option43(url: string): Uint8Array | null {
  const value = new TextEncoder().encode(url);
  if (value.length + 3 > longestOption) return null;
  return Uint8Array.from([66, value.length, ...value, 255]);
}

/** Bytes as hex digits, two each. */
export function hexOf(bytes: Uint8Array, between = ""): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join(between);
}
