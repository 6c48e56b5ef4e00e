import { css, html, nothing } from "lit";
import { FolderOpen } from "lucide";
import { KlykaElement } from "../../components/element.ts";
import "../../components/file-drop.ts";
import { icon } from "../../components/icon.ts";
import "../../components/search-combobox.ts";
import type { ComboOption } from "../../components/search-combobox.ts";
import { api } from "../../data/client.ts";
import { type IntakeMode, type IntakeModels, type IntakeView, packed, sendIntake } from "../../data/intake.ts";
import { refusalText } from "../../i18n/errors.ts";
import { failureText } from "../../i18n/failure.ts";
import { formatCount } from "../../i18n/format.ts";
import { t } from "../../i18n/index.ts";
import { goTo } from "../../router/navigate.ts";
import { pathTo } from "../../router/paths.ts";
import { buttons, fields, shared, states, surfaces } from "../../style/controls.ts";
import { pageStyles } from "../page-styles.ts";
import { apparatusOf, findModels } from "../phones/finders.ts";
import { noteTable, noteTableStyles } from "./note-table.ts";

const makes = { yealink: "Yealink", snom: "Snom", polycom: "Poly" } as const;
type Make = keyof typeof makes;

/** Phones of another system, from its files: read, shown, and then taken over, phone by phone or all at once. */
export class IntakePage extends KlykaElement {
  static override properties = {
    file: { state: true },
    view: { state: true },
    models: { state: true },
    busy: { state: true },
    share: { state: true },
    failure: { state: true },
    shown: { state: true },
  };
  declare file: { readonly name: string; readonly bytes: Blob } | null;
  declare view: IntakeView | null;
  declare models: Readonly<Partial<Record<Make, ComboOption>>>;
  declare busy: "packing" | "sending" | "reading" | null;
  /** Of the file, how much has gone out. */
  declare share: number;
  declare failure: string | null;
  /** Which notes. */
  declare shown: string;

  constructor() {
    super();
    this.file = null;
    this.view = null;
    this.models = {};
    this.busy = null;
    this.share = 0;
    this.failure = null;
    this.shown = "";
  }

  override render() {
    const { view } = this;
    return html`<div class="page-head">
        <p class="soft"><a href=${pathTo("phonesImport")}>${t("phones.import.title")}</a></p>
        <h1 tabindex="-1">${t("intake.title")}</h1>
        <p class="soft">${t("intake.text")}</p>
      </div>
      <div class="stack">
        ${view?.kept ? nothing : this._files()} ${this._progress()}
        ${this.failure ? html`<p class="notice stop" role="alert">${this.failure}</p>` : nothing}
        ${view && !this.busy ? this._result(view) : nothing}
      </div>`;
  }

  _files() {
    return html`<file-drop class="surface" label=${t("intake.drop")} accept=".zip,.cfg,.xml,.htm,.html,.csv,.sql" @file-chosen=${(event: CustomEvent<File>) => this._take(event.detail.name, event.detail)}>
      <button class="button" type="button" ?disabled=${this.busy !== null} @click=${this._folder}>${icon(FolderOpen, 18)}${t("intake.folder")}</button>
      <input class="folder" type="file" webkitdirectory hidden aria-label=${t("intake.folder")} @change=${this._folderChosen} />
      <p>${this.file ? html`<strong>${this.file.name}</strong>` : t("intake.takes")}</p>
      <p class="soft">${t("intake.knows")}</p>
    </file-drop>`;
  }

  _progress() {
    if (!this.busy) return nothing;
    const file = this.file?.name ?? "";
    const text = this.busy === "packing" ? t("intake.packing") : t(`intake.${this.busy}`, { file });
    return html`<div><p role="status">${text}</p>${
      this.busy === "sending"
        ? html`<progress max="1" .value=${this.share} aria-label=${text}></progress>`
        : html`<progress aria-label=${text}></progress>`
    }</div>`;
  }

  _result(view: IntakeView) {
    const empty = view.users + view.accounts + view.phones === 0;
    const count = (of: "users" | "accounts" | "phones" | "keys") =>
      html`<li><strong>${formatCount(view[of])}</strong> ${t(`intake.${of}`, { count: view[of] })}</li>`;
    return html`<section class="surface panel" aria-labelledby="result">
        <h2 id="result">${view.kept ? t("intake.done") : empty ? t("intake.nothing", { file: this.file?.name ?? "" }) : t("intake.result")}</h2>
        <ul class="counts">${count("users")} ${count("accounts")} ${count("phones")} ${count("keys")}</ul>
        <div class="soft">
          ${view.following > 0 ? html`<p>${t("intake.following", { count: view.following })}</p>` : nothing}
          ${view.known > 0 ? html`<p>${t("intake.known", { count: view.known })}</p>` : nothing}
          ${view.models.length > 0 ? html`<p>${t("intake.models")}: ${view.models.map(({ name, count }) => `${name} (${formatCount(count)})`).join(", ")}</p>` : nothing}
        </div>
        ${view.refused > 0 ? html`<p class="notice waiting">${t("intake.refused", { count: view.refused })}</p>` : nothing}
        ${this._errors(view)} ${view.modelless.length > 0 && !view.kept ? this._models(view.modelless) : nothing} ${this._buttons(view, empty)}
      </section>
      ${view.noteCount > 0 ? noteTable(view, this.shown, (shown) => this._show(shown)) : nothing}`;
  }

