import { css, html, nothing } from "lit";
import { Check, CircleAlert, X } from "lucide";
import { t } from "../i18n/index.ts";
import { buttons, shared } from "../style/controls.ts";
import { KlykaElement } from "./element.ts";
import { icon } from "./icon.ts";

/** What happened, said for a while. With `undo` it stays until it is closed: WCAG 2.2.1 gives a person the time they need. */
export type Toast = {
  readonly text: string;
  readonly tone?: "done" | "failed";
  readonly undo?: () => unknown;
  readonly about?: string;
};
type Shown = Toast & { readonly id: number };

const stays = 8_000;
const most = 2;
const gap = 8;

const staysOpen = ({ undo, tone }: Toast): boolean => undo !== undefined || tone === "failed";

/** One in the app, below everything. `toast()` finds it. */
export class ToastStack extends KlykaElement {
  static override properties = { shown: { state: true } };
  declare shown: readonly Shown[];
  #next = 1;
  readonly #sizes = new ResizeObserver(() => this.#makeRoom());

  constructor() {
    super();
    this.shown = [];
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener("klyka-toast", this.#onToast);
    addEventListener("klyka-toast-over", this.#onOver);
    addEventListener("klyka-signed-out", this.#clear);
    this.#sizes.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener("klyka-toast", this.#onToast);
    removeEventListener("klyka-toast-over", this.#onOver);
    removeEventListener("klyka-signed-out", this.#clear);
    this.#sizes.disconnect();
  }

  override updated(): void {
    this.#makeRoom();
  }

  override render() {
    return html`<div class="stack" role="status" aria-live="polite">
      ${this.shown.map(
        (one) => html`<div class="toast ${one.tone ?? "done"} ${staysOpen(one) ? "open" : ""}">
          ${icon(one.tone === "failed" ? CircleAlert : Check)}<span class="text">${one.text}</span>
          ${one.undo ? html`<button class="button small" type="button" @click=${() => this._undo(one)}>${t("action.undo")}</button>` : nothing}
          <button class="button quiet small icon-only" type="button" aria-label=${t("action.close")} @click=${() => this.close(one.id)}>
            ${icon(X, 16)}
          </button>
        </div>`,
      )}
    </div>`;
  }

  show(toast: Toast): void {
    const id = this.#next++;
    this.shown = [...this.shown, { ...toast, id }].slice(-most);
    if (!staysOpen(toast)) setTimeout(() => this.close(id), stays);
  }

  close(id: number): void {
    this.shown = this.shown.filter((one) => one.id !== id);
  }

  _undo(toast: Shown): void {
    this.close(toast.id);
    toast.undo?.();
  }

  /** What stays until it is closed covers nothing: the page ends above it, and begins below it on a small screen (`--toasts`). */
  #makeRoom(): void {
    const open = [...this.renderRoot.querySelectorAll<HTMLElement>(".toast.open")];
    const height = open.reduce((sum, one) => sum + one.offsetHeight + gap, 0);
    document.documentElement.style.setProperty("--toasts", `${height}px`);
  }

  readonly #onOver = (event: Event) => {
    const about: unknown = event instanceof CustomEvent ? event.detail : null;
    this.shown = this.shown.filter((one) => one.about === undefined || one.about !== about);
  };

  /** What was said was said to whoever is gone. */
  readonly #clear = () => {
    this.shown = [];
  };

  readonly #onToast = (event: Event) => {
    if (event instanceof CustomEvent) this.show(event.detail);
  };

  static override styles = [
    shared,
    buttons,
    css`
      .stack {
        position: fixed;
        z-index: 30;
        left: 50%;
        translate: -50% 0;
        bottom: 16px;
        display: grid;
        gap: 8px;
        width: min(560px, calc(100vw - 32px));
        pointer-events: none;
      }
      @media (max-width: 720px) {
        /* At the lower edge are the sections, and what saves a form. */
        .stack {
          top: 64px;
          bottom: auto;
        }
      }
      .toast {
        display: flex;
        align-items: center;
        gap: 12px;
        padding: 8px 8px 8px 16px;
        border: 1px solid var(--line);
        border-left: 4px solid var(--live);
        border-radius: var(--radius);
        background: var(--surface);
        box-shadow: 0 8px 24px var(--shade);
        pointer-events: auto;
      }
      .toast.failed {
        border-left-color: var(--stop);
      }
      .toast > .icon {
        color: var(--live-ink);
      }
      .toast.failed > .icon {
        color: var(--stop-ink);
      }
      .text {
        flex: 1;
        overflow-wrap: anywhere;
      }
    `,
  ];
}

/** What can no longer be undone is said no longer: toasts that were about it go. */
export function toastOver(about: string): void {
  dispatchEvent(new CustomEvent("klyka-toast-over", { detail: about }));
}

/** Says what happened, wherever one stands. */
export function toast(detail: Toast): void {
  dispatchEvent(new CustomEvent("klyka-toast", { detail }));
}

customElements.define("toast-stack", ToastStack);
declare global {
  interface HTMLElementTagNameMap {
    "toast-stack": ToastStack;
  }
}
