import { css, html, nothing } from "lit";
import { ShieldBan } from "lucide";
import { KlykaElement } from "../../components/element.ts";
import { icon } from "../../components/icon.ts";
import { missing } from "../../components/missing.ts";
import { phoneNumber } from "../../components/phone-number.ts";
import { badge } from "../../components/states.ts";
import { api } from "../../data/client.ts";
import { listen } from "../../data/live.ts";
import { Loaded } from "../../data/loaded.ts";
import { type MySubscriptions, readMySubscriptions, type SubscriptionView } from "../../data/subscriptions.ts";
import { undoToast } from "../../data/undo-toast.ts";
import { formatDay, longDay } from "../../i18n/format.ts";
import { t } from "../../i18n/index.ts";
import { buttons, shared, states, surfaces } from "../../style/controls.ts";
import { meter } from "../../style/meter.ts";
import { dataMeter } from "../../subscriptions/data-meter.ts";
import { monthFacts } from "../../subscriptions/month-facts.ts";
import { orderLineStyles, waitingLines } from "../../subscriptions/order-lines.ts";
import "../../subscriptions/sim-card-list.ts";
import "../../subscriptions/usage-history.ts";
import { dataText, monthText, quotaText, serviceNames, stateTone } from "../../subscriptions/words.ts";
import { pageStyles } from "../page-styles.ts";

/** The person's own mobile subscription: data, what was used, PUK, and the block for a lost telephone. */
export class MySubscriptionPage extends KlykaElement {
  readonly loaded = new Loaded<MySubscriptions>(this, (signal) => readMySubscriptions(api, signal));
  readonly events = listen(this, {
    subscription: () => void this.loaded.reload(),
    reload: () => void this.loaded.reload(),
  });

  override connectedCallback(): void {
    super.connectedCallback();
    void this.loaded.reload();
  }

  override render() {
    return html`<div class="page-head">
        <h1 tabindex="-1">${t("subscriptions.mine")}</h1>
        <p class="soft">${t("subscriptions.mine.text")}</p>
      </div>
      ${this._face()}`;
  }

  _face() {
    const { face, value } = this.loaded;
    if (face === "failed") return missing(this.loaded);
    if (!value)
      return html`<div class="surface ghost" role="status"><span class="hidden">${t("subscriptions.loading")}</span></div>`;
    if (value.subscriptions.length === 0) {
      return html`<div class="surface panel">
        <h2>${t("subscriptions.mine.none")}</h2>
        <p class="soft">${t("subscriptions.mine.none.text")}</p>
      </div>`;
    }
    return html`<div class="all" @subscription-changed=${() => this.loaded.reload()}>${value.subscriptions.map((one) => this._one(one))}</div>`;
  }

  _one(one: SubscriptionView) {
    const own = one.orders.filter(({ kind, state }) => kind === "change_type" && (state === "queued" || state === "sent"));
    return html`<section class="surface" aria-labelledby="number-${one.id}">
      <header>
        <h2 id="number-${one.id}">${phoneNumber(one.number.e164)}</h2>
        <p class="soft">${one.label === null ? one.type.name : `${one.label} · ${one.type.name}`}</p>
        ${one.state === "active" ? nothing : badge(stateTone(one), t(`subscriptions.state.${one.state}`))}
      </header>
      <div class="grid">
        <div class="column">
          <div class="part">
            <h3>${t("subscriptions.data")} <span class="soft">${monthText(one.data.period)}</span></h3>
            <p class="figure">${dataText(one.data)}</p>
            ${dataMeter(one.data)} ${monthFacts(one.data)} ${this._type(one)} ${waitingLines(own)} ${this._buy(one)}
          </div>
          <div class="part">
            <h3>${t("subscriptions.cards")}</h3>
            <sim-card-list .one=${one} side="own"></sim-card-list>
            ${this._lost(one)}
          </div>
          ${one.blocks.length === 0 ? nothing : html`<div class="part"><h3>${t("subscriptions.services")}</h3><p>${serviceNames(one.blocks)}</p></div>`}
        </div>
        <div class="part">
          <h3>${t("subscriptions.history")}</h3>
          <usage-history .subscriptionId=${one.id} side="own"></usage-history>
        </div>
      </div>
    </section>`;
  }

