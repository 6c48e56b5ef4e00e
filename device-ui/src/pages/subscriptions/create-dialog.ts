import { html, nothing } from "lit";
import { selectField, textField } from "../../components/fields.ts";
import { FormDialog } from "../../components/form-dialog.ts";
import { answerOf } from "../../components/modal-dialog.ts";
import type { Answered } from "../../data/api.ts";
import { api } from "../../data/client.ts";
import { createSubscription, readPriceList, type SubscriptionView } from "../../data/subscriptions.ts";
import { failureText } from "../../i18n/failure.ts";
import { t } from "../../i18n/index.ts";

type Made = Answered<SubscriptionView>;

/** Operator staff adds a number that is at the mobile operator already. */
export class SubscriptionCreateDialog extends FormDialog<Made> {
  static override properties = { organisationId: { attribute: false }, types: { state: true } };
  declare organisationId: string;
  declare types: readonly { readonly value: string; readonly label: string }[];

  constructor() {
    super();
    this.types = [];
  }

  override connectedCallback(): void {
    super.connectedCallback();
    readPriceList(api).then(
      ({ types }) => {
        this.types = types.filter(({ retiredAt }) => retiredAt === null).map(({ id, name }) => ({ value: id, label: name }));
      },
      (error: unknown) => {
        this.failure = failureText(error);
      },
    );
  }

  override _heading() {
    return t("subscriptions.create.heading");
  }

  override _action() {
    return t("subscriptions.create.do");
  }

  override _ready() {
    return this.types.length > 0;
  }

  override _fields() {
    const of = (name: string) => ({ name, errors: this.errors.filter(({ field }) => field === name) });
    return html`<p>${t("subscriptions.create.text")}</p>
      ${textField({ ...of("number"), label: t("subscriptions.create.number"), type: "tel", required: true, maxlength: 60 })}
      ${this.types.length === 0 ? nothing : selectField({ ...of("typeId"), label: t("subscriptions.type"), choices: this.types })}
      ${textField({ ...of("label"), label: t("subscriptions.label"), hint: t("subscriptions.label.hint"), maxlength: 60 })}
      ${textField({ ...of("simCard.iccid"), label: t("subscriptions.create.iccid"), hint: t("subscriptions.create.iccid.hint"), inputmode: "numeric", maxlength: 40 })}
      ${textField({ ...of("simCard.pin1"), label: t("subscriptions.create.pin"), inputmode: "numeric", maxlength: 10 })}
      ${textField({ ...of("simCard.puk1"), label: t("subscriptions.create.puk"), inputmode: "numeric", maxlength: 14 })}`;
  }

  override _run(): Promise<Made> {
    const form = this.renderRoot.querySelector("form");
    const typed = new FormData(form ?? undefined);
    const text = (name: string) => String(typed.get(name) ?? "").trim() || null;
    const iccid = text("simCard.iccid");
    const simCard = iccid === null ? null : { iccid, pin1: text("simCard.pin1"), puk1: text("simCard.puk1") };
    const body = { number: text("number") ?? "", typeId: text("typeId") ?? "", label: text("label"), simCard };
    return createSubscription(api, this.organisationId, body);
  }
}

export function askSubscription(organisationId: string): Promise<Made | null> {
  return answerOf(Object.assign(document.createElement("subscription-create-dialog"), { organisationId }));
}

customElements.define("subscription-create-dialog", SubscriptionCreateDialog);
declare global {
  interface HTMLElementTagNameMap {
    "subscription-create-dialog": SubscriptionCreateDialog;
  }
}
