import { css, html, nothing } from "lit";
import { LogOut, Monitor, Smartphone } from "lucide";
import type { MySessionView } from "../../../../portal/my-data.ts";
import { confirm } from "../../components/confirm-dialog.ts";
import { KlykaElement } from "../../components/element.ts";
import { icon } from "../../components/icon.ts";
import { badge } from "../../components/states.ts";
import { toast } from "../../components/toasts.ts";
import { api } from "../../data/client.ts";
import { failureText } from "../../i18n/failure.ts";
import { spokenInstant } from "../../i18n/format.ts";
import { t } from "../../i18n/index.ts";
import { buttons, shared, states, surfaces } from "../../style/controls.ts";
import { deviceName } from "./device-name.ts";

/** Where the person is signed in, and the way out everywhere else. */
export class SessionList extends KlykaElement {
  static override properties = { sessions: { state: true }, failure: { state: true } };
  declare sessions: readonly MySessionView[] | null;
  declare failure: string | null;

  constructor() {
    super();
    this.sessions = null;
    this.failure = null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.load();
  }

  override render() {
    if (this.failure !== null) {
      return html`<p role="alert">${this.failure}</p>
        <button class="button" type="button" @click=${() => void this.load()}>${t("action.retry")}</button>`;
    }
    if (this.sessions === null) return html`<p class="soft" role="status">${t("account.sessions.loading")}</p>`;
    return html`<ul>
        ${this.sessions.map((one) => this._session(one))}
      </ul>
      ${
        this.sessions.length > 1
          ? html`<button class="button" type="button" @click=${this._endOthers}>${icon(LogOut, 18)}${t("account.sessions.end")}</button>`
          : nothing
      }`;
  }

  _session({ userAgent, address, lastSeenAt, current }: MySessionView) {
    const device = deviceName(userAgent);
    const mobile = /Mobile|iPhone|Android/.test(userAgent ?? "");
    const name = device ? t("account.sessions.device", device) : t("account.sessions.unknown");
    const when = spokenInstant(new Date(lastSeenAt), new Date());
    return html`<li>
      ${icon(mobile ? Smartphone : Monitor)}
      <span class="where"
        ><span class="name">${name}</span
        ><span class="soft">${current ? address : t("account.sessions.seen", { when, address })}</span></span
      >
      ${current ? badge("live", t("account.sessions.current"), false) : nothing}
    </li>`;
  }

  async load(): Promise<void> {
    this.failure = null;
    try {
      this.sessions = (await api.get<{ sessions: readonly MySessionView[] }>("/me/sessions")).sessions;
    } catch (error) {
      this.failure = failureText(error);
    }
  }

  async _endOthers(): Promise<void> {
    const count = (this.sessions?.length ?? 1) - 1;
    const ended = await confirm({
      heading: t("account.sessions.end"),
      effects: [t("account.sessions.effect", { count })],
      action: t("account.sessions.end"),
      run: async () => void (await api.delete("/me/sessions", null)),
      failure: failureText,
    });
    if (!ended) return;
    toast({ text: t("account.did.sessions") });
    await this.load();
  }

  static override styles = [
    shared,
    buttons,
    states,
    surfaces,
    css`
      :host {
        display: grid;
        gap: 16px;
        justify-items: start;
      }
      ul {
        list-style: none;
        margin: 0;
        padding: 0;
        display: grid;
        gap: 12px;
        width: 100%;
      }
      li {
        display: flex;
        gap: 12px;
        align-items: center;
      }
      li > .icon {
        color: var(--soft);
      }
      .where {
        display: grid;
        flex: 1;
        min-width: 0;
        overflow-wrap: anywhere;
      }
      .name {
        font-weight: 600;
      }
      .where .soft {
        font-size: var(--size-small);
        font-variant-numeric: tabular-nums;
      }
    `,
  ];
}

customElements.define("session-list", SessionList);
declare global {
  interface HTMLElementTagNameMap {
    "session-list": SessionList;
  }
}
