import { macIn } from "../request-path.ts";
import { yealinkModels } from "./models.ts";

/** What a user agent says. A claim of the asker, never a proof. */
export type UserAgentFacts = {
  /** Catalogue id, or the product's own name where the catalogue has no such model: `T20P`, `W52P`. */
  readonly model: string | null;
  readonly mac: string | null;
  readonly firmware: string | null;
  readonly hardware: string | null;
};

const longest = 512;
/** Four fields, none of them an octet: 124.85.257.55 is in the field. */
const version = /^\d{1,5}(?:\.\d{1,5}){3}$/;
/** Old phones name their hardware where newer ones name their MAC: `28.1.0.128.0.0.0`. */
const hardwareVersion = /^\d{1,5}(?:\.\d{1,5}){4,9}$/;
/** Tokens that stand without the vendor's word: `W52P 25.30.0.2`, `VP530P 23.70.0.40`, and builds under another brand. */
const ownToken = /^(?:SIP[- ](?:T|CP|W|VP|AX)[-\w]*|VP-?T?\d{2,3}[A-Z]?|W\d{2}[A-Z]{0,3}|CP\d{3}[A-Z]?|AX\d{2}[A-Z]?)$/i;

/** What Yealink's products are called: a letter or two, digits, and what kind of it. */
const productName = /^(?:VP-)?[A-Z]{1,2}\d{2,3}[A-Z]{0,2}(?:_E\d)?$/;

/** Reads a user agent; null when it is not a Yealink's. Total: never throws. */
export function readUserAgent(userAgent: string): UserAgentFacts | null {
  const fields = userAgent.slice(0, longest).trim().split(/\s+/);
  const named = /^yealink\b/i.test(fields[0] ?? "");
  const at = fields.findIndex((field) => version.test(field));
  const words = at < 0 ? fields : fields.slice(0, at);
  const token = tokenOf(named ? words : words.slice(-2));
  if (!named && !(at > 0 && ownToken.test(token))) return null;
  const rest = fields.slice(at + 1);
  return {
    model: modelOfToken(token),
    mac: macIn(rest.join(" ")),
    firmware: fields[at] ?? null,
    hardware: rest.find((field) => hardwareVersion.test(field)) ?? null,
  };
}

/** `Yealink SIP-T46U` → `SIP-T46U`, `Yealink-T46G` → `T46G`, `Yealink SIP VP-T49G` → `SIP VP-T49G`. */
function tokenOf(words: readonly string[]): string {
  const text = words.join(" ").replace(/^yealink[- ]?/i, "");
  return words.length > 1 && !/^SIP /i.test(text) ? (words.at(-1) ?? "") : text;
}

let byToken: ReadonlyMap<string, string> | null = null;

/** `SIP-T46U`, `T46U` and `sip-t46u` are one token. */
function bareToken(token: string): string {
  return token.toUpperCase().replace(/^SIP[- ]/, "");
}

function modelOfToken(token: string): string | null {
  byToken ??= new Map(
    [...yealinkModels().values()].flatMap((model) =>
      model.identify.userAgent.map((known) => [bareToken(known), model.model] as const),
    ),
  );
  const bare = bareToken(token);
  return byToken.get(bare) ?? (productName.test(bare) ? bare : null);
}
