import { html, type TemplateResult } from "lit";
import { Copy, Pencil, Plus, Trash2 } from "lucide";
import { confirm } from "../../components/confirm-dialog.ts";
import { KlykaElement } from "../../components/element.ts";
import { icon } from "../../components/icon.ts";
import { askName } from "../../components/name-dialog.ts";
import { api } from "../../data/client.ts";
import { Loaded } from "../../data/loaded.ts";
import { type LayoutListView, listLayouts } from "../../data/phones.ts";
import { undoToast } from "../../data/undo-toast.ts";
import { failureText } from "../../i18n/failure.ts";
import { formatCount } from "../../i18n/format.ts";
import { t } from "../../i18n/index.ts";
import { goTo } from "../../router/navigate.ts";
import { pathTo } from "../../router/paths.ts";
import { buttons, shared, states, surfaces } from "../../style/controls.ts";
import { pageStyles } from "../page-styles.ts";
import { tableStyles } from "./table-styles.ts";

const of = (id: string): string => `/layouts/${encodeURIComponent(id)}`;

/** Keys that many phones share: which there are, who has them, and new ones from old ones. */
export class LayoutsPage extends KlykaElement {
  readonly loaded = new Loaded<readonly LayoutListView[]>(this, (signal) => listLayouts(api, signal));

  override connectedCallback(): void {
    super.connectedCallback();
    void this.loaded.reload();
  }

  override render() {
    return html`<div class="page-head">
        <h1 tabindex="-1">${t("phones.layouts")}</h1>
        <button class="button filled" type="button" @click=${this._create}>${icon(Plus, 18)}${t("phones.layouts.new")}</button>
        <p class="soft">${t("phones.layouts.text")}</p>
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
    if (rows.length === 0) return html`<div class="face"><p>${t("phones.layouts.empty")}</p></div>`;
    return html`<table>
      <thead>
        <tr>
          <th scope="col">${t("phones.name")}</th>
          <th scope="col" class="number wide-only">${t("phones.layouts.keys")}</th>
          <th scope="col" class="number">${t("phones.layouts.phones")}</th>
          <th scope="col" class="acts"><span class="hidden">${t("list.actions")}</span></th>
        </tr>
      </thead>
      <tbody>${rows.map((row) => this._row(row))}</tbody>
    </table>`;
  }

  _row(row: LayoutListView) {
    const { id, name, keys, phones } = row;
    const act = (label: string, picture: typeof Copy, click: () => void) =>
      html`<button class="button quiet small icon-only" type="button" aria-label=${label} title=${label} @click=${click}>${icon(picture, 18)}</button>`;
    return html`<tr>
      <td class="name"><a href=${pathTo("layout", { layout: id })}>${name}</a></td>
      <td class="number wide-only">${formatCount(keys)}</td>
      <td class="number">${phones > 0 ? html`<a href=${pathTo("phones", { layout: id })} aria-label=${t("phones.layouts.show", { count: phones, name })}>${formatCount(phones)}</a>` : formatCount(0)}</td>
      <td class="acts">
        ${act(t("phones.layouts.rename", { name }), Pencil, () => void this._rename(row))}${act(t("phones.layouts.copy", { name }), Copy, () => void this._copy(row))}${act(t("phones.layouts.delete", { name }), Trash2, () => void this._delete(row))}
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

  async _copy({ id, name }: LayoutListView): Promise<void> {
    let auditId: string | null = null;
    let called = "";
    const named = await askName({
      heading: t("phones.layouts.copy", { name }),
      label: t("phones.layouts.copy.name"),
      value: t("phones.layouts.copy.of", { name }),
      action: t("phones.layouts.copy.do"),
      run: async (typed) => {
        called = typed;
        ({ auditId } = await api.post("/layouts", { name: typed, copyOf: id }));
      },
    });
    if (named) this._done(auditId, t("phones.layouts.copied", { name: called }));
  }

  async _rename({ id, name, version }: LayoutListView): Promise<void> {
    let auditId: string | null = null;
    let called = "";
    const named = await askName({
      heading: t("phones.layouts.rename", { name }),
      label: t("phones.name"),
      value: name,
      action: t("action.save"),
      run: async (typed) => {
        called = typed;
        ({ auditId } = await api.patch(of(id), { name: typed }, `"${version}"`));
      },
    });
    if (named) this._done(auditId, t("phones.layouts.renamed", { name: called }));
    else await this.loaded.reload();
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
    if (agreed) this._done(auditId, t("phones.layouts.deleted", { name }));
    else await this.loaded.reload();
  }

  _done(auditId: string | null, text: string): void {
    const again = () => void this.loaded.reload();
    undoToast(api, text, auditId, again);
    again();
  }

  static override styles = [shared, buttons, states, surfaces, pageStyles, tableStyles];
}

customElements.define("layouts-page", LayoutsPage);
declare global {
  interface HTMLElementTagNameMap {
    "layouts-page": LayoutsPage;
  }
}
