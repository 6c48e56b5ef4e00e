import { randomBytes } from "node:crypto";
import { parseNameAddress, parseSipUri, parseVia } from "../sip/fields.ts";
import { formatSip, type SipHeader, type SipRequest, type SipResponse, sipHeader, sipHeaders } from "../sip/message.ts";
import { challenges, type DigestAlgorithm, digestIn, proves } from "./exchange-digest.ts";
import { listenStream, listenUdp, type SipEnd, type SipPeer } from "./sip-ends.ts";

export type ExchangeOptions = {
  readonly realm?: string;
  /** What NOTIFY and OPTIONS are challenged with; empty: not at all. REGISTER always is, with all of these or MD5. */
  readonly algorithms?: readonly DigestAlgorithm[];
  /** Without it there is no TLS. */
  readonly tls?: { readonly cert: string; readonly key: string };
  /** UDP and TCP; absent: free ones. */
  readonly port?: number;
};

/** A registration as an exchange would tell of it. */
export type ExchangeRegistration = { readonly account: string; readonly userAgent: string; readonly address: string };

/** A SIP registrar and proxy on loopback, as small as tests and the demo need: it knows accounts, takes REGISTER, and hands NOTIFY and OPTIONS on to phones. */
export type Exchange = {
  readonly ports: { readonly udp: number; readonly tcp: number; readonly tls: number | null };
  /** An account that may register, and send. */
  readonly account: (user: string, password: string) => void;
  /** From now on requests for the account get this answer, or none at all; null: as usual. */
  readonly instead: (user: string, answer: number | "silence" | null) => void;
  /** The next requests are not heard, as datagrams that got lost. */
  readonly lose: (requests: number) => void;
  /** The nonces that were given are old from now on. */
  readonly forgetNonces: () => void;
  /** Closes all connections; new ones are taken. */
  readonly hangUp: () => void;
  readonly unregister: (user: string) => void;
  readonly registrations: () => readonly ExchangeRegistration[];
  /** Every NOTIFY and OPTIONS that came, also those that were challenged. */
  readonly heard: readonly SipRequest[];
  readonly stop: () => Promise<void>;
};

type Binding = { readonly uri: string; readonly address: string; readonly port: number; readonly userAgent: string };

