import { css, html, nothing } from "lit";
import { chargeClasses } from "../../../../domain/invoice-specification.ts";
import { KlykaElement } from "../../components/element.ts";
import { phoneNumber } from "../../components/phone-number.ts";
import { api } from "../../data/client.ts";
import { listen } from "../../data/live.ts";
import { Loaded } from "../../data/loaded.ts";
import {
  listOwnCalls,
  type OwnCalls,
  type OwnCallView,
  type OwnInvoiceView,
  type OwnUsage,
  readOwnUsage,
} from "../../data/my-calls.ts";
import { formatInstant } from "../../i18n/format.ts";
import { t } from "../../i18n/index.ts";
import { chipSelect } from "../../list/chip-select.ts";
import { shortTableStyles } from "../../list/short-table-styles.ts";
import { toolsStyles } from "../../list/tools-styles.ts";
import { goTo } from "../../router/navigate.ts";
import { pathTo } from "../../router/paths.ts";
import { buttons, fields, shared, states, surfaces } from "../../style/controls.ts";
import { className, dataText, durationText, kronor, periodLabels } from "../invoices/words.ts";
import { pageStyles } from "../page-styles.ts";

const pageSize = 100;

/** What the person has used, row by row with whole numbers, and who else has seen it so. */
export class MyCallsPage extends KlykaElement {
  static override properties = {
    query: { attribute: false },
    params: { attribute: false },
    more: { state: true },
    busy: { state: true },
  };
  declare query: URLSearchParams;
  /** Further pages of the same. */
  declare more: readonly OwnCallView[];
  declare busy: boolean;
  readonly usage = new Loaded<OwnUsage>(this, (signal) => readOwnUsage(api, signal));
  readonly calls = new Loaded<OwnCalls>(this, (signal) => listOwnCalls(api, this._asked(0), signal));
  readonly events = listen(this, { reload: () => void this.usage.reload() });
  #asked = "";

  constructor() {
    super();
    this.query = new URLSearchParams();
    this.more = [];
    this.busy = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.usage.reload();
  }

