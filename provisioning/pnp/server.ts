import { randomBytes } from "node:crypto";
import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { BlockList } from "node:net";
import { networkInterfaces } from "node:os";
import type { Log } from "../log.ts";
import { parseSip } from "../sip/message.ts";
import { Allowance } from "./allowance.ts";
import type { PnpDesk } from "./desk.ts";
import { acceptance, answersNotify, notification, type Place, readSubscriber, type Subscriber } from "./message.ts";

export const pnpGroup = "224.0.1.75";

export type PnpOptions = {
  /** Where the other listeners are: one address is the only interface, unless others are chosen. */
  readonly host: string;
  readonly port: number;
  /** Names or IPv4 addresses of interfaces; empty: all that are up. */
  readonly interfaces: readonly string[];
  readonly log: Log;
  /** RFC 3261's T1, milliseconds. Default 500. */
  readonly t1?: number;
};

export type PnpServer = {
  readonly port: number;
  readonly listening: () => boolean;
  /** Addresses of the interfaces on which it listens. */
  readonly interfaces: () => readonly string[];
  readonly stop: () => Promise<void>;
};

/** Interfaces come and go: this often it is looked. Milliseconds. */
const lookEvery = 60_000;
/** A message that was sent again is known so long. Milliseconds. */
const remembered = 64_000;
const mostRemembered = 10_000;
/** How often the address is sent to a phone that does not say that it has it. */
const mostTries = 4;

/**
 * Listens for phones that look for a server (SIP PnP). Each message is answered once; what cannot be read, what is nobody's
 * and what comes too often gets nothing at all.
 */
export async function startPnp(desk: PnpDesk, options: PnpOptions): Promise<PnpServer> {
  const server = new Pnp(desk, options);
  await server.start();
  const { port } = server;
  return { port, listening: () => server.listening(), interfaces: () => server.interfaces(), stop: () => server.stop() };
}

class Pnp {
  readonly #desk: PnpDesk;
  readonly #options: PnpOptions;
  // Not shared with anybody: who sits on this port already, such as an exchange, keeps getting its own.
  readonly #socket: Socket = createSocket({ type: "udp4", reuseAddr: false });
  readonly #joined = new Set<string>();
  readonly #seen = new Map<string, number>();
  readonly #allowance = new Allowance();
  /** By key: those that have been told and have not said that they heard. */
  readonly #waiting = new Map<string, { readonly subscriber: Subscriber; timer: NodeJS.Timeout | null }>();
  #look: NodeJS.Timeout | null = null;
  #listening = false;

  constructor(desk: PnpDesk, options: PnpOptions) {
    this.#desk = desk;
    this.#options = options;
  }

  get port(): number {
    return this.#socket.address().port;
  }

