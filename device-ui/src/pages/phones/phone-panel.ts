import { css, html, nothing } from "lit";
import { ArrowLeftRight, LayoutGrid, SlidersHorizontal, X } from "lucide";
import { writeMac } from "../../../../domain/mac.ts";
import { agreeOn } from "../../components/agreement.ts";
import { confirm } from "../../components/confirm-dialog.ts";
import { KlykaElement } from "../../components/element.ts";
import { focusFirstError, selectField, textField } from "../../components/fields.ts";
import { icon } from "../../components/icon.ts";
import { missing } from "../../components/missing.ts";
import type { ComboOption } from "../../components/search-combobox.ts";
import "../../components/search-combobox.ts";
import { api } from "../../data/client.ts";
import { listen } from "../../data/live.ts";
import { Loaded } from "../../data/loaded.ts";
import { type LayoutListView, type PhoneView, readPhone, retirePhone, type SiteListView, savePhone } from "../../data/phones.ts";
import { ApiError, ConflictError, type FieldError } from "../../data/problem.ts";
import { undoToast } from "../../data/undo-toast.ts";
import { standingNote } from "../../fleet/standing-note.ts";
import { standingCell } from "../../fleet/words.ts";
import { failureText } from "../../i18n/failure.ts";
import { t } from "../../i18n/index.ts";
import "../../redirection/redirection-part.ts";
import { addressOf, pathTo } from "../../router/paths.ts";
import { buttons, fields, shared, states } from "../../style/controls.ts";
import "./accounts-part.ts";
import "../../resync/resync-part.ts";
import "./contact-part.ts";
import "./place-part.ts";
import { findUsers } from "./finders.ts";
import { askGive } from "./give-dialog.ts";
import { panelStyles } from "./panel-styles.ts";
import { agentText, choicesOf, phoneName, stateCell, whenText } from "./words.ts";

type Row = { readonly value: PhoneView; readonly version: string | null };
const editable = ["label", "siteId", "layoutId"] as const;
type Name = (typeof editable)[number];
type Values = Readonly<Record<Name, string | null>>;

/** One phone beside the list: what is known of it, and what can be done with it. Tells `panel-close` and `phone-changed`. */
export class PhonePanel extends KlykaElement {
  static override properties = {
    phoneId: { attribute: false },
    sites: { attribute: false },
    layouts: { attribute: false },
    typed: { state: true },
    errors: { state: true },
    failure: { state: true },
    busy: { state: true },
  };
  declare phoneId: string;
  declare sites: readonly SiteListView[];
  declare layouts: readonly LayoutListView[];
  declare typed: Partial<Values>;
  declare errors: readonly FieldError[];
  declare failure: string | null;
  declare busy: boolean;
  readonly loaded = new Loaded<Row>(this, (signal) => readPhone(api, this.phoneId, signal));
  readonly events = listen(this, {
    phone: (data) => this._told(data),
    request: (data) => this._told(data),
    window: (data) => this._told(data),
    evidence: () => void this.loaded.reload(),
    reload: () => void this.loaded.reload(),
  });

  constructor() {
    super();
    this.phoneId = "";
    this.sites = [];
    this.layouts = [];
    this.typed = {};
    this.errors = [];
    this.failure = null;
    this.busy = false;
  }

  override willUpdate(changed: Map<string, unknown>): void {
    if (!changed.has("phoneId")) return;
    this._reset();
    this.loaded.restart();
  }

  override render() {
    const { value } = this.loaded;
    const phone = value?.value;
    return html`<div class="top">
        <h2 tabindex="-1">${phone ? phoneName(phone) : t("phones.phone")}</h2>
        <button class="button quiet small icon-only" type="button" aria-label=${t("action.close")} @click=${() => this.tell("panel-close", null)}>${icon(X)}</button>
        ${phone ? html`<span class="states">${stateCell(phone)} ${standingCell(phone)}</span>` : nothing}
      </div>
      ${missing(this.loaded)} ${phone ? this._phone(phone) : nothing}`;
  }

  _phone(phone: PhoneView) {
    const retired = phone.state === "retired";
    return html`<div class="stack">
      ${standingNote(phone)} ${this._facts(phone)}
      <div class="buttons">
        <a class="button filled" href=${pathTo("phone", { phone: phone.id })}>${icon(LayoutGrid, 18)}${t("phones.keys")}</a>
        ${retired ? nothing : html`<a class="button" href=${pathTo("phoneSwap", { phone: phone.id })}>${icon(ArrowLeftRight, 18)}${t("phones.swap")}</a>`}
        ${retired ? nothing : html`<a class="button" href=${pathTo("phoneSettings", { layer: "phone", id: phone.id })}>${icon(SlidersHorizontal, 18)}${t("phone_settings.go.phone")}</a>`}
      </div>
      ${retired ? html`<p class="notice">${t("phones.retired.text")}</p>` : this._edit(phone)}
    </div>`;
  }

