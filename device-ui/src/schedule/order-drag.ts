import type { ReactiveController, ReactiveControllerHost } from "lit";

export type OrderDragHost = ReactiveControllerHost & { readonly renderRoot: HTMLElement | DocumentFragment };

const edge = 56;
const pace = 12;

/**
 * Lays a row of a list in another place with the pointer, a finger too. The rows stay where they are until it is let go;
 * `over` says between which. Escape leaves everything as it was.
 */
export class OrderDrag implements ReactiveController {
  readonly #host: OrderDragHost;
  readonly #selector: string;
  readonly #drop: (from: number, to: number) => void;
  #frame = 0;
  #y = 0;
  #begun = 0;
  /** The row that is carried, and before which one it would be laid (the number of rows: last). */
  from: number | null = null;
  over = 0;
  /** How far it has been carried, px. */
  moved = 0;

  /** @param selector of the rows that can be moved, in their order @param drop called with places as in the list without the row */
  constructor(host: OrderDragHost, selector: string, drop: (from: number, to: number) => void) {
    this.#host = host;
    this.#selector = selector;
    this.#drop = drop;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.#stop();
  }

  start(event: PointerEvent, from: number): void {
    if (event.button !== 0) return;
    event.preventDefault();
    this.from = from;
    this.over = from;
    this.moved = 0;
    this.#y = event.clientY;
    this.#begun = event.clientY;
    addEventListener("pointermove", this.#move);
    addEventListener("pointerup", this.#up);
    addEventListener("pointercancel", this.#stop);
    addEventListener("keydown", this.#escape, { capture: true });
    this.#scroll();
  }

  readonly #move = (event: PointerEvent) => {
    this.#y = event.clientY;
    this.#look();
  };

  #look(): void {
    const boxes = [...this.#host.renderRoot.querySelectorAll(this.#selector)].map((row) => row.getBoundingClientRect());
    const under = boxes.findIndex(({ top, height }, at) => at !== this.from && this.#y < top + height / 2);
    this.over = under < 0 ? boxes.length : under;
    this.moved = this.#y - this.#begun;
    this.#host.requestUpdate();
  }

  /** Near the edge of what is seen the list goes on. */
  #scroll(): void {
    this.#frame = requestAnimationFrame(() => {
      const by = this.#y < edge ? -pace : this.#y > innerHeight - edge ? pace : 0;
      const shell = document.querySelector("klyka-app")?.renderRoot.querySelector("app-shell");
      if (by !== 0 && shell?.scroller) {
        const before = shell.scroller.scrollTop;
        shell.scroller.scrollTop += by;
        this.#begun -= shell.scroller.scrollTop - before;
        this.#look();
      }
      this.#scroll();
    });
  }

  readonly #up = () => {
    const { from, over } = this;
    this.#stop();
    if (from === null) return;
    const to = over > from ? over - 1 : over;
    if (to !== from) this.#drop(from, to);
  };

  readonly #escape = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    this.#stop();
  };

  readonly #stop = () => {
    this.from = null;
    this.moved = 0;
    cancelAnimationFrame(this.#frame);
    removeEventListener("pointermove", this.#move);
    removeEventListener("pointerup", this.#up);
    removeEventListener("pointercancel", this.#stop);
    removeEventListener("keydown", this.#escape, { capture: true });
    this.#host.requestUpdate();
  };
}
