import { css, html, nothing } from "lit";
import { Cable, Plus, X } from "lucide";
import { writeMac } from "../../../../domain/mac.ts";
import { KlykaElement } from "../../components/element.ts";
import { icon } from "../../components/icon.ts";
import "../../components/split-view.ts";
import { state } from "../../components/states.ts";
import { api } from "../../data/client.ts";
import { listen } from "../../data/live.ts";
import { Loaded } from "../../data/loaded.ts";
import { PagedRows } from "../../data/paged-rows.ts";
import {
  type FoundPhone,
  type LayoutListView,
  listFound,
  listLayouts,
  listModels,
  listPhones,
  listSites,
  type PhoneRowView,
  type PhoneView,
  readPhone,
  type SiteListView,
} from "../../data/phones.ts";
import { failureText } from "../../i18n/failure.ts";
import { formatCount } from "../../i18n/format.ts";
import { t } from "../../i18n/index.ts";
import { BesideFocus } from "../../list/beside-focus.ts";
import type { Column } from "../../list/column.ts";
import "../../list/data-list.ts";
import { listPageStyles } from "../../list/list-page-styles.ts";
import { goTo } from "../../router/navigate.ts";
import { pathTo } from "../../router/paths.ts";
import { buttons, shared, states, surfaces } from "../../style/controls.ts";
import "./intake-form.ts";
import { besideStyles, panelStyles } from "./panel-styles.ts";
import "./window-part.ts";
import { phoneName, whenText } from "./words.ts";

type Row = FoundPhone & { readonly modelName: string };

/** Phones that have asked and are nobody's, those on their way in, and what happens with them, live. */
export class NewPhonesPage extends KlykaElement {
  static override properties = {
    query: { attribute: false },
    params: { attribute: false },
    sites: { state: true },
    layouts: { state: true },
  };
  declare query: URLSearchParams;
  declare sites: readonly SiteListView[];
  declare layouts: readonly LayoutListView[];
  readonly found = new PagedRows<Row>(
    this,
    async (_offset, _limit, signal) => {
      const [page, models] = await Promise.all([listFound(api, signal), listModels(api)]);
      const nameOf = (one: FoundPhone) => models.find(({ vendor, model }) => vendor === one.vendor && model === one.model)?.name;
      return {
        total: page.rows.length,
        rows: page.rows.map((one) => ({ ...one, modelName: nameOf(one) ?? t("phones.found.unknown_model") })),
      };
    },
    500,
  );
  readonly coming = new Loaded<readonly PhoneRowView[]>(
    this,
    async (signal) => (await listPhones(api, { state: "claimed", limit: 50, sort: "label" }, signal)).rows,
  );
  readonly phone = new Loaded<PhoneView>(this, async (signal) => (await readPhone(api, this._opened(), signal)).value);
  readonly events = listen(this, {
    found: () => this._later(),
    phone: (data) => this._told(data),
    request: (data) => this._told(data),
    window: (data) => this._told(data),
    reload: () => this._later(),
  });
  readonly focusing = new BesideFocus(this);
  #timer = 0;
  #shown = "";

