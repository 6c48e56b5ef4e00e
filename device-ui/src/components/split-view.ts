import { css, html } from "lit";
import { t } from "../i18n/index.ts";
import { shared } from "../style/controls.ts";
import { KlykaElement } from "./element.ts";

/**
 * A list and, beside it, the row that is open (slot `beside`). On a small screen the row lies over the list, which keeps
 * its place. Escape tells `beside-close`.
 */
export class SplitView extends KlykaElement {
  static override properties = { open: { type: Boolean, reflect: true }, label: {} };
  declare open: boolean;
  declare label: string;

  constructor() {
    super();
    this.open = false;
    this.label = "";
  }

  override render() {
    return html`<div class="list"><slot></slot></div>
      <aside ?hidden=${!this.open} aria-label=${this.label || t("list.beside")} @keydown=${this._key}><slot name="beside"></slot></aside>`;
  }

  _key(event: KeyboardEvent): void {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    event.stopPropagation();
    this.tell("beside-close", null);
  }

  static override styles = [
    shared,
    css`
      :host {
        display: flex;
        flex: 1;
        min-height: 0;
        min-width: 0;
      }
      .list {
        flex: 1;
        min-width: 0;
        min-height: 0;
        display: flex;
        flex-direction: column;
        padding: 24px;
        overflow: auto;
      }
      aside {
        flex: none;
        width: min(388px, 40%);
        overflow: auto;
        /* What is only heard (.hidden) is placed in it, and scrolls with it: else it would make the document longer. */
        position: relative;
        background: var(--surface);
        border-left: 1px solid var(--line);
      }
      aside[hidden] {
        display: none;
      }
      @media (max-width: 1000px) {
        .list {
          padding: 16px;
        }
        :host([open]) .list {
          display: none;
        }
        aside {
          width: 100%;
          border: 0;
        }
      }
      @media (max-width: 720px) {
        /* The page itself scrolls: what sticks to the lower edge sticks to the window's. */
        aside {
          overflow: visible;
        }
      }
    `,
  ];
}

customElements.define("split-view", SplitView);
declare global {
  interface HTMLElementTagNameMap {
    "split-view": SplitView;
  }
}
