import type { ReactiveController, ReactiveControllerHost } from "lit";

/** What happens on the server while one looks (server-sent events). Opened with the element, closed with it. */
export type EventHandlers = Readonly<Record<string, (data: unknown) => void>>;

export class ServerEvents implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #address: () => string | null;
  readonly #handlers: EventHandlers;
  #source: EventSource | null = null;
  #opened: string | null = null;
  /** True while the server can be heard: a view may say that it shows an older state. */
  live = false;

  /** @param address of the stream; null while there is nothing to listen to. Asked again after each update of the host. */
  constructor(host: ReactiveControllerHost, address: () => string | null, handlers: EventHandlers) {
    this.#host = host;
    this.#address = address;
    this.#handlers = handlers;
    host.addController(this);
  }

  hostConnected(): void {
    this.#follow();
  }

  hostUpdated(): void {
    this.#follow();
  }

  hostDisconnected(): void {
    this.#close();
  }

  #follow(): void {
    const address = this.#address();
    if (address === this.#opened) return;
    this.#close();
    if (address === null) return;
    this.#opened = address;
    const source = new EventSource(address);
    this.#source = source;
    // The browser connects again by itself after an error, and says where it stopped (Last-Event-ID).
    source.onopen = () => this.#heard(true);
    source.onerror = () => this.#heard(false);
    for (const [name, handle] of Object.entries(this.#handlers)) {
      source.addEventListener(name, (event) => {
        const data = parsed(event.data);
        if (data !== undefined) handle(data);
      });
    }
  }

  #heard(live: boolean): void {
    if (live === this.live) return;
    this.live = live;
    this.#host.requestUpdate();
  }

  #close(): void {
    this.#source?.close();
    this.#source = null;
    this.#opened = null;
    this.live = false;
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
