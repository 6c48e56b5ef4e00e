import { css, html, nothing } from "lit";
import { KlykaElement } from "../../components/element.ts";
import { searchField } from "../../components/fields.ts";
import { askName } from "../../components/name-dialog.ts";
import { badge } from "../../components/states.ts";
import { toast } from "../../components/toasts.ts";
import { api } from "../../data/client.ts";
import {
  listOwed,
  type OwedView,
  type PaymentView,
  putToInvoice,
  setAside,
  takeOffInvoice,
  takeOutAgain,
} from "../../data/finance.ts";
import { failureText } from "../../i18n/failure.ts";
import { t } from "../../i18n/index.ts";
import { buttons, fields, shared, states } from "../../style/controls.ts";
import { panelStyles } from "../phones/panel-styles.ts";
import { whenText } from "../phones/words.ts";
import { kronor } from "./words.ts";

const pause = 200;

/** A payment: what it went to, and where the rest of it may go. Tells `payment-changed` after each step. */
export class PaymentPanel extends KlykaElement {
  static override properties = {
    payment: { attribute: false },
    owed: { state: true },
    typed: { state: true },
    busy: { state: true },
    failure: { state: true },
  };
  declare payment: PaymentView;
  /** Null: being looked for. */
  declare owed: readonly OwedView[] | null;
  declare typed: string;
  declare busy: boolean;
  declare failure: string | null;
  #asked = "";
  #timer = 0;

