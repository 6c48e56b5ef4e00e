import { css, html } from "lit";
import { X } from "lucide";
import { t } from "../i18n/index.ts";
import { buttons, shared } from "../style/controls.ts";
import { KlykaElement } from "./element.ts";
import { icon } from "./icon.ts";

/**
 * The browser's own dialog with a heading, a body and a row of buttons (slot `actions`). Escape and the cross close it and
 * the focus goes back where it was; `dialog-close` tells, and `preventDefault()` on `dialog-cancel` keeps it open.
 */
export class ModalDialog extends KlykaElement {
  static override properties = { heading: {}, open: { type: Boolean, reflect: true }, wide: { type: Boolean } };
  declare heading: string;
  declare open: boolean;
  declare wide: boolean;
  #sizes: ResizeObserver | null = null;

  constructor() {
    super();
    this.heading = "";
    this.open = false;
    this.wide = false;
  }

  override render() {
    return html`<dialog class=${this.wide ? "wide" : ""} aria-labelledby="heading" @cancel=${this._cancelled} @close=${this._closed}>
      <div class="top">
        <h2 id="heading">${this.heading}</h2>
        <button class="button quiet icon-only" type="button" aria-label=${t("action.close")} @click=${this._dismiss}>${icon(X)}</button>
      </div>
      <div class="body"><slot></slot></div>
      <div class="foot"><slot name="actions" @slotchange=${this._actions}></slot></div>
    </dialog>`;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#sizes?.disconnect();
  }

  /** Text that is longer than its room can be scrolled by keyboard. */
  protected override firstUpdated(): void {
    // Of a dialog without buttons nothing is ever slotted, and nothing tells so.
    const actions = this.renderRoot.querySelector<HTMLSlotElement>('slot[name="actions"]');
    actions?.parentElement?.toggleAttribute("hidden", actions.assignedElements().length === 0);
    const body = this.renderRoot.querySelector(".body");
    if (!body) return;
    this.#sizes = new ResizeObserver(() => {
      if (body.scrollHeight > body.clientHeight) body.setAttribute("tabindex", "0");
      else body.removeAttribute("tabindex");
    });
    this.#sizes.observe(body);
  }

  override updated(changed: Map<string, unknown>): void {
    if (!changed.has("open")) return;
    const dialog = this.renderRoot.querySelector("dialog");
    if (!dialog || dialog.open === this.open) return;
    if (this.open) dialog.showModal();
    else dialog.close();
  }

  /** Closes at once, without asking whether it may. */
  shut(): void {
    this.renderRoot.querySelector("dialog")?.close();
  }

  _dismiss(): void {
    if (this.tell("dialog-cancel", null)) this.open = false;
  }

  _cancelled(event: Event): void {
    event.preventDefault();
    this._dismiss();
  }

  _closed(): void {
    this.open = false;
    this.tell("dialog-close", null);
  }

  _actions(event: Event): void {
    const slot = event.target;
    if (slot instanceof HTMLSlotElement) slot.parentElement?.toggleAttribute("hidden", slot.assignedElements().length === 0);
  }

  static override styles = [
    shared,
    buttons,
    css`
      :host {
        display: contents;
      }
      dialog {
        width: min(480px, calc(100vw - 32px));
        max-height: calc(100dvh - 32px);
        padding: 0;
        border: 1px solid var(--line);
        border-radius: var(--radius-large);
        background: var(--surface);
        color: var(--ink);
        box-shadow: 0 16px 48px var(--shade);
      }
      dialog.wide {
        width: min(880px, calc(100vw - 32px));
      }
      dialog[open] {
        display: flex;
        flex-direction: column;
      }
      dialog::backdrop {
        background: var(--veil);
      }
      .top {
        display: flex;
        align-items: center;
        justify-content: space-between;
        gap: 16px;
        padding: 16px 12px 8px 24px;
      }
      .body {
        padding: 0 24px 16px;
        overflow: auto;
        overflow-wrap: anywhere;
      }
      .foot {
        display: flex;
        flex-wrap: wrap;
        justify-content: flex-end;
        gap: 8px;
        padding: 12px 24px;
        border-top: 1px solid var(--line);
      }
      .foot[hidden] {
        display: none;
      }
      @media (max-width: 720px) {
        dialog {
          margin: auto auto 0;
          width: 100vw;
          max-width: 100vw;
          max-height: calc(100dvh - 24px);
          border-width: 1px 0 0;
          border-radius: var(--radius-large) var(--radius-large) 0 0;
        }
        .top {
          padding-left: 16px;
        }
        .body,
        .foot {
          padding-inline: 16px;
        }
      }
    `,
  ];
}

/** A dialog of ours, drawn in a `modal-dialog`, that gives one answer. */
export type Asking<Answer> = KlykaElement & { answer: (answer: Answer) => void };

/** Puts the dialog over the page until it is answered, and takes it away. */
export function answerOf<Answer>(dialog: Asking<Answer>): Promise<Answer> {
  return new Promise((resolve) => {
    const signedOut = () => dialog.renderRoot.querySelector("modal-dialog")?.shut();
    // What was asked was asked whoever is gone, and may show what the next one must not see.
    addEventListener("klyka-signed-out", signedOut);
    dialog.answer = (answer) => {
      removeEventListener("klyka-signed-out", signedOut);
      dialog.answer = () => undefined;
      // Closed before it goes, so that the browser puts the focus back where it was.
      dialog.renderRoot.querySelector("modal-dialog")?.shut();
      dialog.remove();
      resolve(answer);
    };
    document.body.append(dialog);
  });
}

customElements.define("modal-dialog", ModalDialog);
declare global {
  interface HTMLElementTagNameMap {
    "modal-dialog": ModalDialog;
  }
}
