import { css, html, nothing } from "lit";
import { WifiOff } from "lucide";
import { t } from "../i18n/index.ts";
import { shared } from "../style/controls.ts";
import { KlykaElement } from "./element.ts";
import { icon } from "./icon.ts";

/** Says that the server cannot be reached: as the browser knows it, or as the last question showed (`klyka-reach`). */
export class OfflineBanner extends KlykaElement {
  static override properties = { reached: { state: true } };
  declare reached: boolean;

  constructor() {
    super();
    this.reached = navigator.onLine;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener("online", this.#changed);
    addEventListener("offline", this.#changed);
    addEventListener("klyka-reach", this.#changed);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener("online", this.#changed);
    removeEventListener("offline", this.#changed);
    removeEventListener("klyka-reach", this.#changed);
  }

  override render() {
    return html`<div role="status">${this.reached ? nothing : html`<p>${icon(WifiOff, 18)}<span>${t("offline.text")}</span></p>`}</div>`;
  }

  readonly #changed = (event: Event) => {
    this.reached = event instanceof CustomEvent ? event.detail === true : navigator.onLine;
  };

  static override styles = [
    shared,
    css`
      p {
        display: flex;
        gap: 10px;
        align-items: center;
        padding: 8px 24px;
        background: var(--waiting-ground);
        color: var(--waiting-ink);
        font-weight: 600;
        font-size: var(--size-small);
      }
    `,
  ];
}

/** What the API client calls after each question. */
export function tellReach(reached: boolean): void {
  dispatchEvent(new CustomEvent("klyka-reach", { detail: reached }));
}

customElements.define("offline-banner", OfflineBanner);
declare global {
  interface HTMLElementTagNameMap {
    "offline-banner": OfflineBanner;
  }
}
