import type { VendorId } from "../domain/plan.ts";

/** Behind the MAC in the name of a file that a phone writes, by make. */
const endings: { readonly [V in VendorId]: RegExp } = {
  yealink: /^-(?:local\.cfg|contact\.xml|calllog\.xml|[a-z0-9-]{1,40}\.log)$/,
  snom: /^(?:-[a-z0-9_-]{1,40})?\.(?:xml|log|txt)$/,
  polycom: /^-(?:phone\.cfg|web\.cfg|directory\.xml|calls\.xml|[a-z0-9-]{1,40}\.log)$/,
};

/** In front of it: a Snom may name its type first. */
const beginnings: { readonly [V in VendorId]: RegExp } = { yealink: /^$/, snom: /^(?:[a-z0-9_-]{1,40}-)?$/, polycom: /^$/ };

/**
 * The name under which a phone's own file is kept, or null when it may not store one of that name. The phone's MAC
 * stands in it, so that no phone ever writes or reads another one's.
 *
 * @param file as recognised: the last part of the path, decoded
 * @param mac of the phone that has proved itself
 */
export function uploadName(vendor: VendorId, file: string, mac: string): string | null {
  const name = file.toLowerCase();
  const at = name.indexOf(mac);
  if (at < 0 || name.length > 100) return null;
  const fits = beginnings[vendor].test(name.slice(0, at)) && endings[vendor].test(name.slice(at + mac.length));
  return fits ? name : null;
}
