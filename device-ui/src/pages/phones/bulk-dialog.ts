import { css, html, nothing } from "lit";
import { KlykaElement } from "../../components/element.ts";
import { selectField } from "../../components/fields.ts";
import "../../components/modal-dialog.ts";
import { confirmReach } from "../../components/reach-dialog.ts";
import { api } from "../../data/client.ts";
import {
  type BulkResultView,
  changePhones,
  type LayoutListView,
  type PhoneChange,
  type SiteListView,
} from "../../data/phones.ts";
import { ApiError } from "../../data/problem.ts";
import { tryOut } from "../../data/reach.ts";
import { undoWrite } from "../../data/undo-toast.ts";
import { errorText } from "../../i18n/errors.ts";
import { failureText } from "../../i18n/failure.ts";
import { t } from "../../i18n/index.ts";
import { buttons, fields, shared, states } from "../../style/controls.ts";
import { plainValues } from "../users/words.ts";
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
    results: { state: true },
    failure: { state: true },
  };
  declare say: Say;
  declare step: "choose" | "reaching" | "running" | "done";
  declare what: What;
  declare value: string;
  declare results: readonly BulkResultView[];
  declare failure: string | null;
  declare closed: () => void;
  #written: string[] = [];

  constructor() {
    super();
    this.step = "choose";
    this.what = "layout";
    this.value = "";
    this.results = [];
    this.failure = null;
    this.closed = () => undefined;
  }

  override render() {
    const busy = this.step === "running" || this.step === "reaching";
    return html`<modal-dialog
      heading=${t("phones.bulk.heading", { count: this.say.phones.length })}
      open
      @dialog-cancel=${(event: Event) => busy && event.preventDefault()}
      @dialog-close=${() => this.closed()}
    >
      <div class="stack">
        ${this.step === "choose" ? this._choose() : nothing}
        ${this.step === "reaching" ? html`<p role="status">${t("phones.bulk.reaching")}</p>` : nothing}
        ${this.step === "running" || this.step === "done" ? this._progress() : nothing}
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

  _progress() {
    const { length: total } = this.say.phones;
    const refused = this.results.filter((one) => one.outcome === "refused");
    const changed = this.results.filter((one) => one.outcome === "changed").length;
    return html`${
      this.step === "running"
        ? html`<p role="status">${t("phones.bulk.running", { done: this.results.length, total })}</p>
              <progress max=${total} .value=${this.results.length} aria-label=${t("phones.bulk.progress")}></progress>`
        : html`<p role="status"><strong>${t("phones.bulk.changed", { count: changed })}</strong> ${refused.length > 0 ? t("phones.bulk.refused", { count: refused.length }) : ""}</p>`
    }
      ${
        refused.length > 0
          ? html`<ul class="refused">${refused.map((one) => html`<li><strong>${one.name}</strong> ${errorText(one.code ?? "", plainValues(one.values))}</li>`)}</ul>`
          : nothing
      }`;
  }

  _buttons() {
    const button = (label: string, click: () => void, filled = false) =>
      html`<button slot="actions" class="button ${filled ? "filled" : ""}" type="button" @click=${click}>${label}</button>`;
    if (this.step === "choose") {
      return html`${button(t("action.cancel"), () => this.closed())}
        <button slot="actions" class="button ${this.what === "retire" ? "danger" : "filled"}" type="submit" form="bulk">${t(this.what === "retire" ? "phones.bulk.retire.do" : "phones.bulk.next")}</button>`;
    }
    if (this.step !== "done") return nothing;
    return html`${this.#written.length > 0 ? button(t("action.undo"), () => void this._undo()) : nothing}
      ${button(t("action.close"), () => this.closed(), true)}`;
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
        const reach = await tryOut(api, {
          method: "post",
          path: "/phones/bulk",
          body: { phones: ids.slice(0, mostAtOnce), change },
        });
        const heading = t("phones.bulk.heading", { count: ids.length });
        if (!(await confirmReach({ heading, action: t("phones.bulk.do", { count: ids.length }), reach }))) {
          this.step = "choose";
          return;
        }
      }
      await this._run(ids, change);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.failure = failureText(error);
      this.step = this.results.length > 0 ? "done" : "choose";
    }
    this.say.changed();
  }

  async _run(ids: readonly string[], change: PhoneChange): Promise<void> {
    this.step = "running";
    for (let at = 0; at < ids.length; at += mostAtOnce) {
      const { results, auditId } = await changePhones(api, ids.slice(at, at + mostAtOnce), change);
      this.results = [...this.results, ...results];
      if (auditId) this.#written.push(auditId);
    }
    this.step = "done";
  }

  async _undo(): Promise<void> {
    for (const id of this.#written.splice(0).toReversed()) await undoWrite(api, id, this.say.changed);
    this.closed();
  }

  static override styles = [
    shared,
    buttons,
    fields,
    states,
    css`
      :host {
        display: contents;
      }
      .stack {
        display: grid;
        gap: 16px;
      }
      progress {
        width: 100%;
        accent-color: var(--accent);
      }
      .refused {
        display: grid;
        gap: 4px;
        max-height: 40dvh;
        margin: 0;
        padding: 12px 16px 12px 32px;
        overflow: auto;
        border-radius: var(--radius);
        background: var(--stop-ground);
        color: var(--stop-ink);
      }
    `,
  ];
}

/** Stays until it is closed. */
export function changeManyPhones(say: Say): Promise<void> {
  return new Promise((resolve) => {
    const dialog = document.createElement("phone-bulk-dialog");
    dialog.say = say;
    dialog.closed = () => {
      dialog.closed = () => undefined;
      dialog.renderRoot.querySelector("modal-dialog")?.shut();
      dialog.remove();
      resolve();
    };
    document.body.append(dialog);
  });
}

customElements.define("phone-bulk-dialog", PhoneBulkDialog);
declare global {
  interface HTMLElementTagNameMap {
    "phone-bulk-dialog": PhoneBulkDialog;
  }
}
