import { css, html, nothing } from "lit";
import type { IconNode } from "lucide";
import { Search } from "lucide";
import { ApiError } from "../data/problem.ts";
import { errorText } from "../i18n/errors.ts";
import { t } from "../i18n/index.ts";
import { fields, shared } from "../style/controls.ts";
import { KlykaElement } from "./element.ts";
import { icon } from "./icon.ts";

/** One thing found, and where it leads: a page, or what is copied. */
export type Hit = {
  readonly title: string;
  readonly detail: string;
  readonly icon: IconNode;
  readonly href?: string;
  readonly copy?: string;
};
export type HitGroup = { readonly title: string; readonly hits: readonly Hit[] };
/** Asks for what fits; the signal is aborted when more has been typed. */
export type FindEverything = (query: string, signal: AbortSignal) => Promise<readonly HitGroup[]>;

const pause = 120;

/** Search everything. A combobox with a list: the focus stays in the field while arrows choose. Tells `search-open` with the hit. */
export class SearchDialog extends KlykaElement {
  static override properties = {
    find: { attribute: false },
    rest: { attribute: false },
    groups: { state: true },
    query: { state: true },
    active: { state: true },
    phase: { state: true },
    failure: { state: true },
  };
  declare find: FindEverything;
  /** What is offered before anything has been typed. */
  declare rest: readonly HitGroup[];
  declare groups: readonly HitGroup[];
  declare query: string;
  declare active: number;
  declare phase: "rest" | "busy" | "found" | "failed";
  declare failure: unknown;
  #abort = new AbortController();
  #timer = 0;

  constructor() {
    super();
    this.find = async () => [];
    this.rest = [];
    this.groups = [];
    this.query = "";
    this.active = 0;
    this.phase = "rest";
    this.failure = null;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
    this.#abort.abort();
  }

  override render() {
    const hits = this._hits();
    return html`<dialog aria-label=${t("search.title")} @click=${this._outside} @close=${() => this.tell("dialog-close", null)}>
      <div class="box">
        <label class="line">
          ${icon(Search)}<span class="hidden">${t("search.title")}</span>
          <input
            type="search"
            role="combobox"
            aria-expanded=${hits.length > 0}
            aria-controls="hits"
            aria-autocomplete="list"
            aria-activedescendant=${hits.length > 0 ? `hit-${this.active}` : nothing}
            placeholder=${t("search.open")}
            autocomplete="off"
            spellcheck="false"
            .value=${this.query}
            @input=${this._typed}
            @keydown=${this._key}
          /><kbd aria-hidden="true">Esc</kbd>
        </label>
        ${this._found()}
        <p class="foot"><span role="status">${this._status()}</span><span>${t("search.hint")}</span></p>
      </div>
    </dialog>`;
  }

  show(): void {
    this.active = 0;
    this.renderRoot.querySelector("dialog")?.showModal();
    this.renderRoot.querySelector("input")?.select();
  }

  _found() {
    let at = 0;
    return html`<div class="hits" id="hits" role="listbox" aria-label=${t("search.title")} ?hidden=${this._hits().length === 0}>
      ${this._groups()
        .filter((group) => group.hits.length > 0)
        .map(
          (group, n) => html`<div role="group" aria-labelledby="group-${n}">
            <div class="group" id="group-${n}" role="presentation">${group.title}</div>
            ${group.hits.map((hit) => this._hit(hit, at++))}
          </div>`,
        )}
    </div>`;
  }

  _hit(hit: Hit, at: number) {
    return html`<div
      class="hit"
      role="option"
      id="hit-${at}"
      aria-selected=${at === this.active}
      @pointermove=${() => {
        this.active = at;
      }}
      @click=${() => this._open(hit)}
    >
      ${icon(hit.icon)}<span class="title">${hit.title}</span><span class="detail">${hit.detail}</span>
    </div>`;
  }

  _status(): string {
    if (this.phase === "busy") return t("search.busy");
    if (this.phase === "failed") return this._why();
    if (this.phase === "rest") return "";
    const count = this._hits().length;
    return count > 0 ? t("search.found", { count }) : t("search.none", { query: this.query });
  }

  /** What the server refuses about the words themselves is said; all else is no fault of theirs. */
  _why(): string {
    const [refused] = this.failure instanceof ApiError ? this.failure.of("q") : [];
    return refused ? errorText(refused.code, refused.detail) : t("search.failed");
  }

  _groups(): readonly HitGroup[] {
    return this.phase === "rest" ? this.rest : this.groups;
  }

  _hits(): readonly Hit[] {
    return this._groups().flatMap((group) => group.hits);
  }

