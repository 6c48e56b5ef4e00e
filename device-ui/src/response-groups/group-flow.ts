import { css, html, nothing } from "lit";
import { ArrowRight, BellRing, Hourglass, type IconNode, PhoneIncoming, Split, Volume2 } from "lucide";
import { KlykaElement } from "../components/element.ts";
import { icon } from "../components/icon.ts";
import { t } from "../i18n/index.ts";
import { shared } from "../style/controls.ts";
import type { Flow, FlowStep } from "./flow.ts";

const icons: Readonly<Record<FlowStep["kind"], IconNode>> = {
  call: PhoneIncoming,
  hears: Volume2,
  rings: BellRing,
  goes: ArrowRight,
  end: ArrowRight,
  warn: Hourglass,
};

/** The way of a call through a response group, drawn from the top; what happens instead stands below. */
export class GroupFlow extends KlykaElement {
  static override properties = { flow: { attribute: false } };
  declare flow: Flow;

  override render() {
    const { steps, instead } = this.flow;
    return html`<ol>
        ${steps.map(
          ({ kind, text, detail }) => html`<li class=${kind}>
            <span class="mark">${icon(icons[kind], 16)}</span>
            <span class="text"><span>${text}</span>${detail ? html`<span class="detail">${detail}</span>` : nothing}</span>
          </li>`,
        )}
      </ol>
      ${
        instead.length === 0
          ? nothing
          : html`<dl aria-label=${t("answer.flow.instead")}>
              ${instead.map(({ when, text }) => html`<div><dt>${icon(Split, 14)}${when}</dt><dd>${text}</dd></div>`)}
            </dl>`
      }`;
  }

  static override styles = [
    shared,
    css`
      ol {
        margin: 0;
        padding: 0;
        list-style: none;
      }
      li {
        position: relative;
        display: grid;
        grid-template-columns: 32px minmax(0, 1fr);
        gap: 12px;
        padding-bottom: 12px;
        overflow-wrap: anywhere;
        font-variant-numeric: tabular-nums;
      }
      li:not(:last-child)::before {
        content: "";
        position: absolute;
        top: 32px;
        bottom: 0;
        left: 15px;
        width: 2px;
        background: var(--line);
      }
      .mark {
        display: grid;
        place-items: center;
        width: 32px;
        height: 32px;
        border: 1px solid var(--line);
        border-radius: 50%;
        background: var(--surface);
        color: var(--soft);
      }
      .rings .mark {
        border-color: transparent;
        background: var(--accent-ground);
        color: var(--accent);
      }
      .warn .mark {
        border-color: transparent;
        background: var(--waiting-ground);
        color: var(--waiting-ink);
      }
      .text {
        display: grid;
        gap: 2px;
        padding-top: 5px;
      }
      .detail {
        color: var(--soft);
        font-size: var(--size-small);
      }
      dl {
        display: grid;
        gap: 8px;
        margin: 4px 0 0;
        padding: 12px 16px;
        border-radius: var(--radius);
        background: var(--sunk);
        font-size: var(--size-small);
        overflow-wrap: anywhere;
      }
      dt {
        display: flex;
        gap: 6px;
        align-items: center;
        color: var(--soft);
      }
      dd {
        margin: 0;
        padding-left: 20px;
        font-weight: 600;
      }
    `,
  ];
}

customElements.define("group-flow", GroupFlow);
declare global {
  interface HTMLElementTagNameMap {
    "group-flow": GroupFlow;
  }
}
