import { html } from "lit";
import { formatOrganisationNumber } from "../../../../domain/organisation-number.ts";
import { checkField, textField } from "../../components/fields.ts";
import { FormDialog } from "../../components/form-dialog.ts";
import { answerOf } from "../../components/modal-dialog.ts";
import { toast } from "../../components/toasts.ts";
import { api } from "../../data/client.ts";
import { type CustomerView, saveCustomer } from "../../data/finance.ts";
import { ConflictError } from "../../data/problem.ts";
import { failureText } from "../../i18n/failure.ts";
import { t } from "../../i18n/index.ts";

/** What invoices know an organisation by. */
export class CustomerDialog extends FormDialog<true> {
  static override properties = { row: { attribute: false }, typed: { state: true }, notice: { state: true } };
  declare row: CustomerView;
  declare typed: Readonly<Partial<Record<"organisationNumber" | "customerNumber", string>>>;
  declare notice: boolean | null;

  constructor() {
    super();
    this.typed = {};
    this.notice = null;
  }

  override _heading() {
    return this.row.title;
  }

  override _action() {
    return t("action.save");
  }

  override _said(error: unknown) {
    return error instanceof ConflictError ? t("finance.customer.changed") : super._said(error);
  }

  override _fields() {
    const { organisationNumber, customerNumber, notice } = this._now();
    const errors = (name: string) => this.errors.filter(({ field }) => field === name);
    return html`<div class="stack" @input=${this._type}>
      ${textField({
        name: "customerNumber",
        label: t("finance.customer.customer_number"),
        hint: t("finance.customer.customer_number.hint"),
        value: customerNumber,
        errors: errors("customerNumber"),
        maxlength: 40,
      })}
      ${textField({
        name: "organisationNumber",
        label: t("finance.customer.organisation_number"),
        hint: t("finance.customer.organisation_number.hint"),
        value: organisationNumber,
        errors: errors("organisationNumber"),
        maxlength: 20,
      })}
      ${checkField({ name: "notice", label: t("finance.customer.notice"), checked: notice })}
    </div>`;
  }

  _now() {
    const { row, typed } = this;
    const written = row.organisationNumber === null ? "" : formatOrganisationNumber(row.organisationNumber);
    return {
      organisationNumber: typed.organisationNumber ?? written,
      customerNumber: typed.customerNumber ?? row.customerNumber ?? "",
      notice: this.notice ?? row.notice,
    };
  }

  _type({ target }: Event): void {
    if (!(target instanceof HTMLInputElement)) return;
    if (target.name === "notice") this.notice = target.checked;
    else this.typed = { ...this.typed, [target.name]: target.value };
    this.errors = this.errors.filter(({ field }) => field !== target.name);
  }

  override async _run() {
    const { organisationNumber, customerNumber, notice } = this._now();
    const said = { organisationNumber: organisationNumber.trim() || null, customerNumber: customerNumber.trim() || null, notice };
    const { value } = await saveCustomer(api, this.row, said);
    toast({ text: t("finance.customer.saved", { title: value.title }), undo: () => takeBack(value, this.row) });
    return true as const;
  }
}

async function takeBack(saved: CustomerView, before: CustomerView): Promise<void> {
  const { organisationNumber, customerNumber, notice } = before;
  try {
    await saveCustomer(api, saved, { organisationNumber, customerNumber, notice });
  } catch (error) {
    const text = error instanceof ConflictError ? t("finance.customer.changed") : failureText(error);
    toast({ text, tone: "failed" });
  }
}

/** @returns true when it was saved */
export function askCustomer(row: CustomerView): Promise<true | null> {
  return answerOf(Object.assign(document.createElement("customer-dialog"), { row }));
}

customElements.define("customer-dialog", CustomerDialog);
declare global {
  interface HTMLElementTagNameMap {
    "customer-dialog": CustomerDialog;
  }
}
