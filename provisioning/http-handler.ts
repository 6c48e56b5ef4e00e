import type { IncomingMessage, ServerResponse } from "node:http";
import { TLSSocket } from "node:tls";
import type { Ask } from "./ask.ts";
import type { AskerReader } from "./asker.ts";
import type { CachedFile } from "./cached-file.ts";
import type { CertificateReader } from "./certificate.ts";
import type { Desk } from "./desk.ts";
import type { FileCache } from "./file-cache.ts";
import type { Gate } from "./gate.ts";
import type { Ledger } from "./ledger.ts";
import type { Log } from "./log.ts";
import type { RouteMemo } from "./route.ts";
import { sendBody } from "./send-body.ts";
import { kindOf, type Turnstile } from "./turnstile.ts";
import { sendComeAgain, sendMethodRefused, sendNotFound } from "./uniform.ts";

export type HttpParts = {
  readonly memo: RouteMemo;
  readonly asker: AskerReader;
  readonly certificate: CertificateReader;
  readonly gate: Gate;
  readonly desk: Desk;
  readonly ledger: Ledger;
  readonly cache: FileCache;
  readonly log: Log;
  readonly turnstile: Turnstile;
  /** Express: takes everything that is not a phone's own file in memory. */
  readonly rest: (ask: Ask, request: IncomingMessage, response: ServerResponse) => void;
};

/** The listener's way for a phone's request: recognise, admit, and if the file is in memory, answer and journal. */
export class HttpHandler {
  readonly #parts: HttpParts;

  constructor(parts: HttpParts) {
    this.#parts = parts;
  }

  handle(request: IncomingMessage, response: ServerResponse): void {
    this.#orFault(request, response, () => {
      const ask = this.#ask(request.method ?? "", request);
      const kind = kindOf(ask);
      const serve = () => this.#orFault(request, response, () => this.#serve(ask, request, response));
      if (this.#parts.turnstile.enter(kind, serve)) return;
      // Whoever has proved nothing is not heard: an answer of its own would say something of everybody else's.
      if (kind === "strangers") request.socket.destroy();
      else this.#turnAway(ask, request, response);
    });
  }

  #orFault(request: IncomingMessage, response: ServerResponse, work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#parts.log.error("A request ended in a fault.", { error });
      if (response.headersSent) response.destroy();
      else sendNotFound(request, response);
    }
  }

  #turnAway(ask: Ask, request: IncomingMessage, response: ServerResponse): void {
    sendComeAgain(request, response, this.#parts.turnstile.comeAgain(ask));
    this.#parts.ledger.note(ask, { status: 503, bytes: 0, reason: "server_busy", delivered: null });
  }

  #serve(ask: Ask, request: IncomingMessage, response: ServerResponse): void {
    const { method } = ask.route;
    if (method !== "GET" && method !== "HEAD" && method !== "PUT" && method !== "POST") {
      sendMethodRefused(request, response);
      ask.admission = { ...ask.admission, grant: "nothing", reason: "method_refused" };
      this.#parts.ledger.note(ask, { status: 405, bytes: 0, reason: null, delivered: null });
      return;
    }
    if (ask.compared) void this.#answerCompared(ask, ask.compared, request, response);
    else this.#answer(ask, request, response);
  }

  /** Other processes have been asked first whether somebody repeats himself. */
  async #answerCompared(
    ask: Ask,
    compared: NonNullable<Ask["compared"]>,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    try {
      ask.admission = await compared;
      this.#answer(ask, request, response);
    } catch (error) {
      this.#parts.log.error("A request ended in a fault.", { error });
      if (response.headersSent) response.destroy();
      else sendNotFound(request, response);
    }
  }

  #answer(ask: Ask, request: IncomingMessage, response: ServerResponse): void {
    const { method } = ask.route;
    const file = method === "GET" || method === "HEAD" ? this.#parts.desk.answerNow(ask) : null;
    if (file) this.#sendFile(ask, request, response, file);
    else this.#parts.rest(ask, request, response);
  }

  #sendFile(ask: Ask, request: IncomingMessage, response: ServerResponse, file: CachedFile): void {
    const sent = sendBody(request, response, file);
    if (sent.gzip) this.#parts.cache.reweigh(file);
    const complete = request.method === "GET" && (sent.status === 200 || sent.status === 304);
    this.#parts.ledger.note(ask, { status: sent.status, bytes: sent.bytes, reason: null, delivered: complete ? file : null });
  }

  #ask(method: string, request: IncomingMessage): Ask {
    const began = performance.now();
    const { headers, socket } = request;
    const { memo, asker, gate } = this.#parts;
    const route = memo.find(method, request.url ?? "/", headers["user-agent"] ?? null);
    const encrypted = socket instanceof TLSSocket;
    const hop = asker.read(socket.remoteAddress ?? "", encrypted, headers);
    const subject = encrypted ? (hop.certificateSubject ?? verifiedSubject(socket)) : hop.certificateSubject;
    const certificateMac = subject === null ? null : this.#parts.certificate(subject);
    const ask = {
      transport: hop.secure ? ("https" as const) : ("http" as const),
      route,
      address: hop.address,
      began,
      certificateMac,
    };
    const digest = route.access === "digest" ? gate.checkDigest(headers.authorization, route) : undefined;
    const compared = digest && gate.compareDigest(digest)?.then((one) => gate.admit(ask, one));
    return { ...ask, admission: gate.admit(ask, digest), ...(compared ? { compared } : {}) };
  }
}

const subjects = new WeakMap<TLSSocket, { readonly subject: string | null }>();

/** The subject of a client certificate that one of the configured factory CAs has signed; read once a connection. */
function verifiedSubject(socket: TLSSocket): string | null {
  const known = subjects.get(socket);
  if (known) return known.subject;
  const subject = socket.authorized ? subjectOf(socket) : null;
  subjects.set(socket, { subject });
  return subject;
}

function subjectOf(socket: TLSSocket): string | null {
  const name: unknown = socket.getPeerCertificate().subject?.CN;
  return typeof name === "string" ? `CN=${name.replace(/[,/+;\n\\]/g, "\\$&")}` : null;
}
