import { css, html, nothing } from "lit";
import type { MenuSlot } from "../../../domain/destination.ts";
import { keypad } from "../../../domain/menu.ts";
import { destinationIcons, destinationText } from "../calls/destination.ts";
import { KlykaElement } from "../components/element.ts";
import { icon } from "../components/icon.ts";
import { t } from "../i18n/index.ts";
import { shared } from "../style/controls.ts";
import type { DraftWay, DraftWays } from "./draft.ts";
import { keyName } from "./words.ts";

const columns = 3;

/**
 * The twelve keys as they lie on a telephone, each with where it leads. One of them is chosen. Tells `key-choose` with the
 * slot, `key-edit` when it shall be edited, `key-clear`, and `key-swap` with two of them.
 */
export class MenuKeypad extends KlykaElement {
  static override properties = {
    ways: { attribute: false },
    chosen: { attribute: false },
    wrong: { attribute: false },
    dragged: { state: true },
  };
  declare ways: DraftWays;
  declare chosen: MenuSlot | null;
  /** Slots with something wrong in them. */
  declare wrong: ReadonlySet<string>;
  declare dragged: MenuSlot | null;

  constructor() {
    super();
    this.ways = {};
    this.chosen = null;
    this.wrong = new Set();
    this.dragged = null;
  }

  override render() {
    const at = Math.max(
      0,
      keypad.findIndex((key) => this.chosen === `key:${key}`),
    );
    return html`<div class="keys" role="toolbar" aria-label=${t("menus.keys")} aria-describedby="hint" @keydown=${this._pressed}>
        ${keypad.map((key, index) => this._key(`key:${key}`, key, index === at))}
      </div>
      <p class="hint" id="hint">${t("menus.keys.hint")}</p>`;
  }

  _key(slot: MenuSlot, key: string, reached: boolean) {
    const way = this.ways[slot];
    const wrong = this.wrong.has(slot);
    return html`<button
      class="key ${way ? "used" : ""} ${wrong ? "wrong" : ""}"
      type="button"
      tabindex=${reached ? 0 : -1}
      data-slot=${slot}
      aria-pressed=${this.chosen === slot}
      aria-label="${t("menus.slot.key", { key: keyName(key) })}: ${wayText(way)}"
      draggable=${way ? "true" : "false"}
      @click=${() => this.tell("key-choose", slot)}
      @dragstart=${(event: DragEvent) => this._drag(event, slot)}
      @dragover=${(event: DragEvent) => this.dragged && event.preventDefault()}
      @drop=${(event: DragEvent) => this._drop(event, slot)}
      @dragend=${() => {
        this.dragged = null;
      }}
    >
      <span class="digit" aria-hidden="true">${key}</span>
      <span class="leads" aria-hidden="true">
        ${way?.to ? icon(destinationIcons[way.to.destination.kind], 14) : nothing}<span>${wayText(way)}</span>
      </span>
    </button>`;
  }

  /** Arrows go in two directions; a digit chooses its key, as on a telephone. */
  _pressed(event: KeyboardEvent): void {
    const { target } = event;
    if (!(target instanceof HTMLElement) || event.ctrlKey || event.altKey || event.metaKey) return;
    const slot = keypad.map((key): MenuSlot => `key:${key}`).find((one) => one === target.dataset.slot);
    const at = slot ? keypad.findIndex((key) => slot === `key:${key}`) : -1;
    if (!slot || at < 0) return;
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns }[event.key];
    const typed = keypad.find((key) => key === event.key);
    if (step !== undefined) {
      const next = keypad[at + step];
      if (next !== undefined) this._choose(`key:${next}`);
    } else if (event.key === "Home" || event.key === "End") this._choose(event.key === "Home" ? "key:1" : "key:#");
    else if (typed !== undefined) this._choose(`key:${typed}`);
    else if (event.key === "Enter" || event.key === " ") this.tell("key-edit", slot);
    else if (event.key === "Delete" || event.key === "Backspace") this.tell("key-clear", slot);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  _choose(slot: MenuSlot): void {
    this.tell("key-choose", slot);
    void this.updateComplete.then(() => this.focusKey(slot));
  }

  /** Puts the keyboard on a key. */
  focusKey(slot: MenuSlot): void {
    const key = this.renderRoot.querySelector(`[data-slot="${CSS.escape(slot)}"]`);
    if (key instanceof HTMLElement) key.focus();
  }

  _drag(event: DragEvent, slot: MenuSlot): void {
    this.dragged = slot;
    event.dataTransfer?.setData("text/plain", slot);
  }

  _drop(event: DragEvent, slot: MenuSlot): void {
    const { dragged } = this;
    if (!dragged) return;
    event.preventDefault();
    this.dragged = null;
    if (dragged !== slot) this.tell("key-swap", { from: dragged, to: slot });
  }

  static override styles = [
    shared,
    css`
      .keys {
        display: grid;
        grid-template-columns: repeat(${columns}, minmax(0, 1fr));
        gap: 8px;
      }
      .key {
        display: grid;
        grid-template-rows: auto 1fr;
        gap: 2px;
        align-items: start;
        min-height: 68px;
        min-width: 0;
        padding: 6px 12px 8px;
        border: 1px dashed var(--field-line);
        border-radius: var(--radius);
        background: none;
        color: var(--soft);
        font: 400 var(--size-small) / 1.35 var(--text);
        text-align: left;
        cursor: pointer;
      }
      .key.used {
        border-style: solid;
        border-color: var(--line);
        background: var(--surface);
        color: var(--ink);
      }
      .key:hover {
        border-color: var(--soft);
      }
      .key[aria-pressed="true"] {
        border-style: solid;
        border-color: var(--accent);
        background: var(--accent-ground);
        box-shadow: inset 0 0 0 1px var(--accent);
        color: var(--ink);
      }
      .key.wrong {
        border-color: var(--stop);
        box-shadow: inset 3px 0 0 var(--stop);
      }
      .digit {
        font: 650 1.375rem / 1.2 var(--heading);
        color: var(--ink);
      }
      .leads {
        display: flex;
        gap: 5px;
        min-width: 0;
      }
      .leads .icon {
        margin-top: 2px;
        color: var(--accent);
      }
      .leads span {
        min-width: 0;
        overflow: hidden;
        display: -webkit-box;
        -webkit-line-clamp: 2;
        -webkit-box-orient: vertical;
        overflow-wrap: anywhere;
      }
      .hint {
        margin-top: 8px;
        font-size: var(--size-small);
        color: var(--soft);
      }
      @media (max-width: 480px) {
        .key {
          padding: 8px;
        }
        /* A name like Kundtjänst has the whole width. */
        .leads .icon {
          display: none;
        }
        .hint {
          display: none;
        }
      }
    `,
  ];
}

function wayText(way: DraftWay | undefined): string {
  if (!way) return t("menus.keys.unused");
  return way.to ? destinationText(way.to) : t("menus.tree.missing");
}

customElements.define("menu-keypad", MenuKeypad);
declare global {
  interface HTMLElementTagNameMap {
    "menu-keypad": MenuKeypad;
  }
}
