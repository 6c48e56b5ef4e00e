import { css, html, nothing } from "lit";
import { X } from "lucide";
import { confirm } from "../../components/confirm-dialog.ts";
import { doing } from "../../components/doing.ts";
import { KlykaElement } from "../../components/element.ts";
import { icon } from "../../components/icon.ts";
import { missing } from "../../components/missing.ts";
import { phoneNumber } from "../../components/phone-number.ts";
import { state } from "../../components/states.ts";
import { api } from "../../data/client.ts";
import { listen } from "../../data/live.ts";
import { Loaded } from "../../data/loaded.ts";
import { cancelTypeChange, readOffers, readSubscription, type SubscriptionView } from "../../data/subscriptions.ts";
import { undoToast } from "../../data/undo-toast.ts";
import { failureText } from "../../i18n/failure.ts";
import { formatDay, formatMoney, formatNumber, longDay } from "../../i18n/format.ts";
import { t } from "../../i18n/index.ts";
import { pathTo } from "../../router/paths.ts";
import { buttons, shared, states } from "../../style/controls.ts";
import { meter } from "../../style/meter.ts";
import { dataMeter } from "../../subscriptions/data-meter.ts";
import { monthFacts } from "../../subscriptions/month-facts.ts";
import { orderLineStyles, orderLines } from "../../subscriptions/order-lines.ts";
import "../../subscriptions/sim-card-list.ts";
import "../../subscriptions/usage-history.ts";
import { dataText, monthText, quotaText, serviceNames, stateTone } from "../../subscriptions/words.ts";
import { panelStyles } from "../phones/panel-styles.ts";
import "./about-form.ts";
import type { Saved, SubscriptionAboutForm } from "./about-form.ts";

/** One subscription beside the list: data, type, cards, blocked services, and what was asked of the operator. Tells `panel-close` and `subscription-changed`. */
export class SubscriptionPanel extends KlykaElement {
  static override properties = { subscriptionId: { attribute: false }, history: { state: true }, busy: { state: true } };
  declare subscriptionId: string;
  /** The picture of what was used is shown. */
  declare history: boolean;
  declare busy: boolean;
  readonly loaded = new Loaded<SubscriptionView>(this, (signal) => readSubscription(api, this.subscriptionId, signal));
  readonly events = listen(this, {
    subscription: () => void this.loaded.reload(),
    order: () => void this.loaded.reload(),
    reload: () => void this.loaded.reload(),
  });

  constructor() {
    super();
    this.subscriptionId = "";
    this.history = false;
    this.busy = false;
  }

  /** True while something that has been typed is not saved. */
  get dirty(): boolean {
    return this._form()?.dirty ?? false;
  }

  discard(): void {
    this._form()?._reset();
  }

  override willUpdate(changed: Map<string, unknown>): void {
    if (!changed.has("subscriptionId")) return;
    this.history = false;
    this.loaded.restart();
  }

  override render() {
    const { value: one } = this.loaded;
    return html`<div class="top">
        <div>
          <h2 tabindex="-1">${one?.name ?? t("subscriptions.one")}</h2>
          ${one ? html`<p class="states"><span>${phoneNumber(one.number.e164)}</span>${state(stateTone(one), t(`subscriptions.state.${one.state}`))}</p>` : nothing}
        </div>
        <button class="button quiet small icon-only" type="button" aria-label=${t("action.close")} @click=${() => this.tell("panel-close", null)}>${icon(X)}</button>
      </div>
      ${missing(this.loaded, t("subscriptions.loading"))} ${one ? this._all(one) : nothing}`;
  }

  _all(one: SubscriptionView) {
    return html`<div class="stack" @subscription-changed=${this._changed}>
      ${this._data(one)} ${this._type(one)} ${this._cards(one)} ${this._services(one)}
      <section class="part" aria-labelledby="about">
        <h3 id="about">${t("subscriptions.about")}</h3>
        <subscription-about-form
          .one=${one}
          @about-saved=${({ detail }: CustomEvent<Saved>) => this._told(t("subscriptions.saved", { name: detail.name }), detail.auditId)}
          @about-stale=${() => this.loaded.reload()}
        ></subscription-about-form>
      </section>
      <section class="part" aria-labelledby="costs">
        <h3 id="costs">${t("invoices.subscription")}</h3>
        <p class="small"><a href=${pathTo("invoices", { number: one.number.e164 })}>${t("invoices.subscription.link")}</a></p>
      </section>
      <section class="part" aria-labelledby="orders">
        <h3 id="orders">${t("subscriptions.orders")}</h3>
        ${one.orders.length === 0 ? html`<p class="soft small">${t("subscriptions.orders.none")}</p>` : orderLines(one.orders)}
      </section>
    </div>`;
  }

