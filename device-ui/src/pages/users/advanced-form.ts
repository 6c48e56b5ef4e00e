import { html, nothing } from "lit";
import {
  type FeatureCode,
  featureGroups,
  groupsOfScheme,
  isFeatureCode,
  type VoicemailWish,
  voicemailWishes,
  wishWords,
} from "../../../../domain/feature-groups.ts";
import { checkField } from "../../components/fields.ts";
import { session } from "../../data/client.ts";
import type { Fields } from "../../data/merge.ts";
import type { Category } from "../../data/users.ts";
import { currentLanguage, t } from "../../i18n/index.ts";
import { CategoryForm, type FieldSpec } from "./category-form.ts";
import "./memberships-part.ts";

const wishes = Object.keys(voicemailWishes).filter((key): key is VoicemailWish => Object.hasOwn(voicemailWishes, key));
const groupName = (code: string): string => (isFeatureCode(code) ? featureGroups[code].name : code);

/** Avancerade inställningar: the functions that a membership switches on, and the groups that call the person. */
export class AdvancedForm extends CategoryForm {
  /** One field for each switch, so that two people may each turn their own. */
  protected override readonly specs: Readonly<Record<string, FieldSpec>> = {
    voicemail: {
      category: "advanced",
      read: (user) => user.voicemail,
      label: () => t("users.voicemail"),
      show: (value) => (isWish(value) ? wishWords[value][currentLanguage()] : wishWords.custom[currentLanguage()]),
    },
    softphone: {
      category: "advanced",
      read: (user) => user.softphone,
      label: () => t("messages.licence"),
      show: (value) => t(value === true ? "users.on" : "users.off"),
    },
    ...Object.fromEntries(
      groupsOfScheme("ex").map((code): [string, FieldSpec] => [
        code,
        {
          category: "advanced",
          read: (user) => user.features.includes(code),
          label: () => featureGroups[code].name,
          show: (value) => t(value === true ? "users.on" : "users.off"),
        },
      ]),
    ),
  };

  protected override bodyOf(_category: Category, { voicemail, softphone, ...switches }: Fields): Fields {
    return {
      ...(Object.keys(switches).length > 0 ? { features: switches } : {}),
      ...(voicemail === undefined ? {} : { voicemail }),
      ...(softphone === undefined ? {} : { softphone }),
    };
  }

  protected override content() {
    const scheme = session.current?.organisation.featureScheme ?? "ex";
    return html`${scheme === "ex" ? this._switches() : this._wishes()} ${this._strays()} ${this._licence()}
      <memberships-part .userId=${this.user.id}></memberships-part>`;
  }

  _switches() {
    return html`<fieldset class="choices">
      <legend>${t("users.features")}</legend>
      ${groupsOfScheme("ex").map((code) => this._switch(code))}
    </fieldset>`;
  }

  _switch(code: FeatureCode) {
    return checkField({
      name: code,
      label: featureGroups[code].name,
      hint: featureGroups[code].effect[currentLanguage()],
      checked: this.value(code) === true,
      kind: "switch",
    });
  }

  _wishes() {
    const present = this.value("voicemail");
    return html`<fieldset class="choices">
      <legend>${t("users.voicemail")}</legend>
      ${wishes.map(
        (wish) => html`<div class="choice">
          <label class="check"
            ><input type="radio" name="voicemail" value=${wish} .checked=${present === wish} aria-describedby="wish-${wish}" /><span>${wishWords[wish][currentLanguage()]}</span></label
          ><span class="hint" id="wish-${wish}">${voicemailWishes[wish].map(groupName).join(" + ")}</span>
        </div>`,
      )}
      ${
        present === "custom"
          ? html`<p class="notice waiting">${t("users.voicemail.custom", { groups: this.user.features.map(groupName).join(", ") || t("users.voicemail.no_groups") })}</p>`
          : nothing
      }
    </fieldset>`;
  }

  _licence() {
    return html`<fieldset class="choices">
      <legend>${t("messages.own")}</legend>
      ${checkField({
        name: "softphone",
        label: t("messages.licence"),
        hint: t("messages.licence.hint"),
        checked: this.value("softphone") === true,
        kind: "switch",
      })}
    </fieldset>`;
  }

  _strays() {
    const { strayFeatures: strays } = this.user;
    if (strays.length === 0) return nothing;
    return html`<p class="notice">${t("users.features.stray", { groups: strays.map(groupName).join(", ") })}</p>`;
  }

  override _typed(event: Event): void {
    const { target } = event;
    if (!(target instanceof HTMLInputElement)) return;
    if (target.name === "voicemail") this.set("voicemail", target.value);
    else if (target.name === "softphone") this.set("softphone", target.checked);
    else if (isFeatureCode(target.name)) this.set(target.name, target.checked);
  }
}

function isWish(value: unknown): value is VoicemailWish {
  return wishes.some((wish) => wish === value);
}

customElements.define("user-advanced-form", AdvancedForm);
declare global {
  interface HTMLElementTagNameMap {
    "user-advanced-form": AdvancedForm;
  }
}
