import { html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { ChevronDown, ChevronUp, GripVertical, Lock, LockOpen, LogIn, LogOut, Phone, Smartphone, Trash2 } from "lucide";
import { confirm } from "../components/confirm-dialog.ts";
import { KlykaElement } from "../components/element.ts";
import { icon } from "../components/icon.ts";
import "../components/person-avatar.ts";
import "../components/search-combobox.ts";
import type { ComboOption } from "../components/search-combobox.ts";
import { state } from "../components/states.ts";
import { toast } from "../components/toasts.ts";
import { api } from "../data/client.ts";
import { ApiError } from "../data/problem.ts";
import type { GroupRowView, GroupView, MemberView } from "../data/response-groups.ts";
import { undoToast } from "../data/undo-toast.ts";
import { listUsers } from "../data/users.ts";
import { failureText } from "../i18n/failure.ts";
import { spokenInstant } from "../i18n/format.ts";
import { t } from "../i18n/index.ts";
import { OrderDrag } from "../schedule/order-drag.ts";
import "../schedule/row-menu.ts";
import type { RowMenuItem } from "../schedule/row-menu.ts";
import { buttons, fields, shared, states } from "../style/controls.ts";
import { add, alter, type MembersChange, MembersDesk, moveBy, moveTo, remove } from "./members-desk.ts";
import { membersStyles } from "./members-styles.ts";

type MenuKey = "up" | "down" | "line" | "lock" | "remove";
export type GroupOfMembers = Pick<GroupRowView, "id" | "name" | "number" | "state"> & Pick<GroupView, "whenNobody">;

/**
 * Who is in a response group: a switch for in and out, and why calls pass somebody by just now. `edit`: also the order in which
 * it calls them, by handle, arrows, or Alt and the arrow keys, which line rings, who may log in and out, who is in it at all.
 * What is done is saved at once, and can be undone. Tells `members-changed`.
 */
export class GroupMembersList extends KlykaElement {
  static override properties = { group: { attribute: false }, edit: { type: Boolean, reflect: true }, said: { state: true } };
  declare group: GroupOfMembers;
  declare edit: boolean;
  declare said: string;
  readonly desk = new MembersDesk(this, () => this.tell("members-changed", this.desk.members));
  readonly drag = new OrderDrag(this, "li.member", (from, to) => this._dropped(from, to));
  #focus: { readonly id: string; readonly part: string } | null = null;

  constructor() {
    super();
    this.edit = false;
    this.said = "";
  }

  override willUpdate(): void {
    this.desk.look(this.group.id);
  }

  /** A row that has been laid elsewhere has lost the focus on its way. */
  override updated(): void {
    const wanted = this.#focus;
    if (wanted === null || this.desk.busy) return;
    this.#focus = null;
    this.renderRoot.querySelector<HTMLElement>(`[data-id="${CSS.escape(wanted.id)}"] [data-part="${wanted.part}"]`)?.focus();
  }

  override render() {
    const { members, error } = this.desk;
    if (members === null) return error === null ? this._loading() : this._failed(error);
    return html`${this._head(members)} ${members.length === 0 ? html`<p class="soft none">${t("answer.members.none")}</p>` : nothing}
      <ol aria-label=${t("answer.members")} class=${this.drag.from === null ? "" : "dragging"}>
        ${repeat(
          members,
          ({ userId }) => userId,
          (member, at) => this._row(member, at, members.length),
        )}
      </ol>
      ${this.edit ? this._add() : nothing}
      <p class="hidden" role="status">${this.said}</p>
      ${this.edit ? html`<p class="hidden" id="move-keys">${t("answer.members.move_keys")}</p>` : nothing}`;
  }

  _loading() {
    return html`<p class="hidden" role="status">${t("answer.members.loading")}</p>
      <div class="bones" aria-hidden="true">${[1, 2, 3].map(() => html`<span></span>`)}</div>`;
  }

  _failed(error: unknown) {
    return html`<p class="notice stop" role="alert">${failureText(error)}</p>
      <div><button class="button small" type="button" @click=${() => void this.desk.load()}>${t("action.retry")}</button></div>`;
  }

  _head(members: readonly MemberView[]) {
    const inside = members.filter((one) => one.loggedIn).length;
    return html`<div class="head">
      <p class="soft">${t("answer.members.count", { count: inside, total: members.length })}</p>
      <span class="all">
        ${this._allButton(true, inside === members.length)} ${this._allButton(false, inside === 0)}
      </span>
    </div>`;
  }

  /** One that has just done its work keeps the focus. */
  _allButton(loggedIn: boolean, done: boolean) {
    return html`<button class="button quiet small" type="button" aria-disabled=${done ? "true" : nothing} @click=${() => !done && void this._all(loggedIn)}>
      ${icon(loggedIn ? LogIn : LogOut, 16)}${t(loggedIn ? "answer.members.all_in" : "answer.members.all_out")}
    </button>`;
  }

  _row(member: MemberView, at: number, total: number) {
    const { userId, name, loggedIn } = member;
    const { from, over, moved } = this.drag;
    const lifted = from === at;
    const marks = [
      lifted ? "lifted" : "",
      from !== null && over === at && over !== from && over !== from + 1 ? "before" : "",
      from !== null && over === total && at === total - 1 && from !== at ? "after" : "",
    ];
    return html`<li
      class="member ${marks.filter(Boolean).join(" ")}"
      data-id=${userId}
      .style=${lifted ? `translate: 0 ${moved}px` : ""}
      @keydown=${(event: KeyboardEvent) => this._key(event, userId, at, total)}
    >
      ${
        this.edit
          ? html`<span class="handle" aria-hidden="true" title=${t("answer.members.drag")} @pointerdown=${(event: PointerEvent) => this.drag.start(event, at)}>${icon(GripVertical, 18)}</span>`
          : nothing
      }
      <person-avatar decorative .name=${name} .src=${member.picture?.small ?? null}></person-avatar>
      <span class="who"><span class="name">${name}</span><span class="now">${this._now(member)}</span></span>
      ${this.edit ? this._order(member, at, total) : nothing}
      <input
        type="checkbox"
        role="switch"
        data-part="login"
        aria-label=${t("answer.members.logged_in", { name })}
        aria-describedby=${this.edit ? "move-keys" : nothing}
        .checked=${loggedIn}
        @change=${(event: Event) => void this._toggled(event, member)}
      />
      ${
        this.edit
          ? html`<row-menu
              label=${t("answer.members.more", { name })}
              .items=${this._items(member, at, total)}
              @menu-choose=${(event: CustomEvent<MenuKey>) => void this._do(event.detail, member)}
            ></row-menu>`
          : nothing
      }
    </li>`;
  }

  /** Which line rings, or why none does. */
  _now(member: MemberView) {
    const { number, viaMobile, mayToggle, skipped } = member;
    const line = number ? t(viaMobile ? "answer.rings.mobile" : "answer.rings.fixed", { number: number.display }) : "";
    const lock = mayToggle ? nothing : html`<span class="fixed">${icon(Lock, 14)}${t("answer.members.fixed")}</span>`;
    if (skipped === null) return html`<span>${line}</span>${lock}`;
    const until = member.until && skipped === "diverted" ? spokenInstant(new Date(member.until), new Date()) : null;
    const why = until === null ? t(`answer.skipped.${skipped}`) : t("answer.skipped.diverted_until", { until });
    return html`${state(skipped === "loggedOut" ? "off" : "waiting", why)}${lock}`;
  }

  _order({ name, userId }: MemberView, at: number, total: number) {
    const arrow = (part: "up" | "down", by: number, disabled: boolean) =>
      html`<button
        class="arrow"
        type="button"
        data-part=${part}
        aria-label=${t(`answer.members.${part}`, { name })}
        aria-disabled=${disabled ? "true" : nothing}
        @click=${() => !disabled && void this._move(userId, by, part)}
      >
        ${icon(part === "up" ? ChevronUp : ChevronDown, 16)}
      </button>`;
    return html`<span class="order">
      ${arrow("up", -1, at === 0)}<span class="position"><span class="hidden">${t("answer.members.position")} </span>${at + 1}</span
      >${arrow("down", 1, at === total - 1)}
    </span>`;
  }

  _items({ viaMobile, mayToggle }: MemberView, at: number, total: number): readonly RowMenuItem[] {
    return [
      ...(at > 0 ? [{ key: "up", label: t("answer.do.up"), icon: ChevronUp }] : []),
      ...(at < total - 1 ? [{ key: "down", label: t("answer.do.down"), icon: ChevronDown }] : []),
      { key: "line", label: t(viaMobile ? "answer.do.fixed" : "answer.do.mobile"), icon: viaMobile ? Phone : Smartphone },
      { key: "lock", label: t(mayToggle ? "answer.do.lock" : "answer.do.unlock"), icon: mayToggle ? Lock : LockOpen },
      { key: "remove", label: t("answer.do.remove"), icon: Trash2, danger: true },
    ];
  }

  _add() {
    return html`<search-combobox
      name="member"
      label=${t("answer.members.add")}
      placeholder=${t("answer.members.search")}
      .value=${null}
      .find=${this._find}
      @combo-change=${(event: CustomEvent<ComboOption | null>) => void this._added(event)}
    ></search-combobox>`;
  }

  readonly _find = async (query: string, signal: AbortSignal) => {
    const { rows } = await listUsers(api, { q: query, limit: 20 }, signal);
    const there = new Set(this.desk.members?.map((one) => one.userId));
    const others = rows.filter(({ id }) => !there.has(id));
    const options = others.map((row) => ({
      ...{ key: row.id, title: row.name, person: true },
      detail: row.numbers.primary?.display ?? "",
      picture: row.picture?.small ?? null,
    }));
    return [{ title: "", options }];
  };

  async _added(event: CustomEvent<ComboOption | null>): Promise<void> {
    event.stopPropagation();
    const { detail } = event;
    if (!detail) return;
    await this.#run(
      () => this.desk.change(add(detail.key)),
      t("answer.did.added", { name: detail.title, group: this.group.name }),
    );
    const box = this.renderRoot.querySelector("search-combobox");
    if (!box) return;
    box.value = null;
    box.focus();
  }

  async _do(key: MenuKey, member: MemberView): Promise<void> {
    const { userId, name, viaMobile, mayToggle } = member;
    if (key === "up" || key === "down") return this._move(userId, key === "up" ? -1 : 1, "login");
    if (key === "line") {
      const text = t(viaMobile ? "answer.did.fixed" : "answer.did.mobile", { name });
      return this.#run(() => this.desk.change(alter(userId, { viaMobile: !viaMobile })), text);
    }
    if (key === "lock") {
      const text = t(mayToggle ? "answer.did.locked" : "answer.did.unlocked", { name });
      return this.#run(() => this.desk.change(alter(userId, { mayToggle: !mayToggle })), text);
    }
    if (member.loggedIn && !(await this.#mayLeave(1))) return;
    await this.#run(() => this.desk.change(remove(userId)), t("answer.did.removed", { name, group: this.group.name }));
  }

  async _toggled(event: Event, member: MemberView): Promise<void> {
    const box = event.target;
    if (!(box instanceof HTMLInputElement)) return;
    const wanted = box.checked;
    // As long as it is asked, nothing has happened.
    box.checked = member.loggedIn;
    if (!wanted && !(await this.#mayLeave(1))) return;
    const { name, userId } = member;
    const text = t(wanted ? "answer.did.in" : "answer.did.out", { name, group: this.group.name });
    await this.#run(() => this.desk.log(userId, wanted), text);
  }

  async _all(loggedIn: boolean): Promise<void> {
    const inside = (this.desk.members ?? []).filter((one) => one.loggedIn).length;
    if (!loggedIn && !(await this.#mayLeave(inside))) return;
    const { name } = this.group;
    await this.#run(() => this.desk.logAll(loggedIn), t(loggedIn ? "answer.did.all_in" : "answer.did.all_out", { group: name }));
  }

  /** Asks when nobody would be left to answer an open group. */
  async #mayLeave(going: number): Promise<boolean> {
    const { name, number, state: now, whenNobody } = this.group;
    const inside = (this.desk.members ?? []).filter((one) => one.loggedIn).length;
    if (!now.open || inside > going) return true;
    const effect = t(`groups.last.${whenNobody}`, { group: name, number: number?.display ?? t("groups.last.the_group") });
    const heading = t("answer.last.heading", { group: name });
    return confirm({ heading, text: t("answer.last.text"), effects: [effect], action: t("groups.last.action") });
  }

  _dropped(from: number, to: number): void {
    const member = this.desk.members?.[from];
    if (member) void this.#moved(member.userId, "login", moveTo(member.userId, to));
  }

  /** @param part where the keyboard stands afterwards */
  _move(userId: string, places: number, part: string): Promise<void> {
    return this.#moved(userId, part, moveBy(userId, places));
  }

  async #moved(userId: string, part: string, change: MembersChange): Promise<void> {
    const name = this.desk.members?.find((one) => one.userId === userId)?.name ?? "";
    this.#focus = { id: userId, part };
    const place = () => (this.desk.members?.findIndex((one) => one.userId === userId) ?? 0) + 1;
    await this.#run(
      () => this.desk.change(change),
      () => t("answer.did.moved", { name, place: place() }),
    );
  }

  _key(event: KeyboardEvent, userId: string, at: number, total: number): void {
    if (!this.edit || !event.altKey || event.ctrlKey || event.metaKey) return;
    const places = { ArrowUp: -1, ArrowDown: 1, Home: -total, End: total }[event.key];
    if (places === undefined) return;
    event.preventDefault();
    if (places < 0 ? at === 0 : at === total - 1) return;
    const under = event.composedPath().find((one) => one instanceof HTMLElement && one.dataset.part !== undefined);
    void this._move(userId, places, under instanceof HTMLElement ? (under.dataset.part ?? "login") : "login");
  }

  async #run(work: () => Promise<string | null>, says: string | (() => string)): Promise<void> {
    try {
      const auditId = await work();
      const text = typeof says === "string" ? says : says();
      this.said = text;
      if (auditId !== null) undoToast(api, text, auditId, () => this.desk.load());
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      toast({ text: failureText(error), tone: "failed" });
    }
  }

  static override styles = [shared, buttons, fields, states, membersStyles];
}

customElements.define("group-members", GroupMembersList);
declare global {
  interface HTMLElementTagNameMap {
    "group-members": GroupMembersList;
  }
}
