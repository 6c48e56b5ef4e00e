import { isFirmwareName } from "../domain/firmware.ts";

const part = /^\d{4}-\d{5}-\d{3}\./;

/**
 * Names under which a file that a phone asks for may lie in the store, best first. A Polycom puts its part number in
 * front of the name in `APP_FILE_PATH`, also when that has it already: a doubled number is read as one. A part's own
 * image is never replaced by a plain `sip.ld`, which may be for other hardware.
 */
export function firmwareCandidates(asked: string): string[] {
  const name = asked.trim();
  const prefix = part.exec(name)?.[0] ?? null;
  const single = prefix !== null && name.startsWith(prefix, prefix.length) ? name.slice(prefix.length) : null;
  return [name, ...(single === null ? [] : [single])].filter(isFirmwareName);
}

/** The name of an image for many parts, when a part's own is asked for: `5.9.7.4477.sip.ld`. Null: no part is named. */
export function withoutPart(asked: string): string | null {
  const plain = asked.trim().replace(/^(?:\d{4}-\d{5}-\d{3}\.){1,2}/, "");
  return plain !== asked.trim() && isFirmwareName(plain) ? plain : null;
}
