import { css, html, nothing } from "lit";
import { KlykaElement } from "../../components/element.ts";
import type { PortView, SeatView } from "../../data/switches.ts";
import { t } from "../../i18n/index.ts";
import { pathTo } from "../../router/paths.ts";
import { buttons, shared, states } from "../../style/controls.ts";
import { panelStyles } from "../phones/panel-styles.ts";
import { askCycle } from "./cycle.ts";
import { cycleText, linkText, powerText, seatText, uplinkText, vlanText, whenOf, whyNot } from "./words.ts";

/** One port: who sits there, link, VLAN, power, and taking that away for a moment. Tells `switch-changed`. */
export class PortPanel extends KlykaElement {
  static override properties = { port: { attribute: false }, at: { attribute: false }, plain: { type: Boolean } };
  declare port: PortView;
  /** The switch. */
  declare at: { readonly id: string; readonly name: string };
  /** Without who sits there: it stands beside the phone. */
  declare plain: boolean;

  constructor() {
    super();
    this.plain = false;
  }

  override render() {
    const { port } = this;
    return html`<div class="stack">
      ${this.plain ? nothing : html`<h2 tabindex="-1">${t("switches.port", { name: port.name })}</h2>${this._who(port)}`}
      ${this._facts(port)} ${cycleText(port)} ${this._cycle(port)}
    </div>`;
  }

  _who(port: PortView) {
    if (port.uplink !== null) return html`<p>${uplinkText(port)}</p>`;
    return html`<section aria-label=${t("switches.port.who")}>
      ${
        port.phones.length === 0
          ? html`<p class="soft">${t("switches.port.nobody")}</p>`
          : html`<ul class="seats">${port.phones.map((seat) => this._seat(seat))}</ul>`
      }
      ${port.others > 0 ? html`<p class="small soft">${t("switches.port.others", { count: port.others })}</p>` : nothing}
    </section>`;
  }

  _seat(seat: SeatView) {
    const { phone, goneAt, since } = seat;
    const when =
      goneAt === null ? t("switches.port.since", { when: whenOf(since) }) : t("switches.port.gone", { when: whenOf(goneAt) });
    const name = seatText(seat);
    return html`<li>
      <span class="dot ${goneAt === null ? "live" : "stop"}" aria-hidden="true"></span>
      <span>
        ${phone ? html`<a href=${pathTo("phones", { phone: phone.id })}>${name}</a>` : name}
        <span class="small soft">${[phone?.modelName, when].filter(Boolean).join(", ")}</span>
      </span>
    </li>`;
  }

  _facts(port: PortView) {
    const { neighbour, alias, changedAt } = port;
    const fact = (label: string, value: unknown) => html`<dt>${label}</dt><dd>${value}</dd>`;
    const said = neighbour ? [neighbour.name, neighbour.model, neighbour.firmware].filter(Boolean).join(", ") : "";
    return html`<dl class="facts">
      ${fact(t("switches.port.link"), linkText(port))} ${fact(t("switches.port.vlan"), vlanText(port))}
      ${fact(t("switches.port.power"), powerText(port))} ${said ? fact(t("switches.port.neighbour"), said) : nothing}
      ${alias ? fact(t("switches.port.alias"), alias) : nothing} ${fact(t("switches.port.changed"), whenOf(changedAt))}
    </dl>`;
  }

  _cycle(port: PortView) {
    const { cycleRefusal: refusal, cycle } = port;
    if (refusal === "no_power" || refusal === "uplink") return nothing;
    const busy = cycle !== null && cycle.endedAt === null;
    return html`<div class="cycle">
      <div><button
        class="button"
        type="button"
        ?disabled=${refusal !== null || busy}
        aria-describedby=${refusal === null ? nothing : "why"}
        @click=${this._ask}
      >
        ${t("switches.cycle")}
      </button></div>
      ${refusal === null ? nothing : html`<p class="small soft" id="why">${whyNot(refusal)}</p>`}
    </div>`;
  }

  readonly _ask = async (): Promise<void> => {
    if (await askCycle(this.at, this.port)) this.tell("switch-changed", null);
  };

  static override styles = [
    shared,
    buttons,
    states,
    panelStyles,
    css`
      h2:focus {
        outline: none;
      }
      .seats {
        display: grid;
        gap: 8px;
        margin: 0;
        padding: 0;
        list-style: none;
      }
      .seats li {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        gap: 10px;
        align-items: baseline;
      }
      .cycle {
        display: grid;
        gap: 6px;
      }
    `,
  ];
}

customElements.define("port-panel", PortPanel);
declare global {
  interface HTMLElementTagNameMap {
    "port-panel": PortPanel;
  }
}
