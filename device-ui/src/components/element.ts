import { LitElement } from "lit";
import { onLanguageChange } from "../i18n/index.ts";

/**
 * What every element of ours is: drawn again when the language changes. Properties are declared in `static properties`
 * and with `declare`: no decorator has to be rewritten by a tool, and what stands in the file is what runs.
 */
export abstract class KlykaElement extends LitElement {
  #ends: (() => void) | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#ends = onLanguageChange(() => this.requestUpdate());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#ends?.();
  }

  /** Tells the outside. Events cross shadow roots. @returns false when somebody prevented what would follow */
  protected tell<T>(name: string, detail: T): boolean {
    return this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true, cancelable: true }));
  }
}
