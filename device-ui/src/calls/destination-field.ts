import { css, html, nothing } from "lit";
import { GitFork, UsersRound } from "lucide";
import { type Destination, type DestinationKind, destinationKinds } from "../../../domain/destination.ts";
import { displayNumber, parseNumber } from "../../../domain/numbers.ts";
import "../announcements/announcement-field.ts";
import { knownAnnouncements } from "../announcements/known.ts";
import { KlykaElement } from "../components/element.ts";
import { selectField } from "../components/fields.ts";
import "../components/search-combobox.ts";
import type { ComboGroup, ComboOption } from "../components/search-combobox.ts";
import { api } from "../data/client.ts";
import { t } from "../i18n/index.ts";
import { buttons, fields, shared } from "../style/controls.ts";
import { type Chosen, destinationIcons } from "./destination.ts";

type Found = { readonly kind: string; readonly id: string; readonly name: string; readonly number: string | null };
type Targets = { readonly users: readonly Found[]; readonly groups: readonly Found[]; readonly menus: readonly Found[] };

/** Kinds for which there is a whom. */
type TargetKind = "user" | "group" | "menu" | "voicemail" | "number";

/**
 * Where calls go on to: a kind, and of some kinds whom. Tells `destination-change` with the choice and its name, or null
 * when there is none (yet).
 *
 *     <destination-field label="När ingen svarar" .value=${chosen} .kinds=${["user", "group"]} @destination-change=${…}></destination-field>
 */
export class DestinationField extends KlykaElement {
  static override shadowRootOptions: ShadowRootInit = { mode: "open", delegatesFocus: true };
  static override properties = {
    label: {},
    hint: {},
    value: { attribute: false },
    kinds: { attribute: false },
    none: {},
    problem: {},
    kind: { state: true },
  };
  declare label: string;
  declare hint: string;
  declare value: Chosen | null;
  /** What may be chosen, in this order. */
  declare kinds: readonly DestinationKind[];
  /** What having no destination is called; "": there has to be one. */
  declare none: string;
  /** What is wrong, as a sentence. */
  declare problem: string | null;
  /** The kind that is chosen, also while its whom is missing. */
  declare kind: DestinationKind | null;
  /** Another kind has just been chosen here: the choice that went with the old one is gone, the kind is not. */
  #choosing = false;

  constructor() {
    super();
    this.label = "";
    this.hint = "";
    this.value = null;
    this.kinds = destinationKinds;
    this.none = "";
    this.problem = null;
    this.kind = null;
  }

