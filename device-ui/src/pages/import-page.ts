import { css, html, nothing } from "lit";
import { Download, FileUp } from "lucide";
import type { ImportView } from "../../../portal/csv/exchange.ts";
import { KlykaElement } from "../components/element.ts";
import { icon } from "../components/icon.ts";
import { badge } from "../components/states.ts";
import type { Answered } from "../data/api.ts";
import { api } from "../data/client.ts";
import { ApiError } from "../data/problem.ts";
import { undoToast } from "../data/undo-toast.ts";
import { refusalText } from "../i18n/errors.ts";
import { failureText } from "../i18n/failure.ts";
import { t } from "../i18n/index.ts";
import { buttons, shared, states, surfaces } from "../style/controls.ts";
import { pageStyles } from "./page-styles.ts";

type ImportError = ImportView["errors"][number];
type Planned = ImportView["people"][number];
/** Rows that are drawn at once; the file itself has them all. */
const mostShown = 100;

/** What is in the file, and where it goes. */
export type ImportSay = {
  readonly list: { readonly href: string; readonly title: string };
  readonly title: string;
  readonly text: string;
  /** Which columns it has. */
  readonly columns: string;
  /** Which files are taken, in words and as the browser's dialog wants it; CSV unless said. */
  readonly formats?: string;
  readonly accept?: string;
  /** The present rows, to begin with. */
  readonly example: { readonly href: string; readonly label: string };
  /** What else can be fetched, and done, here. */
  readonly beside?: unknown;
  /** What a row is called. */
  readonly name: string;
  readonly columnLabel: (name: string) => string;
  /** The words on the button. */
  readonly take: (count: number) => string;
  readonly toList: string;
  readonly send: (file: Blob, dryRun: boolean) => Promise<Answered<ImportView>>;
  /** What else is to be said of what the file does. */
  readonly more?: (report: ImportView) => unknown;
  /** The sentence over errors, where the other rows can be taken in all the same. */
  readonly refused?: (report: ImportView) => string;
  /** A cell as people read it; as it stands in the file, unless said. */
  readonly cellText?: (column: string, value: string) => string;
  /** Whether it can be taken back as one. */
  readonly canUndo: (report: ImportView) => boolean;
};

/** Rows from a file: dropped or chosen, tried out, shown one by one, and then taken in, all or none. A page says of what. */
export abstract class ImportPage extends KlykaElement {
  static override properties = {
    file: { state: true },
    report: { state: true },
    busy: { state: true },
    failure: { state: true },
    over: { state: true },
  };
  declare file: File | null;
  declare report: ImportView | null;
  declare busy: "reading" | "importing" | null;
  declare failure: string | null;
  declare over: boolean;

  constructor() {
    super();
    this.file = null;
    this.report = null;
    this.busy = null;
    this.failure = null;
    this.over = false;
  }

  protected abstract say(): ImportSay;

  override render() {
    const { list, title, text } = this.say();
    return html`<div class="page-head">
        <p class="soft"><a href=${list.href}>${list.title}</a></p>
        <h1 tabindex="-1">${title}</h1>
        <p class="soft">${text}</p>
      </div>
      <div class="stack">
        ${this.report?.kept ? nothing : this._drop()}
        ${this.failure ? html`<p class="notice stop" role="alert">${this.failure}</p>` : nothing}
        ${this.busy ? html`<p role="status">${t(`users.import.${this.busy}`, { file: this.file?.name ?? "" })}</p><progress aria-label=${title}></progress>` : nothing}
        ${this.report && !this.busy ? this._report(this.report) : nothing}
      </div>`;
  }

  _drop() {
    const { columns, example, beside, formats = t("users.import.formats"), accept = ".csv,.txt,text/csv" } = this.say();
    return html`<label
        class="surface drop ${this.over ? "over" : ""}"
        @dragover=${(event: DragEvent) => this._dragged(event, true)}
        @dragleave=${(event: DragEvent) => this._dragged(event, false)}
        @drop=${this._dropped}
      >
        ${icon(FileUp, 28)}
        <span><strong>${this.file ? this.file.name : t("users.import.drop")}</strong></span>
        <span class="soft">${formats}</span>
        <span class="button" aria-hidden="true">${t("users.import.choose")}</span>
        <input class="hidden" type="file" accept=${accept} aria-label=${t("users.import.choose")} ?disabled=${this.busy !== null} @change=${this._chosen} />
      </label>
      <p class="soft">${columns} <a href=${example.href} download>${icon(Download, 16)}${example.label}</a></p>
      ${beside ?? nothing}`;
  }