  _facts({ modelName, modules, mac, firmware, lastContactAt, lastAddress, agent }: PhoneView) {
    const fact = (label: string, value: unknown) => html`<dt>${label}</dt><dd>${value || "–"}</dd>`;
    return html`<dl class="facts">
      ${fact(t("phones.column.model"), [modelName, ...modules].join(" + "))}
      ${fact(t("phones.column.mac"), html`<span class="mac">${writeMac(mac)}</span>`)}
      ${fact(t("phones.column.lastContact"), whenText(lastContactAt))} ${fact(t("phones.address"), lastAddress)}
      ${fact(t("phones.column.firmware"), firmware)}
      ${agent ? html`${fact(t("phones.agent"), agentText(agent))} ${fact(t("phones.agent.says"), agent.description)}` : nothing}
    </dl>`;
  }

  _edit(phone: PhoneView) {
    return html`<resync-part class="part" .phone=${phone}></resync-part>
      <form class="part" @submit=${this._save} @input=${this._type} novalidate aria-label=${t("phones.place")}>
        ${textField({ name: "label", label: t("phones.column.label"), value: this._now(phone, "label") ?? "", hint: t("phones.label.hint"), maxlength: 100, errors: this._errorsOf("label") })}
        ${selectField({ name: "siteId", label: t("phones.column.site"), value: this._now(phone, "siteId") ?? "", choices: choicesOf(this.sites, t("phones.no_site")), errors: this._errorsOf("siteId") })}
        ${selectField({ name: "layoutId", label: t("phones.column.layout"), value: this._now(phone, "layoutId") ?? "", choices: choicesOf(this.layouts, t("phones.no_layout")), hint: t("phones.layout.hint"), errors: this._errorsOf("layoutId") })}
        ${this.failure ? html`<p class="notice stop" role="alert">${this.failure}</p>` : nothing}
        ${
          this._dirty(phone)
            ? html`<div class="buttons">
                <button class="button" type="submit" ?disabled=${this.busy}>${t("action.save")}</button>
                <button class="button quiet" type="button" @click=${this._reset}>${t("action.cancel")}</button>
              </div>`
            : nothing
        }
      </form>
      ${this._user(phone)}
      <accounts-part class="part" .phone=${phone} .version=${this._version()} @phone-saved=${this._saved}></accounts-part>
      <place-part class="part" .phone=${phone}></place-part>
      <redirection-part .phoneId=${phone.id}></redirection-part>
      <contact-part class="part" .phone=${phone}></contact-part>
      <section class="part">
        <h3>${t("phones.retire")}</h3>
        <p class="small soft">${t("phones.retire.text")}</p>
        <div><button class="button danger" type="button" @click=${() => this._retire(phone)}>${t("phones.retire.do")}</button></div>
      </section>`;
  }

  _user({ user }: PhoneView) {
    const value = user ? { key: user.id, title: user.name, person: true } : null;
    const href = user ? addressOf("users", {}, { user: user.id }) : null;
    return html`<section class="part">
      <search-combobox
        name="user"
        label=${t("phones.column.user")}
        hint=${t("phones.user.hint")}
        placeholder=${t("phones.user.find")}
        .find=${findUsers}
        .value=${value}
        @combo-change=${this._give}
      ></search-combobox>
      ${href ? html`<p class="small"><a href=${href}>${t("phones.user.open", { name: user?.name ?? "" })}</a></p>` : nothing}
    </section>`;
  }

  _version(): string | null {
    return this.loaded.value?.version ?? null;
  }

  _now(phone: PhoneView, name: Name): string | null {
    return Object.hasOwn(this.typed, name) ? (this.typed[name] ?? null) : valuesOf(phone)[name];
  }

  _dirty(phone: PhoneView): boolean {
    return Object.keys(this._changes(phone)).length > 0;
  }

  _changes(phone: PhoneView): Partial<Values> {
    const before = valuesOf(phone);
    return Object.fromEntries(
      editable.filter((name) => this._now(phone, name) !== before[name]).map((name) => [name, this._now(phone, name)]),
    );
  }

  _errorsOf(name: string): readonly FieldError[] {
    return this.errors.filter(({ field }) => field === name);
  }

