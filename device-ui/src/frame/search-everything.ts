import { html } from "lit";
import { KlykaElement } from "../components/element.ts";
import "../components/search-dialog.ts";
import type { Hit, HitGroup } from "../components/search-dialog.ts";
import { toast } from "../components/toasts.ts";
import { session } from "../data/client.ts";
import { t } from "../i18n/index.ts";
import { noteOpened, recentHits } from "./recent.ts";
import { findEverything, pageHits } from "./search.ts";

/** The search over everything, opened from the bar, with `/` or Ctrl-K (`search-wanted`). Tells `search-open` with the hit. */
export class SearchEverything extends KlykaElement {
  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener("search-wanted", this.#show);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener("search-wanted", this.#show);
  }

  override render() {
    return html`<search-dialog .find=${findEverything} .rest=${this._rest()} @search-open=${this._opened}></search-dialog>`;
  }

  _rest(): readonly HitGroup[] {
    const hits = recentHits(session.current?.user.id ?? "");
    return [{ title: t("frame.search.recent"), hits }, pageHits("")];
  }

  async _opened(event: CustomEvent<Hit>): Promise<void> {
    const { copy } = event.detail;
    noteOpened(session.current?.user.id ?? "", event.detail);
    if (copy === undefined) return;
    try {
      await navigator.clipboard.writeText(copy);
      toast({ text: t("frame.search.copied", { number: copy }) });
    } catch {
      // Not every browser lets a page write there: the number is said all the same.
      toast({ text: copy });
    }
  }

  readonly #show = async () => {
    this.requestUpdate();
    await this.updateComplete;
    this.renderRoot.querySelector("search-dialog")?.show();
  };
}

customElements.define("search-everything", SearchEverything);
declare global {
  interface HTMLElementTagNameMap {
    "search-everything": SearchEverything;
  }
}
