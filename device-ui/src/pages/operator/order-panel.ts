import { css, html, nothing } from "lit";
import { LogIn } from "lucide";
import { doingHere } from "../../components/doing.ts";
import { KlykaElement } from "../../components/element.ts";
import { icon } from "../../components/icon.ts";
import { toast, toastOver } from "../../components/toasts.ts";
import { api } from "../../data/client.ts";
import { type OrderDetailView, type OrderView, readOrder, workOn } from "../../data/orders.ts";
import { failureText } from "../../i18n/failure.ts";
import { formatInstant } from "../../i18n/format.ts";
import { t } from "../../i18n/index.ts";
import { addressOf } from "../../router/paths.ts";
import { buttons, shared, states } from "../../style/controls.ts";
import { panelStyles } from "../phones/panel-styles.ts";
import { enterAndGo } from "./enter.ts";
import { askConfirmation, askProgress, askRefusal } from "./order-answers.ts";
import { attemptText, factsOf, stepsOf, whenWords } from "./order-words.ts";

/** What is to be done, what has happened, and what somebody can do now. Tells `order-changed` after each step. */
export class OrderPanel extends KlykaElement {
  static override properties = {
    order: { attribute: false },
    detail: { state: true },
    busy: { state: true },
    failure: { state: true },
  };
  declare order: OrderView;
  declare detail: OrderDetailView | null;
  declare busy: boolean;
  declare failure: string | null;
  #read = "";

  constructor() {
    super();
    this.detail = null;
    this.busy = false;
    this.failure = null;
  }

