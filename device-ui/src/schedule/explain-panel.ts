import { css, html, nothing } from "lit";
import { Route } from "lucide";
import { formatInstant } from "../../../domain/local-time.ts";
import type { Schedule } from "../../../domain/schedule.ts";
import { type Decision, decide } from "../../../domain/schedule-evaluate.ts";
import { spokenTime } from "../../../domain/spoken-time.ts";
import type { WorkingHours } from "../../../domain/working-hours.ts";
import "../calls/listen-button.ts";
import { KlykaElement } from "../components/element.ts";
import { icon } from "../components/icon.ts";
import type { AnnouncementView } from "../data/announcements.ts";
import "../components/moment-entry.ts";
import type { Moment } from "../components/moment-entry.ts";
import { currentLanguage, t } from "../i18n/index.ts";
import { buttons, shared, states } from "../style/controls.ts";
import { keyOf } from "./bands.ts";
import { toneStyles } from "./tone-styles.ts";
import { type Tone, toneClass } from "./tones.ts";
import { doneWords, entryName, passedWords } from "./words.ts";

const mostShown = 5;

/** Any moment: which entry decides, why the ones above it do not, which below would have matched, and what callers hear. Tells `moment-pick`. */
export class ExplainPanel extends KlykaElement {
  static override properties = {
    schedule: { attribute: false },
    tones: { attribute: false },
    announcements: { attribute: false },
    instant: { attribute: false },
    now: { attribute: false },
    hours: { attribute: false },
    callsHref: {},
  };
  declare schedule: Schedule | null;
  declare tones: ReadonlyMap<string, Tone>;
  declare announcements: ReadonlyMap<string, AnnouncementView>;
  /** The picked moment; null: now. */
  declare instant: Date | null;
  declare now: Date;
  declare hours: WorkingHours;
  /** Where the whole way of a call is shown; empty: nowhere. */
  declare callsHref: string;

  constructor() {
    super();
    this.schedule = null;
    this.tones = new Map();
    this.announcements = new Map();
    this.instant = null;
    this.now = new Date();
    this.hours = { zone: "Europe/Stockholm", days: [1, 2, 3, 4, 5], from: "08:00", to: "17:00" };
    this.callsHref = "";
  }

  override render() {
    const { schedule } = this;
    if (!schedule) return nothing;
    const at = this.instant ?? this.now;
    const decision = decide(schedule, at);
    return html`<h2>${t("calendar.explain")}</h2>
      <div class="ask">
        <moment-entry
          kind="start"
          .label=${t("calendar.explain.when")}
          .hint=${t("calendar.explain.hint")}
          .now=${this.now}
          .hours=${this.hours}
          .text=${this.instant ? formatInstant(this.instant, schedule.zone) : ""}
          @moment-change=${this._typed}
        ></moment-entry>
        ${this.instant ? html`<button class="button small" type="button" @click=${() => this.tell("moment-pick", null)}>${t("calendar.explain.now")}</button>` : nothing}
      </div>
      <div class="answer" role="status">
        <p class="decides">
          <span class="swatch ${toneClass(this.tones.get(keyOf(decision)))}" aria-hidden="true"></span>
          <span><strong>${this._name(decision)}</strong> ${t("calendar.explain.decides")}${this._until(decision)}</span>
        </p>
        ${this._heard(decision)}
      </div>
      ${this._above(decision)} ${this._below(schedule, decision, at)}
      ${this.callsHref ? html`<a class="calls" href=${this.callsHref}>${icon(Route, 18)}${t("calendar.explain.calls")}</a>` : nothing}`;
  }

  _name({ by, entryId }: Decision): string {
    if (by === "closedNow") return t("calendar.closed_now");
    const entry = this.schedule?.entries.find(({ id }) => id === entryId);
    return entry ? entryName(entry, this.now, this.hours.zone) : t("calendar.default");
  }

  _until({ nextChange }: Decision): string {
    if (!nextChange) return ".";
    const at = spokenTime(nextChange, this.now, this.hours.zone, currentLanguage());
    return t("calendar.explain.until", { at });
  }

