import type { BlockSource } from "./block-source.ts";
import type { TftpRequest, TransferOutcome, TransferReport } from "./contract.ts";
import type { Agreement } from "./options.ts";
import type { PacketBuffers } from "./packet-buffers.ts";
import { answers, headerLength, numberAt, opcode, writeDataHead } from "./packets.ts";
import { attemptsAllowed, ticksUntilResend } from "./patience.ts";

/** What a transfer needs of the server around it. */
export type TransferSurroundings = {
  /** Ticks since the start; see `patience.ts`. */
  readonly clock: { readonly now: number };
  readonly buffers: PacketBuffers;
  /** Sends to the phone; false when the packet waits in a queue, so that its buffer is not free. */
  send(packet: Buffer): boolean;
  /** The phone has answered for the first time: it exists, and it has this transfer. */
  answered(): void;
  /** Called once. */
  ended(outcome: TransferOutcome, errorCode: number | null): void;
};

/**
 * One file on its way to one phone (RFC 1350, with the windows of RFC 7440). Blocks are counted from 1 without rollover; on the
 * wire they are cut to 16 bits. A packet goes out again only when time is up, or when an acknowledgement inside the window says
 * where the phone's row ends: never because an acknowledgement came twice.
 */
export class Transfer {
  readonly request: TftpRequest;
  readonly #around: TransferSurroundings;
  #state: "asking" | "offered" | "sending" | "ended" = "asking";
  #source: BlockSource | null = null;
  #release: (() => void) | undefined;
  #agreement: Agreement = { blockSize: 512, windowSize: 1, timeoutSeconds: null, acknowledgement: null };
  #answered = false;
  /** The first block that is not acknowledged, the next to send, the one after the last that ever went out, the file's last. */
  #base = 1;
  #next = 1;
  #beyond = 1;
  #last = 1;
  #attempts = 0;
  #resendAt = 0;
  #resent = 0;

  constructor(request: TftpRequest, around: TransferSurroundings) {
    this.request = request;
    this.#around = around;
  }

  get over(): boolean {
    return this.#state === "ended";
  }

  /** Numbers for the report. */
  get progress(): Pick<TransferReport, "size" | "bytes" | "blockSize" | "windowSize" | "resent"> {
    const { blockSize, windowSize } = this.#agreement;
    const size = this.#source?.size ?? 0;
    return { size, bytes: Math.min(size, (this.#base - 1) * blockSize), blockSize, windowSize, resent: this.#resent };
  }

  /** Sends the agreed options, or the first block when there are none. `release` is called when the source is not needed. */
  begin(source: BlockSource, agreement: Agreement, release?: () => void): void {
    this.#source = source;
    this.#release = release;
    this.#agreement = agreement;
    this.#last = Math.floor(source.size / agreement.blockSize) + 1;
    this.#expectAnswer();
    if (agreement.acknowledgement) {
      this.#state = "offered";
      this.#around.send(agreement.acknowledgement);
    } else {
      this.#state = "sending";
      this.pump();
    }
  }

  /** The phone hears that there is no such file, whatever the reason. */
  refuse(outcome: "refused" | "failed"): void {
    if (this.#state === "ended") return;
    this.#around.send(answers.fileNotFound);
    this.end(outcome);
  }

  /** The server closes: the phone is told, so that it need not wait. */
  stop(): void {
    if (this.#state !== "ended") this.#around.send(answers.stopping);
    this.end("stopped");
  }

  /** A datagram of at least four octets from this transfer's phone. What makes no sense is passed over. */
  receive(datagram: Buffer): void {
    const operation = numberAt(datagram, 0);
    if (operation === opcode.acknowledgement) this.#acknowledged(numberAt(datagram, 2));
    else if (operation === opcode.error) this.end("aborted", numberAt(datagram, 2));
  }

  /** Looks whether it is time to send again, or to give up. */
  tick(): void {
    if (this.#state === "ended" || this.#state === "asking" || this.#around.clock.now < this.#resendAt) return;
    if (this.#attempts >= attemptsAllowed(this.#answered, this.#agreement.timeoutSeconds)) {
      this.end(this.#answered ? "timeout" : "unanswered");
      return;
    }
    this.#attempts += 1;
    this.#setTimer();
    if (this.#state === "offered") {
      this.#offerAgain();
      return;
    }
    this.#next = this.#base;
    this.pump();
  }

  /** Sends what the window has room for and the source has at hand. */
  pump = (): void => {
    const source = this.#source;
    if (this.#state !== "sending" || source === null) return;
    const { blockSize, windowSize } = this.#agreement;
    const end = Math.min(this.#base + windowSize, this.#last + 1);
    while (this.#next < end) {
      const offset = (this.#next - 1) * blockSize;
      const length = Math.min(blockSize, source.size - offset);
      const state = source.prepare(offset, length);
      if (state === "failed") {
        this.#fail();
        return;
      }
      if (state === "waiting") return;
      this.#sendBlock(source, offset, length);
    }
  };

  /** Ends the transfer from either side; later calls do nothing. */
  end(outcome: TransferOutcome, errorCode: number | null = null): void {
    if (this.#state === "ended") return;
    this.#state = "ended";
    this.#source?.close();
    this.#release?.();
    this.#around.ended(outcome, errorCode);
    this.#source = null;
  }

  #acknowledged(block: number): void {
    if (this.#state === "offered") {
      if (block !== 0) return;
      this.#state = "sending";
    } else if (this.#state === "sending") {
      // How far the window's start moves. Nothing: the acknowledgement came twice. Too far: it is an old one.
      const moved = (block - this.#base + 1) & 0xffff;
      if (moved === 0 || moved > this.#next - this.#base) return;
      this.#base += moved;
      this.#next = this.#base;
    } else return;
    if (!this.#answered) {
      this.#answered = true;
      this.#around.answered();
    }
    if (this.#base > this.#last) {
      this.end("complete");
      return;
    }
    this.#source?.forget((this.#base - 1) * this.#agreement.blockSize);
    this.#expectAnswer();
    this.pump();
  }

  #sendBlock(source: BlockSource, offset: number, length: number): void {
    const { buffers } = this.#around;
    const packet = buffers.take(headerLength + length);
    writeDataHead(packet, this.#next);
    source.copy(offset, length, packet, headerLength);
    if (!this.#around.send(packet)) buffers.spoil(packet);
    if (this.#next < this.#beyond) this.#resent += 1;
    this.#next += 1;
    if (this.#next > this.#beyond) this.#beyond = this.#next;
  }

  #offerAgain(): void {
    this.#resent += 1;
    if (this.#agreement.acknowledgement) this.#around.send(this.#agreement.acknowledgement);
  }

  #fail(): void {
    this.#around.send(answers.readFailed);
    this.end("failed");
  }

  #expectAnswer(): void {
    this.#attempts = 1;
    this.#setTimer();
  }

  #setTimer(): void {
    const seconds = this.#answered ? this.#agreement.timeoutSeconds : null;
    this.#resendAt = this.#around.clock.now + ticksUntilResend(this.#attempts, seconds);
  }
}
