import { html } from "lit";
import { readPortingNumbers } from "../../../domain/porting-numbers.ts";
import { areaField, selectField, textField } from "../components/fields.ts";
import { FormDialog } from "../components/form-dialog.ts";
import { answerOf } from "../components/modal-dialog.ts";
import { api } from "../data/client.ts";
import { type PortingView, registerPortOut } from "../data/portings.ts";
import { t } from "../i18n/index.ts";

const hours = Array.from({ length: 11 }, (_, n) => `${String(n + 7).padStart(2, "0")}:00`);

/** Numbers that another operator takes over: which, who, when. */
export class PortOutDialog extends FormDialog<PortingView> {
  static override properties = { organisation: {}, values: { state: true } };
  declare organisation: string;
  declare values: Readonly<Record<string, string>>;

  constructor() {
    super();
    this.organisation = "";
    this.values = { numbers: "", otherOperator: "", date: "", time: "10:00" };
  }

  override _heading() {
    return t("portings.out.new");
  }

  override _action() {
    return t("portings.out.save");
  }

  override _fields() {
    const field = (name: string, label: string) => ({
      ...{ name, label, value: this.values[name] ?? "" },
      errors: this.errors.filter((error) => error.field === name),
    });
    return html`<p>${t("portings.out.text")}</p>
      <div @input=${this._typed} @change=${this._typed}>
        ${areaField({ ...field("numbers", t("portings.numbers.label")), hint: t("portings.numbers.hint"), rows: 3, maxlength: 20_000 })}
        ${textField({ ...field("otherOperator", t("portings.out.operator")), maxlength: 200, required: true })}
        ${textField({ ...field("date", t("portings.time.day")), hint: t("portings.out.date_hint"), maxlength: 10, required: true })}
        ${selectField({ ...field("time", t("portings.time.hour")), choices: hours.map((value) => ({ value, label: value })) })}
      </div>`;
  }

  override _ready() {
    return ["numbers", "otherOperator", "date"].every((name) => (this.values[name] ?? "").trim() !== "");
  }

  override async _run() {
    const { numbers = "", otherOperator, date, time } = this.values;
    // What cannot be read goes as it is written: the server says what is wrong with it.
    const read = readPortingNumbers(numbers).flatMap((piece) => ("numbers" in piece ? piece.numbers : [piece.written]));
    return (await registerPortOut(api, { organisation: this.organisation, numbers: read, otherOperator, date, time })).value;
  }

  _typed({ target }: Event): void {
    if (!(target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement))
      return;
    this.values = { ...this.values, [target.name]: target.value };
    this.errors = this.errors.filter(({ field }) => field !== target.name);
  }
}

/** @returns what was written down; null: nothing */
export function askPortOut(organisation: string): Promise<PortingView | null> {
  return answerOf(Object.assign(document.createElement("port-out-dialog"), { organisation }));
}

customElements.define("port-out-dialog", PortOutDialog);
declare global {
  interface HTMLElementTagNameMap {
    "port-out-dialog": PortOutDialog;
  }
}