  /** What is done, and what callers hear: to be listened to, and in writing. */
  _heard({ action, announcementId }: Decision) {
    return html`<p class="heard">${doneWords(action, announcementId, this.announcements)}</p>
      ${announcementId === null ? nothing : html`<listen-button class="listen" text .announcementId=${announcementId}></listen-button>`}`;
  }

  _above({ passed }: Decision) {
    if (passed.length === 0) return nothing;
    return this._list(
      t("calendar.explain.above"),
      passed.map(({ entryId, index, reason }) => {
        const entry = this.schedule?.entries.find(({ id }) => id === entryId);
        return {
          place: index + 1,
          name: entry ? entryName(entry, this.now, this.hours.zone) : "",
          text: passedWords(reason, this.now, this.hours.zone),
          key: entryId,
        };
      }),
    );
  }

  /** Further down what would have matched too, were it not for the one that decides. */
  _below(schedule: Schedule, { index, by }: Decision, at: Date) {
    const from = by === "closedNow" ? 0 : index === null ? schedule.entries.length : index + 1;
    const others = schedule.entries.slice(from).flatMap((entry, n) => {
      const alone = { ...schedule, entries: [entry], closedNow: null };
      if (decide(alone, at).by !== "entry") return [];
      return [
        {
          place: from + n + 1,
          name: entryName(entry, this.now, this.hours.zone),
          text: t("calendar.explain.also"),
          key: entry.id,
        },
      ];
    });
    return others.length > 0 ? this._list(t("calendar.explain.below"), others) : nothing;
  }

  _list(heading: string, rows: readonly { place: number; name: string; text: string; key: string }[]) {
    const [first, rest] = [rows.slice(0, mostShown), rows.slice(mostShown)];
    const row = ({ place, name, text, key }: (typeof rows)[number]) => html`<li>
      <span class="swatch small ${toneClass(this.tones.get(key))}" aria-hidden="true"></span>
      <span><strong>${place}. ${name}</strong> <span class="soft">${text}</span></span>
    </li>`;
    return html`<section>
      <h3>${heading}</h3>
      <ul>
        ${first.map(row)}
      </ul>
      ${
        rest.length > 0
          ? html`<details><summary>${t("calendar.explain.more", { count: rest.length })}</summary>
              <ul>
                ${rest.map(row)}
              </ul>
            </details>`
          : nothing
      }
    </section>`;
  }

  _typed(event: CustomEvent<Moment>): void {
    if (event.detail.kind === "at") this.tell("moment-pick", new Date(event.detail.at));
  }

  static override styles = [
    shared,
    buttons,
    states,
    toneStyles,
    css`
      :host {
        display: grid;
        gap: 14px;
        align-content: start;
        padding: 16px 18px;
      }
      .ask {
        display: grid;
        gap: 8px;
        justify-items: start;
      }
      moment-entry {
        width: 100%;
      }
      .answer,
      section {
        display: grid;
        gap: 6px;
        overflow-wrap: anywhere;
      }
      .decides,
      li {
        display: grid;
        grid-template-columns: 14px minmax(0, 1fr);
        gap: 10px;
        align-items: start;
      }
      .swatch {
        width: 12px;
        height: 20px;
        margin-top: 2px;
        border-radius: 4px;
      }
      .swatch.small {
        height: 12px;
        margin-top: 5px;
      }
      .heard {
        padding-left: 24px;
        color: var(--soft);
      }
      .listen {
        margin-left: 24px;
      }
      h3 {
        font: 650 var(--size-small) / 1.4 var(--text);
        color: var(--soft);
        letter-spacing: 0;
      }
      ul {
        display: grid;
        gap: 6px;
        margin: 0;
        padding: 0;
        list-style: none;
        font-size: var(--size-small);
      }
      li strong {
        font-weight: 600;
      }
      summary {
        min-height: 24px;
        color: var(--accent);
        cursor: pointer;
      }
      .calls {
        display: flex;
        gap: 8px;
        align-items: center;
        min-height: 24px;
        font-weight: 600;
      }
    `,
  ];
}

customElements.define("explain-panel", ExplainPanel);
declare global {
  interface HTMLElementTagNameMap {
    "explain-panel": ExplainPanel;
  }
}
