import type { ImageName } from "./firmware-name.ts";

/** No phone's image is smaller; the ramdisk for chained updates has some 10 kB. */
const leastBytes = 1024;

/** Beginnings of files that are something else, whatever they are called. */
const others: readonly (readonly [begins: readonly number[], is: string])[] = [
  [[0x25, 0x50, 0x44, 0x46], "PDF"],
  [[0x89, 0x50, 0x4e, 0x47], "PNG"],
  [[0xff, 0xd8, 0xff], "JPEG"],
  [[0x47, 0x49, 0x46, 0x38], "GIF"],
  [[0x4d, 0x5a], "EXE"],
  [[0x50, 0x4b, 0x03, 0x04], "ZIP"],
  [[0x52, 0x61, 0x72, 0x21], "RAR"],
  [[0x37, 0x7a, 0xbc, 0xaf], "7z"],
];

/**
 * Why the bytes cannot be an image; null: nothing in them says so. The makers do not say how their images are built, so
 * only what is certainly something else is refused.
 */
export function contentFault(head: Uint8Array, bytes: number): string | null {
  const other = others.find(([begins]) => begins.every((byte, at) => head[at] === byte));
  if (other) return other[1];
  if (isText(head.subarray(0, 4096)))
    return /^\W{0,20}<(?:!doctype html|html|head|body)/i.test(latin1(head.subarray(0, 512))) ? "HTML" : "text";
  return bytes < leastBytes ? `${bytes} byte` : null;
}

/** True when there is nothing but printable characters, in the encodings that error pages and notes come in. */
function isText(head: Uint8Array): boolean {
  if (head.length === 0) return false;
  return (
    head.every((byte) => (byte >= 0x20 ? byte !== 0x7f : byte === 0x09 || byte === 0x0a || byte === 0x0d)) && !invalidUtf8(head)
  );
}

function invalidUtf8(head: Uint8Array): boolean {
  // The last character may be cut.
  const text = new TextDecoder().decode(head.subarray(0, Math.max(0, head.length - 3)));
  return text.includes("\ufffd");
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
}

/** Words by which images name themselves, where they do so in the clear. */
const products =
  /snom(?:D?\d{3}|PA1|MP|SP800)(?=[-\s\0]|SIP)|SIP-T\d{2}[A-Z_]{0,4}(?:E2)?|\b(?:VVX|SPIP|SSIP|CCX|Trio|Edge)_[E]?\d{3,4}\b|\b\d{4}-\d{5}-\d{3}\b/g;
const versions = {
  yealink: /(?<![\d.])\d{2,3}\.\d{2,3}\.\d{1,3}\.\d{1,3}(?![\d.])/g,
  snom: /(?<=SIP[ -])\d{1,2}\.\d{1,2}\.\d{1,3}\.\d{1,4}(?![\d.])/g,
  polycom: /(?<![\d.])\d\.\d{1,2}\.\d{1,2}\.\d{4,5}(?![\d.])/g,
} as const;

/**
 * What the first bytes name that the file's name does not: another make's product, another version of the same hardware.
 * Null when they name nothing, or what the name says is among it. Most images are packed and name nothing.
 */
export function strangeMark(head: Uint8Array, said: ImageName): string | null {
  const text = latin1(head);
  const named = [...new Set(text.match(products) ?? [])];
  if (named.length > 0 && !named.some((one) => ofVendor(one) === said.vendor)) return named[0] ?? null;
  if (said.vendor === "snom" && named.length > 0) {
    const own = said.marks.products.map((one) => one.toLowerCase());
    if (!named.some((one) => own.includes(one.toLowerCase()))) return named[0] ?? null;
  }
  const { version } = said.marks;
  if (version === null) return null;
  const found = [...new Set(text.match(versions[said.vendor]) ?? [])];
  const same = found.filter((one) => ofFamily(said.vendor, one, version));
  // An image that says which Yealink it is says its version as well: one of other hardware is not this.
  const other = said.vendor === "yealink" && named.length > 0 && same.length === 0 ? found : same;
  return other.length > 0 && !other.some((one) => agrees(said.vendor, one, version)) ? (other[0] ?? null) : null;
}

/** The one version that the first bytes of a Polycom image name; null: none, or more than one. */
export function versionInside(head: Uint8Array): string | null {
  const found = [...new Set(latin1(head).match(versions.polycom) ?? [])];
  return found.length === 1 ? (found[0] ?? null) : null;
}

/** The first number of a Yealink's version is its hardware's: libraries have versions of that shape too. */
function ofFamily(vendor: ImageName["vendor"], one: string, version: string): boolean {
  return vendor !== "yealink" || one.split(".")[0] === version.split(".")[0];
}

/** A Polycom image holds its updater's version too, which has another build. */
function agrees(vendor: ImageName["vendor"], one: string, version: string): boolean {
  const release = (text: string) => text.split(".").slice(0, 3).join(".");
  return vendor === "polycom" ? release(one) === release(version) : one === version;
}

function ofVendor(product: string): ImageName["vendor"] {
  if (/^snom/i.test(product)) return "snom";
  return product.startsWith("SIP-T") ? "yealink" : "polycom";
}
