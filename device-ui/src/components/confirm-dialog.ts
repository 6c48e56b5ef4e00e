import { css, html, nothing } from "lit";
import { t } from "../i18n/index.ts";
import { buttons, shared, states } from "../style/controls.ts";
import { KlykaElement } from "./element.ts";
import { answerOf } from "./modal-dialog.ts";

/** What is asked before something with an effect is done. */
export type Confirmation = {
  readonly heading: string;
  readonly text?: string;
  /** What will happen, in sentences: how many phones, which numbers, what callers will hear. */
  readonly effects?: readonly string[];
  /** The verb on the button: "Avsluta Oskar", never "OK". */
  readonly action: string;
  readonly danger?: boolean;
  /** Does it; the dialog stays open while it works and shows the sentence that it throws with. */
  readonly run?: () => Promise<void>;
  readonly failure?: (error: unknown) => string;
};

/** Asks, and tells what was answered. Give it values and callbacks; it knows no API. */
export class ConfirmDialog extends KlykaElement {
  static override properties = { question: { attribute: false }, busy: { state: true }, failed: { state: true } };
  declare question: Confirmation;
  declare busy: boolean;
  declare failed: string | null;
  declare answer: (agreed: boolean) => void;

  constructor() {
    super();
    this.busy = false;
    this.failed = null;
    this.answer = () => undefined;
  }

  override render() {
    const { heading, text, effects, action, danger } = this.question;
    return html`<modal-dialog heading=${heading} open @dialog-cancel=${this._mayClose} @dialog-close=${() => this.answer(false)}>
      <div class="stack">
        ${text ? html`<p>${text}</p>` : nothing} ${effects?.length ? this._effects(effects) : nothing}
        ${this.failed ? html`<p class="notice stop" role="alert">${this.failed}</p>` : nothing}
      </div>
      <button slot="actions" class="button" type="button" ?disabled=${this.busy} @click=${() => this.answer(false)}>${t("action.cancel")}</button>
      <button slot="actions" class="button ${danger ? "danger" : "filled"}" type="button" ?disabled=${this.busy} @click=${this._agree}>${action}</button>
    </modal-dialog>`;
  }

  _effects(effects: readonly string[]) {
    return html`<section aria-labelledby="effect">
      <h3 id="effect">${t("confirm.effect")}</h3>
      <ul>
        ${effects.map((effect) => html`<li>${effect}</li>`)}
      </ul>
    </section>`;
  }

  _mayClose(event: Event): void {
    if (this.busy) event.preventDefault();
  }

  async _agree(): Promise<void> {
    const { run, failure } = this.question;
    if (!run) return this.answer(true);
    this.busy = true;
    this.failed = null;
    try {
      await run();
      this.answer(true);
    } catch (error) {
      this.failed = failure ? failure(error) : String(error);
    } finally {
      this.busy = false;
    }
  }

  static override styles = [
    shared,
    buttons,
    states,
    css`
      :host {
        display: contents;
      }
      .stack {
        display: grid;
        gap: 12px;
      }
      section {
        padding: 12px 16px;
        border-radius: var(--radius);
        background: var(--sunk);
      }
      h3 {
        font: 650 var(--size-small) / 1.4 var(--text);
        color: var(--soft);
        letter-spacing: 0;
      }
      ul {
        margin: 4px 0 0;
        padding-left: 18px;
      }
    `,
  ];
}

/** Shows the question over the page. @returns true when it was agreed to (and, with `run`, done) */
export function confirm(question: Confirmation): Promise<boolean> {
  return answerOf(Object.assign(document.createElement("confirm-dialog"), { question }));
}

customElements.define("confirm-dialog", ConfirmDialog);
declare global {
  interface HTMLElementTagNameMap {
    "confirm-dialog": ConfirmDialog;
  }
}
