import { css, html, nothing } from "lit";
import { KlykaElement } from "../components/element.ts";
import { searchField, segmentField, selectField } from "../components/fields.ts";
import { answerOf } from "../components/modal-dialog.ts";
import { type KeyPeer, listKeyPeers, peerSource, type Subject } from "../data/keys.ts";
import { t } from "../i18n/index.ts";
import { buttons, fields, shared, states } from "../style/controls.ts";
import { type Edits, type KeyData, placeOf } from "./draft.ts";
import { leftAfter, pickListStyles } from "./pick-list.ts";
import { misfitOf, type ShownKey, shownKeys } from "./shown.ts";
import { effectOf, misfitText, placeName } from "./words.ts";

export type CopyQuestion = {
  readonly subject: Subject;
  readonly edits: Edits;
  /** The source's id, which is no peer of itself. */
  readonly id: string;
};
export type CopyAnswer =
  | { readonly direction: "from"; readonly changes: Edits }
  | { readonly direction: "to"; readonly peer: KeyPeer; readonly changes: Edits };

const pause = 200;

/** Copies chosen keys from another phone or layout, or to one, showing before which of them do not fit there. */
export class CopyDialog extends KlykaElement {
  static override properties = {
    question: { attribute: false },
    direction: { state: true },
    query: { state: true },
    peers: { state: true },
    chosen: { state: true },
    other: { state: true },
    left: { state: true },
    failed: { state: true },
  };
  declare question: CopyQuestion;
  declare answer: (answer: CopyAnswer | null) => void;
  declare direction: "from" | "to";
  declare query: string;
  declare peers: readonly KeyPeer[];
  declare chosen: string;
  declare other: Subject | null;
  declare left: ReadonlySet<string>;
  declare failed: boolean;
  #timer = 0;
  #turn = 0;

  constructor() {
    super();
    this.answer = () => undefined;
    this.direction = "from";
    this.query = "";
    this.peers = [];
    this.chosen = "";
    this.other = null;
    this.left = new Set();
    this.failed = false;
  }

  override firstUpdated(): void {
    void this._find();
  }

  override render() {
    const keys = this._keys();
    const wanted = keys.filter(({ at }) => !this.left.has(at));
    return html`<modal-dialog heading=${t("keys.copy_many")} open wide @dialog-close=${() => this.answer(null)}>
      <form id="copy" @submit=${this._done} @change=${this._changed}>
        ${segmentField({
          name: "direction",
          label: t("keys.copy.direction"),
          value: this.direction,
          choices: [
            { value: "from", label: t("keys.copy.from") },
            { value: "to", label: t("keys.copy.to") },
          ],
        })}
        <div class="pair">
          ${searchField({ name: "q", label: t("keys.copy.search"), value: this.query, onInput: (text) => this._typed(text) })}
          ${selectField({
            name: "peer",
            label: this.direction === "from" ? t("keys.copy.peer_from") : t("keys.copy.peer_to"),
            value: this.chosen,
            choices: [
              { value: "", label: t("keys.copy.choose") },
              ...this.peers.map((peer) => ({
                value: peer.key,
                label:
                  peer.kind === "layout"
                    ? t("keys.copy.layout", { name: peer.name })
                    : t("keys.copy.phone", { name: peer.name, model: peer.detail }),
              })),
            ],
          })}
        </div>
        ${this.failed ? html`<p class="notice stop" role="alert">${t("keys.copy.failed")}</p>` : nothing}
        ${this.other ? this._list(keys) : nothing}
      </form>
      <button slot="actions" class="button" type="button" @click=${() => this.answer(null)}>${t("action.cancel")}</button>
      <button slot="actions" class="button filled" type="submit" form="copy" ?disabled=${wanted.length === 0} @click=${this._done}>${t("keys.copy.do", { count: wanted.length })}</button>
    </modal-dialog>`;
  }

  _list(keys: readonly ShownKey[]) {
    if (keys.length === 0) return html`<p class="soft">${t("keys.copy.none")}</p>`;
    return html`<fieldset>
      <legend>${t("keys.copy.which")}</legend>
      ${keys.map((key) => this._row(key))}
    </fieldset>`;
  }