  _errors({ errors }: IntakeView) {
    if (errors.length === 0) return nothing;
    return html`<div class="notice stop" role="alert">
      <p>${t("intake.stopped")}</p>
      <ul>${errors.slice(0, 50).map(({ name, code, values }) => html`<li><strong>${name}:</strong> ${refusalText(code, values)}</li>`)}</ul>
    </div>`;
  }

  _models(modelless: readonly Make[]) {
    return html`<div class="models">
      <p>${t("intake.model.text")}</p>
      ${modelless.map(
        (make) => html`<search-combobox
          label=${t("intake.model", { make: makes[make] })}
          .find=${findModels}
          .value=${this.models[make] ?? null}
          @combo-change=${(event: CustomEvent<ComboOption | null>) => this._model(make, event.detail)}
        ></search-combobox>`,
      )}
      <button class="button" type="button" @click=${() => this._send("try")}>${t("intake.model.try")}</button>
    </div>`;
  }

  _buttons(view: IntakeView, empty: boolean) {
    if (view.kept)
      return html`<div class="row"><a class="button filled" href=${pathTo("phones")}>${t("phones.import.to_list")}</a></div>`;
    if (empty) return nothing;
    return html`<div class="row">
        <button class="button filled" type="button" @click=${() => this._send("each")}>${t("intake.each")}</button>
        <button class="button" type="button" @click=${() => this._send("all")}>${t("intake.all")}</button>
        <button class="button quiet" type="button" @click=${this._another}>${t("intake.another")}</button>
      </div>
      <p class="soft">${t("intake.each.text")}</p>`;
  }

  _show(shown: string): void {
    this.shown = shown;
  }

  _model(make: Make, option: ComboOption | null): void {
    const { [make]: _was, ...others } = this.models;
    this.models = option ? { ...others, [make]: option } : others;
  }

  _folder(): void {
    this.renderRoot.querySelector<HTMLInputElement>(".folder")?.click();
  }

  async _folderChosen({ target }: Event): Promise<void> {
    if (!(target instanceof HTMLInputElement)) return;
    const files = [...(target.files ?? [])];
    target.value = "";
    const [first] = files;
    if (!first) return;
    this.busy = "packing";
    this.failure = null;
    try {
      const name = first.webkitRelativePath.split("/")[0] || first.name;
      await this._take(name, await packed(files));
    } catch (error) {
      this.failure = failureText(error);
      this.busy = null;
    }
  }

  async _take(name: string, bytes: Blob): Promise<void> {
    this.file = { name, bytes };
    this.models = {};
    await this._send("try");
  }

  async _send(mode: IntakeMode): Promise<void> {
    if (!this.file) return;
    this.busy = "sending";
    this.share = 0;
    this.failure = null;
    try {
      const told = (share: number) => {
        this.share = share;
        if (share >= 1) this.busy = "reading";
      };
      const view = await sendIntake(api, this.file, mode, this._said(), told);
      if (view.job) goTo(pathTo("job", { job: view.job.id }));
      this.view = view;
    } catch (error) {
      this.failure = failureText(error);
    } finally {
      this.busy = null;
    }
  }

  _said(): IntakeModels {
    return Object.fromEntries(Object.entries(this.models).map(([make, option]) => [make, apparatusOf(option.key).model]));
  }

  readonly _another = (): void => {
    this.file = null;
    this.view = null;
    this.failure = null;
    this.models = {};
  };

  static override styles = [
    shared,
    buttons,
    fields,
    states,
    surfaces,
    pageStyles,
    noteTableStyles,
    css`
      .stack {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 16px;
      }
      .panel {
        gap: 14px;
      }
      h2 {
        font: 700 1.15rem / 1.3 var(--heading);
      }
      .counts {
        display: flex;
        flex-wrap: wrap;
        gap: 8px 28px;
        margin: 0;
        padding: 0;
        list-style: none;
        font-variant-numeric: tabular-nums;
      }
      .counts strong {
        font-size: 1.5rem;
      }
      .row {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
      }
      .models {
        display: grid;
        gap: 10px;
        width: min(420px, 100%);
        justify-items: start;
      }
      .models search-combobox {
        width: 100%;
      }
      progress {
        width: 100%;
        accent-color: var(--accent);
      }
    `,
  ];
}

customElements.define("intake-page", IntakePage);
declare global {
  interface HTMLElementTagNameMap {
    "intake-page": IntakePage;
  }
}
