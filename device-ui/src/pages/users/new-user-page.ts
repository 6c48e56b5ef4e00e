import { css, html, nothing } from "lit";
import { Check, Circle } from "lucide";
import { confirm } from "../../components/confirm-dialog.ts";
import { KlykaElement } from "../../components/element.ts";
import { checkField, focusFirstError, segmentField, selectField, textField } from "../../components/fields.ts";
import { icon } from "../../components/icon.ts";
import { api, session } from "../../data/client.ts";
import { ApiError, type FieldError } from "../../data/problem.ts";
import {
  createUser,
  type FreeNumberView,
  inviteUser,
  type RestingView,
  setUserPassword,
  suggestedNumbers,
  type UserView,
} from "../../data/users.ts";
import { failureText } from "../../i18n/failure.ts";
import { shortDay } from "../../i18n/format.ts";
import { t } from "../../i18n/index.ts";
import { goTo, guardLeaving } from "../../router/navigate.ts";
import { addressOf, pathTo } from "../../router/paths.ts";
import { buttons, fields, shared, states, surfaces } from "../../style/controls.ts";
import { pageStyles } from "../page-styles.ts";
import { askPassword } from "./password-dialog.ts";
import { profileName, rightName } from "./words.ts";

type Values = Readonly<Record<string, string>>;
const empty: Values = { profile: "mex", password: "later", administrator: "" };

/** A new colleague: a name is enough; what is left to do stands beside when it is there. */
export class NewUserPage extends KlykaElement {
  static override properties = {
    values: { state: true },
    suggestions: { state: true },
    resting: { state: true },
    errors: { state: true },
    failure: { state: true },
    busy: { state: true },
    made: { state: true },
    mailed: { state: true },
  };
  declare values: Values;
  declare suggestions: readonly FreeNumberView[];
  /** Numbers that somebody had until lately. */
  declare resting: readonly RestingView[];
  declare errors: readonly FieldError[];
  declare failure: string | null;
  declare busy: boolean;
  declare made: UserView | null;
  declare mailed: boolean;
  #unguard: (() => void) | null = null;

