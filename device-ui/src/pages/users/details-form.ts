import { html } from "lit";
import { KeyRound } from "lucide";
import { selectField, textField } from "../../components/fields.ts";
import { icon } from "../../components/icon.ts";
import "../../components/picture-field.ts";
import type { Category } from "../../data/users.ts";
import { t } from "../../i18n/index.ts";
import { CategoryForm, type FieldSpec } from "./category-form.ts";
import { languageChoices, languageName } from "./words.ts";

/** Användarfält: names, e-mail, user name, language, password. */
export class DetailsForm extends CategoryForm {
  protected override readonly specs: Readonly<Record<string, FieldSpec>> = {
    firstName: { category: "details", read: (user) => user.firstName, label: () => t("users.first_name") },
    lastName: { category: "details", read: (user) => user.lastName, label: () => t("users.last_name") },
    email: { category: "details", read: (user) => user.email, label: () => t("users.email") },
    username: { category: "details", read: (user) => user.username, label: () => t("users.username") },
    language: {
      category: "details",
      read: (user) => user.language,
      label: () => t("users.language"),
      show: (value) => languageName(typeof value === "string" ? value : null),
    },
  };

  protected override reaches(category: Category): boolean {
    return category === "details" && (Object.hasOwn(this.draft, "firstName") || Object.hasOwn(this.draft, "lastName"));
  }

  protected override content() {
    const field = (name: string) => ({
      name,
      label: this.specs[name]?.label() ?? "",
      value: this.text(name),
      errors: this.errorsOf(name),
    });
    return html`<picture-field
        .name=${this.user.name}
        .picture=${this.user.picture}
        .path=${`/users/${this.user.id}/picture`}
        @picture-change=${() => this.tell("user-changed", this.user.id)}
      ></picture-field>
      <div class="pair">
        ${textField({ ...field("firstName"), required: true, maxlength: 100 })} ${textField({ ...field("lastName"), required: true, maxlength: 100 })}
      </div>
      ${textField({ ...field("email"), type: "email", maxlength: 200 })}
      ${textField({ ...field("username"), maxlength: 100, hint: t("users.username_hint") })}
      ${selectField({ ...field("language"), choices: languageChoices(this.text("language")) })}
      <section aria-labelledby="password">
        <h3 id="password">${t("users.password")}</h3>
        <p class="soft">${t(this.user.hasPassword ? "users.password.has" : "users.password.none")}</p>
        <div><button class="button" type="button" @click=${() => this.tell("password-wanted", this.user)}>${icon(KeyRound, 18)}${t("users.password.set")}</button></div>
      </section>`;
  }
}

customElements.define("user-details-form", DetailsForm);
declare global {
  interface HTMLElementTagNameMap {
    "user-details-form": DetailsForm;
  }
}
