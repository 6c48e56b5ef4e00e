import { css, html, nothing } from "lit";
import { ArrowUpRight, Ban, CircleQuestionMark, Phone, PhoneOff, Unplug, ZapOff } from "lucide";
import { frontOf, shortName } from "../../../../domain/switch-front.ts";
import { KlykaElement } from "../../components/element.ts";
import { icon } from "../../components/icon.ts";
import type { PortView } from "../../data/switches.ts";
import { t } from "../../i18n/index.ts";
import { shared } from "../../style/controls.ts";
import { type PortLook, portLabel, portLook } from "./words.ts";

/** Columns that stand together: on a small screen such a group comes below the one before it. */
const together = 6;
const icons = {
  ...{ phone: Phone, stranger: CircleQuestionMark, missing: PhoneOff, fault: ZapOff },
  ...{ uplink: ArrowUpRight, off: Ban, link: Unplug, free: null },
} as const;
const legend: readonly Exclude<PortLook, "off">[] = ["phone", "stranger", "missing", "fault", "link", "uplink", "free"];

/**
 * The ports of a switch as they sit on its front, each with what is on it. One is chosen: tells `port-choose` with its
 * number. The arrow keys move as the ports lie.
 */
export class SwitchFront extends KlykaElement {
  static override properties = { ports: { attribute: false }, chosen: { attribute: false } };
  declare ports: readonly PortView[];
  declare chosen: number | null;

  constructor() {
    super();
    this.ports = [];
    this.chosen = null;
  }

  override render() {
    const blocks = frontOf(this.ports);
    const seen = new Set(this.ports.map(portLook));
    const first = this.ports.some(({ port }) => port === this.chosen) ? this.chosen : (blocks[0]?.ports[0]?.port ?? null);
    return html`<div class="plate" role="group" aria-label=${t("switches.front")} @keydown=${this._key}>
        ${blocks.map(
          ({ prefix, rows, ports }) => html`<div class="block" role="group" aria-label=${prefix}>
            <span class="prefix" aria-hidden="true">${prefix}</span>
            <div class="groups">
              ${groups(ports, rows * together).map((some) => html`<div class="group ${rows === 1 ? "single" : ""}">${some.map((port) => this._port(port, first))}</div>`)}
            </div>
          </div>`,
        )}
      </div>
      <ul class="legend" aria-hidden="true">
        ${legend.filter((look) => seen.has(look)).map((look) => html`<li><span class="mark ${look}">${pictureOf(look)}</span>${t(`switches.legend.${look}`)}</li>`)}
      </ul>`;
  }

  _port(port: PortView, first: number | null) {
    const look = portLook(port);
    return html`<button
      type="button"
      class="port ${look}"
      data-port=${port.port}
      tabindex=${port.port === first ? 0 : -1}
      aria-label=${portLabel(port)}
      aria-pressed=${port.port === this.chosen ? "true" : "false"}
      title=${portLabel(port)}
      @click=${() => this.tell("port-choose", port.port)}
    >
      <span class="number" aria-hidden="true">${shortName(port.name)}</span>${pictureOf(look)}
    </button>`;
  }

  readonly _key = (event: KeyboardEvent): void => {
    const buttons = [...this.renderRoot.querySelectorAll<HTMLButtonElement>(".port")];
    const from = buttons.find((one) => one.matches(":focus"));
    const group = from?.closest(".group");
    if (!from || !group) return;
    // Odd above even, in each block anew.
    const above = [...group.querySelectorAll(".port")].indexOf(from) % 2 === 0;
    const step = nextPort(event.key, { at: buttons.indexOf(from), above, single: group.matches(".single") }, buttons.length);
    const next = step === null ? undefined : buttons[step];
    if (!next) return;
    event.preventDefault();
    for (const one of buttons) one.tabIndex = one === next ? 0 : -1;
    next.focus();
  };

