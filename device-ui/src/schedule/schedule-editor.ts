import { html, nothing } from "lit";
import { CopyPlus, History, Pause, Redo2, Undo2 } from "lucide";
import { wallClock } from "../../../domain/local-time.ts";
import type { ScheduleBody } from "../../../domain/schedule.ts";
import { decide, openState } from "../../../domain/schedule-evaluate.ts";
import { lintSchedule } from "../../../domain/schedule-lint.ts";
import { clashKey, type ScheduleClash } from "../../../domain/schedule-merge.ts";
import { usualHours } from "../../../domain/working-hours.ts";
import { AnnouncementWatch, knownAnnouncements } from "../announcements/known.ts";
import { openBadge } from "../calls/open-state.ts";
import { confirm } from "../components/confirm-dialog.ts";
import { askWhoseStands } from "../components/conflict-dialog.ts";
import { KlykaElement } from "../components/element.ts";
import { icon } from "../components/icon.ts";
import type { AnnouncementView } from "../data/announcements.ts";
import { listGroupMembers } from "../data/keys.ts";
import type { SavedBy } from "../data/problem.ts";
import { type OwnerKind, type ScheduleView, scheduleIdOf } from "../data/schedules.ts";
import { ServerClock } from "../data/server-clock.ts";
import { t } from "../i18n/index.ts";
import { shortcutOf } from "../keys/shortcuts.ts";
import { goTo, guardLeaving } from "../router/navigate.ts";
import { addressOf } from "../router/paths.ts";
import { buttons, shared, states, surfaces } from "../style/controls.ts";
import { titleStyles } from "../style/title-styles.ts";
import { keyOf } from "./bands.ts";
import type { Sheet } from "./draft.ts";
import { ScheduleActs } from "./editor-acts.ts";
import { noticesOf } from "./editor-notices.ts";
import { rowsOf } from "./editor-rows.ts";
import { editorStyles } from "./editor-styles.ts";
import "./effect-panel.ts";
import type { OutcomeWords } from "./effect-panel.ts";
import "./explain-panel.ts";
import { type Finding, findingsOf } from "./findings.ts";
import "./schedule-calendar.ts";
import type { LookAt } from "./schedule-calendar.ts";
import { ScheduleDesk } from "./schedule-desk.ts";
import "./schedule-entries.ts";
import type { EntryAction } from "./schedule-entries.ts";
import type { Span } from "./schedule-week.ts";
import { tonesOf } from "./tones.ts";
import { clashWords, deciderNames, spanWords } from "./words.ts";

/** The linter takes a moment for so many, and waits until one has stopped for a while. */
const manyEntries = 60;

export type Owner = { readonly kind: OwnerKind; readonly id: string };

/**
 * The calendar of a group or a menu: its week or month as bands, its entries in reading order, what decides at any moment and
 * why, and what a save would change. Nothing is saved before one says so.
 */
export class ScheduleEditor extends KlykaElement {
  static override properties = {
    owner: { attribute: false },
    query: { attribute: false },
    picked: { state: true },
    said: { state: true },
    announcements: { state: true },
    findings: { state: true },
  };
  declare owner: Owner | null;
  declare query: URLSearchParams;
  /** The moment that is asked about; null: now. */
  declare picked: Date | null;
  declare said: string;
  declare announcements: ReadonlyMap<string, AnnouncementView>;
  declare findings: readonly Finding[];
  readonly clock = new ServerClock(this);
  readonly watch = new AnnouncementWatch(this, () => void this._announcements());
  readonly desk = new ScheduleDesk(
    this,
    () => scheduleIdOf(this.owner?.kind ?? "group", this.owner?.id ?? ""),
    (clashes, theirs, saved) => this._ask(clashes, theirs, saved),
  );
  readonly acts = new ScheduleActs({
    desk: this.desk,
    now: () => this.clock.now(),
    announcements: () => this.announcements,
    findings: () => this.findings,
    say: (text) => {
      this.said = text;
    },
  });
  #clocked: ScheduleView | null = null;
  #linted: ScheduleBody | null = null;
  #lintTimer = 0;
  /** Members of the group; null: a menu's, or not known yet. */
  #members: number | null = null;
  #ends: () => void = () => undefined;

