import { html, nothing } from "lit";
import { Lock, LogOut, Smartphone } from "lucide";
import { confirm } from "../../components/confirm-dialog.ts";
import { KlykaElement } from "../../components/element.ts";
import { icon } from "../../components/icon.ts";
import "../../components/person-avatar.ts";
import { toast } from "../../components/toasts.ts";
import { MyGroups, type MyGroupView } from "../../data/my-groups.ts";
import { ApiError } from "../../data/problem.ts";
import { failureText } from "../../i18n/failure.ts";
import { spokenInstant } from "../../i18n/format.ts";
import { t } from "../../i18n/index.ts";
import { addressOf } from "../../router/paths.ts";
import { buttons, fields, shared, states, surfaces } from "../../style/controls.ts";
import { groupStyles } from "./group-styles.ts";

/** Pictures of colleagues in a row; the rest are a number. */
const mostPictures = 6;

/**
 * The response groups that a person is in, each with one tap for in and out. `compact`: a part of the home page, which is not
 * there for somebody in no group; otherwise with who else is logged in, and out of all at once.
 */
export class MyGroupsList extends KlykaElement {
  static override properties = { compact: { type: Boolean, reflect: true }, said: { state: true } };
  declare compact: boolean;
  /** For a screen reader: what has just been done. */
  declare said: string;
  readonly desk = new MyGroups(this);

  constructor() {
    super();
    this.compact = false;
    this.said = "";
  }

  override updated(): void {
    // With nothing to show it takes no room on the home page either.
    this.hidden = this.compact && this.desk.groups?.length === 0;
  }

  override render() {
    const { groups, error } = this.desk;
    if (groups === null) return error === null ? this._loading() : this._failed(error);
    if (groups.length === 0) return this.compact ? nothing : this._empty();
    return html`${this._head(groups)}
      <ul class="surface">
        ${groups.map((group) => this._row(group))}
      </ul>
      <p class="hidden" role="status">${this.said}</p>`;
  }

  _loading() {
    return html`<div class="surface ghost" role="status"><span class="hidden">${t("groups.loading")}</span></div>`;
  }

  _failed(error: unknown) {
    return html`<div class="surface told">
      <p role="alert">${failureText(error)}</p>
      <button class="button" type="button" @click=${() => void this.desk.load()}>${t("action.retry")}</button>
    </div>`;
  }

  _empty() {
    return html`<div class="surface told">
      <h2>${t("groups.none")}</h2>
      <p class="soft">${t("groups.none.text")}</p>
    </div>`;
  }

  _head(groups: readonly MyGroupView[]) {
    const count = groups.filter((group) => group.loggedIn).length;
    const open = groups.some((group) => group.loggedIn && group.refused === null);
    const address = addressOf("myGroups");
    if (this.compact) {
      return html`<div class="head">
        <h2>${t("groups.title")}</h2>
        ${address === null ? nothing : html`<a href=${address}>${t("groups.all")}</a>`}
      </div>`;
    }
    return html`<div class="head">
      <p class="soft">${t("groups.logged_in_to", { count, total: groups.length })}</p>
      <button class="button" type="button" ?disabled=${!open} @click=${this._leaveAll}>${icon(LogOut, 18)}${t("groups.leave_all")}</button>
    </div>`;
  }

  _row(group: MyGroupView) {
    const { id, name, loggedIn, refused } = group;
    const notes = [`${id}-count`, ...(refused ? [`${id}-fixed`] : [])].join(" ");
    return html`<li>
      <label class="group" for=${id}>
        <span class="name">${name}</span>
        <span class="facts" id="${id}-count">${this._facts(group)}</span>
      </label>
      <input
        type="checkbox"
        role="switch"
        id=${id}
        .checked=${loggedIn}
        aria-describedby=${notes}
        ?disabled=${refused !== null}
        @change=${(event: Event) => void this._toggled(event, group)}
      />
      ${refused ? html`<p class="fixed" id="${id}-fixed">${icon(Lock, 16)}<span>${t("groups.fixed")}</span></p>` : nothing}
      ${this.compact ? nothing : this._beside(group)}
    </li>`;
  }

