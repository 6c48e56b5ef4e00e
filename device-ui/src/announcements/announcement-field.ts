import { css, html, nothing } from "lit";
import { AudioLines, Mic, Plus } from "lucide";
import { lengthText } from "../../../domain/announcement.ts";
import { foldText } from "../../../domain/search.ts";
import { KlykaElement } from "../components/element.ts";
import { icon } from "../components/icon.ts";
import "../components/search-combobox.ts";
import type { ComboGroup, ComboOption } from "../components/search-combobox.ts";
import type { AnnouncementView } from "../data/announcements.ts";
import { api } from "../data/client.ts";
import { undoToast } from "../data/undo-toast.ts";
import { t } from "../i18n/index.ts";
import { pathTo } from "../router/paths.ts";
import { buttons, shared } from "../style/controls.ts";
import "./audio-player.ts";
import { AnnouncementWatch, announcementsChanged, knownAnnouncements } from "./known.ts";

/**
 * Chooses one announcement or none, by typing or with the arrows; plays it in place, and records or uploads another without
 * leaving. `value`: its id, or null. Tells `announcement-change` with the id or null.
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
    const chosen = this.all.find((one) => one.id === this.value) ?? null;
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
      ></search-combobox>
      ${chosen ? this._heard(chosen) : nothing} ${this.disabled ? nothing : this._buttons(chosen)}`;
  }

  _heard({ id, audio, name, transcript }: AnnouncementView) {
    return html`<audio-player .address=${audio.address} .durationMs=${audio.durationMs} .heights=${audio.waveform} label=${name}></audio-player>
      ${transcript ? html`<p class="said">${transcript}</p>` : this._unwritten(id)}`;
  }

  /** Beside the page, so that nothing that is being edited is lost. */
  _unwritten(id: string) {
    const href = pathTo("announcements", { announcement: id });
    return html`<p class="said">${t("announcements.field.no_text")} <a href=${href} target="_blank">${t("announcements.field.write")}</a></p>`;
  }

  _buttons(chosen: AnnouncementView | null) {
    return html`<div class="row">
      <button class="button quiet small" type="button" @click=${() => this._make(null)}>${icon(Plus, 16)}${t("announcements.field.new")}</button>
      ${chosen ? html`<button class="button quiet small" type="button" @click=${() => this._make(chosen)}>${icon(Mic, 16)}${t("announcements.field.again")}</button>` : nothing}
    </div>`;
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
    this._choose(event.detail?.key ?? null);
  }

  _choose(id: string | null): void {
    this.value = id;
    this.tell("announcement-change", id);
  }

  /** The code for recording comes when somebody records. */
  async _make(replace: AnnouncementView | null): Promise<void> {
    const { askAnnouncement } = await import("./announcement-dialog.ts");
    const made = await askAnnouncement({ replace });
    if (!made) return;
    this.all = [...this.all.filter((one) => one.id !== made.value.id), made.value];
    const text = t(replace ? "announcements.replaced" : "announcements.created", { name: made.value.name });
    // Undoing one that has been chosen here since is refused by what it is heard in.
    undoToast(api, text, made.auditId, () => {
      announcementsChanged();
      if (!replace && this.value === made.value.id) this._choose(null);
    });
    if (!replace) this._choose(made.value.id);
  }

  static override styles = [
    shared,
    buttons,
    css`
      :host {
        display: grid;
        gap: 8px;
        min-width: 0;
      }
      .said {
        font-size: var(--size-small);
        color: var(--soft);
        white-space: pre-line;
      }
      .row {
        display: flex;
        flex-wrap: wrap;
        gap: 4px;
        margin-left: -10px;
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
