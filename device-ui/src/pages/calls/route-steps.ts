import { css, html, nothing } from "lit";
import { ArrowRight, Check, CircleHelp, Minus } from "lucide";
import type { CallRouteView } from "../../../../portal/call-route-views.ts";
import { destinationIcons } from "../../calls/destination.ts";
import "../../calls/listen-button.ts";
import { KlykaElement } from "../../components/element.ts";
import { icon } from "../../components/icon.ts";
import { phoneNumber } from "../../components/phone-number.ts";
import { badge } from "../../components/states.ts";
import { t } from "../../i18n/index.ts";
import { addressOf } from "../../router/paths.ts";
import { buttons, shared, states, surfaces } from "../../style/controls.ts";
import {
  endText,
  type Heard,
  heardText,
  memberText,
  type Rule,
  ruleText,
  type Step,
  stepName,
  type Way,
  whenText,
} from "./words.ts";

const outcomeIcons = { applies: Check, passed: Minus, depends: CircleHelp } as const;
/** Rules that lost are folded away from so many on. */
const mostPassed = 12;

/** The way of a call: each stop once, in the order in which it is reached; ways on lead to their stop. */
export class RouteSteps extends KlykaElement {
  static override properties = { route: { attribute: false } };
  declare route: CallRouteView | null;

  constructor() {
    super();
    this.route = null;
  }

  override render() {
    const { route } = this;
    if (!route) return nothing;
    return html`<ol class="steps" aria-label=${t("calls.steps")}>
      ${route.steps.map((step, at) => this._step(step, at, route))}
    </ol>`;
  }

  _step(step: Step, at: number, route: CallRouteView) {
    const moment = new Date(route.at);
    return html`<li class="step" id=${`step-${at}`} tabindex="-1">
      <span class="mark" aria-hidden="true">${icon(destinationIcons[step.kind], 18)}</span>
      <div class="surface body">
        <header>
          <p class="soft">${t(`calls.kind.${step.kind}`)}</p>
          <h2>
            ${stepName(step)}
            ${step.number && step.name ? html`<span class="number">${phoneNumber(step.number.e164)}</span>` : nothing}
            ${step.open === null ? nothing : badge(step.open ? "live" : "off", t(step.open ? "calls.open" : "calls.closed"))}
          </h2>
          ${this._calendarLink(step)}
        </header>
        ${this._rules(step.rules, moment)} ${this._hears(step, route)} ${this._members(step, moment)} ${this._ways(step, route)}
      </div>
    </li>`;
  }

  _calendarLink({ kind, id, open }: Step) {
    if (open === null || id === null) return nothing;
    const href = kind === "menu" ? addressOf("menuCalendar", { menu: id }) : addressOf("groupCalendar", { group: id });
    return href === null ? nothing : html`<a href=${href}>${t("calls.calendar")}</a>`;
  }

  /** All of them; what decided comes to the eye first. */
  _rules(rules: readonly Rule[], at: Date) {
    if (rules.length === 0) return nothing;
    const passed = rules.filter((rule) => rule.outcome === "passed").length;
    const list = html`<ul class="rules">
      ${rules.map(
        (rule) => html`<li class=${rule.outcome}>
          ${icon(outcomeIcons[rule.outcome], 16)}
          <span>${ruleText(rule, at)} <span class="outcome">${t(`calls.outcome.${rule.outcome}`)}</span></span>
        </li>`,
      )}
    </ul>`;
    if (passed < mostPassed) return html`<h3>${t("calls.rules")}</h3>${list}`;
    const decided = rules.filter((rule) => rule.outcome !== "passed");
    return html`<ul class="rules">
        ${decided.map((rule) => html`<li class=${rule.outcome}>${icon(outcomeIcons[rule.outcome], 16)}<span>${ruleText(rule, at)}</span></li>`)}
      </ul>
      <details><summary>${t("calls.rules")} (${rules.length})</summary>${list}</details>`;
  }

  _hears({ hears, kind }: Step, route: CallRouteView) {
    if (kind === "number") return nothing;
    return html`<h3>${t("calls.hears")}</h3>
      ${hears.length === 0 ? html`<p class="soft">${t("calls.hears.nothing")}</p>` : this._heard(hears, route)}`;
  }

  _heard(hears: readonly Heard[], route: CallRouteView) {
    return html`<ul class="plain">
      ${hears.map((heard) => {
        const words = heardText(heard, route);
        const sound = "id" in heard ? html`<listen-button .announcementId=${heard.id} text></listen-button>` : nothing;
        return html`<li>${words ? html`<span>${words}</span>` : nothing} ${sound}</li>`;
      })}
    </ul>`;
  }

  _members({ members }: Step, at: Date) {
    if (members.length === 0) return nothing;
    return html`<h3>${t("calls.members")}</h3>
      <ol class="members">
        ${members.map(
          (member) => html`<li class=${member.offered ? "offered" : "skipped"}>
            ${icon(member.offered ? Check : Minus, 16)}
            <span><strong>${member.name}</strong> <span class="soft">${memberText(member, at)}</span></span>
          </li>`,
        )}
      </ol>`;
  }

