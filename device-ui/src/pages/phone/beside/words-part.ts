import { html, nothing } from "lit";
import { formatPlace } from "../../../../../domain/phone-key.ts";
import { KlykaElement } from "../../../components/element.ts";
import { diffStyles, lineDiff } from "../../../components/line-diff.ts";
import type { KeySource, Subject } from "../../../data/keys.ts";
import type { Reach } from "../../../data/reach.ts";
import { t } from "../../../i18n/index.ts";
import { changeOf, dataOf, type Edits, keyAt, pendingEdits } from "../../../keys/draft.ts";
import { shownAt, shownKeys } from "../../../keys/shown.ts";
import { keyInWords, misfitText, originText, placeName } from "../../../keys/words.ts";
import { shared, states } from "../../../style/controls.ts";
import { besideStyles } from "./beside-styles.ts";

const pause = 400;

/** What a save would change, and what is on the phone, in plain words. */
export class WordsPart extends KlykaElement {
  static override properties = {
    subject: { attribute: false },
    edits: { attribute: false },
    source: { attribute: false },
    version: {},
    reach: { state: true },
  };
  declare subject: Subject | null;
  declare edits: Edits;
  declare source: KeySource | null;
  declare version: string | null;
  /** What would change in the files; null: not known. */
  declare reach: Reach | null;
  #timer = 0;
  #turn = 0;

  constructor() {
    super();
    this.subject = null;
    this.edits = new Map();
    this.source = null;
    this.version = null;
    this.reach = null;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
    this.#turn++;
  }

  override updated(changed: Map<string, unknown>): void {
    if (!changed.has("edits") && !changed.has("version")) return;
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => void this._try(), pause);
  }

  /** The same trial that is shown before a layout is saved. A key that is not finished has no file yet. */
  async _try(): Promise<void> {
    const { subject, source, version } = this;
    const turn = ++this.#turn;
    const pending = subject ? pendingEdits(subject, this.edits) : [];
    const change = changeOf(pending);
    const reach = pending.length > 0 ? await (source?.reach?.(change, version) ?? Promise.resolve(null)).catch(() => null) : null;
    if (turn === this.#turn) this.reach = reach;
  }

  override render() {
    const { subject } = this;
    if (!subject) return nothing;
    return html`<div class="stack">${this._changes(subject)} ${this._keys(subject)}</div>`;
  }

  _changes(subject: Subject) {
    const pending = pendingEdits(subject, this.edits);
    if (pending.length === 0) return nothing;
    const difference = this.reach?.differences[0];
    return html`<section>
      <h3>${t("keys.words.changes")}</h3>
      <ul class="plain">
        ${pending.map(([at]) => {
          const before = keyAt(subject.keys, at);
          const after = shownAt(subject, this.edits, at, true);
          return html`<li>
            <strong>${placeName(subject, at)}</strong>
            <span class="soft">${keyInWords(before && dataOf(before), before?.labelShown ?? "")}</span>
            <span aria-hidden="true">→</span><span class="hidden">${t("keys.words.becomes")}</span>
            <span>${keyInWords(after?.data ?? null, after?.label ?? "")}</span>
          </li>`;
        })}
      </ul>
      ${difference ? html`<h4>${t("keys.words.file")}</h4>${lineDiff(difference.removed, difference.added)}` : nothing}
    </section>`;
  }

  _keys(subject: Subject) {
    const keys = shownKeys(subject, new Map()).filter(({ data }) => data.kind !== "blank");
    if (keys.length === 0) return html`<p class="soft">${t("keys.words.none")}</p>`;
    return html`<section>
      <h3>${t("keys.words.now")}</h3>
      <ul class="plain">
        ${keys.map(
          ({ at, data, misfit, saved }) => html`<li>
            <strong>${placeName(subject, formatPlace(data.place))}</strong>
            <span>${keyInWords(data, saved?.labelShown ?? "")}</span>
            ${misfit ? html`<span class="stop-text">${misfitText(misfit, subject, data)}</span>` : nothing}
            ${saved ? html`<span class="soft" data-at=${at}>${originText(saved)}</span>` : nothing}
          </li>`,
        )}
      </ul>
    </section>`;
  }

  static override styles = [shared, states, diffStyles, besideStyles];
}

customElements.define("words-part", WordsPart);
declare global {
  interface HTMLElementTagNameMap {
    "words-part": WordsPart;
  }
}
