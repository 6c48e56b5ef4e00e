import { css, html } from "lit";
import { buttons, shared } from "../style/controls.ts";
import { KlykaElement } from "./element.ts";

export type Tab = { readonly key: string; readonly label: string };

/**
 * Tabs as the pattern wants them: arrows move, Home and End jump, the panel is one slot a key. `look="pills"` wraps on
 * narrow places; the line is the other one. Tells `tab-change` with the key.
 */
export class TabSet extends KlykaElement {
  static override properties = { tabs: { attribute: false }, active: {}, label: {}, look: { reflect: true } };
  declare tabs: readonly Tab[];
  declare active: string;
  declare label: string;
  declare look: "line" | "pills";

  constructor() {
    super();
    this.tabs = [];
    this.active = "";
    this.label = "";
    this.look = "line";
  }

  override render() {
    return html`<div role="tablist" aria-label=${this.label} @keydown=${this._key}>
        ${this.tabs.map(
          ({ key, label }) => html`<button
            role="tab"
            type="button"
            id="tab-${key}"
            data-key=${key}
            aria-selected=${key === this.active}
            aria-controls="panel"
            tabindex=${key === this.active ? 0 : -1}
            @click=${() => this._choose(key)}
          >
            ${label}
          </button>`,
        )}
      </div>
      <div role="tabpanel" id="panel" aria-labelledby="tab-${this.active}"><slot name=${this.active}></slot></div>`;
  }

  _choose(key: string): void {
    if (key === this.active) return;
    this.active = key;
    this.tell("tab-change", key);
  }

  async _key(event: KeyboardEvent): Promise<void> {
    const at = this.tabs.findIndex(({ key }) => key === this.active);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: this.tabs.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const tab = this.tabs[(to + this.tabs.length) % this.tabs.length];
    if (!tab) return;
    this._choose(tab.key);
    await this.focusActive();
  }

  /** The keyboard stands at the tab that is open. */
  async focusActive(options: FocusOptions = {}): Promise<void> {
    await this.updateComplete;
    const button = this.renderRoot.querySelector(`[data-key="${CSS.escape(this.active)}"]`);
    if (button instanceof HTMLElement) button.focus(options);
  }

  static override styles = [
    shared,
    buttons,
    css`
      [role="tablist"] {
        display: flex;
        gap: 4px 24px;
        overflow-x: auto;
        border-bottom: 1px solid var(--line);
        scrollbar-width: thin;
      }
      [role="tab"] {
        flex: none;
        min-height: var(--control);
        padding: 8px 0;
        border: 0;
        border-bottom: 2px solid transparent;
        margin-bottom: -1px;
        background: none;
        color: var(--soft);
        font: 600 var(--size-text) / 1.3 var(--text);
        cursor: pointer;
      }
      [role="tab"]:hover {
        color: var(--ink);
      }
      [role="tab"][aria-selected="true"] {
        color: var(--ink);
        border-bottom-color: var(--accent);
      }
      [role="tab"]:focus-visible {
        outline-offset: -2px;
      }
      [role="tabpanel"] {
        padding-top: 16px;
      }
      :host([look="pills"]) [role="tablist"] {
        flex-wrap: wrap;
        gap: 4px;
        border: 0;
      }
      :host([look="pills"]) [role="tab"] {
        min-height: 32px;
        padding: 4px 12px;
        border: 0;
        margin: 0;
        border-radius: var(--radius);
        font-size: var(--size-small);
      }
      :host([look="pills"]) [role="tab"][aria-selected="true"] {
        background: var(--accent-ground);
        color: var(--accent);
      }
      @media (forced-colors: active) {
        [role="tab"][aria-selected="true"] {
          border-bottom-color: Highlight;
          outline: 1px solid Highlight;
        }
      }
    `,
  ];
}

customElements.define("tab-set", TabSet);
declare global {
  interface HTMLElementTagNameMap {
    "tab-set": TabSet;
  }
}
