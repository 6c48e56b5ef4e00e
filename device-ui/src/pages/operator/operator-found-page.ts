import { html, nothing } from "lit";
import { LogIn, X } from "lucide";
import { writeMac } from "../../../../domain/mac.ts";
import { KlykaElement } from "../../components/element.ts";
import { focusFirstError, textField } from "../../components/fields.ts";
import { icon } from "../../components/icon.ts";
import "../../components/search-combobox.ts";
import type { ComboOption, FindOptions } from "../../components/search-combobox.ts";
import "../../components/split-view.ts";
import { api } from "../../data/client.ts";
import { Every } from "../../data/every.ts";
import { listen } from "../../data/live.ts";
import { claimFor, listAllFound, listOrganisations, type OperatorFound } from "../../data/operator.ts";
import { PagedRows } from "../../data/paged-rows.ts";
import { ApiError, type FieldError } from "../../data/problem.ts";
import { failureText } from "../../i18n/failure.ts";
import { formatCount } from "../../i18n/format.ts";
import { t } from "../../i18n/index.ts";
import { BesideFocus } from "../../list/beside-focus.ts";
import "../../list/data-list.ts";
import type { Column } from "../../list/column.ts";
import { listPageStyles } from "../../list/list-page-styles.ts";
import { goTo } from "../../router/navigate.ts";
import { pathTo } from "../../router/paths.ts";
import { buttons, fields, shared, states } from "../../style/controls.ts";
import { findOperatorModels } from "../phones/finders.ts";
import { besideStyles, panelStyles } from "../phones/panel-styles.ts";
import { whenText } from "../phones/words.ts";
import { enterAndGo } from "./enter.ts";

const looks = 15_000;
type Claimed = { readonly id: string; readonly organisationId: string; readonly title: string; readonly mac: string };

const findOrganisations: FindOptions = async (q, signal) => {
  const { rows } = await listOrganisations(api, { q, limit: 12 }, signal);
  return [{ title: "", options: rows.map(({ id, title, name }) => ({ key: id, title, detail: name })) }];
};

/** Phones that have asked and belong to nobody, of the whole installation, and the organisation that one is given to. */
export class OperatorFoundPage extends KlykaElement {
  static override properties = {
    query: { attribute: false },
    params: { attribute: false },
    organisation: { state: true },
    model: { state: true },
    label: { state: true },
    errors: { state: true },
    failure: { state: true },
    busy: { state: true },
    claimed: { state: true },
  };
  declare query: URLSearchParams;
  declare organisation: ComboOption | null;
  declare model: ComboOption | null;
  declare label: string;
  declare errors: readonly FieldError[];
  declare failure: string | null;
  declare busy: boolean;
  declare claimed: Claimed | null;
  readonly #titles = new Map<string, string>();
  readonly paged = new PagedRows<OperatorFound>(this, async (offset, limit, signal) => {
    const page = await listAllFound(api, { offset, limit }, signal);
    await this._learnTitles(page.rows);
    return page;
  });
  readonly again = new Every(this, looks, () => this.paged.reload());
  readonly events = listen(this, { found: () => this.paged.reload(), reload: () => this.paged.reload() });
  readonly focusing = new BesideFocus(this);
  #mac = "";

  constructor() {
    super();
    this.query = new URLSearchParams();
    this.organisation = null;
    this.model = null;
    this.label = "";
    this.errors = [];
    this.failure = null;
    this.busy = false;
    this.claimed = null;
  }

