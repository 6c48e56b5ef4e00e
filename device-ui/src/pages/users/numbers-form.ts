import { html, nothing } from "lit";
import { Phone } from "lucide";
import { writeMac } from "../../../../domain/mac.ts";
import { segmentField, selectField, textField } from "../../components/fields.ts";
import { icon } from "../../components/icon.ts";
import { badge } from "../../components/states.ts";
import { api } from "../../data/client.ts";
import type { Fields } from "../../data/merge.ts";
import { type Category, type Pointers, phonesOf, type RestingView, readPointers, suggestedNumbers } from "../../data/users.ts";
import { formatNumber, shortDay } from "../../i18n/format.ts";
import { t } from "../../i18n/index.ts";
import { addressOf } from "../../router/paths.ts";
import { CategoryForm, type FieldSpec } from "./category-form.ts";
import { mobileText, operatorName, operators, profileName } from "./words.ts";

type Mobile = { readonly number: string; readonly profile: "mex" | "external" };
type DeskPhone = Awaited<ReturnType<typeof phonesOf>>[number];

const shownNumber = (number: { readonly e164: string } | null): string | null =>
  number === null ? null : formatNumber(number.e164);
const tones = { fetched: "live", waiting: "waiting", never: "off" } as const;

/** Nummerfält: fixed and mobile number with its profile, secondary number, extension, operator, desk phones. */
export class NumbersForm extends CategoryForm {
  static override properties = {
    ...CategoryForm.properties,
    phones: { state: true },
    pointers: { state: true },
    former: { state: true },
  };
  declare phones: readonly DeskPhone[] | null;
  declare pointers: Pointers | null;
  /** Numbers that rest, and that this person may have back. */
  declare former: readonly RestingView[];
  #loaded = "";

  protected override readonly specs: Readonly<Record<string, FieldSpec>> = {
    primaryNumber: {
      category: "numbers",
      read: (user) => shownNumber(user.numbers.primary),
      label: () => t("users.primary"),
    },
    mobile: {
      category: "numbers",
      read: ({ numbers: { mobile } }) =>
        mobile === null ? null : { number: formatNumber(mobile.e164), profile: mobile.profile },
      label: () => t("users.mobile"),
      show: mobileText,
    },
    secondaryNumber: {
      category: "numbers",
      read: (user) => shownNumber(user.numbers.secondary),
      label: () => t("users.secondary"),
    },
    extension: { category: "numbers", read: (user) => user.extension, label: () => t("users.extension") },
    fixedOperator: {
      category: "role",
      read: (user) => user.fixedOperator,
      label: () => t("users.operator"),
      show: operatorName,
    },
  };

  constructor() {
    super();
    this.phones = null;
    this.pointers = null;
    this.former = [];
  }

