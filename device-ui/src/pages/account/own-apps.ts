import { css, html } from "lit";
import { Mail, MessageSquareText } from "lucide";
import type { UserView } from "../../../../portal/user-views.ts";
import { KlykaElement } from "../../components/element.ts";
import { icon } from "../../components/icon.ts";
import { phoneNumber } from "../../components/phone-number.ts";
import { toast } from "../../components/toasts.ts";
import { api } from "../../data/client.ts";
import { type InstallKind, sendInstall } from "../../data/messages.ts";
import { failureText } from "../../i18n/failure.ts";
import { t } from "../../i18n/index.ts";
import "../../messages/message-list.ts";
import { notSentText } from "../../messages/words.ts";
import { buttons, shared, states } from "../../style/controls.ts";

/** Sends the person the link to the app or the softphone, and shows what became of it. */
export class OwnApps extends KlykaElement {
  static override properties = { me: { attribute: false }, busy: { state: true } };
  declare me: UserView;
  declare busy: InstallKind | null;

  constructor() {
    super();
    this.busy = null;
  }

  override render() {
    const { numbers, email } = this.me;
    const { mobile, secondary, primary } = numbers;
    const number = (mobile ?? secondary ?? primary)?.e164 ?? "";
    return html`<div class="ways">
        ${this._way("app_install", html`${icon(MessageSquareText, 16)}${t("messages.own.app")}`, html`${phoneNumber(number)}`)}
        ${this._way("softphone_install", html`${icon(Mail, 16)}${t("messages.own.softphone")}`, html`${email ?? ""}`)}
      </div>
      <h3>${t("messages.own.latest")}</h3>
      <message-list .userId=${null}></message-list>`;
  }

  _way(kind: InstallKind, label: unknown, to: unknown) {
    const code = this.me.cannotSend[kind];
    const id = `why-${kind}`;
    const title = kind === "app_install" ? t("messages.own.app_title") : t("messages.own.softphone_title");
    return html`<div class="way">
      <h3>${title}</h3>
      <p class="soft small" id=${id}>${code === null ? to : whyNot(code)}</p>
      <button class="button" type="button" aria-describedby=${id} aria-disabled=${code !== null || this.busy !== null ? "true" : "false"} @click=${() => this._send(kind)}>${label}</button>
    </div>`;
  }

  async _send(kind: InstallKind): Promise<void> {
    if (this.busy !== null || this.me.cannotSend[kind] !== null) return;
    this.busy = kind;
    try {
      const sends = await sendInstall(api, null, kind);
      if (sends) toast({ text: t(kind === "app_install" ? "messages.own.did_app" : "messages.own.did_mail") });
      else toast({ text: notSentText(kind === "app_install" ? "sms" : "mail"), tone: "failed" });
      this.renderRoot.querySelector("message-list")?.reload();
    } catch (error) {
      toast({ text: failureText(error), tone: "failed" });
    } finally {
      this.busy = null;
    }
  }

  static override styles = [
    shared,
    buttons,
    states,
    css`
      :host {
        display: grid;
        gap: 12px;
      }
      .ways {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(220px, 100%), 1fr));
        gap: 20px;
        padding-bottom: 8px;
      }
      .way {
        display: grid;
        gap: 6px;
        justify-items: start;
        align-content: start;
      }
      h3 {
        font: 650 var(--size-text) / 1.4 var(--text);
        letter-spacing: 0;
      }
      .small {
        font-size: var(--size-small);
        overflow-wrap: anywhere;
      }
    `,
  ];
}

function whyNot(code: string): string {
  if (code === "mobile_missing") return t("messages.own.no_mobile");
  return t(code === "email_missing" ? "messages.own.no_email" : "messages.own.no_licence");
}

customElements.define("own-apps", OwnApps);
declare global {
  interface HTMLElementTagNameMap {
    "own-apps": OwnApps;
  }
}
