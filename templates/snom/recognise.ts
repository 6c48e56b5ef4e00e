import type { PhoneRequest, Recognised } from "../contract.ts";
import { readCertificate } from "./certificate.ts";
import { readFile, type SnomFile } from "./file-name.ts";
import { isSnomMac, modelByMac } from "./models.ts";
import { namesAnotherMake, readUserAgent } from "./user-agent.ts";

/**
 * Reads a request as a Snom phone's; null when nothing in it points to Snom. Pure and total.
 *
 * The model comes from the user agent, else from the file's name, else from the MAC address. The MAC comes from the
 * file's name, the query, the user agent or the certificate, the first that says one; two that differ are a conflict.
 */
export function recognise(request: PhoneRequest): Recognised | null {
  const agent = readUserAgent(request.userAgent);
  const certificate = readCertificate(request.certificateSubject);
  const asked = readFile(request.method, request.path);
  const macs = [asked.mac, asked.queryMac, agent?.mac ?? null, certificate.mac].filter((mac) => mac !== null);
  const byName = agent !== null || asked.snom || certificate.snom;
  if (!byName && (namesAnotherMake(request.userAgent) || !macs.some(isSnomMac) || !isPhonesOwn(asked))) return null;
  const mac = macs[0] ?? null;
  return {
    vendor: "snom",
    model: agent?.model ?? asked.model ?? (mac === null ? null : modelByMac(mac)),
    mac,
    firmware: agent?.firmware ?? null,
    hardware: agent?.hardware ?? null,
    wants: asked.wants,
    file: asked.file,
    macConflict: new Set(macs).size > 1,
  };
}

/** A MAC address alone points to Snom only where a Snom phone would ask like that. */
function isPhonesOwn(asked: SnomFile): boolean {
  return asked.mac === null || asked.wants !== "unknown";
}
