/** What stands before the address on labels, in barcodes and on screens. */
const label = /^(?:mac(?:[ -]?(?:id|adress|address))?|s\/?n|serial(?: ?(?:no|number))?|serie(?:nr|nummer)?|id)[\s:#.=]*/i;
/** Not broadcast, not multicast, not all zero: no phone has such a one. */
const unicast = /^(?!0{12})[0-9a-f][02468ace][0-9a-f]{10}$/;

/**
 * A MAC address as people write, copy or scan it, as 12 lower-case hex digits: with any separators or none, with what the
 * label says before it. Poly prints the same digits as the serial number. Null: it is none.
 */
export function readMac(written: string): string | null {
  const digits = written
    .trim()
    .replace(label, "")
    .toLowerCase()
    .replace(/[-:.\s]/g, "");
  return unicast.test(digits) ? digits : null;
}

/** `80:5E:C0:A1:00:01`, as it stands on the label. */
export function writeMac(mac: string): string {
  return mac.toUpperCase().replace(/(..)(?=.)/g, "$1:");
}
