import type { ReactiveController, ReactiveControllerHost } from "lit";
import { matchPath } from "./paths.ts";
import { loadPage, type Route } from "./routes.ts";

/** Where the app is: which page, with what in the address, and whether its code has arrived. */
export type Place = {
  readonly path: string;
  readonly query: URLSearchParams;
  readonly route: Route | null;
  readonly name: string | null;
  readonly params: Readonly<Record<string, string>>;
  /** Pixels from the top at which this step of the history was left; 0 for a new one. */
  readonly scroll: number;
};
/** `waiting`: longer than 400 ms, so that a spinner does not blink. */
export type Arrival = "arriving" | "waiting" | "here" | "failed" | "missing";

const patience = 400;

/** Called before a page is left; false keeps it (unsaved changes, asked about by the page). */
export type LeaveGuard = (to: string) => boolean | Promise<boolean>;

export class Router implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #patterns: Readonly<Record<string, string>>;
  readonly #routes: Readonly<Record<string, Route>>;
  readonly #scrolled: () => number;
  #guard: LeaveGuard | null = null;
  #turn = 0;
  place: Place = { path: "", query: new URLSearchParams(), route: null, name: null, params: {}, scroll: 0 };
  arrival: Arrival = "arriving";
  /** Counts pages shown: another number means another page, not only another filter. */
  visit = 0;

  constructor(
    host: ReactiveControllerHost,
    patterns: Readonly<Record<string, string>>,
    routes: Readonly<Record<string, Route>>,
    scrolled: () => number,
  ) {
    this.#host = host;
    this.#patterns = patterns;
    this.#routes = routes;
    this.#scrolled = scrolled;
    host.addController(this);
  }

  hostConnected(): void {
    addEventListener("popstate", this.#onPopState);
    addEventListener("click", this.#onClick);
    void this.#arrive(location.pathname, location.search);
  }

  hostDisconnected(): void {
    removeEventListener("popstate", this.#onPopState);
    removeEventListener("click", this.#onClick);
  }

  /** Asked before the present page is left; the page that sets it must take it away. @returns takes it away */
  guard(guard: LeaveGuard): () => void {
    this.#guard = guard;
    return () => {
      if (this.#guard === guard) this.#guard = null;
    };
  }

  /** Goes there, unless the present page will not be left. `replace`: no new step for the back button (a filter typed). */
  async go(to: string, options: { replace?: boolean } = {}): Promise<void> {
    const url = new URL(to, location.href);
    const samePage = url.pathname === location.pathname;
    if (!samePage && !(await this.#mayLeave(to))) return;
    if (options.replace) history.replaceState(history.state, "", url);
    else {
      history.replaceState({ scroll: this.#scrolled() }, "");
      history.pushState({ scroll: 0 }, "", url);
    }
    await this.#arrive(url.pathname, url.search);
  }

  /** Fetches the page again after its code failed to arrive. */
  reload(): void {
    location.reload();
  }

  async #mayLeave(to: string): Promise<boolean> {
    const guard = this.#guard;
    if (guard === null) return true;
    const may = await guard(to);
    if (may && this.#guard === guard) this.#guard = null;
    return may;
  }

  readonly #onPopState = async () => {
    const { pathname, search } = location;
    const stays = this.place.path + (this.place.query.size > 0 ? `?${this.place.query}` : "");
    if (pathname !== this.place.path && this.#guard !== null) {
      // The address has moved already: it is put back while the page asks.
      history.pushState({}, "", stays);
      if (!(await this.#mayLeave(pathname + search))) return;
      history.replaceState({}, "", pathname + search);
    }
    await this.#arrive(pathname, search);
  };

  /** Links inside the app do not load the document again. */
  readonly #onClick = (event: MouseEvent) => {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = event.composedPath().find((target): target is HTMLAnchorElement => target instanceof HTMLAnchorElement);
    if (!link?.href || link.target || link.hasAttribute("download")) return;
    const url = new URL(link.href);
    if (url.origin !== location.origin || url.pathname.startsWith("/api") || url.hash) return;
    event.preventDefault();
    void this.go(url.pathname + url.search);
  };

  async #arrive(path: string, search: string): Promise<void> {
    const turn = ++this.#turn;
    const match = matchPath(this.#patterns, path);
    const route = (match && this.#routes[match.name]) ?? null;
    const another = path !== this.place.path || this.arrival === "failed";
    this.place = {
      path,
      query: new URLSearchParams(search),
      route,
      name: match?.name ?? null,
      params: match?.params ?? {},
      scroll: scrollOf(history.state),
    };
    if (!another) return this.#host.requestUpdate();
    this.visit++;
    if (route === null) return this.#show("missing");
    if (customElements.get(route.tag)) return this.#show("here");
    this.#show("arriving");
    const timer = setTimeout(() => turn === this.#turn && this.#show("waiting"), patience);
    const arrival = await loadPage(route).then(
      () => "here" as const,
      () => "failed" as const,
    );
    clearTimeout(timer);
    if (turn === this.#turn) this.#show(arrival);
  }

  #show(arrival: Arrival): void {
    this.arrival = arrival;
    this.#host.requestUpdate();
  }
}

/** The history holds what this app put there, or nothing. */
function scrollOf(state: unknown): number {
  const scroll = typeof state === "object" && state !== null && "scroll" in state ? state.scroll : 0;
  return typeof scroll === "number" ? scroll : 0;
}
