import { css, html, nothing } from "lit";
import { Check, Circle, CircleDot } from "lucide";
import { KlykaElement } from "../../components/element.ts";
import { type Choice, selectField, textField } from "../../components/fields.ts";
import { icon } from "../../components/icon.ts";
import { api } from "../../data/client.ts";
import { listen } from "../../data/live.ts";
import { type JournalEntry, readJournal } from "../../data/phone-files.ts";
import {
  type AlarmView,
  acknowledge,
  type ContactWindow,
  closeWindow,
  openWindow,
  type PhoneView,
  phoneAlarms,
} from "../../data/phones.ts";
import { ApiError, type FieldError } from "../../data/problem.ts";
import { failureText } from "../../i18n/failure.ts";
import { formatTime, spokenInstant, wallClock } from "../../i18n/format.ts";
import { t } from "../../i18n/index.ts";
import { buttons, fields, shared, states } from "../../style/controls.ts";
import { panelStyles } from "./panel-styles.ts";
import { alarmText } from "./words.ts";

const lengths = [15, 30, 60, 240, 1440] as const;
const mostEntries = 6;

/**
 * The first-contact window of a phone, and what happens in it, live: asked, got its file, bound, programmed. A second asker
 * is shown as what it is. The phone's own row comes from outside, which hears of it too.
 */
export class WindowPart extends KlykaElement {
  static override properties = {
    phone: { attribute: false },
    suggested: { attribute: false },
    opened: { state: true },
    alarms: { state: true },
    entries: { state: true },
    minutes: { state: true },
    from: { state: true },
    network: { state: true },
    errors: { state: true },
    failure: { state: true },
    busy: { state: true },
    now: { state: true },
  };
  declare phone: PhoneView;
  /** Where the phone has asked from; null: not known. */
  declare suggested: string | null;
  /** As it was opened here, until the phone's row says so too. */
  declare opened: ContactWindow | null;
  declare alarms: readonly AlarmView[];
  declare entries: readonly JournalEntry[];
  declare minutes: number;
  declare from: string;
  declare network: string;
  declare errors: readonly FieldError[];
  declare failure: string | null;
  declare busy: boolean;
  declare now: number;
  #ticking = 0;
  #phoneId = "";
  readonly events = listen(this, {
    window: (data) => this._told(data),
    request: (data) => this._told(data),
    phone: (data) => this._told(data),
    reload: () => void this._look(),
  });

