import type { IncomingMessage, ServerResponse } from "node:http";

/**
 * The uniform answer: whoever gets nothing gets this, for whatever reason, so that nothing can be learnt by trying.
 * Same status, headers and body; and a time band: those who proved nothing wait equally long.
 */
const body = Buffer.from("Not found\n");
const headers = ["Content-Type", "text/plain; charset=utf-8", "Content-Length", String(body.length), "Cache-Control", "no-store"];
const unauthorised = Buffer.from("Unauthorized\n");

/** 404, for everybody alike. @returns bytes of the body sent */
export function sendNotFound(request: IncomingMessage, response: ServerResponse): number {
  leaveBody(request, response);
  response.writeHead(404, headers);
  response.end(request.method === "HEAD" ? undefined : body);
  return request.method === "HEAD" ? 0 : body.length;
}

/** 401 below `/d/`. @param challenge the value of `WWW-Authenticate` */
export function sendUnauthorised(request: IncomingMessage, response: ServerResponse, challenge: string): number {
  leaveBody(request, response);
  response.writeHead(401, [
    "Content-Type",
    "text/plain; charset=utf-8",
    "Content-Length",
    String(unauthorised.length),
    "Cache-Control",
    "no-store",
    "WWW-Authenticate",
    challenge,
  ]);
  response.end(request.method === "HEAD" ? undefined : unauthorised);
  return request.method === "HEAD" ? 0 : unauthorised.length;
}

/** 405, before anything has been looked at: it says nothing of anybody. */
export function sendMethodRefused(request: IncomingMessage, response: ServerResponse): void {
  leaveBody(request, response);
  response.writeHead(405, ["Allow", "GET, HEAD, PUT, POST", "Content-Length", "0", "Cache-Control", "no-store"]);
  response.end();
}

/** 503: not now. Only for whoever has proved itself, or may have firmware. @param seconds until it shall come again */
export function sendComeAgain(request: IncomingMessage, response: ServerResponse, seconds: number): void {
  leaveBody(request, response);
  response.writeHead(503, ["Retry-After", String(seconds), "Content-Length", "0", "Cache-Control", "no-store"]);
  response.end();
}

/** Bytes of a body that nobody wants which are read all the same, so that the phone hears the answer. */
const patience = 256 * 1024;

/** An upload that nobody will read is thrown away as it comes; a long one ends the connection. */
function leaveBody(request: IncomingMessage, response: ServerResponse): void {
  const { headers: sent } = request;
  const length = Number(sent["content-length"] ?? 0);
  if (sent["transfer-encoding"] === undefined && length === 0) return;
  if (sent.expect !== undefined || length > patience) response.shouldKeepAlive = false;
  let read = 0;
  request.on("data", (part: Buffer) => {
    read += part.length;
    if (read > patience) request.socket.destroy();
  });
}

type Held = { readonly until: number; readonly answer: () => void };

/**
 * Holds uniform answers until a fixed time after their requests came, whatever was looked up meanwhile: a lookup that
 * took some milliseconds longer cannot be told from one that did not.
 */
export class TimeBand {
  readonly #millis: number;
  #waiting: Held[] = [];
  #timer: NodeJS.Timeout | null = null;

  /** @param millis from a request to its uniform answer; 0: at once */
  constructor(millis: number) {
    this.#millis = millis;
  }

  /** @param began when the request came, milliseconds as `performance.now()` gives them */
  hold(began: number, answer: () => void): void {
    const until = began + this.#millis;
    if (this.#millis === 0) answer();
    else {
      this.#waiting.push({ until, answer });
      this.#timer ??= setTimeout(() => this.#release(), Math.max(0, until - performance.now()));
    }
  }

  /** Lets everything go at once. */
  stop(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    for (const { answer } of this.#waiting.splice(0)) answer();
  }

  #release(): void {
    const now = performance.now();
    const stay = this.#waiting.findIndex(({ until }) => until > now + 0.5);
    const leaving = this.#waiting.splice(0, stay < 0 ? this.#waiting.length : stay);
    this.#timer = null;
    for (const { answer } of leaving) answer();
    const next = this.#waiting[0];
    if (next) this.#timer ??= setTimeout(() => this.#release(), Math.max(0, next.until - performance.now()));
  }
}