  constructor() {
    super();
    this.owed = null;
    this.typed = "";
    this.busy = false;
    this.failure = null;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  override willUpdate(): void {
    const { id, left, state } = this.payment;
    const asked = `${id} ${left} ${state}`;
    if (asked === this.#asked) return;
    if (!this.#asked.startsWith(id)) Object.assign(this, { typed: "", failure: null });
    this.#asked = asked;
    if (left > 0 && state !== "closed") void this._find();
  }

  override render() {
    const { amount, bookedOn, organisation, references, message, closed, left, state } = this.payment;
    const free = left > 0 && state !== "closed";
    return html`<div class="stack">
      ${this.failure ? html`<p class="notice stop" role="alert">${this.failure}</p>` : nothing}
      <dl class="facts">
        <dt>${t("finance.column.amount")}</dt><dd>${kronor(amount)}</dd>
        <dt>${t("finance.column.booked")}</dt><dd>${bookedOn}</dd>
        ${organisation ? html`<dt>${t("finance.payment.customer")}</dt><dd>${organisation.title}</dd>` : nothing}
        ${references.map(
          (one) => html`<dt>${t("finance.payment.reference")}</dt>
            <dd>${one.reference}${one.amount !== null && references.length > 1 ? `, ${kronor(one.amount)}` : ""}</dd>`,
        )}
        ${message ? html`<dt>${t("finance.payment.message")}</dt><dd>${message}</dd>` : nothing}
      </dl>
      ${this._went()} ${free ? this._put() : nothing}
      ${
        closed
          ? html`<section class="part"><p>${t("finance.payment.closed", { by: closed.by, when: whenText(closed.at), reason: closed.reason })}</p>
              <div class="buttons"><button class="button" type="button" ?disabled=${this.busy} @click=${this._reopen}>${t("finance.payment.reopen")}</button></div></section>`
          : nothing
      }
    </div>`;
  }

  _went() {
    const { invoices, closed } = this.payment;
    if (invoices.length === 0) return nothing;
    return html`<section class="part" aria-labelledby="went">
      <h3 id="went">${t("finance.payment.went")}</h3>
      <ul class="lines">
        ${invoices.map(
          (one) => html`<li>
            <span>${t("finance.payment.on", { number: one.number, amount: kronor(one.amount) })}</span>
            ${
              closed
                ? nothing
                : html`<button class="button small" type="button" ?disabled=${this.busy} @click=${() => this._takeOff(one)}>${t("finance.payment.take_off")}</button>`
            }
          </li>`,
        )}
      </ul>
    </section>`;
  }

  _put() {
    const { left, state } = this.payment;
    const said = { amount: kronor(left) };
    const onInput = (typed: string) => {
      this.typed = typed;
      clearTimeout(this.#timer);
      this.#timer = window.setTimeout(() => void this._find(), pause);
    };
    return html`<section class="part" aria-labelledby="put">
      <h3 id="put">${t("finance.payment.put")}</h3>
      <p class="soft">${state === "credit" ? t("finance.payment.put.credit", said) : t("finance.payment.put.text", said)}</p>
      ${searchField({ name: "owed", label: t("finance.payment.find"), value: this.typed, onInput })}
      ${this._owed()}
      <div class="buttons">
        <button class="button" type="button" ?disabled=${this.busy} @click=${this._close}>${t("finance.payment.close")}</button>
      </div>
    </section>`;
  }

  _owed() {
    const { owed } = this;
    if (owed === null) return html`<p class="soft" role="status">${t("list.loading")}</p>`;
    if (owed.length === 0) {
      const said = this.typed.trim() === "" ? t("finance.payment.none_owed") : t("finance.payment.found_none");
      return html`<p class="soft" role="status">${said}</p>`;
    }
    return html`<ul class="lines">
      ${owed.map(
        (one) => html`<li>
          <span class="owed">
            <strong>${one.number}</strong> ${one.organisation}
            ${one.balance === this.payment.left ? badge("live", t("finance.payment.fits"), false) : nothing}
            <span class="soft small">${
              one.dueOn
                ? t("finance.payment.owed", { balance: kronor(one.balance), due: unbroken(one.dueOn) })
                : t("finance.payment.owed_open", { balance: kronor(one.balance) })
            }</span>
          </span>
          <button class="button small" type="button" ?disabled=${this.busy} aria-label=${t("finance.payment.put_to", { number: one.number })} @click=${() => this._putTo(one)}>
            ${t("finance.payment.put_here")}
          </button>
        </li>`,
      )}
    </ul>`;
  }

  async _find(): Promise<void> {
    const { id } = this.payment;
    const q = this.typed.trim();
    try {
      const owed = await listOwed(api, id, q);
      if (this.payment.id === id && this.typed.trim() === q) this.owed = owed;
    } catch (error) {
      this.failure = failureText(error);
    }
  }

  _putTo({ id, number }: OwedView): Promise<void> {
    const paymentId = this.payment.id;
    return this._do(async () => {
      const after = await putToInvoice(api, paymentId, id);
      const undo = () => this._do(() => takeOffInvoice(api, paymentId, id));
      toast({ text: t("finance.payment.put_done", { number }), undo });
      return after;
    });
  }

  _takeOff({ id, number, amount }: PaymentView["invoices"][number]): Promise<void> {
    const paymentId = this.payment.id;
    return this._do(async () => {
      const after = await takeOffInvoice(api, paymentId, id);
      const undo = () => this._do(() => putToInvoice(api, paymentId, id));
      toast({ text: t("finance.payment.taken_off", { number, amount: kronor(amount) }), undo });
      return after;
    });
  }

  readonly _close = async (): Promise<void> => {
    const { id } = this.payment;
    const closed: { after: PaymentView | null } = { after: null };
    const done = await askName({
      heading: t("finance.payment.close"),
      text: t("finance.payment.close.text"),
      label: t("finance.payment.close.reason"),
      hint: t("finance.payment.close.hint"),
      action: t("finance.payment.close"),
      run: async (reason) => {
        closed.after = await setAside(api, id, reason);
      },
    });
    if (!done || !closed.after) return;
    toast({ text: t("finance.payment.close.done"), undo: () => this._do(() => takeOutAgain(api, id)) });
    this.tell("payment-changed", closed.after);
  };

  readonly _reopen = (): Promise<void> => {
    const { id } = this.payment;
    return this._do(async () => {
      const after = await takeOutAgain(api, id);
      toast({ text: t("finance.payment.reopened") });
      return after;
    });
  };

  async _do(step: () => Promise<PaymentView>): Promise<void> {
    this.busy = true;
    this.failure = null;
    try {
      this.tell("payment-changed", await step());
    } catch (error) {
      this.failure = failureText(error);
      if (!this.isConnected) toast({ text: failureText(error), tone: "failed" });
    } finally {
      this.busy = false;
    }
  }

  static override styles = [
    shared,
    buttons,
    fields,
    states,
    panelStyles,
    css`
      .lines {
        display: grid;
        margin: 0;
        padding: 0;
        list-style: none;
      }
      .lines li {
        display: flex;
        flex-wrap: wrap;
        gap: 4px 12px;
        align-items: center;
        justify-content: space-between;
        padding: 8px 0;
        border-top: 1px solid var(--line);
      }
      .lines li:first-child {
        border-top: 0;
      }
      .owed {
        flex: 1 1 160px;
        min-width: 0;
        overflow-wrap: anywhere;
      }
      .owed .small {
        display: block;
      }
    `,
  ];
}

/** A date that is not broken at its hyphens. */
function unbroken(date: string): string {
  return date.replaceAll("-", "\u2011");
}

customElements.define("payment-panel", PaymentPanel);
declare global {
  interface HTMLElementTagNameMap {
    "payment-panel": PaymentPanel;
  }
}
