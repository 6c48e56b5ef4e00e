import { css, html, nothing } from "lit";
import { readMac, writeMac } from "../../../../domain/mac.ts";
import { confirm } from "../../components/confirm-dialog.ts";
import { KlykaElement } from "../../components/element.ts";
import { focusFirstError, textField } from "../../components/fields.ts";
import { missing } from "../../components/missing.ts";
import "../../components/search-combobox.ts";
import type { ComboOption } from "../../components/search-combobox.ts";
import { toast } from "../../components/toasts.ts";
import { api } from "../../data/client.ts";
import type { KeyView } from "../../data/keys.ts";
import { listen } from "../../data/live.ts";
import { Loaded } from "../../data/loaded.ts";
import {
  type FoundPhone,
  listFound,
  listModels,
  type PhoneView,
  previewSwap,
  readPhone,
  type SwapPreviewView,
  swapPhone,
} from "../../data/phones.ts";
import { ApiError, type FieldError } from "../../data/problem.ts";
import type { KeyContent } from "../../drawing/drawing.ts";
import "../../drawing/phone-drawing.ts";
import { failureText } from "../../i18n/failure.ts";
import { t } from "../../i18n/index.ts";
import { goTo } from "../../router/navigate.ts";
import { pathTo } from "../../router/paths.ts";
import { buttons, fields, shared, states, surfaces } from "../../style/controls.ts";
import { pageStyles } from "../page-styles.ts";
import { apparatusOf, findModels, modelOption } from "./finders.ts";
import { misfitList, misfitListStyles } from "./misfit-list.ts";
import { phoneName } from "./words.ts";

type Row = { readonly value: PhoneView; readonly version: string | null };

/** Another apparatus takes the place of a broken one: which, what moves, what does not fit, side by side, and then it is done. */
export class SwapPage extends KlykaElement {
  static override properties = {
    params: { attribute: false },
    query: { attribute: false },
    found: { state: true },
    model: { state: true },
    mac: { state: true },
    preview: { state: true },
    looking: { state: true },
    errors: { state: true },
    failure: { state: true },
  };
  declare params: Readonly<Record<string, string>>;
  /** `mac`: of an apparatus that somebody has pointed at. */
  declare query: URLSearchParams;
  declare found: readonly FoundPhone[];
  declare model: ComboOption | null;
  declare mac: string;
  declare preview: SwapPreviewView | null;
  declare looking: boolean;
  declare errors: readonly FieldError[];
  declare failure: string | null;
  readonly loaded = new Loaded<Row>(this, (signal) => readPhone(api, this.params.phone ?? "", signal));
  readonly events = listen(this, { found: () => void this._find(), reload: () => void this._find() });
  #phoneId = "";

  constructor() {
    super();
    this.params = {};
    this.query = new URLSearchParams();
    this.found = [];
    this.model = null;
    this.mac = "";
    this.preview = null;
    this.looking = false;
    this.errors = [];
    this.failure = null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this._find();
  }

