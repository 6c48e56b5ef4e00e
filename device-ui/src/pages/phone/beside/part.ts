import { html, type TemplateResult } from "lit";
import { KlykaElement } from "../../../components/element.ts";
import { listen } from "../../../data/live.ts";
import type { Loaded } from "../../../data/loaded.ts";
import { t } from "../../../i18n/index.ts";

const settle = 500;

/** A part beside the phone: follows one phone, and reads anew when it changes or asks for something. */
export abstract class BesidePart extends KlykaElement {
  static override properties = { phoneId: { attribute: false } };
  declare phoneId: string;
  #timer = 0;

  constructor() {
    super();
    this.phoneId = "";
    const mine = (data: unknown) => {
      if (typeof data === "object" && data !== null && "phoneId" in data && data.phoneId === this.phoneId) this.#soon();
    };
    listen(this, { phone: mine, request: mine, reload: () => this.#soon() });
  }

  /** What is read, newest state. */
  protected abstract readonly loads: readonly Loaded<unknown>[];

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has("phoneId") && this.phoneId !== "") for (const one of this.loads) one.restart();
  }

  #soon(): void {
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => {
      for (const one of this.loads) void one.reload();
    }, settle);
  }

  /** Loading and failed look alike in every part. */
  protected faced<T>(loaded: Loaded<T>, ready: (value: T) => unknown): TemplateResult | unknown {
    if (loaded.value !== null) return ready(loaded.value);
    if (loaded.face === "failed") {
      return html`<div class="stack"><p>${loaded.error}</p>
        <p><button class="button" type="button" @click=${() => void loaded.reload()}>${t("action.retry")}</button></p></div>`;
    }
    return html`<p class="soft" role="status">${t("keys.beside.loading")}</p>`;
  }
}
