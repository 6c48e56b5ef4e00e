import { html, nothing, type TemplateResult } from "lit";
import { Copy } from "lucide";
import { KlykaElement } from "../components/element.ts";
import { icon } from "../components/icon.ts";
import { toast } from "../components/toasts.ts";
import { api } from "../data/client.ts";
import { type InstallSettingsView, type InstallView, lookAtInstall, useInstall } from "../data/messages.ts";
import { ApiError } from "../data/problem.ts";
import { cardPage } from "../frame/card-page.ts";
import { cardStyles } from "../frame/card-styles.ts";
import { failureText } from "../i18n/failure.ts";
import { formatNumber } from "../i18n/format.ts";
import { t } from "../i18n/index.ts";
import { type DeviceKind, deviceOf, type Fetched, fitting, isMobile } from "../messages/device.ts";
import { qrPath } from "../messages/qr.ts";
import { buttons, shared, states, surfaces } from "../style/controls.ts";
import { installStyles } from "./install-styles.ts";

type Account = NonNullable<InstallSettingsView["account"]>;
type Phase = "looking" | "bad" | "over" | "failed" | "ready" | "showing" | "shown";

/**
 * Where the link of an SMS or mail leads. Its token stands after `#`, which no browser sends to any server; looking at the
 * page uses nothing up, showing the settings does.
 */
export class InstallPage extends KlykaElement {
  static override properties = {
    phase: { state: true },
    install: { state: true },
    settings: { state: true },
    failure: { state: true },
    qr: { state: true },
  };
  declare phase: Phase;
  declare install: InstallView | null;
  declare settings: InstallSettingsView | null;
  declare failure: string | null;
  /** Of the page's own address; null: not drawn. */
  declare qr: { readonly size: number; readonly path: string } | null;
  readonly device: DeviceKind | null = deviceOf(navigator.userAgent, navigator.maxTouchPoints);
  #token = "";

  constructor() {
    super();
    this.phase = "looking";
    this.install = null;
    this.settings = null;
    this.failure = null;
    this.qr = null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#token = location.hash.slice(1);
    void this._look();
  }

  override render() {
    return cardPage(html`${this._content()}`);
  }

  _content(): TemplateResult {
    const { install } = this;
    if (install === null) return this._told();
    return html`<div class="head">
        <h1 tabindex="-1">${t(`messages.install.${install.kind}`)}</h1>
        <p class="soft">${t("messages.install.for", { name: install.name, organisation: install.organisation })}</p>
      </div>
      <ol>
        <li>${this._fetch(install)}</li>
        <li>${this._fill()}</li>
      </ol>`;
  }

  /** While there is nothing to install: what is being done, or what was wrong with the link. */
  _told() {
    const heading = html`<h1 tabindex="-1">${t("messages.install.page")}</h1>`;
    if (this.phase === "looking")
      return html`<div class="head">${heading}<p class="soft" role="status">${t("messages.install.loading")}</p></div>`;
    if (this.phase === "failed") {
      return html`<div class="head">${heading}</div>
        <p class="notice stop" role="alert">${this.failure}</p>
        <button class="button" type="button" @click=${this._look}>${t("action.retry")}</button>`;
    }
    return html`<div class="head">${heading}
        <p class="notice stop" role="alert">${t(this.phase === "bad" ? "messages.install.bad" : "messages.install.over")}</p>
      </div>
      <p class="soft">${t("messages.install.anew")}</p>
      <a class="button filled" href="/account">${t("messages.install.portal")}</a>`;
  }

  _fetch({ kind, apps }: InstallView) {
    const { first, others } = fitting(kind, apps, this.device);
    const link = ({ device, href }: Fetched, look: string) =>
      html`<a class="button ${look}" href=${href} rel="noopener noreferrer">${t(`messages.install.${device}`)}</a>`;
    return html`<h2>${t(kind === "app_install" ? "messages.install.step_fetch" : "messages.install.step_fetch_soft")}</h2>
      ${first.length + others.length === 0 ? html`<p class="soft">${t("messages.install.no_store")}</p>` : nothing}
      ${first.map((one) => link(one, "wide"))}
      ${
        others.length === 0
          ? nothing
          : first.length === 0
            ? others.map((one) => link(one, "wide"))
            : html`<details><summary>${t("messages.install.others")}</summary>${others.map((one) => link(one, "wide"))}</details>`
      }
      ${this.qr ? this._code(this.qr) : nothing}`;
  }

  /** On a computer, the way over to the mobile: the same page, with the same link. */
  _code({ size, path }: { readonly size: number; readonly path: string }) {
    return html`<figure>
      <svg class="qr" role="img" aria-label=${t("messages.install.qr_label")} viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges">
        <rect class="light" width=${size} height=${size}></rect><path class="dark" d=${path}></path>
      </svg>
      <figcaption class="soft">${t("messages.install.qr")}</figcaption>
    </figure>`;
  }

