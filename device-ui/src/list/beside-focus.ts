import type { LitElement, ReactiveController } from "lit";
import { KlykaElement } from "../components/element.ts";

/**
 * Where the keyboard goes when a row is opened beside its list, or closed again: to the heading of what is beside, or back to
 * the row. Both come some time after the address has changed, so it is wanted first and done when it is there.
 */
export class BesideFocus implements ReactiveController {
  readonly #host: LitElement;
  #wanted: "beside" | "list" | null = null;

  constructor(host: LitElement) {
    this.#host = host;
    host.addController(this);
  }

  /** @param open whether a row will be open */
  want(open: boolean): void {
    this.#wanted = open ? "beside" : "list";
    this.#host.requestUpdate();
  }

  hostUpdated(): void {
    const wanted = this.#wanted;
    if (wanted === null) return;
    const beside = this.#host.renderRoot.querySelector('[slot="beside"]');
    if ((wanted === "beside") !== (beside !== null)) return;
    this.#wanted = null;
    void (beside ? toHeading(beside) : this.#toRow());
  }

  async #toRow(): Promise<void> {
    const grid = this.#host.renderRoot.querySelector("data-list");
    await grid?.updateComplete;
    if (grid && grid.rows.length > 0) await grid.focusRow(grid.at);
    else this.#host.renderRoot.querySelector<HTMLElement>("h1")?.focus();
  }
}

async function toHeading(beside: Element): Promise<void> {
  // Its code may come when the first row is opened.
  if (beside.localName.includes("-")) await customElements.whenDefined(beside.localName);
  if (beside instanceof KlykaElement) await beside.updateComplete;
  const heading = (beside.shadowRoot ?? beside).querySelector<HTMLElement>("h2");
  heading?.focus();
}