  static override styles = [
    shared,
    css`
      .plate {
        display: flex;
        flex-wrap: wrap;
        gap: 14px 22px;
        padding: 18px;
        border-radius: var(--radius-large);
        background: #2b2a26;
        color: #efebe2;
        color-scheme: dark;
      }
      .block {
        display: grid;
        gap: 6px;
        align-content: end;
        min-width: 0;
      }
      .prefix {
        font: 500 0.6875rem / 1 var(--mono);
        color: #b8b1a3;
      }
      .groups {
        display: flex;
        flex-wrap: wrap;
        gap: 8px 12px;
      }
      .group {
        display: grid;
        grid-auto-flow: column;
        grid-template-rows: repeat(2, auto);
        gap: 4px;
      }
      .group.single {
        grid-template-rows: auto;
      }
      .port {
        position: relative;
        display: grid;
        place-items: end center;
        width: 38px;
        height: 40px;
        padding: 0 0 5px;
        border: 1px solid #57544b;
        border-radius: 5px;
        background: #1a1916;
        color: #8f897c;
        cursor: pointer;
      }
      .port:hover {
        border-color: #a9a295;
      }
      .port .number {
        position: absolute;
        inset: 3px 0 auto;
        text-align: center;
        font: 600 0.625rem / 1 var(--text);
        color: #c9c2b4;
      }
      .port.phone {
        background: #1f4637;
        border-color: #4fc592;
        color: #86e3b8;
      }
      .port.stranger {
        background: #3f2c0c;
        border-color: #e0a648;
        color: #ffd793;
      }
      .port.missing,
      .port.fault {
        background: #4d231a;
        border-color: #e8735d;
        color: #ffb3a4;
      }
      .port.link {
        color: #c9c2b4;
        background: #35332d;
      }
      .port.uplink {
        color: #e9c27e;
        background: #3b2f17;
        border-color: #a5803e;
      }
      .port[aria-pressed="true"] {
        outline: 2px solid #fffefb;
        outline-offset: 2px;
      }
      .port:focus-visible {
        outline: 2px dashed #fffefb;
        outline-offset: 2px;
      }
      .legend {
        display: flex;
        flex-wrap: wrap;
        gap: 6px 18px;
        margin: 12px 0 0;
        padding: 0;
        list-style: none;
        color: var(--soft);
        font-size: var(--size-small);
      }
      .legend li {
        display: inline-flex;
        gap: 8px;
        align-items: center;
      }
      .mark {
        display: inline-grid;
        place-items: center;
        width: 22px;
        height: 20px;
        border-radius: 4px;
        background: #35332d;
        color: #c9c2b4;
      }
      .mark.phone {
        background: #1f4637;
        color: #86e3b8;
      }
      .mark.stranger {
        background: #3f2c0c;
        color: #ffd793;
      }
      .mark.missing,
      .mark.fault {
        background: #4d231a;
        color: #ffb3a4;
      }
      .mark.uplink {
        background: #3b2f17;
        color: #e9c27e;
      }
      .mark.free {
        background: #1a1916;
        border: 1px solid #57544b;
      }
      @media (max-width: 720px) {
        .plate {
          padding: 12px;
          gap: 12px;
        }
        .port {
          width: 40px;
          height: 44px;
        }
        .group {
          gap: 3px;
        }
      }
      @media (max-width: 340px) {
        .port {
          width: 36px;
        }
      }
      @media (forced-colors: active) {
        .port,
        .plate {
          border: 1px solid CanvasText;
        }
      }
    `,
  ];
}

function pictureOf(look: PortLook) {
  const picture = icons[look];
  return picture === null ? nothing : icon(picture, 16);
}

function groups<T>(list: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, n) => list.slice(n * size, (n + 1) * size));
}

type Standing = { readonly at: number; readonly above: boolean; readonly single: boolean };

/** Where an arrow leads from a port. Null: the key is none of these. */
function nextPort(key: string, { at, above, single }: Standing, count: number): number | null {
  const column = single ? 1 : 2;
  const steps: Readonly<Record<string, number>> = {
    ArrowRight: Math.min(count - 1, at + column),
    ArrowLeft: Math.max(0, at - column),
    ArrowDown: single || !above ? at : Math.min(count - 1, at + 1),
    ArrowUp: single || above ? at : at - 1,
    Home: 0,
    End: count - 1,
  };
  return steps[key] ?? null;
}

customElements.define("switch-front", SwitchFront);
declare global {
  interface HTMLElementTagNameMap {
    "switch-front": SwitchFront;
  }
}
