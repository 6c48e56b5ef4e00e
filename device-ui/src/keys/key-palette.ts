import { html, nothing } from "lit";
import { Hash, Search, Users } from "lucide";
import { type KeyKind, keyKinds } from "../../../domain/phone-key.ts";
import { KlykaElement } from "../components/element.ts";
import { icon } from "../components/icon.ts";
import "../components/person-avatar.ts";
import type { KeySource, TargetRow, Targets } from "../data/keys.ts";
import { t } from "../i18n/index.ts";
import { buttons, fields, shared } from "../style/controls.ts";
import { type Carried, carry } from "./carried.ts";
import { paletteStyles } from "./palette-styles.ts";
import { displayed, isDialled } from "./shown.ts";
import { capital } from "./words.ts";

const pause = 150;
const most = 6;
type Option = {
  readonly title: string;
  readonly detail: string;
  readonly kind: TargetRow["kind"] | "number";
  readonly picture?: string | null;
  readonly carried: Carried;
};

/**
 * Colleagues, groups, contacts, numbers and functions to put on a key: dragged there, clicked, or found by typing and put
 * there with Enter. Tells `palette-pick` with what was chosen, and `palette-leave` when Escape is pressed in an empty field.
 */
export class KeyPalette extends KlykaElement {
  static override properties = {
    source: { attribute: false },
    keyKinds: { attribute: false },
    heading: {},
    query: { state: true },
    found: { state: true },
    phase: { state: true },
    active: { state: true },
  };
  declare source: KeySource | null;
  /** What the model can do. */
  declare keyKinds: readonly KeyKind[];
  declare heading: string;
  declare query: string;
  declare found: Targets;
  declare phase: "busy" | "found" | "failed";
  declare active: number;
  #abort = new AbortController();
  #timer = 0;
  /** What `found` is the answer to. */
  #answered: string | null = null;

  constructor() {
    super();
    this.source = null;
    this.keyKinds = [];
    this.heading = "";
    this.query = "";
    this.found = { users: [], groups: [], contacts: [] };
    this.phase = "busy";
    this.active = 0;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
    this.#abort.abort();
  }

  override updated(changed: Map<string, unknown>): void {
    if (changed.has("source") && this.source?.id !== idOf(changed.get("source"))) void this._ask();
  }

  override render() {
    const options = this._options();
    return html`<h2>${this.heading || t("keys.palette.heading")}</h2>
      <label class="search-field"
        >${icon(Search, 18)}<span class="hidden">${t("keys.palette.search")}</span
        ><input
          class="input"
          type="search"
          role="combobox"
          aria-expanded=${options.length > 0}
          aria-controls="options"
          aria-autocomplete="list"
          aria-activedescendant=${options.length > 0 ? `option-${this.active}` : nothing}
          placeholder=${t("keys.palette.search")}
          autocomplete="off"
          spellcheck="false"
          .value=${this.query}
          @input=${this._typed}
          @keydown=${this._key}
      /></label>
      <div id="options" role="listbox" aria-label=${t("keys.palette.heading")} ?hidden=${options.length === 0}>
        ${this._groups(options)}
      </div>
      <p class="said" role="status">${this._status(options)}</p>
      ${this._functions()}`;
  }

  _groups(options: readonly Option[]) {
    const kinds = [...new Set(options.map(({ kind }) => kind))];
    return kinds.map(
      (kind) => html`<div role="group" aria-labelledby="group-${kind}">
        <div class="group" id="group-${kind}" role="presentation">${t(`keys.palette.${kind}`)}</div>
        ${options.map((option, at) => (option.kind === kind ? this._option(option, at) : nothing))}
      </div>`,
    );
  }

  _option(option: Option, at: number) {
    const { title, detail, kind, picture = null } = option;
    return html`<div
      class="option"
      role="option"
      id="option-${at}"
      aria-selected=${at === this.active && this.query !== ""}
      draggable="true"
      @dragstart=${(event: DragEvent) => carry(event.dataTransfer, option.carried, title)}
      @click=${() => this._pick(option)}
    >
      ${kind === "user" || kind === "contact" ? html`<person-avatar decorative .name=${title} .src=${picture}></person-avatar>` : html`<span class="sign">${icon(kind === "group" ? Users : Hash, 16)}</span>`}
      <span class="who"><strong>${title}</strong>${detail ? html`<span class="soft">${detail}</span>` : nothing}</span>
    </div>`;
  }

