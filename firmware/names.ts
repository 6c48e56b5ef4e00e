/**
 * Names of firmware files. Flat, of characters that every file system and phone takes; blanks and brackets occur in
 * the vendors' own names (`T46U(T43U,T46U,T41U)-108.86.0.90.rom`).
 */
const safe = /^(?!\.)[A-Za-z0-9 ._,()&+=@~-]{1,200}$/;

/** True for a name that is one file's in one folder, whatever the system. */
export function isFirmwareName(name: string): boolean {
  return safe.test(name) && !name.includes("..") && !/[ .]$/.test(name);
}

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