  _report(report: ImportView) {
    const { created, updated, unchanged, kept } = report;
    const counts = html`<ul class="counts">
      <li><strong>${created}</strong> ${t("users.import.created")}</li>
      <li><strong>${updated}</strong> ${t("users.import.updated")}</li>
      <li><strong>${unchanged}</strong> ${t("users.import.unchanged")}</li>
      ${report.errorCount > 0 ? html`<li class="wrong"><strong>${report.errorCount}</strong> ${t("users.import.wrong")}</li>` : nothing}
    </ul>`;
    return html`<section class="surface panel" aria-label=${t("users.import.result")}>
      <p role="status"><strong>${this._sentence(report)}</strong></p>
      ${counts} ${this.say().more?.(report) ?? nothing} ${this._buttons(report)}
    </section>
    ${report.errorCount > 0 ? this._errors(report) : kept ? nothing : this._people(report)}`;
  }

  _sentence(report: ImportView): string {
    const { kept, errorCount, created, updated } = report;
    if (kept) return t("users.import.done");
    if (errorCount > 0) return this.say().refused?.(report) ?? t("users.import.refused");
    return t(created + updated > 0 ? "users.import.would" : "users.import.nothing");
  }

  _buttons({ kept, errorCount, created, updated }: ImportView) {
    const { list, take, toList } = this.say();
    if (kept) {
      return html`<div class="row">
        <a class="button filled" href=${list.href}>${toList}</a>
        <button class="button" type="button" @click=${this._another}>${t("users.import.another")}</button>
      </div>`;
    }
    if (errorCount > 0 || created + updated === 0) return nothing;
    return html`<div class="row">
      <button class="button filled" type="button" @click=${() => this._send(false)}>${take(created + updated)}</button>
      <button class="button" type="button" @click=${this._another}>${t("action.cancel")}</button>
    </div>`;
  }

  _errors({ errors, errorCount }: ImportView) {
    const { columnLabel } = this.say();
    return html`<section class="surface scroll" aria-labelledby="errors" tabindex="0">
      <h2 id="errors">${t("users.import.errors")}</h2>
      <table>
        <thead>
          <tr><th scope="col">${t("users.import.line")}</th><th scope="col">${t("users.import.column")}</th><th scope="col">${t("users.import.problem")}</th></tr>
        </thead>
        <tbody>
          ${errors.slice(0, mostShown).map((error) => html`<tr><td>${error.line}</td><td>${error.field ? columnLabel(error.field) : ""}</td><td>${problemText(error, columnLabel)}</td></tr>`)}
        </tbody>
      </table>
      ${errorCount > mostShown ? html`<p class="soft">${t("users.and_more", { count: errorCount - mostShown })}</p>` : nothing}
    </section>`;
  }

  _people({ people, created, updated }: ImportView) {
    if (people.length === 0) return nothing;
    const more = created + updated - Math.min(people.length, mostShown);
    return html`<section class="surface scroll" aria-labelledby="people" tabindex="0">
      <h2 id="people">${t("users.import.preview")}</h2>
      <table>
        <thead>
          <tr><th scope="col">${t("users.import.line")}</th><th scope="col">${this.say().name}</th><th scope="col">${t("users.import.happens")}</th></tr>
        </thead>
        <tbody>
          ${people.slice(0, mostShown).map((one) => this._person(one))}
        </tbody>
      </table>
      ${more > 0 ? html`<p class="soft">${t("users.and_more", { count: more })}</p>` : nothing}
    </section>`;
  }

  _person({ line, name, outcome, changes }: Planned) {
    const { columnLabel, cellText = (_: string, value: string) => value } = this.say();
    const created = outcome === "created";
    return html`<tr>
      <td>${line}</td>
      <td>${name}</td>
      <td>
        ${badge(created ? "live" : "waiting", t(created ? "users.import.new" : "users.import.changed"), false)}
        ${
          created
            ? nothing
            : html`<ul class="changes">
                ${changes.map(({ column, before, after }) => html`<li><span class="soft">${columnLabel(column)}:</span> ${cellText(column, before) || t("users.import.empty")} → <strong>${cellText(column, after) || t("users.import.empty")}</strong></li>`)}
              </ul>`
        }
      </td>
    </tr>`;
  }

