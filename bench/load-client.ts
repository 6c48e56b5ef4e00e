import { createConnection, type Socket } from "node:net";
import { quantile } from "../templates/virtual/fleet.ts";
import type { LoadResult, LoadSpec } from "./load-spec.ts";
import { ResponseReader } from "./response-reader.ts";

const patience = 30_000;

/** A small HTTP/1.1 client on raw sockets: prepared request bytes, and a reader that only counts. */
export class Client {
  readonly #spec: LoadSpec;
  readonly #requests: readonly Buffer[];
  readonly #times: Float64Array;
  readonly #reasons = new Map<string, number>();
  #started = 0;
  #done = 0;
  #failures = 0;
  #bytes = 0;
  #over = false;
  #finished: () => void = () => {};

  constructor(spec: LoadSpec, targets: readonly string[]) {
    this.#spec = spec;
    this.#requests = targets.map((target) => requestBytes(target, spec));
    this.#times = new Float64Array(spec.requests);
  }

  /** Every connection asks again as soon as it has its answer. */
  async asFastAsPossible(): Promise<LoadResult> {
    return this.#timed(() => {
      for (let at = 0; at < Math.min(this.#spec.connections, this.#spec.requests); at++) {
        if (this.#spec.keepAlive) this.#keepAsking();
        else this.#askOnce(() => this.#askNext());
      }
    });
  }

  /** Requests begin at a steady rate on connections of their own, late or not: waiting counts into their time. */
  async atRate(perSecond: number): Promise<LoadResult> {
    return this.#timed((began) => {
      const tick = (): void => {
        const due = Math.min(this.#spec.requests, Math.ceil(((performance.now() - began) / 1000) * perSecond));
        while (this.#started < due) this.#askOnce(() => {}, began + (this.#started / perSecond) * 1000);
        if (this.#started < this.#spec.requests) setTimeout(tick, 1);
      };
      tick();
    });
  }

  async #timed(start: (began: number) => void): Promise<LoadResult> {
    const cpu = process.cpuUsage();
    const began = performance.now();
    const over = new Promise<void>((resolve) => {
      this.#finished = resolve;
    });
    start(began);
    const giveUp = setTimeout(() => this.#finished(), this.#spec.longest * 1000);
    await over;
    clearTimeout(giveUp);
    this.#over = true;
    const unanswered = this.#spec.requests - this.#done;
    if (unanswered > 0) this.#fail("not in time", unanswered);
    const seconds = (performance.now() - began) / 1000;
    const { user, system } = process.cpuUsage(cpu);
    const sorted = [...this.#times.subarray(0, this.#done)].sort((a, b) => a - b);
    return {
      seconds,
      requests: this.#spec.requests,
      failures: this.#failures,
      reasons: Object.fromEntries(this.#reasons),
      bytes: this.#bytes,
      p50: quantile(sorted, 0.5),
      p99: quantile(sorted, 0.99),
      slowest: sorted.at(-1) ?? 0,
      cpu: (user + system) / 1e6,
    };
  }

  #askNext(): void {
    if (this.#started < this.#spec.requests) this.#askOnce(() => this.#askNext());
  }

  /** One request on a connection of its own. */
  #askOnce(then: () => void, due: number = performance.now()): void {
    const number = this.#started++;
    const reader = new ResponseReader();
    const socket = this.#connect(number, (part, length) => {
      if (!reader.take(part, length)) return;
      settle(null);
      socket.destroy();
    });
    let settled = false;
    const settle = (reason: string | null): void => {
      if (settled) return;
      settled = true;
      this.#count(due, reader, reason);
      then();
    };
    socket.write(this.#bytesOf(number));
    socket.on("error", (error) => settle("code" in error ? String(error.code) : error.message));
    socket.on("close", () => settle("closed early"));
    socket.setTimeout(patience, () => {
      settle("timeout");
      socket.destroy();
    });
  }

  /** Requests one after the other on one connection; a connection that the server closes is opened again. */
  #keepAsking(): void {
    if (this.#started >= this.#spec.requests) return;
    let number = this.#started++;
    let due = performance.now();
    const reader = new ResponseReader();
    let over = false;
    const socket = this.#connect(number, (part, length) => {
      if (!reader.take(part, length)) return;
      this.#count(due, reader, null);
      reader.reset();
      if (this.#started >= this.#spec.requests) {
        over = true;
        socket.destroy();
        return;
      }
      number = this.#started++;
      due = performance.now();
      socket.write(this.#bytesOf(number));
    });
    socket.write(this.#bytesOf(number));
    const broken = (reason: string): void => {
      if (over) return;
      over = true;
      this.#count(due, reader, reason);
      this.#keepAsking();
    };
    socket.on("error", (error) => broken("code" in error ? String(error.code) : error.message));
    socket.on("close", () => broken("closed early"));
    socket.setTimeout(patience, () => socket.destroy(new Error("timeout")));
  }

  #connect(number: number, take: (part: Buffer, length: number) => void): Socket {
    const { host, port, sources } = this.#spec;
    const localAddress =
      sources > 1 ? `127.1.${Math.floor((number % sources) / 250)}.${((number % sources) % 250) + 1}` : undefined;
    const shared = sharedBuffer;
    return createConnection({
      host,
      port,
      noDelay: true,
      ...(localAddress === undefined ? {} : { localAddress }),
      onread: {
        buffer: shared,
        callback: (length: number) => {
          take(shared, length);
          return true;
        },
      },
    });
  }

  #bytesOf(number: number): Buffer {
    const bytes = this.#requests[number % this.#requests.length];
    if (!bytes) throw new Error("no targets");
    return bytes;
  }

  #fail(reason: string, count: number): void {
    this.#failures += count;
    this.#reasons.set(reason, (this.#reasons.get(reason) ?? 0) + count);
  }

  #count(due: number, reader: ResponseReader, reason: string | null): void {
    if (this.#over) return;
    const wrong = reason ?? (reader.status === this.#spec.status ? null : `status ${reader.status}`);
    if (wrong !== null) this.#fail(wrong, 1);
    this.#bytes += reader.bytes;
    this.#times[this.#done] = performance.now() - due;
    this.#done += 1;
    if (this.#done === this.#spec.requests) this.#finished();
  }
}

/** Data is read at once in the callback, so one buffer serves all connections. */
const sharedBuffer = Buffer.allocUnsafe(64 * 1024);

function requestBytes(target: string, spec: LoadSpec): Buffer {
  const [path = "/", userAgent = "bench", etag = ""] = target.split("\t");
  const lines = [
    `GET ${path} HTTP/1.1`,
    `Host: ${spec.host}:${spec.port}`,
    `User-Agent: ${userAgent}`,
    ...(etag === "" ? [] : [`If-None-Match: ${etag}`]),
    `Connection: ${spec.keepAlive ? "keep-alive" : "close"}`,
  ];
  return Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, "latin1");
}
