import { html, nothing } from "lit";
import { CalendarClock, History, PhoneIncoming, Trash2 } from "lucide";
import { AnnouncementWatch, knownAnnouncements } from "../../announcements/known.ts";
import { openBadge } from "../../calls/open-state.ts";
import { confirm } from "../../components/confirm-dialog.ts";
import { KlykaElement } from "../../components/element.ts";
import { icon } from "../../components/icon.ts";
import { confirmReach } from "../../components/reach-dialog.ts";
import { badge } from "../../components/states.ts";
import type { AnnouncementView } from "../../data/announcements.ts";
import { api } from "../../data/client.ts";
import { listen } from "../../data/live.ts";
import { tryOut } from "../../data/reach.ts";
import type { GroupView } from "../../data/response-groups.ts";
import { ServerClock } from "../../data/server-clock.ts";
import { undoToast } from "../../data/undo-toast.ts";
import { t } from "../../i18n/index.ts";
import { flowOfForm, type GroupForm } from "../../response-groups/draft.ts";
import { GroupEditing } from "../../response-groups/group-editing.ts";
import "../../response-groups/group-flow.ts";
import "../../response-groups/group-form.ts";
import "../../response-groups/group-members.ts";
import { changeText } from "../../response-groups/words.ts";
import { goTo, guardLeaving } from "../../router/navigate.ts";
import { addressOf, pathTo } from "../../router/paths.ts";
import { buttons, shared, states, surfaces } from "../../style/controls.ts";
import { titleStyles } from "../../style/title-styles.ts";
import { editStyles } from "./edit-styles.ts";

/** How a response group answers: every setting, its members in order, and which way a call goes. Settings are saved as one. */
export class ResponseGroupPage extends KlykaElement {
  static override properties = { params: { attribute: false }, announcements: { state: true } };
  declare params: Readonly<Record<string, string>>;
  declare announcements: ReadonlyMap<string, AnnouncementView>;
  readonly clock = new ServerClock(this);
  readonly editing = new GroupEditing(this, () => this.announcements);
  readonly watch = new AnnouncementWatch(this, () => void this._announcements());
  readonly events = listen(this, {
    group: () => void this.editing.load(),
    schedule: () => void this.editing.load(),
    members: () => void this.editing.load(),
    organisation: () => void this.editing.load(),
    reload: () => void this.editing.load(),
  });
  #unguard: (() => void) | null = null;
  #leaving = false;

