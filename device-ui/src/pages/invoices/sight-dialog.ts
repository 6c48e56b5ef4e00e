import { html, nothing } from "lit";
import { longestReason, sightMinutes } from "../../../../domain/call-sight.ts";
import { areaField, segmentField } from "../../components/fields.ts";
import { FormDialog } from "../../components/form-dialog.ts";
import { answerOf } from "../../components/modal-dialog.ts";
import type { NodeView, SightView } from "../../data/invoices.ts";
import { t } from "../../i18n/index.ts";
import { holderName } from "./words.ts";

export type SightQuestion = {
  /** Whose calls are open; null: nobody's in particular. */
  readonly holder: Pick<NodeView, "userId" | "userName" | "number"> | null;
  readonly run: (reason: string, of: SightView["of"]) => Promise<void>;
};

/** Asks why whole numbers are to be seen, and whose. Knows no API. */
export class SightDialog extends FormDialog<true> {
  static override properties = { question: { attribute: false }, reason: { state: true }, all: { state: true } };
  declare question: SightQuestion;
  declare reason: string;
  declare all: boolean;

  constructor() {
    super();
    this.reason = "";
    this.all = false;
  }

  override _heading() {
    return t("invoices.sight.heading");
  }

  override _action() {
    return t("invoices.sight.action");
  }

  override _fields() {
    const { holder } = this.question;
    const whose = [
      { value: "holder", label: holder ? t("invoices.sight.of.holder", { name: holderName(holder) }) : "" },
      { value: "all", label: t("invoices.sight.of.all") },
    ];
    return html`<p>${t("invoices.sight.text", { minutes: sightMinutes })}</p>
      <div @input=${this._type}>
        ${areaField({
          ...{ name: "reason", label: t("invoices.sight.reason"), hint: t("invoices.sight.reason.hint"), value: this.reason },
          ...{ errors: this.errors, maxlength: longestReason, rows: 2, required: true },
        })}
      </div>
      ${
        holder === null
          ? nothing
          : segmentField({
              ...{ name: "of", label: t("invoices.sight.of"), value: this.all ? "all" : "holder", choices: whose },
              onChange: (value) => {
                this.all = value === "all";
              },
            })
      }`;
  }

  override _ready() {
    return this.reason.trim() !== "";
  }

  override async _run() {
    const { holder, run } = this.question;
    await run(this.reason, holder === null || this.all ? null : { userId: holder.userId, number: holder.number });
    return true as const;
  }

  _type(event: Event): void {
    if (!(event.target instanceof HTMLTextAreaElement)) return;
    this.reason = event.target.value;
    this.errors = [];
  }
}

/** @returns true when the numbers may be seen */
export function askSight(question: SightQuestion): Promise<boolean> {
  return answerOf(Object.assign(document.createElement("sight-dialog"), { question })).then(Boolean);
}

customElements.define("sight-dialog", SightDialog);
declare global {
  interface HTMLElementTagNameMap {
    "sight-dialog": SightDialog;
  }
}
