import { createHash } from "node:crypto";
import { ack, rrq, TestClient } from "./wire.ts";

export type Fetch = {
  readonly port: number;
  readonly file: string;
  readonly options?: Readonly<Record<string, string | number>>;
  readonly host?: string;
  /** Milliseconds after which the last packet is sent again. */
  readonly patience?: number;
  /** Sends something more beside every acknowledgement: a client with odd habits. */
  readonly aside?: (client: TestClient, server: number, received: number) => void;
};

export type Fetched = { readonly octets: number; readonly sha256: string; readonly blocks: number; readonly repeated: number };

/** A straight receiver of RFC 1350 and 7440: takes blocks in order, acknowledges windows and gaps. Errors packets throw. */
export async function receive(order: Fetch): Promise<Fetched> {
  const client = await TestClient.open(order.host ?? "127.0.0.1");
  try {
    return await receiveWith(client, order);
  } finally {
    client.close();
  }
}

async function receiveWith(client: TestClient, { port, file, options = {}, patience = 100, aside }: Fetch): Promise<Fetched> {
  const hash = createHash("sha256");
  const agreed = { blksize: 512, windowsize: 1 };
  const host = client.socket.address().address;
  let [server, received, inWindow, octets, repeated] = [0, 0, 0, 0, 0];
  let last = rrq(file, options);
  const send = (packet: Buffer): void => {
    last = packet;
    client.socket.send(packet, server || port, host);
  };
  const acknowledge = (): void => {
    inWindow = 0;
    send(ack(received & 0xffff));
    aside?.(client, server, received);
  };
  return await new Promise<Fetched>((resolve, reject) => {
    let heard = performance.now();
    let silent = 0;
    const timer = setInterval(() => {
      if (performance.now() - heard < patience) return;
      heard = performance.now();
      silent += 1;
      if (silent > 100) finish(() => reject(new Error("the server went silent")));
      else client.socket.send(last, server || port, host);
    }, 20);
    const finish = (settle: () => void): void => {
      clearInterval(timer);
      client.socket.removeAllListeners("message");
      settle();
    };
    client.socket.removeAllListeners("message");
    client.socket.on("message", (packet, from) => {
      if (server !== 0 && from.port !== server) return;
      server = from.port;
      heard = performance.now();
      silent = 0;
      const operation = packet.readUInt16BE(0);
      if (operation === 5) return finish(() => reject(new Error(`ERROR ${packet.readUInt16BE(2)}`)));
      if (operation === 6) {
        if (received > 0) return;
        const fields = packet.toString("latin1", 2).split("\0");
        for (const name of ["blksize", "windowsize"] as const) {
          const at = fields.indexOf(name);
          if (at >= 0) agreed[name] = Number(fields[at + 1]);
        }
        return acknowledge();
      }
      const ahead = (packet.readUInt16BE(2) - received) & 0xffff;
      if (ahead !== 1) {
        if (ahead === 0 || ahead > 0x8000) repeated += 1;
        // A gap: say once what came last in order. A repetition of what is known: acknowledge it, its ACK was lost.
        if (inWindow > 0 || ahead === 0) acknowledge();
        return;
      }
      received += 1;
      inWindow += 1;
      hash.update(packet.subarray(4));
      octets += packet.length - 4;
      const end = packet.length - 4 < agreed.blksize;
      if (end || inWindow >= agreed.windowsize) acknowledge();
      if (end) finish(() => resolve({ octets, sha256: hash.digest("hex"), blocks: received, repeated }));
    });
    send(last);
  });
}
