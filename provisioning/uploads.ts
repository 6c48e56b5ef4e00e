import type { IncomingMessage, ServerResponse } from "node:http";
import type { Keyring } from "../db/secrets.ts";
import type { Db } from "../db/types.ts";
import { saveUpload, type UploadQuota } from "../db/uploads.ts";
import type { Reason } from "../domain/admission-reasons.ts";
import { DomainError } from "../domain/errors.ts";
import { tellsLocalSettings } from "../templates/local-settings.ts";
import type { Ask } from "./ask.ts";
import { AtMost } from "./at-most.ts";
import type { Desk } from "./desk.ts";
import type { Log } from "./log.ts";
import type { PhoneRow } from "./phone-row.ts";
import { uploadName } from "./upload-names.ts";

/** Status 404: the uniform answer; 503: it shall come again. */
export type Received = { readonly status: 201 | 204 | 400 | 404 | 413 | 503; readonly reason: Reason | null };

export type UploadParts = {
  readonly db: Db;
  readonly keyring: Keyring;
  readonly desk: Desk;
  readonly bindNow: (ask: Ask) => Promise<void>;
  /** Told when a phone has written what was set at it. */
  readonly onStored: (phoneId: string) => void;
  readonly quota: UploadQuota;
  readonly clock: () => Date;
  readonly log: Log;
};

/** Uploads being received at the same time; each holds its body in memory. */
const mostAtOnce = 64;
/** Of these, so many ask the database at once: people and files that must be made need it too. */
const mostStoring = 2;
/** Who would wait longer than this comes again instead: a phone gives up on an answer. Milliseconds. */
const longestWait = 3_000;

/** What phones write: logs, call lists, local changes. Only from phones that have proved themselves, each its own. */
export class Uploads {
  readonly #parts: UploadParts;
  readonly #storing = new AtMost(mostStoring);
  #receiving = 0;

  constructor(parts: UploadParts) {
    this.#parts = parts;
  }

  /** Reads and keeps the body. Resolves always. */
  async receive(ask: Ask, request: IncomingMessage, response: ServerResponse): Promise<Received> {
    try {
      if (!(await this.#parts.desk.prove(ask))) return { status: 404, reason: null };
      const { grant, phone } = ask.admission;
      if (grant !== "everything" || !phone?.vendor || phone.organisationId === null) return { status: 404, reason: null };
      const name = uploadName(phone.vendor, ask.route.recognised.file, phone.mac);
      if (name === null) return { status: 404, reason: "upload_name" };
      return await this.#store(ask, phone, name, request, response);
    } catch (error) {
      this.#parts.log.error("An upload could not be kept.", { error, path: ask.route.shownPath });
      return { status: 404, reason: "database_unavailable" };
    }
  }

  async #store(ask: Ask, phone: PhoneRow, name: string, request: IncomingMessage, response: ServerResponse): Promise<Received> {
    const { db, keyring, quota, clock } = this.#parts;
    if (Number(request.headers["content-length"] ?? 0) > quota.perFile) return { status: 413, reason: "upload_too_large" };
    if (this.#receiving >= mostAtOnce || this.#storing.wait > longestWait) return { status: 503, reason: "server_busy" };
    this.#receiving += 1;
    try {
      if (request.headers.expect?.toLowerCase() === "100-continue") response.writeContinue();
      const body = await readBody(request, quota.perFile);
      if (body === "too large") return { status: 413, reason: "upload_too_large" };
      if (body === "broken") return { status: 400, reason: "upload_broken" };
      const contentType = contentTypeOf(name);
      return await this.#storing.run(async () => {
        // A proof other than a token binds the phone behind the answer; what it stores has to wait for that.
        if (phone.state === "claimed") await this.#parts.bindNow(ask);
        const upload = { phoneId: phone.id, name, contentType, body, address: ask.address };
        const { replaced } = await saveUpload(db, keyring, upload, quota, clock());
        if (phone.vendor && tellsLocalSettings(phone.vendor, name)) this.#parts.onStored(phone.id);
        return { status: replaced ? 204 : 201, reason: "upload_stored" };
      });
    } catch (error) {
      return refusal(error);
    } finally {
      this.#receiving -= 1;
    }
  }
}

function refusal(error: unknown): Received {
  if (!(error instanceof DomainError)) throw error;
  if (error.code === "upload_too_large") return { status: 413, reason: "upload_too_large" };
  if (error.code === "upload_quota") return { status: 413, reason: "upload_quota" };
  if (error.code === "upload_refused") return { status: 404, reason: "upload_refused" };
  throw error;
}

/** By the name, never as the sender says: the file is only ever given back to the phone, as bytes. */
function contentTypeOf(name: string): string {
  if (name.endsWith(".xml")) return "text/xml; charset=utf-8";
  return "text/plain; charset=utf-8";
}

function readBody(request: IncomingMessage, most: number): Promise<Buffer | "too large" | "broken"> {
  return new Promise((resolve) => {
    const parts: Buffer[] = [];
    let size = 0;
    request.on("data", (part: Buffer) => {
      size += part.length;
      if (size > most) {
        request.pause();
        request.removeAllListeners("data");
        resolve("too large");
      } else parts.push(part);
    });
    request.on("end", () => resolve(Buffer.concat(parts, size)));
    request.on("error", () => resolve("broken"));
    request.on("close", () => resolve("broken"));
  });
}