  _data(one: SubscriptionView) {
    const { data } = one;
    return html`<section aria-labelledby="data">
      <h3 id="data">${t("subscriptions.data")} <span class="soft">${monthText(data.period)}</span></h3>
      <p class="figure">${dataText(data)}</p>
      ${dataMeter(data)} ${monthFacts(data)} ${this._purchases(one)}
      <div class="buttons">
        ${
          data.quotaBytes !== null && one.state === "active"
            ? html`<button class="button small" type="button" ?disabled=${this.busy} @click=${() => this._buy(one)}>${t("subscriptions.buy")}</button>`
            : nothing
        }
        ${this.history ? nothing : html`<button class="button small quiet" type="button" @click=${this._showHistory}>${t("subscriptions.history.show")}</button>`}
      </div>
      ${this.history ? html`<usage-history .subscriptionId=${one.id} side="office"></usage-history>` : nothing}
    </section>`;
  }

  _purchases({ purchases, data }: SubscriptionView) {
    const waiting = purchases.filter(({ period, state: now }) => period === data.period && now === "ordered");
    if (waiting.length === 0) return nothing;
    return html`<div role="status"><ul class="waits">
      ${waiting.map(({ bytes, priceOre, boughtBy }) => {
        const line = t("subscriptions.bought.line", { bytes: quotaText(bytes), price: formatMoney(priceOre), by: boughtBy });
        return html`<li>${state("waiting", `${t("subscriptions.order.state.queued")}: ${line}`)}</li>`;
      })}
    </ul></div>`;
  }

  _type(one: SubscriptionView) {
    const { type, pending, bindingUntil } = one;
    const quota =
      type.dataQuotaBytes === null
        ? t("subscriptions.type.unlimited")
        : t("subscriptions.type.quota", { quota: quotaText(type.dataQuotaBytes) });
    return html`<section class="part" aria-labelledby="type">
      <h3 id="type">${t("subscriptions.type")}</h3>
      <div>
        <p><strong>${type.name}</strong></p>
        <p class="soft small">${quota} · ${t("subscriptions.type.price", { price: formatMoney(type.priceOre) })}</p>
        ${bindingUntil === null ? nothing : html`<p class="soft small">${t("subscriptions.type.binding", { day: longDay(bindingUntil) })}</p>`}
      </div>
      ${
        pending
          ? this._pending(one)
          : html`<div class="buttons">
              <button class="button small" type="button" ?disabled=${this.busy || one.state !== "active"} @click=${() => this._change(one)}>${t("subscriptions.type.change")}</button>
            </div>`
      }
    </section>`;
  }

  _pending(one: SubscriptionView) {
    const { pending, orders } = one;
    if (!pending) return nothing;
    const order = orders.find(({ kind, state: now }) => kind === "change_type" && now !== "cancelled" && now !== "refused");
    const stopping = orders.some(({ kind, state: now }) => kind === "cancel_change" && (now === "queued" || now === "sent"));
    const later = pending.from > formatDay(new Date());
    const text = later
      ? t("subscriptions.type.pending", { type: pending.type.name, day: longDay(pending.from) })
      : t("subscriptions.type.pending_now", { type: pending.type.name });
    return html`<div class="notice waiting">
        <p><strong>${text}</strong></p>
        <p class="small">${stopping ? t("subscriptions.type.cancelling") : order ? t(`subscriptions.order.state.${order.state}`) : ""} · ${t("subscriptions.type.price", { price: formatMoney(pending.type.priceOre) })}</p>
      </div>
      ${
        !stopping && (later || order?.cancellable)
          ? html`<div class="buttons">
              <button class="button small" type="button" ?disabled=${this.busy} @click=${() => this._cancel(one)}>${t("subscriptions.type.cancel")}</button>
            </div>`
          : nothing
      }`;
  }

