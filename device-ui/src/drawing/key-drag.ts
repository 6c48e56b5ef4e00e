import type { ReactiveController, ReactiveControllerHost } from "lit";
import { type KeyPlace, samePlace } from "./drawing.ts";

/** What the drag needs of the drawing. */
export type DragHost = ReactiveControllerHost &
  EventTarget & {
    over: KeyPlace | null;
    readonly renderRoot: HTMLElement | DocumentFragment;
    contentOf(place: KeyPlace): unknown;
  };

const slack = 6;

/**
 * Moves a key on the drawing with the pointer. The browser's own drag and drop does not lift parts of an SVG, so the
 * pointer is followed. Tells `key-move` with from and to.
 */
export class KeyDrag implements ReactiveController {
  readonly #host: DragHost;
  #from: KeyPlace | null = null;
  #start = { x: 0, y: 0 };
  active = false;
  /** True for the click that ends a drag: it chooses nothing. */
  justMoved = false;

  constructor(host: DragHost) {
    this.#host = host;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.#stop();
  }

  start(event: PointerEvent, from: KeyPlace): void {
    // A finger scrolls the page; with a finger a key is moved by cut and paste.
    if (event.button !== 0 || event.pointerType === "touch") return;
    this.justMoved = false;
    this.#from = from;
    this.#start = { x: event.clientX, y: event.clientY };
    addEventListener("pointermove", this.#move);
    addEventListener("pointerup", this.#drop);
    addEventListener("pointercancel", this.#cancel);
    addEventListener("keydown", this.#escape, { capture: true });
  }

  readonly #move = (event: PointerEvent) => {
    const far = Math.hypot(event.clientX - this.#start.x, event.clientY - this.#start.y) > slack;
    if (!this.active && !far) return;
    this.active = true;
    const under = this.#under(event);
    this.#host.over = samePlace(under, this.#from) ? null : under;
    this.#host.requestUpdate();
  };

  readonly #drop = (event: PointerEvent) => {
    const [from, to] = [this.#from, this.active ? this.#under(event) : null];
    this.justMoved = this.active;
    this.#stop();
    // The click comes after the pointer is up; then choosing works again.
    setTimeout(() => {
      this.justMoved = false;
    });
    if (from && to && !samePlace(from, to)) {
      this.#host.dispatchEvent(new CustomEvent("key-move", { detail: { from, to }, bubbles: true, composed: true }));
    }
  };

  readonly #cancel = () => this.#stop();

  readonly #escape = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || !this.active) return;
    event.stopPropagation();
    this.#stop();
  };

  #under(event: PointerEvent): KeyPlace | null {
    const root = this.#host.renderRoot;
    const hit = root instanceof ShadowRoot ? root.elementFromPoint(event.clientX, event.clientY) : null;
    const [module, index] = (hit?.closest("[data-place]")?.getAttribute("data-place") ?? "").split("/").map(Number);
    return module !== undefined && index !== undefined ? { module, index } : null;
  }

  #stop(): void {
    removeEventListener("pointermove", this.#move);
    removeEventListener("pointerup", this.#drop);
    removeEventListener("pointercancel", this.#cancel);
    removeEventListener("keydown", this.#escape, { capture: true });
    this.#from = null;
    this.active = false;
    this.#host.over = null;
    this.#host.requestUpdate();
  }
}
