import { css, html } from "lit";
import { textField } from "../components/fields.ts";
import { FormDialog } from "../components/form-dialog.ts";
import { answerOf } from "../components/modal-dialog.ts";
import type { Answered } from "../data/api.ts";
import { createGroup, type GroupView } from "../data/response-groups.ts";
import { t } from "../i18n/index.ts";

const starts = ["office", "always"] as const;

/** A new response group: what it is called, its number, and the hours that it begins with. */
export class NewGroupDialog extends FormDialog<Answered<GroupView>> {
  static override properties = { values: { state: true }, start: { state: true } };
  declare values: Readonly<Record<string, string>>;
  declare start: (typeof starts)[number];

  constructor() {
    super();
    this.values = {};
    this.start = "office";
  }

  override firstUpdated(): void {
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLInputElement>("#name")?.focus());
  }

  override _heading() {
    return t("answer.new");
  }

  override _action() {
    return t("answer.new.create");
  }

  override _fields() {
    const field = (name: string, label: string) => ({
      ...{ name, label, value: this.values[name] ?? "" },
      errors: this.errors.filter((error) => error.field === name),
    });
    return html`<div class="stack" @input=${this._typed}>
        <p class="soft">${t("answer.new.text")}</p>
        ${textField({ ...field("name", t("answer.name")), required: true, maxlength: 100 })}
        ${textField({ ...field("number", t("answer.number")), type: "tel", inputmode: "tel", maxlength: 60, hint: t("answer.number.hint") })}
        ${textField({ ...field("extension", t("answer.extension")), inputmode: "numeric", maxlength: 6 })}
        <fieldset @change=${this._chosen}>
          <legend>${t("answer.start")}</legend>
          ${starts.map(
            (one) => html`<label class="check"
              ><input type="radio" name="start" value=${one} .checked=${this.start === one} /><span
                >${t(`answer.start.${one}`)}<br /><span class="hint">${t(`answer.start.hint.${one}`)}</span></span
              ></label
            >`,
          )}
        </fieldset>
    </div>`;
  }

  _typed({ target }: Event): void {
    if (!(target instanceof HTMLInputElement) || target.type === "radio") return;
    this.values = { ...this.values, [target.name]: target.value };
    this.errors = this.errors.filter(({ field }) => field !== target.name);
  }

  _chosen({ target }: Event): void {
    if (target instanceof HTMLInputElement) this.start = starts.find((one) => one === target.value) ?? this.start;
  }

  override _run() {
    const text = (name: string) => (this.values[name] ?? "").trim();
    const filled = (name: string) => (text(name) === "" ? {} : { [name]: text(name) });
    return createGroup({ name: text("name"), ...filled("number"), ...filled("extension"), start: this.start });
  }

  static override styles = [
    FormDialog.styles,
    css`
      fieldset {
        display: grid;
        gap: 8px;
      }
      legend {
        padding: 0 0 4px;
        font-weight: 600;
        font-size: var(--size-small);
        color: var(--soft);
      }
      .check {
        align-items: start;
      }
      .check input {
        margin-top: 3px;
      }
    `,
  ];
}

/** @returns the group that was made, or null */
export function askGroup(): Promise<Answered<GroupView> | null> {
  return answerOf(document.createElement("new-group-dialog"));
}

customElements.define("new-group-dialog", NewGroupDialog);
declare global {
  interface HTMLElementTagNameMap {
    "new-group-dialog": NewGroupDialog;
  }
}