  _dragged(event: DragEvent, over: boolean): void {
    event.preventDefault();
    this.over = over;
  }

  _dropped(event: DragEvent): void {
    this._dragged(event, false);
    const file = event.dataTransfer?.files[0];
    if (file && !this.busy) void this._take(file);
  }

  _chosen(event: Event): void {
    const { target } = event;
    const file = target instanceof HTMLInputElement ? target.files?.[0] : undefined;
    if (file) void this._take(file);
    // The same file, corrected, can be chosen again.
    if (target instanceof HTMLInputElement) target.value = "";
  }

  _take(file: File): Promise<void> {
    this.file = file;
    return this._send(true);
  }

  async _send(dryRun: boolean): Promise<void> {
    if (!this.file) return;
    this.busy = dryRun ? "reading" : "importing";
    this.failure = null;
    this.report = null;
    try {
      const { value, auditId } = await this.say().send(this.file, dryRun);
      this.report = value;
      if (value.kept) undoToast(api, t("users.import.done"), this.say().canUndo(value) ? auditId : null, () => this._another());
    } catch (error) {
      // A file that has been changed since it was chosen cannot be read any more: the browser says so by a fault of the network.
      this.failure = error instanceof ApiError && error.code === "input_invalid" ? t("users.import.no_csv") : failureText(error);
    } finally {
      this.busy = null;
    }
  }

  readonly _another = (): void => {
    this.file = null;
    this.report = null;
    this.failure = null;
  };

  static override styles = [
    shared,
    buttons,
    states,
    surfaces,
    pageStyles,
    css`
      .drop {
        position: relative;
        display: grid;
        justify-items: center;
        gap: 6px;
        padding: 32px 16px;
        border-style: dashed;
        border-color: var(--field-line);
        text-align: center;
        overflow-wrap: anywhere;
        cursor: pointer;
      }
      .drop.over,
      .drop:focus-within {
        border-color: var(--accent);
        background: var(--accent-ground);
      }
      .drop .button {
        margin-top: 8px;
      }
      .drop:has(:focus-visible) .button {
        outline: var(--focus);
        outline-offset: 2px;
      }
      progress {
        width: 100%;
        accent-color: var(--accent);
      }
      .panel {
        gap: 16px;
      }
      .counts {
        display: flex;
        flex-wrap: wrap;
        gap: 8px 24px;
        margin: 0;
        padding: 0;
        list-style: none;
      }
      .wrong {
        color: var(--stop-ink);
      }
      .scroll {
        overflow-x: auto;
        padding: 16px;
      }
      .scroll p {
        padding: 12px 8px 0;
      }
      table {
        width: 100%;
        margin-top: 8px;
        border-collapse: collapse;
        font-variant-numeric: tabular-nums;
      }
      th {
        color: var(--soft);
        font-size: var(--size-small);
        font-weight: 600;
        text-align: left;
      }
      th,
      td {
        padding: 8px;
        border-bottom: 1px solid var(--line);
        vertical-align: top;
        overflow-wrap: anywhere;
      }
      .changes {
        margin: 4px 0 0;
        padding: 0;
        list-style: none;
        font-size: var(--size-small);
      }
      a .icon {
        display: inline-block;
        vertical-align: -2px;
        margin-right: 4px;
      }
    `,
  ];
}

/** The sentence of an error; what is wrong with a cell alone is said by its column. */
function problemText({ field, code, values }: ImportError, columnLabel: (name: string) => string): string {
  const { problem } = values;
  if (code === "input_invalid" && field !== null) {
    if (problem === "column_unknown") return t("users.import.problem.column_unknown", { name: field });
    if (problem === "column_twice") return t("users.import.problem.column_twice", { name: field });
    if (problem === "column_missing") return t("users.import.problem.column_missing", { name: columnLabel(field) });
    if (problem === "column_beyond") return t("users.import.problem.column_beyond");
    if (problem === "empty") return t("users.import.problem.empty");
    if (typeof values.value === "string") return t("users.import.problem.cell", { value: values.value });
  }
  return refusalText(code, values);
}