  override willUpdate(): void {
    const { phone = "" } = this.params;
    if (phone === this.#phoneId) return;
    this.#phoneId = phone;
    Object.assign(this, { model: null, mac: "", preview: null, errors: [], failure: null });
    this.loaded.restart();
  }

  override render() {
    const phone = this.loaded.value?.value;
    return html`<div class="page-head">
        <p class="soft"><a href=${pathTo("phones")}>${t("section.phones")}</a></p>
        <h1 tabindex="-1">${phone ? t("phones.swap.heading", { name: phoneName(phone) }) : t("phones.swap")}</h1>
        <p class="soft">${t("phones.swap.text")}</p>
      </div>
      ${missing(this.loaded)}
      ${phone ? (phone.state === "retired" ? html`<p class="notice">${t("phones.retired.text")}</p>` : this._swap(phone)) : nothing}`;
  }

  _swap(phone: PhoneView) {
    return html`<form class="surface panel choose" @submit=${this._do} novalidate>
        <search-combobox
          name="model"
          label=${t("phones.swap.model")}
          placeholder=${t("phones.intake.model.find")}
          hint=${t("phones.swap.model.hint", { model: phone.modelName })}
          required
          .problem=${this.errors.some(({ field }) => field === "model") ? t("phones.intake.model.missing") : null}
          .find=${findModels}
          .value=${this.model}
          @combo-change=${(event: CustomEvent<ComboOption | null>) => this._chose(event.detail)}
        ></search-combobox>
        <div @input=${this._typed}>
          ${textField({ name: "mac", label: t("phones.intake.mac"), value: this.mac, hint: t("phones.intake.mac.hint"), maxlength: 60, required: true, errors: this.errors.filter(({ field }) => field === "mac") })}
        </div>
        ${this._founds()}
        ${this.failure ? html`<p class="notice stop whole" role="alert">${this.failure}</p>` : nothing}
        <div class="row whole"><button class="button filled" type="submit" ?disabled=${this.looking}>${t("phones.swap.do")}</button>
          <a class="button" href=${pathTo("phones", { phone: phone.id })}>${t("action.cancel")}</a></div>
      </form>
      ${this._summary()}
      <div class="side">
        <section class="surface drawn" aria-labelledby="before">
          <h2 id="before">${t("phones.swap.before", { model: phone.modelName })}</h2>
          <phone-drawing readonly .shape=${phone.shape} .keys=${phone.keys.map(contentOf)} heading=${phone.user?.name ?? phone.label}></phone-drawing>
        </section>
        <section class="surface drawn" aria-labelledby="after">
          <h2 id="after">${this.model && this.preview ? t("phones.swap.after", { model: this.model.title }) : t("phones.swap.after_none")}</h2>
          ${
            this.preview
              ? html`<phone-drawing readonly .shape=${this.preview.shape} .keys=${this.preview.keys.filter((key) => key.state !== "misfit").map(contentOf)} heading=${phone.user?.name ?? phone.label}></phone-drawing>`
              : html`<p class="soft">${t(this.looking ? "list.row_loading" : "phones.swap.choose")}</p>`
          }
        </section>
      </div>`;
  }

  _founds() {
    if (this.found.length === 0) return nothing;
    return html`<div class="whole">
      <p class="label">${t("phones.swap.found")}</p>
      <div class="row">
        ${this.found.slice(0, 12).map(
          (
            one,
          ) => html`<button class="chip" type="button" aria-pressed=${readMac(this.mac) === one.mac} @click=${() => this._takeFound(one)}>
            <span class="mac">${writeMac(one.mac)}</span>${one.model ?? ""}
          </button>`,
        )}
      </div>
    </div>`;
  }

  /** What moves, and what does not fit, before anything is saved. */
  _summary() {
    const { preview } = this;
    if (!preview) return nothing;
    const { moves, misfits } = preview;
    return html`<section class="surface panel result" aria-labelledby="fits" role="status">
      <h2 id="fits">${misfits.length === 0 ? t("phones.swap.all_fits", { count: moves.length }) : t("phones.swap.some_fit", { count: moves.length })}</h2>
      ${
        misfits.length === 0
          ? nothing
          : html`<div class="notice waiting">
              <p><strong>${t("phones.swap.misfits", { count: misfits.length })}</strong></p>
              ${misfitList(misfits)}
            </div>`
      }
      <p class="soft">${t("phones.swap.kept")}</p>
    </section>`;
  }

  _typed(event: Event): void {
    if (!(event.target instanceof HTMLInputElement)) return;
    this.mac = event.target.value;
    this.errors = this.errors.filter(({ field }) => field !== "mac");
  }

  async _takeFound(one: FoundPhone): Promise<void> {
    this.mac = writeMac(one.mac);
    this.errors = [];
    const models = await listModels(api).catch(() => []);
    const known = models.find(({ vendor, model }) => vendor === one.vendor && model === one.model);
    if (known) await this._chose(modelOption(known));
  }

  async _chose(option: ComboOption | null): Promise<void> {
    this.model = option;
    this.preview = null;
    this.failure = null;
    this.errors = this.errors.filter(({ field }) => field !== "model");
    if (!option) return;
    this.looking = true;
    try {
      const preview = await previewSwap(api, this.#phoneId, apparatusOf(option.key));
      if (this.model === option) this.preview = preview;
    } catch (error) {
      if (this.model === option) this.failure = failureText(error);
    } finally {
      if (this.model === option) this.looking = false;
    }
  }

  async _do(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const row = this.loaded.value;
    const mac = readMac(this.mac);
    const wrong = (field: string, code: string): FieldError => ({ field, code, detail: {} });
    this.errors = [...(this.model ? [] : [wrong("model", "model_unknown")]), ...(mac ? [] : [wrong("mac", "mac_invalid")])];
    if (!row || !mac || !this.model || this.errors.length > 0) {
      await this.updateComplete;
      return focusFirstError(this.renderRoot, this.errors);
    }
    const to = { ...apparatusOf(this.model.key), mac };
    const [name, model] = [phoneName(row.value), this.model.title];
    let made: PhoneView | null = null;
    const misfits = this.preview?.misfits.length ?? 0;
    await confirm({
      heading: t("phones.swap.ask", { name, model }),
      effects: [
        t("phones.swap.effect.old", { model: row.value.modelName }),
        t("phones.swap.effect.new"),
        ...(misfits > 0 ? [t("phones.swap.effect.misfits", { count: misfits })] : []),
      ],
      action: t("phones.swap.do"),
      run: async () => {
        made = (await swapPhone(api, row.value.id, to, row.version)).value;
      },
      failure: (error) =>
        error instanceof ApiError && error.code === "version_conflict" ? this._changedMeanwhile() : failureText(error),
    });
    const swapped = made as PhoneView | null;
    if (!swapped) return;
    toast({ text: t("phones.swap.done", { name, model }) });
    goTo(pathTo("newPhones", { phone: swapped.id }));
  }

  _changedMeanwhile(): string {
    void this.loaded.reload();
    return t("phones.swap.changed");
  }

  async _find(): Promise<void> {
    // Without them the address is typed.
    this.found = (await listFound(api).catch(() => null))?.rows ?? this.found;
    const pointed = readMac(this.query.get("mac") ?? "");
    if (pointed === null || this.mac !== "") return;
    const known = this.found.find(({ mac }) => mac === pointed);
    if (known) await this._takeFound(known);
    else this.mac = writeMac(pointed);
  }

  static override styles = [
    shared,
    buttons,
    fields,
    states,
    surfaces,
    pageStyles,
    misfitListStyles,
    css`
      :host {
        max-width: 1320px;
      }
      .panel {
        margin-bottom: 16px;
        justify-items: stretch;
      }
      .choose {
        grid-template-columns: repeat(auto-fit, minmax(min(280px, 100%), 1fr));
        align-items: start;
      }
      .whole {
        grid-column: 1 / -1;
      }
      .label {
        margin-bottom: 6px;
        color: var(--soft);
        font-weight: 600;
        font-size: var(--size-small);
      }
      .mac {
        font-family: var(--mono);
      }
      .result {
        gap: 12px;
      }
      .side {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(420px, 100%), 1fr));
        gap: 16px;
        align-items: start;
      }
      .drawn {
        display: grid;
        gap: 12px;
        padding: 16px;
        min-width: 0;
      }
    `,
  ];
}

/** A key as the drawing takes it. */
function contentOf({ place, label, kind, state, locked, from }: KeyView): KeyContent {
  return { ...place, label, kind, state: state === "misfit" ? "misfit" : "live", locked, shared: from === "layout" };
}

customElements.define("swap-page", SwapPage);
declare global {
  interface HTMLElementTagNameMap {
    "swap-page": SwapPage;
  }
}
