import { css, html, nothing } from "lit";
import { html as staticHtml, unsafeStatic } from "lit/static-html.js";
import "./components/app-shell.ts";
import { KlykaElement } from "./components/element.ts";
import "./components/fault-page.ts";
import "./components/offline-banner.ts";
import "./components/toasts.ts";
import { t } from "./i18n/index.ts";
import { patterns } from "./router/paths.ts";
import { Router } from "./router/router.ts";
import { routes } from "./router/routes.ts";
import { shared } from "./style/controls.ts";

/** The app: the frame, and in it the page that the address names. */
export class KlykaApp extends KlykaElement {
  readonly router = new Router(this, patterns, routes, () => this.#shell()?.scroller?.scrollTop ?? 0);
  #focused = 0;

  override render() {
    return html`<app-shell>
        <offline-banner slot="banner"></offline-banner>
        ${this._page()}
      </app-shell>
      <toast-stack></toast-stack>`;
  }

  override updated(): void {
    const { route } = this.router.place;
    document.title = route ? t("app.title", { page: t(route.title) }) : t("app.name");
    void this.#focusPage();
  }

  _page() {
    const { arrival, place } = this.router;
    if (arrival === "failed" || arrival === "missing") {
      return html`<fault-page .fault=${arrival} .path=${place.path} @page-again=${() => this.router.reload()}></fault-page>`;
    }
    if (arrival === "waiting") return html`<p class="waiting" role="status">${t("page.loading")}</p>`;
    if (arrival === "arriving" || !place.route) return nothing;
    // The tag is one of ours, from the table of routes, never from the address.
    const tag = unsafeStatic(place.route.tag);
    return staticHtml`<${tag} .params=${place.params} .query=${place.query}></${tag}>`;
  }

  /** After a change of page the keyboard and the screen reader stand at its heading; the first page keeps the browser's own start. */
  async #focusPage(): Promise<void> {
    const { visit, arrival } = this.router;
    if (visit === this.#focused || arrival === "arriving" || arrival === "waiting") return;
    const first = this.#focused === 0;
    this.#focused = visit;
    if (first) return;
    const page = this.renderRoot.querySelector("app-shell > :not([slot])");
    if (page instanceof KlykaElement) await page.updateComplete;
    const heading = page?.shadowRoot?.querySelector("h1");
    this.#shell()?.scroller?.scrollTo(0, this.router.place.scroll);
    if (heading) heading.focus({ preventScroll: true });
    else this.#shell()?.focusMain();
  }

  #shell() {
    return this.renderRoot.querySelector("app-shell");
  }

  static override styles = [
    shared,
    css`
      .waiting {
        padding: 32px 28px;
        color: var(--soft);
      }
    `,
  ];
}

/** Called when the language is there, so that nothing is drawn in another one first. */
export function startApp(): void {
  customElements.define("klyka-app", KlykaApp);
}

declare global {
  interface HTMLElementTagNameMap {
    "klyka-app": KlykaApp;
  }
}
