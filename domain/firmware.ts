import type { VendorId } from "./plan.ts";

/**
 * `phone`: what a phone runs. `ramdisk`: a small one that old Snom phones take first. `updater`: Polycom's own (BootROM,
 * Updater). `module`: of an expansion module.
 */
export const firmwareKinds = ["phone", "ramdisk", "updater", "module"] as const;
export type FirmwareKind = (typeof firmwareKinds)[number];

/** What an image's name and bytes tell of it. */
export type RecognisedImage = {
  readonly vendor: VendorId;
  /** Under which it is kept and asked for. */
  readonly name: string;
  readonly kind: FirmwareKind;
  /** As a phone that runs it says; null: nothing tells. */
  readonly firmwareVersion: string | null;
  /** Ids of the catalogue, without the vendor; empty: none of ours is known to take it. */
  readonly models: readonly string[];
};

/**
 * Names of firmware files. Flat, of characters that every file system and phone takes; blanks, brackets and commas occur
 * in the vendors' own names (`T46U(T43U,T46U,T41U)-108.86.0.90.rom`).
 */
const safe = /^(?!\.)[A-Za-z0-9 ._,()&+=@~-]{1,200}$/;

/** True for a name that is one file's in one folder, whatever the system. */
export function isFirmwareName(name: string): boolean {
  return safe.test(name) && !name.includes("..") && !/[ .]$/.test(name);
}

/** As a segment of an address: blanks, commas and ampersands encoded, brackets as they are (RFC 3986 lets them stand). */
export function firmwareSegment(name: string): string {
  return encodeURIComponent(name.toWellFormed());
}

/** Below 0 when `a` is older than `b`. Versions are numbers between dots; what is longer is newer when the rest is the same. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [numbersIn(a), numbersIn(b)];
  for (let at = 0; at < Math.max(left.length, right.length); at += 1) {
    const difference = (left[at] ?? -1) - (right[at] ?? -1);
    if (difference !== 0) return difference;
  }
  return 0;
}

function numbersIn(version: string): number[] {
  return version.split(/\D+/).flatMap((part) => (part === "" ? [] : [Number(part)]));
}

/**
 * Whether a phone that says the one runs the other. Snom writes `10.1.215.13` where a Yealink writes `108.86.0.90`; a
 * zero in front of a number means nothing (`05.20.0001`).
 */
export function sameVersion(a: string, b: string): boolean {
  return a === b || (numbersIn(a).length > 0 && compareVersions(a, b) === 0);
}

/** A small image that phones with older firmware take first, as the model's data says it. */
export type RamdiskRule = {
  readonly file: string;
  /** The first release that is reached by it. */
  readonly from: string;
  /** Only these releases; absent: all from there on. */
  readonly only?: readonly string[] | undefined;
};

/** The name of the image that a phone takes before this version; null: it takes the version at once. */
export function ramdiskFor(rule: RamdiskRule | undefined, version: string): string | null {
  if (!rule || compareVersions(release(version, rule.from), rule.from) < 0) return null;
  return !rule.only || rule.only.some((one) => release(version, one) === one) ? rule.file : null;
}

function release(version: string, like: string): string {
  return version.split(".").slice(0, like.split(".").length).join(".");
}

/** What there is of images, by make and name: which models each is for. */
export type FirmwareFacts = ReadonlyMap<string, { readonly kind: FirmwareKind; readonly models: readonly string[] }>;

/** Under which an image stands in `FirmwareFacts`. */
export function imageKey(vendor: VendorId, name: string): string {
  return `${vendor}/${name}`;
}
