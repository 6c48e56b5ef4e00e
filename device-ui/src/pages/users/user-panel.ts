import { css, html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { X } from "lucide";
import { KlykaElement } from "../../components/element.ts";
import { icon } from "../../components/icon.ts";
import "../../components/person-avatar.ts";
import "../../components/tab-set.ts";
import { api, session } from "../../data/client.ts";
import { listen } from "../../data/live.ts";
import { ApiError } from "../../data/problem.ts";
import { inviteUser, readUser, setUserPassword, type UserView } from "../../data/users.ts";
import { failureText } from "../../i18n/failure.ts";
import { shortDay } from "../../i18n/format.ts";
import { t } from "../../i18n/index.ts";
import { buttons, shared, states } from "../../style/controls.ts";
import "./advanced-form.ts";
import { CategoryForm } from "./category-form.ts";
import "./deactivation-form.ts";
import "./person-data.ts";
import "./details-form.ts";
import "./extra-form.ts";
import "./numbers-form.ts";
import "./role-form.ts";
import "./user-messages.ts";
import { isTab, type TabKey, tabs } from "./tabs.ts";

/**
 * One user beside the list. What is typed in a tab stays while one looks into the others, and is marked; it is saved tab by
 * tab. Tells `panel-close`, `panel-tab`, `user-saved`, `user-changed` (with the id).
 */
export class UserPanel extends KlykaElement {
  static override properties = {
    userId: { attribute: false },
    tab: {},
    user: { state: true },
    failure: { state: true },
    missing: { state: true },
    dirtyTabs: { state: true },
    busy: { state: true },
  };
  declare userId: string;
  declare tab: TabKey;
  declare user: UserView | null;
  declare failure: string | null;
  declare missing: boolean;
  declare dirtyTabs: readonly TabKey[];
  declare busy: boolean;
  /** Tabs that have been looked into: the others need not be there. */
  #seen = new Set<TabKey>();
  #asked = "";

  readonly events = listen(this, { phonebook: () => void this._refresh(), reload: () => void this._refresh() });

  constructor() {
    super();
    this.userId = "";
    this.tab = "details";
    this.user = null;
    this.failure = null;
    this.missing = false;
    this.dirtyTabs = [];
    this.busy = false;
  }

  /** True while something that has been typed is not saved. */
  get dirty(): boolean {
    return this.dirtyTabs.length > 0;
  }

  override willUpdate(): void {
    if (this.userId !== this.#asked) {
      this.#asked = this.userId;
      this.#seen = new Set();
      this.user = null;
      this.dirtyTabs = [];
      void this._load();
    }
    this.#seen.add(this.tab);
  }

  override render() {
    return html`${this._head()}
      ${this.user ? html`<user-messages .user=${this.user}></user-messages>` : nothing}
      <div class="body">${this.user ? this._tabs(this.user) : this._face()}</div>
      ${this.user ? this._foot(this.user) : nothing}`;
  }

  /** Reads the user anew, whatever has been shown. */
  reload(): Promise<void> {
    return this._load();
  }

  /** Forgets everything that has been typed. */
  discard(): void {
    for (const form of this._forms()) form.discard();
  }

  _head() {
    const { user } = this;
    const name = user?.name ?? "";
    return html`<header>
      ${user ? html`<person-avatar decorative .name=${name} .src=${user.picture?.small ?? null}></person-avatar>` : nothing}
      <div class="who">
        <h2 tabindex="-1">${user ? name : t(this.missing ? "users.gone" : "users.user")}</h2>
        ${user ? html`<p class="soft">${this._state(user)}</p>` : nothing}
      </div>
      <button class="button quiet icon-only" type="button" aria-label=${name ? t("users.close", { name }) : t("action.close")} @click=${() => this.tell("panel-close", null)}>
        ${icon(X)}
      </button>
    </header>`;
  }

  _state(user: UserView): string {
    if (user.status === "deactivated") return t("users.status.deactivated");
    if (user.deactivateOn !== null) return t("users.status.ends", { day: shortDay(user.deactivateOn) });
    if (!user.hasPassword) return t("users.status.no_password");
    return [user.numbers.primary?.display ?? "", user.extension ?? ""].filter(Boolean).join(" · ") || t("users.status.no_number");
  }

  _face(): TemplateResult {
    if (this.missing) return html`<p>${t("users.gone.text")}</p>`;
    if (this.failure) {
      return html`<div role="alert" class="stack"><p class="notice stop">${this.failure}</p>
        <div><button class="button" type="button" @click=${this._load}>${t("action.retry")}</button></div></div>`;
    }
    return html`<p class="hidden" role="status">${t("users.loading")}</p>
      <div class="bones" aria-hidden="true">${Array.from({ length: 5 }, () => html`<span></span>`)}</div>`;
  }

  _tabs(user: UserView) {
    const shown = tabs.map((key) => ({
      key,
      label: this.dirtyTabs.includes(key) ? t("users.tab.unsaved", { tab: t(`users.tab.${key}`) }) : t(`users.tab.${key}`),
    }));
    return html`<tab-set
      look="pills"
      label=${t("users.tabs")}
      .tabs=${shown}
      .active=${this.tab}
      @tab-change=${this._tabChanged}
      @draft-change=${this._draftChanged}
      @save-wanted=${this._save}
      @user-saved=${this._saved}
      @password-wanted=${this._password}
    >
      ${repeat(
        tabs.filter((key) => this.#seen.has(key)),
        (key) => key,
        (key) => html`<div slot=${key}>${this._form(key, user)}</div>`,
      )}
    </tab-set>`;
  }

  _form(key: TabKey, user: UserView): TemplateResult {
    switch (key) {
      case "details":
        return html`<user-details-form data-tab=${key} .user=${user}></user-details-form>`;
      case "role":
        return html`<user-role-form data-tab=${key} .user=${user}></user-role-form>`;
      case "numbers":
        return html`<user-numbers-form data-tab=${key} .user=${user}></user-numbers-form>`;
      case "extra":
        return html`<user-extra-form data-tab=${key} .user=${user}></user-extra-form>`;
      case "deactivation":
        return html`<user-deactivation-form data-tab=${key} .user=${user}></user-deactivation-form>
          <person-data .user=${user}></person-data>`;
      case "advanced":
        return html`<user-advanced-form data-tab=${key} .user=${user}></user-advanced-form>`;
    }
  }

  _foot(user: UserView) {
    const here = this.dirtyTabs.includes(this.tab);
    return html`<footer>
      <span class="soft" role="status">${t(here ? "users.unsaved" : "users.nothing_changed")}</span>
      ${
        here
          ? html`<button class="button" type="button" ?disabled=${this.busy} @click=${() => this._current()?.discard()}>${t("users.discard")}</button>`
          : html`<button class="button" type="button" aria-label=${t("users.close", { name: user.name })} @click=${() => this.tell("panel-close", null)}>${t("action.close")}</button>`
      }
      <button class="button filled" type="button" ?disabled=${!here || this.busy} @click=${this._save}>${t("action.save")}</button>
    </footer>`;
  }

  readonly _load = async (): Promise<void> => {
    const id = this.userId;
    this.failure = null;
    this.missing = false;
    try {
      const user = await readUser(api, id);
      if (id === this.userId) this.user = user;
    } catch (error) {
      if (!(error instanceof ApiError) || id !== this.userId) return;
      this.missing = error.status === 404;
      if (this.missing) this.user = null;
      else if (this.user === null) this.failure = failureText(error);
    }
  };

  /** Somebody has saved something about people: what is not being typed is shown as it is now. */
  async _refresh(): Promise<void> {
    if (this.userId !== "" && !this.busy) await this._load();
  }

  readonly _save = async (): Promise<void> => {
    const form = this._current();
    if (!form?.dirty) return;
    this.busy = true;
    await form.save();
    this.busy = false;
  };

  _saved(event: CustomEvent<UserView>): void {
    this.user = event.detail;
  }

  readonly _draftChanged = (): void => {
    this.dirtyTabs = this._forms().flatMap((form) =>
      form.dirty && isTab(form.dataset.tab ?? null) ? [form.dataset.tab as TabKey] : [],
    );
  };

  _tabChanged(event: CustomEvent<string>): void {
    event.stopPropagation();
    if (isTab(event.detail)) this.tell("panel-tab", event.detail);
  }

  async _password(event: CustomEvent<UserView>): Promise<void> {
    event.stopPropagation();
    const { id, name, email } = event.detail;
    const { askPassword } = await import("./password-dialog.ts");
    const mail = session.offers.resetByMail && email !== null;
    const changed = await askPassword({
      ...{ name, email },
      set: (password) => setUserPassword(api, id, password),
      invite: mail ? () => inviteUser(api, id) : null,
    });
    if (changed) this.tell("user-changed", id);
  }

  _current(): CategoryForm | null {
    return this._forms().find((form) => form.dataset.tab === this.tab) ?? null;
  }

  _forms(): readonly CategoryForm[] {
    return [...this.renderRoot.querySelectorAll("[data-tab]")].filter((one) => one instanceof CategoryForm);
  }

  static override styles = [
    shared,
    buttons,
    states,
    css`
      :host {
        display: flex;
        flex-direction: column;
        min-height: 100%;
      }
      header {
        display: flex;
        align-items: center;
        gap: 12px;
        padding: 20px 12px 0 20px;
        --avatar-size: 52px;
      }
      .who {
        flex: 1;
        min-width: 0;
        overflow-wrap: anywhere;
      }
      h2 {
        font-size: 1.25rem;
        outline: none;
      }
      .body {
        flex: 1;
        padding: 16px 20px 24px;
        min-width: 0;
      }
      footer {
        position: sticky;
        bottom: 0;
        z-index: 1;
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 8px;
        padding: 12px 20px;
        background: var(--surface);
        border-top: 1px solid var(--line);
      }
      footer .soft {
        flex: 1;
        font-size: var(--size-small);
      }
      .stack {
        display: grid;
        gap: 12px;
      }
      .bones {
        display: grid;
        gap: 24px;
        padding-top: 8px;
      }
      .bones span {
        height: 14px;
        border-radius: 7px;
        background: var(--sunk);
      }
      .bones span:nth-child(2n) {
        width: 72%;
      }
      @media (max-width: 720px) {
        footer {
          /* Above the sections at the lower edge. */
          bottom: 60px;
        }
      }
    `,
  ];
}

customElements.define("user-panel", UserPanel);
declare global {
  interface HTMLElementTagNameMap {
    "user-panel": UserPanel;
  }
}
