import type { ReactiveController, ReactiveControllerHost } from "lit";

/**
 * The server's clock, which decides what is over and what "tomorrow" is, whatever the computer's clock shows. Draws its
 * element anew each minute, so that what is offered does not lie in the past.
 */
export class ServerClock implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  #ahead = 0;
  #minute = 0;
  #alarm = 0;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  now(): Date {
    return new Date(Date.now() + this.#ahead);
  }

  /** What the server's clock showed just now. */
  set(now: string): void {
    this.#ahead = Date.parse(now) - Date.now();
  }

  /** Calls `then` when that instant comes; one at a time, null: none. */
  wakeAt(instant: string | null, then: () => void): void {
    clearTimeout(this.#alarm);
    if (instant === null) return;
    const wait = Date.parse(instant) - this.now().getTime();
    // Longer than a timer takes; the page of a person who is away for a month is fetched anew before that.
    if (wait > 0 && wait < 86_400_000) this.#alarm = window.setTimeout(then, wait + 500);
  }

  hostConnected(): void {
    this.#minute = window.setInterval(() => this.#host.requestUpdate(), 60_000);
  }

  hostDisconnected(): void {
    clearInterval(this.#minute);
    clearTimeout(this.#alarm);
  }
}
