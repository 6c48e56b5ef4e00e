import { html } from "lit";
import { Copy, Pencil, Trash2 } from "lucide";
import { confirm } from "../../components/confirm-dialog.ts";
import { KlykaElement } from "../../components/element.ts";
import { askName } from "../../components/name-dialog.ts";
import { api } from "../../data/client.ts";
import { Loaded } from "../../data/loaded.ts";
import { type LayoutListView, listLayouts } from "../../data/phones.ts";
import { undoToast } from "../../data/undo-toast.ts";
import { failureText } from "../../i18n/failure.ts";
import { formatCount } from "../../i18n/format.ts";
import { t } from "../../i18n/index.ts";
import { countLink, rowButton, shortTablePage } from "../../list/short-table.ts";
import { shortTableStyles } from "../../list/short-table-styles.ts";
import { writeNamed } from "../../list/write-named.ts";
import { goTo } from "../../router/navigate.ts";
import { pathTo } from "../../router/paths.ts";
import { buttons, shared, states, surfaces } from "../../style/controls.ts";
import { pageStyles } from "../page-styles.ts";

const of = (id: string): string => `/layouts/${encodeURIComponent(id)}`;

/** Keys that many phones share: which there are, who has them, and new ones from old ones. */
export class LayoutsPage extends KlykaElement {
  readonly loaded = new Loaded<readonly LayoutListView[]>(this, (signal) => listLayouts(api, signal));

  override connectedCallback(): void {
    super.connectedCallback();
    void this.loaded.reload();
  }

  override render() {
    return shortTablePage({
      heading: t("phones.layouts"),
      text: t("phones.layouts.text"),
      create: { label: t("phones.layouts.new"), click: () => this._create() },
      empty: t("phones.layouts.empty"),
      loaded: this.loaded,
      columns: [
        { label: t("phones.name") },
        { label: t("phones.layouts.keys"), look: "number wide-only" },
        { label: t("phones.layouts.phones"), look: "number" },
      ],
      row: (row) => this._row(row),
    });
  }

  _row(row: LayoutListView) {
    const { id, name, keys, phones } = row;
    return html`<tr>
      <td class="name"><a href=${pathTo("layout", { layout: id })}>${name}</a></td>
      <td class="number wide-only">${formatCount(keys)}</td>
      <td class="number">${countLink(phones, pathTo("phones", { layout: id }), t("phones.layouts.show", { count: phones, name }))}</td>
      <td class="acts">
        ${rowButton(t("phones.layouts.rename", { name }), Pencil, () => this._rename(row))}${rowButton(t("phones.layouts.copy", { name }), Copy, () => this._copy(row))}${rowButton(t("phones.layouts.delete", { name }), Trash2, () => this._delete(row))}
      </td>
    </tr>`;
  }

  async _create(): Promise<void> {
    let made = "";
    const named = await askName({
      heading: t("phones.layouts.new"),
      label: t("phones.name"),
      hint: t("phones.layouts.name.hint"),
      action: t("phones.layouts.create"),
      run: async (name) => {
        made = (await api.post<{ readonly id: string }>("/layouts", { name })).value.id;
      },
    });
    if (named) goTo(pathTo("layout", { layout: made }));
  }

  _copy({ id, name }: LayoutListView): Promise<void> {
    return writeNamed({
      question: {
        heading: t("phones.layouts.copy", { name }),
        label: t("phones.layouts.copy.name"),
        value: t("phones.layouts.copy.of", { name }),
        action: t("phones.layouts.copy.do"),
      },
      write: (typed) => api.post("/layouts", { name: typed, copyOf: id }),
      said: (typed) => t("phones.layouts.copied", { name: typed }),
      reload: this._reload,
    });
  }

  _rename({ id, name, version }: LayoutListView): Promise<void> {
    return writeNamed({
      question: { heading: t("phones.layouts.rename", { name }), label: t("phones.name"), value: name, action: t("action.save") },
      write: (typed) => api.patch(of(id), { name: typed }, `"${version}"`),
      said: (typed) => t("phones.layouts.renamed", { name: typed }),
      reload: this._reload,
    });
  }

  /** One that phones have stays: the server says which they are. */
  async _delete({ id, name, version, keys }: LayoutListView): Promise<void> {
    let auditId: string | null = null;
    const agreed = await confirm({
      heading: t("phones.layouts.delete.ask", { name }),
      text: t("phones.layouts.delete.text", { count: keys }),
      action: t("phones.layouts.delete.do"),
      danger: true,
      run: async () => {
        ({ auditId } = await api.delete(of(id), `"${version}"`));
      },
      failure: failureText,
    });
    if (agreed) undoToast(api, t("phones.layouts.deleted", { name }), auditId, this._reload);
    await this._reload();
  }

  readonly _reload = () => this.loaded.reload();

  static override styles = [shared, buttons, states, surfaces, pageStyles, shortTableStyles];
}

customElements.define("layouts-page", LayoutsPage);
declare global {
  interface HTMLElementTagNameMap {
    "layouts-page": LayoutsPage;
  }
}
