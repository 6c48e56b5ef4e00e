import { html, nothing } from "lit";
import { KlykaElement } from "../components/element.ts";
import { answerOf } from "../components/modal-dialog.ts";
import { api } from "../data/client.ts";
import { type InstallKind, mostAtOnce, sendMany } from "../data/messages.ts";
import { t } from "../i18n/index.ts";
import { BulkRun, bulkStyles } from "../list/bulk-run.ts";
import { buttons, shared, states } from "../style/controls.ts";
import { notSentText } from "./words.ts";

export type SendManySay = {
  readonly people: readonly { readonly id: string; readonly name: string }[];
  readonly kind: InstallKind;
  /** Called whenever something has been sent. */
  readonly changed: () => void;
};

/** The same link to many: counted and agreed to first, sent in parts that show how far it has come, with who was left out. */
export class SendManyDialog extends KlykaElement {
  static override properties = { say: { attribute: false }, step: { state: true }, sends: { state: true } };
  declare say: SendManySay;
  declare step: "confirm" | "run";
  /** Whether anybody sends them from here. */
  declare sends: boolean;
  declare answer: () => void;
  readonly bulk = new BulkRun(this, {
    ids: () => this.say.people.map(({ id }) => id),
    mostAtOnce,
    send: async (ids) => {
      const sent = await sendMany(api, ids, this.say.kind);
      this.sends = sent.sends;
      return sent;
    },
    changed: () => this.say.changed(),
    outcome: (count) => t("messages.bulk.queued", { count }),
  });

  constructor() {
    super();
    this.step = "confirm";
    this.sends = true;
    this.answer = () => undefined;
  }

  override render() {
    const { people, kind } = this.say;
    return html`<modal-dialog
      heading=${t(`messages.bulk.heading.${kind}`, { count: people.length })}
      open
      @dialog-cancel=${(event: Event) => this.bulk.step === "running" && event.preventDefault()}
      @dialog-close=${() => this.answer()}
    >
      ${this.step === "confirm" ? this._confirm() : this._progress()}${this._buttons()}
    </modal-dialog>`;
  }

  _confirm() {
    const { people, kind } = this.say;
    const named = people.slice(0, 12).map(({ name }) => name);
    return html`<div class="stack">
      <p>${named.join(", ")}${people.length > named.length ? ` ${t("users.and_more", { count: people.length - named.length })}` : ""}.</p>
      <p>${t(`messages.bulk.text.${kind}`)}</p>
      <p class="soft">${t("messages.bulk.left_out")}</p>
    </div>`;
  }

  _progress() {
    const channel = this.say.kind === "app_install" ? "sms" : "mail";
    const isFine = this.sends || this.bulk.results.every(({ outcome }) => outcome === "refused");
    return html`${this.bulk.progress()}${isFine ? nothing : html`<p class="notice waiting">${notSentText(channel)}</p>`}`;
  }

  _buttons() {
    if (this.step === "run") return this.bulk.buttons(() => this.answer());
    const { people, kind } = this.say;
    return html`<button slot="actions" class="button" type="button" @click=${() => this.answer()}>${t("action.cancel")}</button>
      <button slot="actions" class="button filled" type="button" @click=${this._start}>${t(`messages.bulk.do.${kind}`, { count: people.length })}</button>`;
  }

  _start(): void {
    this.step = "run";
    void this.bulk.run();
  }

  static override styles = [shared, buttons, states, bulkStyles];
}

/** Stays until it is closed. */
export function sendToMany(say: SendManySay): Promise<void> {
  return answerOf(Object.assign(document.createElement("send-many-dialog"), { say }));
}

customElements.define("send-many-dialog", SendManyDialog);
declare global {
  interface HTMLElementTagNameMap {
    "send-many-dialog": SendManyDialog;
  }
}
