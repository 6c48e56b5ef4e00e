import { html, nothing } from "lit";
import { ListChecks, PackageOpen, RefreshCw } from "lucide";
import { isStandingReason, type StandingReason } from "../../../../domain/standing.ts";
import { confirm } from "../../components/confirm-dialog.ts";
import { KlykaElement } from "../../components/element.ts";
import { icon } from "../../components/icon.ts";
import { missing } from "../../components/missing.ts";
import "../../components/split-view.ts";
import { toast } from "../../components/toasts.ts";
import { api } from "../../data/client.ts";
import { Every } from "../../data/every.ts";
import { type FleetView, readFleet } from "../../data/fleet.ts";
import { type PhoneSelection, startJob } from "../../data/jobs.ts";
import { listen } from "../../data/live.ts";
import { Loaded } from "../../data/loaded.ts";
import {
  type LayoutListView,
  listLayouts,
  listPhones,
  listSites,
  type PhoneRowView,
  type SiteListView,
} from "../../data/phones.ts";
import type { Chosen } from "../../fleet/fleet-summary.ts";
import "../../fleet/fleet-summary.ts";
import { Soon } from "../../data/soon.ts";
import { reasonNote } from "../../fleet/reason-note.ts";
import { chosenReason, fleetColumns, fleetRules, fleetStyles, standingAsked } from "../../fleet/rows.ts";
import { failureText } from "../../i18n/failure.ts";
import { t } from "../../i18n/index.ts";
import { ListPage } from "../../list/list-page.ts";
import { listPageStyles } from "../../list/list-page-styles.ts";
import { Every as EveryRow } from "../../list/selection.ts";
import { addressOf, pathTo } from "../../router/paths.ts";
import { buttons, fields, shared, states } from "../../style/controls.ts";
import "../phones/phone-panel.ts";
import { phoneName } from "../phones/words.ts";

/** Time alone makes a phone late: the figures are looked at again without an event. Milliseconds. */
const looks = 60_000;
/** Figures that many phones move are read so often at most, milliseconds. */
const settle = 1_000;
/** Reasons with which asking the phone to fetch can help. */
const askable: ReadonlySet<StandingReason> = new Set(["not_fetched", "silent", "unreached", "firmware_other", "updating"]);

/** How many phones do not have what they should, why, and which: live, with what there is to do about it. */
export class FleetPage extends KlykaElement {
  static override properties = {
    query: { attribute: false },
    params: { attribute: false },
    sites: { state: true },
    layouts: { state: true },
  };
  declare query: URLSearchParams;
  declare sites: readonly SiteListView[];
  declare layouts: readonly LayoutListView[];
  readonly fleet = new Loaded<FleetView>(this, (signal) => readFleet(api, signal));
  readonly list = new ListPage<PhoneRowView>(this, {
    path: () => pathTo("fleet"),
    rules: fleetRules,
    load: (ask, filters, signal) => listPhones(api, { ...ask, ...standingAsked(filters.reason) }, signal),
    keyOf: ({ id }) => id,
    nameOf: phoneName,
  });
  readonly again = new Every(this, looks, () => this._reload());
  readonly soon = new Soon(this, settle, () => this._reload());
  readonly events = listen(this, {
    evidence: this.soon.tell,
    phone: this.soon.tell,
    resync: this.soon.tell,
    job: this.soon.tell,
    reload: () => this._reload(),
  });

  constructor() {
    super();
    this.query = new URLSearchParams();
    this.sites = [];
    this.layouts = [];
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.fleet.reload();
    // Without them the panel offers none.
    listSites(api).then((rows) => this._set({ sites: rows }), ignore);
    listLayouts(api).then((rows) => this._set({ layouts: rows }), ignore);
  }

