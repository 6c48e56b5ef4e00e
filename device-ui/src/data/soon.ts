import type { ReactiveController, ReactiveControllerHost } from "lit";

/** Does something a moment after it was told to, once for however often it is told until then: while many things move, too. */
export class Soon implements ReactiveController {
  readonly #milliseconds: number;
  readonly #work: () => unknown;
  #timer = 0;

  constructor(host: ReactiveControllerHost, milliseconds: number, work: () => unknown) {
    this.#milliseconds = milliseconds;
    this.#work = work;
    host.addController(this);
  }

  readonly tell = (): void => {
    if (this.#timer !== 0) return;
    this.#timer = window.setTimeout(() => {
      this.#timer = 0;
      this.#work();
    }, this.#milliseconds);
  };

  hostDisconnected(): void {
    clearTimeout(this.#timer);
    this.#timer = 0;
  }
}
