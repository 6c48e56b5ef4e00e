import { css, html, nothing } from "lit";
import { agreeOn } from "../components/agreement.ts";
import { KlykaElement } from "../components/element.ts";
import { focusFirstError, textField } from "../components/fields.ts";
import { missing } from "../components/missing.ts";
import { state } from "../components/states.ts";
import type { Versioned } from "../data/api.ts";
import { api } from "../data/client.ts";
import { listen } from "../data/live.ts";
import { Loaded } from "../data/loaded.ts";
import { ApiError, ConflictError, type FieldError } from "../data/problem.ts";
import { type ResyncSettings, type ResyncView, readResyncSettings, saveResyncSettings } from "../data/resync.ts";
import { undoToast } from "../data/undo-toast.ts";
import { failureText } from "../i18n/failure.ts";
import { formatCount } from "../i18n/format.ts";
import { t } from "../i18n/index.ts";
import { buttons, fields, shared, states, surfaces } from "../style/controls.ts";

const names = ["mode", "nightFrom", "nightTo", "perMinute"] as const;
type Name = (typeof names)[number];
const modes = ["now", "night", "hand"] as const;

/** When the organisation's phones are told to fetch what is changed, how many wait, and how it went. */
export class ResyncSettingsPart extends KlykaElement {
  static override properties = {
    typed: { state: true },
    errors: { state: true },
    failure: { state: true },
    busy: { state: true },
  };
  /** What has been changed and not saved. */
  declare typed: Partial<ResyncSettings>;
  declare errors: readonly FieldError[];
  declare failure: string | null;
  declare busy: boolean;
  readonly loaded = new Loaded<Versioned<ResyncView>>(this, (signal) => readResyncSettings(api, signal));
  #telling = 0;

  constructor() {
    super();
    this.typed = {};
    this.errors = [];
    this.failure = null;
    this.busy = false;
    listen(this, { resync: () => this._told(), reload: () => this._told() });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.loaded.restart();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#telling);
  }

  /** Whether something has been changed that is not saved. */
  get dirty(): boolean {
    return Object.keys(this._changes()).length > 0;
  }

  override render() {
    const { value } = this.loaded;
    return html`<section class="surface" aria-labelledby="resync-settings">
      <div>
        <h2 id="resync-settings">${t("resync.settings")}</h2>
        <p class="soft">${t("resync.settings.text")}</p>
      </div>
      ${missing(this.loaded, t("list.loading"))} ${value ? html`${this._form(value.value)} ${this._counts(value.value)}` : nothing}
    </section>`;
  }

  _form(view: ResyncView) {
    const now = (name: Name) => String(this.typed[name] ?? view[name]);
    const errors = (name: Name) => this.errors.filter(({ field }) => field === name);
    const night = now("mode") === "night";
    return html`<form novalidate @submit=${this._save} @input=${this._type} @change=${this._type}>
      ${this.failure ? html`<p class="notice stop" role="alert">${this.failure}</p>` : nothing}
      <fieldset>
        <legend>${t("resync.settings.mode")}</legend>
        ${modes.map(
          (mode) => html`<label class="choice"
            ><input type="radio" name="mode" value=${mode} .checked=${now("mode") === mode} /><span
              ><span class="name">${t(`resync.settings.${mode}`)}</span
              ><span class="small soft">${t(`resync.settings.${mode}.text`)}</span></span
            ></label
          >`,
        )}
      </fieldset>
      <div class="numbers">
        ${
          night
            ? html`${textField({ name: "nightFrom", label: t("resync.settings.nightFrom"), value: now("nightFrom"), placeholder: "22:00", inputmode: "numeric", maxlength: 5, errors: errors("nightFrom") })}
              ${textField({ name: "nightTo", label: t("resync.settings.nightTo"), value: now("nightTo"), placeholder: "05:00", inputmode: "numeric", maxlength: 5, errors: errors("nightTo") })}`
            : nothing
        }
        ${textField({ name: "perMinute", label: t("resync.settings.perMinute"), value: now("perMinute"), hint: t("resync.settings.perMinute.hint"), inputmode: "numeric", maxlength: 4, errors: errors("perMinute") })}
      </div>
      ${
        this.dirty
          ? html`<div class="row">
              <button class="button" type="submit" ?disabled=${this.busy}>${t("action.save")}</button>
              <button class="button quiet" type="button" @click=${this._reset}>${t("action.cancel")}</button>
            </div>`
          : nothing
      }
    </form>`;
  }

  _counts({ waiting, sending, results }: ResyncView) {
    const under = waiting + sending;
    return html`<div class="counts" role="status">
      ${
        under === 0
          ? html`<p class="soft">${t("resync.settings.quiet")}</p>`
          : html`<p>${waiting > 0 ? state("waiting", t("resync.settings.waiting", { count: waiting })) : nothing}
              ${sending > 0 ? state("waiting", t("resync.settings.sending", { count: sending })) : nothing}</p>`
      }
      ${
        results.length === 0
          ? nothing
          : html`<h3>${t("resync.settings.results")}</h3>
              <dl>
                ${[...results]
                  .sort((a, b) => b.count - a.count)
                  .map(
                    ({ result, count }) =>
                      html`<div><dt>${t(`resync.result.${result}`)}</dt><dd>${formatCount(count)}</dd></div>`,
                  )}
              </dl>`
      }
    </div>`;
  }