export async function startExchange(options: ExchangeOptions = {}): Promise<Exchange> {
  const { realm = "vaxel.example.se", algorithms = [], tls } = options;
  const passwords = new Map<string, string>();
  const bindings = new Map<string, Binding>();
  const odd = new Map<string, number | "silence">();
  const heard: SipRequest[] = [];
  const underWay = new Map<string, SipPeer>();
  let nonces = new Set<string>();
  let losing = 0;
  let udp: SipEnd | null = null;

  const hear = (message: SipRequest | SipResponse, peer: SipPeer) => {
    if (message.kind === "response") return handBack(message);
    if (message.method !== "REGISTER") heard.push(message);
    if (losing > 0) {
      losing -= 1;
      return;
    }
    if (message.method === "REGISTER") register(message, peer);
    else deliver(message, peer);
  };

  const answer = (request: SipRequest, peer: SipPeer, status: number, more: readonly SipHeader[] = []) =>
    peer.send(formatSip(responseTo(request, status, more)));

  /** True when it may go on; else it has been answered. */
  const admitted = (request: SipRequest, peer: SipPeer, proxy: boolean, wanted: readonly DigestAlgorithm[]): boolean => {
    const fields = digestIn(request, proxy ? "Proxy-Authorization" : "Authorization");
    const password = passwords.get(fields?.get("username") ?? "");
    const fresh = nonces.has(fields?.get("nonce") ?? "");
    if (fields && password !== undefined && fresh && proves(fields, request.method, password)) return true;
    const nonce = randomBytes(8).toString("hex");
    nonces.add(nonce);
    const values = challenges(realm, nonce, wanted, fields !== null && !fresh);
    const name = proxy ? "Proxy-Authenticate" : "WWW-Authenticate";
    answer(
      request,
      peer,
      proxy ? 407 : 401,
      values.map((value) => [name, value]),
    );
    return false;
  };

  const register = (request: SipRequest, peer: SipPeer) => {
    const user = parseSipUri(parseNameAddress(sipHeader(request, "To") ?? "")?.uri ?? "")?.user ?? "";
    if (!passwords.has(user)) return answer(request, peer, 404);
    if (!admitted(request, peer, false, algorithms.length > 0 ? algorithms : ["MD5"])) return;
    const contact = sipHeader(request, "Contact") ?? "";
    if (contact === "*" || sipHeader(request, "Expires") === "0") bindings.delete(user);
    else {
      const uri = parseNameAddress(contact)?.uri ?? "";
      const place = parseSipUri(uri);
      const userAgent = sipHeader(request, "User-Agent") ?? "";
      bindings.set(user, { uri, address: place?.host ?? peer.address, port: place?.port ?? peer.port, userAgent });
    }
    answer(request, peer, 200, [["Contact", contact]]);
  };

  const deliver = (request: SipRequest, peer: SipPeer) => {
    const user = parseSipUri(request.uri)?.user ?? "";
    const said = odd.get(user);
    if (said === "silence") return;
    if (algorithms.length > 0 && !admitted(request, peer, true, algorithms)) return;
    if (said !== undefined) return answer(request, peer, said);
    const binding = bindings.get(user);
    if (!passwords.has(user)) return answer(request, peer, 404);
    if (!binding) return answer(request, peer, 480);
    const branch = `z9hG4bKx${randomBytes(8).toString("hex")}`;
    underWay.set(branch, peer);
    const via: SipHeader = ["Via", `SIP/2.0/UDP 127.0.0.1:${udp?.port};rport;branch=${branch}`];
    const passed = request.headers.filter(([name]) => !/^(route|proxy-authorization)$/i.test(name));
    const onward = formatSip({ ...request, uri: binding.uri, headers: [via, ...passed] });
    udp?.sendTo?.(onward, binding.address, binding.port);
  };

  const handBack = (response: SipResponse) => {
    const [own, ...rest] = sipHeaders(response, "Via");
    const branch = parseVia(own ?? "")?.parameters.get("branch") ?? "";
    const peer = underWay.get(branch);
    if (!peer) return;
    if (response.status >= 200) underWay.delete(branch);
    const others = response.headers.filter(([name]) => !/^(via|v)$/i.test(name));
    peer.send(formatSip({ ...response, headers: [...rest.map((via): SipHeader => ["Via", via]), ...others] }));
  };

  udp = await listenUdp(hear, options.port);
  const tcp = await listenStream(hear, null, options.port).catch(async (error: unknown) => {
    await udp?.close();
    throw error;
  });
  const secure = tls ? await listenStream(hear, tls) : null;
  return {
    ports: { udp: udp.port, tcp: tcp.port, tls: secure?.port ?? null },
    account: (user, password) => void passwords.set(user, password),
    instead: (user, said) => void (said === null ? odd.delete(user) : odd.set(user, said)),
    lose: (requests) => {
      losing = requests;
    },
    forgetNonces: () => {
      nonces = new Set();
    },
    hangUp: () => {
      tcp.hangUp();
      secure?.hangUp();
    },
    unregister: (user) => void bindings.delete(user),
    registrations: () => [...bindings].map(([account, { userAgent, address }]) => ({ account, userAgent, address })),
    heard,
    stop: async () => {
      await Promise.all([udp?.close(), tcp.close(), secure?.close()]);
    },
  };
}

const words: Readonly<Record<number, string>> = {
  200: "OK",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  407: "Proxy Authentication Required",
  480: "Temporarily Unavailable",
  489: "Bad Event",
  503: "Service Unavailable",
};

/** What is answered to a request, with what must be given back of it (RFC 3261 section 8.2.6). */
export function responseTo(request: SipRequest, status: number, more: readonly SipHeader[] = []): SipResponse {
  const kept = request.headers.filter(([name]) => /^(via|v|from|f|call-id|i|cseq)$/i.test(name));
  const to = sipHeader(request, "To") ?? "";
  const headers: SipHeader[] = [
    ...kept,
    ["To", /;\s*tag=/i.test(to) ? to : `${to};tag=${randomBytes(4).toString("hex")}`],
    ...more,
  ];
  return { kind: "response", status, reason: words[status] ?? "Answer", headers, body: Buffer.alloc(0) };
}