  _ways(step: Step, route: CallRouteView) {
    return html`<h3>${t("calls.ways")}</h3>
      <ul class="ways">
        ${step.ways.map(
          (way) => html`<li>
            <span class="when">${whenText(way.when)}</span>
            <span class="whither">${this._whither(way, step, route)} ${way.hears.length > 0 && way.end?.kind !== "voicemail" ? this._heard(way.hears, route) : nothing}</span>
          </li>`,
        )}
      </ul>`;
  }

  _whither(way: Way, from: Step, route: CallRouteView) {
    if (way.end) return html`<span>${endText(way.end, route)}</span>`;
    if (way.to === from.key) return html`<span>${t("calls.goes.self")}</span>`;
    const at = route.steps.findIndex(({ key }) => key === way.to);
    const step = route.steps[at];
    if (!step) return nothing;
    return html`<button class="jump" type="button" @click=${() => this._jump(at)}>
      ${icon(ArrowRight, 16)}${t("calls.goes", { name: stepName(step) })}
    </button>`;
  }

  _jump(at: number): void {
    const step = this.renderRoot.querySelector(`#step-${at}`);
    if (!(step instanceof HTMLElement)) return;
    step.scrollIntoView({ block: "start" });
    step.focus({ preventScroll: true });
  }

  static override styles = [
    shared,
    buttons,
    states,
    surfaces,
    css`
      :host {
        display: block;
      }
      ol,
      ul {
        margin: 0;
        padding: 0;
        list-style: none;
      }
      .step {
        position: relative;
        display: grid;
        grid-template-columns: 36px minmax(0, 1fr);
        gap: 12px;
        padding-bottom: 16px;
        scroll-margin-top: 72px;
      }
      .step:not(:last-child)::before {
        content: "";
        position: absolute;
        left: 17px;
        top: 36px;
        bottom: 0;
        border-left: 2px solid var(--line);
      }
      .mark {
        display: grid;
        place-items: center;
        width: 36px;
        height: 36px;
        border-radius: 50%;
        background: var(--accent-ground);
        color: var(--accent);
      }
      .body {
        display: grid;
        gap: 10px;
        padding: 14px 18px 18px;
        overflow-wrap: anywhere;
      }
      header {
        display: grid;
        gap: 2px;
      }
      h2 {
        display: flex;
        flex-wrap: wrap;
        gap: 4px 10px;
        align-items: center;
      }
      .number {
        font-weight: 400;
        color: var(--soft);
      }
      h3 {
        margin-top: 6px;
        font: 650 var(--size-small) / 1.4 var(--text);
        letter-spacing: 0;
        color: var(--soft);
      }
      .rules,
      .members,
      .plain {
        display: grid;
        gap: 6px;
      }
      .rules li,
      .members li {
        display: grid;
        grid-template-columns: 18px minmax(0, 1fr);
        gap: 8px;
        align-items: start;
      }
      .rules .icon,
      .members .icon {
        margin-top: 3px;
        color: var(--soft);
      }
      .applies {
        font-weight: 600;
      }
      .applies .icon,
      .offered .icon {
        color: var(--accent);
      }
      .passed,
      .depends {
        color: var(--soft);
      }
      .outcome {
        font-size: var(--size-small);
        font-weight: 400;
        color: var(--soft);
      }
      .outcome::before {
        content: "· ";
      }
      .plain li {
        display: flex;
        flex-wrap: wrap;
        gap: 6px 10px;
        align-items: center;
      }
      .ways {
        display: grid;
      }
      .ways li {
        display: grid;
        grid-template-columns: minmax(96px, 200px) minmax(0, 1fr);
        gap: 12px;
        padding: 8px 0;
        border-top: 1px solid var(--line);
      }
      .when {
        font-weight: 600;
      }
      .whither {
        display: grid;
        gap: 6px;
        justify-items: start;
      }
      .jump {
        display: inline-flex;
        gap: 6px;
        align-items: center;
        min-height: 24px;
        padding: 0;
        border: 0;
        background: none;
        color: var(--accent);
        font: inherit;
        font-weight: 600;
        text-align: left;
        text-decoration: underline;
        text-underline-offset: 3px;
        cursor: pointer;
      }
      summary {
        min-height: 24px;
        color: var(--accent);
        cursor: pointer;
      }
      details .rules {
        padding-top: 8px;
      }
      @media (max-width: 480px) {
        .step {
          grid-template-columns: minmax(0, 1fr);
        }
        .step::before,
        .mark {
          display: none;
        }
        .body {
          padding: 12px 14px 16px;
        }
        .ways li {
          grid-template-columns: minmax(0, 1fr);
          gap: 2px;
        }
      }
    `,
  ];
}

customElements.define("route-steps", RouteSteps);
declare global {
  interface HTMLElementTagNameMap {
    "route-steps": RouteSteps;
  }
}
