import { css, html, nothing } from "lit";
import { dropStyles, dropZone } from "../../components/drop-zone.ts";
import { KlykaElement } from "../../components/element.ts";
import { type StateTone, state } from "../../components/states.ts";
import { api } from "../../data/client.ts";
import { type FinanceFileView, sendFinanceFile } from "../../data/finance.ts";
import { failureText } from "../../i18n/failure.ts";
import { t } from "../../i18n/index.ts";
import { buttons, shared, states, surfaces } from "../../style/controls.ts";

/** One that goes out: how much of it is sent (0…1), what became of it, or why it did not get through. */
type Sent = {
  readonly key: number;
  readonly file: File;
  readonly share: number;
  readonly taken: FinanceFileView | null;
  readonly known: boolean;
  readonly failure: string | null;
};

/**
 * Where files are dropped or chosen, and what becomes of each. They are sent one after the other: invoices before the usage that
 * belongs to them. Tells `file-received` with each, and `file-show` with the one to be looked at.
 */
export class UploadBox extends KlykaElement {
  static override properties = { sent: { state: true }, over: { state: true }, news: { attribute: false } };
  declare sent: readonly Sent[];
  declare over: boolean;
  /** Files as they are now: those that were being read when they had come. */
  declare news: readonly (FinanceFileView | undefined)[];
  #next = 1;
  #line: Promise<void> = Promise.resolve();

  constructor() {
    super();
    this.sent = [];
    this.over = false;
    this.news = [];
  }

  override render() {
    const drop = {
      ...{ over: this.over, title: t(this.over ? "finance.drop.over" : "finance.drop"), formats: t("finance.formats") },
      ...{ choose: t("finance.choose"), accept: ".xml,.csv,.txt,text/xml,application/xml,text/csv" },
      setOver: (over: boolean) => {
        this.over = over;
      },
      take: (files: readonly File[]) => this.send(files),
    };
    return html`${dropZone(drop)}
      ${this.sent.length > 0 ? this._list() : nothing}`;
  }

  _list() {
    const busy = this.sent.some(({ taken, failure }) => taken === null && failure === null);
    return html`<section class="surface sent" aria-label=${t("finance.sent")}>
      <div role="status"><ul>
        ${this.sent.map((one) => this._row(one))}
      </ul></div>
      ${busy ? nothing : html`<button class="button quiet small" type="button" @click=${this._clear}>${t("finance.sent.clear")}</button>`}
    </section>`;
  }

  _row(one: Sent) {
    const { name } = one.file;
    if (one.failure !== null) {
      return html`<li>${state("stop", t("finance.not_sent", { name, why: one.failure }))}
        <button class="button small" type="button" @click=${() => this._again(one)}>${t("action.retry")}</button></li>`;
    }
    if (one.taken === null) {
      const percent = Math.round(one.share * 100);
      return html`<li>
        <span>${one.share < 1 ? t("finance.sending", { name, percent }) : t("finance.reading", { name })}</span>
        ${one.share < 1 ? html`<progress max="100" value=${percent} aria-label=${name}></progress>` : html`<progress aria-label=${name}></progress>`}
      </li>`;
    }
    const taken = this._newest(one.taken);
    const reading = taken.state === "reading";
    return html`<li>
      ${state(toneOf(taken, one.known), this._word(name, taken, one.known))}
      ${reading ? html`<progress max="100" value=${taken.percent} aria-label=${name}></progress>` : nothing}
      <button class="button quiet small" type="button" @click=${() => this.tell("file-show", taken.id)}>
        ${t(taken.state === "refused" ? "finance.why" : "finance.show")}
      </button>
    </li>`;
  }

  _word(name: string, { state: is }: FinanceFileView, known: boolean): string {
    if (is === "reading") return t("finance.reading", { name });
    if (is === "refused") return t("finance.refused", { name });
    return t(known ? "finance.known" : "finance.received", { name });
  }

  _newest(file: FinanceFileView): FinanceFileView {
    return this.news.find((one) => one?.id === file.id) ?? file;
  }

  /** Puts files at the end of the line. */
  send(files: readonly File[]): void {
    const inOrder = [...files].sort((a, b) => rank(a) - rank(b));
    for (const file of inOrder) {
      const one: Sent = { key: this.#next++, file, share: 0, taken: null, known: false, failure: null };
      this.sent = [...this.sent, one];
      this.#line = this.#line.then(() => this._send(one.key, file));
    }
  }

  async _send(key: number, file: File): Promise<void> {
    try {
      const { file: taken, known } = await sendFinanceFile(api, file, (share) => this._now(key, { share }));
      this._now(key, { share: 1, taken, known });
      this.tell("file-received", taken);
    } catch (error) {
      this._now(key, { failure: failureText(error) });
    }
  }

  _again({ key, file }: Sent): void {
    this._now(key, { failure: null, share: 0 });
    this.#line = this.#line.then(() => this._send(key, file));
  }

  _now(key: number, changed: Partial<Sent>): void {
    this.sent = this.sent.map((one) => (one.key === key ? { ...one, ...changed } : one));
  }

  readonly _clear = (): void => {
    this.sent = [];
    this.renderRoot.querySelector<HTMLElement>("input")?.focus();
  };

  static override styles = [
    shared,
    buttons,
    states,
    surfaces,
    dropStyles,
    css`
      :host {
        margin-bottom: 16px;
      }
      ul {
        max-height: 240px;
        overflow: auto;
      }
    `,
  ];
}

/** XML before rows. */
function rank({ name }: File): number {
  return /\.xml$/i.test(name) ? 0 : 1;
}

function toneOf({ state: is }: FinanceFileView, known: boolean): StateTone {
  if (is === "refused") return "stop";
  if (is === "reading") return "waiting";
  return known ? "off" : "live";
}

customElements.define("upload-box", UploadBox);
declare global {
  interface HTMLElementTagNameMap {
    "upload-box": UploadBox;
  }
}
