import { macIn } from "../request-path.ts";
import { isSnomMac, modelByToken } from "./models.ts";

/** What a Snom user agent says. It is a setting of the phone and can be changed: a hint, never an identity. */
export type SnomAgent = {
  readonly model: string | null;
  readonly firmware: string | null;
  /** The boot loader's version, as the phone words it. */
  readonly hardware: string | null;
  readonly mac: string | null;
};

/** Longer than any phone sends; what lies beyond is not read. */
const longest = 1024;

const names = /(?<![a-z0-9])snom/i;
const application = /(?<![a-z0-9])snom ?([a-z]{0,4}\d{0,4}[a-z]{0,4})-SIP +v?(\d+(?:\.\d+)+)(.*)/is;
const downloader = /(?<![a-z0-9])snom ?([a-z]{0,4}\d{0,4}[a-z]{0,4})[ /]+v?(\d+(?:\.\d+)+)/i;
const product = /(?<![a-z0-9])snom ?([a-z]{0,4}\d{1,4}[a-z]{0,4})(?![a-z0-9])/i;

/**
 * Reads a user agent; null when it does not say Snom. Forms: `snom320-SIP 6.5.20; snom320 jffs2 …` (version 6),
 * `snom710-SIP 8.7.5.35 <boot loader> [MAC]` (7 and later), the same with a date in nested brackets and counters of
 * modules (10), `snom720 8.7.5.35` (firmware download), `Snom M900 05.20.0001 <mac>` (DECT base),
 * `snomD785/10.1.198.12 <MAC>` (SIP).
 */
export function readUserAgent(userAgent: string | null): SnomAgent | null {
  if (userAgent === null) return null;
  const text = userAgent.slice(0, longest);
  if (!names.test(text)) return null;
  const mac = macOf(text);
  const running = application.exec(text);
  if (running) {
    const [, token = "", firmware = "", rest = ""] = running;
    return { model: modelByToken(token), firmware, hardware: bootLoader(rest), mac };
  }
  const plain = downloader.exec(text);
  if (plain) return { model: modelByToken(plain[1] ?? ""), firmware: plain[2] ?? null, hardware: null, mac };
  return { model: modelByToken(product.exec(text)?.[1] ?? ""), firmware: null, hardware: null, mac };
}

const written = /(?<![0-9a-z])(?:[0-9a-f]{12}|[0-9a-f]{2}(?:([:-])[0-9a-f]{2})(?:\1[0-9a-f]{2}){4})(?![0-9a-z])/gi;

/** The MAC is found by its form, not by its place, which differs; one in Snom's ranges goes before any other. */
function macOf(text: string): string | null {
  const macs = [...text.matchAll(written)].map(([token]) => macIn(token)).filter((mac) => mac !== null);
  return macs.find(isSnomMac) ?? macs[0] ?? null;
}

/** What stands between the version and the MAC, the counters of modules or the closing bracket. */
function bootLoader(rest: string): string | null {
  if (rest.startsWith(";")) return null;
  const end = rest.search(/ (?:[0-9a-f]{12}(?![0-9a-z])|[SU]XMC?:\d)/i);
  const text = (end < 0 ? unclosed(rest) : rest.slice(0, end)).trim();
  return text === "" ? null : text;
}

/** The text up to the bracket that closes the whole comment; brackets opened inside are kept. */
function unclosed(text: string): string {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === "(") depth++;
    else if (text[at] === ")" && depth-- === 0) return text.slice(0, at);
  }
  return text;
}

/** Whether a user agent names another make: its MAC prefix or file name alone then says nothing about Snom. */
export function namesAnotherMake(userAgent: string | null): boolean {
  return userAgent !== null && /yealink|polycom|\bpoly|fanvil|grandstream|cisco|aastra|mitel|htek|panasonic/i.test(userAgent);
}
