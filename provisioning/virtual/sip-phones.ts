import { randomBytes } from "node:crypto";
import { answerChallenge, readChallenge } from "../../templates/virtual/digest.ts";
import { parseSipUri, parseToken } from "../sip/fields.ts";
import { formatSip, type SipHeader, type SipRequest, sipHeader } from "../sip/message.ts";
import { responseTo } from "./exchange.ts";
import { challenges, digestIn, proves } from "./exchange-digest.ts";
import { listenUdp } from "./sip-ends.ts";

export type SipPhone = {
  readonly user: string;
  readonly password: string;
  readonly userAgent: string;
  /** Asks whoever sends a check-sync for the account's password, as Snom does with `challenge_checksync`. */
  readonly challenges?: boolean;
  /** Answers nothing: its cable is out. */
  readonly off?: boolean;
};

/** Any number of phones behind one UDP socket: each registers, and answers what comes. */
export type SipPhones = {
  /** Resolves when the exchange has taken it. */
  readonly register: (phone: SipPhone) => Promise<void>;
  /** Changes what a registered phone does. */
  readonly become: (user: string, change: Partial<SipPhone>) => void;
  readonly stop: () => Promise<void>;
};

/**
 * @param exchange its UDP port on loopback
 * @param onSync called when a phone has taken a check-sync, with the parameters of its event
 */
export async function startSipPhones(
  exchange: number,
  onSync: (user: string, event: ReadonlyMap<string, string>) => void,
): Promise<SipPhones> {
  const phones = new Map<string, SipPhone>();
  const waiting = new Map<string, (status: number, challenge: string | null) => void>();
  const nonces = new Set<string>();

  const answerRequest = (request: SipRequest, send: (bytes: Buffer) => void) => {
    const phone = phones.get(parseSipUri(request.uri)?.user ?? "");
    if (phone?.off) return;
    const say = (status: number, more: readonly SipHeader[] = []) => send(formatSip(responseTo(request, status, more)));
    if (!phone) return say(404);
    if (request.method === "OPTIONS") return say(200);
    if (request.method !== "NOTIFY") return say(405);
    const event = parseToken(sipHeader(request, "Event") ?? "");
    if (event.value !== "check-sync") return say(489);
    const fields = digestIn(request, "Authorization");
    const own = fields?.get("username") === phone.user && nonces.has(fields.get("nonce") ?? "");
    const proved = fields && own && proves(fields, "NOTIFY", phone.password);
    if (phone.challenges && !proved) {
      const nonce = randomBytes(8).toString("hex");
      nonces.add(nonce);
      return say(401, [["WWW-Authenticate", challenges("telefonen", nonce, ["MD5"], false)[0] ?? ""]]);
    }
    say(200);
    onSync(phone.user, event.parameters);
  };

  const end = await listenUdp((message, peer) => {
    if (message.kind === "request") return answerRequest(message, peer.send);
    waiting.get(sipHeader(message, "Call-ID") ?? "")?.(message.status, sipHeader(message, "WWW-Authenticate"));
  });

  const attempt = (phone: SipPhone, callId: string, sequence: number, proof: string | null) =>
    new Promise<{ status: number; challenge: string | null }>((resolve) => {
      const { user, userAgent } = phone;
      const headers: SipHeader[] = [
        ["Via", `SIP/2.0/UDP 127.0.0.1:${end.port};rport;branch=z9hG4bK${randomBytes(8).toString("hex")}`],
        ["Max-Forwards", "70"],
        ["From", `<sip:${user}@127.0.0.1>;tag=${callId.slice(0, 8)}`],
        ["To", `<sip:${user}@127.0.0.1>`],
        ["Call-ID", callId],
        ["CSeq", `${sequence} REGISTER`],
        ["Contact", `<sip:${user}@127.0.0.1:${end.port}>`],
        ["Expires", "600"],
        ["User-Agent", userAgent],
        ...(proof === null ? [] : [["Authorization", proof] as const]),
      ];
      waiting.set(callId, (status, challenge) => resolve({ status, challenge }));
      const body = Buffer.alloc(0);
      end.sendTo?.(
        formatSip({ kind: "request", method: "REGISTER", uri: "sip:127.0.0.1", headers, body }),
        "127.0.0.1",
        exchange,
      );
    });

  const register = async (phone: SipPhone) => {
    phones.set(phone.user, phone);
    const callId = randomBytes(12).toString("hex");
    let { status, challenge } = await attempt(phone, callId, 1, null);
    const asked = challenge === null ? null : readChallenge(challenge);
    if (status === 401 && asked) {
      const credentials = { user: phone.user, password: phone.password };
      const proof = answerChallenge(asked, credentials, { method: "REGISTER", uri: "sip:127.0.0.1" }, 1);
      ({ status, challenge } = await attempt(phone, callId, 2, proof));
    }
    waiting.delete(callId);
    if (status !== 200) throw new Error(`${phone.user} may not register: ${status}`);
  };

  return {
    register,
    become: (user, change) => {
      const phone = phones.get(user);
      if (phone) phones.set(user, { ...phone, ...change });
    },
    stop: end.close,
  };
}