  _cards(one: SubscriptionView) {
    const twins = one.type.twinPriceOre !== null;
    const open = one.cards.filter(
      ({ state: now, waiting }) => now === "active" && !waiting.some(({ kind }) => kind === "block_sim"),
    );
    return html`<section class="part" aria-labelledby="cards">
      <h3 id="cards">${t("subscriptions.cards")}</h3>
      <sim-card-list .one=${one} side="office"></sim-card-list>
      <div class="buttons">
        ${
          twins && one.state === "active"
            ? html`<button class="button small" type="button" ?disabled=${this.busy} @click=${() => this._twin(one)}>${t("subscriptions.twin")}</button>`
            : nothing
        }
        ${
          open.length > 1
            ? html`<button class="button small danger" type="button" @click=${() => this.renderRoot.querySelector("sim-card-list")?._block(null)}>${t("subscriptions.block.all_button")}</button>`
            : nothing
        }
      </div>
      ${twins ? nothing : html`<p class="soft small">${t("subscriptions.twin.not", { type: one.type.name })}</p>`}
    </section>`;
  }

  _services(one: SubscriptionView) {
    const { blocks, comingBlocks } = one;
    const coming =
      comingBlocks === null
        ? nothing
        : html`<p class="notice waiting small">${comingBlocks.length === 0 ? t("subscriptions.services.coming_none") : t("subscriptions.services.coming", { services: serviceNames(comingBlocks) })}</p>`;
    return html`<section class="part" aria-labelledby="services">
      <h3 id="services">${t("subscriptions.services")}</h3>
      <p class=${blocks.length === 0 ? "soft small" : ""}>${blocks.length === 0 ? t("subscriptions.services.none") : serviceNames(blocks)}</p>
      ${coming}
      <div class="buttons">
        <button class="button small" type="button" ?disabled=${this.busy || one.state !== "active"} @click=${() => this._block(one)}>${t("subscriptions.services.change")}</button>
      </div>
    </section>`;
  }

  readonly _showHistory = (): void => {
    this.history = true;
  };

  async _buy(one: SubscriptionView): Promise<void> {
    await doing(this, async () => {
      const { packages } = await readOffers(api, one.id);
      const { askPurchase } = await import("../../subscriptions/buy-dialog.ts");
      const done = await askPurchase("office", one, packages);
      if (done) this._told(t("subscriptions.buy.done", { bytes: quotaText(done.bytes), name: one.name }), done.answered.auditId);
    });
  }

  async _change(one: SubscriptionView): Promise<void> {
    await doing(this, async () => {
      const { types } = await readOffers(api, one.id);
      const { askType } = await import("./type-dialog.ts");
      const done = await askType(one, types);
      if (done) this._told(t("subscriptions.type.done", { type: done.type }), done.answered.auditId);
    });
  }

  async _cancel(one: SubscriptionView): Promise<void> {
    const type = one.pending?.type.name ?? "";
    const agreed = await confirm({
      heading: t("subscriptions.type.cancel.heading", { type }),
      text: t("subscriptions.type.cancel.text", { name: one.name, before: one.type.name }),
      action: t("subscriptions.type.cancel"),
      run: async () => {
        await cancelTypeChange(api, one);
      },
      failure: failureText,
    });
    if (agreed) this._told(t("subscriptions.type.cancelled", { type }), null);
    else void this.loaded.reload();
  }

  async _twin(one: SubscriptionView): Promise<void> {
    await doing(this, async () => {
      const { askTwin } = await import("../../subscriptions/card-dialog.ts");
      const done = await askTwin(one);
      if (done) this._told(t("subscriptions.twin.done", { number: formatNumber(one.number.e164) }), done.auditId);
    });
  }

  async _block(one: SubscriptionView): Promise<void> {
    await doing(this, async () => {
      const { askServices } = await import("./services-dialog.ts");
      const done = await askServices(one);
      if (done) this._told(t("subscriptions.services.done", { number: formatNumber(one.number.e164) }), done.auditId);
    });
  }

  readonly _changed = (): void => {
    void this.loaded.reload();
  };

  _told(text: string, auditId: string | null): void {
    const again = () => {
      void this.loaded.reload();
      this.tell("subscription-changed", this.subscriptionId);
    };
    undoToast(api, text, auditId, again);
    again();
  }

  _form(): SubscriptionAboutForm | null {
    return this.renderRoot.querySelector("subscription-about-form");
  }

  static override styles = [
    shared,
    buttons,
    states,
    panelStyles,
    meter,
    orderLineStyles,
    css`
      :host {
        padding: 24px;
      }
      .figure {
        font: 650 1.25rem / 1.3 var(--heading);
      }
      h3 .soft {
        font-weight: 400;
      }
      @media (max-width: 720px) {
        :host {
          padding: 16px;
        }
      }
    `,
  ];
}

customElements.define("subscription-panel", SubscriptionPanel);
declare global {
  interface HTMLElementTagNameMap {
    "subscription-panel": SubscriptionPanel;
  }
}
