import { css, html, nothing } from "lit";
import { keyed } from "lit/directives/keyed.js";
import { html as staticHtml, unsafeStatic } from "lit/static-html.js";
import "./components/app-shell.ts";
import { KlykaElement } from "./components/element.ts";
import "./components/fault-page.ts";
import type { Fault } from "./components/fault-page.ts";
import "./components/offline-banner.ts";
import type { Hit } from "./components/search-dialog.ts";
import { toast } from "./components/toasts.ts";
import { session } from "./data/client.ts";
import type { SessionView } from "./data/session-store.ts";
import "./frame/operating-banner.ts";
import "./frame/own-password-page.ts";
import { SearchArrival } from "./frame/search-arrival.ts";
import { SessionWatch } from "./frame/session-watch.ts";
import { shellPerson, shellSections, shellViews } from "./frame/shell-parts.ts";
import "./frame/sign-in-again.ts";
import "./frame/sign-in-page.ts";
import { failureText } from "./i18n/failure.ts";
import { t } from "./i18n/index.ts";
import { addressOf, patterns } from "./router/paths.ts";
import { Router } from "./router/router.ts";
import { routes, type Who } from "./router/routes.ts";
import { mayOpen, mayView, sectionAt, type View, viewOf, viewsOf } from "./router/sections.ts";
import { shared } from "./style/controls.ts";

/** What stands on the screen: a page of the address, or what must come before it. */
type Face = "asking" | "away" | "sign-in" | "own-password" | "bare" | "page";