  override willUpdate(): void {
    const mac = this.query.get("mac") ?? "";
    const row = this._chosen();
    // The rows may come after the address.
    const shown = row === null ? "" : mac;
    if (shown === this.#mac) return;
    this.#mac = shown;
    const hint = row?.organisationId ?? null;
    const organisation = hint === null ? null : { key: hint, title: this.#titles.get(hint) ?? "" };
    Object.assign(this, { organisation, model: null, label: "", errors: [], failure: null });
    if (mac !== "") this.claimed = null;
  }

  override render() {
    const row = this._chosen();
    const open = row !== null || this.claimed !== null;
    return html`<split-view ?open=${open} label=${t("operator.found")} @beside-close=${() => this._open(null)}>
      <div class="head">
        <h1 tabindex="-1">${t("operator.found")} <span class="soft">${this.paged.face === "rows" ? formatCount(this.paged.rows.length) : ""}</span></h1>
      </div>
      <p class="soft lead">${t("operator.found.text")}</p>
      ${this._rows()}
      ${open ? html`<div slot="beside" class="panel">${this.claimed ? this._done(this.claimed) : row ? this._form(row) : nothing}</div>` : nothing}
    </split-view>`;
  }

  _rows() {
    const { paged } = this;
    return html`<data-list
      label=${t("operator.found")}
      .columns=${this._columns()}
      .rows=${paged.rows}
      .face=${paged.face}
      .failure=${paged.error ? failureText(paged.error) : ""}
      .keyOf=${(row: OperatorFound) => row.mac}
      .nameOf=${(row: OperatorFound) => writeMac(row.mac)}
      .actions=${[]}
      .open=${this.query.get("mac")}
      @list-open=${(event: CustomEvent<{ key: string }>) => this._open(event.detail.key)}
      @list-range=${(event: CustomEvent<{ first: number; last: number }>) => paged.ensure(event.detail.first, event.detail.last)}
      @list-retry=${() => paged.reload()}
    >
      <p slot="empty">${t("operator.found.empty")}</p>
    </data-list>`;
  }

  _columns(): readonly Column<OperatorFound>[] {
    const seems = ({ organisationId }: OperatorFound) =>
      organisationId === null
        ? html`<span class="soft">${t("operator.found.nobody")}</span>`
        : (this.#titles.get(organisationId) ?? "–");
    return [
      {
        key: "mac",
        label: t("phones.column.mac"),
        width: "minmax(160px, 1fr)",
        narrow: "title",
        cell: ({ mac }) => writeMac(mac),
      },
      { key: "model", label: t("phones.column.model"), width: "minmax(110px, 0.9fr)", narrow: "detail", cell: modelOf },
      { key: "seems", label: t("operator.found.seems"), width: "minmax(130px, 1.2fr)", narrow: "hide", cell: seems },
      {
        key: "address",
        label: t("phones.address"),
        width: "minmax(110px, 0.8fr)",
        narrow: "hide",
        cell: ({ address }) => address,
      },
      {
        key: "last",
        label: t("phones.found.last"),
        width: "minmax(110px, 0.7fr)",
        narrow: "hide",
        cell: ({ lastSeenAt }) => whenText(lastSeenAt),
      },
    ];
  }

  _form(row: OperatorFound) {
    const wrong = (name: string) => this.errors.some(({ field }) => field === name);
    return html`${this._top(writeMac(row.mac))}
      <form @submit=${this._claim} novalidate>
        <dl class="facts">
          <dt>${t("phones.column.model")}</dt><dd>${modelOf(row)}</dd>
          <dt>${t("phones.address")}</dt><dd>${row.address}</dd>
          <dt>${t("phones.column.firmware")}</dt><dd>${row.firmware ?? "–"}</dd>
          <dt>${t("phones.found.first")}</dt><dd>${whenText(row.firstSeenAt)}</dd>
        </dl>
        <search-combobox
          name="organisationId"
          label=${t("operator.organisation")}
          hint=${t("operator.found.organisation.hint")}
          required
          .problem=${wrong("organisationId") ? t("field.required") : null}
          .find=${findOrganisations}
          .value=${this.organisation}
          @combo-change=${(event: CustomEvent<ComboOption | null>) => {
            this.organisation = event.detail;
            this.errors = [];
          }}
        ></search-combobox>
        ${row.model === null ? this._model(wrong("model")) : nothing}
        <div @input=${this._typed}>${textField({ name: "label", label: t("phones.column.label"), value: this.label, hint: t("phones.label.hint"), maxlength: 100 })}</div>
        ${this.failure ? html`<p class="notice stop" role="alert">${this.failure}</p>` : nothing}
        <div class="buttons"><button class="button filled" type="submit" ?disabled=${this.busy}>${t("operator.found.claim")}</button></div>
      </form>`;
  }

  _model(wrong: boolean) {
    return html`<search-combobox
      name="model"
      label=${t("phones.column.model")}
      hint=${t("phones.intake.model.unknown")}
      required
      .problem=${wrong ? t("phones.intake.model.missing") : null}
      .find=${findOperatorModels}
      .value=${this.model}
      @combo-change=${(event: CustomEvent<ComboOption | null>) => {
        this.model = event.detail;
        this.errors = [];
      }}
    ></search-combobox>`;
  }

  _done({ id, organisationId, title, mac }: Claimed) {
    return html`${this._top(writeMac(mac))}
      <div class="stack">
        <p class="notice live" role="status"><strong>${t("operator.found.done", { title })}</strong> ${t("operator.found.next")}</p>
        <button class="button filled" type="button" @click=${() => enterAndGo(organisationId, pathTo("newPhones", { phone: id }))}>
          ${icon(LogIn, 18)}${t("operator.found.go")}
        </button>
        <p class="small soft">${t("operator.enter.text", { title })}</p>
      </div>`;
  }

  _top(heading: string) {
    return html`<div class="top">
      <h2 tabindex="-1">${heading}</h2>
      <button class="button quiet small icon-only" type="button" aria-label=${t("action.close")} @click=${() => this._open(null)}>${icon(X)}</button>
    </div>`;
  }

  _chosen(): OperatorFound | null {
    const mac = this.query.get("mac");
    return mac === null ? null : (this.paged.rows.find((row) => row?.mac === mac) ?? null);
  }

  _typed(event: Event): void {
    if (event.target instanceof HTMLInputElement) this.label = event.target.value;
  }

  async _claim(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const row = this._chosen();
    if (!row || this.busy) return;
    const missing = [...(this.organisation ? [] : ["organisationId"]), ...((row.model ?? this.model) ? [] : ["model"])];
    this.errors = missing.map((field) => ({ field, code: "input_invalid", detail: { problem: "invalid_type" } }));
    if (!this.organisation || missing.length > 0) {
      await this.updateComplete;
      return focusFirstError(this.renderRoot, this.errors);
    }
    this.busy = true;
    this.failure = null;
    const [vendor = null, model = null] = this.model ? this.model.key.split("/") : [row.vendor, row.model];
    try {
      const made = await claimFor(api, {
        organisationId: this.organisation.key,
        mac: row.mac,
        vendor,
        model,
        label: this.label.trim(),
      });
      this.claimed = { ...made, title: this.organisation.title, mac: row.mac };
      this.paged.reload();
      goTo(pathTo("operatorFound"), { replace: true });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.failure = failureText(error);
    } finally {
      this.busy = false;
    }
    this.focusing.want(true);
  }

  _open(mac: string | null): void {
    this.claimed = null;
    goTo(pathTo("operatorFound", { mac }), { replace: true });
    this.focusing.want(mac !== null);
  }

  /** Whose a phone seems to be, by its title. */
  async _learnTitles(rows: readonly OperatorFound[]): Promise<void> {
    const unknown = rows.some(({ organisationId }) => organisationId !== null && !this.#titles.has(organisationId));
    if (!unknown) return;
    const { rows: all } = await listOrganisations(api, { limit: 500 });
    for (const { id, title } of all) this.#titles.set(id, title);
  }

  static override styles = [shared, buttons, fields, states, listPageStyles, panelStyles, besideStyles];
}

function modelOf({ vendor, model }: OperatorFound): string {
  if (model === null) return t("phones.found.unknown_model");
  const makes: Readonly<Record<string, string>> = { yealink: "Yealink", snom: "Snom", polycom: "Poly" };
  return `${makes[vendor ?? ""] ?? ""} ${model}`.trim();
}

customElements.define("operator-found-page", OperatorFoundPage);
declare global {
  interface HTMLElementTagNameMap {
    "operator-found-page": OperatorFoundPage;
  }
}