  _changes(): Partial<ResyncSettings> {
    const row = this.loaded.value?.value;
    if (!row) return {};
    return Object.fromEntries(Object.entries(this.typed).filter(([name, value]) => value !== row[nameOf(name)]));
  }

  _type(event: Event): void {
    const { target } = event;
    if (!(target instanceof HTMLInputElement)) return;
    const name = nameOf(target.name);
    const text = target.value.trim();
    // What is no number goes to the server as it is, which says what is wrong with it.
    const value = name === "perMinute" && /^\d+$/.test(text) ? Number(text) : text;
    this.typed = { ...this.typed, [name]: value };
    this.errors = this.errors.filter(({ field }) => field !== name);
  }

  readonly _reset = (): void => {
    this.typed = {};
    this.errors = [];
    this.failure = null;
  };

  async _save(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const read = this.loaded.value;
    if (!read || this.busy) return;
    this.busy = true;
    [this.failure, this.errors] = [null, []];
    try {
      await this.#save(read, this._changes());
    } catch (error) {
      this.errors = error instanceof ApiError ? error.fields : [];
      if (this.errors.length === 0) this.failure = failureText(error);
    } finally {
      this.busy = false;
    }
    await this.updateComplete;
    focusFirstError(this.renderRoot, this.errors);
  }

  /** What both have changed is asked field by field; what only one of us has goes together. */
  async #save(read: Versioned<ResyncView>, changes: Partial<ResyncSettings>): Promise<void> {
    try {
      const saved = await saveResyncSettings(api, changes, read.version);
      this._reset();
      this.loaded.take(saved);
      undoToast(api, t("resync.settings.saved"), saved.auditId, () => void this.loaded.reload());
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error;
      // The server answers a conflict with the settings as they are now, of the same kind as they were read.
      const theirs = error.theirs as ResyncView;
      const agreed = await agreeOn({
        ...{ before: pick(read.value), changes, theirs: pick(theirs), saved: error.saved },
        label: (field) => t(`resync.settings.${nameOf(field)}`),
        shown: (field, value) => shown(field, value),
      });
      if (agreed === null) return;
      const now = { value: theirs, version: error.version };
      this.loaded.take(now);
      this.typed = agreed;
      if (Object.keys(agreed).length > 0) await this.#save(now, agreed);
    }
  }

  /** Results come in quick succession: read once for many. What is being typed stays. */
  _told(): void {
    clearTimeout(this.#telling);
    this.#telling = window.setTimeout(() => {
      if (!this.busy && !this.dirty) void this.loaded.reload();
    }, 400);
  }

  static override styles = [
    shared,
    buttons,
    fields,
    states,
    surfaces,
    css`
      :host {
        display: block;
        margin-top: 16px;
      }
      section,
      form {
        display: grid;
        gap: 20px;
      }
      section {
        padding: 24px;
      }
      p {
        margin: 0;
      }
      fieldset {
        display: grid;
        gap: 8px;
        margin: 0;
        padding: 0;
        border: 0;
      }
      legend {
        margin-bottom: 8px;
        padding: 0;
        font-weight: 600;
      }
      .choice {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        gap: 12px;
        align-items: start;
        padding: 12px 16px;
        border: 1px solid var(--line);
        border-radius: var(--radius);
        cursor: pointer;
      }
      .choice:has(input:checked) {
        border-color: var(--accent);
        background: var(--accent-ground);
      }
      .choice input {
        margin: 4px 0 0;
        accent-color: var(--accent);
      }
      .choice > span {
        display: grid;
      }
      .choice:has(input:checked) .soft {
        color: var(--ink);
      }
      .name {
        font-weight: 600;
      }
      .small {
        font-size: var(--size-small);
      }
      .numbers {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(150px, 1fr));
        gap: 16px;
      }
      .counts {
        display: grid;
        gap: 8px;
        padding-top: 16px;
        border-top: 1px solid var(--line);
      }
      .counts p {
        display: flex;
        flex-wrap: wrap;
        gap: 4px 16px;
      }
      h3 {
        font: 650 var(--size-text) / 1.4 var(--text);
        letter-spacing: 0;
      }
      dl {
        display: flex;
        flex-wrap: wrap;
        gap: 8px 24px;
        margin: 0;
      }
      dt {
        color: var(--soft);
        font-size: var(--size-small);
      }
      dd {
        margin: 0;
        font-variant-numeric: tabular-nums;
        font-weight: 600;
      }
      @media (max-width: 560px) {
        section {
          padding: 16px;
        }
      }
    `,
  ];
}

const nameOf = (field: string): Name => names.find((name) => name === field) ?? "mode";

function pick({ mode, nightFrom, nightTo, perMinute }: ResyncView): ResyncSettings {
  return { mode, nightFrom, nightTo, perMinute };
}

function shown(field: string, value: unknown): string {
  const mode = field === "mode" ? modes.find((one) => one === value) : undefined;
  return mode ? t(`resync.settings.${mode}`) : String(value ?? "");
}

customElements.define("resync-settings", ResyncSettingsPart);
declare global {
  interface HTMLElementTagNameMap {
    "resync-settings": ResyncSettingsPart;
  }
}
