import { html, nothing } from "lit";
import { CalendarClock, Copy, History, PhoneIncoming, Trash2, Undo2 } from "lucide";
import type { MenuSlot } from "../../../../domain/destination.ts";
import "../../announcements/announcement-field.ts";
import "../../calls/listen-button.ts";
import { keyed } from "lit/directives/keyed.js";
import { openBadge } from "../../calls/open-state.ts";
import { showVersions } from "../../calls/versions-panel.ts";
import { confirm } from "../../components/confirm-dialog.ts";
import { KlykaElement } from "../../components/element.ts";
import { icon } from "../../components/icon.ts";
import { phoneNumber } from "../../components/phone-number.ts";
import { toast } from "../../components/toasts.ts";
import { api } from "../../data/client.ts";
import { listen } from "../../data/live.ts";
import { ServerClock } from "../../data/server-clock.ts";
import { undoToast } from "../../data/undo-toast.ts";
import { t } from "../../i18n/index.ts";
import { shortcutOf } from "../../keys/shortcuts.ts";
import { askClash, askLive } from "../../menus/asking.ts";
import { type DraftWay, draftKeys, type MenuDraft, swapWays, withWay } from "../../menus/draft.ts";
import { MenuDesk } from "../../menus/menu-desk.ts";
import "../../menus/menu-keypad.ts";
import { MenuSettings } from "../../menus/menu-settings.ts";
import "../../menus/menu-tree.ts";
import { treeOf } from "../../menus/tree.ts";
import { versionsOfMenu } from "../../menus/versions.ts";
import "../../menus/way-editor.ts";
import { keypad } from "../../../../domain/menu.ts";
import { findingSlot, findingText, keyName, slotName } from "../../menus/words.ts";
import { goTo, guardLeaving } from "../../router/navigate.ts";
import { addressOf, pathTo } from "../../router/paths.ts";
import { buttons, fields, shared, states, surfaces } from "../../style/controls.ts";
import { titleStyles } from "../../style/title-styles.ts";
import { copyOne, deleteOne } from "./menu-acts.ts";
import { menuPageStyles } from "./menu-page-styles.ts";

/** A menu: what is played, its keys as on a telephone, and the whole way of a call as a tree. Nothing is saved before one says so. */
export class MenuPage extends KlykaElement {
  static override properties = {
    params: { attribute: false },
    query: { attribute: false },
    slotChosen: { state: true },
    start: { state: true },
  };
  declare params: Readonly<Record<string, string>>;
  declare query: URLSearchParams;
  /** The way that is edited; null: none. */
  declare slotChosen: MenuSlot | null;
  declare start: string;
  readonly clock = new ServerClock(this);
  readonly desk = new MenuDesk(this, {
    clash: askClash,
    live: (before, after) => askLive(this.desk.saved, before, after),
  });
  readonly events = listen(this, {
    menu: () => void this.desk.refresh(),
    group: () => void this.desk.refresh(),
    schedule: () => void this.desk.refresh(),
    members: () => void this.desk.refresh(),
    reload: () => void this.desk.refresh(),
  });
  #asked: string | null = null;
  #ends: () => void = () => undefined;

