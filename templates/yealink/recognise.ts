import type { PhoneRequest, Recognised, Wanted } from "../contract.ts";
import { yealinkBlocks } from "../maker-addresses.ts";
import { methodKind } from "../request-method.ts";
import { decodeFileName, decodePath, macIn } from "../request-path.ts";
import { type CertificateFacts, readCertificateSubject } from "./certificate.ts";
import { yCodeOf, yealinkModels } from "./models.ts";
import { readUserAgent, type UserAgentFacts } from "./user-agent.ts";

const yFile = /^y\d{12}(?:\.cfg|\.boot|_security\.enc|\.enc)$/i;
const ownFile = /^[0-9a-f]{12}(?:-local)?(?:\.cfg|\.boot|_security\.enc|\.enc)$|^[0-9a-f]{12}-(?:contact|calllog)\.xml$/i;
/** `T46U(T43U,T48U)-108.86.0.90.rom`, `T54W(T57W)-96.86.0.45(20211130).rom`: no other make's images end like that. */
const imageFile = /-\d{1,5}(?:\.\d{1,5}){3}(?:\(\d+\))?\.rom$/i;
const otherMakes =
  /snom|polycom|\bpoly(?:edge|ccx|vvx)?\b|fanvil|grandstream|cisco|aastra|mitel|htek|panasonic|gigaset|avaya|alcatel|unify/i;

/**
 * Reads a request as a Yealink would make it; null when nothing in it points to one. Pure and total: no bytes make it throw.
 * The path's MAC is taken from the file's own name alone; one that user agent or certificate contradict is a conflict.
 */
export function recognise(request: PhoneRequest): Recognised | null {
  const file = decodeFileName(request.path);
  const agent = request.userAgent === null ? null : readUserAgent(request.userAgent);
  const certificate = readCertificateSubject(request.certificateSubject);
  const fileMac = file === null ? null : macOfFile(file);
  if (!pointsHere(request, file ?? "", fileMac, agent, certificate)) return null;
  const said = [fileMac, agent?.mac ?? null, certificate.mac].filter((mac) => mac !== null);
  return {
    vendor: "yealink",
    model: agent?.model ?? modelOfFile(file ?? ""),
    mac: said[0] ?? null,
    firmware: agent?.firmware ?? null,
    hardware: agent?.hardware ?? null,
    wants: file === null ? "unknown" : wanted(request, file),
    file: file ?? "",
    macConflict: new Set(said).size > 1,
  };
}

function pointsHere(
  request: PhoneRequest,
  file: string,
  mac: string | null,
  agent: UserAgentFacts | null,
  certificate: CertificateFacts,
): boolean {
  if (agent || certificate.yealink) return true;
  if (otherMakes.test(request.userAgent ?? "")) return false;
  if (yFile.test(file) || imageFile.test(file)) return true;
  const known = mac ?? certificate.mac;
  return known !== null && yealinkBlocks.has(known.slice(0, 6)) && (mac === null || ownFile.test(file));
}

/** `y000000000066.cfg` holds twelve digits too; they are a product code, and a firmware's or a pack's digits are a version. */
function macOfFile(file: string): string | null {
  return /^y\d{12}/i.test(file) || /\.(?:rom|lang)$/i.test(file) ? null : macIn(file);
}

function wanted(request: PhoneRequest, file: string): Wanted {
  const kind = methodKind(request.method);
  if (kind !== "read") return kind === "write" ? "upload" : "unknown";
  if (/^y\d{12}\.boot$/i.test(file)) return "boot";
  if (/^y\d{12}\.cfg$/i.test(file)) return "common";
  if (ownFile.test(file)) return macIn(file) === null ? "unknown" : wantedOfPhone(file);
  if (/\.rom$/i.test(file)) return "firmware";
  if (/\.lang$/i.test(file) || /^\d+\.(?:GUI|WUI)\./i.test(file)) return "language";
  return isPhonebook(request.path, file) ? "phonebook" : "unknown";
}

/** A file that carries the phone's own MAC; twelve zeros are no phone's. */
function wantedOfPhone(file: string): Wanted {
  if (/-(?:local\.cfg|contact\.xml|calllog\.xml)$/i.test(file)) return "upload";
  if (/^[0-9a-f]{12}\.cfg$/i.test(file)) return "phone";
  return /^[0-9a-f]{12}\.boot$/i.test(file) ? "boot" : "unknown";
}

function isPhonebook(path: string, file: string): boolean {
  const folders = (decodePath(path) ?? "").toLowerCase().split("/").slice(0, -1);
  return (folders.at(-1) === "phonebook" && file !== "") || (/\.xml$/i.test(file) && /phone_?book/i.test(file));
}

let byYCode: ReadonlyMap<string, string | null> | null = null;

/** The model that alone asks for this common file; null when several do, or none. */
function modelOfFile(file: string): string | null {
  byYCode ??= modelsByYCode();
  return yFile.test(file) ? (byYCode.get(file.slice(0, 13).toLowerCase()) ?? null) : null;
}

function modelsByYCode(): ReadonlyMap<string, string | null> {
  const found = new Map<string, string | null>();
  for (const model of yealinkModels().values()) found.set(yCodeOf(model), found.has(yCodeOf(model)) ? null : model.model);
  return found;
}