  override willUpdate(): void {
    if (this._invoice() === null) return;
    const asked = JSON.stringify(this._asked(0));
    if (asked === this.#asked) return;
    this.#asked = asked;
    this.more = [];
    void this.calls.reload();
  }

  override render() {
    const { face, value } = this.usage;
    return html`<div class="page-head">
        <h1 tabindex="-1">${t("invoices.mine")}</h1>
        <p class="soft">${t("invoices.mine.text")}</p>
      </div>
      ${face === "loading" ? html`<p role="status" class="soft">${t("list.loading")}</p>` : nothing}
      ${face === "failed" ? this._failed(this.usage) : nothing} ${value ? this._all(value) : nothing}`;
  }

  _failed(loaded: Loaded<unknown>) {
    return html`<div class="face surface" role="alert"><p><strong>${t("list.failed")}</strong> ${loaded.error}</p>
      <button class="button" type="button" @click=${() => loaded.reload()}>${t("action.retry")}</button></div>`;
  }

  _all({ invoices, seen }: OwnUsage) {
    const one = this._invoice();
    if (one === null) return html`<div class="surface face"><p>${t("invoices.mine.empty")}</p></div>`;
    const labels = periodLabels(invoices);
    const periods = invoices.map((each, at) => ({ value: each.id, label: labels[at] ?? "" }));
    const classes = chargeClasses.map((value) => ({ value, label: className(value) }));
    return html`<div class="tools">
        ${chipSelect(t("invoices.mine.period"), one.id, periods, (invoice) => this._go({ invoice }))}
        ${chipSelect(t("invoices.class"), this._class(), [{ value: "", label: t("invoices.class.all") }, ...classes], (value) => this._go({ class: value }))}
      </div>
      <p class="soft sum">${t("invoices.mine.sum", { net: kronor(this._sums(one).net) })}</p>
      ${one.erased ? html`<p class="notice">${t("invoices.mine.erased")}</p>` : this._calls()}
      <section class="seen" aria-labelledby="seen">
        <h2 id="seen">${t("invoices.mine.seen")}</h2>
        ${
          seen.length === 0
            ? html`<p class="soft">${t("invoices.mine.seen.none")}</p>`
            : html`<ul>${seen.map(({ by, at, reason }) => html`<li><strong>${t("invoices.mine.seen.one", { name: by, at: formatInstant(new Date(at)) })}</strong> <span>${t("invoices.sight.because", { reason })}</span></li>`)}</ul>`
        }
      </section>`;
  }

  _calls() {
    const { face, value } = this.calls;
    if (face === "failed") return this._failed(this.calls);
    if (value === null) return html`<p role="status" class="soft">${t("list.loading")}</p>`;
    const rows = [...value.calls, ...this.more];
    if (value.total === 0 && value.unlisted.count === 0)
      return html`<div class="surface face"><p>${t("invoices.mine.none")}</p></div>`;
    return html`<div class="surface frame">
        <table>
          <thead>
            <tr>
              <th scope="col" class="wide-only">${t("invoices.mine.at")}</th>
              <th scope="col">${t("invoices.mine.called")}</th>
              <th scope="col" class="wide-only">${t("invoices.class")}</th>
              <th scope="col" class="number">${t("invoices.tree.time")}</th>
              <th scope="col" class="number">${t("invoices.tree.net")}</th>
            </tr>
          </thead>
          <tbody>
            ${rows.map((row) => callRow(row))}
            ${
              value.unlisted.count > 0
                ? html`<tr>
                    <td class="wide-only"></td>
                    <td><span class="what">${t("invoices.tree.unlisted")}</span> <span class="soft small">${t("invoices.tree.unlisted.text")}</span></td>
                    <td class="wide-only"></td>
                    <td class="number">${durationText(value.unlisted.seconds)}</td>
                    <td class="number">${kronor(value.unlisted.net)}</td>
                  </tr>`
                : nothing
            }
          </tbody>
        </table>
      </div>
      ${
        rows.length < value.total
          ? html`<p><button class="button" type="button" ?disabled=${this.busy} @click=${this._more}>${t("invoices.tree.more", { count: value.total - rows.length })}</button></p>`
          : nothing
      }`;
  }

  /** Of what is shown; the whole period's until it is there. */
  _sums(one: OwnInvoiceView) {
    return one.erased ? one.sums : (this.calls.value?.sums ?? one.sums);
  }

  async _more(): Promise<void> {
    const asked = this.#asked;
    this.busy = true;
    try {
      const have = (this.calls.value?.calls.length ?? 0) + this.more.length;
      const next = await listOwnCalls(api, this._asked(have));
      if (asked === this.#asked) this.more = [...this.more, ...next.calls];
    } catch {
      // The button stays, to be pressed again; what is unreachable the banner says.
    } finally {
      this.busy = false;
    }
  }

  _invoice(): OwnInvoiceView | null {
    const invoices = this.usage.value?.invoices ?? [];
    return invoices.find(({ id }) => id === this.query.get("invoice")) ?? invoices[0] ?? null;
  }

  _class(): string {
    return chargeClasses.find((one) => one === this.query.get("class")) ?? "";
  }

  _asked(offset: number) {
    return { invoice: this._invoice()?.id, chargeClass: this._class(), offset, limit: pageSize };
  }

  _go(changed: { readonly invoice?: string; readonly class?: string }): void {
    const said = { invoice: this.query.get("invoice"), class: this.query.get("class") };
    goTo(pathTo("myCalls", { ...said, ...changed }), { replace: true });
  }

  static override styles = [
    shared,
    buttons,
    fields,
    states,
    surfaces,
    pageStyles,
    toolsStyles,
    shortTableStyles,
    css`
      .page-head {
        grid-template-columns: minmax(0, 1fr);
        margin-bottom: 16px;
      }
      .sum {
        margin-bottom: 12px;
        font-variant-numeric: tabular-nums;
      }
      td {
        height: 42px;
        overflow-wrap: normal;
      }
      .number,
      .figure,
      .to {
        white-space: nowrap;
      }
      .narrow-only {
        display: none;
      }
      .small {
        font-size: var(--size-small);
      }
      .seen {
        display: grid;
        gap: 8px;
        margin-top: 32px;
      }
      .seen ul {
        display: grid;
        gap: 8px;
        margin: 0;
        padding: 0;
        list-style: none;
      }
      .seen li {
        display: grid;
      }
      p > .button {
        margin-top: 16px;
      }
      @media (max-width: 720px) {
        .narrow-only {
          display: block;
        }
      }
    `,
  ];
}

function callRow({ at, called, description, chargeClass, seconds, bytes, net }: OwnCallView) {
  // What was called is written out already; only numbers are said digit by digit.
  const to = called === null ? (description ?? className(chargeClass)) : /^[+\d]/.test(called) ? phoneNumber(called) : called;
  const when = formatInstant(new Date(at));
  return html`<tr>
    <td class="wide-only figure">${when}</td>
    <td><span class="to">${to}</span><span class="narrow-only soft small">${when}</span></td>
    <td class="wide-only"><span class="soft">${className(chargeClass)}</span></td>
    <td class="number">${durationText(seconds) || dataText(bytes)}</td>
    <td class="number">${kronor(net)}</td>
  </tr>`;
}

customElements.define("my-calls-page", MyCallsPage);
declare global {
  interface HTMLElementTagNameMap {
    "my-calls-page": MyCallsPage;
  }
}
