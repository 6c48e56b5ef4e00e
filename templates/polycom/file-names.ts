import type { FileRole, Wanted } from "../contract.ts";

/**
 * The names under which these phones ask for files, and what each is for. MAC addresses in names are lower case here.
 */

/** Our shared part: settings that hold for all of an organisation's phones, usually. */
export const sharedFile = "klyka-shared.cfg";

const zeros = "000000000000";

/** What a phone writes itself and may fetch back. */
const uploads = /^[0-9a-f]{12}-(?:phone\.cfg|web\.cfg|calls\.xml|[a-z0-9-]+\.log)$/;
const firmware = /(?:^|\.)(?:sip|bootrom|dect|[a-z0-9_-]+)\.ld$|^sip\.ver$/;
const localization = /(?:^|\/)[a-z0-9]+localization\//;

/**
 * What a GET or HEAD of this file is for.
 *
 * @param name the file's own name, its MAC lower-cased
 * @param path the whole path, decoded
 */
export function wantedByName(name: string, path: string): Wanted {
  const lower = name.toLowerCase();
  const folders = path.toLowerCase();
  if (lower === "") return "unknown";
  if (/\/phonebook\/[^/]+$/.test(`/${folders}`)) return "phonebook";
  if (firmware.test(lower) || /\/firmware\/[^/]+$/.test(`/${folders}`)) return "firmware";
  if (lower.endsWith("-dictionary.xml") || localization.test(folders)) return "language";
  if (lower.startsWith(zeros)) return wantedOfNobody(lower);
  if (uploads.test(lower)) return "upload";
  if (/^[0-9a-f]{12}-directory~?\.xml$/.test(lower)) return "directory";
  if (/^[0-9a-f]{12}-license\.cfg$/.test(lower)) return "licence";
  if (/^[0-9a-f]{12}\.cfg$/.test(lower)) return "boot";
  if (!lower.endsWith(".cfg")) return "unknown";
  return /(?<![0-9a-f])[0-9a-f]{12}(?![0-9a-f])/.test(lower) ? "phone" : "common";
}

/** Names with twelve zeros belong to no phone. */
function wantedOfNobody(lower: string): Wanted {
  if (lower === `${zeros}.cfg`) return "boot";
  if (/^0{12}-directory~?\.xml$/.test(lower)) return "directory";
  return lower === `${zeros}-license.cfg` ? "licence" : "unknown";
}

/** True for names that no other make asks for, so that they point to a Polycom without any user agent (TFTP). */
export function isDistinctive(name: string, path: string): boolean {
  const lower = name.toLowerCase();
  if (lower === sharedFile || lower === "sip.ld" || lower === "bootrom.ld" || lower === "sip.ver") return true;
  if (/^\d{4}-\d{5}-\d{3}\..*\.ld$/.test(lower)) return true;
  if (/^0{12}(?:\.cfg|-directory~?\.xml|-license\.cfg)$/.test(lower)) return true;
  if (/^[0-9a-f]{12}-(?:phone\.cfg|web\.cfg|license\.cfg|calls\.xml|directory\.xml|app\.log|boot\.log)$/.test(lower)) return true;
  return /^phone-[0-9a-f]{12}\.cfg$/.test(lower) || localization.test(path.toLowerCase());
}

/** True for files that the application asks for and the updater never does. */
export function isApplicationOnly(name: string): boolean {
  return /-(?:phone|web|license)\.cfg$|-directory\.xml$|-calls\.xml$|-app\.log$|^(?:common|sip)\.cfg$/.test(name.toLowerCase());
}

/** The name under which the phone asks for a file of ours. */
export function nameOfRole(role: FileRole, mac: string): string {
  switch (role) {
    case "master":
      return `${mac}.cfg`;
    case "phone":
      return `phone-${mac}.cfg`;
    case "directory":
      return `${mac}-directory.xml`;
    case "seed":
      return `${zeros}-directory.xml`;
    default:
      return sharedFile;
  }
}

/** Which of our files carries this name; null = none does, the answer is 404. */
export function roleOfName(name: string): FileRole | null {
  const lower = name.toLowerCase();
  if (/^[0-9a-f]{12}\.cfg$/.test(lower)) return "master";
  if (/^phone-[0-9a-f]{12}\.cfg$/.test(lower)) return "phone";
  if (lower === sharedFile) return "shared";
  if (lower === `${zeros}-directory.xml`) return "seed";
  return /^[0-9a-f]{12}-directory\.xml$/.test(lower) ? "directory" : null;
}
