import { html, nothing } from "lit";
import type { IconNode } from "lucide";
import { Ellipsis, Search } from "lucide";
import { t } from "../i18n/index.ts";
import { buttons, shared } from "../style/controls.ts";
import { shellStyles } from "../style/shell.ts";
import { KlykaElement } from "./element.ts";
import "./account-menu.ts";
import type { MenuLink } from "./account-menu.ts";
import { icon } from "./icon.ts";
import { mark } from "./mark.ts";
import "./modal-dialog.ts";

export type Section = {
  readonly key: string;
  readonly label: string;
  readonly href: string;
  readonly icon: IconNode;
  /** Heading above it, at the first section of a group. */
  readonly group?: string;
  /** How many things there wait for somebody. */
  readonly waiting?: number;
};
export type Person = {
  readonly name: string;
  readonly picture: string | null;
  /** What the menu of the account leads to. */
  readonly links: readonly MenuLink[];
};
export type View = { readonly key: string; readonly label: string; readonly href: string };

const mostBelow = 4;

/**
 * The frame of every view: a bar at the top, the sections at the left or, on a small screen, below. What is not given is
 * not drawn: no search without `searchable`, no switch of views with fewer than two. Tells `search-wanted` and, from the
 * menu of the account, `sign-out-wanted`.
 */
export class AppShell extends KlykaElement {
  static override properties = {
    organisation: {},
    sections: { attribute: false },
    active: {},
    person: { attribute: false },
    views: { attribute: false },
    view: {},
    searchable: { type: Boolean },
    more: { state: true },
  };
  declare organisation: string;
  declare sections: readonly Section[];
  declare active: string;
  declare person: Person | null;
  declare views: readonly View[];
  declare view: string;
  declare searchable: boolean;
  declare more: boolean;

  constructor() {
    super();
    this.organisation = "";
    this.sections = [];
    this.active = "";
    this.person = null;
    this.views = [];
    this.view = "";
    this.searchable = false;
    this.more = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener("keydown", this.#shortcut);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener("keydown", this.#shortcut);
  }

  override render() {
    const many = this.sections.length > 1;
    return html`<button class="skip button" type="button" @click=${this.focusMain}>${t("app.skip")}</button>
      <header>
        <a class="mark" href="/" aria-label=${t("app.name")}>${mark()}<span>${t("app.name")}</span></a>
        ${this.organisation ? html`<span class="organisation">${this.organisation}</span>` : nothing} ${this._search()}
        <span class="spring"></span>
        ${this._views()} ${this._person()}
      </header>
      <div class="banner"><slot name="banner"></slot></div>
      <div class="below ${many ? "" : "alone"}">
        ${many ? html`<nav class="side" aria-label=${t("app.sections")}>${this._side()}</nav>` : nothing}
        <main id="main" tabindex="-1"><slot></slot></main>
      </div>
      ${many ? this._bottom() : nothing}`;
  }

  /** What scrolls: the room of the content, or on a small screen the page itself. */
  get scroller(): Element | null {
    const main = this.renderRoot.querySelector("main");
    return main && getComputedStyle(main).overflowY === "auto" ? main : document.scrollingElement;
  }

  /** Where the keyboard goes after the sections have been passed by. */
  focusMain(): void {
    this.renderRoot.querySelector("main")?.focus();
  }

  _search() {
    if (!this.searchable) return nothing;
    return html`<button class="search" type="button" aria-keyshortcuts="/ Control+K" @click=${this._wantSearch}>
      ${icon(Search)}<span class="long">${t("search.open")}</span><span class="hidden short">${t("search.short")}</span><kbd aria-hidden="true">/</kbd>
    </button>`;
  }

  _views() {
    if (this.views.length < 2) return nothing;
    return html`<nav class="segments views ${this.views.length > 2 ? "many" : ""}" aria-label=${t("app.view")}>
      ${this.views.map(({ key, label, href }) => html`<a href=${href} aria-current=${key === this.view ? "true" : nothing}>${label}</a>`)}
    </nav>`;
  }

  _person() {
    if (!this.person) return nothing;
    const { name, picture, links } = this.person;
    // Three views have no room in the bar of a small screen: there they stand in the menu.
    const views = this.views.length > 2 ? this.views.map(({ label, href }) => ({ label, href, small: true })) : [];
    return html`<account-menu
      class="person"
      .name=${name}
      .picture=${picture}
      .organisation=${this.organisation}
      .links=${[...views, ...links]}
    ></account-menu>`;
  }

  _side() {
    return this.sections.map(
      (section) => html`${section.group ? html`<p class="group">${section.group}</p>` : nothing}${this._link(section)}`,
    );
  }

  _link(section: Section) {
    return html`<a
      class="section"
      href=${section.href}
      aria-current=${section.key === this.active ? "page" : nothing}
      >${icon(section.icon)}<span class="label">${section.label}</span>${
        section.waiting ? html`<span class="count">${section.waiting}</span>` : nothing
      }</a
    >`;
  }

  _bottom() {
    const fits = this.sections.length <= mostBelow + 1;
    const below = fits ? this.sections : this.sections.slice(0, mostBelow);
    return html`<nav class="bottom" aria-label=${t("app.sections")}>
        ${below.map((section) => this._link(section))}
        ${
          fits
            ? nothing
            : html`<button class="section" type="button" aria-haspopup="dialog" @click=${this._openMore}>
                ${icon(Ellipsis)}<span class="label">${t("app.more")}</span>
              </button>`
        }
      </nav>
      ${
        fits
          ? nothing
          : html`<modal-dialog heading=${t("app.sections")} ?open=${this.more} @dialog-close=${this._closeMore} @click=${this._chosen}>
              <nav class="sheet" aria-label=${t("app.more")}>${this._side()}</nav>
            </modal-dialog>`
      }`;
  }

  _openMore(): void {
    this.more = true;
  }

  _closeMore(): void {
    this.more = false;
  }

  _chosen(event: Event): void {
    if (event.composedPath().some((target) => target instanceof HTMLAnchorElement)) this.more = false;
  }

  _wantSearch(): void {
    this.tell("search-wanted", null);
  }

  /** `/` and Ctrl-K open the search; `/` only where nothing is being typed. */
  readonly #shortcut = (event: KeyboardEvent) => {
    if (!this.searchable || event.defaultPrevented) return;
    const control = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === "k";
    const slash = event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !isTyping(event);
    if (!control && !slash) return;
    event.preventDefault();
    this._wantSearch();
  };

  static override styles = [shared, buttons, shellStyles];
}

function isTyping(event: Event): boolean {
  const target = event.composedPath()[0];
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

customElements.define("app-shell", AppShell);
declare global {
  interface HTMLElementTagNameMap {
    "app-shell": AppShell;
  }
}
