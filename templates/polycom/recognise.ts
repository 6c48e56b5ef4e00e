import { certificateMac } from "../certificate-subject.ts";
import type { PhoneRequest, Recognised, Wanted } from "../contract.ts";
import { polycomBlocks } from "../maker-addresses.ts";
import { methodKind } from "../request-method.ts";
import { decodeFileName, decodePath, macIn } from "../request-path.ts";
import { isApplicationOnly, isDistinctive, wantedByName } from "./file-names.ts";
import { modelIdOfPart } from "./models.ts";
import { firmwareOf, readUserAgent } from "./user-agent.ts";

const otherMakes = /yealink|snom|grandstream|cisco|fanvil|gigaset|panasonic|mitel|aastra|htek|avaya|alcatel|unify/i;

/**
 * Reads a request of a Polycom or Poly phone: from its user agent, its certificate, a name that only these phones ask
 * for, or a MAC address of theirs. Null when nothing of that points to one. Pure and total: any bytes give an answer.
 */
export function recognise(request: PhoneRequest): Recognised | null {
  const agent = readUserAgent(request.userAgent);
  const path = decodePath(request.path);
  const name = decodeFileName(request.path);
  const certificate = readSubject(request.certificateSubject);
  const fromPath = name === null ? null : macIn(name);
  if (!agent && otherMakes.test(request.userAgent ?? "")) return null;
  if (!agent && !certificate.polycom && !pathPoints(name, path, fromPath ?? certificate.mac)) return null;

  const macs = [fromPath, agent?.mac ?? null, certificate.mac].filter((mac) => mac !== null);
  const part = name === null ? null : (/^(\d{4}-\d{5}-\d{3})\./.exec(name)?.[1] ?? null);
  return {
    vendor: "polycom",
    model: agent?.model ?? (part === null ? null : modelIdOfPart(part)),
    mac: macs[0] ?? null,
    firmware: agent ? firmwareOf(agent, name !== null && isApplicationOnly(name)) : null,
    hardware: part,
    wants: name === null || path === null ? "unknown" : wanted(request.method, name, path),
    file: plainFirmwareName(name ?? ""),
    macConflict: new Set(macs).size > 1,
  };
}

function pathPoints(name: string | null, path: string | null, mac: string | null): boolean {
  if (mac !== null && polycomBlocks.some((oui) => mac.startsWith(oui))) return true;
  return name !== null && path !== null && isDistinctive(name, path);
}

function wanted(method: string, name: string, path: string): Wanted {
  const kind = methodKind(method);
  if (kind === "write") return "upload";
  return kind === "read" ? wantedByName(name, path) : "unknown";
}

/** A phone puts its part number in front of a name that has it already; the file is the one with a single prefix. */
function plainFirmwareName(name: string): string {
  return name.replace(/^(\d{4}-\d{5}-\d{3}\.)\1(?=.*\.ld$)/, "$1");
}

/** MAC address and maker in a subject, in OpenSSL's, RFC 4514's or Node's way of writing it. */
function readSubject(subject: string | null): { polycom: boolean; mac: string | null } {
  const polycom = /\bO\s*=\s*"?[^,/+\n"]{0,40}\bPoly(?:com)?\b/i.test((subject ?? "").slice(0, 4096));
  return { polycom, mac: certificateMac(subject) };
}