  constructor() {
    super();
    this.params = {};
    this.query = new URLSearchParams();
    this.slotChosen = null;
    this.start = "office";
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.addEventListener("keydown", this.#shortcut);
    this.#ends = guardLeaving(
      () => this.desk.dirty,
      () => confirm(leaving()),
    );
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.removeEventListener("keydown", this.#shortcut);
    this.#ends();
  }

  override willUpdate(): void {
    const id = this.params.menu ?? null;
    if (this.#asked !== (id ?? "new")) {
      this.#asked = id ?? "new";
      if (id !== this.desk.id || this.desk.face !== "ready") void this.desk.load(id);
    }
    this.clock.wakeAt(this.desk.saved?.state?.until ?? null, () => void this.desk.refresh());
  }

  override render() {
    const { face } = this.desk;
    return html`<div class="top">${this._title()} ${face === "ready" ? this._bar() : nothing}</div>
      ${face === "ready" ? this._body() : this._waiting()}`;
  }

  _title() {
    const { saved, id } = this.desk;
    const number = saved?.number ?? null;
    return html`<div class="title">
      <nav class="crumbs" aria-label=${t("menus.title")}><a href=${pathTo("menus")}>${t("menus.title")}</a></nav>
      <h1 tabindex="-1">
        ${saved?.name ?? t(id === null ? "menus.new" : "menus.page")}
        ${number ? html`<span class="number">${phoneNumber(number.e164)}</span>` : nothing}
        ${saved?.state ? openBadge(saved.state, this.clock.now()) : nothing}
      </h1>
    </div>`;
  }

  _bar() {
    const { saved, dirty, id } = this.desk;
    const calls = saved && addressOf("calls", {}, { to: saved.number?.e164 ?? `menu:${saved.id}` });
    return html`<div class="bar">
      ${
        saved
          ? html`<a class="button" href=${pathTo("menuCalendar", { menu: saved.id })}>${icon(CalendarClock, 18)}${t("menus.calendar")}</a>
            ${calls ? html`<a class="button icon-only" href=${calls} aria-label=${t("menus.try")} title=${t("menus.try")}>${icon(PhoneIncoming, 18)}</a>` : nothing}
            ${this._tool(History, t("menus.versions"), () => this._showVersions())}
            ${this._tool(Copy, t("menus.copy"), () => copyOne(saved))}
            ${this._tool(Trash2, t("menus.delete"), () => deleteOne(saved, () => this._gone()))}`
          : nothing
      }
      ${dirty && id !== null ? this._tool(Undo2, t("menus.discard"), () => this._discard()) : nothing}
      ${this._saveButton()}
    </div>`;
  }

  _saveButton() {
    const { id, busy, dirty, changes } = this.desk;
    const says = dirty ? t("menus.save.changes", { count: changes.length }) : t("menus.save");
    return html`<button class="button filled" type="button" ?disabled=${busy || !dirty} @click=${this._save}>
      ${id === null ? t("menus.create") : says}
    </button>`;
  }

  _tool(node: Parameters<typeof icon>[0], label: string, act: () => unknown) {
    return html`<button class="button icon-only" type="button" aria-label=${label} title=${label} @click=${act}>${icon(node, 18)}</button>`;
  }

  _waiting() {
    if (this.desk.face === "loading") {
      return html`<p class="hidden" role="status">${t("list.loading")}</p>
        <div class="columns" aria-hidden="true"><div class="surface bone"></div><div class="surface bone"></div></div>`;
    }
    return html`<div class="surface panel" role="alert">
      <p>${this.desk.error}</p>
      <div><button class="button" type="button" @click=${() => this.desk.load(this.params.menu ?? null)}>${t("action.retry")}</button></div>
    </div>`;
  }

  _body() {
    const { failure, draft, id, tree } = this.desk;
    return html`${failure ? html`<p class="notice stop" role="alert">${failure}</p>` : nothing}
      <div class="columns">
        <div class="left">
          ${id === null ? this._settings() : nothing}
          <section class="surface panel" aria-labelledby="keys">
            <div class="heard">
              <h2 id="keys">${t("menus.keys")}</h2>
              ${draft.welcomeId ? html`<listen-button .announcementId=${draft.welcomeId}></listen-button>` : nothing}
            </div>
            <menu-keypad
              .ways=${draft.ways}
              .chosen=${this.slotChosen}
              .wrong=${this.desk.wrong}
              @key-choose=${({ detail }: CustomEvent<MenuSlot>) => this._choose(detail)}
              @key-edit=${({ detail }: CustomEvent<MenuSlot>) => this._choose(detail, true)}
              @key-clear=${({ detail }: CustomEvent<MenuSlot>) => this._set(detail, null)}
              @key-swap=${({ detail }: CustomEvent<{ from: MenuSlot; to: MenuSlot }>) => this._swap(detail.from, detail.to)}
            ></menu-keypad>
            <div class="others" role="group" aria-label=${t("menus.waiting")}>
              ${(["timeout", "invalid"] as const).map((slot) => this._other(slot))}
            </div>
            ${this._editor()} ${this._unused()}
          </section>
          ${this._welcome()}
          ${id === null ? nothing : this._settings()}
        </div>
        <div class="right">
          ${this._findings()}
          <section class="surface panel" aria-labelledby="tree">
            <h2 id="tree">${t("menus.tree")}</h2>
            <p class="soft small">${t("menus.tree.hint")}</p>
            <menu-tree .root=${treeOf(id, draft, tree)} @way-edit=${({ detail }: CustomEvent<MenuSlot>) => this._choose(detail, true)}></menu-tree>
          </section>
        </div>
      </div>
      ${this.desk.dirty ? html`<div class="end">${this._saveButton()}</div>` : nothing}`;
  }

  _editor() {
    const slot = this.slotChosen;
    if (slot === null) return nothing;
    return keyed(
      slot,
      html`<way-editor
        .slotName=${slot}
        .ways=${this.desk.draft.ways}
        .problem=${this.desk.problemOf(slot)}
        @way-change=${({ detail }: CustomEvent<DraftWay | null>) => this._set(slot, detail)}
        @way-move=${({ detail }: CustomEvent<MenuSlot>) => this._swap(slot, detail)}
      ></way-editor>`,
    );
  }

  _welcome() {
    const { draft } = this.desk;
    return html`<section class="surface panel" aria-labelledby="welcome">
      <h2 id="welcome">${t("menus.welcome")}</h2>
      <announcement-field
        label=${t("announcements.field")}
        hint=${t("menus.welcome_hint")}
        .value=${draft.welcomeId}
        .problem=${this.desk.problemOf("welcomeId")}
        @announcement-change=${({ detail }: CustomEvent<string | null>) => this._edit({ welcomeId: detail })}
      ></announcement-field>
    </section>`;
  }

  _unused() {
    const { draft } = this.desk;
    const used = draftKeys(draft);
    const unused = keypad.filter((key) => !used.includes(`key:${key}`));
    if (used.length === 0) return nothing;
    if (unused.length === 0) return html`<p class="soft small">${t("menus.keys.all_used")}</p>`;
    const keys = unused.map(keyName).join(", ");
    return html`<p class="soft small">${t("menus.keys.unused_all", { keys, count: draft.maxInvalid })}</p>`;
  }

  _other(slot: "timeout" | "invalid") {
    const { draft, wrong } = this.desk;
    const way = draft.ways[slot];
    return html`<button
      class="other ${wrong.has(slot) ? "wrong" : ""}"
      type="button"
      aria-pressed=${this.slotChosen === slot}
      @click=${() => this._choose(slot, true)}
    >
      <strong>${slotName(slot)}</strong><span>${way ? (way.to?.name ?? t("menus.tree.missing")) : t("menus.to.hangUp")}</span>
    </button>`;
  }

  /** A new menu begins with its name. */
  _settings() {
    const { draft, id } = this.desk;
    return html`<menu-settings
      class="surface panel"
      .draft=${draft}
      .start=${id === null ? this.start : null}
      .problemOf=${(field: string) => this.desk.problemOf(field)}
      @settings-change=${({ detail }: CustomEvent<Partial<MenuDraft>>) => this._edit(detail)}
      @start-change=${({ detail }: CustomEvent<string>) => {
        this.start = detail;
      }}
    ></menu-settings>`;
  }

  _findings() {
    const { findings, id, dirty } = this.desk;
    // Of what nobody has begun there is nothing to say.
    if (findings.length === 0 || (id === null && !dirty)) return nothing;
    return html`<section class="surface panel findings" aria-labelledby="findings">
      <h2 id="findings">${t("menus.findings")}</h2>
      <ul>
        ${findings.map((finding) => {
          const slot = findingSlot(finding);
          return html`<li>
            <span>${findingText(finding)}</span>
            ${slot ? html`<button class="button quiet small" type="button" @click=${() => this._choose(slot, true)}>${t("menus.finding.show")}<span class="hidden"> ${slotName(slot)}</span></button>` : nothing}
          </li>`;
        })}
      </ul>
    </section>`;
  }

  _choose(slot: MenuSlot, edit = false): void {
    this.slotChosen = slot;
    if (!edit) return;
    void this.updateComplete.then(() => {
      const editor = this.renderRoot.querySelector("way-editor");
      editor?.scrollIntoView({ block: "nearest" });
      void editor?.updateComplete.then(() => editor.focusFirst());
    });
  }

  _set(slot: MenuSlot, way: DraftWay | null): void {
    this.desk.edit(withWay(this.desk.draft, slot, way));
  }

  _swap(from: MenuSlot, to: MenuSlot): void {
    this.slotChosen = to;
    this.desk.edit(swapWays(this.desk.draft, from, to));
  }

  _edit(changed: Partial<MenuDraft>): void {
    this.desk.edit({ ...this.desk.draft, ...changed });
  }

  readonly _save = async (): Promise<void> => {
    const made = this.desk.id === null;
    const written = await this.desk.save(this.start);
    if (!written) {
      const [first] = this.desk.wrong;
      const slot = keypad.map((key): MenuSlot => `key:${key}`).find((one) => one === first);
      if (slot || first === "timeout" || first === "invalid")
        this._choose(slot ?? (first === "invalid" ? "invalid" : "timeout"), true);
      else this._focusWrong();
      return;
    }
    const { menu, auditId } = written;
    const reload = () => (made ? goTo(pathTo("menus")) : this.desk.load(menu.id));
    undoToast(api, t(made ? "menus.created" : "menus.saved", { name: menu.name }), auditId, reload);
    if (made) goTo(pathTo("menu", { menu: menu.id }), { replace: true });
  };

  _focusWrong(): void {
    void this.updateComplete.then(() => {
      const settings = this.renderRoot.querySelector("menu-settings");
      if (settings instanceof MenuSettings) settings.focusWrong();
    });
  }

  _discard(): void {
    const { draft } = this.desk;
    this.desk.edit(this.desk.base);
    toast({ text: t("menus.discard"), undo: () => this.desk.edit(draft) });
  }

  _gone(): void {
    this.desk.edit(this.desk.base);
    goTo(pathTo("menus"));
  }

  async _showVersions(): Promise<void> {
    const { saved } = this.desk;
    if (!saved || (this.desk.dirty && !(await confirm(leaving())))) return;
    this.desk.edit(this.desk.base);
    await showVersions(versionsOfMenu(saved.id, saved.name), () => this.desk.load(saved.id));
  }

  readonly #shortcut = (event: KeyboardEvent) => {
    if (shortcutOf(event) !== "save") return;
    event.preventDefault();
    if (this.desk.dirty) void this._save();
  };

  static override styles = [shared, buttons, fields, states, surfaces, titleStyles, menuPageStyles];
}

const leaving = () => ({
  heading: t("menus.leave.heading"),
  text: t("menus.leave.text"),
  action: t("menus.leave.do"),
  danger: true,
});

customElements.define("menu-page", MenuPage);
declare global {
  interface HTMLElementTagNameMap {
    "menu-page": MenuPage;
  }
}
