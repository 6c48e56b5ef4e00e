import type { VendorId } from "../domain/plan.ts";

/** The files in which a phone tells what has been set at it: by its keys, by its web page. Behind the MAC in their names. */
const told: { readonly [V in VendorId]: RegExp | null } = {
  yealink: /-local\.cfg$/,
  polycom: /-(?:phone|web)\.cfg$/,
  // A Snom keeps what is set at it to itself.
  snom: null,
};

/** Whether a phone of that make tells in a file of that name what has been set at it. */
export function tellsLocalSettings(vendor: VendorId, name: string): boolean {
  return told[vendor]?.test(name) ?? false;
}

/** The parameters in a file of that make, its own or one that the phone wrote; empty when it cannot be read. Of any bytes. */
export function readSettings(vendor: VendorId, file: Uint8Array): ReadonlyMap<string, string> {
  if (vendor === "polycom") return attributesIn(file);
  return vendor === "yealink" ? linesIn(file) : new Map();
}

/**
 * Names of what has been set at the phone otherwise than its own files say, sorted. What they do not say is the
 * phone's to choose.
 *
 * @param local what the phone told
 * @param files the phone's own files, a later one before an earlier
 */
export function overridden(vendor: VendorId, local: ReadonlyMap<string, string>, files: readonly Uint8Array[]): string[] {
  if (local.size === 0) return [];
  const own = new Map(files.flatMap((file) => [...readSettings(vendor, file)]));
  return [...local].flatMap(([name, value]) => (own.has(name) && own.get(name) !== value ? [name] : [])).sort();
}

function linesIn(file: Uint8Array): Map<string, string> {
  const settings = new Map<string, string>();
  for (const line of Buffer.from(file).toString("utf8").split(/\r?\n/)) {
    const at = line.indexOf("=");
    const name = line.slice(0, at).trim();
    if (at > 0 && /^[A-Za-z][A-Za-z0-9_.]*$/.test(name)) settings.set(name, line.slice(at + 1).trim());
  }
  return settings;
}

/** Elements only group the parameters; a file of any phone is searched for them, whatever else is in it. */
const attribute = /([A-Za-z][A-Za-z0-9_.-]{0,200})\s{0,20}=\s{0,20}"([^"<]*)"/g;

function attributesIn(file: Uint8Array): Map<string, string> {
  const text = Buffer.from(file)
    .toString("utf8")
    .replace(/<\?[^>]*>/g, "")
    .replace(/<!--[\s\S]*?-->/g, "");
  return new Map([...text.matchAll(attribute)].map(([, name = "", value = ""]) => [name, plain(value)]));
}

const named: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

function plain(value: string): string {
  return value.replace(
    /&(?:#x([0-9a-f]{1,6})|#([0-9]{1,7})|([a-z]{2,4}));/gi,
    (whole, hex: string, dec: string, name: string) => {
      if (name !== undefined) return named[name] ?? whole;
      const code = hex === undefined ? Number(dec) : Number.parseInt(hex, 16);
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );
}
