import { css, html, nothing } from "lit";
import type { FieldError } from "../data/problem.ts";
import { ApiError } from "../data/problem.ts";
import { failureText } from "../i18n/failure.ts";
import { t } from "../i18n/index.ts";
import { buttons, fields, shared, states } from "../style/controls.ts";
import { KlykaElement } from "./element.ts";
import { textField } from "./fields.ts";
import { answerOf } from "./modal-dialog.ts";

export type NameQuestion = {
  readonly heading: string;
  readonly text?: string;
  readonly label: string;
  readonly hint?: string;
  readonly value?: string;
  /** The verb on the button. */
  readonly action: string;
  /** Does it; the dialog stays open with what the server found wrong. */
  readonly run: (name: string) => Promise<void>;
};

/** Asks what something shall be called. Knows no API. */
export class NameDialog extends KlykaElement {
  static override properties = {
    question: { attribute: false },
    typed: { state: true },
    errors: { state: true },
    failure: { state: true },
    busy: { state: true },
  };
  declare question: NameQuestion;
  declare typed: string | null;
  declare errors: readonly FieldError[];
  declare failure: string | null;
  declare busy: boolean;
  declare answer: (named: boolean) => void;

  constructor() {
    super();
    this.typed = null;
    this.errors = [];
    this.failure = null;
    this.busy = false;
    this.answer = () => undefined;
  }

  override firstUpdated(): void {
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLInputElement>("#name")?.select());
  }

  override render() {
    const { heading, text, label, hint, action } = this.question;
    const value = this._value();
    return html`<modal-dialog heading=${heading} open @dialog-close=${() => this.answer(false)}>
      <form id="naming" class="stack" @submit=${this._do} novalidate>
        ${text ? html`<p>${text}</p>` : nothing}
        <div @input=${this._type}>
          ${textField({ name: "name", label, value, errors: this.errors, maxlength: 100, required: true, ...(hint ? { hint } : {}) })}
        </div>
        ${this.failure ? html`<p class="notice stop" role="alert">${this.failure}</p>` : nothing}
      </form>
      <button slot="actions" class="button" type="button" @click=${() => this.answer(false)}>${t("action.cancel")}</button>
      <button slot="actions" class="button filled" type="submit" form="naming" ?disabled=${this.busy || value.trim() === ""}>${action}</button>
    </modal-dialog>`;
  }

  _value(): string {
    return this.typed ?? this.question.value ?? "";
  }

  _type(event: Event): void {
    if (!(event.target instanceof HTMLInputElement)) return;
    this.typed = event.target.value;
    this.errors = [];
  }

  async _do(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (this.busy || this._value().trim() === "") return;
    this.busy = true;
    this.failure = null;
    try {
      await this.question.run(this._value().trim());
      this.answer(true);
    } catch (error) {
      this.errors = error instanceof ApiError ? error.fields.filter(({ field }) => field === "name") : [];
      if (this.errors.length === 0) this.failure = failureText(error);
    } finally {
      this.busy = false;
    }
  }

  static override styles = [
    shared,
    buttons,
    fields,
    states,
    css`
      :host {
        display: contents;
      }
      .stack {
        display: grid;
        gap: 12px;
      }
    `,
  ];
}

/** @returns true when it has got its name */
export function askName(question: NameQuestion): Promise<boolean> {
  return answerOf(Object.assign(document.createElement("name-dialog"), { question }));
}

customElements.define("name-dialog", NameDialog);
declare global {
  interface HTMLElementTagNameMap {
    "name-dialog": NameDialog;
  }
}