  _typed(event: Event): void {
    if (!(event.target instanceof HTMLInputElement)) return;
    this.query = event.target.value;
    clearTimeout(this.#timer);
    this.#abort.abort();
    if (this.query.trim() === "") {
      this.groups = [];
      this.active = 0;
      this.phase = "rest";
      return;
    }
    this.#timer = window.setTimeout(() => void this._ask(this.query.trim()), pause);
  }

  async _ask(query: string): Promise<void> {
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    this.phase = "busy";
    try {
      const groups = await this.find(query, signal);
      if (signal.aborted) return;
      this.groups = groups;
      this.active = 0;
      this.phase = "found";
    } catch (error) {
      if (signal.aborted) return;
      this.groups = [];
      this.failure = error;
      this.phase = "failed";
    }
  }

  _key(event: KeyboardEvent): void {
    // In a search field Escape would empty it first, and close the dialog only the second time.
    if (event.key === "Escape") {
      event.preventDefault();
      this.renderRoot.querySelector("dialog")?.close();
    }
    const hits = this._hits();
    const to = { ArrowDown: this.active + 1, ArrowUp: this.active - 1 }[event.key];
    if (to !== undefined && hits.length > 0) {
      event.preventDefault();
      this.active = (to + hits.length) % hits.length;
      this.updateComplete.then(() => this.renderRoot.querySelector(`#hit-${this.active}`)?.scrollIntoView({ block: "nearest" }));
    }
    const hit = hits[this.active];
    if (event.key === "Enter" && hit) {
      event.preventDefault();
      this._open(hit);
    }
  }

  _open(hit: Hit): void {
    this.renderRoot.querySelector("dialog")?.close();
    this.tell("search-open", hit);
  }

  _outside(event: Event): void {
    if (event.target instanceof HTMLDialogElement) event.target.close();
  }

  static override styles = [
    shared,
    fields,
    css`
      :host {
        display: contents;
      }
      dialog {
        width: min(640px, calc(100vw - 24px));
        max-height: min(560px, calc(100dvh - 24px));
        margin: clamp(12px, 10dvh, 96px) auto auto;
        padding: 0;
        border: 1px solid var(--line);
        border-radius: var(--radius-large);
        background: var(--surface);
        color: var(--ink);
        box-shadow: 0 16px 48px var(--shade);
        overflow: hidden;
      }
      dialog::backdrop {
        background: var(--veil);
      }
      .box {
        display: flex;
        flex-direction: column;
        max-height: inherit;
      }
      .line {
        display: flex;
        align-items: center;
        gap: 12px;
        padding: 8px 16px;
        border-bottom: 1px solid var(--line);
        color: var(--soft);
      }
      input {
        flex: 1;
        min-width: 0;
        min-height: 44px;
        border: 0;
        background: none;
        color: var(--ink);
        font: 400 var(--size-large) / 1.4 var(--text);
        outline: none;
      }
      input:focus-visible {
        outline: none;
      }
      .line:has(input:focus-visible) {
        box-shadow: inset 0 -2px 0 var(--accent);
      }
      input::placeholder {
        color: var(--soft);
        opacity: 1;
      }
      input::-webkit-search-cancel-button {
        display: none;
      }
      .hits {
        overflow: auto;
        padding: 8px;
      }
      .group {
        padding: 8px 12px 4px;
        color: var(--soft);
        font-size: var(--size-small);
        font-weight: 600;
      }
      .hit {
        display: grid;
        grid-template-columns: auto minmax(0, auto) minmax(0, 1fr);
        align-items: center;
        gap: 12px;
        padding: 8px 12px;
        border-radius: var(--radius);
        cursor: pointer;
      }
      .hit[aria-selected="true"] {
        background: var(--accent-ground);
      }
      .hit .icon {
        color: var(--soft);
      }
      .title {
        font-weight: 600;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .detail {
        color: var(--soft);
        text-align: right;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .foot {
        display: flex;
        flex-wrap: wrap;
        justify-content: space-between;
        gap: 4px 16px;
        padding: 8px 20px;
        border-top: 1px solid var(--line);
        color: var(--soft);
        font-size: var(--size-small);
      }
      @media (max-width: 720px) {
        .hit {
          grid-template-columns: auto minmax(0, 1fr);
          gap: 0 12px;
          min-height: 44px;
        }
        .hit > .icon {
          grid-row: span 2;
        }
        .detail {
          grid-column: 2;
          text-align: left;
          font-size: var(--size-small);
        }
        .foot > :last-child {
          display: none;
        }
      }
      @media (forced-colors: active) {
        .hit[aria-selected="true"] {
          outline: 2px solid Highlight;
          outline-offset: -2px;
        }
      }
    `,
  ];
}

customElements.define("search-dialog", SearchDialog);
declare global {
  interface HTMLElementTagNameMap {
    "search-dialog": SearchDialog;
  }
}
