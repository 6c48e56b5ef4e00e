import { html, nothing } from "lit";
import { CalendarClock, Pencil, PhoneIncoming, X } from "lucide";
import { openBadge } from "../../calls/open-state.ts";
import { KlykaElement } from "../../components/element.ts";
import { icon } from "../../components/icon.ts";
import { badge } from "../../components/states.ts";
import { listen } from "../../data/live.ts";
import { ApiError } from "../../data/problem.ts";
import { type GroupView, readGroup } from "../../data/response-groups.ts";
import { ServerClock } from "../../data/server-clock.ts";
import { failureText } from "../../i18n/failure.ts";
import { t } from "../../i18n/index.ts";
import "../../response-groups/group-flow.ts";
import "../../response-groups/group-members.ts";
import { flowOf } from "../../response-groups/flow.ts";
import { addressOf, pathTo } from "../../router/paths.ts";
import { buttons, shared, states } from "../../style/controls.ts";
import { panelStyles } from "./panel-styles.ts";

/** One response group beside the list: its state, who answers, which way a call goes. Tells `panel-close`, `group-changed`. */
export class ResponseGroupPanel extends KlykaElement {
  static override properties = {
    groupId: { attribute: false },
    group: { state: true },
    failure: { state: true },
    missing: { state: true },
  };
  declare groupId: string;
  declare group: GroupView | null;
  declare failure: string | null;
  declare missing: boolean;
  readonly clock = new ServerClock(this);
  #asked = "";
  readonly events = listen(this, {
    group: () => void this._load(),
    schedule: () => void this._load(),
    organisation: () => void this._load(),
    reload: () => void this._load(),
  });

  constructor() {
    super();
    this.groupId = "";
    this.group = null;
    this.failure = null;
    this.missing = false;
  }

  override willUpdate(): void {
    if (this.groupId === this.#asked) return;
    this.#asked = this.groupId;
    this.group = null;
    void this._load();
  }

  override render() {
    const { group } = this;
    return html`<header>
        <div class="who">
          <h2 tabindex="-1">${group ? group.name : t(this.missing ? "answer.gone" : "answer.group")}</h2>
          ${group ? html`<p class="soft">${[group.number?.display, group.extension].filter(Boolean).join(" · ") || t("answer.no_number")}</p>` : nothing}
        </div>
        <button class="button quiet icon-only" type="button" aria-label=${group ? t("answer.close", { name: group.name }) : t("action.close")} @click=${() => this.tell("panel-close", null)}>
          ${icon(X)}
        </button>
      </header>
      <div class="body">${group ? this._body(group) : this._face()}</div>`;
  }

  _face() {
    if (this.missing) return html`<p>${t("answer.gone.text")}</p>`;
    if (this.failure) {
      return html`<div role="alert" class="stack"><p class="notice stop">${this.failure}</p>
        <div><button class="button" type="button" @click=${this._load}>${t("action.retry")}</button></div></div>`;
    }
    return html`<p class="hidden" role="status">${t("answer.loading")}</p>
      <div class="bones" aria-hidden="true">${[1, 2, 3, 4].map(() => html`<span></span>`)}</div>`;
  }

  _body(group: GroupView) {
    const now = this.clock.now();
    const { id, state, main } = group;
    const calls = addressOf("calls", {}, { to: group.number?.e164 ?? null });
    return html`<p class="badges">${openBadge(state, now)} ${main ? badge("live", t("answer.main"), false) : nothing}</p>
      ${state.open && group.total > 0 && group.loggedInCount === 0 ? html`<p class="notice stop">${t(`answer.nobody.${group.whenNobody}`)}</p>` : nothing}
      ${state.open && group.total === 0 ? html`<p class="notice stop">${t("answer.nobody.members")}</p>` : nothing}
      <p class="go">
        <a class="button small" href=${pathTo("groupCalendar", { group: id })}>${icon(CalendarClock, 16)}${t("answer.calendar")}</a>
        <a class="button small" href=${pathTo("responseGroup", { group: id })}>${icon(Pencil, 16)}${t("answer.edit")}</a>
        ${calls && group.number ? html`<a class="button small" href=${calls}>${icon(PhoneIncoming, 16)}${t("answer.try")}</a>` : nothing}
      </p>
      <section aria-labelledby="members">
        <h3 id="members">${t("answer.members")}</h3>
        <group-members .group=${group} @members-changed=${this._counted}></group-members>
      </section>
      <section aria-labelledby="flow">
        <h3 id="flow">${t("answer.flow")}</h3>
        <group-flow .flow=${flowOf(group)}></group-flow>
      </section>`;
  }

  /** Who logs in or out changes the state line too. */
  _counted(event: CustomEvent<readonly { loggedIn: boolean }[] | null>): void {
    const { group } = this;
    if (!group || !event.detail) return;
    const loggedInCount = event.detail.filter((one) => one.loggedIn).length;
    if (loggedInCount === group.loggedInCount && event.detail.length === group.total) return;
    this.group = { ...group, loggedInCount, total: event.detail.length };
    this.tell("group-changed", group.id);
  }

  readonly _load = async (): Promise<void> => {
    const { groupId } = this;
    try {
      const { value } = await readGroup(groupId);
      if (groupId !== this.groupId) return;
      this.group = value;
      [this.failure, this.missing] = [null, false];
      this.clock.wakeAt(value.state.until, () => void this._load());
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (groupId !== this.groupId) return;
      this.missing = error.status === 404;
      if (this.missing) this.group = null;
      if (this.group === null) this.failure = this.missing ? null : failureText(error);
    }
  };

  static override styles = [shared, buttons, states, panelStyles];
}

customElements.define("response-group-panel", ResponseGroupPanel);
declare global {
  interface HTMLElementTagNameMap {
    "response-group-panel": ResponseGroupPanel;
  }
}
