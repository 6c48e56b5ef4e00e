import { css, html, nothing } from "lit";
import { readMac, writeMac } from "../../../../domain/mac.ts";
import { KlykaElement } from "../../components/element.ts";
import { checkField, focusFirstError, selectField, textField } from "../../components/fields.ts";
import "../../components/search-combobox.ts";
import type { ComboOption } from "../../components/search-combobox.ts";
import { api } from "../../data/client.ts";
import {
  type Account,
  accountsOf,
  addPhone,
  claimPhone,
  createAccount,
  type FoundPhone,
  type LayoutListView,
  listModels,
  openWindow,
  type PhoneSay,
  type PhoneView,
  type SiteListView,
} from "../../data/phones.ts";
import { ApiError, type FieldError } from "../../data/problem.ts";
import { readUser } from "../../data/users.ts";
import { failureText } from "../../i18n/failure.ts";
import { t } from "../../i18n/index.ts";
import { buttons, fields, shared, states } from "../../style/controls.ts";
import { apparatusOf, findModels, findUsers, modelOption } from "./finders.ts";
import "./model-picture.ts";
import { panelStyles } from "./panel-styles.ts";
import { networkChoices } from "./window-part.ts";
import { choicesOf } from "./words.ts";

type Values = Readonly<Record<"mac" | "label" | "siteId" | "layoutId" | "minutes" | "from", string>>;
const empty: Values = { mac: "", label: "", siteId: "", layoutId: "", minutes: "30", from: "" };
const lengths = ["15", "30", "60", "240"] as const;

/**
 * A phone comes into the organisation: one that has asked (`found`), or one that is typed in from its label. Whose it is and
 * where it stands, and how long it may come and fetch its own address. Tells `phone-taken` with the phone.
 */
export class IntakeForm extends KlykaElement {
  static override properties = {
    found: { attribute: false },
    sites: { attribute: false },
    layouts: { attribute: false },
    values: { state: true },
    user: { state: true },
    model: { state: true },
    accounts: { state: true },
    makeAccount: { state: true },
    errors: { state: true },
    failure: { state: true },
    busy: { state: true },
  };
  declare found: FoundPhone | null;
  declare sites: readonly SiteListView[];
  declare layouts: readonly LayoutListView[];
  declare values: Values;
  declare user: ComboOption | null;
  declare model: ComboOption | null;
  /** Of the user; null: none is chosen, or not known yet. */
  declare accounts: readonly Account[] | null;
  declare makeAccount: boolean;
  declare errors: readonly FieldError[];
  declare failure: string | null;
  declare busy: boolean;
  /** Taken in already, when only the window could not be opened. */
  #taken: PhoneView | null = null;

  constructor() {
    super();
    this.found = null;
    this.sites = [];
    this.layouts = [];
    this.values = empty;
    this.user = null;
    this.model = null;
    this.accounts = null;
    this.makeAccount = true;
    this.errors = [];
    this.failure = null;
    this.busy = false;
  }

  override willUpdate(changed: Map<string, unknown>): void {
    const before = changed.get("found");
    const mac = typeof before === "object" && before !== null && "mac" in before ? before.mac : null;
    if (!changed.has("found") || (mac !== null && mac === this.found?.mac)) return;
    this.#taken = null;
    this.values = { ...empty, mac: this.found ? writeMac(this.found.mac) : "" };
    Object.assign(this, { user: null, model: null, accounts: null, errors: [], failure: null });
    void this._recognise();
  }

