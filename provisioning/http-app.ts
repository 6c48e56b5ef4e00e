import type { IncomingMessage, ServerResponse } from "node:http";
import express, { type Express, type NextFunction, type Request, type Response } from "express";
import type { Reason } from "../domain/admission-reasons.ts";
import type { FirmwareFile, FirmwareStore } from "../firmware/store.ts";
import type { Ask } from "./ask.ts";
import type { CachedFile } from "./cached-file.ts";
import type { Answer, Desk } from "./desk.ts";
import type { FileCache } from "./file-cache.ts";
import type { Gate } from "./gate.ts";
import type { Ledger, Outcome } from "./ledger.ts";
import type { Log } from "./log.ts";
import type { PressureGauge } from "./pressure.ts";
import { sendBody } from "./send-body.ts";
import { sendFirmware } from "./send-firmware.ts";
import { comeAgain, type TransferPlaces } from "./transfer-places.ts";
import type { Turnstile } from "./turnstile.ts";
import { sendComeAgain, sendNotFound, sendUnauthorised, type TimeBand } from "./uniform.ts";
import type { Uploads } from "./uploads.ts";

export type HttpAppParts = {
  readonly desk: Desk;
  readonly gate: Gate;
  readonly ledger: Ledger;
  readonly uploads: Uploads;
  readonly firmware: FirmwareStore | null;
  readonly places: TransferPlaces;
  readonly band: TimeBand;
  readonly log: Log;
  readonly cache: FileCache;
  readonly turnstile: Turnstile;
  readonly gauge: PressureGauge;
};

/** What the plain handler leaves: files not yet made, start files, phonebooks, firmware, uploads, and the uniform answer. */
export class HttpApp {
  readonly #parts: HttpAppParts;
  readonly #app: Express;
  readonly #asks = new WeakMap<IncomingMessage, Ask>();

  constructor(parts: HttpAppParts) {
    this.#parts = parts;
    this.#app = express();
    this.#app.disable("x-powered-by");
    this.#app.disable("etag");
    this.#app.use((request, response, next) => this.#upload(request, response, next));
    this.#app.use((request, response) => this.#answer(request, response));
    this.#app.use((error: unknown, request: Request, response: Response, _next: NextFunction) =>
      this.#fault(error, request, response),
    );
  }

  handle(ask: Ask, request: IncomingMessage, response: ServerResponse): void {
    this.#asks.set(request, ask);
    this.#app(request, response);
  }

  async #upload(request: Request, response: Response, next: NextFunction): Promise<void> {
    const ask = this.#asks.get(request);
    if (!ask || (request.method !== "PUT" && request.method !== "POST")) return next();
    const result = await this.#parts.uploads.receive(ask, request, response);
    if (result.status === 404) return this.#nothing(ask, request, response, result.reason);
    // A request that was read to its end is destroyed too: only a broken one is not answered.
    if (response.destroyed || (request.destroyed && !request.complete))
      return this.#note(ask, { status: 0, bytes: 0, reason: result.reason });
    if (!request.complete) response.shouldKeepAlive = false;
    if (result.status === 503) {
      sendComeAgain(request, response, this.#parts.turnstile.comeAgain(ask));
      return this.#note(ask, { status: 503, bytes: 0, reason: result.reason });
    }
    response.writeHead(result.status, result.status === 204 ? [] : ["Content-Length", "0"]);
    response.end();
    this.#note(ask, { status: result.status, bytes: 0, reason: result.reason });
  }

  async #answer(request: Request, response: Response): Promise<void> {
    const ask = this.#asks.get(request);
    if (!ask) throw new Error("a request came without its question");
    const answer = await this.#parts.desk.answer(ask);
    if (response.destroyed) return this.#note(ask, { status: 0, bytes: 0, reason: answer.reason });
    switch (answer.kind) {
      case "file":
      case "filled":
      case "body":
        return this.#sendBody(ask, request, response, answer);
      case "firmware":
        return this.#sendFirmware(ask, request, response, answer.file);
      case "later":
        sendComeAgain(request, response, this.#parts.turnstile.comeAgain(ask));
        return this.#note(ask, { status: 503, bytes: 0, reason: answer.reason });
      case "none":
        return this.#nothing(ask, request, response, answer.reason);
    }
  }

  #sendBody(
    ask: Ask,
    request: Request,
    response: Response,
    answer: Exclude<Answer, { kind: "firmware" | "later" | "none" }>,
  ): void {
    const file = answer.kind === "file" ? answer.body : answer.kind === "filled" ? answer.file : null;
    const sent = sendBody(request, response, answer.body);
    if (answer.kind === "file" && file && sent.gzip) this.#parts.cache.reweigh(file);
    const complete = request.method === "GET" && (sent.status === 200 || sent.status === 304);
    this.#note(ask, { status: sent.status, bytes: sent.bytes, reason: answer.reason, delivered: complete ? file : null });
  }

  async #sendFirmware(ask: Ask, request: Request, response: Response, file: FirmwareFile): Promise<void> {
    if (!this.#parts.firmware) return this.#nothing(ask, request, response, "firmware_none");
    const makesRoom = () => this.#parts.gauge.presses("firmware");
    const place = { take: () => this.#parts.places.take(ask), comeAgain: comeAgain(ask), makesRoom };
    const { busy, ...sent } = await sendFirmware(request, response, file, this.#parts.firmware, place);
    this.#note(ask, { ...sent, reason: busy });
  }

  /** The uniform answer: below `/d/` the same challenge for everybody, elsewhere 404. Who has proved itself need not wait. */
  #nothing(ask: Ask, request: Request, response: Response, reason: Reason | null): void {
    const proved = ask.admission.grant === "everything";
    const send = () => {
      if (response.destroyed) this.#note(ask, { status: 0, bytes: 0, reason });
      else if (ask.route.access === "digest" && !proved) {
        const challenge = this.#parts.gate.challenge(ask.admission.reason === "digest_stale");
        this.#note(ask, { status: 401, bytes: sendUnauthorised(request, response, challenge), reason });
      } else this.#note(ask, { status: 404, bytes: sendNotFound(request, response), reason });
    };
    if (proved) send();
    else this.#parts.band.hold(ask.began, send);
  }

  #note(ask: Ask, outcome: Omit<Outcome, "delivered"> & { delivered?: CachedFile | null }): void {
    this.#parts.ledger.note(ask, { delivered: null, ...outcome });
  }

  /** A fault of ours, or a path that Express cannot read: the asker gets what everybody gets. */
  #fault(error: unknown, request: Request, response: Response): void {
    const ask = this.#asks.get(request);
    this.#parts.log.error("A request ended in a fault.", { error, path: ask?.route.shownPath ?? "" });
    if (response.headersSent) response.destroy();
    else if (ask) this.#nothing(ask, request, response, "request_malformed");
    else sendNotFound(request, response);
  }
}
