import type { RemoteInfo } from "node:dgram";
import { ChunkStore } from "./chunk-store.ts";
import type { TftpAnswer, TftpOptions, TftpRequest, TftpStatistics, TransferOutcome, TransferReport } from "./contract.ts";
import type { Ledger } from "./ledger.ts";
import { openSource } from "./open-source.ts";
import { negotiate } from "./options.ts";
import { PacketBuffers } from "./packet-buffers.ts";
import { answers, headerLength, numberAt, opcode } from "./packets.ts";
import { lingerTicks } from "./patience.ts";
import { type AskedOptions, type ParsedRequest, parseRequest } from "./request.ts";
import { type OpenSocket, plainAddress } from "./sockets.ts";
import { Transfer } from "./transfer.ts";
import { clientKey, type Lane, TransferPool } from "./transfer-pool.ts";

/** Answers to datagrams that belong to nothing, in all and a tick: who sends forged ones makes the server send little. */
const complaintsPerTick = 50;

export type DeskOptions = Required<Omit<TftpOptions, "onTransfer" | "host" | "port">> & Pick<TftpOptions, "onTransfer">;

type FileRequest = Extract<ParsedRequest, { kind: "read" | "write" }>;
/** A transfer whose phone has not answered yet, and the request that began it: the same request again is the same transfer. */
type Beginning = { readonly transfer: Transfer; readonly datagram: Buffer };

/** Decides what each datagram means: a new request, a packet of a running transfer, or nothing. */
export class FrontDesk {
  readonly #options: DeskOptions;
  readonly #listening: OpenSocket;
  readonly #pool: TransferPool;
  readonly #ledger: Ledger;
  readonly #buffers = new PacketBuffers();
  readonly #chunks = new ChunkStore();
  readonly #beginnings = new Map<string, Beginning>();
  readonly #clock = { now: 0 };
  readonly #wake: () => void;
  #complaints = 0;
  #requests = 0;
  #closed = false;

  /** `wake` is called when `tick` is needed; it may stop again when `idle`. */
  constructor(options: DeskOptions, listening: OpenSocket, lanes: readonly Lane[], ledger: Ledger, wake: () => void) {
    this.#options = options;
    this.#listening = listening;
    this.#ledger = ledger;
    this.#pool = new TransferPool(lanes, options.totalLimit, lingerTicks);
    this.#wake = wake;
  }

  get idle(): boolean {
    return this.#ledger.active === 0 && this.#complaints === 0 && this.#pool.empty;
  }

  statistics(): TftpStatistics {
    return this.#ledger.statistics();
  }

  /** Takes no request from now on; what runs goes on. */
  close(): void {
    this.#closed = true;
  }

