import { css, html, nothing } from "lit";
import { Eye, Send, X } from "lucide";
import { doing } from "../../components/doing.ts";
import { KlykaElement } from "../../components/element.ts";
import { icon } from "../../components/icon.ts";
import { missing } from "../../components/missing.ts";
import { toast } from "../../components/toasts.ts";
import { api } from "../../data/client.ts";
import { Loaded } from "../../data/loaded.ts";
import { type OutboxTextView, readOutboxLink, readOutboxText, sendAgain } from "../../data/messages.ts";
import { formatCount, spokenInstant } from "../../i18n/format.ts";
import { t } from "../../i18n/index.ts";
import { faultText, nextTry, stateOf, whatOf } from "../../messages/words.ts";
import { buttons, shared, states } from "../../style/controls.ts";
import { besideStyles, panelStyles } from "../phones/panel-styles.ts";

/** One message of the outbox: whom it is for, what it says, what became of it. Tells `message-close`, `message-changed`. */
export class OutboxMessage extends KlykaElement {
  static override properties = { messageId: { attribute: false }, whole: { state: true }, busy: { state: true } };
  declare messageId: string;
  /** With its link, once somebody has asked for that. */
  declare whole: OutboxTextView | null;
  declare busy: boolean;
  readonly loaded = new Loaded<OutboxTextView>(this, (signal) => readOutboxText(api, this.messageId, signal));
  #asked = "";

  constructor() {
    super();
    this.messageId = "";
    this.whole = null;
    this.busy = false;
  }

  override willUpdate(): void {
    if (this.messageId === this.#asked) return;
    this.#asked = this.messageId;
    this.whole = null;
    this.loaded.restart();
  }

  override render() {
    const { face, value } = this.loaded;
    const shown = this.whole ?? value;
    return html`<div class="panel">
      <div class="top">
        <h2 tabindex="-1">${shown ? whatOf(shown.row) : t("messages.outbox.message")}</h2>
        <button class="button quiet small icon-only" type="button" aria-label=${t("action.close")} @click=${() => this.tell("message-close", null)}>${icon(X)}</button>
      </div>
      ${missing(this.loaded, t("messages.outbox.loading"))}
      ${shown && face === "ready" ? this._message(shown) : nothing}
    </div>`;
  }

  _message(shown: OutboxTextView) {
    const { row, to } = shown;
    const when = (instant: string) => spokenInstant(new Date(instant), new Date());
    const fault = faultText(row);
    return html`<div class="stack">
      <p class="states">${stateOf(row)} ${nextTry(row)}</p>
      ${fault === null ? nothing : html`<p class="notice ${row.state === "failed" ? "stop" : "waiting"}">${fault}</p>`}
      <dl class="facts">
        <dt>${t("messages.outbox.person")}</dt>
        <dd>${row.person ?? t("messages.outbox.unknown")}${(row.to ?? to) ? html` <span class="soft">${row.to ?? to}</span>` : nothing}</dd>
        ${row.organisation === null ? nothing : html`<dt>${t("messages.outbox.organisation")}</dt><dd>${row.organisation}</dd>`}
        <dt>${t("messages.outbox.when")}</dt><dd>${when(row.createdAt)}</dd>
        <dt>${t("messages.outbox.sent_by")}</dt><dd>${row.sentBy === "" ? t("messages.outbox.itself") : row.sentBy}</dd>
        <dt>${t("messages.outbox.expires")}</dt><dd>${when(row.expiresAt)}</dd>
        <dt>${t("messages.outbox.tries")}</dt><dd>${formatCount(row.tries)}</dd>
      </dl>
      ${this._text(shown)}
      ${
        shown.sendable
          ? html`<div class="buttons"><button class="button" type="button" ?disabled=${this.busy} @click=${this._again}>${icon(Send, 16)}${t("messages.outbox.again")}</button></div>`
          : nothing
      }
    </div>`;
  }

  _text({ row, subject, text, hidesLink }: OutboxTextView) {
    if (text === null)
      return html`<p class="soft">${t(row.person === null ? "messages.outbox.asked" : "messages.outbox.nowhere")}</p>`;
    return html`<section class="part">
      ${subject === null ? nothing : html`<h3>${subject}</h3>`}
      <div class="words" tabindex="0" role="group" aria-label=${t("messages.outbox.words")}>${text}</div>
      ${
        hidesLink
          ? html`<p class="soft small">${t("messages.outbox.covered")}</p>
              <div class="buttons"><button class="button small" type="button" ?disabled=${this.busy} @click=${this._link}>${icon(Eye, 16)}${t("messages.outbox.show_link")}</button></div>`
          : nothing
      }
      ${this.whole ? html`<p class="soft small" role="status">${t("messages.outbox.link_logged")}</p>` : nothing}
    </section>`;
  }

  async _link(): Promise<void> {
    await doing(this, async () => {
      this.whole = await readOutboxLink(api, this.messageId);
    });
  }

  async _again(): Promise<void> {
    await doing(this, async () => {
      await sendAgain(api, this.messageId);
      toast({ text: t("messages.outbox.did_again") });
      this.whole = null;
      await this.loaded.reload();
      this.tell("message-changed", null);
    });
  }

  static override styles = [
    shared,
    buttons,
    states,
    panelStyles,
    besideStyles,
    css`
      .words {
        padding: 16px;
        border-radius: var(--radius);
        background: var(--sunk);
        white-space: pre-wrap;
        overflow-wrap: anywhere;
        font-size: var(--size-small);
      }
    `,
  ];
}

customElements.define("outbox-message", OutboxMessage);
declare global {
  interface HTMLElementTagNameMap {
    "outbox-message": OutboxMessage;
  }
}
