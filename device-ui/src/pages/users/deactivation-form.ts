import { html, nothing, type TemplateResult } from "lit";
import { writeMac } from "../../../../domain/mac.ts";
import { lastDayOfService } from "../../../../domain/user-rules.ts";
import { slotName } from "../../calls/ways.ts";
import { confirm } from "../../components/confirm-dialog.ts";
import { textField } from "../../components/fields.ts";
import { confirmReach } from "../../components/reach-dialog.ts";
import "../../components/search-combobox.ts";
import type { ComboOption } from "../../components/search-combobox.ts";
import { api } from "../../data/client.ts";
import type { Fields } from "../../data/merge.ts";
import { ApiError } from "../../data/problem.ts";
import { tryOut } from "../../data/reach.ts";
import {
  type Category,
  listGroupsOf,
  listUsers,
  type Pointers,
  readPointers,
  readUser,
  type UserView,
} from "../../data/users.ts";
import { errorText } from "../../i18n/errors.ts";
import { formatDay, longDay } from "../../i18n/format.ts";
import { t } from "../../i18n/index.ts";
import { parseDay } from "../../i18n/when.ts";
import { addressOf, type Query } from "../../router/paths.ts";
import { CategoryForm, type FieldSpec } from "./category-form.ts";

type Loaded = { readonly pointers: Pointers; readonly groups: readonly { readonly id: string; readonly name: string }[] };

/** Deaktivering: the first day without service, what points to the person, and who gets it. */
export class DeactivationForm extends CategoryForm {
  static override properties = {
    ...CategoryForm.properties,
    typed: { state: true },
    loaded: { state: true },
    trouble: { state: true },
    names: { state: true },
  };
  /** The day as it is typed; null: as it is kept. */
  declare typed: string | null;
  declare loaded: Loaded | null;
  declare trouble: string | null;
  /** Names of replacements, by id. */
  declare names: ReadonlyMap<string, string>;
  #of = "";

  protected override readonly specs: Readonly<Record<string, FieldSpec>> = {
    deactivateOn: {
      category: "deactivation",
      read: (user) => user.deactivateOn,
      label: () => t("users.deactivate_on"),
    },
    replacedBy: {
      category: "deactivation",
      read: (user) => user.replacedBy,
      label: () => t("users.replaced_by"),
      show: (value) => (typeof value === "string" ? (this.names.get(value) ?? "") : ""),
    },
  };

  constructor() {
    super();
    this.typed = null;
    this.loaded = null;
    this.trouble = null;
    this.names = new Map();
  }