  /** Ends what still runs and gives back what is kept. */
  endAll(): void {
    for (const transfer of [...this.#pool.running()]) transfer.stop();
    this.#chunks.clear();
  }

  /** One step of the clock: resends, gives up, forgets. */
  tick(): void {
    this.#clock.now += 1;
    this.#complaints = 0;
    for (const transfer of [...this.#pool.running()]) transfer.tick();
    this.#pool.forgetEnded(this.#clock.now);
    if (this.#ledger.active === 0) this.#chunks.clear();
  }

  /** A datagram to the listening port. */
  requested(datagram: Buffer, from: RemoteInfo): void {
    this.#ledger.count("datagrams");
    const request = parseRequest(datagram);
    if (request.kind === "ignored" || this.#closed) {
      this.#ledger.count("ignored");
      return;
    }
    if (request.kind === "malformed") {
      this.#ledger.count("malformed");
      this.#complain(this.#listening, answers.illegalOperation, from);
      return;
    }
    if (request.kind === "write") {
      this.#refuseWrite(request, from);
      return;
    }
    const key = clientKey(from.address, from.port);
    const beginning = this.#beginnings.get(key);
    if (beginning?.datagram.equals(datagram)) {
      this.#ledger.count("repeated");
      return;
    }
    const lane = this.#pool.choose(key);
    const address = plainAddress(from.address);
    if (lane === null || !this.#ledger.enter(address)) {
      this.#ledger.count("overLimit");
      return;
    }
    const transfer = this.#open(lane, key, this.#describe(request, from), from);
    this.#beginnings.set(key, { transfer, datagram });
    this.#ask(transfer, request.options);
  }

  /** A datagram to a transfer port. */
  arrived(lane: Lane, datagram: Buffer, from: RemoteInfo): void {
    this.#ledger.count("datagrams");
    if (datagram.length < headerLength) {
      this.#ledger.count("ignored");
      return;
    }
    const transfer = lane.transfers.get(clientKey(from.address, from.port));
    if (transfer !== undefined) {
      transfer.receive(datagram);
      return;
    }
    this.#ledger.count("strangers");
    if (numberAt(datagram, 0) !== opcode.error) this.#complain(lane.socket, answers.unknownTransfer, from);
  }

  #describe(request: FileRequest, from: RemoteInfo): TftpRequest {
    this.#requests += 1;
    const { file, mode } = request;
    return { transferId: this.#requests, file, mode, address: plainAddress(from.address), port: from.port };
  }

  /** Enters the transfer on its socket; from here on it ends exactly once. */
  #open(lane: Lane, key: string, request: TftpRequest, from: RemoteInfo): Transfer {
    const startedAt = performance.now();
    const answered = (): void => {
      if (this.#beginnings.get(key)?.transfer === transfer) this.#beginnings.delete(key);
    };
    const ended = (outcome: TransferOutcome, errorCode: number | null): void => {
      answered();
      this.#ledger.leave(request.address, outcome);
      this.#pool.remember(lane, key, transfer, this.#clock.now);
      this.#report({ ...request, operation: "read", outcome, errorCode, ...transfer.progress, ...since(startedAt) });
    };
    const send = (packet: Buffer): boolean => lane.socket.send(packet, from.port, from.address);
    const transfer: Transfer = new Transfer(request, { clock: this.#clock, buffers: this.#buffers, send, answered, ended });
    lane.transfers.set(key, transfer);
    this.#wake();
    return transfer;
  }

  /** Asks the house for the file. Whatever goes wrong there, the phone hears the same as for a file that does not exist. */
  #ask(transfer: Transfer, asked: AskedOptions): void {
    const settle = (answer: TftpAnswer): void => {
      if (answer.kind === "refused") {
        transfer.refuse("refused");
        return;
      }
      if (answer.kind === "later") {
        transfer.end("later");
        return;
      }
      const source = transfer.over ? null : openSource(answer, transfer.request.mode, this.#chunks, transfer.pump);
      if (source === null) {
        answer.release?.();
        transfer.refuse("failed");
        return;
      }
      transfer.begin(source, negotiate(asked, this.#options, source.size), answer.release);
    };
    try {
      const answer = this.#options.serve(transfer.request);
      if ("kind" in answer) settle(answer);
      else answer.then(settle).catch(() => transfer.refuse("failed"));
    } catch {
      transfer.refuse("failed");
    }
  }

  #refuseWrite(request: FileRequest, from: RemoteInfo): void {
    this.#listening.send(answers.accessViolation, from.port, from.address);
    const nothing = { size: 0, bytes: 0, blockSize: 512, windowSize: 1, resent: 0, errorCode: null, durationMicros: 0 };
    this.#report({ ...this.#describe(request, from), operation: "write", outcome: "refused", ...nothing });
  }

  #complain(socket: OpenSocket, packet: Buffer, from: RemoteInfo): void {
    if (this.#complaints >= complaintsPerTick) return;
    this.#complaints += 1;
    socket.send(packet, from.port, from.address);
    this.#wake();
  }

  #report(report: TransferReport): void {
    try {
      this.#options.onTransfer?.(report);
    } catch {
      this.#ledger.count("reportFailures");
    }
  }
}

function since(startedAt: number): { durationMicros: number } {
  return { durationMicros: Math.round((performance.now() - startedAt) * 1000) };
}