  _functions() {
    const offered = keyKinds.filter((kind) => !withTarget.has(kind) && this.keyKinds.includes(kind));
    if (offered.length === 0) return nothing;
    return html`<div class="group" id="functions">${t("keys.palette.functions")}</div>
      <div class="chips" role="group" aria-labelledby="functions">
        ${offered.map((kind) => {
          const carried: Carried = { what: "kind", kind };
          const name = capital(t(`kind.${kind}`));
          return html`<button class="chip" type="button" draggable="true" @dragstart=${(event: DragEvent) => carry(event.dataTransfer, carried, name)} @click=${() => this.tell("palette-pick", carried)}>${name}</button>`;
        })}
      </div>`;
  }

  _options(): readonly Option[] {
    const { users, groups, contacts } = this.found;
    const quiet = this.query.trim() === "";
    const rows = [...users, ...groups, ...(quiet ? [] : contacts)];
    const number = numberIn(this.query);
    return [...(number ? [number] : []), ...rows.map(optionOf)];
  }

  _status(options: readonly Option[]): string {
    if (this.phase === "failed") return t("keys.palette.failed");
    if (this.query.trim() === "" || this.phase === "busy") return "";
    return options.length === 0 ? t("search.none", { query: this.query.trim() }) : "";
  }

  /** What is typed next stands in the field, alone. */
  focusSearch(): void {
    const input = this.renderRoot.querySelector("input");
    input?.focus();
    input?.select();
  }

  reset(): void {
    if (this.query === "") return;
    this.query = "";
    this.active = 0;
    void this._ask();
  }

  _typed(event: Event): void {
    if (!(event.target instanceof HTMLInputElement)) return;
    this.query = event.target.value;
    this.active = 0;
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => void this._ask(), pause);
  }

  async _ask(): Promise<void> {
    const { source } = this;
    clearTimeout(this.#timer);
    this.#abort.abort();
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    if (!source) return;
    this.phase = "busy";
    try {
      const query = this.query.trim();
      const found = await source.find(query, most, signal);
      if (signal.aborted) return;
      this.#answered = query;
      this.found = found;
      this.phase = "found";
    } catch {
      if (!signal.aborted) this.phase = "failed";
    }
  }

  _key(event: KeyboardEvent): void {
    const options = this._options();
    const to = { ArrowDown: this.active + 1, ArrowUp: this.active - 1 }[event.key];
    if (to !== undefined && options.length > 0) {
      event.preventDefault();
      this.active = (to + options.length) % options.length;
      void this.updateComplete.then(() =>
        this.renderRoot.querySelector(`#option-${this.active}`)?.scrollIntoView({ block: "nearest" }),
      );
    } else if (event.key === "Enter") {
      event.preventDefault();
      void this._choose();
    } else if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      this.reset();
      this.tell("palette-leave", null);
    }
  }

  /** Enter means what has been typed, also when its answer is still on the way. */
  async _choose(): Promise<void> {
    if (this.query.trim() === "") return;
    clearTimeout(this.#timer);
    if (this.phase !== "found" || this.#answered !== this.query.trim()) await this._ask();
    const option = this._options()[this.active];
    if (option) this._pick(option);
  }

  _pick(option: Option): void {
    this.tell("palette-pick", option.carried);
    this.reset();
  }

  static override styles = [shared, buttons, fields, paletteStyles];
}

/** Kinds that are made by choosing somebody, and the empty one, are no functions of their own. */
const withTarget: ReadonlySet<KeyKind> = new Set(["speedDial", "blf", "blank"]);

function idOf(source: unknown): string | undefined {
  return typeof source === "object" && source !== null && "id" in source ? String(source.id) : undefined;
}

function optionOf({ kind, id, name, number, extension, detail, picture }: TargetRow): Option {
  const reachable = number !== null || extension !== null;
  const facts = [number ?? "", extension ?? "", detail].filter(Boolean).join(" · ");
  const carried: Carried = { what: "target", target: { kind, id }, name, reachable };
  return { title: name, detail: facts || t("keys.target.no_number"), kind, carried, picture: picture?.small ?? null };
}

/** A number in any written form, an extension or a code, as something to call. */
function numberIn(text: string): Option | null {
  const typed = text.trim();
  if (typed.length < 2 || !isDialled(typed)) return null;
  const carried: Carried = { what: "target", target: { kind: "number", number: typed }, name: null, reachable: true };
  return { title: displayed(typed), detail: t("keys.palette.call"), kind: "number", carried };
}

customElements.define("key-palette", KeyPalette);
declare global {
  interface HTMLElementTagNameMap {
    "key-palette": KeyPalette;
  }
}