  override willUpdate(): void {
    const read = `${this.order.id} ${this.order.version}`;
    if (read === this.#read) return;
    if (!this.#read.startsWith(this.order.id)) Object.assign(this, { detail: null, failure: null });
    this.#read = read;
    void this._load();
  }

  override render() {
    const { order } = this;
    const { reference, kind, state } = order;
    const open = state === "queued" || state === "sent";
    return html`<div class="stack">
      ${kind === "block_sim" && open ? html`<p class="notice stop">${t("orders.urgent")}</p>` : nothing}
      ${open ? this._acts() : nothing} ${this.failure ? html`<p class="notice stop" role="alert">${this.failure}</p>` : nothing}
      <section class="part" aria-labelledby="asked">
        <h3 id="asked">${t("orders.asked")}</h3>
        <dl class="facts">
          <dt>${t("orders.column.customer")}</dt><dd>${order.organisation.title}</dd>
          ${factsOf(order).map(({ label, value }) => html`<dt>${label}</dt><dd class="lines">${value}</dd>`)}
          ${reference ? html`<dt>${t("orders.fact.reference")}</dt><dd>${reference}</dd>` : nothing}
        </dl>
        <button class="button small" type="button" @click=${this._enter}>${icon(LogIn, 16)}${t("orders.open_customer")}</button>
      </section>
      <section class="part" aria-labelledby="history">
        <h3 id="history">${t("orders.history")}</h3>
        <ol class="steps">${stepsOf(order)}</ol>
        ${this._attempts()}
      </section>
    </div>`;
  }

  _acts() {
    const { taken, stuck, kind, state } = this.order;
    const button = (label: string, click: () => unknown, filled = false) =>
      html`<button class="button ${filled ? "filled" : ""}" type="button" ?disabled=${this.busy} @click=${click}>${label}</button>`;
    if (taken !== null && !taken.own) {
      return html`<p class="soft">${t("orders.take_over.text", { name: taken.by, when: whenWords(taken.at) })}</p>
        <div class="buttons">${button(t("orders.take_over"), this._takeOver)}</div>`;
    }
    const waits = state === "queued" && this.order.tries > 0;
    // With the operator's system it is nobody's to take, but can be done by hand.
    const mayTake = taken === null && !stuck && !waits && this.order.via !== "http";
    if (mayTake) return html`<div class="buttons">${button(t("orders.take"), () => this._take(), true)}</div>`;
    const confirm = taken === null ? t("orders.confirm.by_hand") : t("orders.confirm");
    return html`<div class="buttons">
      ${stuck || waits ? button(t(stuck ? "orders.retry" : "orders.retry_now"), () => this._step("retry"), true) : nothing}
      ${button(confirm, () => this._ask(askConfirmation, "orders.confirmed"), taken !== null)}
      ${kind === "port_in" ? button(t("orders.progress"), () => this._ask(askProgress, "orders.progressed")) : nothing}
      ${button(t("orders.refuse"), () => this._ask(askRefusal, "orders.refused"))}
      ${taken ? button(t("orders.release"), () => this._step("release")) : nothing}
    </div>`;
  }

  _attempts() {
    const attempts = this.detail?.attempts ?? [];
    const { nextTryAt, tries } = this.order;
    if (attempts.length === 0) return nothing;
    return html`<details ?open=${this.order.stuck}>
      <summary>${t("orders.attempts", { count: attempts.length })}</summary>
      <ol class="steps">
        ${attempts.map((one) => html`<li><time datetime=${one.at}>${formatInstant(new Date(one.at))}</time><span>${attemptText(one)}</span></li>`)}
      </ol>
      ${nextTryAt && tries > 0 ? html`<p class="soft small">${t("orders.next_try", { when: whenWords(nextTryAt) })}</p>` : nothing}
    </details>`;
  }

  async _load(): Promise<void> {
    const { id } = this.order;
    try {
      const detail = await readOrder(api, id);
      if (this.order.id === id) this.detail = detail;
    } catch (error) {
      this.failure = failureText(error);
    }
  }

  async _take(): Promise<void> {
    await this._do(async () => this._taken(await workOn(api, this.order.id, "take")));
  }

  readonly _takeOver = (): Promise<void> =>
    this._do(async () => {
      await workOn(api, this.order.id, "release");
      return this._taken(await workOn(api, this.order.id, "take"));
    });

  /** Taken by mistake: it is let go again, also when another one stands here by then. */
  _taken(order: OrderDetailView): OrderDetailView {
    const release = async (): Promise<void> => {
      try {
        const after = await workOn(api, order.id, "release");
        toast({ text: t("orders.released") });
        this._changed(after.id === this.order.id ? after : null);
      } catch (error) {
        toast({ text: failureText(error), tone: "failed" });
      }
    };
    toast({ text: t("orders.taken"), undo: release, about: order.id });
    return order;
  }

  async _step(step: "release" | "retry"): Promise<void> {
    await this._do(async () => {
      const order = await workOn(api, this.order.id, step);
      toast({ text: t(step === "release" ? "orders.released" : "orders.retried") });
      return order;
    });
  }

  async _ask(
    ask: (order: OrderView) => Promise<OrderDetailView | null>,
    done: "orders.confirmed" | "orders.refused" | "orders.progressed",
  ): Promise<void> {
    const order = await ask(this.order);
    if (order) {
      // Taken by mistake it was not, then.
      toastOver(order.id);
      toast({ text: t(done) });
      this._changed(order);
    }
  }

  async _do(work: () => Promise<OrderDetailView>): Promise<void> {
    if (this.busy) return;
    if (!(await doingHere(this, async () => this._changed(await work())))) this._changed(null);
  }

  /** @param order as it is now; null: it may be otherwise than it is shown */
  _changed(order: OrderDetailView | null): void {
    this.dispatchEvent(new CustomEvent("order-changed", { detail: order }));
  }

  readonly _enter = (): void => {
    const { subject, organisation, numbers } = this.order;
    const to =
      subject.kind === "porting"
        ? addressOf("porting", { porting: subject.id })
        : addressOf("subscriptions", {}, { q: numbers[0]?.display ?? "" });
    void enterAndGo(organisation.id, to ?? "/");
  };

  static override styles = [
    shared,
    buttons,
    states,
    panelStyles,
    css`
      :host {
        display: block;
      }
      .lines {
        white-space: pre-line;
        font-variant-numeric: tabular-nums;
      }
      .steps {
        display: grid;
        gap: 8px;
        margin: 0;
        padding: 0;
        list-style: none;
        font-size: var(--size-small);
      }
      .steps li {
        display: grid;
        grid-template-columns: 128px minmax(0, 1fr);
        gap: 4px 12px;
      }
      time {
        color: var(--soft);
        font-variant-numeric: tabular-nums;
      }
      section > .button {
        justify-self: start;
      }
      details {
        font-size: var(--size-small);
      }
      summary {
        padding: 6px 0;
        cursor: pointer;
      }
      summary:focus-visible {
        outline: var(--focus);
        outline-offset: 2px;
      }
      @media (max-width: 480px) {
        .steps li {
          grid-template-columns: minmax(0, 1fr);
        }
      }
    `,
  ];
}

customElements.define("order-panel", OrderPanel);
declare global {
  interface HTMLElementTagNameMap {
    "order-panel": OrderPanel;
  }
}
