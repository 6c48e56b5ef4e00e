import { css, html } from "lit";
import { AudioLines } from "lucide";
import { lengthText } from "../../../domain/announcement.ts";
import { foldText } from "../../../domain/search.ts";
import { KlykaElement } from "../components/element.ts";
import "../components/search-combobox.ts";
import type { ComboGroup, ComboOption } from "../components/search-combobox.ts";
import type { AnnouncementView } from "../data/announcements.ts";
import { t } from "../i18n/index.ts";
import { shared } from "../style/controls.ts";
import { AnnouncementWatch, knownAnnouncements } from "./known.ts";

/**
 * Chooses one announcement or none, by typing or with the arrows. `value`: its id, or null. Tells
 * `announcement-change` with the id or null.
 *
 *     <announcement-field label="Meddelande" .value=${id} @announcement-change=${…}></announcement-field>
 */
export class AnnouncementField extends KlykaElement {
  static override properties = {
    label: {},
    hint: {},
    problem: {},
    value: { attribute: false },
    required: { type: Boolean },
    disabled: { type: Boolean },
    all: { state: true },
  };
  declare label: string;
  declare hint: string;
  /** What is wrong, as a sentence. */
  declare problem: string | null;
  declare value: string | null;
  declare required: boolean;
  declare disabled: boolean;
  declare all: readonly AnnouncementView[];
  readonly watch = new AnnouncementWatch(this, () => void this._load());

  constructor() {
    super();
    this.label = "";
    this.hint = "";
    this.problem = null;
    this.value = null;
    this.required = false;
    this.disabled = false;
    this.all = [];
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this._load();
  }

  override render() {
    const chosen = this.all.find((one) => one.id === this.value);
    return html`<search-combobox
      label=${this.label || t("announcements.field")}
      hint=${this.hint}
      placeholder=${t("announcements.field.none")}
      .problem=${this.problem}
      .value=${chosen ? optionOf(chosen) : null}
      .find=${this._find}
      ?required=${this.required}
      ?disabled=${this.disabled}
      @combo-change=${this._chosen}
    ></search-combobox>`;
  }

  async _load(): Promise<void> {
    // What cannot be had now is asked for again when the field is opened, and said there.
    this.all = await knownAnnouncements().catch(() => this.all);
  }

  readonly _find = async (query: string): Promise<readonly ComboGroup[]> => {
    this.all = await knownAnnouncements();
    const words = foldText(query).split(/\s+/).filter(Boolean);
    const fitting = this.all.filter((one) => {
      const text = foldText(`${one.name} ${one.transcript}`);
      return words.every((word) => text.includes(word));
    });
    return [{ title: "", options: fitting.map(optionOf) }];
  };

  _chosen(event: CustomEvent<ComboOption | null>): void {
    event.stopPropagation();
    this.value = event.detail?.key ?? null;
    this.tell("announcement-change", this.value);
  }

  static override styles = [
    shared,
    css`
      :host {
        min-width: 0;
      }
    `,
  ];
}

function optionOf({ id, name, audio, transcript }: AnnouncementView): ComboOption {
  const text = transcript.length > 80 ? `${transcript.slice(0, 79)}…` : transcript;
  return { key: id, title: name, detail: [lengthText(audio.durationMs), text].filter(Boolean).join(" · "), icon: AudioLines };
}

customElements.define("announcement-field", AnnouncementField);
declare global {
  interface HTMLElementTagNameMap {
    "announcement-field": AnnouncementField;
  }
}
