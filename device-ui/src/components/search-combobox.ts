import { html, nothing } from "lit";
import type { IconNode } from "lucide";
import { CircleAlert, X } from "lucide";
import { t } from "../i18n/index.ts";
import { buttons, fields, shared } from "../style/controls.ts";
import { KlykaElement } from "./element.ts";
import { icon } from "./icon.ts";
import "./person-avatar.ts";
import { comboboxStyles } from "./search-combobox-styles.ts";

/** One thing that can be chosen. `person`: drawn with initials; else with the icon. */
export type ComboOption = {
  readonly key: string;
  readonly title: string;
  readonly detail?: string;
  readonly icon?: IconNode;
  readonly person?: boolean;
  /** Of the person. */
  readonly picture?: string | null;
};
/** A title of "" groups nothing. */
export type ComboGroup = { readonly title: string; readonly options: readonly ComboOption[] };
/** Asks for what fits; with "" for what is offered before anything is typed. The signal is aborted when more has been typed. */
export type FindOptions = (query: string, signal: AbortSignal) => Promise<readonly ComboGroup[]>;

const pause = 120;
let next = 0;

/**
 * A field in which one of very many is chosen by typing: a user, a group, a contact. The focus stays in the field while
 * arrows choose; Enter takes, Escape leaves what was chosen before. Takes part in a form under its `name` with the chosen
 * key. Tells `combo-change` with the option, or null when the choice is taken away.
 *
 *     <search-combobox name="user" label="Användare" .value=${chosen} .find=${findUsers} @combo-change=${…}></search-combobox>
 */
export class SearchCombobox extends KlykaElement {
  static formAssociated = true;
  static override shadowRootOptions: ShadowRootInit = { mode: "open", delegatesFocus: true };
  static override properties = {
    name: { reflect: true },
    label: {},
    hint: {},
    placeholder: {},
    problem: {},
    value: { attribute: false },
    find: { attribute: false },
    free: { attribute: false },
    required: { type: Boolean },
    disabled: { type: Boolean },
    typed: { state: true },
    groups: { state: true },
    phase: { state: true },
    active: { state: true },
    open: { state: true },
  };
  declare name: string;
  declare label: string;
  declare hint: string;
  declare placeholder: string;
  /** What is wrong, as a sentence. */
  declare problem: string | null;
  declare value: ComboOption | null;
  declare find: FindOptions;
  /** Makes an option of what was typed itself (a free number), or null when it cannot be one. */
  declare free: ((typed: string) => ComboOption | null) | null;
  declare required: boolean;
  declare disabled: boolean;
  /** What stands in the field while one types; null: the title of the choice. */
  declare typed: string | null;
  declare groups: readonly ComboGroup[];
  declare phase: "rest" | "busy" | "found" | "failed";
  declare active: number;
  declare open: boolean;
  readonly #internals = this.attachInternals();
  readonly #id = `combo-${++next}`;
  #abort = new AbortController();
  #timer = 0;

  constructor() {
    super();
    this.name = "";
    this.label = "";
    this.hint = "";
    this.placeholder = "";
    this.problem = null;
    this.value = null;
    this.find = async () => [];
    this.free = null;
    this.required = false;
    this.disabled = false;
    this.typed = null;
    this.groups = [];
    this.phase = "rest";
    this.active = 0;
    this.open = false;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop();
    this._listen(false);
  }

