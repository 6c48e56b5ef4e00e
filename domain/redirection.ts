import type { VendorId } from "./plan.ts";

/** Services of the makers that tell a phone without an address where to ask. */
export const redirectionKinds = ["yealink_rps", "yealink_ymcs", "snom_sraps", "snom_xmlrpc", "poly_ztp"] as const;
export type RedirectionKind = (typeof redirectionKinds)[number];

/** What a kind needs besides address, name and secret; all of them texts, none secret. */
export const redirectionDetails = ["serverName", "company", "profile"] as const;
export type RedirectionDetail = (typeof redirectionDetails)[number];

export type RedirectionService = {
  readonly vendor: VendorId;
  /** As the service calls itself. */
  readonly title: string;
  /** Where it is reached unless somebody says otherwise. */
  readonly url: string;
  readonly details: readonly RedirectionDetail[];
  /** Those of them that must be said. */
  readonly needed: readonly RedirectionDetail[];
  /** Whether it can be asked what it has; else only what it answered last is known. */
  readonly checks: boolean;
  /** Whether the address goes with each phone; else the operator has laid it down at the service itself. */
  readonly takesUrl: boolean;
};

/** Addresses and needs as public sources say them: `docs/decisions/0032-discovery-and-redirection.md` tells which are proven. */
export const redirectionServices: Readonly<Record<RedirectionKind, RedirectionService>> = {
  yealink_rps: {
    vendor: "yealink",
    title: "Yealink RPS (XML-RPC)",
    url: "https://api-dm.yealink.com:8443/xmlrpc/",
    details: ["serverName"],
    needed: [],
    checks: true,
    takesUrl: true,
  },
  yealink_ymcs: {
    vendor: "yealink",
    title: "Yealink YMCS (REST)",
    url: "https://eu-api.ymcs.yealink.com/",
    details: [],
    needed: [],
    checks: true,
    takesUrl: true,
  },
  snom_sraps: {
    vendor: "snom",
    title: "Snom SRAPS (REST)",
    url: "https://secure-provisioning.snom.com/api/v1/",
    details: ["company"],
    needed: [],
    checks: true,
    takesUrl: true,
  },
  snom_xmlrpc: {
    vendor: "snom",
    title: "Snom (XML-RPC)",
    url: "https://secure-provisioning.snom.com:8083/xmlrpc/",
    details: [],
    needed: [],
    checks: true,
    takesUrl: true,
  },
  poly_ztp: {
    vendor: "polycom",
    title: "Poly ZTP",
    url: "https://ztpconsole.polycom.com/inboundservlet/GenericServlet",
    details: ["profile"],
    needed: ["profile"],
    checks: false,
    takesUrl: false,
  },
};

/** Kinds that are for phones of that make. */
export function redirectionKindsOf(vendor: VendorId): RedirectionKind[] {
  return redirectionKinds.filter((kind) => redirectionServices[kind].vendor === vendor);
}

export const redirectionTasks = ["register", "unregister", "check"] as const;
export type RedirectionTask = (typeof redirectionTasks)[number];

/** As the service said last: registered with us, not registered, or somebody else's there. */
export const redirectionStates = ["registered", "unregistered", "elsewhere"] as const;
export type RedirectionState = (typeof redirectionStates)[number];

/**
 * Why it has not been done. The first ones say that there was no answer; `refused`: the service said no; `credentials`: it
 * does not take our name and secret; `busy`: not now; `redirected`: it would have us go elsewhere; `unreadable`: the answer
 * is none of this service; `address_missing`: this server does not know its own address for phones.
 */
export const redirectionFaults = [
  "url_refused",
  "address_refused",
  "name_unknown",
  "timeout",
  "unreachable",
  "certificate",
  "too_long",
  "refused",
  "elsewhere",
  "credentials",
  "busy",
  "redirected",
  "unreadable",
] as const;
export type RedirectionFault = (typeof redirectionFaults)[number];

const lasting: ReadonlySet<RedirectionFault> = new Set(["url_refused", "address_refused", "refused", "elsewhere", "credentials"]);

/** Trying again by itself changes nothing: somebody has to do something first. */
export function isLasting(fault: RedirectionFault): boolean {
  return lasting.has(fault);
}

/** What a status of HTTP that is no success says; null: it is one. */
export function faultOfStatus(status: number): RedirectionFault | null {
  if (status >= 200 && status < 300) return null;
  if (status >= 300 && status < 400) return "redirected";
  if (status === 401 || status === 403) return "credentials";
  if (status === 408 || status === 429 || status >= 500) return "busy";
  return "refused";
}

/** Where one phone's registration stands, in one word. */
export const redirectionPhases = ["waiting", "registered", "unregistered", "elsewhere", "stuck"] as const;
export type RedirectionPhase = (typeof redirectionPhases)[number];

export function redirectionPhase(row: {
  readonly task: RedirectionTask | null;
  readonly deadAt: string | null;
  readonly state: RedirectionState | null;
}): RedirectionPhase {
  if (row.deadAt !== null) return "stuck";
  if (row.task !== null) return "waiting";
  return row.state ?? "unregistered";
}

const mostSaid = 2000;
/** The form of this server's tokens. */
const token = /\b[0-9a-hjkmnp-tv-z]{26}\b/gi;

/**
 * A service's answer as it may be kept and shown: word for word, without what must not be seen, at most 2,000 characters.
 *
 * @param secrets what the account sends, in every form in which it may come back
 */
export function shownAnswer(text: string, secrets: readonly string[]): string {
  const covered = secrets
    .filter((secret) => secret !== "")
    .toSorted((a, b) => b.length - a.length)
    .reduce((rest, secret) => rest.replaceAll(secret, "***"), text);
  return covered
    .replace(token, "***")
    .replaceAll("\r", "")
    .replace(/[^\P{Cc}\n\t]|\p{Cs}/gu, "\ufffd")
    .trim()
    .slice(0, mostSaid);
}
