import { html, nothing } from "lit";
import { nextPeriodStart, type TypeChangeTime } from "../../../../domain/subscription.ts";
import { segmentField } from "../../components/fields.ts";
import { FormDialog } from "../../components/form-dialog.ts";
import { answerOf } from "../../components/modal-dialog.ts";
import type { Answered } from "../../data/api.ts";
import { api } from "../../data/client.ts";
import { type OffersView, orderTypeChange, type SubscriptionView } from "../../data/subscriptions.ts";
import { formatMoney, longDay, shortDay } from "../../i18n/format.ts";
import { t } from "../../i18n/index.ts";
import { choiceList, choiceListStyles } from "../../subscriptions/choice-list.ts";
import { effectStyles } from "../../subscriptions/dialog-styles.ts";
import { quotaText } from "../../subscriptions/words.ts";

type About = { readonly one: SubscriptionView; readonly types: OffersView["types"] };
export type Ordered = { readonly answered: Answered<SubscriptionView>; readonly type: string };

/** Orders another type: which, from when, and what it costs then. */
export class TypeDialog extends FormDialog<Ordered> {
  static override properties = { about: { attribute: false }, chosen: { state: true }, when: { state: true } };
  declare about: About;
  declare chosen: string;
  declare when: TypeChangeTime;

  constructor() {
    super();
    this.chosen = "";
    this.when = "next_period";
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this._choose(this.about.types[0]?.id ?? "");
  }

  override _heading() {
    return t("subscriptions.type.heading", { name: this.about.one.name });
  }

  override _action() {
    return t("subscriptions.type.do");
  }

  override _ready() {
    return this.chosen !== "";
  }

  override _fields() {
    const { types } = this.about;
    if (types.length === 0) return html`<p>${t("subscriptions.type.none")}</p>`;
    return html`${choiceList({
      name: "type",
      label: t("subscriptions.type.choose"),
      value: this.chosen,
      choices: types.map(({ id, name, priceOre, dataQuotaBytes }) => ({
        ...{ value: id, title: name, side: formatMoney(priceOre) },
        detail:
          dataQuotaBytes === null
            ? t("subscriptions.type.unlimited")
            : t("subscriptions.type.quota", { quota: quotaText(dataQuotaBytes) }),
      })),
      onChange: (value) => this._choose(value),
    })}
      ${this._when()} ${this._effect()}`;
  }

  _when() {
    const type = this._type();
    if (!type) return nothing;
    const from = longDay(nextPeriodStart(`${this.about.one.data.period}-01`));
    if (!type.when.includes("now"))
      return html`<p class="soft">${t("subscriptions.type.down")} ${t("subscriptions.type.when.next_period", { day: from })}.</p>`;
    return segmentField({
      name: "when",
      label: t("subscriptions.type.when"),
      value: this.when,
      choices: [
        { value: "now", label: t("subscriptions.type.when.now") },
        {
          value: "next_period",
          label: t("subscriptions.type.when.next_period", { day: shortDay(nextPeriodStart(`${this.about.one.data.period}-01`)) }),
        },
      ],
      onChange: (value) => {
        this.when = value === "now" ? "now" : "next_period";
      },
    });
  }

  _effect() {
    const type = this._type();
    const { one } = this.about;
    if (!type) return nothing;
    const prices = { price: formatMoney(type.priceOre), before: formatMoney(one.type.priceOre) };
    return html`<ul class="notice">
      <li>${t("subscriptions.type.effect", prices)}</li>
      ${this.when === "now" ? html`<li>${t("subscriptions.type.this_month")}</li>` : nothing}
      ${one.bindingUntil === null ? nothing : html`<li>${t("subscriptions.type.binding_note", { day: longDay(one.bindingUntil) })}</li>`}
    </ul>`;
  }

  _type() {
    return this.about.types.find(({ id }) => id === this.chosen);
  }

  _choose(id: string): void {
    this.chosen = id;
    this.when = this._type()?.when.includes("now") ? "now" : "next_period";
  }

  override async _run(): Promise<Ordered> {
    const answered = await orderTypeChange(api, this.about.one, { typeId: this.chosen, when: this.when });
    return { answered, type: this._type()?.name ?? "" };
  }

  static override styles = [FormDialog.styles, choiceListStyles, effectStyles];
}

export function askType(one: SubscriptionView, types: OffersView["types"]): Promise<Ordered | null> {
  return answerOf(Object.assign(document.createElement("type-dialog"), { about: { one, types } }));
}

customElements.define("type-dialog", TypeDialog);
declare global {
  interface HTMLElementTagNameMap {
    "type-dialog": TypeDialog;
  }
}
