import { type DestinationStream, pino } from "pino";
import type { Settings } from "./settings.ts";

type Write = (message: string, fields: Readonly<Record<string, unknown>>) => void;

/** What the rooms write to; each of them names the same shape for itself. */
export type Log = Readonly<Record<"info" | "warn" | "error", Write>> & {
  /** Absent where the level leaves such lines out: then nobody needs to make them. */
  readonly debug?: Write;
};

/** Fields that could hold a secret if somebody logged them by mistake, at any depth down to the third. */
const never = [
  ...["password", "secret", "token", "authorization", "cookie", "body", "url", "key", "apiKey", "privateKey"],
  ...["passphrase", "community", "pin", "puk", "pin1", "pin2", "puk1", "puk2", "credentials", "sipSecret", "authKey", "privKey"],
];

/**
 * What looks like a secret in a text that was logged: tokens of phones and organisations (26 characters of Crockford's
 * base32), keys of exchanges and billing systems, a password in an address, what stands behind `Bearer`, `Basic` and `Digest`.
 */
const shapes: readonly [RegExp, string][] = [
  [/\bklyka-(exchange|finance)-[0-9a-z]+/gi, "klyka-$1-***"],
  [/(?<![0-9a-z])[0-9a-hjkmnp-tv-z]{26}(?![0-9a-z])/gi, "***"],
  [/(\/\/)[^/@\s]+@/g, "$1***@"],
  [/\b(bearer|basic|digest) +[^\r\n]+/gi, "$1 ***"],
];

/** The server's log: one JSON object a line. An error is written as its name and code; its message could quote a secret. */
export function createLog(level: Settings["logLevel"], to: DestinationStream): Log {
  const paths = never.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);
  const log = pino({ level, base: null, redact: { paths, censor: "***" }, timestamp: pino.stdTimeFunctions.isoTime }, to);
  const debug: Write = (message, fields) => log.debug(plain(fields), covered(message));
  return {
    info: (message, fields) => log.info(plain(fields), covered(message)),
    warn: (message, fields) => log.warn(plain(fields), covered(message)),
    error: (message, fields) => log.error(plain(fields), covered(message)),
    ...(log.isLevelEnabled("debug") ? { debug } : {}),
  };
}

function plain(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, shown(value, 0)]));
}

/** The value as it may stand in the log. What lies deeper than anything of ours is left out. */
function shown(value: unknown, depth: number): unknown {
  if (typeof value === "string") return covered(value);
  if (value instanceof Error) return errorFacts(value);
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  if (value instanceof Date) return value;
  if (depth >= 3) return "…";
  if (Array.isArray(value)) return value.map((one) => shown(one, depth + 1));
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, shown(part, depth + 1)]));
}

function covered(text: string): string {
  return shapes.reduce((left, [shape, cover]) => left.replace(shape, cover), text);
}

function errorFacts(error: Error): { name: string; code: string | null; at: string } {
  const code = "code" in error && typeof error.code === "string" ? error.code : null;
  const at = (error.stack ?? "").split("\n").find((line) => /^\s+at /.test(line)) ?? "";
  return { name: error.name, code, at: at.trim() };
}
