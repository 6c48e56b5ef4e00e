import { css, html, nothing, type TemplateResult } from "lit";
import { Plus } from "lucide";
import { doing } from "../../components/doing.ts";
import { KlykaElement } from "../../components/element.ts";
import { icon } from "../../components/icon.ts";
import { missing } from "../../components/missing.ts";
import { state } from "../../components/states.ts";
import { toast } from "../../components/toasts.ts";
import { api, session } from "../../data/client.ts";
import { Loaded } from "../../data/loaded.ts";
import {
  type PricedPackageView,
  type PricedTypeView,
  type PriceListView,
  readPriceList,
  retirePackage,
  saveType,
} from "../../data/subscriptions.ts";
import { formatCount, formatMoney } from "../../i18n/format.ts";
import { t } from "../../i18n/index.ts";
import { shortTableStyles } from "../../list/short-table-styles.ts";
import { buttons, shared, states, surfaces } from "../../style/controls.ts";
import { quotaText } from "../../subscriptions/words.ts";
import { pageStyles } from "../page-styles.ts";

/** Prices are the installation's: who looks after some organisations alone reads them. */
const maySet = (): boolean => session.current?.everyOrganisation ?? false;

/** What operator staff sells to every organisation: subscription types and data packages. */
export class PricesPage extends KlykaElement {
  static override properties = { busy: { state: true } };
  declare busy: boolean;
  readonly loaded = new Loaded<PriceListView>(this, (signal) => readPriceList(api, signal));

  constructor() {
    super();
    this.busy = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.loaded.reload();
  }

  override render() {
    const { value } = this.loaded;
    return html`<div class="page-head">
        <h1 tabindex="-1">${t("subscriptions.prices")}</h1>
        <p class="soft">${t("subscriptions.prices.text")}</p>
      </div>
      ${missing(this.loaded, t("subscriptions.prices.loading"))} ${value ? html`${this._types(value)} ${this._packages(value)}` : nothing}`;
  }

  _types({ types }: PriceListView) {
    const columns = [
      { label: t("subscriptions.prices.name") },
      { label: t("subscriptions.prices.column.price"), look: "number" },
      { label: t("subscriptions.prices.column.data"), look: "number wide-only" },
      { label: t("subscriptions.prices.column.twin"), look: "number wide-only" },
      { label: t("subscriptions.prices.column.use"), look: "number wide-only" },
      { label: t("subscriptions.column.state"), look: "wide-only" },
    ];
    return this._part({
      ...{ id: "types", heading: t("subscriptions.prices.types"), text: "", create: t("subscriptions.prices.new_type") },
      make: () => void this._writeType(null),
      ...{ columns, rows: types.map((type) => this._typeRow(type)), none: t("subscriptions.prices.types.none") },
    });
  }

  _typeRow(type: PricedTypeView) {
    const { name, priceOre, dataQuotaBytes, twinPriceOre, subscriptions, retiredAt } = type;
    const sold = retiredAt === null;
    return html`<tr>
      <td class="name"><strong>${name}</strong></td>
      <td class="number">${formatMoney(priceOre)}</td>
      <td class="number wide-only">${dataQuotaBytes === null ? t("subscriptions.type.unlimited") : quotaText(dataQuotaBytes)}</td>
      <td class="number wide-only">${twinPriceOre === null ? t("subscriptions.prices.no_twin") : formatMoney(twinPriceOre)}</td>
      <td class="number wide-only">${formatCount(subscriptions)}</td>
      <td class="wide-only">${state(sold ? "live" : "off", t(sold ? "subscriptions.prices.sold" : "subscriptions.prices.retired"))}</td>
      <td class="acts">
        ${maySet() ? html`<button class="button small" type="button" ?disabled=${this.busy} aria-label=${t("subscriptions.prices.edit.of", { name })} @click=${() => this._writeType(type)}>${t("subscriptions.prices.edit")}</button>` : nothing}
        ${this._sell(name, sold, () => saveType(api, type, { retired: sold }))}
      </td>
    </tr>`;
  }

