import { css, html } from "lit";
import { Ellipsis, type IconNode } from "lucide";
import { KlykaElement } from "../components/element.ts";
import { icon } from "../components/icon.ts";
import { buttons, shared } from "../style/controls.ts";

export type RowMenuItem = { readonly key: string; readonly label: string; readonly icon: IconNode; readonly danger?: boolean };

/** What else can be done with a row, behind three dots. Arrows go through it, Escape closes. Tells `menu-choose` with the key. */
export class RowMenu extends KlykaElement {
  static override shadowRootOptions: ShadowRootInit = { mode: "open", delegatesFocus: true };
  static override properties = { label: {}, items: { attribute: false }, open: { state: true } };
  declare label: string;
  declare items: readonly RowMenuItem[];
  declare open: boolean;

  constructor() {
    super();
    this.label = "";
    this.items = [];
    this.open = false;
  }

  override render() {
    return html`<button class="button quiet small icon-only opener" type="button" popovertarget="menu" aria-label=${this.label} aria-expanded=${this.open} aria-controls="menu">
        ${icon(Ellipsis, 18)}
      </button>
      <div id="menu" popover @beforetoggle=${this._place} @toggle=${this._toggled} @keydown=${this._key}>
        ${this.items.map(
          (item) =>
            html`<button class="item ${item.danger ? "danger" : ""}" type="button" @click=${() => this._choose(item.key)}>${icon(item.icon, 18)}<span>${item.label}</span></button>`,
        )}
      </div>`;
  }

  /** Under its button, or over it where there is no room below. */
  _place(event: Event): void {
    const menu = event.target;
    const box = this.renderRoot.querySelector(".opener")?.getBoundingClientRect();
    if (!(menu instanceof HTMLElement) || !box) return;
    const height = this.items.length * 44 + 18;
    const below = box.bottom + height + 8 <= innerHeight || box.top < height;
    menu.style.right = `${Math.max(8, innerWidth - box.right)}px`;
    menu.style.top = below ? `${box.bottom + 4}px` : "auto";
    menu.style.bottom = below ? "auto" : `${innerHeight - box.top + 4}px`;
  }

  _toggled(event: Event): void {
    this.open = event instanceof ToggleEvent && event.newState === "open";
    if (this.open) this.renderRoot.querySelector<HTMLElement>(".item")?.focus();
  }

  _key(event: KeyboardEvent): void {
    const items = [...this.renderRoot.querySelectorAll<HTMLElement>(".item")];
    const at = items.findIndex((item) => item.matches(":focus"));
    const to = { ArrowDown: at + 1, ArrowUp: at - 1 + items.length, Home: 0, End: items.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    items[to % items.length]?.focus();
  }

  _choose(key: string): void {
    this.renderRoot.querySelector<HTMLElement>("#menu")?.hidePopover();
    this.tell("menu-choose", key);
  }

  static override styles = [
    shared,
    buttons,
    css`
      #menu {
        position: fixed;
        inset: auto;
        min-width: 220px;
        max-width: calc(100vw - 16px);
        margin: 0;
        padding: 8px;
        border: 1px solid var(--line);
        border-radius: var(--radius-large);
        background: var(--surface);
        color: var(--ink);
        box-shadow: 0 16px 48px var(--shade);
      }
      .item {
        display: flex;
        align-items: center;
        gap: 12px;
        width: 100%;
        min-height: 44px;
        padding: 6px 12px;
        border: 0;
        border-radius: var(--radius);
        background: none;
        color: var(--ink);
        font: 500 var(--size-text) / 1.3 var(--text);
        text-align: left;
        cursor: pointer;
      }
      .item:hover,
      .item:focus-visible {
        background: var(--sunk);
      }
      .item.danger {
        color: var(--stop-ink);
      }
    `,
  ];
}

customElements.define("row-menu", RowMenu);
declare global {
  interface HTMLElementTagNameMap {
    "row-menu": RowMenu;
  }
}
