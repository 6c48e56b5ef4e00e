import { css, html, nothing } from "lit";
import { daysBetween, wallClock } from "../../../domain/local-time.ts";
import type { ChangedStretch, ScheduleEffect } from "../../../domain/schedule-effect.ts";
import type { Outcome } from "../../../domain/schedule-evaluate.ts";
import { KlykaElement } from "../components/element.ts";
import { shortDay } from "../i18n/format.ts";
import { t } from "../i18n/index.ts";
import { shared, states } from "../style/controls.ts";
import { spanWords } from "./words.ts";

/** What a side of a change is called; before by the saved list, after by the edited one. */
export type OutcomeWords = (side: "before" | "after", outcome: Outcome) => string;

const mostShown = 6;
/** So many days alike are told together. */
const enough = 3;

/** What callers will meet otherwise than today during the coming weeks, before anything is saved. */
export class EffectPanel extends KlykaElement {
  static override properties = { effect: { attribute: false }, zone: {}, words: { attribute: false } };
  declare effect: ScheduleEffect | null;
  declare zone: string;
  declare words: OutcomeWords;

  constructor() {
    super();
    this.effect = null;
    this.zone = "Europe/Stockholm";
    this.words = () => "";
  }

  override render() {
    const { effect } = this;
    if (!effect) return nothing;
    return html`<h2>${t("calendar.effect")}</h2>
      ${effect.nowChanges ? html`<p class="notice stop now"><strong>${t("calendar.effect.now")}</strong> ${this._change(effect.now)}</p>` : nothing}
      ${effect.stretches.length === 0 ? html`<p class="soft">${t("calendar.effect.nothing")}</p>` : this._stretches(effect)}`;
  }

  _stretches({ stretches, opened, closed }: ScheduleEffect) {
    const sums = [
      opened > 0 ? t("calendar.effect.opened", { time: spanWords(opened) }) : "",
      closed > 0 ? t("calendar.effect.closed", { time: spanWords(closed) }) : "",
    ];
    const alike = this._alike(stretches);
    const [first, rest] = [alike.slice(0, mostShown), alike.slice(mostShown)];
    return html`<p class="soft">${[t("calendar.effect.days"), ...sums].filter(Boolean).join(" ")}</p>
      <ul>
        ${first.map((one) => this._stretch(one))}
      </ul>
      ${
        rest.length > 0
          ? html`<details>
              <summary>${t("calendar.effect.more", { count: rest.length })}</summary>
              <ul>
                ${rest.slice(0, 200).map((one) => this._stretch(one))}
              </ul>
            </details>`
          : nothing
      }`;
  }

  /** Those at the same time of different days, with the same before and after, are one line when they are many. */
  _alike(stretches: readonly ChangedStretch[]): readonly (readonly ChangedStretch[])[] {
    const groups = Map.groupBy(stretches, (one) => {
      const [from, to] = [wallClock(one.startsAt, this.zone), wallClock(one.endsAt, this.zone)];
      const days = daysBetween(from.date, to.date);
      return [days, from.time, to.time, this.words("before", one.before), this.words("after", one.after)].join("|");
    });
    return [...groups.values()]
      .flatMap((group) => (group.length >= enough ? [group] : group.map((one) => [one])))
      .toSorted(([a], [b]) => (a?.startsAt.getTime() ?? 0) - (b?.startsAt.getTime() ?? 0));
  }

  _stretch(group: readonly ChangedStretch[]) {
    const [first, last] = [group[0], group.at(-1)];
    if (!first || !last) return nothing;
    if (first === last) return html`<li><span class="when">${whenWords(first, this.zone)}</span> ${this._change(first)}</li>`;
    const clock = (at: Date) => wallClock(at, this.zone);
    const end = clock(first.endsAt).time;
    const times = `${clock(first.startsAt).time}–${end === "00:00" ? "24:00" : end}`;
    const days = { first: shortDay(clock(first.startsAt).date), last: shortDay(clock(last.startsAt).date) };
    return html`<li>
      <span class="when">${t("calendar.effect.days_alike", { times, count: group.length })}</span>
      <span class="soft">${t("calendar.effect.from_to", days)}</span>
      ${this._change(first)}
    </li>`;
  }

  _change({ before, after }: Pick<ChangedStretch, "before" | "after">) {
    return html`<span class="change"
      ><span class="hidden">${t("calendar.effect.before")} </span><s>${this.words("before", before)}</s> <span aria-hidden="true">→</span><span class="hidden"> ${t("calendar.effect.after")} </span>
      <strong>${this.words("after", after)}</strong></span
    >`;
  }

  static override styles = [
    shared,
    states,
    css`
      :host {
        display: grid;
        gap: 10px;
        align-content: start;
        padding: 16px 18px;
      }
      ul {
        display: grid;
        gap: 8px;
        margin: 0;
        padding: 0;
        list-style: none;
      }
      li {
        display: grid;
        gap: 0;
        padding-top: 8px;
        border-top: 1px solid var(--line);
        overflow-wrap: anywhere;
      }
      .when {
        font-weight: 600;
        font-size: var(--size-small);
      }
      li .soft {
        font-size: var(--size-small);
      }
      s {
        color: var(--soft);
        text-decoration-thickness: 1px;
      }
      .now strong {
        font-weight: 650;
      }
      .now s {
        color: inherit;
      }
      summary {
        min-height: 24px;
        color: var(--accent);
        font-weight: 600;
        cursor: pointer;
      }
      details[open] summary {
        margin-bottom: 8px;
      }
    `,
  ];
}

/** `fre 27 nov 10:30–14:00`; over several days with both. */
export function whenWords({ startsAt, endsAt }: Pick<ChangedStretch, "startsAt" | "endsAt">, zone: string): string {
  const [from, to] = [wallClock(startsAt, zone), wallClock(endsAt, zone)];
  const endOfDay = to.time === "00:00" && to.date > from.date;
  const lastDay = endOfDay ? wallClock(new Date(endsAt.getTime() - 60_000), zone).date : to.date;
  const end = endOfDay ? "24:00" : to.time;
  if (lastDay === from.date) return `${shortDay(from.date)} ${from.time}–${end}`;
  return `${shortDay(from.date)} ${from.time} – ${shortDay(lastDay)} ${end}`;
}

customElements.define("effect-panel", EffectPanel);
declare global {
  interface HTMLElementTagNameMap {
    "effect-panel": EffectPanel;
  }
}
