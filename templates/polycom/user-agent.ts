import { macIn } from "../request-path.ts";
import { modelIdOfToken } from "./models.ts";

/** What a user agent says; `version` may be an updater's, `stage` tells. */
export type UserAgent = {
  readonly model: string | null;
  readonly mac: string | null;
  readonly version: string | null;
  readonly stage: "application" | "updater" | "untyped";
  /** Phones that had software before 4.0, when the boot loader named itself just as the application does. */
  readonly oldFamily: boolean;
  /** `FileTransport` stands in front: the phone's file client, not its SIP stack or browser. */
  readonly fileTransport: boolean;
};

const product =
  /\b(?:Poly[a-z0-9]*-([a-z]{2,8}_[a-z0-9]{1,12})|((?:VVX|SPIP|SSIP|CCX|Edge|Trio)_[a-z0-9]{1,12}))-UA(?:\/([0-9]{1,6}(?:\.[0-9]{1,8}){0,5}))?(?:_([0-9a-f]{12})(?![0-9a-z]))?/i;
const serial = /\(SN:([^)]{1,40})\)/i;

/**
 * Reads a Polycom or Poly user agent: `FileTransport <family>-<token>-UA/<version> [(SN:<mac>)] [Type/…]`. Family names
 * differ (`PolycomVVX`, `PolyEdge`, `PolyCCX` …) and are sometimes wrong, so only the token names the model. Null when
 * the text is not of this make.
 */
export function readUserAgent(text: string | null): UserAgent | null {
  if (text === null || text.length > 1024) return null;
  const found = product.exec(text);
  if (!found) return /\bPoly(?:com|Edge|CCX)/i.test(text) ? nameless(text) : null;
  const token = found[1] ?? found[2] ?? "";
  return {
    model: modelIdOfToken(token),
    mac: macIn(serial.exec(text)?.[1] ?? found[4] ?? ""),
    version: found[3] ?? null,
    stage: stageOf(text),
    oldFamily: /^(?:SPIP|SSIP)_|^VVX_1500$/i.test(token),
    fileTransport: /\bFileTransport\b/i.test(text),
  };
}

function nameless(text: string): UserAgent {
  const mac = macIn(serial.exec(text)?.[1] ?? "");
  return { model: null, mac, version: null, stage: stageOf(text), oldFamily: false, fileTransport: false };
}

function stageOf(text: string): UserAgent["stage"] {
  const type = /\bType\/([A-Za-z]{1,20})/.exec(text)?.[1]?.toLowerCase();
  if (type === undefined) return "untyped";
  return type === "application" ? "application" : "updater";
}

/**
 * The application's version, or null. Since 4.0 `Type/…` tells updater and application apart. Before, a boot loader's
 * 4.x and an application's 3.x come in the same shape; then 4.x counts only with a file that the application alone asks for.
 */
export function firmwareOf(agent: UserAgent, applicationOnlyFile: boolean): string | null {
  if (agent.version === null || agent.stage === "updater") return null;
  if (agent.stage === "application" || !agent.oldFamily || !agent.fileTransport) return agent.version;
  return Number.parseInt(agent.version, 10) < 4 || applicationOnlyFile ? agent.version : null;
}
