import { css, html } from "lit";
import { ArrowUp } from "lucide";
import { FormDialog } from "../../components/form-dialog.ts";
import { icon } from "../../components/icon.ts";
import { answerOf } from "../../components/modal-dialog.ts";
import type { PhoneSettingView, SettingValue } from "../../data/phone-settings.ts";
import { t } from "../../i18n/index.ts";
import { settingField, settingOf, settingText, WrongSetting } from "./setting-field.ts";
import { choiceLabel, settingAbout, settingName } from "./words.ts";

export type SettingQuestion = {
  readonly setting: PhoneSettingView;
  /** How many phones it is for. */
  readonly phones: number;
  readonly save: (value: SettingValue) => Promise<unknown>;
};

/** What one setting shall be at a layer. Knows no API. */
export class SettingDialog extends FormDialog<true> {
  static override properties = { ...FormDialog.properties, question: { attribute: false }, chosen: { state: true } };
  declare question: SettingQuestion;
  /** Of what is put in order: what is chosen, the first one first; null: not touched. */
  declare chosen: readonly string[] | null;

  constructor() {
    super();
    this.chosen = null;
  }

  _heading(): string {
    return settingName(this.question.setting);
  }

  _action(): string {
    return t("phone_settings.save");
  }

  async _run(): Promise<true> {
    await this.question.save(this._value());
    return true;
  }

  _fields() {
    const { phones } = this.question;
    return html`${this._field()}
      <p class="notice" role="status">${t("phone_settings.effect", { count: phones })}</p>`;
  }

  _field() {
    const { setting } = this.question;
    const { form, value } = setting;
    if (form.kind === "many") return this._ordered(form.choices);
    const about = settingAbout(setting);
    const field = { name: "value", label: settingName(setting), errors: this.errors, ...(about === null ? {} : { hint: about }) };
    return settingField(setting, settingText(form, value ?? null), null, field);
  }

  _ordered(all: readonly string[]) {
    const { setting } = this.question;
    const chosen = this._chosen();
    const rows = [...chosen, ...all.filter((one) => !chosen.includes(one))];
    const label = (one: string) => choiceLabel(setting.name, one);
    return html`<fieldset>
      <legend>${settingName(setting)}</legend>
      <p class="hint">${settingAbout(setting)}</p>
      <ol>
        ${rows.map((one, at) => {
          const on = chosen.includes(one);
          return html`<li>
            <label class="check"><input type="checkbox" .checked=${on} @change=${() => this._toggle(one)} /><span>${label(one)}</span></label>
            <button class="icon-button" type="button" aria-label=${t("phone_settings.earlier", { name: label(one) })} ?disabled=${!on || at === 0} @click=${() => this._earlier(one)}>${icon(ArrowUp, 18)}</button>
          </li>`;
        })}
      </ol>
    </fieldset>`;
  }

  _chosen(): readonly string[] {
    const { value } = this.question.setting;
    return this.chosen ?? (Array.isArray(value) ? value.map(String) : []);
  }

  _toggle(one: string): void {
    const chosen = this._chosen();
    this.chosen = chosen.includes(one) ? chosen.filter((other) => other !== one) : [...chosen, one];
  }

  _earlier(one: string): void {
    const chosen = [...this._chosen()];
    const at = chosen.indexOf(one);
    chosen.splice(at, 1);
    chosen.splice(at - 1, 0, one);
    this.chosen = chosen;
  }

  /** @throws WrongSetting */
  _value(): SettingValue {
    const { form } = this.question.setting;
    if (form.kind === "many") return [...this._chosen()];
    const said = new FormData(this.renderRoot.querySelector("form") ?? undefined).get("value");
    return settingOf(form, typeof said === "string" ? said : "");
  }

  override _said(error: unknown): string {
    return error instanceof WrongSetting ? error.message : super._said(error);
  }

  static override styles = [
    FormDialog.styles,
    css`
      ol {
        display: grid;
        margin: 0;
        padding: 0;
        list-style: none;
      }
      li {
        display: flex;
        justify-content: space-between;
        align-items: center;
        min-height: 44px;
      }
      .hint {
        margin: 0 0 6px;
        color: var(--soft);
        font-size: var(--size-small);
      }
    `,
  ];
}

/** @returns true when it was saved */
export async function askSetting(question: SettingQuestion): Promise<boolean> {
  return (await answerOf(Object.assign(document.createElement("setting-dialog"), { question }))) === true;
}

customElements.define("setting-dialog", SettingDialog);
declare global {
  interface HTMLElementTagNameMap {
    "setting-dialog": SettingDialog;
  }
}
