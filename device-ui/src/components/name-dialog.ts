import { html, nothing } from "lit";
import { textField } from "./fields.ts";
import { FormDialog } from "./form-dialog.ts";
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
export class NameDialog extends FormDialog<true> {
  static override properties = { question: { attribute: false }, typed: { state: true } };
  declare question: NameQuestion;
  declare typed: string | null;

  constructor() {
    super();
    this.typed = null;
  }

  override firstUpdated(): void {
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLInputElement>("#name")?.select());
  }

  override _heading() {
    return this.question.heading;
  }

  override _action() {
    return this.question.action;
  }

  override _fields() {
    const { text, label, hint } = this.question;
    const field = { name: "name", label, value: this._value(), errors: this.errors, maxlength: 100, required: true };
    return html`${text ? html`<p>${text}</p>` : nothing}
      <div @input=${this._type}>${textField({ ...field, ...(hint ? { hint } : {}) })}</div>`;
  }

  override _ready() {
    return this._value().trim() !== "";
  }

  override async _run() {
    await this.question.run(this._value().trim());
    return true as const;
  }

  _value(): string {
    return this.typed ?? this.question.value ?? "";
  }

  _type(event: Event): void {
    if (!(event.target instanceof HTMLInputElement)) return;
    this.typed = event.target.value;
    this.errors = [];
  }
}

/** @returns true when it has got its name */
export function askName(question: NameQuestion): Promise<boolean> {
  return answerOf(Object.assign(document.createElement("name-dialog"), { question })).then(Boolean);
}

customElements.define("name-dialog", NameDialog);
declare global {
  interface HTMLElementTagNameMap {
    "name-dialog": NameDialog;
  }
}