  override render() {
    const { open } = this.list.query;
    return html`<split-view ?open=${open !== null} label=${t("phones.phone")} @beside-close=${() => this.list.open(null)}>
      <div class="head">
        <h1 tabindex="-1">${t("fleet.title")}</h1>
        <div class="actions"><a class="button" href=${pathTo("jobs")}>${icon(ListChecks, 18)}${t("jobs.title")}</a></div>
      </div>
      ${this.fleet.face === "failed" ? missing(this.fleet) : nothing}
      <fleet-summary .fleet=${this.fleet.value} .chosen=${chosenReason(this.list.query.filters)} @reason-pick=${this._pick}></fleet-summary>
      ${this._note()} ${this._rows()}
      ${
        open === null
          ? nothing
          : html`<phone-panel
              slot="beside"
              .phoneId=${open}
              .sites=${this.sites}
              .layouts=${this.layouts}
              @panel-close=${() => this.list.open(null)}
              @phone-changed=${() => this._reload()}
            ></phone-panel>`
      }
    </split-view>`;
  }

  /** What the chosen reason means, and what can be done with all its phones. */
  _note() {
    const chosen = chosenReason(this.list.query.filters);
    if (!isStandingReason(chosen)) return nothing;
    const count = this.fleet.value?.reasons.find(({ reason }) => reason === chosen)?.phones ?? 0;
    const firmware = addressOf("firmware");
    return reasonNote(
      chosen,
      html`${
        askable.has(chosen) && count > 0
          ? html`<button class="button" type="button" @click=${() => this._ask({ filter: { reason: chosen } }, count)}>
              ${icon(RefreshCw, 18)}${t("fleet.act.resync", { count })}
            </button>`
          : nothing
      }
      ${
        chosen === "never_asked" || chosen === "unproved"
          ? html`<a class="button" href=${pathTo("newPhones")}>${icon(PackageOpen, 18)}${t("fleet.act.found")}</a>`
          : nothing
      }
      ${chosen === "firmware_other" && firmware ? html`<a class="button" href=${firmware}>${t("fleet.act.firmware")}</a>` : nothing}`,
    );
  }

  _rows() {
    const { list } = this;
    const every = list.selected.size < list.paged.rows.length;
    return list.rows(
      {
        label: chosenReason(this.list.query.filters) === "current" ? t("fleet.list.current") : t("fleet.list"),
        columns: fleetColumns(list.query.open !== null),
        selectable: true,
      },
      html`<button slot="bulk" class="button small" type="button" @click=${this._askSelected}>
          ${icon(RefreshCw, 16)}${t("fleet.act.resync", { count: list.selected.size })}
        </button>
        ${every ? html`<button slot="bulk" class="button quiet small" type="button" @click=${() => list.selectEvery()}>${t("jobs.every", { count: list.paged.rows.length })}</button>` : nothing}
        <div slot="empty" class="empty">
          ${
            this.fleet.value?.phones === 0
              ? html`<p>${t("fleet.none")}</p><a class="button" href=${pathTo("newPhones")}>${t("fleet.none.do")}</a>`
              : html`<p>${t("fleet.empty")}</p>`
          }
        </div>`,
    );
  }

  _pick({ detail }: CustomEvent<Chosen>): void {
    this.list.filter({ reason: detail });
  }

  /** Those that are ticked, or all that are shown but those that are not. */
  async _askSelected(): Promise<void> {
    const { selected, query } = this.list;
    const shown = {
      filter: standingAsked(query.filters.reason),
      except: selected instanceof EveryRow ? [...selected.leftOut] : [],
    };
    const asked = await this._ask(selected instanceof EveryRow ? shown : { phones: [...selected] }, selected.size);
    if (asked) this.list.select(new Set());
  }

  async _ask(selection: PhoneSelection, count: number): Promise<boolean> {
    const asked = await confirm({
      heading: t("fleet.act.resync.heading", { count }),
      text: t("fleet.act.resync.text"),
      action: t("fleet.act.resync.do"),
      run: async () => void (await startJob(api, selection, { what: "resync" })),
      failure: failureText,
    });
    if (asked) toast({ text: t("fleet.act.resync.started", { count }) });
    return asked;
  }

  _reload(): void {
    void this.fleet.reload();
    this.list.paged.reload();
  }

  _set(values: Partial<Pick<FleetPage, "sites" | "layouts">>): void {
    Object.assign(this, values);
  }

  static override styles = [shared, buttons, fields, states, listPageStyles, fleetStyles];
}

const ignore = () => undefined;

customElements.define("fleet-page", FleetPage);
declare global {
  interface HTMLElementTagNameMap {
    "fleet-page": FleetPage;
  }
}
