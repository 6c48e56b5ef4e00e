import { type CSSResultGroup, css, html, nothing, type PropertyDeclarations, type TemplateResult } from "lit";
import { ApiError, type FieldError } from "../data/problem.ts";
import { failureText } from "../i18n/failure.ts";
import { t } from "../i18n/index.ts";
import { buttons, fields, shared, states } from "../style/controls.ts";
import { KlykaElement } from "./element.ts";
import "./modal-dialog.ts";

/**
 * A form in a dialog: it stays open while what is asked for is done, and says what the server found wrong. A kind of it
 * says its heading, its fields, the verb on its button and what is done; `answerOf` shows it, and gets true when it was done.
 */
export abstract class FormDialog extends KlykaElement {
  static override properties: PropertyDeclarations = {
    busy: { state: true },
    failure: { state: true },
    errors: { state: true },
  };
  declare busy: boolean;
  declare failure: string | null;
  /** Of the fields that `_names` lists. */
  declare errors: readonly FieldError[];
  declare answer: (done: boolean) => void;

  constructor() {
    super();
    this.busy = false;
    this.failure = null;
    this.errors = [];
    this.answer = () => undefined;
  }

  abstract _heading(): string;
  /** The verb on the button. */
  abstract _action(): string;
  abstract _fields(): TemplateResult;
  /** Does it; what it throws is told, and the dialog stays. @returns false: something is still to be said in the fields */
  abstract _run(): Promise<boolean>;

  /** False as long as the button has nothing to do. */
  _ready(): boolean {
    return true;
  }

  /** The fields that can be told what is wrong with them. */
  _names(): readonly string[] {
    return [];
  }

  override render() {
    return html`<modal-dialog heading=${this._heading()} open @dialog-close=${() => this.answer(false)}>
      <form id="asked" class="stack" @submit=${this._submit} novalidate>
        ${this._fields()} ${this.failure ? html`<p class="notice stop" role="alert">${this.failure}</p>` : nothing}
      </form>
      <button slot="actions" class="button" type="button" ?disabled=${this.busy} @click=${() => this.answer(false)}>${t("action.cancel")}</button>
      <button slot="actions" class="button filled" type="submit" form="asked" ?disabled=${this.busy || !this._ready()}>${this._action()}</button>
    </modal-dialog>`;
  }

  async _submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (this.busy || !this._ready()) return;
    this.busy = true;
    this.failure = null;
    try {
      if (await this._run()) this.answer(true);
    } catch (error) {
      const names = this._names();
      this.errors = error instanceof ApiError ? error.fields.filter(({ field }) => names.includes(field)) : [];
      if (this.errors.length === 0) this.failure = failureText(error);
    } finally {
      this.busy = false;
    }
  }

  static override styles: CSSResultGroup = [
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
        gap: 14px;
      }
      fieldset {
        margin: 0;
        padding: 0;
        border: 0;
        min-width: 0;
      }
      legend {
        padding: 0 0 6px;
        font-weight: 650;
      }
    `,
  ];
}
