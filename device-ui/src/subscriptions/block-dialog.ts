import { html, nothing } from "lit";
import { type BlockReason, blockReasons } from "../../../domain/sim-card.ts";
import { segmentField } from "../components/fields.ts";
import { FormDialog } from "../components/form-dialog.ts";
import { answerOf } from "../components/modal-dialog.ts";
import { api } from "../data/client.ts";
import { blockAll, blockCard, type Side, type SimCardView, type SubscriptionView } from "../data/subscriptions.ts";
import { formatNumber } from "../i18n/format.ts";
import { t } from "../i18n/index.ts";
import { effectStyles } from "./dialog-styles.ts";
import { cardName } from "./words.ts";

type About = { readonly one: SubscriptionView; readonly card: SimCardView | null; readonly side: Side };
/** What came of it; `auditId` null: it was so already. */
export type Blocked = { readonly value: SubscriptionView; readonly auditId: string | null };

/** Asks why a card is blocked, and whether the others of the number are too; says what happens then. */
export class BlockDialog extends FormDialog<Blocked> {
  static override properties = { about: { attribute: false }, reason: { state: true }, which: { state: true } };
  declare about: About;
  declare reason: BlockReason;
  declare which: "this" | "all";

  constructor() {
    super();
    this.reason = "lost";
    this.which = "this";
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.about.card === null) this.which = "all";
  }

  override _heading() {
    return t("subscriptions.block.heading", { number: formatNumber(this.about.one.number.e164) });
  }

  override _action() {
    return t("subscriptions.block.do");
  }

  override _fields() {
    const { card, one } = this.about;
    const several = one.cards.filter(({ state }) => state === "active").length > 1;
    const reasons = blockReasons.filter((reason) => reason !== "paused" || card?.state !== "blocked");
    return html`${card === null ? nothing : html`<p class="soft">${cardName(card)}</p>`} ${
      card !== null && several
        ? segmentField({
            name: "which",
            label: t("subscriptions.block.which"),
            value: this.which,
            choices: [
              { value: "this", label: t("subscriptions.block.this") },
              { value: "all", label: t("subscriptions.block.all") },
            ],
            onChange: (value) => {
              this.which = value === "all" ? "all" : "this";
            },
          })
        : nothing
    }
      ${segmentField({
        name: "reason",
        label: t("subscriptions.block.why"),
        value: this.reason,
        choices: reasons.map((value) => ({ value, label: t(`subscriptions.block.why.${value}`) })),
        onChange: (value) => {
          this.reason = blockReasons.find((reason) => reason === value) ?? "lost";
        },
      })}
      <ul class="notice">
        <li>${this._effect(several)}</li>
        <li>${t("subscriptions.block.exchange")}</li>
        <li>${t("subscriptions.block.fee")}</li>
        <li>${t(this.reason === "paused" ? "subscriptions.block.back.paused" : "subscriptions.block.back.lost")}</li>
      </ul>`;
  }

  _effect(several: boolean): string {
    const number = formatNumber(this.about.one.number.e164);
    return this.which === "all" || !several ? t("subscriptions.block.effect.all", { number }) : t("subscriptions.block.effect");
  }

  override async _run(): Promise<Blocked> {
    const { one, card, side } = this.about;
    return this.which === "all" || card === null
      ? blockAll(api, side, one.id, this.reason)
      : blockCard(api, side, card.id, this.reason);
  }

  static override styles = [FormDialog.styles, effectStyles];
}

/** @param card null: all cards of the number @returns null: nothing was blocked */
export function askBlock(side: Side, one: SubscriptionView, card: SimCardView | null): Promise<Blocked | null> {
  return answerOf(Object.assign(document.createElement("block-dialog"), { about: { one, card, side } }));
}

customElements.define("block-dialog", BlockDialog);
declare global {
  interface HTMLElementTagNameMap {
    "block-dialog": BlockDialog;
  }
}