  constructor() {
    super();
    this.query = new URLSearchParams();
    this.sites = [];
    this.layouts = [];
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.coming.reload();
    const ignore = () => undefined;
    listSites(api).then((rows) => {
      this.sites = rows;
    }, ignore);
    listLayouts(api).then((rows) => {
      this.layouts = rows;
    }, ignore);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  override willUpdate(): void {
    const opened = this._opened();
    if (opened === this.#shown) return;
    this.#shown = opened;
    if (opened) this.phone.restart();
  }

  override render() {
    const open = this._opened() !== "" || this.query.has("mac") || this.query.has("add");
    return html`<split-view ?open=${open} label=${t("phones.intake")} @beside-close=${this._shut}>
      <div class="head">
        <h1 tabindex="-1">${t("phones.new")} <span class="soft">${this.found.face === "rows" ? formatCount(this.found.rows.length) : ""}</span></h1>
        <div class="actions"><a class="button" href=${pathTo("phonesConnect")}>${icon(Cable, 18)}${t("connect.title")}</a><a class="button" href=${pathTo("newPhones", { add: "hand" })}>${icon(Plus, 18)}${t("phones.add_by_hand")}</a></div>
      </div>
      <p class="soft lead">${t("phones.new.text")}</p>
      ${this._found()} ${this._coming()}
      ${open ? html`<div slot="beside" class="panel">${this._beside()}</div>` : nothing}
    </split-view>`;
  }

  _found() {
    const { found } = this;
    return html`<data-list
      label=${t("phones.new")}
      .columns=${columns()}
      .rows=${found.rows}
      .face=${found.face}
      .failure=${found.error ? failureText(found.error) : ""}
      .keyOf=${(row: Row) => row.mac}
      .nameOf=${(row: Row) => writeMac(row.mac)}
      .actions=${[]}
      .open=${this.query.get("mac")}
      @list-open=${(event: CustomEvent<{ key: string }>) => this._go({ mac: event.detail.key })}
      @list-retry=${() => found.reload()}
    >
      <div slot="empty" class="empty">
        <p><strong>${t("phones.new.empty")}</strong></p>
        <p class="soft">${t("phones.new.empty.text")}</p>
      </div>
    </data-list>`;
  }

  /** Those that are the organisation's and have not proved themselves. */
  _coming() {
    const rows = this.coming.value ?? [];
    if (rows.length === 0) return nothing;
    return html`<section class="coming" aria-labelledby="coming">
      <h2 id="coming">${t("phones.coming")}</h2>
      <ul class="surface">
        ${rows.map(
          (row) => html`<li>
            <a href=${pathTo("newPhones", { phone: row.id })} aria-current=${row.id === this._opened() ? "true" : nothing}>
              <strong>${phoneName(row)}</strong><span class="soft">${row.modelName}${row.user ? ` · ${row.user.name}` : ""}</span>
              <span>${state("waiting", t("phones.state.claimed"))}</span>
            </a>
          </li>`,
        )}
      </ul>
    </section>`;
  }

  _beside() {
    const opened = this._opened();
    if (opened) return this._progress();
    const mac = this.query.get("mac");
    const found = mac === null ? null : (this.found.rows.find((row) => row?.mac === mac) ?? null);
    const waiting = mac !== null && found === null;
    return html`${this._top(found ? t("phones.intake.heading", { phone: found.modelName }) : t("phones.add_by_hand"))}
      ${waiting && this.found.face === "rows" ? html`<p class="notice">${t("phones.found.gone")}</p>` : nothing}
      ${
        waiting
          ? nothing
          : html`<intake-form .found=${found} .sites=${this.sites} .layouts=${this.layouts} @phone-taken=${this._taken}></intake-form>`
      }`;
  }

  _progress() {
    const { value: phone, face, error } = this.phone;
    if (face === "failed") return html`${this._top(t("phones.phone"))}<p class="notice stop" role="alert">${error}</p>`;
    if (!phone) return html`${this._top(t("phones.phone"))}<p class="soft" role="status">${t("list.row_loading")}</p>`;
    const ready = phone.state === "bound" && phone.delivery === "fetched";
    return html`${this._top(phoneName(phone))}
      <div class="stack">
        <p class="soft">${phone.modelName} · <span class="mac">${writeMac(phone.mac)}</span>${phone.user ? ` · ${phone.user.name}` : ""}</p>
        <p class="notice live ready" role="status" ?hidden=${!ready}><strong>${t("phones.ready")}</strong> ${t("phones.ready.text")}</p>
        <window-part .phone=${phone}></window-part>
        <div class="buttons">
          <a class="button ${ready ? "filled" : ""}" href=${pathTo("phone", { phone: phone.id })}>${t("phones.keys")}</a>
          <a class="button" href=${pathTo("phones", { phone: phone.id })}>${t("phones.show_in_list")}</a>
        </div>
      </div>`;
  }

  _top(heading: string) {
    return html`<div class="top">
      <h2 tabindex="-1">${heading}</h2>
      <button class="button quiet small icon-only" type="button" aria-label=${t("action.close")} @click=${this._shut}>${icon(X)}</button>
    </div>`;
  }

  _opened(): string {
    return this.query.get("phone") ?? "";
  }

  _go(query: Readonly<Record<string, string>>): void {
    goTo(pathTo("newPhones", query), { replace: true });
    this.focusing.want(true);
  }

  readonly _shut = (): void => {
    goTo(pathTo("newPhones"), { replace: true });
    this.focusing.want(false);
  };

  _taken(event: CustomEvent<PhoneView>): void {
    void this.coming.reload();
    this.found.reload();
    this._go({ phone: event.detail.id });
  }

  /** Many may ask at the same moment, after a power cut. */
  _later(): void {
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => {
      this.found.reload();
      void this.coming.reload();
    }, 400);
  }

  _told(data: unknown): void {
    const phoneId = typeof data === "object" && data !== null && "phoneId" in data ? data.phoneId : null;
    if (phoneId === this._opened()) void this.phone.reload();
    this._later();
  }

  static override styles = [
    shared,
    buttons,
    states,
    surfaces,
    listPageStyles,
    panelStyles,
    besideStyles,
    css`
      data-list {
        min-height: 140px;
      }
      .coming {
        margin-top: 24px;
      }
      .coming ul {
        margin: 0;
        padding: 0;
        list-style: none;
        overflow: hidden;
      }
      .coming li + li {
        border-top: 1px solid var(--line);
      }
      .coming a {
        display: grid;
        grid-template-columns: minmax(0, 1fr) minmax(0, 1.4fr) auto;
        gap: 4px 16px;
        align-items: center;
        min-height: 48px;
        padding: 8px 16px;
        color: inherit;
        text-decoration: none;
      }
      .coming a:hover,
      .coming a[aria-current] {
        background: var(--accent-ground);
      }
      .empty {
        max-width: 56ch;
        text-align: center;
        gap: 8px;
      }
      @media (max-width: 720px) {
        .coming a {
          grid-template-columns: minmax(0, 1fr) auto;
        }
        .coming a > .soft {
          grid-row: 2;
        }
      }
    `,
  ];
}

function columns(): readonly Column<Row>[] {
  const column = (
    key: keyof Row,
    label: string,
    width: string,
    narrow: Column<Row>["narrow"],
    cell: Column<Row>["cell"],
  ): Column<Row> => ({
    ...{ key, label, width, narrow, cell },
  });
  return [
    column("mac", t("phones.column.mac"), "minmax(160px, 1fr)", "title", ({ mac }) => writeMac(mac)),
    column("modelName", t("phones.column.model"), "minmax(120px, 1fr)", "detail", ({ modelName }) => modelName),
    column("address", t("phones.address"), "minmax(110px, 0.8fr)", "hide", ({ address }) => address),
    column("firmware", t("phones.column.firmware"), "112px", "hide", ({ firmware }) => firmware ?? "–"),
    column("firstSeenAt", t("phones.found.first"), "minmax(110px, 0.7fr)", "hide", ({ firstSeenAt }) => whenText(firstSeenAt)),
    column("lastSeenAt", t("phones.found.last"), "minmax(110px, 0.7fr)", "hide", ({ lastSeenAt }) => whenText(lastSeenAt)),
  ];
}

customElements.define("new-phones-page", NewPhonesPage);
declare global {
  interface HTMLElementTagNameMap {
    "new-phones-page": NewPhonesPage;
  }
}