  constructor() {
    super();
    this.suggested = null;
    this.opened = null;
    this.alarms = [];
    this.entries = [];
    this.minutes = 30;
    this.from = "";
    this.network = "";
    this.errors = [];
    this.failure = null;
    this.busy = false;
    this.now = Date.now();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#ticking = window.setInterval(() => {
      this.now = Date.now();
    }, 1000);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#ticking);
  }

  override willUpdate(): void {
    if (this.phone.id === this.#phoneId) return;
    this.#phoneId = this.phone.id;
    Object.assign(this, { opened: null, alarms: [], entries: [], errors: [], failure: null });
    void this._look();
  }

  override render() {
    const window = this._window();
    const open = window !== null && this._isOpen(window);
    return html`${this.alarms.map((alarm) => this._alarm(alarm))} ${this._steps(window)} ${open ? this._countdown(window) : this._opener(window)}
      ${this.entries.length > 0 ? this._journal() : nothing}
      ${this.failure ? html`<p class="notice stop" role="alert">${this.failure}</p>` : nothing}`;
  }

  _alarm(alarm: AlarmView) {
    return html`<div class="notice stop alarm" role="alert">
      <p><strong>${alarmText(alarm)}</strong> <span class="small">${spokenInstant(new Date(alarm.lastAt), new Date(this.now))}</span></p>
      <button class="button small" type="button" @click=${() => this._acknowledge(alarm)}>${t("phones.alarm.seen")}</button>
    </div>`;
  }

  /** How far it has come: each step done, under way or to come. */
  _steps(window: ContactWindow | null) {
    const { state: is, delivery } = this.phone;
    const bound = is === "bound";
    const asked = bound || window?.takenBy != null || this.entries.length > 0;
    const served = bound || window?.state === "taken" || window?.state === "used";
    const steps = [
      { key: "claimed", done: true },
      { key: "asked", done: asked },
      { key: "served", done: served },
      { key: "bound", done: bound },
      { key: "programmed", done: bound && delivery === "fetched" },
    ] as const;
    const next = steps.findIndex(({ done }) => !done);
    return html`<ol class="steps" aria-label=${t("phones.steps")}>
      ${steps.map(({ key, done }, at) => {
        const now = at === next;
        return html`<li class=${done ? "done" : now ? "now" : ""} aria-current=${now ? "step" : nothing}>
          ${icon(done ? Check : now ? CircleDot : Circle, 18)}<span>${t(`phones.step.${key}`)}<span class="hidden">${done ? `, ${t("phones.step.done")}` : ""}</span></span>
        </li>`;
      })}
    </ol>`;
  }

  _countdown({ closesAt, network, takenBy }: ContactWindow) {
    const left = Math.max(0, Math.floor((Date.parse(closesAt) - this.now) / 1000));
    const text = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    return html`<div class="notice waiting open">
      <p><strong>${t("phones.window.open")}</strong> ${t("phones.window.until", { time: formatTime(new Date(closesAt)) })}
        <span class="left" role="timer">${text}</span></p>
      <p class="small">${network ? t("phones.window.from", { network }) : t("phones.window.anywhere")} ${takenBy ? t("phones.window.taken_by", { address: takenBy }) : t("phones.window.plug_in")}</p>
      <div><button class="button small" type="button" ?disabled=${this.busy} @click=${this._close}>${t("phones.window.close")}</button></div>
    </div>`;
  }

  _opener(window: ContactWindow | null) {
    const again = this.phone.state === "bound";
    return html`<details class="opener" ?open=${!again && window === null}>
      <summary>${t(again ? "phones.window.again" : window === null ? "phones.window.let_in" : "phones.window.reopen")}</summary>
      <form @submit=${this._open} @input=${this._typed} novalidate>
        <p class="small soft">${t(again ? "phones.window.again.text" : "phones.window.text")}</p>
        ${selectField({ name: "minutes", label: t("phones.window.minutes"), value: String(this.minutes), choices: minuteChoices() })}
        ${selectField({ name: "from", label: t("phones.window.network"), value: this.from, choices: networkChoices(this.suggested ?? this.phone.lastAddress) })}
        ${
          this.from === "other"
            ? textField({
                name: "network",
                label: t("phones.window.cidr"),
                value: this.network,
                hint: t("phones.window.cidr.hint"),
                errors: this.errors.filter(({ field }) => field === "network"),
              })
            : nothing
        }
        <div><button class="button" type="submit" ?disabled=${this.busy}>${t("phones.window.do")}</button></div>
      </form>
    </details>`;
  }

  _journal() {
    return html`<ol class="journal" aria-label=${t("phones.window.journal")}>
      ${this.entries.slice(0, mostEntries).map(({ at, decision, status, address, path }) => {
        const served = decision === "everything" && status < 400;
        const word = t(
          decision === "nothing" || status >= 400
            ? "phones.asked.refused"
            : served
              ? "phones.asked.served"
              : "phones.asked.bootstrap",
        );
        const moment = new Date(at);
        return html`<li><time datetime=${at}>${wallClock(moment).time}:${String(moment.getSeconds()).padStart(2, "0")}</time>
          <span class="dot ${served ? "live" : status >= 400 || decision === "nothing" ? "stop" : "waiting"}" aria-hidden="true"></span>
          <span>${word} <span class="mac soft">${path.split("?")[0]?.split("/").at(-1) ?? ""}</span> <span class="soft">${address}</span></span></li>`;
      })}
    </ol>`;
  }

  _window(): ContactWindow | null {
    const { window } = this.phone;
    if (this.opened && (!window || window.openedAt < this.opened.openedAt)) return this.opened;
    return window;
  }

  _isOpen({ state: is, closesAt }: ContactWindow): boolean {
    return (is === "open" || is === "taken") && Date.parse(closesAt) > this.now;
  }

  _typed(event: Event): void {
    const { target } = event;
    if (!(target instanceof HTMLInputElement || target instanceof HTMLSelectElement)) return;
    if (target.name === "minutes") this.minutes = Number(target.value);
    else if (target.name === "from") this.from = target.value;
    else this.network = target.value;
    this.errors = [];
  }

  async _open(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    await this._run(async () => {
      const network = this.from === "other" ? this.network.trim() || null : this.from || null;
      this.opened = await openWindow(api, this.phone.id, { minutes: this.minutes, network });
    });
  }

  async _close(): Promise<void> {
    await this._run(async () => {
      await closeWindow(api, this.phone.id);
      this.opened = null;
    });
  }

  async _run(work: () => Promise<void>): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.failure = null;
    this.errors = [];
    try {
      await work();
    } catch (error) {
      if (error instanceof ApiError && error.fields.length > 0) this.errors = error.fields;
      else this.failure = failureText(error);
    } finally {
      this.busy = false;
    }
  }

  async _acknowledge(alarm: AlarmView): Promise<void> {
    await this._run(async () => {
      await acknowledge(api, alarm.id);
      this.alarms = this.alarms.filter(({ id }) => id !== alarm.id);
    });
  }

  _told(data: unknown): void {
    if (typeof data === "object" && data !== null && "phoneId" in data && data.phoneId === this.phone.id) void this._look();
  }

  /** What has happened: what it asked for, and whether somebody else has asked too. */
  async _look(): Promise<void> {
    const { id } = this.phone;
    const [alarms, journal] = await Promise.all([
      phoneAlarms(api, id).catch(() => null),
      readJournal(id, null, new AbortController().signal).catch(() => null),
    ]);
    // Another phone is looked at meanwhile.
    if (id !== this.phone.id) return;
    if (alarms) this.alarms = alarms;
    if (journal) this.entries = journal.entries;
  }

  static override styles = [
    shared,
    buttons,
    fields,
    states,
    panelStyles,
    css`
      :host {
        display: grid;
        gap: 12px;
      }
      .alarm,
      .open {
        display: grid;
        gap: 8px;
        justify-items: start;
      }
      .left {
        float: right;
        font: 700 var(--size-large) / 1.3 var(--heading);
        font-variant-numeric: tabular-nums;
      }
      .open p {
        width: 100%;
      }
      .steps,
      .journal {
        display: grid;
        gap: 6px;
        margin: 0;
        padding: 0;
        list-style: none;
      }
      .steps li {
        display: flex;
        gap: 10px;
        align-items: center;
        color: var(--soft);
      }
      .steps .done {
        color: var(--ink);
      }
      .steps .done .icon {
        color: var(--live-ink);
      }
      .steps .now {
        color: var(--ink);
        font-weight: 650;
      }
      .steps .now .icon {
        color: var(--waiting-ink);
      }
      .journal {
        padding: 10px 12px;
        border-radius: var(--radius);
        background: var(--sunk);
        font-size: var(--size-small);
      }
      .journal li {
        display: grid;
        grid-template-columns: auto auto minmax(0, 1fr);
        gap: 8px;
        align-items: baseline;
        overflow-wrap: anywhere;
      }
      .journal .soft {
        color: var(--ink);
      }
      .opener summary {
        min-height: 32px;
        font-weight: 600;
        cursor: pointer;
      }
      .opener form {
        padding-top: 8px;
      }
    `,
  ];
}

function minuteChoices(): readonly Choice[] {
  return lengths.map((minutes) => ({
    value: String(minutes),
    label:
      minutes < 60 ? t("phones.window.some_minutes", { count: minutes }) : t("phones.window.some_hours", { count: minutes / 60 }),
  }));
}

/** Anywhere, where it has asked from, that address's network, or another. @param address of a request; null: none is known */
export function networkChoices(address: string | null): readonly Choice[] {
  const anywhere = { value: "", label: t("phones.window.anywhere_choice") };
  const other = { value: "other", label: t("phones.window.other") };
  const four = address === null ? null : /^(\d+\.\d+\.\d+)\.\d+$/.exec(address);
  if (!four || address === null) return [anywhere, other];
  const near = `${four[1]}.0/24`;
  return [
    anywhere,
    { value: `${address}/32`, label: t("phones.window.only", { address }) },
    { value: near, label: t("phones.window.near", { network: near }) },
    other,
  ];
}

customElements.define("window-part", WindowPart);
declare global {
  interface HTMLElementTagNameMap {
    "window-part": WindowPart;
  }
}