  _facts({ loggedInCount, total, number, viaMobile }: MyGroupView) {
    const count = t("groups.count", { count: loggedInCount, total });
    return html`<span>${count}</span>${number ? html`<span class="number">${number.display}</span>` : nothing}${
      viaMobile ? html`<span class="mobile">${icon(Smartphone, 15)}${t("groups.via_mobile")}</span>` : nothing
    }`;
  }

  /** Who else is there, and what it would mean to leave. */
  _beside(group: MyGroupView) {
    const there = group.colleagues.filter((one) => one.loggedIn);
    const more = group.loggedInCount - (group.loggedIn ? 1 : 0) - Math.min(there.length, mostPictures);
    const { changed } = group;
    const when = changed && t("groups.changed", { when: spokenInstant(new Date(changed.at), new Date()), by: changed.by });
    return html`<div class="beside">
      ${
        there.length > 0
          ? html`<ul class="people" aria-label=${t("groups.there")}>
              ${there
                .slice(0, mostPictures)
                .map(
                  (one) =>
                    html`<li><person-avatar decorative .name=${one.name} .src=${one.picture?.small ?? null}></person-avatar><span>${one.name}</span></li>`,
                )}
              ${more > 0 ? html`<li class="soft">${t("groups.more", { count: more })}</li>` : nothing}
            </ul>`
          : html`<p class="soft">${t(group.loggedIn ? "groups.alone" : "groups.nobody")}</p>`
      }
      ${when ? html`<p class="when soft">${when}</p>` : nothing}
    </div>`;
  }

  async _toggled(event: Event, group: MyGroupView): Promise<void> {
    const box = event.target;
    if (!(box instanceof HTMLInputElement)) return;
    const wanted = box.checked;
    // As long as it is asked, nothing has happened.
    if (!wanted && group.ifLast !== null) box.checked = true;
    if (!wanted && !(await this.#agreed([group]))) return;
    await this.#set(group, wanted, true);
  }

  async #set(group: MyGroupView, wanted: boolean, undoable: boolean): Promise<void> {
    const { id, name } = group;
    try {
      await this.desk.set(id, wanted);
      const text = t(wanted ? "groups.did.in" : "groups.did.out", { group: name });
      this.said = text;
      if (undoable && !wanted) toast({ text, undo: () => void this.#set(group, true, false) });
    } catch (error) {
      this.#told(error, name);
    }
  }

  /** Taken out of the group meanwhile: the list has been fetched anew, and this says why one is gone from it. */
  #told(error: unknown, name: string): void {
    const gone = error instanceof ApiError && error.code === "response_group_not_found";
    toast({ text: gone ? t("groups.gone", { group: name }) : failureText(error), tone: "failed" });
  }

  async _leaveAll(): Promise<void> {
    const mine = (this.desk.groups ?? []).filter((group) => group.loggedIn && group.refused === null);
    if (!(await this.#agreed(mine))) return;
    try {
      const changed = await this.desk.logOutOfAll();
      const left = mine.filter((group) => changed.includes(group.id));
      const text = t("groups.did.out_all", { count: changed.length });
      this.said = text;
      if (changed.length > 0) toast({ text, undo: () => void Promise.all(left.map((group) => this.#set(group, true, false))) });
    } catch (error) {
      toast({ text: failureText(error), tone: "failed" });
    }
  }

  /** Asks when nobody would be left to answer. */
  async #agreed(groups: readonly MyGroupView[]): Promise<boolean> {
    const last = groups.filter((group) => group.ifLast !== null);
    if (last.length === 0) return true;
    const effects = last.map((group) => {
      const number = group.number?.display ?? t("groups.last.the_group");
      return t(`groups.last.${group.ifLast ?? "unanswered"}`, { group: group.name, number });
    });
    return confirm({ heading: t("groups.last.heading"), text: t("groups.last.text"), effects, action: t("groups.last.action") });
  }

  static override styles = [shared, buttons, fields, states, surfaces, groupStyles];
}

customElements.define("my-groups", MyGroupsList);
declare global {
  interface HTMLElementTagNameMap {
    "my-groups": MyGroupsList;
  }
}