  override willUpdate(): void {
    if (this.user.id === this.#loaded) return;
    this.#loaded = this.user.id;
    void this._load(this.user.id);
  }

  protected override reaches(category: Category): boolean {
    return category === "numbers";
  }

  /** What follows the mobile of itself is not sent: the server refuses another value, and knows this one. */
  protected override bodyOf(category: Category, changes: Fields): Fields {
    if (category !== "numbers" || this._mobile()?.profile !== "mex") return changes;
    const { secondaryNumber: _follows, ...others } = changes;
    return others;
  }

  protected override content() {
    const field = (name: string) => ({
      name,
      label: this.specs[name]?.label() ?? "",
      value: this.text(name),
      errors: this.errorsOf(name),
    });
    const tel = { type: "tel", inputmode: "tel", maxlength: 60 } as const;
    return html`${textField({ ...field("primaryNumber"), ...tel, hint: t("users.primary_hint") })}
      ${this._former()}
      <div class="pair">
        ${textField({ ...field("extension"), inputmode: "numeric", maxlength: 6 })}
        ${selectField({ ...field("fixedOperator"), choices: operators.map((value) => ({ value, label: operatorName(value) })) })}
      </div>
      ${this._mobileFields()} ${this._phones()} ${this._shownOn()}`;
  }

  _former() {
    if (this.former.length === 0) return nothing;
    return html`<p class="soft" id="former">${t("users.former")}</p>
      <p class="row" role="group" aria-labelledby="former">
        ${this.former.map(({ number, until }) => {
          const label = t("users.resting.one", { number: number.display, day: shortDay(until) });
          return html`<button class="chip" type="button" @click=${() => this.set("primaryNumber", number.display)}>${label}</button>`;
        })}
      </p>`;
  }

  _mobileFields() {
    const mobile = this._mobile();
    const tel = { type: "tel", inputmode: "tel", maxlength: 60 } as const;
    const mex = mobile?.profile === "mex";
    return html`${textField({
      name: "mobileNumber",
      label: t("users.mobile"),
      value: mobile?.number ?? "",
      errors: [...this.errorsOf("mobile.number"), ...this.errorsOf("mobile")],
      ...tel,
    })}
      ${
        mobile === null
          ? nothing
          : segmentField({
              name: "mobileProfile",
              label: t("users.profile"),
              value: mobile.profile,
              hint: t(`users.profile.means.${mobile.profile}`),
              choices: (["mex", "external"] as const).map((value) => ({ value, label: profileName(value) })),
              onChange: (value) => this.set("mobile", { number: mobile.number, profile: value === "mex" ? "mex" : "external" }),
            })
      }
      ${textField({
        name: "secondaryNumber",
        label: t("users.secondary"),
        value: mex ? mobile.number : this.text("secondaryNumber"),
        errors: this.errorsOf("secondaryNumber"),
        disabled: mex,
        hint: t(mex ? "users.secondary_mex" : "users.secondary_hint"),
        ...tel,
      })}`;
  }

  _phones() {
    const { phones } = this;
    if (phones === null) return nothing;
    return html`<section aria-labelledby="phones">
      <h3 id="phones">${t("users.phones")}</h3>
      ${
        phones.length === 0
          ? html`<p class="soft">${t("users.phones.none")}</p>`
          : html`<ul class="things">
              ${phones.map((phone) => {
                const address = addressOf("phone", { phone: phone.id });
                const name = phone.label || phone.modelName;
                return html`<li class="thing">
                  ${icon(Phone, 18)}<span class="grow">${address ? html`<a href=${address}>${name}</a>` : html`<strong>${name}</strong>`}
                    <span class="soft">${phone.label ? `${phone.modelName} ` : ""}${writeMac(phone.mac)}</span></span
                  >${badge(tones[phone.delivery], t(`users.delivery.${phone.delivery}`), false)}
                </li>`;
              })}
            </ul>`
      }
    </section>`;
  }

  /** On whose phones the person stands: those change with a name or a number. */
  _shownOn() {
    const { pointers } = this;
    const names = pointers === null ? [] : [...new Set(pointers.keys.map((key) => key.phoneLabel || writeMac(key.mac)))];
    const layouts = pointers === null ? [] : [...new Set(pointers.layoutKeys.map((key) => key.layoutName))];
    if (names.length + layouts.length === 0) return nothing;
    const first = [...names.slice(0, 3), ...layouts.map((name) => t("users.shown_on.layout", { name }))];
    return html`<p class="notice">
      <strong>${t("users.shown_on", { count: names.length + layouts.length })}</strong> ${t("users.shown_on.text")} ${first.join(", ")}${
        names.length > 3 ? ` ${t("users.and_more", { count: names.length - 3 })}` : ""
      }.
    </p>`;
  }

  override _typed(event: Event): void {
    const { target } = event;
    if (!(target instanceof HTMLInputElement) || target.name !== "mobileNumber") {
      super._typed(event);
      return;
    }
    const number = target.value;
    const profile = this._mobile()?.profile ?? "mex";
    this.set("mobile", number.trim() === "" ? null : { number, profile });
  }

  async _load(id: string): Promise<void> {
    this.phones = null;
    this.pointers = null;
    this.former = [];
    // All only tell more: without them the form works.
    const [phones, pointers, numbers] = await Promise.all([
      phonesOf(api, id).catch(() => null),
      readPointers(api, id).catch(() => null),
      suggestedNumbers(api).catch(() => null),
    ]);
    if (id !== this.#loaded) return;
    const own = this.user.numbers.primary?.e164;
    this.former = (numbers?.resting ?? []).filter((one) => one.userId === id && one.number.e164 !== own);
    this.phones = phones;
    this.pointers = pointers;
  }

  _mobile(): Mobile | null {
    const value = this.value("mobile");
    return typeof value === "object" && value !== null ? (value as Mobile) : null;
  }
}

customElements.define("user-numbers-form", NumbersForm);
declare global {
  interface HTMLElementTagNameMap {
    "user-numbers-form": NumbersForm;
  }
}