/** The app: who is signed in, the frame, and in it the page that the address names. */
export class KlykaApp extends KlykaElement {
  readonly router = new Router(this, patterns, routes, () => this.#shell()?.scroller?.scrollTop ?? 0);
  readonly watch = new SessionWatch(this);
  readonly search = new SearchArrival(this);
  #view: View = "mine";
  #focused = "";

  override render() {
    const face = this._face();
    return html`${face === "page" ? this._shell() : html`<main class="bare">${this._bare(face)}</main>`}
      <toast-stack></toast-stack>
      ${this.watch.asking ? html`<sign-in-again></sign-in-again>` : nothing}`;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.addEventListener("sign-out-wanted", this.#signOut);
    addEventListener("klyka-signed-out", this.#signedOut);
  }

  override willUpdate(): void {
    const { current } = session;
    const { route, name } = this.router.place;
    if (!current || !route || current.mustChangePassword) return;
    const first = viewsOf(current)[0];
    this.#view = viewOf(route.who) ?? (mayView(current, this.#view) ? this.#view : (first?.view ?? "mine"));
    // Signed in already, or without pages of the own: on to where this person's work begins.
    const elsewhere = name === "signIn" || (name === "home" && !mayView(current, "mine"));
    if (elsewhere && first && first.href !== this.router.place.path) void this.router.go(first.href, { replace: true });
  }

  override updated(): void {
    document.title = this._title();
    if (searches(session.current) && this.router.arrival === "here") this.search.prepare();
    void this.#focusPage();
  }

  _face(): Face {
    const { current, state } = session;
    if (state === "unknown") return "away";
    if (state === "asking") return "asking";
    const { route } = this.router.place;
    if (route?.bare && route.tag !== "sign-in-page") return "bare";
    if (current === null) return route?.who === "anyone" && this.router.place.name !== "home" && !route.bare ? "bare" : "sign-in";
    return current.mustChangePassword ? "own-password" : "page";
  }

  _title(): string {
    const face = this._face();
    const { route } = this.router.place;
    if (face === "sign-in") return t("app.title", { page: t("frame.sign_in") });
    if (face === "own-password") return t("app.title", { page: t("frame.own_password") });
    const { arrival } = this.router;
    if (arrival === "missing") return t("app.title", { page: t("page.missing") });
    if (route && !mayOpen(session.current, route.who)) return t("app.title", { page: t("frame.forbidden") });
    // The sentence of a title comes with its page.
    return route && arrival === "here" ? t("app.title", { page: t(route.title) }) : t("app.name");
  }

  _bare(face: Face) {
    if (face === "asking") return nothing;
    if (face === "away") return this._fault("away", () => void session.load());
    if (face === "sign-in") return html`<sign-in-page></sign-in-page>`;
    return face === "own-password" ? html`<own-password-page></own-password-page>` : this._page();
  }

  _shell() {
    const { current } = session;
    if (current === null) return nothing;
    const sections = shellSections(current, this.#view);
    return html`<app-shell
        .organisation=${current.organisation.title}
        .sections=${sections}
        .active=${sectionAt(this.#view, this.router.place.path)}
        .person=${shellPerson(current)}
        .views=${shellViews(current)}
        .view=${this.#view}
        ?searchable=${searches(current)}
      >
        <offline-banner slot="banner"></offline-banner>
        ${current.operating ? html`<operating-banner slot="banner" @left=${this._left}></operating-banner>` : nothing}
        ${keyed(current.organisation.id, this._page())}
      </app-shell>
      ${searches(current) ? html`<search-everything @search-open=${this._found}></search-everything>` : nothing}`;
  }

  _page() {
    const { arrival, place } = this.router;
    if (arrival === "missing") return this._fault("missing");
    if (place.route && !mayOpen(session.current, place.route.who)) return this._fault("forbidden");
    if (arrival === "failed") return this._fault("failed", () => this.router.reload());
    if (arrival === "waiting") return html`<p class="waiting" role="status">${t("page.loading")}</p>`;
    if (arrival === "arriving" || !place.route) return nothing;
    // The tag is one of ours, from the table of routes, never from the address.
    const tag = unsafeStatic(place.route.tag);
    return staticHtml`<${tag} .params=${place.params} .query=${place.query}></${tag}>`;
  }

  _fault(fault: Fault, again: () => void = () => undefined) {
    const { path, route } = this.router.place;
    return html`<fault-page .fault=${fault} .path=${path} .reason=${this._why(route?.who)} @page-again=${again}></fault-page>`;
  }

  /** Why a page is not for this person. */
  _why(who: Who | undefined): string {
    const organisation = session.current?.organisation.title ?? "";
    if (who === "operator") return t("frame.forbidden.operator");
    return who === "user" ? t("frame.forbidden.user", { organisation }) : t("frame.forbidden.administrator", { organisation });
  }

  /** An operator who has left an organisation stands among the organisations again. */
  _left(): void {
    void this.router.go(addressOf("operator") ?? "/");
  }

  _found(event: CustomEvent<Hit>): void {
    if (event.detail.href !== undefined) void this.router.go(event.detail.href);
  }

  /** In whichever window: where one may be without signing in, there is nothing more to do there. */
  readonly #signedOut = () => {
    const { route } = this.router.place;
    if (route?.who === "anyone" && !route.bare) void this.router.go("/", { replace: true });
  };

  readonly #signOut = async () => {
    try {
      await session.signOut();
      await this.router.go("/", { replace: true });
    } catch (error) {
      toast({ text: failureText(error), tone: "failed" });
    }
  };

  /** After a change of page the keyboard and the screen reader stand at its heading; the first page keeps the browser's own start. */
  async #focusPage(): Promise<void> {
    const { visit, arrival } = this.router;
    const face = this._face();
    if (face === "asking" || arrival === "arriving" || arrival === "waiting") return;
    const shown = `${face} ${visit}`;
    if (shown === this.#focused) return;
    const first = this.#focused === "";
    this.#focused = shown;
    // The form for signing in takes the focus itself.
    if (first || face === "sign-in") return;
    const page = this.renderRoot.querySelector("app-shell > :not([slot]), main.bare > *");
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
      .bare {
        display: block;
        min-height: 100dvh;
      }
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

/** Whoever has things of the own or an organisation to look after has something to find. */
function searches(current: SessionView | null): boolean {
  return current !== null && (current.administrator || mayView(current, "mine"));
}