  override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has("value")) this.#internals.setFormValue(this.value?.key ?? null);
  }

  override render() {
    const options = this._options();
    const chosen = this.open && options.length > 0;
    const described = [this.hint ? "hint" : "", this.problem ? "error" : ""].filter(Boolean).join(" ");
    return html`<div class="field">
      <label for="input">${this.label}</label>
      <span class="box ${this.value ? "has-value" : ""}">
        <input
          class="input"
          id="input"
          role="combobox"
          aria-expanded=${this.open}
          aria-controls="options"
          aria-autocomplete="list"
          aria-activedescendant=${chosen ? `${this.#id}-${this.active}` : nothing}
          aria-invalid=${this.problem ? "true" : nothing}
          aria-describedby=${described || nothing}
          aria-required=${this.required ? "true" : nothing}
          placeholder=${this.placeholder || nothing}
          autocomplete="off"
          spellcheck="false"
          ?disabled=${this.disabled}
          .value=${this.typed ?? this.value?.title ?? ""}
          @input=${this._type}
          @keydown=${this._key}
          @click=${() => this._show()}
          @focus=${(event: Event) => event.target instanceof HTMLInputElement && event.target.select()}
          @blur=${() => this._leave()}
        />${this._clear()}
      </span>
      <div class="options" id="options" role="listbox" aria-label=${this.label} popover="manual" @pointerdown=${keepFocus}>
        ${this.open ? this._list() : nothing}
      </div>
      ${this.hint ? html`<span class="hint" id="hint">${this.hint}</span>` : nothing}
      ${this.problem ? html`<span class="error" id="error">${icon(CircleAlert, 16)}<span>${this.problem}</span></span>` : nothing}
      <span class="hidden" role="status">${this.open ? this._status() : ""}</span>
    </div>`;
  }

  override updated(): void {
    const box = this.renderRoot.querySelector(".options");
    if (!(box instanceof HTMLElement) || !this.isConnected) return;
    if (this.open !== box.matches(":popover-open")) {
      this._listen(this.open);
      box.togglePopover(this.open);
    }
    if (this.open) this._place();
  }

  _clear() {
    if (!this.value || this.disabled || this.required) return nothing;
    return html`<button
      class="button quiet small icon-only"
      type="button"
      aria-label=${t("combobox.clear", { label: this.label })}
      @pointerdown=${keepFocus}
      @click=${() => this._choose(null)}
    >
      ${icon(X, 16)}
    </button>`;
  }

  _list() {
    let at = 0;
    const status = this._options().length === 0 ? this._status() : "";
    return html`${this.groups
      .filter((group) => group.options.length > 0)
      .map((group, n) =>
        group.title
          ? html`<div role="group" aria-labelledby="group-${n}">
              <div class="group" id="group-${n}" role="presentation">${group.title}</div>
              ${group.options.map((option) => this._option(option, at++))}
            </div>`
          : group.options.map((option) => this._option(option, at++)),
      )}${this._freeOption() ? this._option(this._freeOption(), at) : nothing}${
      status ? html`<div class="status" role="presentation">${status}</div>` : nothing
    }`;
  }

  _option(option: ComboOption | null, at: number) {
    if (!option) return nothing;
    return html`<div
      class="option"
      role="option"
      id="${this.#id}-${at}"
      aria-selected=${at === this.active}
      @pointermove=${() => {
        this.active = at;
      }}
      @click=${() => this._choose(option)}
    >
      ${option.person ? html`<person-avatar decorative .name=${option.title} .src=${option.picture ?? null}></person-avatar>` : option.icon ? icon(option.icon, 18) : nothing}
      <span class="words"><span class="title">${option.title}</span>${
        option.detail ? html`<span class="detail">${option.detail}</span>` : nothing
      }</span>
    </div>`;
  }

  _status(): string {
    if (this.phase === "busy" || this.phase === "rest") return t("search.busy");
    if (this.phase === "failed") return t("search.failed");
    const count = this._options().length;
    if (count > 0) return t("search.found", { count });
    return this.typed?.trim() ? t("search.none", { query: this.typed.trim() }) : t("list.empty");
  }

  _freeOption(): ComboOption | null {
    return this.typed?.trim() && this.free ? this.free(this.typed.trim()) : null;
  }

  _options(): readonly ComboOption[] {
    const free = this._freeOption();
    return [...this.groups.flatMap((group) => group.options), ...(free ? [free] : [])];
  }

  _show(): void {
    if (this.open || this.disabled) return;
    this.open = true;
    void this._ask(this.typed?.trim() ?? "");
  }

  _type(event: Event): void {
    if (!(event.target instanceof HTMLInputElement)) return;
    // The answer to this belongs to nobody else: a form hears `combo-change` when something is chosen.
    event.stopPropagation();
    this.typed = event.target.value;
    this.open = true;
    this.#stop();
    const query = this.typed.trim();
    this.#timer = window.setTimeout(() => void this._ask(query), pause);
  }

  async _ask(query: string): Promise<void> {
    this.#stop();
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    this.phase = "busy";
    try {
      const groups = await this.find(query, signal);
      if (signal.aborted) return;
      this.groups = groups;
      this.active = Math.max(
        0,
        this._options().findIndex((option) => option.key === this.value?.key),
      );
      this.phase = "found";
    } catch {
      if (signal.aborted) return;
      this.groups = [];
      this.phase = "failed";
    }
  }

  _key(event: KeyboardEvent): void {
    const options = this._options();
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      if (this.open) this._move(step);
      else this._show();
    } else if (event.key === "Enter" && this.open) {
      event.preventDefault();
      const option = options[this.active];
      // What is being looked for is not yet found: taking the old answer's first would be taking the wrong one.
      if (option && this.phase !== "busy") this._choose(option);
    } else if (event.key === "Escape" && (this.open || this.typed !== null)) {
      event.preventDefault();
      event.stopPropagation();
      this._shut();
    }
  }

  _move(step: number): void {
    const { length } = this._options();
    if (length === 0) return;
    this.active = (this.active + step + length) % length;
    void this.updateComplete.then(() =>
      this.renderRoot.querySelector(`#${this.#id}-${this.active}`)?.scrollIntoView({ block: "nearest" }),
    );
  }

  /** A name that was wiped out takes the choice away; half a name leaves it as it was. */
  _leave(): void {
    if (this.typed !== null && this.typed.trim() === "" && this.value && !this.required) this._choose(null);
    else this._shut();
  }

  _choose(option: ComboOption | null): void {
    this.value = option;
    this._shut();
    this.tell("combo-change", option);
  }

  _shut(): void {
    this.#stop();
    this.typed = null;
    this.open = false;
    this.groups = [];
    this.phase = "rest";
  }

  #stop(): void {
    clearTimeout(this.#timer);
    this.#abort.abort();
  }

  /** The list lies over everything, below its field or, where there is more room, above it. */
  readonly _place = (): void => {
    const field = this.renderRoot.querySelector(".box");
    const box = this.renderRoot.querySelector(".options");
    if (!field || !(box instanceof HTMLElement)) return;
    const at = field.getBoundingClientRect();
    const below = innerHeight - at.bottom - 12;
    const up = below < 200 && at.top > below;
    const room = Math.min(360, (up ? at.top : below + 12) - 12);
    box.style.width = `${at.width}px`;
    box.style.left = `${at.left}px`;
    box.style.maxHeight = `${Math.max(80, room)}px`;
    box.style.top = up ? "auto" : `${at.bottom + 4}px`;
    box.style.bottom = up ? `${innerHeight - at.top + 4}px` : "auto";
  };

  _listen(on: boolean): void {
    const act = on ? "addEventListener" : "removeEventListener";
    window[act]("resize", this._place);
    window[act]("scroll", this._place, true);
  }

  static override styles = [shared, buttons, fields, comboboxStyles];
}

/** A press in the list must not take the focus from the field, or the list would close before the click. */
function keepFocus(event: Event): void {
  event.preventDefault();
}

customElements.define("search-combobox", SearchCombobox);
declare global {
  interface HTMLElementTagNameMap {
    "search-combobox": SearchCombobox;
  }
}
