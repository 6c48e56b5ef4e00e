import { html, nothing } from "lit";
import { Loaded } from "../../../data/loaded.ts";
import { type FileLine, type FileView, listFiles, readDifference, readLines } from "../../../data/phone-files.ts";
import { formatCount } from "../../../i18n/format.ts";
import { isMessageKey, t } from "../../../i18n/index.ts";
import { buttons, shared, states } from "../../../style/controls.ts";
import { layerWords, originWords } from "../origin-words.ts";
import { besideStyles } from "./beside-styles.ts";
import { BesidePart } from "./part.ts";

/** The exact file, line by line: which layer says a line, who and when. Arrows walk from line to line. */
export class FilePart extends BesidePart {
  static override properties = { ...BesidePart.properties, chosen: { state: true }, line: { state: true } };
  /** Which of the phone's files; empty: the one with its keys. */
  declare chosen: string;
  declare line: number;
  readonly files = new Loaded(this, (signal) => listFiles(this.phoneId, signal));
  readonly lines = new Loaded(this, async (signal) => {
    const files = await listFiles(this.phoneId, signal);
    const role = this.chosen || (files.find((one) => one.role === "phone") ?? files[0])?.role || "";
    if (role === "") return { role, lines: [], waiting: new Set<string>() };
    const lines = await readLines(this.phoneId, role, signal);
    const { files: differences } = await readDifference(this.phoneId, signal);
    return { role, lines, waiting: new Set(differences.find((one) => one.role === role)?.added ?? []) };
  });
  protected readonly loads = [this.files, this.lines];

  constructor() {
    super();
    this.chosen = "";
    this.line = 0;
  }

  override render() {
    return this.faced(this.lines, ({ role, lines, waiting }) => {
      const file = this.files.value?.find((one) => one.role === role);
      const selected = lines[Math.min(this.line, lines.length - 1)];
      return html`<div class="stack">
        ${this._files(role)}
        ${file ? html`<p class="soft">${t("keys.file.facts", { name: file.name, bytes: formatCount(file.bytes), lines: lines.length })}${waiting.size > 0 ? ` ${t("keys.file.waiting", { count: waiting.size })}` : ""}</p>` : nothing}
        ${file ? this._warnings(file) : nothing}
        <div class="lines" role="listbox" aria-label=${t("keys.file.lines", { name: file?.name ?? role })} @keydown=${(event: KeyboardEvent) => this._key(event, lines.length)}>
          ${lines.map((line, at) => this._line(line, at, lines[at - 1] ?? null, waiting))}
        </div>
        ${selected ? html`<p class="explained" role="status">${this._explained(selected, this.line)}</p>` : nothing}
      </div>`;
    });
  }

  _files(role: string) {
    const files = this.files.value ?? [];
    if (files.length < 2) return nothing;
    return html`<div class="segments" role="group" aria-label=${t("keys.file.files")}>
      ${files.map((one) => html`<button type="button" aria-pressed=${one.role === role} @click=${() => this._choose(one.role)}>${one.name}</button>`)}
    </div>`;
  }

  _warnings({ warnings }: FileView) {
    const known = warnings.filter(({ code }) => isMessageKey(`keys.file.warning.${code}`));
    if (known.length === 0) return nothing;
    return html`<details class="notice waiting"><summary>${t("keys.file.warnings", { count: known.length })}</summary>
      <ul>${known.map(({ code, name }) => html`<li>${name}: ${t(`keys.file.warning.${code as "value_cut"}`)}</li>`)}</ul></details>`;
  }

  _line({ text, origin }: FileLine, at: number, before: FileLine | null, waiting: ReadonlySet<string>) {
    const words = origin ? layerWords(origin) : "";
    const same = before?.origin ? layerWords(before.origin) === words : words === "";
    const waits = waiting.has(text.trim()) && text.trim() !== "";
    return html`<div
      class="line ${same ? "same" : ""} ${waits ? "waits" : ""}"
      role="option"
      data-at=${at}
      tabindex=${at === this.line ? 0 : -1}
      aria-selected=${at === this.line}
      aria-label=${text.trim() === "" ? t("keys.file.empty") : nothing}
      @click=${() => this._go(at, false)}
      @pointerenter=${() => this._go(at, false)}
    ><span class="text">${text || " "}</span><span class="origin">${words}${waits ? ` · ${t("keys.file.not_yet")}` : ""}</span></div>`;
  }

  _explained({ origin, text }: FileLine, at: number): string {
    const what = t("keys.file.line", { line: at + 1 });
    if (!origin) return `${what}: ${t(text.trim() === "" ? "keys.file.empty" : "keys.file.form")}`;
    return `${what}: ${originWords(origin)}`;
  }

  _choose(role: string): void {
    this.chosen = role;
    this.line = 0;
    this.lines.restart();
  }

  _go(at: number, focus: boolean): void {
    this.line = at;
    if (focus) void this.updateComplete.then(() => this._focusLine(at));
  }

  _focusLine(at: number): void {
    const line = this.renderRoot.querySelector(`[data-at="${at}"]`);
    if (line instanceof HTMLElement) line.focus();
  }

  _key(event: KeyboardEvent, count: number): void {
    const to = {
      ArrowDown: this.line + 1,
      ArrowUp: this.line - 1,
      PageDown: this.line + 20,
      PageUp: this.line - 20,
      Home: 0,
      End: count - 1,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    this._go(Math.max(0, Math.min(count - 1, to)), true);
  }

  static override styles = [shared, buttons, states, besideStyles];
}

customElements.define("file-part", FilePart);
declare global {
  interface HTMLElementTagNameMap {
    "file-part": FilePart;
  }
}
