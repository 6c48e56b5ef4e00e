import { css, html } from "lit";
import { type IconNode, Mail, MessageSquareText } from "lucide";
import type { InstallKind } from "../../../../domain/message.ts";
import { KlykaElement } from "../../components/element.ts";
import { icon } from "../../components/icon.ts";
import type { UserView } from "../../data/users.ts";
import { t } from "../../i18n/index.ts";
import "../../messages/message-list.ts";
import type { MessageList } from "../../messages/message-list.ts";
import { sendOne } from "../../messages/send-one.ts";
import { whyNot } from "../../messages/words.ts";
import { buttons, shared } from "../../style/controls.ts";

/** SMS and Mejl to the user that is open, and what became of what was sent. */
export class UserMessages extends KlykaElement {
  static override properties = { user: { attribute: false } };
  declare user: UserView;

  override render() {
    return html`<section aria-label=${t("messages.title")}>
      <div class="buttons">${this._button("app_install", MessageSquareText, t("messages.sms"))} ${this._button("softphone_install", Mail, t("messages.mail"))}</div>
      <message-list .userId=${this.user.id}></message-list>
    </section>`;
  }

  /** Disabled with its reason in words (M2): the form below is where it is put right. */
  _button(kind: InstallKind, picture: IconNode, word: string) {
    const { name, cannotSend } = this.user;
    const problem = cannotSend[kind];
    const label =
      problem === null ? t(`messages.send.${kind}`, { name }) : t(`messages.cannot.${kind}`, { name, why: whyNot(problem) });
    return html`<button class="button small" type="button" aria-label=${`${word}: ${label}`} title=${label} aria-disabled=${problem === null ? "false" : "true"} @click=${() => problem === null && this._send(kind)}>
      ${icon(picture, 16)}${word}
    </button>`;
  }

  async _send(kind: InstallKind): Promise<void> {
    if (!(await sendOne(this.user, kind))) return;
    const list: MessageList | null = this.renderRoot.querySelector("message-list");
    list?.reload();
  }

  static override styles = [
    shared,
    buttons,
    css`
      :host {
        display: block;
        padding: 12px 20px 0;
      }
      section {
        display: grid;
        gap: 10px;
        padding-bottom: 14px;
        border-bottom: 1px solid var(--line);
      }
      .buttons {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
      }
      [aria-disabled="true"] {
        opacity: 0.55;
        cursor: not-allowed;
      }
    `,
  ];
}

customElements.define("user-messages", UserMessages);
declare global {
  interface HTMLElementTagNameMap {
    "user-messages": UserMessages;
  }
}
