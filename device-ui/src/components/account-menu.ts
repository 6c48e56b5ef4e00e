import { css, html, nothing } from "lit";
import { type IconNode, LogOut } from "lucide";
import { t } from "../i18n/index.ts";
import { buttons, shared } from "../style/controls.ts";
import { KlykaElement } from "./element.ts";
import { icon } from "./icon.ts";
import "./person-avatar.ts";

export type MenuLink = {
  readonly label: string;
  readonly href: string;
  readonly icon?: IconNode;
  /** Only where the bar has no room for it. */
  readonly small?: boolean;
};

/** The person's picture; behind it who one is, where that leads, and the way out. Tells `sign-out-wanted`. */
export class AccountMenu extends KlykaElement {
  static override properties = { name: {}, picture: {}, organisation: {}, links: { attribute: false }, open: { state: true } };
  declare name: string;
  declare picture: string | null;
  declare organisation: string;
  declare links: readonly MenuLink[];
  declare open: boolean;

  constructor() {
    super();
    this.name = "";
    this.picture = null;
    this.organisation = "";
    this.links = [];
    this.open = false;
  }

  override render() {
    return html`<button
        class="opener"
        type="button"
        popovertarget="menu"
        aria-expanded=${this.open}
        aria-controls="menu"
      >
        <person-avatar decorative .name=${this.name} .src=${this.picture}></person-avatar
        ><span class="hidden">${t("app.account", { name: this.name })}</span>
      </button>
      <div id="menu" popover @toggle=${this._toggled} @click=${this._chosen}>
        <p class="who"><strong>${this.name}</strong><span class="soft">${this.organisation}</span></p>
        <nav aria-label=${t("frame.menu")}>
          ${this.links.map(
            (link) => html`<a class="item ${link.small ? "small" : ""}" href=${link.href}
              >${link.icon ? icon(link.icon) : nothing}<span>${link.label}</span></a
            >`,
          )}
          <button class="item" type="button" @click=${() => this.tell("sign-out-wanted", null)}>
            ${icon(LogOut)}<span>${t("frame.menu.sign_out")}</span>
          </button>
        </nav>
      </div>`;
  }

  _toggled(event: Event): void {
    this.open = event instanceof ToggleEvent && event.newState === "open";
    if (this.open) this.renderRoot.querySelector<HTMLElement>(".item:not(.small)")?.focus();
  }

  _chosen(event: Event): void {
    const chosen = event.composedPath().some((target) => target instanceof HTMLElement && target.classList.contains("item"));
    if (chosen) this.renderRoot.querySelector<HTMLElement>("#menu")?.hidePopover();
  }

  static override styles = [
    shared,
    buttons,
    css`
      .opener {
        display: grid;
        place-items: center;
        min-width: 44px;
        min-height: 44px;
        padding: 0;
        border: 0;
        border-radius: 50%;
        background: none;
        cursor: pointer;
      }
      #menu {
        position: fixed;
        inset: 60px 12px auto auto;
        width: min(280px, calc(100vw - 24px));
        max-height: calc(100dvh - 72px);
        padding: 8px;
        border: 1px solid var(--line);
        border-radius: var(--radius-large);
        background: var(--surface);
        color: var(--ink);
        box-shadow: 0 16px 48px var(--shade);
        overflow: auto;
      }
      .who {
        display: grid;
        padding: 8px 12px 12px;
        border-bottom: 1px solid var(--line);
        margin-bottom: 8px;
        overflow-wrap: anywhere;
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
        text-decoration: none;
        cursor: pointer;
      }
      .item:hover {
        background: var(--sunk);
      }
      .item .icon {
        color: var(--soft);
      }
      @media (min-width: 721px) {
        .item.small {
          display: none;
        }
      }
    `,
  ];
}

customElements.define("account-menu", AccountMenu);
declare global {
  interface HTMLElementTagNameMap {
    "account-menu": AccountMenu;
  }
}
