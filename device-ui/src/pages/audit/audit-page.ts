import { html, nothing } from "lit";
import { X } from "lucide";
import { KlykaElement } from "../../components/element.ts";
import { searchField } from "../../components/fields.ts";
import { icon } from "../../components/icon.ts";
import "../../components/split-view.ts";
import { badge } from "../../components/states.ts";
import { type AuditView, listAudit } from "../../data/audit.ts";
import { api } from "../../data/client.ts";
import { listen } from "../../data/live.ts";
import { failureText } from "../../i18n/failure.ts";
import { formatDay, formatTime, longDay } from "../../i18n/format.ts";
import { t } from "../../i18n/index.ts";
import { chipSelect } from "../../list/chip-select.ts";
import { goTo } from "../../router/navigate.ts";
import { pathTo } from "../../router/paths.ts";
import { buttons, fields, shared, states, surfaces } from "../../style/controls.ts";
import "./audit-entry.ts";
import type { AuditEntry } from "./audit-entry.ts";
import { auditPageStyles } from "./audit-styles.ts";
import { actorOf, sentenceOf, subjectOf, summaryOf } from "./words.ts";

const kinds = [
  "user",
  "phone",
  "layout",
  "group",
  "announcement",
  "contact",
  "contact_list",
  "sip_account",
  "site",
  "network",
  "invoice",
  "subscription",
  "sim_card",
  "organisation",
] as const;
/** Not by what was changed, but by what was done. Sign-ins are left out until somebody asks for them. */
const topics = ["keys", "sign_ins", "all"] as const;
const actors = ["user", "operator", "cli", "system"] as const;
/** What stands in the address. `entry` is the one that is open. */
const names = ["q", "kind", "who", "about", "by", "from", "to", "entry"] as const;
type Place = Readonly<Partial<Record<(typeof names)[number], string>>>;

/** How long somebody types before the list follows. Milliseconds. */
const pause = 250;

/** Who changed what and when, newest first, as it happens; the entry that is open stands beside. */
export class AuditPage extends KlykaElement {
  static override properties = {
    query: { attribute: false },
    params: { attribute: false },
    entries: { state: true },
    next: { state: true },
    failure: { state: true },
    loading: { state: true },
    added: { state: true },
  };
  declare query: URLSearchParams;
  declare entries: readonly AuditView[];
  declare next: string | null;
  declare failure: unknown;
  declare loading: boolean;
  /** Entries that have come while one looked. */
  declare added: number;
  #abort = new AbortController();
  #shown: string | null = null;
  #open: string | undefined;
  #typing = 0;

  readonly events = listen(this, { audit: () => this._grown(), reload: () => this._grown() });

  constructor() {
    super();
    this.query = new URLSearchParams();
    this.entries = [];
    this.next = null;
    this.failure = null;
    this.loading = true;
    this.added = 0;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#typing);
    this.#abort.abort();
  }

  /** On a small screen the entry lies over the list: whoever opened it goes on there, and comes back to the row. */
  override updated(): void {
    const { entry } = this._place();
    const was = this.#open;
    if (entry === was) return;
    this.#open = entry;
    if (entry === undefined) this.renderRoot.querySelector<HTMLElement>(`a.entry[href*="${was}"]`)?.focus();
    else if (was === undefined) void this.renderRoot.querySelector<AuditEntry>("audit-entry")?.comeTo();
  }

