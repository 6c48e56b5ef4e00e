import type { ReactiveController, ReactiveControllerHost } from "lit";
import { toast } from "../components/toasts.ts";
import { t } from "../i18n/index.ts";

const fetchSearch = () => import("./search-everything.ts");

/** The search is a piece of its own: it comes when the first page stands, or at once when somebody asks for it before. */
export class SearchArrival implements ReactiveController {
  #coming = 0;

  constructor(host: ReactiveControllerHost) {
    host.addController(this);
  }

  hostConnected(): void {
    addEventListener("search-wanted", this.#wanted);
  }

  hostDisconnected(): void {
    removeEventListener("search-wanted", this.#wanted);
    clearTimeout(this.#coming);
    this.#coming = 0;
  }

  /** There is somebody who may search, and their page stands. */
  prepare(): void {
    if (this.#coming === 0) this.#coming = window.setTimeout(() => void fetchSearch().catch(() => undefined), 500);
  }

  readonly #wanted = async () => {
    // It hears by itself from when it is there.
    if (customElements.get("search-everything")) return;
    try {
      await fetchSearch();
      dispatchEvent(new Event("search-wanted"));
    } catch {
      toast({ text: t("page.failed.text"), tone: "failed" });
    }
  };
}