  _packages({ packages }: PriceListView) {
    const columns = [
      { label: t("subscriptions.prices.column.data") },
      { label: t("subscriptions.prices.column.price"), look: "number" },
      { label: t("subscriptions.column.state"), look: "wide-only" },
    ];
    return this._part({
      ...{ id: "packages", heading: t("subscriptions.prices.packages"), text: t("subscriptions.prices.packages.text") },
      create: t("subscriptions.prices.new_package"),
      make: () => void this._writePackage(),
      ...{ columns, rows: packages.map((one) => this._packageRow(one)), none: t("subscriptions.prices.packages.none") },
    });
  }

  _packageRow(one: PricedPackageView) {
    const sold = one.retiredAt === null;
    const name = quotaText(one.bytes);
    return html`<tr>
      <td class="name"><strong>${name}</strong></td>
      <td class="number">${formatMoney(one.priceOre)}</td>
      <td class="wide-only">${state(sold ? "live" : "off", t(sold ? "subscriptions.prices.sold" : "subscriptions.prices.retired"))}</td>
      <td class="acts">${this._sell(name, sold, () => retirePackage(api, one, sold))}</td>
    </tr>`;
  }

  _sell(name: string, sold: boolean, write: () => Promise<unknown>) {
    if (!maySet()) return nothing;
    return html`<button
      class="button small quiet"
      type="button"
      ?disabled=${this.busy}
      aria-label=${t(sold ? "subscriptions.prices.retire.of" : "subscriptions.prices.sell.of", { name })}
      @click=${() => this._do(write, name)}
    >
      ${t(sold ? "subscriptions.prices.retire" : "subscriptions.prices.sell")}
    </button>`;
  }

  _part(of: {
    readonly id: string;
    readonly heading: string;
    readonly text: string;
    readonly create: string;
    readonly make: () => void;
    readonly columns: readonly { readonly label: string; readonly look?: string }[];
    readonly rows: readonly TemplateResult[];
    readonly none: string;
  }) {
    return html`<section aria-labelledby=${of.id}>
      <div class="line">
        <div>
          <h2 id=${of.id}>${of.heading}</h2>
          ${of.text ? html`<p class="soft">${of.text}</p>` : nothing}
        </div>
        ${maySet() ? html`<button class="button" type="button" @click=${of.make}>${icon(Plus, 18)}${of.create}</button>` : nothing}
      </div>
      <div class="surface frame">
        ${
          of.rows.length === 0
            ? html`<div class="face"><p>${of.none}</p></div>`
            : html`<table>
                <thead>
                  <tr>
                    ${of.columns.map(({ label, look }) => html`<th scope="col" class=${look ?? ""}>${label}</th>`)}
                    <th scope="col" class="acts"><span class="hidden">${t("subscriptions.prices.column.actions")}</span></th>
                  </tr>
                </thead>
                <tbody>${of.rows}</tbody>
              </table>`
        }
      </div>
    </section>`;
  }

  async _writeType(type: PricedTypeView | null): Promise<void> {
    const { askPricedType } = await import("./price-dialogs.ts");
    const saved = await askPricedType(type);
    if (saved === null) return;
    toast({ text: t("subscriptions.prices.saved", { name: saved }) });
    await this.loaded.reload();
  }

  async _writePackage(): Promise<void> {
    const { askPackage } = await import("./price-dialogs.ts");
    const saved = await askPackage();
    if (saved === null) return;
    toast({ text: t("subscriptions.prices.saved", { name: saved }) });
    await this.loaded.reload();
  }

  async _do(write: () => Promise<unknown>, name: string): Promise<void> {
    if (await doing(this, write)) toast({ text: t("subscriptions.prices.saved", { name }) });
    await this.loaded.reload();
  }

  static override styles = [
    shared,
    buttons,
    states,
    surfaces,
    pageStyles,
    shortTableStyles,
    css`
      section {
        display: grid;
        gap: 12px;
        margin-top: 32px;
      }
      .line {
        display: flex;
        flex-wrap: wrap;
        gap: 12px;
        align-items: end;
        justify-content: space-between;
      }
      .number {
        white-space: nowrap;
      }
      @media (max-width: 720px) {
        .acts .button {
          display: flex;
          margin-left: auto;
        }
      }
    `,
  ];
}

customElements.define("prices-page", PricesPage);
declare global {
  interface HTMLElementTagNameMap {
    "prices-page": PricesPage;
  }
}