  override willUpdate(): void {
    const shown = JSON.stringify(this._filter());
    if (shown === this.#shown) return;
    this.#shown = shown;
    void this._load();
  }

  override render() {
    const { entry } = this._place();
    return html`<split-view ?open=${entry !== undefined} label=${t("log.entry")} @beside-close=${this._close}>
      <h1 tabindex="-1">${t("log.title")}</h1>
      ${this._tools()}
      <p class="hidden" role="status">${this._status()}</p>
      <div class="surface log">${this._face()}</div>
      ${
        entry === undefined
          ? nothing
          : html`<audit-entry slot="beside" .entryId=${entry} @entry-close=${this._close}></audit-entry>`
      }
    </split-view>`;
  }

  _tools() {
    const place = this._place();
    const day = (name: "from" | "to") => (event: Event) => {
      if (event.target instanceof HTMLInputElement) this._go({ ...place, [name]: event.target.value });
    };
    const what = [
      { value: "", label: t("log.filter.any_kind") },
      ...kinds.map((value) => ({ value, label: t(`log.kind.${value}`) })),
      ...topics.map((value) => ({ value, label: t(`log.topic.${value}`) })),
    ];
    const who = [
      { value: "", label: t("log.filter.anyone") },
      ...actors.map((value) => ({ value, label: t(`log.who.${value}`) })),
    ];
    return html`<div class="tools" role="search" aria-label=${t("log.title")}>
      ${searchField({ name: "q", label: t("log.search"), value: place.q ?? "", onInput: (q) => this._type(q) })}
      ${chipSelect(t("log.filter.kind"), place.kind ?? "", what, (kind) => this._go({ ...place, kind }))}
      ${chipSelect(t("log.filter.who"), place.who ?? "", who, (value) => this._go({ ...place, who: value }))}
      <span class="days">
      <label class="choice">${t("log.filter.from")}<input type="date" .value=${place.from ?? ""} max=${place.to ?? nothing} @change=${day("from")} /></label>
      <label class="choice">${t("log.filter.to")}<input type="date" .value=${place.to ?? ""} min=${place.from ?? nothing} @change=${day("to")} /></label>
      </span>
      ${this._chip("about", place)} ${this._chip("by", place)}
    </div>`;
  }

  /** A filter that came by a link: about one thing, or by one person. */
  _chip(name: "about" | "by", place: Place) {
    if (place[name] === undefined) return nothing;
    const [first] = this.entries;
    const known = first ? (name === "about" ? subjectOf(first) : actorOf(first)) : "…";
    const filter = name === "about" ? t("log.filter.about", { name: known }) : t("log.filter.by", { name: known });
    return html`<button class="chip" type="button" aria-label=${t("log.filter.remove", { filter })} @click=${() => this._go({ ...place, [name]: "" })}>
      ${filter}${icon(X, 14)}
    </button>`;
  }

  _face() {
    if (this.failure && this.entries.length === 0) {
      return html`<div class="face" role="alert">
        <p>${t("log.failed")} ${failureText(this.failure)}</p>
        <button class="button" type="button" @click=${() => this._load()}>${t("action.retry")}</button>
      </div>`;
    }
    if (this.entries.length === 0) return this._none();
    const days = [...Map.groupBy(this.entries, (entry) => formatDay(new Date(entry.at)))];
    return html`${days.map(([day, entries]) => html`<h2 class="day">${dayName(day)}</h2><ol>${entries.map((entry) => this._row(entry))}</ol>`)}
      ${
        this.next === null
          ? nothing
          : html`<div class="older"><button class="button" type="button" ?disabled=${this.loading} @click=${() => this._older()}>${this.loading ? t("log.loading") : t("log.older")}</button></div>`
      }`;
  }

  _none() {
    if (this.loading) return html`<div class="face"><p>${t("log.loading")}</p></div>`;
    const { entry: _open, ...filter } = this._place();
    if (Object.keys(filter).length === 0) return html`<div class="face"><p>${t("log.empty")}</p></div>`;
    return html`<div class="face">
      <p>${t("log.none")}</p>
      <button class="button" type="button" @click=${() => this._go({})}>${t("list.clear_filter")}</button>
    </div>`;
  }

  _row(entry: AuditView) {
    const at = new Date(entry.at);
    const place = this._place();
    const summary = summaryOf(entry);
    return html`<li>
      <a class="entry" href=${pathTo("audit", { ...place, entry: entry.id })} aria-current=${place.entry === entry.id ? "true" : "false"}>
        <time datetime=${entry.at}>${formatTime(at)}</time>
        <span class="said">${sentenceOf(entry).map(({ text, strong }) => (strong ? html`<strong>${text}</strong>` : text))}</span>
        ${entry.undoneBy === null ? nothing : badge("off", t("log.was_undone"), false)}
        ${summary === "" ? nothing : html`<span class="change">${summary}</span>`}
      </a>
    </li>`;
  }

  _status(): string {
    if (this.loading) return "";
    return this.added > 0 ? t("log.new", { count: this.added }) : t("log.shown", { count: this.entries.length });
  }

  _place(): Place {
    const said = names.flatMap((name) => {
      const value = this.query.get(name)?.trim() ?? "";
      return value === "" ? [] : [[name, value.slice(0, 200)] as const];
    });
    return Object.fromEntries(said);
  }

  /** What the server is asked. An address that somebody has written by hand gives no error for what is no filter. */
  _filter() {
    const { q, kind, who, about, by, from, to } = this._place();
    const day = (text: string | undefined) => (text !== undefined && /^\d{4}-\d\d-\d\d$/.test(text) ? text : undefined);
    const topic = topics.find((one) => one === kind) ?? "changes";
    return {
      q,
      topic: topic === "all" ? undefined : topic,
      subjectKind: kinds.find((one) => one === kind),
      actorKind: actors.find((one) => one === who),
      subjectId: about,
      actorId: by?.slice(0, 64),
      from: day(from),
      to: day(to),
    };
  }

  _go(place: Place): void {
    const inOrder = Object.fromEntries(names.map((name) => [name, place[name]]));
    goTo(pathTo("audit", inOrder), { replace: true });
  }

  _type(q: string): void {
    clearTimeout(this.#typing);
    this.#typing = window.setTimeout(() => this._go({ ...this._place(), q }), pause);
  }

  async _load(): Promise<void> {
    this.#abort.abort();
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    this.loading = true;
    this.failure = null;
    this.added = 0;
    try {
      const { entries, next } = await listAudit(api, this._filter(), null, signal);
      if (signal.aborted) return;
      this.entries = entries;
      this.next = next;
    } catch (error) {
      if (signal.aborted) return;
      this.entries = [];
      this.failure = error;
    }
    this.loading = false;
  }

  async _older(): Promise<void> {
    const { signal } = this.#abort;
    this.loading = true;
    try {
      const { entries, next } = await listAudit(api, this._filter(), this.next, signal);
      if (signal.aborted) return;
      this.entries = [...this.entries, ...entries];
      this.next = next;
    } catch (error) {
      if (!signal.aborted) this.failure = error;
    }
    this.loading = false;
  }

  /** What has come since stands at the top; what is below stays where it is. */
  async _grown(): Promise<void> {
    if (this.loading) return;
    const { signal } = this.#abort;
    try {
      const { entries, next } = await listAudit(api, this._filter(), null, signal);
      if (signal.aborted) return;
      const known = new Set(this.entries.map((one) => one.id));
      const fresh = entries.filter((one) => !known.has(one.id));
      const renewed = new Map(entries.map((one) => [one.id, one]));
      const joined = fresh.length < entries.length || this.entries.length === 0;
      this.entries = joined ? [...fresh, ...this.entries.map((one) => renewed.get(one.id) ?? one)] : entries;
      if (!joined || this.next === null) this.next = joined && this.entries.length > entries.length ? this.next : next;
      this.added += fresh.length;
      const open = this.renderRoot.querySelector<AuditEntry>("audit-entry");
      if (fresh.some((one) => one.undoes !== null)) await open?.load();
    } catch {
      // The next event, or the person, asks again.
    }
  }

  _close(): void {
    const { entry: _open, ...place } = this._place();
    this._go(place);
  }

  static override styles = [shared, buttons, fields, surfaces, states, auditPageStyles];
}

function dayName(day: string): string {
  const today = formatDay(new Date());
  if (day === today) return t("log.today");
  return day === formatDay(new Date(Date.now() - 86_400_000)) ? t("log.yesterday") : longDay(day);
}

customElements.define("audit-page", AuditPage);
declare global {
  interface HTMLElementTagNameMap {
    "audit-page": AuditPage;
  }
}
