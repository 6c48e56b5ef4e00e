import type { TftpMode } from "./contract.ts";
import { headerLength, numberAt, opcode } from "./packets.ts";

/** RFC 2347: a request with its options is at most 512 octets. */
const longestRequest = 512;

export type OptionName = "blksize" | "timeout" | "tsize" | "windowsize";
/** Option values as they were asked for: whole numbers of any size; what was not plain digits is not in here. */
export type AskedOptions = ReadonlyMap<OptionName, number>;

export type ParsedRequest =
  | { readonly kind: "read" | "write"; readonly file: string; readonly mode: TftpMode; readonly options: AskedOptions }
  /** Looks like a request but is none: answered with error 4. */
  | { readonly kind: "malformed" }
  /** Runts, errors and all that no client sends to this port: never answered. */
  | { readonly kind: "ignored" };

const malformed: ParsedRequest = { kind: "malformed" };
const ignored: ParsedRequest = { kind: "ignored" };

function optionName(text: string): OptionName | null {
  const name = text.toLowerCase();
  return name === "blksize" || name === "timeout" || name === "tsize" || name === "windowsize" ? name : null;
}

function modeOf(text: string | undefined): TftpMode | null {
  const mode = text?.toLowerCase();
  return mode === "octet" || mode === "netascii" ? mode : null;
}

/** Names in any case, the first of two rules, unknown ones and values of anything but up to ten digits are passed over. */
function readOptions(fields: readonly string[]): AskedOptions {
  const options = new Map<OptionName, number>();
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const name = optionName(fields[at] ?? "");
    const value = fields[at + 1] ?? "";
    if (name !== null && !options.has(name) && /^[0-9]{1,10}$/.test(value)) options.set(name, Number(value));
  }
  return options;
}

/**
 * Reads a datagram that came to the listening port (RFC 1350 section 5, RFC 2347). Total: takes any octets, never throws.
 * What follows the last NUL is cut off, so that a padded request still works; the mode `mail` is obsolete and malformed.
 */
export function parseRequest(datagram: Buffer): ParsedRequest {
  if (datagram.length < headerLength) return ignored;
  const operation = numberAt(datagram, 0);
  if (operation !== opcode.read && operation !== opcode.write) return ignored;
  if (datagram.length > longestRequest) return malformed;
  const fields = datagram.toString("utf8", 2).split("\0").slice(0, -1);
  const [file, modeText, ...rest] = fields;
  const mode = modeOf(modeText);
  if (file === undefined || file === "" || mode === null) return malformed;
  return { kind: operation === opcode.read ? "read" : "write", file, mode, options: readOptions(rest) };
}