  _type({ pending }: SubscriptionView) {
    if (!pending) return nothing;
    const later = pending.from > formatDay(new Date());
    const type = pending.type.name;
    return html`<p class="soft small">${later ? t("subscriptions.type.pending", { type, day: longDay(pending.from) }) : t("subscriptions.type.pending_now", { type })}</p>`;
  }

  _buy(one: SubscriptionView) {
    const coming = one.purchases.filter(({ state, period }) => state === "ordered" && period === one.data.period);
    const waits = coming.map(
      ({ bytes }) => html`<li>${badge("waiting", `${t("subscriptions.order.state.queued")}: ${quotaText(bytes)}`)}</li>`,
    );
    const may = one.userMayBuy && one.data.quotaBytes !== null && one.state === "active";
    return html`${coming.length > 0 ? html`<div role="status"><ul class="bought">${waits}</ul></div>` : nothing}
      ${may ? html`<div><button class="button" type="button" @click=${() => this._ask(one)}>${t("subscriptions.buy")}</button></div>` : nothing}`;
  }

  /** With more than one card there is a way to block them all. */
  _lost(one: SubscriptionView) {
    const open = one.cards.filter(
      ({ state, waiting }) => state === "active" && !waiting.some(({ kind }) => kind === "block_sim"),
    );
    if (open.length < 2) return nothing;
    return html`<div>
      <button class="button danger" type="button" @click=${this._blockAll}>${icon(ShieldBan, 18)}${t("subscriptions.block.all_button")}</button>
    </div>`;
  }

  readonly _blockAll = (event: Event): void => {
    const section = event.currentTarget instanceof HTMLElement ? event.currentTarget.closest("section") : null;
    void section?.querySelector("sim-card-list")?._block(null);
  };

  async _ask(one: SubscriptionView): Promise<void> {
    const { askPurchase } = await import("../../subscriptions/buy-dialog.ts");
    const done = await askPurchase("own", one, this.loaded.value?.packages ?? []);
    if (!done) return;
    const again = () => void this.loaded.reload();
    undoToast(api, t("subscriptions.buy.done", { bytes: quotaText(done.bytes), name: one.name }), null, again);
    again();
  }

  static override styles = [
    shared,
    buttons,
    states,
    surfaces,
    pageStyles,
    meter,
    orderLineStyles,
    css`
      .all {
        display: grid;
        gap: 16px;
      }
      section {
        display: grid;
        gap: 20px;
        padding: 24px;
      }
      header {
        display: grid;
        gap: 2px;
        justify-items: start;
      }
      header h2 {
        font-size: 1.375rem;
      }
      .grid {
        display: grid;
        grid-template-columns: repeat(2, minmax(0, 1fr));
        gap: 24px 32px;
      }
      .part {
        display: grid;
        gap: 10px;
        align-content: start;
        padding-top: 16px;
        border-top: 1px solid var(--line);
        min-width: 0;
      }
      .column {
        display: grid;
        gap: 24px;
        align-content: start;
        min-width: 0;
      }
      h3 {
        font: 650 var(--size-text) / 1.4 var(--text);
        letter-spacing: 0;
      }
      h3 .soft {
        font-weight: 400;
      }
      .figure {
        font: 650 1.5rem / 1.3 var(--heading);
      }
      .small {
        font-size: var(--size-small);
      }
      .bought {
        margin: 0;
        padding: 0;
        list-style: none;
      }
      .ghost {
        min-height: 320px;
        background: linear-gradient(var(--surface), var(--sunk));
      }
      @media (max-width: 860px) {
        section {
          padding: 16px;
        }
        .grid {
          grid-template-columns: minmax(0, 1fr);
        }
      }
    `,
  ];
}

customElements.define("my-subscription-page", MySubscriptionPage);
declare global {
  interface HTMLElementTagNameMap {
    "my-subscription-page": MySubscriptionPage;
  }
}
