import { html, nothing } from "lit";
import { KlykaElement } from "../../components/element.ts";
import { selectField } from "../../components/fields.ts";
import { answerOf } from "../../components/modal-dialog.ts";
import { confirmReach } from "../../components/reach-dialog.ts";
import { api } from "../../data/client.ts";
import { changePhones, type LayoutListView, type PhoneChange, type SiteListView } from "../../data/phones.ts";
import { ApiError } from "../../data/problem.ts";
import { tryOutParts } from "../../data/reach.ts";
import { failureText } from "../../i18n/failure.ts";
import { t } from "../../i18n/index.ts";
import { BulkRun, bulkStyles } from "../../list/bulk-run.ts";
import { buttons, fields, shared, states } from "../../style/controls.ts";
import { choicesOf } from "./words.ts";

type Say = {
  readonly phones: readonly { readonly id: string; readonly name: string }[];
  readonly sites: readonly SiteListView[];
  readonly layouts: readonly LayoutListView[];
  /** Called whenever something has been written. */
  readonly changed: () => void;
};
type What = PhoneChange["what"];
const whats: readonly What[] = ["layout", "site", "retire"];
const mostAtOnce = 200;

/** One thing for many phones: chosen, its reach shown, done in parts, with a result for each and the way back. */
export class PhoneBulkDialog extends KlykaElement {
  static override properties = {
    say: { attribute: false },
    step: { state: true },
    what: { state: true },
    value: { state: true },
    failure: { state: true },
  };
  declare say: Say;
  declare step: "choose" | "reaching" | "run";
  declare what: What;
  declare value: string;
  declare failure: string | null;
  declare answer: () => void;
  readonly bulk = new BulkRun(this, {
    ids: () => this.say.phones.map(({ id }) => id),
    mostAtOnce,
    send: (ids) => changePhones(api, ids, this._change()),
    changed: () => this.say.changed(),
  });

  constructor() {
    super();
    this.step = "choose";
    this.what = "layout";
    this.value = "";
    this.failure = null;
    this.answer = () => undefined;
  }

  override render() {
    const busy = this.bulk.step === "running" || this.step === "reaching";
    return html`<modal-dialog
      heading=${t("phones.bulk.heading", { count: this.say.phones.length })}
      open
      @dialog-cancel=${(event: Event) => busy && event.preventDefault()}
      @dialog-close=${() => this.answer()}
    >
      <div class="stack">
        ${this.step === "choose" ? this._choose() : nothing}
        ${this.step === "reaching" ? html`<p role="status">${t("phones.bulk.reaching")}</p>` : nothing}
        ${this.step === "run" ? this.bulk.progress() : nothing}
        ${this.failure ? html`<p class="notice stop" role="alert">${this.failure}</p>` : nothing}
      </div>
      ${this._buttons()}
    </modal-dialog>`;
  }

  _choose() {
    const { sites, layouts, phones } = this.say;
    const value = { name: "value", value: this.value };
    return html`<form id="bulk" class="stack" @submit=${this._next} @input=${this._typed} novalidate>
      ${selectField({ name: "what", label: t("phones.bulk.what"), value: this.what, choices: whats.map((one) => ({ value: one, label: t(`phones.bulk.${one}`) })) })}
      ${this.what === "layout" ? selectField({ ...value, label: t("phones.column.layout"), choices: choicesOf(layouts, t("phones.no_layout")) }) : nothing}
      ${this.what === "site" ? selectField({ ...value, label: t("phones.column.site"), choices: choicesOf(sites, t("phones.no_site")) }) : nothing}
      ${this.what === "retire" ? html`<p class="notice stop">${t("phones.bulk.retire.text", { count: phones.length })}</p>` : nothing}
    </form>`;
  }

  _buttons() {
    if (this.step === "choose") {
      return html`<button slot="actions" class="button" type="button" @click=${() => this.answer()}>${t("action.cancel")}</button>
        <button slot="actions" class="button ${this.what === "retire" ? "danger" : "filled"}" type="submit" form="bulk">${t(this.what === "retire" ? "phones.bulk.retire.do" : "phones.bulk.next")}</button>`;
    }
    return this.step === "run" ? this.bulk.buttons(() => this.answer()) : nothing;
  }

  _typed(event: Event): void {
    const { target } = event;
    if (!(target instanceof HTMLSelectElement)) return;
    if (target.name === "what") {
      this.what = whats.find((one) => one === target.value) ?? "layout";
      this.value = "";
    } else this.value = target.value;
  }

  _change(): PhoneChange {
    const chosen = this.value || null;
    if (this.what === "layout") return { what: "layout", layoutId: chosen };
    return this.what === "site" ? { what: "site", siteId: chosen } : { what: "retire" };
  }

  /** Which phones get other files is shown before anything is saved. Those that are retired get none at all. */
  async _next(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const change = this._change();
    const ids = this.say.phones.map(({ id }) => id);
    this.failure = null;
    try {
      if (change.what !== "retire") {
        this.step = "reaching";
        const parts = Array.from({ length: Math.ceil(ids.length / mostAtOnce) }, (_, n) =>
          ids.slice(n * mostAtOnce, (n + 1) * mostAtOnce),
        );
        const trials = parts.map((phones) => ({ method: "post", path: "/phones/bulk", body: { phones, change } }) as const);
        const reach = await tryOutParts(api, trials);
        const heading = t("phones.bulk.heading", { count: ids.length });
        if (!(await confirmReach({ heading, action: t("phones.bulk.do", { count: ids.length }), reach }))) {
          this.step = "choose";
          return;
        }
      }
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.failure = failureText(error);
      this.step = "choose";
      return;
    }
    this.step = "run";
    await this.bulk.run();
  }

  static override styles = [shared, buttons, fields, states, bulkStyles];
}

/** Stays until it is closed. */
export function changeManyPhones(say: Say): Promise<void> {
  return answerOf(Object.assign(document.createElement("phone-bulk-dialog"), { say }));
}

customElements.define("phone-bulk-dialog", PhoneBulkDialog);
declare global {
  interface HTMLElementTagNameMap {
    "phone-bulk-dialog": PhoneBulkDialog;
  }
}