  _fill() {
    const heading = html`<h2 tabindex="-1" id="settings">${t("messages.install.step_settings")}</h2>`;
    const { settings } = this;
    if (settings === null) {
      const busy = this.phase === "showing";
      return html`${heading}
        <p class="soft">${t("messages.install.show_text")}</p>
        ${this.failure ? html`<p class="notice stop" role="alert">${this.failure}</p>` : nothing}
        <button class="button filled wide" type="button" aria-disabled=${busy ? "true" : nothing} @click=${this._show}>
          ${t(busy ? "messages.install.showing" : "messages.install.show")}
        </button>`;
    }
    return html`${heading}
      ${settings.account ? this._account(settings.account) : html`<p class="notice waiting">${t("messages.install.no_account")}</p>`}
      ${settings.signInName === null ? nothing : html`<p class="soft">${t("messages.install.portal_text", { name: readable(settings.signInName) })}</p>`}
      <a class="button wide" href="/">${t("messages.install.portal")}</a>`;
  }

  _account(account: Account) {
    const host = ({ host: name, port }: Account["registrar"]) => (port === null ? name : `${name}:${port}`);
    return html`<p class="notice live">${t("messages.install.once")}</p>
      <dl>
        ${this._fact(t("messages.install.server"), host(account.registrar))}
        ${account.outboundProxy ? this._fact(t("messages.install.proxy"), host(account.outboundProxy)) : nothing}
        ${this._fact(t("messages.install.account"), account.sipUser)}
        ${account.authUser === account.sipUser ? nothing : this._fact(t("messages.install.auth"), account.authUser)}
        ${this._fact(t("messages.install.password"), account.password)}
        ${this._fact(t("messages.install.name"), account.displayName)}
        ${this._plain(t("messages.install.transport"), t(`messages.install.transport.${account.transport}`))}
        ${this._plain(t("messages.install.srtp"), t(`messages.install.srtp.${account.srtp}`))}
      </dl>`;
  }

  _fact(label: string, value: string) {
    return html`<div>
      <dt>${label}</dt>
      <dd class="copied"><span class="typed">${value}</span><button class="button quiet small icon-only" type="button" aria-label=${t("messages.install.copy", { what: label })} title=${t("messages.install.copy", { what: label })} @click=${() => this._copy(label, value)}>
        ${icon(Copy, 16)}
      </button></dd>
    </div>`;
  }

  _plain(label: string, value: string) {
    return html`<div><dt>${label}</dt><dd>${value}</dd></div>`;
  }

  async _copy(what: string, value: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(value);
      toast({ text: t("messages.install.copied", { what }) });
    } catch {
      toast({ text: t("messages.install.copy_failed"), tone: "failed" });
    }
  }

  readonly _look = async (): Promise<void> => {
    if (!/^[0-9a-z]{26}$/.test(this.#token)) {
      this.phase = "bad";
      return;
    }
    this.phase = "looking";
    try {
      this.install = await lookAtInstall(api, this.#token);
      this.phase = "ready";
      if (this.install.kind === "app_install" && !isMobile(this.device)) this.qr = await qrPath(location.href);
    } catch (error) {
      this.phase = isOver(error) ? "over" : "failed";
      this.failure = failureText(error);
    }
    await this._comeTo("h1");
  };

  readonly _show = async (): Promise<void> => {
    if (this.phase === "showing") return;
    this.phase = "showing";
    this.failure = null;
    try {
      this.settings = await useInstall(api, this.#token);
      // The token is good for nothing any longer, and need not stand in the history.
      history.replaceState(history.state, "", location.pathname);
      this.qr = null;
      this.phase = "shown";
      await this._comeTo("#settings");
    } catch (error) {
      if (isOver(error)) {
        this.install = null;
        this.phase = "over";
        await this._comeTo("h1");
      } else {
        this.phase = "ready";
        this.failure = failureText(error);
      }
    }
  };

  async _comeTo(selector: string): Promise<void> {
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(selector)?.focus();
  }

  static override styles = [shared, buttons, states, surfaces, cardStyles, installStyles];
}

/** A number as people read it, a user name as it is. */
function readable(signInName: string): string {
  return signInName.startsWith("+") ? formatNumber(signInName) : signInName;
}

function isOver(error: unknown): boolean {
  return error instanceof ApiError && error.code === "install_link_invalid";
}

customElements.define("install-page", InstallPage);
declare global {
  interface HTMLElementTagNameMap {
    "install-page": InstallPage;
  }
}
