import { css, html, nothing } from "lit";
import { X } from "lucide";
import { KlykaElement } from "../../components/element.ts";
import { icon } from "../../components/icon.ts";
import { askName } from "../../components/name-dialog.ts";
import "../../components/split-view.ts";
import { toast } from "../../components/toasts.ts";
import { api } from "../../data/client.ts";
import { type FinanceFileView, listFiles, makeVoid, readFile } from "../../data/finance.ts";
import { listen } from "../../data/live.ts";
import { t } from "../../i18n/index.ts";
import type { Column } from "../../list/column.ts";
import { ListPage } from "../../list/list-page.ts";
import { listPageStyles } from "../../list/list-page-styles.ts";
import { goTo } from "../../router/navigate.ts";
import { pathTo } from "../../router/paths.ts";
import { buttons, fields, shared, states } from "../../style/controls.ts";
import { enterAndGo } from "../operator/enter.ts";
import { besideStyles, panelStyles } from "../phones/panel-styles.ts";
import { whenText } from "../phones/words.ts";
import { financeParts, mayReadFiles, partsStyles } from "./parts.ts";
import "./upload-box.ts";
import { faultItem, fileContents, fileState, sizeText } from "./words.ts";

const kinds = ["invoice", "usage", "payments", "unknown"] as const;
const fileStates = ["taken", "refused", "reading"] as const;
const rules = { sorts: ["received"], descending: true, openAs: "file", filters: { kind: kinds, state: fileStates } } as const;

/** Files of invoices, usage and payments: where they are handed in, and what became of each. */
export class FinanceFilesPage extends KlykaElement {
  static override properties = { query: { attribute: false }, params: { attribute: false }, chosen: { state: true } };
  declare query: URLSearchParams;
  /** The file beside the list, also when the filter leaves it out. */
  declare chosen: FinanceFileView | null;
  readonly list = new ListPage<FinanceFileView>(this, {
    path: () => pathTo("operatorFinance"),
    rules,
    load: ({ q, offset, limit }, filters, signal) => listFiles(api, { q, offset, limit, ...filters }, signal),
    keyOf: ({ id }) => id,
    nameOf: ({ name }) => name,
  });
  readonly events = listen(this, { finance: () => this._reload(), reload: () => this._reload() });

  constructor() {
    super();
    this.query = new URLSearchParams();
    this.chosen = null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (!mayReadFiles()) goTo(pathTo("operatorPayments"), { replace: true });
  }

  override willUpdate(): void {
    const { open } = this.list.query;
    if (open === null) this.chosen = null;
    else if (this.chosen?.id !== open) void this._choose(open);
  }

  override render() {
    if (!mayReadFiles()) return nothing;
    const { list, chosen } = this;
    return html`<split-view ?open=${chosen !== null} label=${t("finance.file")} @beside-close=${() => list.open(null)}>
      <div class="head">${list.heading(t("finance.title"))}</div>
      ${financeParts("operatorFinance")}
      <p class="soft lead">${t("finance.text")}</p>
      <upload-box .news=${list.paged.rows} @file-received=${() => this._reload()} @file-show=${({ detail }: CustomEvent<string>) => list.open(detail)}></upload-box>
      <div class="tools">
        ${list.search(t("finance.search"))}
        ${list.filterChip(
          "kind",
          t("finance.kind"),
          t("finance.kind.all"),
          kinds.map((value) => ({ value, label: t(`finance.kind.${value}`) })),
        )}
        ${list.filterChip(
          "state",
          t("finance.state"),
          t("finance.state.all"),
          fileStates.map((value) => ({ value, label: t(`finance.state.${value}`) })),
        )}
      </div>
      ${list.rows({ label: t("finance.title"), columns: columns(chosen !== null) }, html`<p slot="empty">${t("finance.empty")}</p>`)}
      ${chosen ? html`<div slot="beside" class="panel">${this._beside(chosen)}</div>` : nothing}
    </split-view>`;
  }

