import { css, html, nothing } from "lit";
import { redirectionServices } from "../../../domain/redirection.ts";
import { confirm } from "../components/confirm-dialog.ts";
import { doing } from "../components/doing.ts";
import { KlykaElement } from "../components/element.ts";
import { state } from "../components/states.ts";
import { toast } from "../components/toasts.ts";
import { api } from "../data/client.ts";
import { type AccountView, registerAll, removeAccount, testAccount } from "../data/redirection.ts";
import { t } from "../i18n/index.ts";
import { whenText } from "../pages/phones/words.ts";
import { buttons, shared, states, surfaces } from "../style/controls.ts";
import { triedStyles, triedText } from "./words.ts";

/** The accounts at makers' services, each with how it is and what can be done with it. Tells `accounts-changed`. */
export class RedirectionAccountList extends KlykaElement {
  static override properties = { accounts: { attribute: false }, busy: { state: true } };
  declare accounts: readonly AccountView[];
  declare busy: boolean;

  constructor() {
    super();
    this.accounts = [];
    this.busy = false;
  }

  override render() {
    return html`<ul class="surface" role="list" aria-label=${t("redirection.accounts")}>
      ${this.accounts.map((account) => this._account(account))}
    </ul>`;
  }

  _account(account: AccountView) {
    const { name, kind, organisation, automaticSince, missing } = account;
    return html`<li>
      <div class="who">
        <strong>${name}</strong>
        <span class="small soft">${[redirectionServices[kind].title === name ? "" : redirectionServices[kind].title, organisation?.title ?? t("redirection.everybody")].filter(Boolean).join(" · ")}</span>
        <span class="small soft">${t(automaticSince ? "redirection.automatic" : "redirection.by_hand")}</span>
      </div>
      <div class="how">
        ${this._test(account)}
        <span class="small">${countsText(account)}</span>
      </div>
      <div class="acts">
        ${
          missing > 0
            ? html`<button class="button small" type="button" ?disabled=${this.busy} @click=${() => this._registerAll(account)}>${t("redirection.register_all", { count: missing })}</button>`
            : nothing
        }
        <button class="button small" type="button" ?disabled=${this.busy || account.test.wanted} aria-label=${t("redirection.test.of", { name })} @click=${() => this._try(account)}>${t("redirection.test")}</button>
        <button class="button small" type="button" ?disabled=${this.busy} aria-label=${t("redirection.edit.of", { name })} @click=${() => this._edit(account)}>${t("redirection.edit")}</button>
        <button class="button small quiet" type="button" ?disabled=${this.busy} aria-label=${t("redirection.delete.of", { name })} @click=${() => this._remove(account)}>${t("redirection.delete")}</button>
      </div>
    </li>`;
  }

  _test({ test }: AccountView) {
    if (test.wanted) return html`<span role="status">${state("waiting", t("redirection.test.running"))}</span>`;
    if (test.at === null) return state("off", t("redirection.test.never"));
    const good = test.fault === null;
    return html`<span>${state(good ? "live" : "stop", t(good ? "redirection.test.good" : "redirection.test.bad"))} <span class="small soft">${whenText(test.at)}</span></span>
      ${good ? nothing : triedText(test)}`;
  }

  async _try(account: AccountView): Promise<void> {
    await this._do(() => testAccount(api, account.id));
  }

  async _edit(account: AccountView): Promise<void> {
    const { askRedirectionAccount } = await import("./account-dialog.ts");
    const saved = await askRedirectionAccount(account);
    if (saved === null) return;
    toast({ text: t("redirection.saved", { name: saved }) });
    this.tell("accounts-changed", null);
  }

  async _registerAll({ id, name, missing }: AccountView): Promise<void> {
    const agreed = await confirm({
      heading: t("redirection.register_all.heading", { name }),
      effects: [t("redirection.register_all.effect", { count: missing })],
      action: t("redirection.register_all", { count: missing }),
    });
    if (!agreed) return;
    await this._do(async () => {
      toast({ text: t("redirection.register_all.done", { count: await registerAll(api, id) }) });
    });
  }

  async _remove(account: AccountView): Promise<void> {
    const { name } = account;
    const agreed = await confirm({
      heading: t("redirection.delete.heading", { name }),
      text: t("redirection.delete.text"),
      action: t("redirection.delete.of", { name }),
      danger: true,
    });
    if (!agreed) return;
    await this._do(async () => {
      await removeAccount(api, account);
      toast({ text: t("redirection.deleted", { name }) });
    });
  }

  async _do(work: () => Promise<unknown>): Promise<void> {
    await doing(this, work);
    this.tell("accounts-changed", null);
  }

  static override styles = [
    shared,
    buttons,
    states,
    surfaces,
    triedStyles,
    css`
      :host {
        display: block;
      }
      ul {
        margin: 0;
        padding: 0;
        list-style: none;
      }
      li {
        display: grid;
        grid-template-columns: minmax(0, 1fr) minmax(0, 1.2fr) auto;
        gap: 8px 20px;
        align-items: start;
        padding: 14px 16px;
      }
      li + li {
        border-top: 1px solid var(--line);
      }
      .who,
      .how {
        display: grid;
        gap: 2px;
        overflow-wrap: anywhere;
      }
      .how p {
        margin: 2px 0;
      }
      .acts {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
        justify-content: flex-end;
      }
      @media (max-width: 1100px) {
        li {
          grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
        }
        .acts {
          grid-column: 1 / -1;
          justify-content: flex-start;
        }
      }
      @media (max-width: 720px) {
        li {
          grid-template-columns: minmax(0, 1fr);
        }
      }
    `,
  ];
}

/** Only what there is some of. */
function countsText({ counts }: AccountView): string {
  const { registered, waiting, stuck, elsewhere } = counts;
  const said = [
    t("redirection.counts.registered", { count: registered }),
    waiting > 0 ? t("redirection.counts.waiting", { count: waiting }) : "",
    stuck > 0 ? t("redirection.counts.stuck", { count: stuck }) : "",
    elsewhere > 0 ? t("redirection.counts.elsewhere", { count: elsewhere }) : "",
  ];
  return said.filter(Boolean).join(" · ");
}

customElements.define("redirection-account-list", RedirectionAccountList);
declare global {
  interface HTMLElementTagNameMap {
    "redirection-account-list": RedirectionAccountList;
  }
}