  _type(event: Event): void {
    const { target } = event;
    if (!(target instanceof HTMLInputElement || target instanceof HTMLSelectElement)) return;
    const value = target instanceof HTMLSelectElement ? target.value || null : target.value;
    this.typed = { ...this.typed, [target.name]: value };
    this.errors = this.errors.filter(({ field }) => field !== target.name);
  }

  readonly _reset = (): void => {
    this.typed = {};
    this.errors = [];
    this.failure = null;
  };

  async _save(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const row = this.loaded.value;
    if (!row || this.busy) return;
    await this._write(this._changes(row.value), row);
  }

  /** Somebody else has saved: what both changed is asked about, the rest goes on top. */
  async _write(changes: Partial<Values>, row: Row): Promise<void> {
    this.busy = true;
    this.failure = null;
    try {
      const saved = await savePhone(api, row.value.id, changes, row.version);
      this._reset();
      this._took(saved.auditId, t("phones.saved", { name: phoneName(saved.value) }));
    } catch (error) {
      if (error instanceof ConflictError) await this._settle(changes, row, error);
      else if (error instanceof ApiError && error.fields.length > 0) this.errors = error.fields;
      else this.failure = failureText(error);
    } finally {
      this.busy = false;
    }
    await this.updateComplete;
    focusFirstError(this.renderRoot, this.errors);
  }

  async _settle(changes: Partial<Values>, row: Row, { theirs, version, saved }: ConflictError): Promise<void> {
    // The server answers a conflict with the row as it is now, of the same kind as it was read.
    const now = { value: theirs as PhoneView, version };
    const labels: Readonly<Record<string, string>> = {
      label: t("phones.column.label"),
      siteId: t("phones.column.site"),
      layoutId: t("phones.column.layout"),
    };
    const agreed = await agreeOn({
      ...{ before: valuesOf(row.value), changes, theirs: valuesOf(now.value), saved },
      label: (field) => labels[field] ?? field,
      shown: (field, value) => this._shown(field, value),
    });
    void this.loaded.reload();
    if (agreed === null) return;
    if (Object.keys(agreed).length === 0) return this._reset();
    await this._write(agreed, now);
  }

  _shown(field: string, value: unknown): string {
    if (field === "label") return String(value ?? "");
    const rows: readonly { id: string; name: string }[] = field === "siteId" ? this.sites : this.layouts;
    return rows.find(({ id }) => id === value)?.name ?? "";
  }

  async _give(event: CustomEvent<ComboOption | null>): Promise<void> {
    const row = this.loaded.value;
    if (!row) return;
    const done = await askGive({ phone: row.value, version: row.version, to: event.detail });
    // Whoever thinks better of it sees again whose the phone is.
    const field = this.renderRoot.querySelector("search-combobox");
    const { user } = row.value;
    if (field && !done) field.value = user ? { key: user.id, title: user.name, person: true } : null;
    if (done) this._took(done.auditId, done.text);
  }

  async _retire(phone: PhoneView): Promise<void> {
    const name = phoneName(phone);
    let auditId: string | null = null;
    const agreed = await confirm({
      heading: t("phones.retire.ask", { name }),
      effects: [t("phones.retire.effect.files"), t("phones.retire.effect.mac"), t("phones.retire.effect.undo")],
      action: t("phones.retire.do"),
      danger: true,
      run: async () => {
        ({ auditId } = await retirePhone(api, phone.id, this._version()));
      },
      failure: failureText,
    });
    if (!agreed) return;
    this._took(auditId, t("phones.retire.done", { name }));
    this.tell("panel-close", null);
  }

  _saved(event: CustomEvent<{ readonly auditId: string | null; readonly text: string }>): void {
    this._took(event.detail.auditId, event.detail.text);
  }

  /** It is saved: said, with the way back, and shown as it is now. */
  _took(auditId: string | null, text: string): void {
    const again = () => {
      void this.loaded.reload();
      this.tell("phone-changed", this.phoneId);
    };
    undoToast(api, text, auditId, again);
    again();
  }

  _told(data: unknown): void {
    if (typeof data === "object" && data !== null && "phoneId" in data && data.phoneId === this.phoneId)
      void this.loaded.reload();
  }

  static override styles = [
    shared,
    buttons,
    fields,
    states,
    panelStyles,
    css`
      :host {
        padding: 24px;
      }
    `,
  ];
}

function valuesOf({ label, site, layout }: PhoneView): Values {
  return { label, siteId: site?.id ?? null, layoutId: layout?.id ?? null };
}

customElements.define("phone-panel", PhonePanel);
declare global {
  interface HTMLElementTagNameMap {
    "phone-panel": PhonePanel;
  }
}
