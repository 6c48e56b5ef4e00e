import { createSocket, type Socket } from "node:dgram";
import { seeded } from "./randomness.ts";

export type Weather = {
  readonly seed: number;
  readonly drop: number;
  readonly double: number;
  readonly delay: number;
  /** Packets at the beginning that pass untouched. */
  readonly fairFor?: number;
};

export type LossyProxy = {
  readonly port: number;
  readonly spoilt: { dropped: number; doubled: number; delayed: number };
  close(): void;
};

const bound = (socket: Socket): Promise<void> => new Promise((resolve) => socket.bind(0, "127.0.0.1", resolve));

/** Stands between one client and the server and spoils what passes, both ways, by a seeded plan. Shares are 0–1. */
export async function lossyProxy(server: number, { seed, drop, double, delay, fairFor = 0 }: Weather): Promise<LossyProxy> {
  const random = seeded(seed);
  const front = createSocket("udp4");
  const back = createSocket("udp4");
  await Promise.all([bound(front), bound(back)]);
  const spoilt = { dropped: 0, doubled: 0, delayed: 0 };
  const timers = new Set<NodeJS.Timeout>();
  let [client, peer] = [0, server];
  let passed = 0;
  const pass = (socket: Socket, packet: Buffer, port: number): void => {
    passed += 1;
    if (passed <= fairFor) {
      socket.send(packet, port, "127.0.0.1");
      return;
    }
    if (random.chance(drop)) {
      spoilt.dropped += 1;
      return;
    }
    if (random.chance(double)) {
      spoilt.doubled += 1;
      socket.send(packet, port, "127.0.0.1");
    }
    if (!random.chance(delay)) {
      socket.send(packet, port, "127.0.0.1");
      return;
    }
    spoilt.delayed += 1;
    const timer = setTimeout(() => {
      timers.delete(timer);
      socket.send(packet, port, "127.0.0.1");
    }, 1 + random.below(10));
    timers.add(timer);
  };
  front.on("message", (packet, from) => {
    if (from.port !== client) [client, peer] = [from.port, server];
    pass(back, packet, peer);
  });
  back.on("message", (packet, from) => {
    // The first answer names the transfer's port; the answers to a doubled request come from others and are not the client's.
    if (peer === server) peer = from.port;
    if (from.port === peer) pass(front, packet, client);
  });
  const close = (): void => {
    for (const timer of timers) clearTimeout(timer);
    front.close();
    back.close();
  };
  return { port: front.address().port, spoilt, close };
}
