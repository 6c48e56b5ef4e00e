import type { ReactiveController, ReactiveControllerHost } from "lit";

/** Does something now and then while its element is on a page that somebody looks at: what no event tells of. */
export class Every implements ReactiveController {
  readonly #milliseconds: number;
  readonly #work: () => unknown;
  #timer = 0;

  constructor(host: ReactiveControllerHost, milliseconds: number, work: () => unknown) {
    this.#milliseconds = milliseconds;
    this.#work = work;
    host.addController(this);
  }

  hostConnected(): void {
    this.#timer = window.setInterval(() => {
      if (!document.hidden) this.#work();
    }, this.#milliseconds);
  }

  hostDisconnected(): void {
    clearInterval(this.#timer);
  }
}
