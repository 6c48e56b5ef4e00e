import { html, nothing } from "lit";
import { areaField, segmentField, textField } from "../components/fields.ts";
import { FormDialog } from "../components/form-dialog.ts";
import { answerOf } from "../components/modal-dialog.ts";
import type { Answered } from "../data/api.ts";
import { api } from "../data/client.ts";
import { orderTwin, replaceCard, type SimCardView, type SubscriptionView } from "../data/subscriptions.ts";
import { formatMoney, formatNumber } from "../i18n/format.ts";
import { t } from "../i18n/index.ts";
import { effectStyles } from "./dialog-styles.ts";

type How = "send" | "hand" | "esim";
/** `card` null: one more, a twin. */
type About = { readonly one: SubscriptionView; readonly card: SimCardView | null };
type Ordered = Answered<SubscriptionView>;

/** Orders a card: one more for the number, or one instead of another. */
export class CardDialog extends FormDialog<Ordered> {
  static override properties = { about: { attribute: false }, how: { state: true } };
  declare about: About;
  declare how: How;
  /** Names this order, whatever becomes of the first answer. */
  readonly #key = crypto.randomUUID();

  constructor() {
    super();
    this.how = "send";
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.about.card?.form === "esim") this.how = "esim";
  }

  override _heading() {
    const number = formatNumber(this.about.one.number.e164);
    return this.about.card ? t("subscriptions.card.replace.heading", { number }) : t("subscriptions.twin.heading", { number });
  }

  override _action() {
    return t(this.about.card ? "subscriptions.card.replace.do" : "subscriptions.twin.do");
  }

  override _fields() {
    const { card, one } = this.about;
    const ways: readonly How[] = card ? ["send", "hand", "esim"] : ["send", "esim"];
    const of = (name: string) => this.errors.filter(({ field }) => field === name);
    return html`<p>${t(card ? "subscriptions.card.replace.text" : "subscriptions.twin.text")}</p>
      ${segmentField({
        name: "how",
        label: t(card ? "subscriptions.card.replace.how" : "subscriptions.twin.form"),
        value: this.how,
        choices: ways.map((value) => ({ value, label: t(`subscriptions.card.replace.${value}`) })),
        onChange: (value) => {
          this.how = ways.find((way) => way === value) ?? "send";
        },
      })}
      ${
        this.how === "hand"
          ? textField({
              ...{ name: "newIccid", label: t("subscriptions.card.replace.iccid"), required: true, inputmode: "numeric" },
              ...{ hint: t("subscriptions.card.replace.iccid.hint"), maxlength: 40, errors: of("newIccid") },
            })
          : nothing
      }
      ${
        this.how === "send"
          ? areaField({
              ...{ name: "deliverTo", label: t("subscriptions.card.address"), hint: t("subscriptions.card.address.hint") },
              ...{ maxlength: 300, errors: of("deliverTo") },
            })
          : nothing
      }
      ${card ? this._date() : this._price(one)}`;
  }

  _date() {
    if (this.how !== "hand") return nothing;
    const errors = this.errors.filter(({ field }) => field === "startsOn");
    return html`<div class="field">
      <label for="startsOn">${t("subscriptions.card.replace.date")}</label>
      <input class="input" type="date" id="startsOn" name="startsOn" aria-describedby="startsOn-hint" aria-invalid=${errors.length > 0 ? "true" : nothing} />
      <span class="hint" id="startsOn-hint">${t("subscriptions.card.replace.date.hint")}</span>
    </div>`;
  }

  _price({ type }: SubscriptionView) {
    return html`<ul class="notice">
      <li>${t("subscriptions.twin.price", { price: formatMoney(type.twinPriceOre ?? 0) })}</li>
      <li>${t("subscriptions.twin.note")}</li>
    </ul>`;
  }

  override async _run(): Promise<Ordered> {
    const { one, card } = this.about;
    const typed = (name: string) => this.renderRoot.querySelector<HTMLInputElement>(`[name="${name}"]`)?.value.trim() || null;
    const form = this.how === "esim" ? "esim" : "physical";
    const deliverTo = this.how === "send" ? typed("deliverTo") : null;
    if (!card) return orderTwin(api, one.id, { form, deliverTo, key: this.#key });
    if (this.how !== "hand") return replaceCard(api, card.id, { form, deliverTo });
    return replaceCard(api, card.id, { form, newIccid: typed("newIccid") ?? "", startsOn: typed("startsOn") ?? "now" });
  }

  static override styles = [FormDialog.styles, effectStyles];
}

export function askTwin(one: SubscriptionView): Promise<Ordered | null> {
  return answerOf(Object.assign(document.createElement("card-dialog"), { about: { one, card: null } }));
}

export function askReplacement(one: SubscriptionView, card: SimCardView): Promise<Ordered | null> {
  return answerOf(Object.assign(document.createElement("card-dialog"), { about: { one, card } }));
}

customElements.define("card-dialog", CardDialog);
declare global {
  interface HTMLElementTagNameMap {
    "card-dialog": CardDialog;
  }
}