  override willUpdate(): void {
    const key = `${this.user.id} ${this.user.versions.deactivation}`;
    if (key === this.#of) return;
    this.#of = key;
    if (!super.dirty) this.typed = null;
    void this._load();
  }

  override discard(): void {
    this.typed = null;
    super.discard();
  }

  /** A day that cannot be read is not saved over. */
  override get dirty(): boolean {
    return super.dirty || this._unread();
  }

  /** Somebody who has lost phones and keys does not get them back with a date. */
  protected override undoable(before: UserView, after: UserView): boolean {
    return before.status !== "deactivated" && after.status !== "deactivated";
  }

  /** A date is taken away together with whoever would have come after. */
  protected override bodyOf(_category: Category, changes: Fields): Fields {
    return changes.deactivateOn === null && this.user.replacedBy !== null ? { ...changes, replacedBy: null } : changes;
  }

  /** Today is at once: that is asked about, with everything that it does. */
  protected override async mayBegin(): Promise<boolean> {
    if (this._unread()) {
      this.errors = [{ field: "deactivateOn", code: "date_invalid", detail: { date: this.typed ?? "" } }];
      return false;
    }
    return this.draft.deactivateOn === formatDay(new Date()) ? this._mayBeNow() : true;
  }

  async _mayBeNow(): Promise<boolean> {
    const { id, name, versions } = this.user;
    const asked = { heading: t("users.deactivate.now", { name }), action: t("users.deactivate.now_action", { name }) };
    const trial = {
      method: "patch",
      path: `/users/${id}/deactivation`,
      body: this.draft,
      version: versions.deactivation,
    } as const;
    // What is refused here is refused when it is saved, and then said.
    const reach = await tryOut(api, trial).catch(() => null);
    if (reach !== null && reach.total > 1) return confirmReach({ ...asked, text: this._effects().join(" "), reach });
    return confirm({ ...asked, effects: this._effects(), danger: true });
  }

  protected override content() {
    const { user } = this;
    if (user.status === "deactivated") return this._done();
    const day = typeof this.value("deactivateOn") === "string" ? this.text("deactivateOn") : null;
    return html`<p class="soft">${t("users.deactivate.text")}</p>
      ${textField({
        name: "deactivateOn",
        label: t("users.deactivate_on"),
        value: this.typed ?? day ?? "",
        maxlength: 40,
        hint: t("users.deactivate.hint"),
        errors: this.errorsOf("deactivateOn"),
      })}
      <p class="says" role="status">${day === null || this._unread() ? nothing : this._says(day)}</p>
      ${
        user.deactivateOn === null
          ? nothing
          : html`<div><button class="button" type="button" @click=${this._takeBack}>${t("users.deactivate.take_back")}</button></div>`
      }
      <section aria-labelledby="pointing">
        <h3 id="pointing">${t("users.pointers")}</h3>
        ${this.trouble ? this._troubled(this.trouble) : this.loaded === null ? html`<p class="soft">${t("list.loading")}</p>` : this._pointing(this.loaded)}
      </section>`;
  }

  _says(day: string) {
    const today = formatDay(new Date());
    if (day <= today) return html`<strong>${t("users.deactivate.at_once")}</strong>`;
    return html`<strong>${t("users.deactivate.last_day", { day: longDay(lastDayOfService(day)) })}</strong>`;
  }

  _done() {
    const { user } = this;
    const effects = user.deactivateOn === null ? "" : t("users.deactivated.since", { day: longDay(user.deactivateOn) });
    return html`<p class="notice">${effects} ${t("users.deactivated.text")}</p>
      ${
        this.draft.deactivateOn === null
          ? html`<p class="notice live">${t("users.deactivated.will_return", { name: user.name })}</p>`
          : html`<div><button class="button" type="button" @click=${this._takeBack}>${t("users.deactivated.return")}</button></div>`
      }`;
  }

  _troubled(trouble: string) {
    return html`<p class="notice stop" role="alert">${trouble}</p>
      <div><button class="button small" type="button" @click=${this._load}>${t("action.retry")}</button></div>`;
  }

  _pointing({ pointers, groups }: Loaded) {
    const { keys, layoutKeys, phones, accounts, forwardings, calls } = pointers;
    if (
      keys.length + layoutKeys.length + phones.length + accounts.length + forwardings.length + calls.length + groups.length ===
      0
    )
      return html`<p class="soft">${t("users.pointers.none", { name: this.user.name })}</p>`;
    const asked = keys.length + layoutKeys.length + forwardings.length + calls.length > 0;
    return html`${asked ? this._replacement() : nothing}
      <ul class="things">
        ${keys.map((key) => this._thing("phone", { phone: key.phoneId }, key.phoneLabel || writeMac(key.mac), t("users.pointers.key", { place: placeText(key.place) })))}
        ${layoutKeys.map((key) => this._thing("layout", { layout: key.layoutId }, key.layoutName, t("users.pointers.layout_key", { place: placeText(key.place) })))}
        ${phones.map((phone) => this._thing("phone", { phone: phone.id }, phone.label || writeMac(phone.mac), t("users.pointers.phone")))}
        ${accounts.map((account) => this._thing("", {}, account.sipUser, t("users.pointers.account")))}
        ${forwardings.map((one) => this._thing("users", {}, one.userName, t("users.pointers.forwarding"), { user: one.userId }))}
        ${calls.map(({ ownerKind, ownerId, ownerName, slot }) => this._thing(ownerKind === "menu" ? "menu" : "responseGroup", ownerKind === "menu" ? { menu: ownerId } : { group: ownerId }, ownerName, slotName(slot)))}
        ${groups.map((group) => this._thing("responseGroup", { group: group.id }, group.name, t("users.pointers.group")))}
      </ul>`;
  }

  _thing(page: string, params: Readonly<Record<string, string>>, name: string, what: string, query: Query = {}): TemplateResult {
    const address = page ? addressOf(page, params, query) : null;
    return html`<li class="thing"><span class="grow">${address ? html`<a href=${address}>${name}</a>` : html`<strong>${name}</strong>`} <span class="soft">${what}</span></span></li>`;
  }

  _replacement() {
    const id = this.value("replacedBy");
    const chosen: ComboOption | null =
      typeof id === "string" ? { key: id, title: this.names.get(id) ?? "…", person: true } : null;
    return html`<search-combobox
      name="replacedBy"
      label=${t("users.replaced_by")}
      hint=${t("users.replaced_by_hint")}
      .value=${chosen}
      .find=${this._find}
      .problem=${
        this.errorsOf("replacedBy")
          .map(({ code, detail }) => errorText(code, detail))
          .join(" ") || null
      }
      @combo-change=${this._replaced}
    ></search-combobox>`;
  }

  readonly _find = async (query: string, signal: AbortSignal) => {
    const { rows } = await listUsers(api, { q: query, limit: 20 }, signal);
    const others = rows.filter(({ id }) => id !== this.user.id);
    const options = others.map((row) => ({
      key: row.id,
      title: row.name,
      detail: row.numbers.primary?.display ?? "",
      person: true,
    }));
    return [{ title: "", options }];
  };

  _replaced(event: CustomEvent<ComboOption | null>): void {
    event.stopPropagation();
    const { detail } = event;
    if (detail) this.names = new Map([...this.names, [detail.key, detail.title]]);
    this.set("replacedBy", detail?.key ?? null);
  }

  override _typed(event: Event): void {
    const { target } = event;
    if (!(target instanceof HTMLInputElement) || target.name !== "deactivateOn") return;
    this.typed = target.value;
    const day = parseDay(this.typed, formatDay(new Date()));
    this.set("deactivateOn", this.typed.trim() === "" ? null : (day ?? this.user.deactivateOn));
    this.tell("draft-change", null);
  }

  readonly _takeBack = (): void => {
    this.typed = null;
    this.set("deactivateOn", null);
  };

  _unread(): boolean {
    const typed = this.typed?.trim() ?? "";
    return typed !== "" && parseDay(typed, formatDay(new Date())) === null;
  }

  /** What deactivating at once does, in sentences. */
  _effects(): readonly string[] {
    const { pointers, groups } = this.loaded ?? { pointers: null, groups: [] };
    const keys = (pointers?.keys.length ?? 0) + (pointers?.layoutKeys.length ?? 0);
    const to = this.value("replacedBy");
    const heir = typeof to === "string" ? (this.names.get(to) ?? "") : "";
    const phones = pointers?.phones.length ?? 0;
    const forwarded = pointers?.forwardings.length ?? 0;
    const calls = pointers?.calls.length ?? 0;
    return [
      t("users.deactivate.effect.sign_in"),
      ...(keys > 0 && heir ? [t("users.deactivate.effect.keys_to", { count: keys, name: heir })] : []),
      ...(keys > 0 && !heir ? [t("users.deactivate.effect.keys_left", { count: keys })] : []),
      ...(forwarded > 0 && heir ? [t("users.deactivate.effect.forwardings_to", { count: forwarded, name: heir })] : []),
      ...(forwarded > 0 && !heir ? [t("users.deactivate.effect.forwardings_left", { count: forwarded })] : []),
      ...(calls > 0 && heir ? [t("users.deactivate.effect.calls_to", { count: calls, name: heir })] : []),
      ...(calls > 0 && !heir ? [t("users.deactivate.effect.calls_left", { count: calls })] : []),
      ...(phones > 0 ? [t("users.deactivate.effect.phones", { count: phones })] : []),
      ...(groups.length > 0 ? [t("users.deactivate.effect.groups", { count: groups.length })] : []),
    ];
  }

  readonly _load = async (): Promise<void> => {
    const { id, replacedBy } = this.user;
    this.trouble = null;
    try {
      const [pointers, groups, heir] = await Promise.all([
        readPointers(api, id),
        listGroupsOf(api, id),
        replacedBy ? readUser(api, replacedBy) : null,
      ]);
      if (id !== this.user.id) return;
      this.loaded = { pointers, groups };
      if (heir) this.names = new Map([...this.names, [heir.id, heir.name]]);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.trouble = errorText(error.code, error.detail);
    }
  };
}

/** `0/3` → `3`, `1/3` → `3 på modul 1`. */
function placeText(place: string): string {
  const [module = "0", index = ""] = place.split("/");
  return module === "0" ? index : t("users.pointers.module", { module, index });
}

customElements.define("user-deactivation-form", DeactivationForm);
declare global {
  interface HTMLElementTagNameMap {
    "user-deactivation-form": DeactivationForm;
  }
}
