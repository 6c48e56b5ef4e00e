import { html, type TemplateResult } from "lit";
import { Pencil, Plus } from "lucide";
import { KlykaElement } from "../../components/element.ts";
import { icon } from "../../components/icon.ts";
import { askName } from "../../components/name-dialog.ts";
import { api } from "../../data/client.ts";
import { Loaded } from "../../data/loaded.ts";
import { listSites, type SiteListView } from "../../data/phones.ts";
import { undoToast } from "../../data/undo-toast.ts";
import { formatCount } from "../../i18n/format.ts";
import { t } from "../../i18n/index.ts";
import { pathTo } from "../../router/paths.ts";
import { buttons, shared, states, surfaces } from "../../style/controls.ts";
import { pageStyles } from "../page-styles.ts";
import { tableStyles } from "./table-styles.ts";

/** Where phones stand: which places there are, and how many phones each has. */
export class SitesPage extends KlykaElement {
  readonly loaded = new Loaded<readonly SiteListView[]>(this, (signal) => listSites(api, signal));

  override connectedCallback(): void {
    super.connectedCallback();
    void this.loaded.reload();
  }

  override render() {
    return html`<div class="page-head">
        <h1 tabindex="-1">${t("phones.sites")}</h1>
        <button class="button filled" type="button" @click=${this._create}>${icon(Plus, 18)}${t("phones.sites.new")}</button>
        <p class="soft">${t("phones.sites.text")}</p>
      </div>
      <div class="surface frame">${this._face()}</div>`;
  }

  _face(): TemplateResult {
    const { face, value, error } = this.loaded;
    if (face === "loading") return html`<p class="face" role="status">${t("list.loading")}</p>`;
    if (face === "failed") {
      return html`<div class="face" role="alert"><p><strong>${t("list.failed")}</strong> ${error}</p>
        <button class="button" type="button" @click=${() => this.loaded.reload()}>${t("action.retry")}</button></div>`;
    }
    const rows = value ?? [];
    if (rows.length === 0) return html`<div class="face"><p>${t("phones.sites.empty")}</p></div>`;
    return html`<table>
      <thead>
        <tr>
          <th scope="col">${t("phones.name")}</th>
          <th scope="col" class="number">${t("phones.layouts.phones")}</th>
          <th scope="col" class="acts"><span class="hidden">${t("list.actions")}</span></th>
        </tr>
      </thead>
      <tbody>${rows.map((row) => this._row(row))}</tbody>
    </table>`;
  }

  _row(row: SiteListView) {
    const { id, name, phones } = row;
    const label = t("phones.sites.rename", { name });
    return html`<tr>
      <td class="name"><strong>${name}</strong></td>
      <td class="number">${phones > 0 ? html`<a href=${pathTo("phones", { site: id })} aria-label=${t("phones.sites.show", { count: phones, name })}>${formatCount(phones)}</a>` : formatCount(0)}</td>
      <td class="acts"><button class="button quiet small icon-only" type="button" aria-label=${label} title=${label} @click=${() => this._rename(row)}>${icon(Pencil, 18)}</button></td>
    </tr>`;
  }

  async _create(): Promise<void> {
    let called = "";
    const named = await askName({
      heading: t("phones.sites.new"),
      label: t("phones.name"),
      hint: t("phones.sites.name.hint"),
      action: t("phones.sites.create"),
      run: async (name) => {
        called = name;
        await api.post("/sites", { name });
      },
    });
    if (named) this._done(null, t("phones.sites.created", { name: called }));
  }

  async _rename({ id, name, version }: SiteListView): Promise<void> {
    let auditId: string | null = null;
    let called = "";
    const named = await askName({
      heading: t("phones.sites.rename", { name }),
      label: t("phones.name"),
      value: name,
      action: t("action.save"),
      run: async (typed) => {
        called = typed;
        ({ auditId } = await api.patch(`/sites/${encodeURIComponent(id)}`, { name: typed }, `"${version}"`));
      },
    });
    if (named) this._done(auditId, t("phones.sites.renamed", { name: called }));
    else await this.loaded.reload();
  }

  /** @param auditId null: it cannot be taken back */
  _done(auditId: string | null, text: string): void {
    const again = () => void this.loaded.reload();
    undoToast(api, text, auditId, again);
    again();
  }

  static override styles = [shared, buttons, states, surfaces, pageStyles, tableStyles];
}

customElements.define("sites-page", SitesPage);
declare global {
  interface HTMLElementTagNameMap {
    "sites-page": SitesPage;
  }
}
