import { css, html, nothing } from "lit";
import { menuLimits } from "../../../domain/menu.ts";
import { scheduleStarts } from "../../../domain/schedule-start.ts";
import { KlykaElement } from "../components/element.ts";
import { type Choice, selectField, textField } from "../components/fields.ts";
import { t } from "../i18n/index.ts";
import { fields, shared } from "../style/controls.ts";
import { emptyDraft, type MenuDraft } from "./draft.ts";
import { timesText } from "./words.ts";

const numbers = ({ least, most }: { readonly least: number; readonly most: number }): number[] =>
  Array.from({ length: most - least + 1 }, (_, n) => least + n);
type NumberField = "timeoutSeconds" | "maxTimeouts" | "maxInvalid";

/** What a menu is called and answers on, its language, how long it waits. Tells `settings-change` with what has changed, and `start-change`. */
export class MenuSettings extends KlykaElement {
  static override properties = {
    draft: { attribute: false },
    start: { attribute: false },
    problemOf: { attribute: false },
  };
  declare draft: MenuDraft;
  /** The hours that a new menu begins with; null: it has its hours. */
  declare start: string | null;
  declare problemOf: (field: string) => string | null;

  constructor() {
    super();
    this.draft = emptyDraft;
    this.start = null;
    this.problemOf = () => null;
  }

  override render() {
    const { draft, start } = this;
    const text = (name: "name" | "number") => ({
      name,
      label: t(`menus.${name}`),
      value: draft[name],
      problem: this.problemOf(name),
    });
    const languages = (["sv", "en"] as const).map((value) => ({ value, label: t(`language.${value}`) }));
    const starts = scheduleStarts.map((value) => ({ value, label: t(`menus.start.${value}`) }));
    const { language } = draft;
    return html`<section aria-labelledby="settings" @input=${this._typed} @change=${this._picked}>
      <h2 id="settings">${t("menus.settings")}</h2>
      <div class="pair">
        ${textField({ ...text("name"), maxlength: 100, required: true })}
        ${textField({ ...text("number"), type: "tel", inputmode: "tel", maxlength: 60, hint: t("menus.number_hint") })}
        ${selectField({ name: "language", label: t("menus.language"), value: language, choices: withOwn(languages, language) })}
        ${start === null ? nothing : selectField({ name: "start", label: t("menus.start"), value: start, choices: starts, hint: t("menus.start_hint") })}
      </div>
      <h3>${t("menus.waiting")}</h3>
      <div class="pair three">
        ${this._number("timeoutSeconds", (count) => t("menus.seconds", { count }))} ${this._number("maxTimeouts", timesText)}
        ${this._number("maxInvalid", timesText)}
      </div>
    </section>`;
  }

  /** Puts the keyboard on the first field with something wrong in it. */
  focusWrong(): void {
    const wrong = this.renderRoot.querySelector("[aria-invalid=true]");
    if (wrong instanceof HTMLElement) wrong.focus();
  }

  _number(name: NumberField, shown: (count: number) => string) {
    const choices = numbers(menuLimits[name]).map((count) => ({ value: String(count), label: shown(count) }));
    return selectField({
      ...{ name, label: t(`menus.${name}`), value: String(this.draft[name]), choices },
      problem: this.problemOf(name),
    });
  }

  _typed({ target }: Event): void {
    if (!(target instanceof HTMLInputElement)) return;
    if (target.name === "name" || target.name === "number") this.tell("settings-change", { [target.name]: target.value });
  }

  _picked({ target }: Event): void {
    if (!(target instanceof HTMLSelectElement)) return;
    const { name, value } = target;
    if (name === "start") this.tell("start-change", value);
    else this.tell("settings-change", { [name]: name === "language" ? value : Number(value) });
  }

  static override styles = [
    shared,
    fields,
    css`
      section {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 14px;
      }
      h3 {
        font: 650 var(--size-text) / 1.4 var(--text);
        letter-spacing: 0;
      }
      .pair {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(200px, 100%), 1fr));
        gap: 14px;
        align-items: start;
      }
      .three {
        grid-template-columns: repeat(auto-fit, minmax(min(150px, 100%), 1fr));
        align-items: end;
      }
    `,
  ];
}

/** A language that we have no name for stays chosen. */
function withOwn(choices: readonly Choice[], value: string): readonly Choice[] {
  return choices.some((one) => one.value === value) ? choices : [...choices, { value, label: value }];
}

customElements.define("menu-settings", MenuSettings);
declare global {
  interface HTMLElementTagNameMap {
    "menu-settings": MenuSettings;
  }
}
