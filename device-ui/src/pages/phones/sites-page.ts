import { html } from "lit";
import { Pencil, Trash2 } from "lucide";
import { KlykaElement } from "../../components/element.ts";
import { toast } from "../../components/toasts.ts";
import { api } from "../../data/client.ts";
import { Loaded } from "../../data/loaded.ts";
import { listSites, type SiteListView } from "../../data/phones.ts";
import { undoToast } from "../../data/undo-toast.ts";
import { failureText } from "../../i18n/failure.ts";
import { t } from "../../i18n/index.ts";
import { countLink, rowButton, shortTablePage } from "../../list/short-table.ts";
import { shortTableStyles } from "../../list/short-table-styles.ts";
import { writeNamed } from "../../list/write-named.ts";
import { pathTo } from "../../router/paths.ts";
import { buttons, shared, states, surfaces } from "../../style/controls.ts";
import { pageStyles } from "../page-styles.ts";

/** Where phones stand: which places there are, and how many phones each has. */
export class SitesPage extends KlykaElement {
  readonly loaded = new Loaded<readonly SiteListView[]>(this, (signal) => listSites(api, signal));

  override connectedCallback(): void {
    super.connectedCallback();
    void this.loaded.reload();
  }

  override render() {
    return shortTablePage({
      heading: t("phones.sites"),
      text: t("phones.sites.text"),
      create: { label: t("phones.sites.new"), click: () => this._create() },
      empty: t("phones.sites.empty"),
      loaded: this.loaded,
      columns: [{ label: t("phones.name") }, { label: t("phones.layouts.phones"), look: "number" }],
      row: (row) => this._row(row),
    });
  }

  _row(row: SiteListView) {
    const { id, name, phones } = row;
    return html`<tr>
      <td class="name"><strong>${name}</strong></td>
      <td class="number">${countLink(phones, pathTo("phones", { site: id }), t("phones.sites.show", { count: phones, name }))}</td>
      <td class="acts">
        ${rowButton(t("phones.sites.rename", { name }), Pencil, () => this._rename(row))}${rowButton(t("phones.sites.remove", { name }), Trash2, () => this._remove(row))}
      </td>
    </tr>`;
  }

  _create(): Promise<void> {
    return writeNamed({
      question: {
        heading: t("phones.sites.new"),
        label: t("phones.name"),
        hint: t("phones.sites.name.hint"),
        action: t("phones.sites.create"),
      },
      write: (name) => api.post("/sites", { name }),
      said: (name) => t("phones.sites.created", { name }),
      reload: this._reload,
    });
  }

  _rename({ id, name, version }: SiteListView): Promise<void> {
    return writeNamed({
      question: { heading: t("phones.sites.rename", { name }), label: t("phones.name"), value: name, action: t("action.save") },
      write: (typed) => api.patch(`/sites/${encodeURIComponent(id)}`, { name: typed }, `"${version}"`),
      said: (typed) => t("phones.sites.renamed", { name: typed }),
      reload: this._reload,
    });
  }

  /** At once, and taken back from the toast; where something is, it is said what. */
  async _remove({ id, name, version }: SiteListView): Promise<void> {
    try {
      const { auditId } = await api.delete(`/sites/${encodeURIComponent(id)}`, `"${version}"`);
      undoToast(api, t("phones.sites.removed", { name }), auditId, this._reload);
      // What was pressed is gone.
      this.renderRoot.querySelector<HTMLElement>("h1")?.focus();
    } catch (error) {
      toast({ text: failureText(error), tone: "failed" });
    }
    await this.loaded.reload();
  }

  readonly _reload = () => this.loaded.reload();

  static override styles = [shared, buttons, states, surfaces, pageStyles, shortTableStyles];
}

customElements.define("sites-page", SitesPage);
declare global {
  interface HTMLElementTagNameMap {
    "sites-page": SitesPage;
  }
}
