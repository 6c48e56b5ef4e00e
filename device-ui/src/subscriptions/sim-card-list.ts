import { css, html, nothing } from "lit";
import { CardSim, Smartphone } from "lucide";
import { confirm } from "../components/confirm-dialog.ts";
import { KlykaElement } from "../components/element.ts";
import { icon } from "../components/icon.ts";
import { badge } from "../components/states.ts";
import { toast } from "../components/toasts.ts";
import { api } from "../data/client.ts";
import { activateCard, type Side, type SimCardView, type SubscriptionView, unblockCard } from "../data/subscriptions.ts";
import { undoToast } from "../data/undo-toast.ts";
import { failureText } from "../i18n/failure.ts";
import { formatInstant, formatNumber } from "../i18n/format.ts";
import { t } from "../i18n/index.ts";
import { buttons, shared, states } from "../style/controls.ts";
import { orderLineStyles, waitingLines } from "./order-lines.ts";
import { cardName, cardTone, usedText } from "./words.ts";

/**
 * The SIM cards of a number with what can be done with each: by whoever has it (`side="own"`), or an administrator. Tells
 * `subscription-changed`.
 */
export class SimCardList extends KlykaElement {
  static override properties = { one: { attribute: false }, side: {}, busy: { state: true } };
  declare one: SubscriptionView;
  declare side: Side;
  declare busy: boolean;

  constructor() {
    super();
    this.side = "office";
    this.busy = false;
  }

  override render() {
    const { cards } = this.one;
    const old = cards.filter(({ state }) => state === "replaced" || state === "terminated");
    const there = cards.filter((card) => !old.includes(card));
    if (there.length === 0 && old.length === 0) return html`<p class="soft">${t("subscriptions.cards.none")}</p>`;
    return html`<ul class="cards">
        ${there.map((card) => html`<li>${this._card(card)}</li>`)}
      </ul>
      ${
        old.length === 0
          ? nothing
          : html`<details>
              <summary>${t("subscriptions.card.old")}</summary>
              <ul class="old">
                ${old.map((card) => html`<li><span>${cardName(card)}</span> ${badge("off", t(`subscriptions.card.state.${card.state}`), false)}</li>`)}
              </ul>
            </details>`
      }`;
  }

  _card(card: SimCardView) {
    const several = this.one.cards.filter(({ usedBytes }) => usedBytes > 0).length > 1;
    return html`<div class="head">
        ${icon(card.form === "esim" ? Smartphone : CardSim, 20)}
        <div class="words">
          <strong>${cardName(card)}</strong>
          ${several ? html`<span class="soft small">${t("subscriptions.card.used", { used: usedText(card.usedBytes) })}</span>` : nothing}
        </div>
        ${badge(cardTone(card), t(`subscriptions.card.state.${card.state}`))}
      </div>
      ${card.blocked ? this._blocked(card, card.blocked) : nothing}
      ${card.replacedBy === null ? nothing : html`<p class="soft small">${t("subscriptions.card.comes")}</p>`}
      ${waitingLines(card.waiting)} ${this._buttons(card)}`;
  }

  _blocked(card: SimCardView, { at, by, reason }: NonNullable<SimCardView["blocked"]>) {
    const line = t("subscriptions.card.blocked", {
      reason: t(`subscriptions.reason.${reason ?? "lost"}`),
      at: formatInstant(new Date(at)),
      by: by ?? "",
    });
    const back = card.mayUnblock
      ? nothing
      : t(reason === "paused" ? "subscriptions.card.unblock.administrator" : "subscriptions.card.unblock.support");
    return html`<p class="small">${line}</p>
      <p class="soft small">${t("subscriptions.card.blocked.fee")} ${back}</p>`;
  }

  _buttons(card: SimCardView) {
    const { state, codes, blocked, mayUnblock, waiting, iccid, replacedBy } = card;
    const waits = (kind: string) => waiting.some((order) => order.kind === kind);
    const paused = blocked?.reason === "paused";
    const office = this.side === "office";
    const button = (text: string, act: () => unknown, kind = "") =>
      html`<button class="button small ${kind}" type="button" ?disabled=${this.busy} aria-label="${text}, ${cardName(card)}" @click=${act}>${text}</button>`;
    const can = [
      codes.length > 0 && (state === "active" || state === "inactive" || state === "blocked")
        ? button(t("subscriptions.card.codes"), () => this._codes(card))
        : null,
      state === "inactive" && !waits("activate_sim")
        ? button(t("subscriptions.card.activate"), () => this._activate(card))
        : null,
      state === "active" && !waits("block_sim") ? button(t("subscriptions.card.block"), () => this._block(card), "danger") : null,
      state === "blocked" && paused && !waits("block_sim")
        ? button(t("subscriptions.card.lost"), () => this._block(card), "danger")
        : null,
      state === "blocked" && mayUnblock && !waits("unblock_sim")
        ? button(t("subscriptions.card.unblock"), () => this._unblock(card))
        : null,
      office && iccid !== null && replacedBy === null && (state === "active" || state === "blocked")
        ? button(t("subscriptions.card.replace"), () => this._replace(card))
        : null,
    ].filter((one) => one !== null);
    return can.length === 0 ? nothing : html`<div class="buttons">${can}</div>`;
  }