  override willUpdate(changed: Map<string, unknown>): void {
    // A choice that is taken away from outside leaves none; one that is not finished keeps its kind.
    if (changed.has("value")) {
      const before = changed.get("value");
      if (this.value) this.kind = this.value.destination.kind;
      else if (before && !this.#choosing) this.kind = null;
    }
    this.#choosing = false;
  }

  /** A kind is chosen, and whom is not. */
  get incomplete(): boolean {
    return this.kind !== null && this.value === null;
  }

  override render() {
    const { kind } = this;
    const choices = [
      ...(kind === null || this.none ? [{ value: "", label: this.none || t("menus.to.choose") }] : []),
      ...this.kinds.map((one) => ({ value: one, label: t(`menus.kind.${one}`) })),
    ];
    const alone = kind === null || !needsTarget(kind);
    return html`<fieldset class=${alone ? "" : "two"} @change=${(event: Event) => event.stopPropagation()}>
      <legend class="hidden">${this.label}</legend>
      <div class="kind" @change=${this._kindChosen}>
        ${selectField({ name: "kind", label: this.label || t("menus.to.kind"), value: kind ?? "", choices, problem: alone ? this.problem : null })}
      </div>
      ${alone ? nothing : this._target(kind)}
      ${this.hint ? html`<p class="hint">${this.hint}</p>` : nothing}
    </fieldset>`;
  }

  _target(kind: DestinationKind) {
    const to = this.value?.destination;
    if (kind === "announcement") {
      return html`<announcement-field
        label=${t("menus.to.which")}
        .value=${to?.kind === "announcement" ? to.id : null}
        .problem=${this.problem}
        required
        @announcement-change=${(event: CustomEvent<string | null>) => void this._announcementChosen(event)}
      ></announcement-field>`;
    }
    if (!isTargetKind(kind)) return nothing;
    return html`<search-combobox
      label=${t(kind === "number" ? "menus.to.number" : "menus.to.which")}
      placeholder=${t(kind === "number" ? "menus.to.number_example" : "menus.to.search")}
      .value=${this.value && this.value.destination.kind === kind ? optionOf(this.value) : null}
      .find=${finders[kind]}
      .free=${kind === "number" ? freeNumber : null}
      .problem=${this.problem}
      required
      @combo-change=${this._targetChosen}
    ></search-combobox>`;
  }

  _kindChosen(event: Event): void {
    if (!(event.target instanceof HTMLSelectElement)) return;
    const wanted = event.target.value;
    this.kind = destinationKinds.find((one) => one === wanted) ?? null;
    const { kind } = this;
    // Whose mailbox is easily the person that was chosen.
    const swap = this.value && (kind === "user" || kind === "voicemail") && isPerson(this.value.destination);
    if (swap && this.value && "id" in this.value.destination) {
      this._say({ destination: { kind, id: this.value.destination.id }, name: this.value.name });
    } else if (kind === "hangUp" || kind === "repeat" || kind === "extension") {
      this._say({ destination: { kind }, name: t(`menus.to.${kind}`) });
    } else {
      this.#choosing = kind !== null;
      this._say(null);
      this.kind = kind;
      if (kind !== null) void this.updateComplete.then(() => this._focusTarget());
    }
  }

  _focusTarget(): void {
    const field = this.renderRoot.querySelector("search-combobox, announcement-field");
    if (field instanceof HTMLElement) field.focus();
  }

  _targetChosen(event: CustomEvent<ComboOption | null>): void {
    event.stopPropagation();
    const { kind } = this;
    const option = event.detail;
    if (option === null) this._say(null);
    else if (kind === "number") this._say({ destination: { kind, number: option.key }, name: option.title });
    else if (kind === "user" || kind === "group" || kind === "menu" || kind === "voicemail")
      this._say({ destination: { kind, id: option.key }, name: option.title });
  }

  async _announcementChosen(event: CustomEvent<string | null>): Promise<void> {
    event.stopPropagation();
    const id = event.detail;
    if (id === null) {
      this._say(null);
      return;
    }
    const name = (await knownAnnouncements()).find((one) => one.id === id)?.name ?? "";
    this._say({ destination: { kind: "announcement", id }, name });
  }

  _say(chosen: Chosen | null): void {
    this.value = chosen;
    this.tell("destination-change", chosen);
  }

  static override styles = [
    shared,
    buttons,
    fields,
    css`
      :host {
        min-width: 0;
        container-type: inline-size;
      }
      fieldset {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 8px 12px;
        margin: 0;
        padding: 0;
        border: 0;
        min-width: 0;
      }
      .hint {
        grid-column: 1 / -1;
      }
      @container (min-width: 420px) {
        .two {
          grid-template-columns: minmax(150px, 2fr) minmax(0, 3fr);
          align-items: end;
        }
      }
    `,
  ];
}

function needsTarget(kind: DestinationKind): boolean {
  return kind !== "hangUp" && kind !== "repeat" && kind !== "extension";
}

function isTargetKind(kind: DestinationKind): kind is TargetKind {
  return needsTarget(kind) && kind !== "announcement";
}

function isPerson({ kind }: Destination): boolean {
  return kind === "user" || kind === "voicemail";
}

function optionOf({ destination: to, name }: Chosen): ComboOption {
  const key = to.kind === "number" ? to.number : "id" in to ? to.id : to.kind;
  return { key, title: name, icon: destinationIcons[to.kind] };
}

async function targets(query: string, signal: AbortSignal): Promise<Targets> {
  return api.get<Targets>("/targets", { q: query }, signal);
}

const option = (one: Found): ComboOption => ({ key: one.id, title: one.name, ...(one.number ? { detail: one.number } : {}) });
const asPeople = (found: Targets): ComboGroup[] => [
  { title: "", options: found.users.map((one) => ({ ...option(one), person: true })) },
];

const finders: Readonly<Record<TargetKind, (query: string, signal: AbortSignal) => Promise<readonly ComboGroup[]>>> = {
  user: async (query, signal) => asPeople(await targets(query, signal)),
  voicemail: async (query, signal) => asPeople(await targets(query, signal)),
  group: async (query, signal) => [
    { title: "", options: (await targets(query, signal)).groups.map((one) => ({ ...option(one), icon: UsersRound })) },
  ],
  menu: async (query, signal) => [
    { title: "", options: (await targets(query, signal)).menus.map((one) => ({ ...option(one), icon: GitFork })) },
  ],
  number: async () => [],
};

/** What is a telephone number may be chosen as it is written; the server says whether calls may go there. */
function freeNumber(typed: string): ComboOption | null {
  const number = parseNumber(typed);
  return number === null ? null : { key: number.canonical, title: displayNumber(number.canonical) };
}

customElements.define("destination-field", DestinationField);
declare global {
  interface HTMLElementTagNameMap {
    "destination-field": DestinationField;
  }
}