  override render() {
    return html`<form @submit=${this._take} @input=${this._typed} novalidate>
      ${this.found ? this._seen(this.found) : this._mac()} ${this._model()}
      ${textField({ name: "label", label: t("phones.column.label"), value: this.values.label, hint: t("phones.label.hint"), maxlength: 100, errors: this._errorsOf("label") })}
      <search-combobox
        name="user"
        label=${t("phones.intake.user")}
        placeholder=${t("phones.user.find")}
        hint=${t("phones.intake.user.hint")}
        .find=${findUsers}
        .value=${this.user}
        @combo-change=${this._chose}
      ></search-combobox>
      ${this._account()}
      ${selectField({ name: "siteId", label: t("phones.column.site"), value: this.values.siteId, choices: choicesOf(this.sites, t("phones.no_site")) })}
      ${selectField({ name: "layoutId", label: t("phones.column.layout"), value: this.values.layoutId, choices: choicesOf(this.layouts, t("phones.no_layout")) })}
      <fieldset class="part">
        <legend>${t("phones.window.let_in")}</legend>
        <p class="small soft">${t("phones.window.text")}</p>
        <div class="two">
          ${selectField({ name: "minutes", label: t("phones.window.minutes"), value: this.values.minutes, choices: this._lengths() })}
          ${selectField({ name: "from", label: t("phones.window.network"), value: this.values.from, choices: networkChoices(this.found?.address ?? null).filter(({ value }) => value !== "other") })}
        </div>
      </fieldset>
      ${this.failure ? html`<p class="notice stop" role="alert">${this.failure}</p>` : nothing}
      <div class="buttons last"><button class="button filled" type="submit" ?disabled=${this.busy}>${t(this.found ? "phones.intake.claim" : "phones.intake.add")}</button></div>
    </form>`;
  }

  _seen({ mac, address, firmware, userAgent }: FoundPhone) {
    return html`<dl class="facts">
      <dt>${t("phones.column.mac")}</dt><dd><span class="mac">${writeMac(mac)}</span></dd>
      <dt>${t("phones.address")}</dt><dd>${address}</dd>
      <dt>${t("phones.column.firmware")}</dt><dd>${firmware ?? "–"}</dd>
      ${userAgent ? html`<dt>${t("phones.found.agent")}</dt><dd>${userAgent}</dd>` : nothing}
    </dl>`;
  }

  _mac() {
    const read = readMac(this.values.mac);
    const typed = this.values.mac.trim() !== "";
    return textField({
      name: "mac",
      label: t("phones.intake.mac"),
      value: this.values.mac,
      hint: typed && read ? html`<strong class="read">${writeMac(read)}</strong>` : t("phones.intake.mac.hint"),
      errors: this._errorsOf("mac"),
      required: true,
      maxlength: 60,
    });
  }

  _model() {
    return html`<search-combobox
        name="model"
        label=${t("phones.column.model")}
        hint=${this.found && !this.found.model ? t("phones.intake.model.unknown") : t("phones.intake.model.hint")}
        placeholder=${t("phones.intake.model.find")}
        required
        .problem=${this._sentence("model")}
        .find=${findModels}
        .value=${this.model}
        @combo-change=${(event: CustomEvent<ComboOption | null>) => {
          this.model = event.detail;
          this.errors = this.errors.filter(({ field }) => field !== "model");
        }}
      ></search-combobox>
      ${this.model ? html`<model-picture .apparatus=${apparatusOf(this.model.key)}></model-picture>` : nothing}`;
  }

  /** With which account the phone will register: those of its user. */
  _account() {
    if (this.user === null || this.accounts === null) return nothing;
    if (this.accounts.length > 0) {
      const names = this.accounts.map((one) => one.label || one.sipUser).join(", ");
      return html`<p class="notice small">${t("phones.intake.accounts", { accounts: names })}</p>`;
    }
    return checkField({
      name: "makeAccount",
      label: t("phones.intake.make_account", { user: this.user.title }),
      hint: t("phones.intake.make_account.hint"),
      checked: this.makeAccount,
    });
  }

  _lengths() {
    return lengths.map((value) => ({
      value,
      label:
        Number(value) < 60
          ? t("phones.window.some_minutes", { count: Number(value) })
          : t("phones.window.some_hours", { count: Number(value) / 60 }),
    }));
  }

  _errorsOf(name: string): readonly FieldError[] {
    return this.errors.filter(({ field }) => field === name);
  }

  _sentence(name: string): string | null {
    return this._errorsOf(name).length > 0 ? t("phones.intake.model.missing") : null;
  }

  _typed(event: Event): void {
    const { target } = event;
    if (target instanceof HTMLInputElement && target.name === "makeAccount") this.makeAccount = target.checked;
    else if (target instanceof HTMLInputElement || target instanceof HTMLSelectElement) {
      this.values = { ...this.values, [target.name]: target.value };
      this.errors = this.errors.filter(({ field }) => field !== target.name);
    }
  }