  _beside(file: FinanceFileView) {
    const { name, kind, size, via, receivedAt, receivedBy, sha256, faults, state: is } = file;
    const errors = faults.filter(({ severity }) => severity === "error");
    const warnings = faults.filter(({ severity }) => severity === "warning");
    return html`<div class="top">
        <h2 tabindex="-1">${name}</h2>
        <button class="button quiet small icon-only" type="button" aria-label=${t("action.close")} @click=${() => this.list.open(null)}>${icon(X)}</button>
        <span class="states">${fileState(file)}</span>
      </div>
      <div class="stack">
        ${is === "reading" ? html`<progress max="100" value=${file.percent} aria-label=${t("finance.state.reading")}></progress>` : nothing}
        ${is === "taken" ? html`<p>${fileContents(file)}</p>` : nothing}
        ${this._invoice(file)}
        ${
          errors.length > 0
            ? html`<section class="part" aria-labelledby="errors"><h3 id="errors">${t("finance.faults")}</h3>
                <ul class="faults">${errors.map(faultItem)}</ul>
                <p class="soft">${t("finance.refused.next")}</p></section>`
            : nothing
        }
        ${
          warnings.length > 0
            ? html`<section class="part" aria-labelledby="warnings"><h3 id="warnings">${t("finance.warnings")}</h3>
                <ul class="faults">${warnings.map(faultItem)}</ul></section>`
            : nothing
        }
        <dl class="facts part">
          <dt>${t("finance.column.kind")}</dt><dd>${t(`finance.kind.${kind}`)}</dd>
          <dt>${t("finance.column.received")}</dt><dd>${whenText(receivedAt)}</dd>
          <dt>${t("finance.column.via")}</dt><dd>${t(`finance.via.${via}`)}</dd>
          <dt>${t("finance.by")}</dt><dd>${receivedBy}</dd>
          <dt>${t("finance.size")}</dt><dd>${sizeText(size)}</dd>
          <dt>${t("finance.fingerprint")}</dt><dd class="mac">${sha256}</dd>
        </dl>
      </div>`;
  }

  _invoice({ summary: { invoice } }: FinanceFileView) {
    if (!invoice) return nothing;
    const { id, organisationId, organisation } = invoice;
    return html`<div class="buttons">
      <button class="button" type="button" @click=${() => enterAndGo(organisationId, pathTo("invoice", { invoice: id }))}>${t("finance.open_invoice", { organisation })}</button>
      <button class="button" type="button" @click=${() => this._void(invoice)}>${t("finance.void")}</button>
    </div>`;
  }

  async _void({ id, number }: { readonly id: string; readonly number: string }): Promise<void> {
    const done = await askName({
      heading: t("finance.void.is", { number }),
      text: t("finance.void.text"),
      label: t("finance.void.reason"),
      action: t("finance.void"),
      run: (reason) => makeVoid(api, id, reason),
    });
    if (done) toast({ text: t("finance.void.done", { number }) });
  }

  async _choose(id: string): Promise<void> {
    const row = this.list.paged.rows.find((one) => one?.id === id);
    if (row) {
      this.chosen = row;
      return;
    }
    await this._refresh(id, () => this.list.go({ open: null }));
  }

  async _refresh(id: string, gone: () => void = () => undefined): Promise<void> {
    try {
      const file = await readFile(api, id);
      if (this.list.query.open === id) this.chosen = file;
    } catch {
      if (this.list.query.open === id) gone();
    }
  }

  _reload(): void {
    this.list.paged.reload();
    const { open } = this.list.query;
    if (open !== null) void this._refresh(open);
  }

  static override styles = [
    shared,
    buttons,
    fields,
    states,
    listPageStyles,
    panelStyles,
    besideStyles,
    partsStyles,
    css`
      .faults {
        display: grid;
        gap: 12px;
        margin: 0;
        padding: 0;
        list-style: none;
      }
      .faults li {
        display: grid;
        gap: 2px;
        overflow-wrap: anywhere;
      }
      progress {
        width: 100%;
        accent-color: var(--accent);
      }
    `,
  ];
}

function columns(beside: boolean): readonly Column<FinanceFileView>[] {
  const all: readonly Column<FinanceFileView>[] = [
    { key: "name", label: t("finance.column.name"), width: "minmax(160px, 1.4fr)", narrow: "title", cell: ({ name }) => name },
    {
      ...{ key: "kind", label: t("finance.column.kind"), width: "minmax(104px, 0.7fr)", narrow: "hide" },
      cell: ({ kind }) => t(`finance.kind.${kind}`),
    },
    {
      ...{ key: "state", label: t("finance.column.state"), width: "minmax(120px, 0.8fr)", narrow: "detail" },
      cell: (file) => html`${fileState(file)}<span class="narrow-only"> · ${fileContents(file)}</span>`,
    },
    { key: "what", label: t("finance.column.what"), width: "minmax(180px, 2fr)", narrow: "hide", cell: fileContents },
    {
      ...{ key: "received", label: t("finance.column.received"), width: "minmax(128px, 0.8fr)", narrow: "hide" },
      cell: ({ receivedAt }) => whenText(receivedAt),
    },
    {
      ...{ key: "via", label: t("finance.column.via"), width: "minmax(88px, 0.5fr)", narrow: "hide" },
      cell: ({ via }) => t(`finance.via.${via}`),
    },
  ];
  return beside ? all.filter(({ key }) => ["name", "state"].includes(key)) : all;
}

customElements.define("finance-files-page", FinanceFilesPage);
declare global {
  interface HTMLElementTagNameMap {
    "finance-files-page": FinanceFilesPage;
  }
}
