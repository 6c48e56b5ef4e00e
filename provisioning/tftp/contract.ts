/**
 * What the TFTP server asks of its surroundings and tells them. The server knows no phone, no database and no file system:
 * `serve` decides what an asker gets, `onTransfer` hears what became of it.
 */

/** A file too big to be held in memory. One object a file: transfers that are given the same object share what is read. */
export type TftpReader = {
  /** Reads up to `length` octets at `offset` into the start of `into`; gives how many were read, 0 at the end of the file. */
  read(offset: number, length: number, into: Buffer): Promise<number>;
};

export type TftpMode = "octet" | "netascii";

export type TftpRequest = {
  /** Counts from 1 in this process. */
  readonly transferId: number;
  /** As the phone wrote it, read as UTF-8; of any characters but NUL, never empty. */
  readonly file: string;
  readonly mode: TftpMode;
  /** The phone's address; an IPv4 address is never in its IPv6-mapped form. */
  readonly address: string;
  readonly port: number;
};

export type TftpAnswer =
  | {
      readonly kind: "file";
      /** Octets. For a body in memory its length rules. */
      readonly size: number;
      /** Sent as it is, never copied as a whole and never changed: it must stay the same while the transfer lasts. */
      readonly body: Uint8Array | TftpReader;
      /** Called once when this transfer needs the body no longer. */
      readonly release?: () => void;
    }
  /** The phone hears "File not found", whatever the reason is. */
  | { readonly kind: "refused" }
  /** The phone hears nothing, and asks again by itself. */
  | { readonly kind: "later" };

/**
 * - `complete`: the phone has acknowledged the last block.
 * - `refused`: the answer was "File not found", or the request was to write.
 * - `unanswered`: nothing ever came back after the first packet.
 * - `timeout`: the phone went silent in the middle.
 * - `aborted`: the phone sent an error packet (`errorCode` tells which); a phone that only wanted the size does this.
 * - `failed`: `serve` threw, or the body could not be read.
 * - `later`: nothing was sent: the phone shall ask again.
 * - `stopped`: the server was stopped meanwhile.
 */
export type TransferOutcome = "complete" | "refused" | "unanswered" | "timeout" | "aborted" | "failed" | "later" | "stopped";

export type TransferReport = TftpRequest & {
  readonly operation: "read" | "write";
  readonly outcome: TransferOutcome;
  /** Octets of the body; 0 when there is none. */
  readonly size: number;
  /** Octets of the body that the phone has acknowledged. */
  readonly bytes: number;
  readonly blockSize: number;
  readonly windowSize: number;
  /** Packets that were sent again. */
  readonly resent: number;
  readonly errorCode: number | null;
  readonly durationMicros: number;
};

export type TftpOptions = {
  /** An IP address to listen on; `::` listens on IPv4 too. A host with several addresses names the one that phones ask. */
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Sockets that transfers share; also how many transfers one (address, port) may have at once. */
  readonly poolSize?: number;
  /** Octets asked of the system for each socket's receive buffer. */
  readonly receiveBuffer?: number;
  /** Transfers at once for one address. A site behind address translation is one address. */
  readonly perAddressLimit?: number;
  /** Transfers at once in all. */
  readonly totalLimit?: number;
  /** The greatest block size that is agreed to, octets, 8–65464. */
  readonly maxBlockSize?: number;
  /** The greatest window that is agreed to, blocks, 1–65535. */
  readonly maxWindowSize?: number;
  /** A rejected promise or a throw is answered as refused and reported as failed. */
  serve(request: TftpRequest): Promise<TftpAnswer> | TftpAnswer;
  /** Called once for every request that was not dropped. Must not throw; what it throws is counted and forgotten. */
  onTransfer?(report: TransferReport): void;
};

/** Counts since the start, but `active`, which is now. */
export type TftpStatistics = {
  readonly active: number;
  /** All that came, to any port. */
  readonly datagrams: number;
  readonly started: number;
  readonly outcomes: Readonly<Record<TransferOutcome, number>>;
  /** Requests left without an answer because a limit was reached: the phone asks again by itself. */
  readonly overLimit: number;
  /** A request that was sent again while its transfer had not begun. */
  readonly repeated: number;
  readonly malformed: number;
  /** Datagrams to a transfer port from somebody who has no transfer there. */
  readonly strangers: number;
  readonly ignored: number;
  readonly socketErrors: number;
  readonly reportFailures: number;
};

export type ReceiveBuffer = {
  readonly asked: number;
  /** What the system grants a socket, octets, in the terms of `asked`. */
  readonly granted: number;
  /** One sentence for the operator when less was granted than asked, else null. */
  readonly advice: string | null;
};

export type TftpServer = {
  readonly address: string;
  readonly port: number;
  /** The ports that transfers use, beside `port`: a firewall must let them through, or track TFTP. */
  readonly transferPorts: readonly number[];
  readonly receiveBuffer: ReceiveBuffer;
  statistics(): TftpStatistics;
  /** Takes no new request, lets transfers finish for at most `drainMillis` (default 5,000), ends the rest, closes all sockets. */
  stop(drainMillis?: number): Promise<void>;
};
