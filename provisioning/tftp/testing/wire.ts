import { createSocket, type Socket } from "node:dgram";
import { setImmediate as turn, setTimeout as wait } from "node:timers/promises";

/** Hand-made packets and a socket to send them from; written from the RFCs, not from the server's code. */

export const ascii = (text: string): Buffer => Buffer.from(text, "latin1");

export function rrq(file: string, options: Readonly<Record<string, string | number>> = {}, mode = "octet"): Buffer {
  const tail = Object.entries(options).map(([name, value]) => `${name}\0${value}\0`);
  return ascii(`\0\x01${file}\0${mode}\0${tail.join("")}`);
}

export const ack = (block: number): Buffer => Buffer.from([0, 4, (block >> 8) & 0xff, block & 0xff]);
export const errorOf = (code: number): Buffer => ascii(`\0\x05\0${String.fromCharCode(code)}enough\0`);

export type Arrived = { readonly packet: Buffer; readonly port: number };

/** What a packet is, for short comparisons: `DATA 1 512`, `OACK blksize=1428`, `ERROR 5`. */
export function nameOf({ packet }: Arrived): string {
  const [operation, number] = [packet.readUInt16BE(0), packet.length >= 4 ? packet.readUInt16BE(2) : -1];
  if (operation === 3) return `DATA ${number} ${packet.length - 4}`;
  if (operation === 5) return `ERROR ${number}`;
  if (operation !== 6) return `opcode ${operation}`;
  const fields = packet.toString("latin1", 2).split("\0").slice(0, -1);
  return `OACK ${fields.map((field, at) => (at % 2 === 0 ? `${field}=` : `${field} `)).join("")}`.trim();
}

export class TestClient {
  readonly socket: Socket;
  /** Everything that has come and was not taken by `next`. */
  readonly arrived: Arrived[] = [];
  #waiting: (() => void) | null = null;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on("message", (packet, { port }) => {
      this.arrived.push({ packet, port });
      this.#waiting?.();
    });
  }

  static async open(address = "127.0.0.1", port = 0): Promise<TestClient> {
    const socket = createSocket(address.includes(":") ? "udp6" : "udp4");
    await new Promise<void>((resolve, reject) => {
      socket.once("error", reject);
      socket.bind(port, address, resolve);
    });
    return new TestClient(socket);
  }

  get port(): number {
    return this.socket.address().port;
  }

  send(packet: Buffer, port: number, host = this.socket.address().address): Promise<void> {
    return new Promise((resolve, reject) => {
      this.socket.send(packet, port, host, (error) => (error ? reject(error) : resolve()));
    });
  }

  /** The next packet that has not been taken; an error after five seconds. */
  async next(): Promise<Arrived> {
    const until = performance.now() + 5_000;
    for (;;) {
      const first = this.arrived.shift();
      if (first) return first;
      if (performance.now() > until) throw new Error("no packet came");
      await Promise.race([wait(50), new Promise<void>((resolve) => (this.#waiting = resolve))]);
    }
  }

  /** All that comes until nothing has come for `quietMillis`. */
  async rest(quietMillis = 60): Promise<readonly Arrived[]> {
    for (let count = -1; count !== this.arrived.length; ) {
      count = this.arrived.length;
      await wait(quietMillis);
      // However late the timer was: what lies in the sockets, and the answers to it, are read first.
      for (let look = 0; look < 6; look++) await turn();
    }
    return this.arrived.splice(0);
  }

  close(): void {
    this.socket.close();
  }
}