  async _codes(card: SimCardView): Promise<void> {
    await this.#run(async () => {
      const { showCodes } = await import("./codes-dialog.ts");
      await showCodes(this.side, card, this.one.number.e164);
    });
  }

  async _block(card: SimCardView | null): Promise<void> {
    const { askBlock } = await import("./block-dialog.ts");
    const done = await askBlock(this.side, this.one, card);
    if (!done) return;
    const number = formatNumber(this.one.number.e164);
    this._told(t(done.auditId === null ? "subscriptions.block.already" : "subscriptions.block.done", { number }), done.auditId);
  }

  async _activate(card: SimCardView): Promise<void> {
    const number = formatNumber(this.one.number.e164);
    const replaces = this.one.cards.some(({ replacedBy }) => replacedBy === card.id);
    let auditId: string | null = null;
    const agreed = await confirm({
      heading: t("subscriptions.card.activate.heading"),
      text: t("subscriptions.card.activate.text", { number }),
      ...(replaces ? { effects: [t("subscriptions.card.activate.replaces")] } : {}),
      action: t("subscriptions.card.activate"),
      run: async () => {
        ({ auditId } = await activateCard(api, this.side, card.id));
      },
      failure: failureText,
    });
    if (agreed) this._told(t("subscriptions.card.activate.done"), auditId);
  }

  async _unblock(card: SimCardView): Promise<void> {
    const number = formatNumber(this.one.number.e164);
    let auditId: string | null = null;
    const agreed = await confirm({
      heading: t("subscriptions.card.unblock.heading", { number }),
      text: t("subscriptions.card.unblock.text"),
      action: t("subscriptions.card.unblock"),
      run: async () => {
        ({ auditId } = await unblockCard(api, card.id));
      },
      failure: failureText,
    });
    if (agreed) this._told(t("subscriptions.card.unblock.done", { number }), auditId);
  }

  async _replace(card: SimCardView): Promise<void> {
    const { askReplacement } = await import("./card-dialog.ts");
    const done = await askReplacement(this.one, card);
    if (done) this._told(t("subscriptions.card.replace.done", { number: formatNumber(this.one.number.e164) }), done.auditId);
  }

  _told(text: string, auditId: string | null): void {
    // What a person has asked for oneself, the administrator takes back.
    undoToast(api, text, this.side === "own" ? null : auditId, () => this.tell("subscription-changed", this.one.id));
    this.tell("subscription-changed", this.one.id);
  }

  async #run(work: () => Promise<void>): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    try {
      await work();
    } catch (error) {
      toast({ text: failureText(error), tone: "failed" });
    } finally {
      this.busy = false;
    }
  }

  static override styles = [
    shared,
    buttons,
    states,
    orderLineStyles,
    css`
      .cards {
        display: grid;
        gap: 12px;
        margin: 0;
        padding: 0;
        list-style: none;
      }
      .cards > li {
        display: grid;
        gap: 10px;
        padding: 12px;
        border: 1px solid var(--line);
        border-radius: var(--radius);
      }
      .head {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr) auto;
        gap: 10px;
        align-items: center;
      }
      .words {
        display: grid;
        min-width: 0;
        overflow-wrap: anywhere;
      }
      .small {
        font-size: var(--size-small);
      }
      .buttons {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
      }
      summary {
        width: fit-content;
        min-height: 32px;
        margin-top: 8px;
        padding: 4px 0;
        color: var(--accent);
        font-size: var(--size-small);
        cursor: pointer;
      }
      .old {
        display: grid;
        gap: 6px;
        margin: 4px 0 0;
        padding: 0;
        list-style: none;
        font-size: var(--size-small);
      }
      .old li {
        display: flex;
        flex-wrap: wrap;
        gap: 4px 8px;
        justify-content: space-between;
      }
    `,
  ];
}

customElements.define("sim-card-list", SimCardList);
declare global {
  interface HTMLElementTagNameMap {
    "sim-card-list": SimCardList;
  }
}
