import { css, html, nothing, svg } from "lit";
import { isStandingReason, type StandingReason, stateOfReason } from "../../../domain/standing.ts";
import { KlykaElement } from "../components/element.ts";
import type { FleetView } from "../data/fleet.ts";
import { formatCount } from "../i18n/format.ts";
import { t } from "../i18n/index.ts";
import { shared, states } from "../style/controls.ts";
import { weekChart, weekStyles } from "./week-chart.ts";
import { toneOf } from "./words.ts";

/** What may be chosen: one reason, all phones in step, or (empty) all that are not. */
export type Chosen = StandingReason | "current" | "";

/** How many phones are not in step, and why: each reason a button with its number. Tells `reason-pick` with what is chosen now. */
export class FleetSummary extends KlykaElement {
  static override properties = { fleet: { attribute: false }, chosen: {} };
  declare fleet: FleetView | null;
  declare chosen: Chosen;

  constructor() {
    super();
    this.fleet = null;
    this.chosen = "";
  }

  override render() {
    const { fleet } = this;
    if (!fleet) return nothing;
    const { chosen } = this;
    const shown = fleet.reasons.filter(({ state }) => state !== "current");
    // What is chosen stays, also when its last phone has come: else nobody could let go of it.
    const gone =
      isStandingReason(chosen) && stateOfReason[chosen] !== "current" && !shown.some(({ reason }) => reason === chosen);
    const reasons = gone ? [...shown, { reason: chosen, state: stateOfReason[chosen], phones: 0 }] : shown;
    return html`<div class="figures">
        <div class="now">
          <p class="sentence" role="status">${this._sentence(fleet)}</p>
          ${fleet.phones > 0 ? this._bar(fleet) : nothing}
        </div>
        ${weekChart(fleet.hours)}
      </div>
      ${
        fleet.phones === 0
          ? nothing
          : html`<div class="reasons" role="group" aria-label=${t("fleet.reasons")}>
              ${reasons.map(({ reason, state, phones }) => this._button(reason, toneOf[state], t(`fleet.reason.${reason}`), phones))}
              ${this._button("current", "live", t("fleet.show_current"), fleet.current)}
            </div>`
      }`;
  }

  _sentence({ phones, current }: FleetView) {
    if (phones === 0) return t("fleet.none");
    if (current === phones) return phones === 1 ? t("fleet.one_current") : t("fleet.all_current", { count: formatCount(phones) });
    return t("fleet.behind", { count: phones - current, all: formatCount(phones) });
  }

  /** Each part has a width that can be seen, however few phones it is. */
  _bar({ phones, current, waiting, stopped }: FleetView) {
    const parts = [
      { tone: "live", count: current },
      { tone: "waiting", count: waiting },
      { tone: "stop", count: stopped },
    ].filter(({ count }) => count > 0);
    const least = 8;
    const rest = 1000 - least * parts.length;
    let at = 0;
    return html`<svg class="bar" viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true" focusable="false">
      ${parts.map(({ tone, count }) => {
        const wide = least + (count / phones) * rest;
        const drawn = svg`<rect class=${tone} x=${at.toFixed(1)} width=${wide.toFixed(1)} height="10"></rect>`;
        at += wide;
        return drawn;
      })}
    </svg>`;
  }

  _button(chosen: Chosen, tone: string, label: string, count: number) {
    const pressed = this.chosen === chosen;
    return html`<button type="button" class="reason" aria-pressed=${pressed} @click=${() => this.tell("reason-pick", pressed ? "" : chosen)}>
      <span class="dot ${tone}" aria-hidden="true"></span><span>${label}</span><span class="count">${formatCount(count)}</span>
    </button>`;
  }

  static override styles = [
    shared,
    states,
    weekStyles,
    css`
      :host {
        display: grid;
        gap: 16px;
        margin-bottom: 16px;
      }
      .figures {
        display: grid;
        grid-template-columns: minmax(0, 1fr) minmax(200px, 280px);
        gap: 16px 32px;
        align-items: start;
      }
      .figures > .now:only-child {
        grid-column: 1 / -1;
      }
      .now {
        display: grid;
        gap: 12px;
      }
      .sentence {
        margin: 0;
        font: 600 1.25rem / 1.3 var(--heading);
        text-wrap: balance;
      }
      .bar {
        display: block;
        width: 100%;
        height: 10px;
        border-radius: 5px;
        overflow: hidden;
        forced-color-adjust: none;
      }
      .bar .live {
        fill: var(--live);
      }
      .bar .waiting {
        fill: var(--waiting);
      }
      .bar .stop {
        fill: var(--stop);
      }
      .reasons {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
      }
      .reason {
        display: inline-flex;
        align-items: center;
        gap: 8px;
        min-height: 32px;
        padding: 4px 12px;
        border: 1px solid var(--line);
        border-radius: 999px;
        background: var(--surface);
        color: var(--ink);
        font: 600 var(--size-small) / 1.3 var(--text);
        cursor: pointer;
      }
      .reason:hover {
        border-color: var(--field-line);
      }
      .reason[aria-pressed="true"] {
        background: var(--accent-ground);
        border-color: var(--accent);
      }
      .reason .count {
        font-variant-numeric: tabular-nums;
        color: var(--soft);
      }
      @media (max-width: 720px) {
        .figures {
          grid-template-columns: minmax(0, 1fr);
        }
        .reason {
          min-height: 40px;
        }
      }
    `,
  ];
}

customElements.define("fleet-summary", FleetSummary);
declare global {
  interface HTMLElementTagNameMap {
    "fleet-summary": FleetSummary;
  }
}
