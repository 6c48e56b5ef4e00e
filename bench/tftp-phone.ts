import { createSocket, type RemoteInfo, type Socket } from "node:dgram";

/**
 * The least TFTP client that can be used to load a server: it counts octets and keeps the order of blocks, and it is the same
 * for every server that is measured. One socket a phone; its port is its transfer ID for all its files.
 */
export type FetchOrder = {
  readonly host: string;
  readonly port: number;
  readonly file: string;
  /** Octets; 512 asks for no option. */
  readonly blockSize: number;
  /** Blocks; 1 asks for no option. */
  readonly windowSize: number;
};

/** `null` octets: the server refused or went silent. */
export type FetchResult = { readonly octets: number | null };

const resendAfterSteps = 5;
const attempts = 8;
const lookup = (host: string, _options: unknown, done: (error: null, address: string, family: number) => void): void =>
  done(null, host, 4);

function requestPacket({ file, blockSize, windowSize }: FetchOrder): Buffer {
  const block = blockSize === 512 ? "" : `blksize\0${blockSize}\0`;
  const window = windowSize === 1 ? "" : `windowsize\0${windowSize}\0`;
  return Buffer.from(`\0\x01${file}\0octet\0${block}${window}`, "latin1");
}

export class LoadPhone {
  readonly #socket: Socket;
  readonly #acknowledgement = Buffer.from([0, 4, 0, 0]);
  #order: FetchOrder = { host: "", port: 0, file: "", blockSize: 512, windowSize: 1 };
  #done: ((result: FetchResult) => void) | null = null;
  #server = 0;
  #lastSent: Buffer = this.#acknowledgement;
  #blockSize = 512;
  #windowSize = 1;
  #received = 0;
  #inWindow = 0;
  #octets = 0;
  #waited = 0;
  #attempt = 1;

  constructor() {
    this.#socket = createSocket({ type: "udp4", lookup, recvBufferSize: 262_144 });
    this.#socket.on("message", (datagram, from) => this.#receive(datagram, from));
    this.#socket.on("error", () => this.#finish(null));
  }

  /** The address that the phone asks from. */
  bind(address: string): Promise<void> {
    return new Promise((resolve) => this.#socket.bind(0, address, resolve));
  }

  fetch(order: FetchOrder): Promise<FetchResult> {
    this.#order = order;
    this.#server = 0;
    this.#blockSize = 512;
    this.#windowSize = 1;
    this.#received = 0;
    this.#inWindow = 0;
    this.#octets = 0;
    this.#attempt = 1;
    return new Promise((resolve) => {
      this.#done = resolve;
      this.#send(requestPacket(order));
    });
  }

  /** A fifth of a second has passed. */
  step(): void {
    this.#waited += 1;
    if (this.#done === null || this.#waited < resendAfterSteps) return;
    this.#attempt += 1;
    if (this.#attempt > attempts) this.#finish(null);
    else this.#send(this.#lastSent);
  }

  close(): void {
    this.#socket.close();
  }

  #receive(datagram: Buffer, from: RemoteInfo): void {
    if (this.#done === null || (this.#server !== 0 && from.port !== this.#server)) return;
    this.#server = from.port;
    const operation = datagram[1];
    if (operation === 3) this.#data(datagram);
    else if (operation === 6) this.#options(datagram);
    else this.#finish(null);
  }

  #options(datagram: Buffer): void {
    if (this.#received > 0) return;
    const fields = datagram.toString("latin1", 2).split("\0");
    for (let at = 0; at + 1 < fields.length; at += 2) {
      if (fields[at] === "blksize") this.#blockSize = Number(fields[at + 1]);
      if (fields[at] === "windowsize") this.#windowSize = Number(fields[at + 1]);
    }
    this.#acknowledge();
  }

  #data(datagram: Buffer): void {
    const block = datagram.readUInt16BE(2);
    if (block !== ((this.#received + 1) & 0xffff)) {
      if (this.#windowSize > 1 && this.#inWindow > 0) this.#acknowledge();
      return;
    }
    this.#received += 1;
    this.#inWindow += 1;
    this.#octets += datagram.length - 4;
    const last = datagram.length - 4 < this.#blockSize;
    if (last || this.#inWindow >= this.#windowSize) this.#acknowledge();
    if (last) this.#finish(this.#octets);
  }

  #acknowledge(): void {
    this.#inWindow = 0;
    this.#attempt = 1;
    this.#acknowledgement.writeUInt16BE(this.#received & 0xffff, 2);
    this.#send(this.#acknowledgement);
  }

  #send(packet: Buffer): void {
    this.#lastSent = packet;
    this.#waited = 0;
    this.#socket.send(packet, this.#server || this.#order.port, this.#order.host);
  }

  #finish(octets: number | null): void {
    const done = this.#done;
    this.#done = null;
    done?.({ octets });
  }
}