  constructor() {
    super();
    this.values = empty;
    this.suggestions = [];
    this.resting = [];
    this.errors = [];
    this.failure = null;
    this.busy = false;
    this.made = null;
    this.mailed = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#unguard = guardLeaving(
      () => this._dirty(),
      () => confirm({ heading: t("users.leave.heading"), text: t("users.leave.text"), action: t("users.discard"), danger: true }),
    );
    void this._suggest();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unguard?.();
  }

  override render() {
    return html`<div class="page-head">
        <p class="soft"><a href=${pathTo("users")}>${t("users.title")}</a></p>
        <h1 tabindex="-1">${this.made ? this.made.name : t("users.new")}</h1>
        <p class="soft">${t(this.made ? "users.made.text" : "users.new.text")}</p>
      </div>
      ${this.made ? this._done(this.made) : this._form()}`;
  }

  _form() {
    const field = (name: string, label: string, path = name) => ({
      ...{ name, label, value: this.values[name] ?? "" },
      errors: this.errors.filter((error) => error.field === path),
    });
    const tel = { type: "tel", inputmode: "tel", maxlength: 60 } as const;
    return html`<form class="surface panel" @submit=${this._create} @input=${this._typed} novalidate>
      ${this.failure ? html`<p class="notice stop" role="alert">${this.failure}</p>` : nothing}
      <div class="pair">
        ${textField({ ...field("firstName", t("users.first_name")), required: true, maxlength: 100 })}
        ${textField({ ...field("lastName", t("users.last_name")), required: true, maxlength: 100 })}
      </div>
      ${textField({ ...field("email", t("users.email")), type: "email", maxlength: 200, hint: t("users.email_hint") })}
      <div class="pair">
        ${textField({ ...field("primaryNumber", t("users.primary")), ...tel, hint: t("users.primary_hint") })}
        ${textField({ ...field("extension", t("users.extension")), inputmode: "numeric", maxlength: 6 })}
      </div>
      ${this._suggested()}
      <div class="pair">
        ${textField({ ...field("mobile", t("users.mobile"), "mobile.number"), ...tel })}
        ${
          (this.values.mobile ?? "").trim() === ""
            ? nothing
            : segmentField({
                name: "profile",
                label: t("users.profile"),
                value: this.values.profile ?? "mex",
                choices: (["mex", "external"] as const).map((value) => ({ value, label: profileName(value) })),
              })
        }
      </div>
      ${(this.values.mobile ?? "").trim() === "" ? nothing : html`<p class="soft">${t(`users.profile.means.${this.values.profile === "external" ? "external" : "mex"}`)}</p>`}
      ${checkField({
        name: "administrator",
        label: rightName("administrator"),
        hint: t("users.rights.may.administrator"),
        checked: this.values.administrator === "on",
        kind: "switch",
      })}
      ${selectField({ ...field("password", t("users.password.first")), choices: this._passwordChoices(), hint: t("users.password.first_hint") })}
      <div class="row">
        <button class="button filled" type="submit" ?disabled=${this.busy}>${t(this.busy ? "users.new.busy" : "users.new.create")}</button>
        <a class="button" href=${pathTo("users")}>${t("action.cancel")}</a>
      </div>
    </form>`;
  }

  _passwordChoices() {
    const mail = session.offers.resetByMail ? [{ value: "mail", label: t("users.password.way.mail") }] : [];
    return [
      { value: "later", label: t("users.password.way.later") },
      { value: "make", label: t("users.password.way.make") },
      ...mail,
    ];
  }

  /** Numbers beside those in use: one press takes one, with the extension that goes with it. */
  _suggested() {
    if (this.suggestions.length === 0) return this._resting();
    return html`<div class="suggested" role="group" aria-labelledby="free">
      <p class="soft" id="free">${t("users.free")}</p>
      <p class="chips">
        ${this.suggestions
          .slice(0, 6)
          .map(
            (one) =>
              html`<button class="chip" type="button" aria-pressed=${this.values.primaryNumber === one.number.display} @click=${() => this._take(one)}>${one.number.display}</button>`,
          )}
      </p>
      ${this._resting()}
    </div>`;
  }

  /** Why a number that nobody seems to have is not among the free ones. */
  _resting() {
    if (this.resting.length === 0) return nothing;
    const shown = this.resting.map(({ number, until }) =>
      t("users.resting.one", { number: number.display, day: shortDay(until) }),
    );
    return html`<p class="soft">${t("users.resting", { numbers: shown.slice(0, 6).join(", ") })}</p>`;
  }

  /** What is there, and what is left to do. */
  _done(user: UserView) {
    const open = (category: string) => pathTo("users", { user: user.id, category });
    const steps: readonly (readonly [boolean, string, string | null, string])[] = [
      [user.numbers.primary !== null, t("users.made.number"), open("numbers"), t("users.made.number_go")],
      [user.hasPassword || this.mailed, t("users.made.password"), null, t("users.password.set")],
      [false, t("users.made.phone"), addressOf("newPhones"), t("users.made.phone_go")],
      [false, t("users.made.groups"), open("advanced"), t("users.made.groups_go")],
    ];
    return html`<div class="surface panel">
      <h2>${t("users.made.left")}</h2>
      <ul class="steps">
        ${steps.map(([done, what, href, go]) => {
          const next = done
            ? html`<span class="soft">${t("users.made.done")}</span>`
            : href
              ? html`<a class="button small" href=${href}>${go}</a>`
              : nothing;
          const password = !done && what === t("users.made.password");
          return html`<li>
            ${icon(done ? Check : Circle, 18)}<span class="grow">${what}</span>${
              password
                ? html`<button class="button small" type="button" @click=${() => this._password(user)}>${go}</button>`
                : next
            }
          </li>`;
        })}
      </ul>
      ${user.numbers.mobile?.profile === "mex" ? html`<p class="notice">${t("users.made.mex")}</p>` : nothing}
      <div class="row">
        <a class="button filled" href=${pathTo("users", { user: user.id })}>${t("users.made.open", { name: user.name })}</a>
        <button class="button" type="button" @click=${this._another}>${t("users.made.another")}</button>
      </div>
    </div>`;
  }

  _typed(event: Event): void {
    const { target } = event;
    if (!(target instanceof HTMLInputElement || target instanceof HTMLSelectElement)) return;
    const value = target instanceof HTMLInputElement && target.type === "checkbox" ? (target.checked ? "on" : "") : target.value;
    this.values = { ...this.values, [target.name]: value };
    const name = target.name === "mobile" || target.name === "profile" ? "mobile" : target.name;
    this.errors = this.errors.filter(({ field }) => field.split(".")[0] !== name);
  }

  _take({ number, extension }: FreeNumberView): void {
    const own = (this.values.extension ?? "").trim();
    const suggested = this.suggestions.some((one) => one.extension === own);
    const with_ = extension !== null && (own === "" || suggested) ? { extension } : {};
    this.values = { ...this.values, primaryNumber: number.display, ...with_ };
    this.errors = this.errors.filter(({ field }) => field !== "primaryNumber");
  }

  async _create(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (this.busy) return;
    this.busy = true;
    this.failure = null;
    this.errors = [];
    try {
      const { value } = await createUser(api, this._body());
      this.made = value;
      await this._firstPassword(value);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.errors = error.fields;
      if (error.fields.length === 0) this.failure = failureText(error);
    } finally {
      this.busy = false;
      await this.updateComplete;
      if (this.made) this.renderRoot.querySelector("h1")?.focus();
      else
        focusFirstError(
          this.renderRoot,
          this.errors.map((error) => ({ ...error, field: error.field.split(".")[0] ?? "" })),
        );
    }
  }

  _body() {
    const text = (name: string) => (this.values[name] ?? "").trim();
    const filled = (name: string) => (text(name) === "" ? {} : { [name]: text(name) });
    const mobile =
      text("mobile") === ""
        ? {}
        : { mobile: { number: text("mobile"), profile: this.values.profile === "external" ? "external" : "mex" } };
    const rights = this.values.administrator === "on" ? { rights: ["user", "administrator"] } : {};
    const names = { firstName: text("firstName"), lastName: text("lastName") };
    return { ...names, ...filled("email"), ...filled("primaryNumber"), ...filled("extension"), ...mobile, ...rights };
  }

  /** The user is there already: what goes wrong here is left to do, and said so. */
  async _firstPassword(user: UserView): Promise<void> {
    if (this.values.password === "mail" && user.email !== null) {
      await inviteUser(api, user.id);
      this.mailed = true;
    } else if (this.values.password === "make") await this._password(user, true);
  }

  async _password(user: UserView, make = false): Promise<void> {
    const { id, name, email } = user;
    const changed = await askPassword({
      ...{ name, email, make },
      set: (password) => setUserPassword(api, id, password),
      invite: session.offers.resetByMail && email !== null ? () => inviteUser(api, id) : null,
    });
    if (changed) this.made = { ...user, hasPassword: true };
  }

  readonly _another = (): void => {
    this.made = null;
    this.mailed = false;
    this.values = empty;
    void this._suggest();
    goTo(pathTo("newUser"), { replace: true });
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLInputElement>("#firstName")?.focus());
  };

  async _suggest(): Promise<void> {
    // Without suggestions the number is typed.
    const found = await suggestedNumbers(api).catch(() => null);
    this.suggestions = found?.rows ?? [];
    this.resting = found?.resting ?? [];
  }

  _dirty(): boolean {
    return (
      this.made === null &&
      ["firstName", "lastName", "email", "primaryNumber", "extension", "mobile"].some((name) => this.values[name])
    );
  }

  static override styles = [
    shared,
    buttons,
    fields,
    states,
    surfaces,
    pageStyles,
    css`
      .panel {
        justify-items: stretch;
        max-width: 720px;
      }
      .pair {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(220px, 100%), 1fr));
        gap: 16px;
      }
      .suggested,
      .chips {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
        align-items: center;
      }
      .steps {
        display: grid;
        gap: 4px;
        margin: 0;
        padding: 0;
        list-style: none;
      }
      .steps li {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 8px 12px;
        min-height: 48px;
        padding: 8px 0;
        border-bottom: 1px solid var(--line);
      }
      .grow {
        flex: 1;
        min-width: 0;
      }
    `,
  ];
}

customElements.define("new-user-page", NewUserPage);
declare global {
  interface HTMLElementTagNameMap {
    "new-user-page": NewUserPage;
  }
}
