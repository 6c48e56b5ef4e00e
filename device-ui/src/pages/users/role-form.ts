import { html } from "lit";
import { checkField } from "../../components/fields.ts";
import { phoneNumber } from "../../components/phone-number.ts";
import { session } from "../../data/client.ts";
import type { UserView } from "../../data/users.ts";
import { t } from "../../i18n/index.ts";
import { CategoryForm, type FieldSpec } from "./category-form.ts";
import { rightName } from "./words.ts";

const given = ["user", "administrator"] as const;
type Right = UserView["rights"][number];

/** Rollfält: away or here, what the person may do, and who is charged. */
export class RoleForm extends CategoryForm {
  protected override readonly specs: Readonly<Record<string, FieldSpec>> = {
    rights: {
      category: "advanced",
      read: (user) => user.rights,
      label: () => t("users.rights"),
      show: (value) => (Array.isArray(value) ? value.map((right) => rightName(right)).join(", ") : ""),
    },
  };

  override connectedCallback(): void {
    super.connectedCallback();
    // Half of what the page weighs: for whoever opens this tab.
    void import("../me/editors.ts");
  }

  protected override content() {
    const has = this._has();
    return html`${this._own()}
      <fieldset class="choices">
        <legend>${t("users.rights")}</legend>
        ${given.map((right) =>
          checkField({
            name: `right-${right}`,
            label: rightName(right),
            hint: t(`users.rights.may.${right}`),
            checked: has.includes(right),
            kind: "switch",
          }),
        )}
        ${has.includes("operator") ? html`<p class="soft">${t("users.right_operator")}</p>` : ""}
        ${this._ownRight(has)}
      </fieldset>
      <section aria-labelledby="billing">
        <h3 id="billing">${t("users.billing")}</h3>
        <p class="read-only"><output>${this.user.billingId ? phoneNumber(this.user.billingId.e164) : t("users.billing.none")}</output></p>
        <p class="soft">${t("users.billing.hint")}</p>
      </section>`;
  }

  /** What the person also does on the own pages; saved with each tap, not with the tab. */
  _own() {
    const { id, status } = this.user;
    if (status === "deactivated") return "";
    return html`<section aria-label=${t("away.diversion")}><diversion-editor .subject=${id}></diversion-editor></section>
      <section aria-labelledby="forwarding">
        <h3 id="forwarding">${t("away.forwarding")}</h3>
        <forwarding-editor .subject=${id}></forwarding-editor>
      </section>
      <section aria-labelledby="shown">
        <h3 id="shown">${t("away.shown")}</h3>
        <shown-number-editor .subject=${id}></shown-number-editor>
      </section>
      <work-hours-editor .subject=${id}></work-hours-editor>`;
  }

  /** Whoever takes their own right away is told first. */
  _ownRight(has: readonly Right[]) {
    const own = session.current?.user.id === this.user.id;
    const loses = this.user.rights.includes("administrator") && !has.includes("administrator");
    return own && loses ? html`<p class="notice waiting">${t("users.right_own")}</p>` : "";
  }

  override _typed(event: Event): void {
    const { target } = event;
    if (!(target instanceof HTMLInputElement) || !target.name.startsWith("right-")) return;
    const has = this._has();
    const right = given.find((one) => target.name === `right-${one}`);
    if (!right) return;
    const others = has.filter((one) => one !== right);
    // In the order of the server, so that there and back is no change.
    const wanted: readonly Right[] = target.checked ? [...others, right] : others;
    this.set(
      "rights",
      (["user", "administrator", "operator"] as const).filter((one) => wanted.includes(one)),
    );
  }

  _has(): readonly Right[] {
    const value = this.value("rights");
    return Array.isArray(value) ? value : [];
  }
}

customElements.define("user-role-form", RoleForm);
declare global {
  interface HTMLElementTagNameMap {
    "user-role-form": RoleForm;
  }
}