  constructor() {
    super();
    this.owner = null;
    this.query = new URLSearchParams();
    this.picked = null;
    this.said = "";
    this.announcements = new Map();
    this.findings = [];
  }

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener("keydown", this.#shortcut);
    this.#ends = guardLeaving(
      () => this.desk.dirty,
      () =>
        confirm({ heading: t("calendar.leave"), text: t("calendar.leave.text"), action: t("calendar.leave.do"), danger: true }),
    );
    void this._announcements();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener("keydown", this.#shortcut);
    clearTimeout(this.#lintTimer);
    this.#ends();
  }

  override firstUpdated(): void {
    void this.desk.load();
    void this._countMembers();
  }

  override updated(): void {
    this._lint();
    const { saved, savedSchedule } = this.desk;
    if (!saved || !savedSchedule) return;
    if (saved !== this.#clocked) this.clock.set(saved.now.at);
    this.#clocked = saved;
    const next = decide(savedSchedule, this.clock.now()).nextChange;
    this.clock.wakeAt(next?.toISOString() ?? null, () => this.requestUpdate());
  }

  override render() {
    const { face } = this.desk;
    return html`<div class="head">${this._title()} ${face === "ready" ? this._bar() : nothing}</div>
      ${face === "ready" ? html`${noticesOf(this)}${this._body()}` : this._waiting()}
      <p class="hidden" role="status">${this.said}</p>`;
  }

  _waiting() {
    if (this.desk.face === "failed") {
      return html`<div class="surface failed" role="alert">
        <p>${this.desk.error}</p>
        <button class="button" type="button" @click=${() => void this.desk.load()}>${t("action.retry")}</button>
      </div>`;
    }
    return html`<div class="ghosts" role="status"><span class="hidden">${t("calendar.loading")}</span><div class="surface ghost"></div><div class="surface ghost low"></div></div>`;
  }

  _title() {
    const { saved } = this.desk;
    const kind = this.owner?.kind ?? "group";
    const list = addressOf(kind === "group" ? "responseGroups" : "menus");
    const one = addressOf(kind === "group" ? "responseGroup" : "menu", { [kind]: this.owner?.id ?? "" });
    const section = t(kind === "group" ? "section.groups" : "section.menus");
    return html`<div class="title">
      <nav class="crumbs" aria-label=${t("page.breadcrumb")}>
        ${list ? html`<a href=${list}>${section}</a>` : html`<span>${section}</span>`}
        ${saved ? html`<span aria-hidden="true">/</span>${one ? html`<a href=${one}>${saved.owner.name}</a>` : html`<span>${saved.owner.name}</span>`}` : nothing}
        <span aria-hidden="true">/</span><span>${t("calendar.title")}</span>
      </nav>
      <h1 tabindex="-1">
        ${saved ? html`<span>${saved.owner.name}</span> ${saved.owner.number ? html`<span class="number">${saved.owner.number.display}</span>` : nothing} ${this._state()}` : t("calendar.title")}
      </h1>
    </div>`;
  }

  /** Open or closed, and when that turns, as it is saved. */
  _state() {
    const schedule = this.desk.savedSchedule;
    if (!schedule) return nothing;
    const now = this.clock.now();
    const { open, until, by, announcementId } = openState(schedule, now);
    return openBadge({ open, until: until?.toISOString() ?? null, by, entryLabel: null, announcementId }, now);
  }

  _bar() {
    const { desk } = this;
    const { draft, saving, dirty } = desk;
    const closed = this.closedNow;
    return html`<div class="bar">
      ${closed ? nothing : html`<button class="button" type="button" @click=${() => void this.acts.close(this.called)}>${icon(Pause, 18)}${t("calendar.close_now")}</button>`}
      <button class="button" type="button" @click=${() => void this.acts.versions(this.called)}>${icon(History, 18)}${t("versions.title")}</button>
    </div>
    <div class="saving ${dirty ? "pending" : ""}">
      <span class="steps">
        <button class="button icon-only" type="button" aria-label=${t("calendar.undo")} title=${t("calendar.undo")} ?disabled=${!draft?.past.length || saving} @click=${() => this._step("undo")}>${icon(Undo2, 18)}</button>
        <button class="button icon-only" type="button" aria-label=${t("calendar.redo")} title=${t("calendar.redo")} ?disabled=${!draft?.future.length || saving} @click=${() => this._step("redo")}>${icon(Redo2, 18)}</button>
      </span>
      <button class="button filled save" type="button" ?disabled=${!dirty || saving} @click=${() => void this.acts.save()}>${this._saveWords()}</button>
    </div>`;
  }

  /** The button says what it does. */
  _saveWords(): string {
    const { desk } = this;
    if (desk.saving) return t("calendar.saving");
    if (!desk.dirty) return t("action.save");
    const minutes = this._effectMinutes();
    return minutes > 0 ? t("calendar.save_effect", { time: spanWords(minutes) }) : t("calendar.save_same");
  }

  _effectMinutes(): number {
    const { stretches = [] } = this.desk.effect(this.clock.now()) ?? {};
    return stretches.reduce((sum, { startsAt, endsAt }) => sum + (endsAt.getTime() - startsAt.getTime()) / 60_000, 0);
  }

  /** Stäng nu, as long as it lasts. */
  get closedNow() {
    const closed = this.desk.savedSchedule?.closedNow ?? null;
    return closed && closed.until > this.clock.now() ? closed : null;
  }

  /** Of the group or menu, with its number. */
  get called(): string {
    const owner = this.desk.saved?.owner;
    return owner ? [owner.name, owner.number?.display].filter(Boolean).join(" ") : "";
  }

  _body() {
    const { desk, picked, announcements } = this;
    const { schedule, sheet } = desk;
    if (!schedule || !sheet) return nothing;
    const now = this.clock.now();
    const tones = tonesOf(sheet);
    const names = deciderNames(schedule, this.announcements);
    const rows = rowsOf({
      sheet,
      base: desk.base ?? sheet,
      now,
      zone: schedule.zone,
      tones,
      announcements,
      findings: this.findings,
    });
    return html`<schedule-calendar
        class="surface"
        .schedule=${schedule}
        .tones=${tones}
        .names=${names}
        .look=${this.query.get("view") === "month" ? "month" : "week"}
        .day=${this._day(schedule.zone)}
        .now=${now}
        .picked=${picked}
        @look-change=${(event: CustomEvent<LookAt>) => this._looked(event.detail)}
        @moment-pick=${this._pick}
        @span-add=${(event: CustomEvent<Span>) => void this._add(event.detail)}
      ></schedule-calendar>
      <div class="columns">
        <section class="surface entries" aria-label=${t("calendar.entries")}>
          <schedule-entries
            .rows=${rows.entries}
            .otherwise=${rows.otherwise}
            .current=${this._current(now)}
            .lit=${picked ? keyOf(decide(schedule, picked)) : ""}
            @entry-add=${() => void this._add(null)}
            @entry-move=${(event: CustomEvent<{ id: string; to: number }>) => this.acts.move(event.detail.id, event.detail.to)}
            @entry-switch=${(event: CustomEvent<{ id: string; enabled: boolean }>) => this.acts.switch(event.detail.id, event.detail.enabled)}
            @entry-do=${(event: CustomEvent<{ id: string; action: EntryAction }>) => void this.acts.do(event.detail.id, event.detail.action)}
            @default-edit=${() => void this.acts.editDefault()}
            @finding-repair=${(event: CustomEvent<string>) => this.acts.repair(event.detail)}
          ></schedule-entries>
          <div class="foot">
            <button class="button quiet small" type="button" @click=${() => void this.acts.copyDay()}>${icon(CopyPlus, 16)}${t("calendar.copy.day_button")}</button>
            ${desk.dirty ? html`<button class="button quiet small" type="button" @click=${() => desk.discard()}>${t("calendar.discard")}</button>` : nothing}
          </div>
        </section>
        <div class="side">
          ${desk.dirty ? html`<effect-panel class="surface" .effect=${desk.effect(now)} .zone=${schedule.zone} .words=${this._outcomes()}></effect-panel>` : nothing}
          <explain-panel
            class="surface"
            .schedule=${schedule}
            .tones=${tones}
            .announcements=${this.announcements}
            .instant=${picked}
            .now=${now}
            .hours=${{ ...usualHours, zone: schedule.zone }}
            .callsHref=${this._callsHref()}
            @moment-pick=${this._pick}
          ></explain-panel>
        </div>
      </div>`;
  }

  /** What decides at this moment, as it is saved. */
  _current(now: Date): string {
    const { savedSchedule } = this.desk;
    return savedSchedule ? keyOf(decide(savedSchedule, now)) : "";
  }

  /** Where the whole way of a call is shown, of what is saved. */
  _callsHref(): string {
    const number = this.desk.saved?.owner.number?.e164;
    if (!number) return "";
    return addressOf("calls", {}, { to: number, at: this.picked?.toISOString() ?? null }) ?? "";
  }

  _outcomes(): OutcomeWords {
    const { savedSchedule, schedule } = this.desk;
    const before = savedSchedule && deciderNames(savedSchedule, this.announcements);
    const after = schedule && deciderNames(schedule, this.announcements);
    return (side, outcome) => (side === "before" ? before : after)?.get(keyOf(outcome)) ?? "";
  }

  _day(zone: string): string {
    const asked = this.query.get("day") ?? "";
    return /^\d{4}-\d{2}-\d{2}$/.test(asked) && !Number.isNaN(Date.parse(asked)) ? asked : wallClock(this.clock.now(), zone).date;
  }

  _looked({ look, day }: LookAt): void {
    const today = wallClock(this.clock.now(), this.desk.saved?.zone ?? usualHours.zone).date;
    const query = { view: look === "week" ? null : look, day: day === today ? null : day };
    const { kind = "group", id = "" } = this.owner ?? {};
    goTo(addressOf(kind === "group" ? "groupCalendar" : "menuCalendar", { [kind]: id }, query) ?? "", { replace: true });
  }

  _pick(event: CustomEvent<Date | null>): void {
    this.picked = event.detail;
  }

  async _add(span: Span | null): Promise<void> {
    const entry = await this.acts.add(span);
    if (!entry) return;
    this.picked = null;
    await this.updateComplete;
    await this.renderRoot.querySelector("schedule-entries")?.focusEntry(entry.id);
  }

  _step(which: "undo" | "redo"): void {
    if (which === "undo") this.desk.undo();
    else this.desk.redo();
    this.said = t(which === "undo" ? "calendar.said.undone" : "calendar.said.redone");
  }

  async _ask(clashes: readonly ScheduleClash[], theirs: Sheet, saved: SavedBy) {
    const mine = this.desk.sheet ?? theirs;
    const about = { now: this.clock.now(), zone: this.desk.saved?.zone ?? usualHours.zone, announcements: this.announcements };
    return askWhoseStands(
      clashes.map((clash) => ({ field: clashKey(clash), ...clashWords(clash, { mine, theirs }, about) })),
      saved,
    );
  }

  async _announcements(): Promise<void> {
    // What cannot be had now is asked for again when a field is opened.
    const all = await knownAnnouncements().catch(() => null);
    if (all) this.announcements = new Map(all.map((one) => [one.id, one]));
  }

  async _countMembers(): Promise<void> {
    if (this.owner?.kind !== "group") return;
    const members = await listGroupMembers(this.owner.id).catch(() => null);
    this.#members = members?.length ?? null;
    this.#linted = null;
    this.requestUpdate();
  }

  /** A moment after the last change: the linter looks a year ahead. */
  _lint(): void {
    const { sheet, schedule } = this.desk;
    if (!sheet || !schedule || this.#linted === sheet) return;
    this.#linted = sheet;
    clearTimeout(this.#lintTimer);
    const pause = sheet.entries.length > manyEntries ? 700 : 120;
    this.#lintTimer = window.setTimeout(() => {
      const now = this.clock.now();
      const lint = lintSchedule(schedule, { now, members: this.#members });
      this.findings = findingsOf(lint, { body: sheet, announcements: this.announcements, now, zone: schedule.zone });
    }, pause);
  }

  readonly #shortcut = (event: KeyboardEvent) => {
    const elsewhere = event.composedPath().some((one) => one instanceof HTMLDialogElement);
    const command = this.desk.face === "ready" && !elsewhere ? shortcutOf(event) : null;
    if (command === null) return;
    event.preventDefault();
    if (command === "save") void this.acts.save();
    else this._step(command);
  };

  static override styles = [shared, buttons, states, surfaces, titleStyles, editorStyles];
}

customElements.define("schedule-editor", ScheduleEditor);
declare global {
  interface HTMLElementTagNameMap {
    "schedule-editor": ScheduleEditor;
  }
}
