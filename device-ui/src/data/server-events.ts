import type { ReactiveController, ReactiveControllerHost } from "lit";

/** What happens on the server while one looks (server-sent events). */
export type EventHandlers = Readonly<Record<string, (data: unknown) => void>>;
type Handle = (data: unknown) => void;

/** A hidden window gives its connection back after this long: a browser has six of them for a host, and many windows. */
const hiddenFor = 20_000;
const pauses = [2_000, 5_000, 15_000, 60_000];

/**
 * One stream for all who listen. The browser connects again by itself after a broken line and says where it stopped;
 * what it gives up on (a refusal, a window that was hidden) is opened anew here, and `reload` is told: something may have
 * been missed.
 */
export class EventStream {
  readonly #address: () => string | null;
  readonly #refused: () => void;
  readonly #handlers = new Map<string, Set<Handle>>();
  readonly #watchers = new Set<() => void>();
  #source: EventSource | null = null;
  #opened: string | null = null;
  #timer = 0;
  #tries = 0;
  #missed = false;
  /** True while the server can be heard: a view may say that it shows an older state. */
  live = false;

  /**
   * @param address of the stream; null while there is nothing to listen to. Asked again by `follow`
   * @param refused called when the server will not have us: the session may be over
   */
  constructor(address: () => string | null, refused: () => void = () => undefined) {
    this.#address = address;
    this.#refused = refused;
    document.addEventListener("visibilitychange", () => this.#looked());
  }

  /** Calls `handle` for each event of that name. @returns ends it */
  on(name: string, handle: Handle): () => void {
    const handlers = this.#handlers.get(name) ?? new Set();
    if (!this.#handlers.has(name)) {
      this.#handlers.set(name, handlers);
      this.#source?.addEventListener(name, this.#hear);
    }
    handlers.add(handle);
    return () => handlers.delete(handle);
  }

  /** Calls `watcher` when the server can be heard again or no longer. @returns ends it */
  watch(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  /** Opens, closes or changes the connection, as the address now says. */
  follow(): void {
    const address = this.#address();
    if (address === this.#opened) return;
    this.#close();
    this.#missed = false;
    this.#tries = 0;
    if (address !== null) this.#open(address);
  }

  #open(address: string): void {
    this.#opened = address;
    const source = new EventSource(address);
    this.#source = source;
    source.onopen = () => this.#arrived();
    source.onerror = () => this.#broken(source);
    for (const name of this.#handlers.keys()) source.addEventListener(name, this.#hear);
  }

  #arrived(): void {
    this.#tries = 0;
    this.#say(true);
    if (this.#missed) this.#tell("reload", {});
    this.#missed = false;
  }

  #broken(source: EventSource): void {
    this.#say(false);
    if (source.readyState !== EventSource.CLOSED) return;
    this.#refused();
    const pause = pauses[Math.min(this.#tries, pauses.length - 1)] ?? 0;
    this.#tries++;
    this.#missed = true;
    clearTimeout(this.#timer);
    // Not all at the same moment, when a server with many who listen has been away.
    this.#timer = window.setTimeout(() => this.#again(), pause * (0.75 + Math.random() / 2));
  }

  #again(): void {
    const address = this.#address();
    this.#close();
    if (address !== null && !document.hidden) this.#open(address);
  }

  #looked(): void {
    clearTimeout(this.#timer);
    if (document.hidden) {
      this.#timer = window.setTimeout(() => {
        if (this.#opened === null) return;
        this.#missed = true;
        this.#close();
      }, hiddenFor);
    } else if (this.#source === null || this.#source.readyState === EventSource.CLOSED) this.#again();
  }

  #close(): void {
    clearTimeout(this.#timer);
    this.#source?.close();
    this.#source = null;
    this.#opened = null;
    this.#say(false);
  }

  readonly #hear = (event: MessageEvent) => {
    const data = parsed(event.data);
    if (data !== undefined) this.#tell(event.type, data);
  };

  #tell(name: string, data: unknown): void {
    for (const handle of [...(this.#handlers.get(name) ?? [])]) handle(data);
  }

  #say(live: boolean): void {
    if (live === this.live) return;
    this.live = live;
    for (const watcher of [...this.#watchers]) watcher();
  }
}

/** Listens while its element is in the document. */
export class ServerEvents implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #stream: EventStream;
  readonly #handlers: EventHandlers;
  #ends: (() => void)[] = [];

  constructor(host: ReactiveControllerHost, stream: EventStream, handlers: EventHandlers) {
    this.#host = host;
    this.#stream = stream;
    this.#handlers = handlers;
    host.addController(this);
  }

  get live(): boolean {
    return this.#stream.live;
  }

  hostConnected(): void {
    this.#ends = [
      this.#stream.watch(() => this.#host.requestUpdate()),
      ...Object.entries(this.#handlers).map(([name, handle]) => this.#stream.on(name, handle)),
    ];
  }

  hostDisconnected(): void {
    for (const end of this.#ends.splice(0)) end();
  }
}

/** A line that is no JSON says nothing to us. */
function parsed(text: unknown): unknown {
  try {
    return JSON.parse(String(text));
  } catch {
    return undefined;
  }
}