  constructor() {
    super();
    this.params = {};
    this.announcements = new Map();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#unguard = guardLeaving(
      () => this.editing.dirty && !this.#leaving,
      () => confirm({ heading: t("answer.leave"), text: t("answer.leave.text"), action: t("answer.discard"), danger: true }),
    );
    void this._announcements();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unguard?.();
  }

  override willUpdate(): void {
    this.editing.look(this.params.group ?? "");
  }

  override updated(): void {
    this.clock.wakeAt(this.editing.group?.state.until ?? null, () => void this.editing.load());
  }

  override render() {
    const { group, form, trouble } = this.editing;
    if (trouble) return this._trouble(trouble);
    return html`${this._head(group)} ${group && form ? html`${this._body(group, form)}${this._bar()}` : this._waiting()}`;
  }

  _trouble({ gone, text }: { readonly gone: boolean; readonly text: string }) {
    return html`<div class="head"><h1 tabindex="-1">${t(gone ? "answer.gone" : "answer.group")}</h1></div>
      <div class="surface told">
        <p role="alert">${gone ? t("answer.gone.text") : text}</p>
        ${
          gone
            ? html`<a class="button" href=${pathTo("responseGroups")}>${t("answer.to_list")}</a>`
            : html`<button class="button" type="button" @click=${() => void this.editing.load()}>${t("action.retry")}</button>`
        }
      </div>`;
  }

  _waiting() {
    return html`<p class="hidden" role="status">${t("answer.loading")}</p>
      <div class="columns" aria-hidden="true"><div class="main"><div class="surface ghost"></div><div class="surface ghost"></div></div><div class="side"><div class="surface ghost"></div></div></div>`;
  }

  _head(group: GroupView | null) {
    const calls = group?.number ? addressOf("calls", {}, { to: group.number.e164 }) : null;
    return html`<div class="head">
      <div class="title">
        <nav class="crumbs" aria-label=${t("page.breadcrumb")}>
          <a href=${pathTo("responseGroups")}>${t("answer.title")}</a>${group ? html`<span aria-hidden="true">/</span><span>${group.name}</span>` : nothing}
        </nav>
        <h1 tabindex="-1">
          ${
            group
              ? html`<span>${group.name}</span> ${group.number ? html`<span class="number">${group.number.display}</span>` : nothing}
                  ${openBadge(group.state, this.clock.now())} ${group.main ? badge("live", t("answer.main"), false) : nothing}`
              : t("answer.group")
          }
        </h1>
      </div>
      ${
        group
          ? html`<div class="actions">
              <a class="button" href=${pathTo("groupCalendar", { group: group.id })}>${icon(CalendarClock, 18)}${t("answer.calendar")}</a>
              ${calls ? html`<a class="button" href=${calls}>${icon(PhoneIncoming, 18)}${t("answer.try")}</a>` : nothing}
              <button class="button" type="button" @click=${() => void this._versions(group)}>${icon(History, 18)}${t("versions.title")}</button>
            </div>`
          : nothing
      }
    </div>`;
  }

  _body(group: GroupView, form: GroupForm) {
    const { editing } = this;
    const open = group.state.open;
    const alone = open && group.loggedInCount === 0;
    return html`${alone ? html`<p class="notice stop">${t(group.total === 0 ? "answer.nobody.members" : `answer.nobody.${group.whenNobody}`)}</p>` : nothing}
      <div class="columns">
        <div class="main">
          ${editing.failure ? html`<p class="notice stop" role="alert">${editing.failure}</p>` : nothing}
          <group-settings
            .form=${form}
            .errors=${editing.errors}
            @form-change=${({ detail }: CustomEvent<{ form: GroupForm; field: string }>) => editing.set(detail.form, detail.field)}
          ></group-settings>
          <section class="surface card" aria-labelledby="away-with">
            <h2 id="away-with">${t("answer.delete")}</h2>
            <p class="soft">${t("answer.delete.intro")}</p>
            <div><button class="button danger" type="button" @click=${() => void this._delete(group)}>${icon(Trash2, 18)}${t("answer.delete.open")}</button></div>
          </section>
        </div>
        <div class="side">
          <section class="surface card" aria-labelledby="members">
            <h2 id="members">${t("answer.members")}</h2>
            <p class="soft">${t(`answer.order.${form.distribution}`)}</p>
            <group-members edit .group=${group}></group-members>
          </section>
          <section class="surface card" aria-labelledby="flow">
            <h2 id="flow">${t("answer.flow")}</h2>
            <group-flow .flow=${flowOfForm(form)}></group-flow>
          </section>
        </div>
      </div>`;
  }

  _bar() {
    const { dirty, busy, changes } = this.editing;
    const count = Object.keys(changes).length;
    return html`<div class="bar ${dirty ? "pending" : ""}">
      <span class="soft" role="status">${dirty ? t("answer.unsaved", { count }) : t("answer.nothing_changed")}</span>
      ${dirty ? html`<button class="button" type="button" ?disabled=${busy} @click=${() => this.editing.discard()}>${t("answer.discard")}</button>` : nothing}
      <button class="button filled" type="button" ?disabled=${!dirty || busy} @click=${() => void this._save()}>${t(busy ? "answer.saving" : "action.save")}</button>
    </div>`;
  }

  async _save(): Promise<void> {
    const { editing } = this;
    if (editing.refuseUnsaid()) return this._toFirstError();
    if (!(await this._agreed())) return;
    const saved = await editing.save();
    if (!saved) return this._toFirstError();
    const { name } = saved.group;
    undoToast(api, t("answer.saved", { name }), saved.auditId, () => editing.load());
  }

  /** What changes for a group that callers reach just now is said before it is saved. */
  async _agreed(): Promise<boolean> {
    const { group, base, form, changes } = this.editing;
    if (!group || !base || !form || !(await this._mayReach(group))) return false;
    if (!group.state.open) return true;
    const effects = Object.keys(changes).map((name) => changeText(name, base, form, this.announcements));
    const heading = t("answer.open_now.heading", { name: group.name });
    return confirm({ heading, text: t("answer.open_now.text"), effects, action: t("action.save") });
  }

  /** Which phones show another name or number, when it is more than one. */
  async _mayReach(group: GroupView): Promise<boolean> {
    const { changes } = this.editing;
    if (!["name", "number", "extension"].some((name) => Object.hasOwn(changes, name))) return true;
    const trial = { method: "patch", path: `/groups/${group.id}`, body: changes, version: group.version } as const;
    // What is refused here is refused when it is saved, and then said.
    const reach = await tryOut(api, trial).catch(() => null);
    if (reach === null || reach.total < 2) return true;
    return confirmReach({ heading: t("users.reach.heading", { name: group.name }), action: t("action.save"), reach });
  }

  async _toFirstError(): Promise<void> {
    await this.updateComplete;
    const settings = this.renderRoot.querySelector("group-settings");
    await settings?.updateComplete;
    settings?.focusFirst();
  }

  async _versions(group: GroupView): Promise<void> {
    const [{ showVersions }, { versionsOfGroup }] = await Promise.all([
      import("../../calls/versions-panel.ts"),
      import("../../calls/versions-of-group.ts"),
    ]);
    await showVersions(versionsOfGroup(group.id, group.name), () => {
      this.editing.discard();
      return this.editing.load();
    });
  }

  async _delete(group: GroupView): Promise<void> {
    const { askDeleteGroup } = await import("../../response-groups/delete-dialog.ts");
    const deleted = await askDeleteGroup(group);
    if (!deleted) return;
    this.#leaving = true;
    const back = () => goTo(pathTo("responseGroup", { group: group.id }));
    undoToast(api, t("answer.deleted", { name: group.name }), deleted.auditId, back);
    goTo(pathTo("responseGroups"));
  }

  async _announcements(): Promise<void> {
    // Without them the sentences name what is chosen as gone.
    const all = await knownAnnouncements().catch(() => null);
    if (all) this.announcements = new Map(all.map((one) => [one.id, one]));
  }

  static override styles = [shared, buttons, states, surfaces, titleStyles, editStyles];
}

customElements.define("response-group-page", ResponseGroupPage);
declare global {
  interface HTMLElementTagNameMap {
    "response-group-page": ResponseGroupPage;
  }
}