  interfaces(): readonly string[] {
    return [...this.#joined];
  }

  listening(): boolean {
    return this.#listening;
  }

  async start(): Promise<void> {
    const { port, log } = this.#options;
    const failed = once(this.#socket, "error").then(([error]) => Promise.reject(error));
    // Bound to one of this machine's addresses it would not hear what is sent to everybody.
    this.#socket.bind(port, "0.0.0.0");
    await Promise.race([once(this.#socket, "listening"), failed]);
    failed.catch(() => undefined);
    this.#listening = true;
    this.#socket.on("error", (error) => log.warn("PnP has trouble with its socket.", { error }));
    this.#socket.on("message", (bytes, from) => this.#hear(bytes, from));
    this.#join();
    this.#look = setInterval(() => this.#join(), lookEvery);
    this.#look.unref();
  }

  async stop(): Promise<void> {
    if (!this.#listening) return;
    this.#listening = false;
    if (this.#look) clearInterval(this.#look);
    for (const { timer } of this.#waiting.values()) if (timer) clearTimeout(timer);
    this.#waiting.clear();
    await new Promise<void>((resolve) => this.#socket.close(() => resolve()));
  }

  #join(): void {
    const { interfaces, host } = this.#options;
    const there = chosen(interfaces.length > 0 || /^(?:0\.0\.0\.0|::)$/.test(host) ? interfaces : [host]);
    for (const address of [...this.#joined].filter((one) => !there.includes(one))) this.#joined.delete(address);
    for (const address of there.filter((one) => !this.#joined.has(one))) {
      try {
        this.#socket.addMembership(pnpGroup, address);
        this.#joined.add(address);
      } catch (error) {
        this.#options.log.warn("PnP cannot listen on an interface.", { address, error });
      }
    }
  }

  #hear(bytes: Buffer, from: Place): void {
    const message = parseSip(bytes);
    if (message?.kind === "response") {
      for (const [key, { subscriber, timer }] of this.#waiting)
        if (subscriber.notifyTo.address === from.address && answersNotify(message, subscriber)) {
          if (timer) clearTimeout(timer);
          this.#waiting.delete(key);
        }
      return;
    }
    const subscriber = message && readSubscriber(message, { address: from.address, port: from.port });
    if (!subscriber || this.#sentAgain(subscriber.key) || !this.#allowance.take(from.address, Date.now())) return;
    void this.#answer(subscriber, from.address);
  }

  #sentAgain(key: string): boolean {
    const now = Date.now();
    const before = this.#seen.get(key);
    if (before !== undefined && now - before < remembered) return true;
    if (this.#seen.size >= mostRemembered) this.#seen.clear();
    this.#seen.set(key, now);
    return false;
  }

  async #answer(subscriber: Subscriber, address: string): Promise<void> {
    try {
      const url = await this.#desk.urlFor(subscriber, address);
      if (url === null || !this.#listening) return;
      const place = { address: ownAddressTowards(address, [...this.#joined]), port: this.port };
      const ourselves = { place, tag: randomBytes(6).toString("hex"), branch: `z9hG4bK${randomBytes(9).toString("hex")}` };
      this.#send(acceptance(subscriber, ourselves), subscriber.answerTo);
      this.#tell(subscriber, notification(subscriber, ourselves, url), 1);
    } catch (error) {
      this.#options.log.error("A phone that looks for a server could not be answered.", { mac: subscriber.mac, error });
    }
  }

  /** Sends until the phone says that it has it, with longer and longer pauses. */
  #tell(subscriber: Subscriber, bytes: Buffer, tries: number): void {
    this.#send(bytes, subscriber.notifyTo);
    const again = () => {
      if (tries >= mostTries) this.#waiting.delete(subscriber.key);
      else this.#tell(subscriber, bytes, tries + 1);
    };
    const timer = setTimeout(again, (this.#options.t1 ?? 500) * 2 ** (tries - 1));
    timer.unref();
    this.#waiting.set(subscriber.key, { subscriber, timer });
  }

  #send(bytes: Buffer, { address, port }: Place): void {
    if (this.#listening) this.#socket.send(bytes, port, address, () => undefined);
  }
}

function chosen(wanted: readonly string[]): string[] {
  const all = Object.entries(networkInterfaces()).flatMap(([name, some = []]) =>
    some.filter(({ family }) => family === "IPv4").map((one) => ({ name, ...one })),
  );
  if (wanted.length > 0)
    return all.filter(({ name, address }) => wanted.includes(name) || wanted.includes(address)).map(({ address }) => address);
  const outward = all.filter(({ internal }) => !internal);
  return (outward.length > 0 ? outward : all).map(({ address }) => address);
}

/** Our address in the phone's own network; else the first on which we listen. */
function ownAddressTowards(address: string, joined: readonly string[]): string {
  const all = Object.values(networkInterfaces()).flatMap((some = []) => some.filter(({ family }) => family === "IPv4"));
  const near = all.find(({ address: own, cidr }) => {
    const bits = Number(cidr?.split("/")[1] ?? 32);
    const list = new BlockList();
    list.addSubnet(own, bits, "ipv4");
    return list.check(address, "ipv4");
  });
  return near?.address ?? joined[0] ?? "0.0.0.0";
}
