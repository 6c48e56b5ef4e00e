import { css, html, nothing } from "lit";
import { KlykaElement } from "../components/element.ts";
import { focusFirstError, textField } from "../components/fields.ts";
import { answerOf } from "../components/modal-dialog.ts";
import type { Answered } from "../data/api.ts";
import { ApiError, type FieldError } from "../data/problem.ts";
import { createGroup, type GroupView } from "../data/response-groups.ts";
import { failureText } from "../i18n/failure.ts";
import { t } from "../i18n/index.ts";
import { buttons, fields, shared, states } from "../style/controls.ts";

const starts = ["office", "always"] as const;

/** A new response group: what it is called, its number, and the hours that it begins with. */
export class NewGroupDialog extends KlykaElement {
  static override properties = {
    values: { state: true },
    start: { state: true },
    errors: { state: true },
    failure: { state: true },
    busy: { state: true },
  };
  declare values: Readonly<Record<string, string>>;
  declare start: (typeof starts)[number];
  declare errors: readonly FieldError[];
  declare failure: string | null;
  declare busy: boolean;
  declare answer: (made: Answered<GroupView> | null) => void;

  constructor() {
    super();
    this.values = {};
    this.start = "office";
    this.errors = [];
    this.failure = null;
    this.busy = false;
    this.answer = () => undefined;
  }

  override firstUpdated(): void {
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLInputElement>("#name")?.focus());
  }

  override render() {
    const field = (name: string, label: string) => ({
      ...{ name, label, value: this.values[name] ?? "" },
      errors: this.errors.filter((error) => error.field === name),
    });
    return html`<modal-dialog heading=${t("answer.new")} open @dialog-close=${() => this.answer(null)}>
      <form id="make" class="stack" @submit=${this._make} @input=${this._typed} novalidate>
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
        ${this.failure ? html`<p class="notice stop" role="alert">${this.failure}</p>` : nothing}
      </form>
      <button slot="actions" class="button" type="button" @click=${() => this.answer(null)}>${t("action.cancel")}</button>
      <button slot="actions" class="button filled" type="submit" form="make" ?disabled=${this.busy}>${t("answer.new.create")}</button>
    </modal-dialog>`;
  }

  _typed({ target }: Event): void {
    if (!(target instanceof HTMLInputElement) || target.type === "radio") return;
    this.values = { ...this.values, [target.name]: target.value };
    this.errors = this.errors.filter(({ field }) => field !== target.name);
  }

  _chosen({ target }: Event): void {
    if (target instanceof HTMLInputElement) this.start = starts.find((one) => one === target.value) ?? this.start;
  }

  async _make(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (this.busy) return;
    const text = (name: string) => (this.values[name] ?? "").trim();
    const filled = (name: string) => (text(name) === "" ? {} : { [name]: text(name) });
    this.busy = true;
    [this.errors, this.failure] = [[], null];
    try {
      this.answer(await createGroup({ name: text("name"), ...filled("number"), ...filled("extension"), start: this.start }));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.errors = error.fields;
      if (error.fields.length === 0) this.failure = failureText(error);
      await this.updateComplete;
      focusFirstError(this.renderRoot, this.errors);
    } finally {
      this.busy = false;
    }
  }

  static override styles = [
    shared,
    buttons,
    fields,
    states,
    css`
      :host {
        display: contents;
      }
      .stack {
        display: grid;
        gap: 16px;
      }
      fieldset {
        display: grid;
        gap: 8px;
        margin: 0;
        padding: 0;
        border: 0;
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
