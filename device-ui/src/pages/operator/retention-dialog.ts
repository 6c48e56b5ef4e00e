import { html } from "lit";
import { textField } from "../../components/fields.ts";
import { FormDialog } from "../../components/form-dialog.ts";
import { answerOf } from "../../components/modal-dialog.ts";
import { api } from "../../data/client.ts";
import { type RetentionJobView, setRetention } from "../../data/retention.ts";
import { t } from "../../i18n/index.ts";

/** Asks how long something is kept, in the unit that it is counted in. */
export class RetentionDialog extends FormDialog<true> {
  static override properties = { job: { attribute: false }, typed: { state: true } };
  declare job: RetentionJobView;
  declare typed: string | null;

  constructor() {
    super();
    this.typed = null;
  }

  override _heading() {
    return t("retention.edit", { name: t(`retention.job.${this.job.job}`) });
  }

  override _action() {
    return t("retention.save");
  }

  override _fields() {
    const { job, unit, usual, least, most } = this.job;
    return html`<p>${t(`retention.about.${job}`)}</p>
      <div @input=${this._type}>
        ${textField({
          ...{ name: "amount", label: t(`retention.edit.${unit}`), value: this._value(), errors: this.errors, required: true },
          ...{ inputmode: "numeric", maxlength: 4, hint: t("retention.edit.hint", { least, most, usual }) },
          problem: this._ready() || this._value().trim() === "" ? null : t("retention.range", { least, most }),
        })}
      </div>`;
  }

  override _ready() {
    const amount = Number(this._value());
    return /^\d{1,4}$/.test(this._value().trim()) && amount >= this.job.least && amount <= this.job.most;
  }

  override async _run() {
    const amount = Number(this._value());
    await setRetention(api, this.job, amount === this.job.usual ? null : amount);
    return true as const;
  }

  _value(): string {
    return this.typed ?? String(this.job.amount);
  }

  _type(event: Event): void {
    if (!(event.target instanceof HTMLInputElement)) return;
    this.typed = event.target.value;
    this.errors = [];
  }
}

/** @returns true when it was saved */
export function askRetention(job: RetentionJobView): Promise<boolean> {
  return answerOf(Object.assign(document.createElement("retention-dialog"), { job })).then(Boolean);
}

customElements.define("retention-dialog", RetentionDialog);
declare global {
  interface HTMLElementTagNameMap {
    "retention-dialog": RetentionDialog;
  }
}