  _row({ at, data, label }: ShownKey) {
    const to = this._receiver();
    const misfit = to && misfitOf(to, data);
    const replaced = to && this._at(to, at);
    return html`<label class="key"
      ><input type="checkbox" name="key" value=${at} .checked=${!this.left.has(at)} /><span class="place">${to ? placeName(to, at) : at}</span
      ><span><strong>${label || t(`kind.${data.kind}`)}</strong> <span class="soft">${effectOf(data)}</span>${
        misfit && to ? html`<span class="stop">${misfitText(misfit, to, data)}</span>` : nothing
      }${replaced ? html`<span class="soft">${t("keys.copy.replaces", { label: replaced })}</span>` : nothing}</span></label
    >`;
  }

  _receiver(): Subject | null {
    return this.direction === "from" ? this.question.subject : this.other;
  }

  /** What stands there now. */
  _at(subject: Subject, at: string): string {
    const edits = subject === this.question.subject ? this.question.edits : new Map();
    const there = shownKeys(subject, edits).find((one) => one.at === at);
    return there && there.data.kind !== "blank" ? there.label || t(`kind.${there.data.kind}`) : "";
  }

  /** Keys that somebody has programmed: the lines that a phone has by itself are nothing to copy. */
  _keys(): readonly ShownKey[] {
    const { subject, edits } = this.question;
    const from = this.direction === "to" ? shownKeys(subject, edits) : this.other ? shownKeys(this.other, new Map()) : [];
    return from.filter(({ data, saved, problem }) => data.kind !== "blank" && saved?.from !== "klyka" && problem === null);
  }

  _typed(text: string): void {
    this.query = text;
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => void this._find(), pause);
  }

  async _find(): Promise<void> {
    const turn = ++this.#turn;
    try {
      const peers = await listKeyPeers(this.query.trim());
      if (turn !== this.#turn) return;
      this.peers = peers.filter(({ key }) => key !== this.question.id);
      this.failed = false;
    } catch {
      this.failed = true;
    }
  }

  async _changed(event: Event): Promise<void> {
    const { target } = event;
    if (target instanceof HTMLSelectElement) return this._choose(target.value);
    if (!(target instanceof HTMLInputElement)) return;
    if (target.name === "direction") this.direction = target.value === "to" ? "to" : "from";
    else if (target.name === "key") {
      this.left = leftAfter(this.left, target);
      return;
    }
    this._leaveMisfits();
  }

  async _choose(key: string): Promise<void> {
    this.chosen = key;
    this.other = null;
    const peer = this.peers.find((one) => one.key === key);
    if (!peer) return;
    try {
      const source = peerSource(peer, this.question.subject);
      const { value } = await source.read();
      if (this.chosen !== key) return;
      this.other = source.subjectOf(value);
      this._leaveMisfits();
    } catch {
      this.failed = true;
    }
  }

  /** What does not fit where it is going is not copied until somebody says so. */
  _leaveMisfits(): void {
    const to = this._receiver();
    this.left = new Set(to ? this._keys().flatMap(({ at, data }) => (misfitOf(to, data) ? [at] : [])) : []);
  }

  _done(event: Event): void {
    event.preventDefault();
    const wanted = this._keys().filter(({ at }) => !this.left.has(at));
    const changes = new Map(wanted.map(({ at, data }): [string, KeyData] => [at, { ...data, place: placeOf(at) }]));
    const peer = this.peers.find((one) => one.key === this.chosen);
    if (!peer || changes.size === 0) return;
    this.answer(this.direction === "from" ? { direction: "from", changes } : { direction: "to", peer, changes });
  }

  static override styles = [
    shared,
    buttons,
    fields,
    states,
    pickListStyles,
    css`
      .key {
        display: grid;
        grid-template-columns: auto 9.5em minmax(0, 1fr);
        gap: 4px 12px;
        align-items: start;
        padding: 8px 0;
        border-top: 1px solid var(--line);
        cursor: pointer;
      }
      .place {
        color: var(--soft);
      }
      .key .stop,
      .key .soft + .soft {
        display: block;
        font-size: var(--size-small);
      }
      .key .stop {
        color: var(--stop-ink);
      }
      @media (max-width: 720px) {
        .key {
          grid-template-columns: auto minmax(0, 1fr);
        }
        .key > :last-child {
          grid-column: 2;
        }
      }
    `,
  ];
}

/** Asks what to copy where. @returns null when it was called off */
export function askCopy(question: CopyQuestion): Promise<CopyAnswer | null> {
  return answerOf(Object.assign(document.createElement("copy-dialog"), { question }));
}

customElements.define("copy-dialog", CopyDialog);
declare global {
  interface HTMLElementTagNameMap {
    "copy-dialog": CopyDialog;
  }
}