  /** The model that the phone has said itself. */
  async _recognise(): Promise<void> {
    const { found } = this;
    if (!found?.model) return;
    const all = await listModels(api).catch(() => []);
    const known = all.find(({ vendor, model }) => vendor === found.vendor && model === found.model);
    if (known && this.found === found) this.model = modelOption(known);
  }

  async _chose(event: CustomEvent<ComboOption | null>): Promise<void> {
    const user = event.detail;
    this.user = user;
    this.accounts = null;
    if (!user) return;
    // What cannot be fetched now is fetched when the phone is taken in, and said then.
    const accounts = await accountsOf(api, user.key).catch(() => null);
    if (this.user === user) this.accounts = accounts;
  }

  async _take(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (this.busy) return;
    this.errors = this._missing();
    this.failure = null;
    if (this.errors.length > 0) return this._focusError();
    this.busy = true;
    try {
      this.#taken ??= await this._takeIn();
      const network = this.values.from || null;
      await openWindow(api, this.#taken.id, { minutes: Number(this.values.minutes), network });
      this.tell("phone-taken", this.#taken);
    } catch (error) {
      if (error instanceof ApiError && error.fields.length > 0) this.errors = error.fields;
      else this.failure = failureText(error);
    } finally {
      this.busy = false;
    }
    await this._focusError();
  }

  _missing(): readonly FieldError[] {
    const wrong = (field: string, code: string): FieldError => ({ field, code, detail: {} });
    const mac = this.found || readMac(this.values.mac) !== null ? [] : [wrong("mac", "mac_invalid")];
    return [...mac, ...(this.model ? [] : [wrong("model", "model_unknown")])];
  }

  async _takeIn(): Promise<PhoneView> {
    const { label, siteId, layoutId, mac } = this.values;
    const say: PhoneSay = {
      ...apparatusOf(this.model?.key ?? ""),
      mac: this.found?.mac ?? mac,
      label: label.trim(),
      userId: this.user?.key ?? null,
      siteId: siteId || null,
      layoutId: layoutId || null,
      accounts: await this._accountIds(),
    };
    return (await (this.found ? claimPhone(api, say) : addPhone(api, say))).value;
  }

  async _accountIds(): Promise<readonly string[]> {
    if (!this.user) return [];
    // Whoever is quick takes the phone in before they have come: it must not come up without an account for that.
    this.accounts ??= await accountsOf(api, this.user.key);
    if (this.accounts.length === 0 && this.makeAccount) this.accounts = [await this._newAccount(this.user.key)];
    return this.accounts.slice(0, 1).map(({ id }) => id);
  }

  /** Called as the person: by extension, else by number. */
  async _newAccount(userId: string): Promise<Account> {
    const { extension, numbers } = await readUser(api, userId);
    const number = numbers.primary?.e164.replace("+", "");
    return createAccount(api, { sipUser: extension ?? number ?? `u${userId.replaceAll("-", "").slice(-10)}`, userId });
  }

  async _focusError(): Promise<void> {
    await this.updateComplete;
    focusFirstError(this.renderRoot, this.errors);
  }

  static override styles = [
    shared,
    buttons,
    fields,
    states,
    panelStyles,
    css`
      form {
        gap: 16px;
      }
      fieldset {
        display: grid;
        gap: 12px;
        margin: 0;
        padding: 16px 0 0;
        border: 0;
        border-top: 1px solid var(--line);
        min-width: 0;
      }
      legend {
        float: left;
        padding: 0;
        font-weight: 650;
      }
      .two {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(140px, 100%), 1fr));
        gap: 12px;
      }
      .last {
        position: sticky;
        bottom: 0;
        margin: 0 -24px -24px;
        padding: 12px 24px;
        border-top: 1px solid var(--line);
        background: var(--surface);
      }
      @media (max-width: 720px) {
        /* The sections stand there. */
        .last {
          position: static;
          margin: 0;
          padding: 12px 0 0;
        }
      }
      .read {
        font-family: var(--mono);
        color: var(--live-ink);
      }
    `,
  ];
}

customElements.define("intake-form", IntakeForm);
declare global {
  interface HTMLElementTagNameMap {
    "intake-form": IntakeForm;
  }
}
