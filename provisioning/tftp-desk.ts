import type { Reason } from "../domain/admission-reasons.ts";
import type { FirmwareStore } from "../firmware/store.ts";
import type { Ask } from "./ask.ts";
import type { CachedFile } from "./cached-file.ts";
import type { Answer, Desk } from "./desk.ts";
import type { Gate } from "./gate.ts";
import type { Ledger } from "./ledger.ts";
import { plainAddress } from "./networks.ts";
import { Route, type RouteMemo } from "./route.ts";
import type { TftpAnswer, TftpRequest, TransferReport } from "./tftp/contract.ts";
import type { TransferPlaces } from "./transfer-places.ts";
import { kindOf, type Turnstile } from "./turnstile.ts";
import type { TimeBand } from "./uniform.ts";
import type { Body } from "./variant.ts";

export type TftpParts = {
  readonly memo: RouteMemo;
  readonly gate: Gate;
  readonly desk: Desk;
  readonly ledger: Ledger;
  readonly firmware: FirmwareStore | null;
  readonly places: TransferPlaces;
  readonly band: TimeBand;
  readonly turnstile: Turnstile;
};

/** A transfer that has been answered and is not over: what its journal entry needs. */
type Pending = { readonly ask: Ask; readonly reason: Reason | null; readonly file: CachedFile | null };

/** The TFTP listener's two ends: the same steps as for HTTP between a request and its answer. */
export class TftpDesk {
  readonly #parts: TftpParts;
  readonly #pending = new Map<number, Pending>();

  constructor(parts: TftpParts) {
    this.#parts = parts;
  }

  /** `serve` of the TFTP server. */
  answer({ transferId, file, address }: TftpRequest): TftpAnswer | Promise<TftpAnswer> {
    const ask = this.#ask(file, address);
    const turn: { answer?: TftpAnswer | Promise<TftpAnswer>; come?: () => void } = {};
    const entered = this.#parts.turnstile.enter(kindOf(ask), () => {
      turn.answer = this.#inTurn(transferId, ask);
      turn.come?.();
    });
    if (!entered) return this.#later(transferId, ask, "server_busy");
    if (turn.answer) return turn.answer;
    return new Promise<void>((resolve) => {
      turn.come = resolve;
    }).then(() => turn.answer ?? { kind: "later" });
  }

  #inTurn(transferId: number, ask: Ask): TftpAnswer | Promise<TftpAnswer> {
    try {
      const file = this.#parts.desk.answerNow(ask);
      if (!file) return this.#slow(transferId, ask);
      this.#pending.set(transferId, { ask, reason: null, file });
      return inMemory(file);
    } catch (error) {
      // Whoever is in line behind this one has nothing to do with it.
      return Promise.reject(error);
    }
  }

  /** Silence: the phone asks again by itself. */
  #later(transferId: number, ask: Ask, reason: Reason): TftpAnswer {
    this.#pending.set(transferId, { ask, reason, file: null });
    return { kind: "later" };
  }

  /** `onTransfer` of the TFTP server: the journal entry is written when the transfer is over. */
  report(report: TransferReport): void {
    const pending = this.#pending.get(report.transferId);
    this.#pending.delete(report.transferId);
    const { ask, reason, file } = pending ?? this.#unanswered(report);
    this.#parts.ledger.note(ask, {
      status: report.outcome === "complete" ? 200 : report.outcome === "refused" ? 404 : 0,
      bytes: report.bytes,
      reason,
      delivered: report.outcome === "complete" ? file : null,
      durationMicros: report.durationMicros,
    });
  }

  async #slow(transferId: number, ask: Ask): Promise<TftpAnswer> {
    const answer = await this.#parts.desk.answer(ask);
    const file = answer.kind === "file" ? answer.body : answer.kind === "filled" ? answer.file : null;
    this.#pending.set(transferId, { ask, reason: answer.reason, file });
    if (answer.kind === "later") return this.#later(transferId, ask, answer.reason);
    if (answer.kind !== "none") return this.#body(transferId, ask, answer);
    if (ask.admission.grant !== "everything")
      await new Promise<void>((resolve) => this.#parts.band.hold(ask.began, () => resolve()));
    return { kind: "refused" };
  }

  async #body(transferId: number, ask: Ask, answer: Exclude<Answer, { kind: "later" | "none" }>): Promise<TftpAnswer> {
    if (answer.kind !== "firmware") return inMemory(answer.body);
    const leave = await this.#parts.places.take(ask);
    if (typeof leave !== "function") return this.#later(transferId, ask, leave);
    try {
      const opened = await this.#parts.firmware?.reader(answer.file);
      if (!opened) throw new Error("no firmware is served");
      const release = () => {
        opened.release();
        leave();
      };
      return { kind: "file", size: answer.file.size, body: opened.reader, release };
    } catch (error) {
      leave();
      throw error;
    }
  }

  #ask(file: string, from: string): Ask {
    const address = plainAddress(from) ?? from;
    const route = this.#parts.memo.find("GET", file.startsWith("/") ? file : `/${file}`, null);
    const ask = { transport: "tftp" as const, route, address, began: performance.now(), certificateMac: null };
    return { ...ask, admission: this.#parts.gate.admit(ask) };
  }

  /** A request to write, or one that ended before it was answered. */
  #unanswered(report: TransferReport): Pending {
    const path = report.file.startsWith("/") ? report.file : `/${report.file}`;
    const writes = report.operation === "write";
    const route = writes ? new Route("PUT", path, null) : this.#parts.memo.find("GET", path, null);
    const address = plainAddress(report.address) ?? report.address;
    const base = { transport: "tftp" as const, route, address, began: performance.now(), certificateMac: null };
    const admission = this.#parts.gate.admit(base);
    const ask: Ask = { ...base, admission: writes ? { ...admission, grant: "nothing", reason: "write_refused" } : admission };
    return { ask, reason: null, file: null };
  }
}

function inMemory(file: Body): TftpAnswer {
  const { body } = file.plain();
  const bytes = typeof body === "string" ? Buffer.from(body, "latin1") : body;
  return { kind: "file", size: bytes.length, body: bytes };
}
