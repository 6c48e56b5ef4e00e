import { randomBytes } from "node:crypto";
import { answerChallenge, type Challenge, readChallenge } from "../../templates/virtual/digest.ts";
import { hostInUri, parseVia } from "./fields.ts";
import { codeOf, type Flow, openFlow, type SipHop } from "./flow.ts";
import { formatSip, type SipHeader, type SipMessage, type SipResponse, sipHeader, sipHeaders } from "./message.ts";

export type SipCall = {
  readonly method: "NOTIFY" | "OPTIONS";
  /** `sip:204@example.se`. */
  readonly uri: string;
  /** A proxy that stands in front: `<sip:proxy.example.se;lr>`; null: none. */
  readonly route: string | null;
  readonly from: string;
  readonly headers: readonly SipHeader[];
  /** Tried in their order when somebody asks who sends: the exchange may know another name than the phone. */
  readonly credentials: readonly Credentials[];
};

export type Credentials = { readonly user: string; readonly password: string };

/** What became of it. `lost`: nobody is reached there, in the system's words; `timeout`: no final answer came. */
export type SipOutcome =
  | { readonly is: "answer"; readonly status: number; readonly reason: string }
  | { readonly is: "timeout" }
  | { readonly is: "lost"; readonly code: string };

export type SipClientOptions = {
  /** Certificates of authorities beside the system's, as PEM. */
  readonly ca?: string | null;
  /** RFC 3261 section 17: estimate of a round trip. Milliseconds. */
  readonly t1?: number;
  /** Milliseconds until a flow that nobody uses is closed. */
  readonly rest?: number;
};

type Answer = SipResponse | { readonly kind: "timeout" } | { readonly kind: "lost"; readonly code: string };
type Waiting = { readonly method: string; readonly got: (response: SipResponse) => void; readonly lost: (code: string) => void };
type OpenFlow = { readonly flow: Promise<Flow>; readonly waiting: Map<string, Waiting>; timer: NodeJS.Timeout | null };

/** A proxy may challenge, and then the phone itself; each once more when its nonce has gone stale. */
const mostChallenges = 4;
/** T2: the longest pause between two sendings of the same request, in T1. */
const longestPause = 8;
/** Timer F: how long a final answer is waited for, in T1. */
const untilTimeout = 64;

/**
 * Sends single requests outside dialogs and waits for what is answered: client transactions of RFC 3261 section 17.1.2
 * over UDP (sent again with growing pauses), TCP and TLS, and digest (RFC 8760: SHA-256 where it is offered, else MD5).
 */
export class SipClient {
  readonly #ca: string | null;
  readonly #t1: number;
  readonly #rest: number;
  readonly #flows = new Map<string, OpenFlow>();

  constructor({ ca = null, t1 = 500, rest = 20_000 }: SipClientOptions = {}) {
    this.#ca = ca;
    this.#t1 = t1;
    this.#rest = rest;
  }

  /** Never rejects. */
  async send(hop: SipHop, call: SipCall): Promise<SipOutcome> {
    const dialog = { callId: token(), tag: token() };
    const proofs = new Map<string, Proof>();
    for (let sequence = 1; ; sequence++) {
      const headers = [...proofs.values()].map(({ header }) => header);
      const answer = await this.#transact(hop, call, { ...dialog, sequence }, headers);
      if (answer.kind === "timeout") return { is: "timeout" };
      if (answer.kind === "lost") return { is: "lost", code: answer.code };
      const proved = sequence <= mostChallenges && prove(call, answer, proofs);
      if (!proved) return { is: "answer", status: answer.status, reason: answer.reason };
    }
  }

