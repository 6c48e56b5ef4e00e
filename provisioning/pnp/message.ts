import { isIP } from "node:net";
import { readMac } from "../../domain/mac.ts";
import { hostInUri, type NameAddress, parseNameAddress, parseSipUri, parseToken, parseVia } from "../sip/fields.ts";
import { formatSip, type SipHeader, type SipRequest, sipHeader, sipHeaders } from "../sip/message.ts";

/** Where something is sent. */
export type Place = { readonly address: string; readonly port: number };

/** A phone that looks for a server on its network, as its SUBSCRIBE says. */
export type Subscriber = {
  readonly mac: string;
  /** In the phone's own words; empty: it says none. */
  readonly vendor: string;
  readonly model: string;
  readonly version: string;
  readonly userAgent: string | null;
  /** Tells one message from another, and a message from itself sent again. */
  readonly key: string;
  /** Where the answer goes, and where the address goes: always to whoever has asked. */
  readonly answerTo: Place;
  readonly notifyTo: Place;
  readonly request: SipRequest;
};

const longestWord = 60;

/**
 * Reads what a phone multicasts (RFC 6080 as the makers do it). Header order, case and form differ: everything is found
 * by name. Null: it is something else, or names no phone, or two.
 *
 * @param from where the datagram came from; nothing is ever sent to another address
 */
export function readSubscriber(request: SipRequest, from: Place): Subscriber | null {
  if (request.method !== "SUBSCRIBE") return null;
  const event = parseToken(sipHeader(request, "event") ?? "");
  if (event.value !== "ua-profile" || (event.parameters.get("profile-type") ?? "device").toLowerCase() !== "device") return null;
  const fromHeader = nameAddress(request, "from");
  const to = nameAddress(request, "to");
  const callId = sipHeader(request, "call-id") ?? "";
  const cseq = /^(\d{1,10})\s+SUBSCRIBE$/i.exec(sipHeader(request, "cseq") ?? "")?.[1];
  if (!fromHeader || !to || callId === "" || cseq === undefined) return null;
  const macs = [request.uri, fromHeader.uri, to.uri].flatMap((uri) => macIn(uri) ?? []);
  const [mac] = macs;
  if (mac === undefined || macs.some((one) => one !== mac)) return null;
  const said = (name: string) => (event.parameters.get(name) ?? "").slice(0, longestWord);
  const via = parseVia(sipHeaders(request, "via")[0] ?? "");
  const contact = parseSipUri(nameAddress(request, "contact")?.uri ?? "");
  return {
    ...{ mac, vendor: said("vendor"), model: said("model"), version: said("version") },
    userAgent: sipHeader(request, "user-agent"),
    key: `${from.address} ${callId} ${cseq}`,
    answerTo: { address: from.address, port: via && !via.parameters.has("rport") ? (via.port ?? 5060) : from.port },
    notifyTo: { address: from.address, port: contact ? (contact.port ?? 5060) : from.port },
    request,
  };
}

/** `MAC%3a000413A11FA7`, `MAC001565f4f9e1`, or the digits alone. */
function macIn(uri: string): string | null {
  const user = parseSipUri(uri)?.user;
  return user ? readMac(user) : null;
}

function nameAddress(request: SipRequest, name: string): NameAddress | null {
  return parseNameAddress(sipHeader(request, name) ?? "");
}

export type Ourselves = {
  /** As the phone reaches us. */
  readonly place: Place;
  readonly tag: string;
  readonly branch: string;
};

/** The answer that the question has been heard; it ends at once. */
export function acceptance({ request }: Subscriber, { place, tag }: Ourselves): Buffer {
  const headers: SipHeader[] = [
    ...sipHeaders(request, "via").map((via): SipHeader => ["Via", via]),
    ["From", sipHeader(request, "from") ?? ""],
    ["To", tagged(sipHeader(request, "to") ?? "", tag)],
    ["Call-ID", sipHeader(request, "call-id") ?? ""],
    ["CSeq", sipHeader(request, "cseq") ?? ""],
    ["Contact", `<${uriOf(place)}>`],
    ["Expires", "0"],
  ];
  return formatSip({ kind: "response", status: 200, reason: "OK", headers, body: Buffer.alloc(0) });
}

/** The address, as the body alone: the phone takes all of it. */
export function notification({ request, notifyTo }: Subscriber, { place, tag, branch }: Ourselves, url: string): Buffer {
  const contact = nameAddress(request, "contact")?.uri;
  const cseq = Number(/^\d+/.exec(sipHeader(request, "cseq") ?? "")?.[0] ?? 0) % 2_000_000_000;
  const headers: SipHeader[] = [
    ["Via", `SIP/2.0/UDP ${hostInUri(place.address)}:${place.port};branch=${branch};rport`],
    ["Max-Forwards", "20"],
    ["From", tagged(sipHeader(request, "to") ?? "", tag)],
    ["To", sipHeader(request, "from") ?? ""],
    ["Call-ID", sipHeader(request, "call-id") ?? ""],
    ["CSeq", `${cseq + 1} NOTIFY`],
    ["Contact", `<${uriOf(place)}>`],
    ["Event", sipHeader(request, "event") ?? "ua-profile"],
    ["Subscription-State", "terminated;reason=timeout"],
    ["Content-Type", "application/url"],
  ];
  return formatSip({
    kind: "request",
    method: "NOTIFY",
    uri: contact ?? uriOf(notifyTo),
    headers,
    body: Buffer.from(url, "utf8"),
  });
}

/** Whether a response is to the NOTIFY of that SUBSCRIBE. */
export function answersNotify(response: { readonly headers: readonly SipHeader[] }, { request }: Subscriber): boolean {
  if (sipHeader(response, "call-id") !== sipHeader(request, "call-id")) return false;
  return /^\d+\s+NOTIFY$/i.test(sipHeader(response, "cseq") ?? "");
}

function uriOf({ address, port }: Place): string {
  return `sip:${isIP(address) === 0 ? "klyka" : hostInUri(address)}:${port}`;
}

function tagged(header: string, tag: string): string {
  return /;\s*tag\s*=/i.test(header.replace(/<[^>]*>/g, "")) ? header : `${header};tag=${tag}`;
}
