import { type CSSResultGroup, css, html, nothing, type PropertyDeclarations, type TemplateResult } from "lit";
import { ApiError, type FieldError } from "../data/problem.ts";
import { failureText } from "../i18n/failure.ts";
import { t } from "../i18n/index.ts";
import { buttons, fields, shared, states } from "../style/controls.ts";
import { KlykaElement } from "./element.ts";
import { focusFirstError } from "./fields.ts";
import "./modal-dialog.ts";

/**
 * A form in a dialog: it stays open while what is asked for is done, and says what the server found wrong, at the field where
 * it has one. A kind of it says its heading, its fields, the verb on its button and what is done; `answerOf` shows it, and
 * gets what came of it, or null when the person thought better of it.
 */
export abstract class FormDialog<Answer> extends KlykaElement {
  static override properties: PropertyDeclarations = {
    busy: { state: true },
    failure: { state: true },
    errors: { state: true },
  };
  declare busy: boolean;
  declare failure: string | null;
  declare errors: readonly FieldError[];
  declare answer: (answer: Answer | null) => void;

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
  /** Does it; what it throws is told, and the dialog stays. @returns null: something is still to be said in the fields */
  abstract _run(): Promise<Answer | null>;

  /** False as long as the button has nothing to do. */
  _ready(): boolean {
    return true;
  }

  /** True when there is nothing left to think better of: one button closes it. */
  _settled(): boolean {
    return false;
  }

  /** What is said of what it threw. */
  _said(error: unknown): string {
    return failureText(error);
  }

  override render() {
    return html`<modal-dialog heading=${this._heading()} open @dialog-close=${() => this.answer(null)}>
      <form id="asked" class="stack" @submit=${this._submit} novalidate>
        ${this._fields()} ${this.failure ? html`<p class="notice stop" role="alert">${this.failure}</p>` : nothing}
      </form>
      ${
        this._settled()
          ? nothing
          : html`<button slot="actions" class="button" type="button" ?disabled=${this.busy} @click=${() => this.answer(null)}>${t("action.cancel")}</button>`
      }
      <button slot="actions" class="button filled" type="submit" form="asked" ?disabled=${this.busy || !this._ready()}>${this._action()}</button>
    </modal-dialog>`;
  }

  async _submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (this.busy || !this._ready()) return;
    this.busy = true;
    this.failure = null;
    this.errors = [];
    try {
      const answer = await this._run();
      if (answer !== null) this.answer(answer);
    } catch (error) {
      await this._tell(error);
    } finally {
      this.busy = false;
    }
  }

  async _tell(error: unknown): Promise<void> {
    const drawn = (field: string) => this.renderRoot.querySelector(`[name="${CSS.escape(field)}"]`) !== null;
    const named = error instanceof ApiError ? error.fields.filter(({ field }) => drawn(field)) : [];
    this.errors = named;
    if (named.length === 0) this.failure = this._said(error);
    await this.updateComplete;
    focusFirstError(this.renderRoot, named);
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