  /** What is under way is lost. */
  close(): void {
    for (const [key, open] of [...this.#flows]) this.#drop(key, open, "ECANCELED");
  }

  async #transact(hop: SipHop, call: SipCall, said: Said, proofs: readonly SipHeader[]): Promise<Answer> {
    const key = `${hop.transport} ${hop.address} ${hop.port} ${hop.name}`;
    const kept = this.#flows.get(key);
    const answer = await this.#over(key, kept ?? this.#open(key, hop), hop, call, said, proofs);
    // A connection that was kept may have been closed at the other end while it rested: a new one tells.
    const closed = kept !== undefined && hop.transport !== "udp" && answer.kind === "lost" && answer.code !== "ECANCELED";
    return closed ? this.#over(key, this.#flows.get(key) ?? this.#open(key, hop), hop, call, said, proofs) : answer;
  }

  async #over(
    key: string,
    open: OpenFlow,
    hop: SipHop,
    call: SipCall,
    said: Said,
    proofs: readonly SipHeader[],
  ): Promise<Answer> {
    let flow: Flow;
    try {
      flow = await open.flow;
    } catch (error) {
      return { kind: "lost", code: codeOf(error) };
    }
    const branch = `z9hG4bK${token()}`;
    const bytes = write(hop, flow, call, branch, said, proofs);
    const answer = await this.#await(open, flow, branch, call.method, bytes);
    if (open.waiting.size === 0) {
      if (open.timer) clearTimeout(open.timer);
      open.timer = setTimeout(() => this.#drop(key, open, "ECANCELED"), this.#rest);
      open.timer.unref();
    }
    return answer;
  }

  #await(open: OpenFlow, flow: Flow, branch: string, method: string, bytes: Buffer): Promise<Answer> {
    return new Promise((resolve) => {
      let pause = this.#t1;
      let again: NodeJS.Timeout | null = null;
      const end = (answer: Answer) => {
        if (again) clearTimeout(again);
        clearTimeout(timeout);
        open.waiting.delete(branch);
        resolve(answer);
      };
      const timeout = setTimeout(() => end({ kind: "timeout" }), untilTimeout * this.#t1);
      const sendAgain = () => {
        again = setTimeout(() => {
          flow.send(bytes);
          pause = Math.min(2 * pause, longestPause * this.#t1);
          sendAgain();
        }, pause);
      };
      open.waiting.set(branch, {
        method,
        got: (response) => {
          if (response.status >= 200) end(response);
          // Somebody works on it: asked again seldom, for the answer may get lost.
          else pause = longestPause * this.#t1;
        },
        lost: (code) => end({ kind: "lost", code }),
      });
      flow.send(bytes);
      if (flow.lossy) sendAgain();
    });
  }

  #open(key: string, hop: SipHop): OpenFlow {
    const waiting = new Map<string, Waiting>();
    const flow = openFlow(hop, this.#ca, {
      message: (message) => hear(waiting, message),
      lost: (code) => this.#drop(key, open, code),
    });
    const open: OpenFlow = { flow, waiting, timer: null };
    this.#flows.set(key, open);
    flow.catch((error: unknown) => this.#drop(key, open, codeOf(error)));
    return open;
  }

  #drop(key: string, open: OpenFlow, code: string): void {
    if (this.#flows.get(key) === open) this.#flows.delete(key);
    if (open.timer) clearTimeout(open.timer);
    for (const { lost } of [...open.waiting.values()]) lost(code);
    open.flow.then(
      (flow) => flow.close(),
      () => undefined,
    );
  }
}

type Said = { readonly callId: string; readonly tag: string; readonly sequence: number };

/** An answer belongs to what was sent by its branch and method (section 17.1.3). */
function hear(waiting: ReadonlyMap<string, Waiting>, message: SipMessage): void {
  if (message.kind !== "response") return;
  const branch = parseVia(sipHeaders(message, "Via")[0] ?? "")?.parameters.get("branch");
  const found = waiting.get(branch ?? "");
  const method = /^\d+\s+(\S+)$/.exec(sipHeader(message, "CSeq") ?? "")?.[1];
  if (found && method?.toUpperCase() === found.method) found.got(message);
}

function write(hop: SipHop, flow: Flow, call: SipCall, branch: string, said: Said, proofs: readonly SipHeader[]): Buffer {
  const local = `${hostInUri(flow.local.address)}:${flow.local.port}`;
  const headers: SipHeader[] = [
    ["Via", `SIP/2.0/${hop.transport.toUpperCase()} ${local};rport;branch=${branch}`],
    ["Max-Forwards", "70"],
    ...(call.route === null ? [] : [["Route", call.route] as const]),
    ["From", `<${call.from}>;tag=${said.tag}`],
    ["To", `<${call.uri}>`],
    ["Call-ID", said.callId],
    ["CSeq", `${said.sequence} ${call.method}`],
    ["Contact", `<sip:klyka@${local}${hop.transport === "udp" ? "" : `;transport=${hop.transport}`}>`],
    ["User-Agent", "Klyka"],
    ...proofs,
    ...call.headers,
  ];
  return formatSip({ kind: "request", method: call.method, uri: call.uri, headers, body: Buffer.alloc(0) });
}

type Proof = { readonly header: SipHeader; readonly tried: number };

/**
 * Adds what answers the challenge. False: it is none, or one that cannot be answered, or the same realm asks once more
 * without saying that the nonce is old, and there are no other credentials: it does not take them.
 */
function prove(call: SipCall, answer: SipResponse, proofs: Map<string, Proof>): boolean {
  if (answer.status !== 401 && answer.status !== 407) return false;
  const proxy = answer.status === 407;
  const challenge = challengeIn(answer, proxy ? "Proxy-Authenticate" : "WWW-Authenticate");
  if (challenge === null) return false;
  const place = `${answer.status} ${challenge.realm}`;
  const before = proofs.get(place)?.tried ?? -1;
  const tried = challenge.stale && before >= 0 ? before : before + 1;
  const credentials = call.credentials[tried];
  if (!credentials) return false;
  const value = answerChallenge(challenge, credentials, { method: call.method, uri: call.uri }, 1, token());
  proofs.set(place, { header: [proxy ? "Proxy-Authorization" : "Authorization", value], tried });
  return true;
}

type Digest = Extract<Challenge, { scheme: "digest" }>;

/** SHA-256 before MD5, wherever it stands; other schemes are none that are answered. */
function challengeIn(answer: SipResponse, name: string): (Digest & { readonly stale: boolean }) | null {
  const values = answer.headers.filter(([given]) => given.toLowerCase() === name.toLowerCase()).map(([, value]) => value);
  const read = values.flatMap((value) => {
    const challenge = readChallenge(value);
    return challenge?.scheme === "digest" ? [{ ...challenge, stale: /\bstale\s*=\s*"?true/i.test(value) }] : [];
  });
  return read.find(({ algorithm }) => algorithm === "SHA-256") ?? read[0] ?? null;
}

function token(): string {
  return randomBytes(12).toString("hex");
}
