import { css, html, nothing } from "lit";
import { Copy, KeyRound, Mail } from "lucide";
import { KlykaElement } from "../../components/element.ts";
import { passwordField } from "../../components/fields.ts";
import { icon } from "../../components/icon.ts";
import { answerOf } from "../../components/modal-dialog.ts";
import type { FieldError } from "../../data/problem.ts";
import { ApiError } from "../../data/problem.ts";
import { errorText } from "../../i18n/errors.ts";
import { t } from "../../i18n/index.ts";
import { buttons, fields, shared, states } from "../../style/controls.ts";

/** What the dialog is about, and how it is done: it knows no API. */
export type PasswordQuestion = {
  readonly name: string;
  /** Sets it; null makes one. @returns the one that was made */
  readonly set: (password: string | null) => Promise<string | null>;
  /** Mails a link; null: no mail is sent here, or the person has no address. */
  readonly invite: (() => Promise<unknown>) | null;
  readonly email: string | null;
  /** One is to be made and shown: that has been chosen before, and is not asked again. */
  readonly make?: boolean;
};

/** A first password for somebody: made and shown once, chosen, or by a link in a letter. */
export class PasswordDialog extends KlykaElement {
  static override properties = {
    question: { attribute: false },
    made: { state: true },
    done: { state: true },
    copied: { state: true },
    busy: { state: true },
    failure: { state: true },
    errors: { state: true },
  };
  declare question: PasswordQuestion;
  declare made: string | null;
  declare done: "set" | "mailed" | null;
  declare copied: boolean;
  declare busy: boolean;
  declare failure: string | null;
  declare errors: readonly FieldError[];
  declare answer: (changed: boolean) => void;

  constructor() {
    super();
    this.made = null;
    this.done = null;
    this.copied = false;
    this.busy = false;
    this.failure = null;
    this.errors = [];
    this.answer = () => undefined;
  }

  override firstUpdated(): void {
    if (this.question.make) void this._make();
  }

  override render() {
    return html`<modal-dialog heading=${t("users.password.heading", { name: this.question.name })} open @dialog-close=${() => this.answer(this.done !== null)}>
      <div class="stack" role=${this.done ? "status" : nothing}>
        ${this.failure ? html`<p class="notice stop" role="alert">${this.failure}</p>` : nothing} ${this._inside()}
      </div>
      <button slot="actions" class="button ${this.done ? "filled" : ""}" type="button" @click=${() => this.answer(this.done !== null)}>
        ${t(this.done ? "users.password.ready" : "action.cancel")}
      </button>
    </modal-dialog>`;
  }

  _inside() {
    if (this.done) return this._done();
    const underway = this.question.make && this.failure === null && this.errors.length === 0;
    return underway ? html`<p>${t("list.row_loading")}</p>` : this._ways();
  }

  _ways() {
    const { invite, email } = this.question;
    return html`<p>${t("users.password.text")}</p>
      ${
        invite
          ? html`<div class="way">
              <button class="button" type="button" ?disabled=${this.busy} @click=${() => this._try(invite, "mailed")}>${icon(Mail, 18)}${t("users.password.mail")}</button>
              <p class="soft">${t("users.password.mail_text", { email: email ?? "" })}</p>
            </div>`
          : nothing
      }
      <div class="way">
        <button class="button filled" type="button" ?disabled=${this.busy} @click=${this._make}>${icon(KeyRound, 18)}${t("users.password.make")}</button>
        <p class="soft">${t("users.password.make_text")}</p>
      </div>
      <form class="way" @submit=${this._choose}>
        ${passwordField({ name: "password", label: t("users.password.own"), autocomplete: "new-password", errors: this.errors })}
        <div><button class="button" type="submit" ?disabled=${this.busy}>${t("users.password.save")}</button></div>
      </form>`;
  }

  _done() {
    if (this.done === "mailed") return html`<p>${t("users.password.mailed", { email: this.question.email ?? "" })}</p>`;
    if (this.made === null) return html`<p>${t("users.password.is_set")}</p>`;
    return html`<p>${t("users.password.shown_once")}</p>
      <p class="made"><output aria-label=${t("users.password")}>${this.made}</output>
        <button class="button small" type="button" @click=${this._copy}>${icon(Copy, 16)}${t(this.copied ? "users.password.copied" : "users.password.copy")}</button>
      </p>`;
  }

  readonly _make = (): Promise<void> =>
    this._try(async () => {
      this.made = await this.question.set(null);
    }, "set");

  _choose(event: SubmitEvent): void {
    event.preventDefault();
    const input = this.renderRoot.querySelector<HTMLInputElement>("#password");
    const password = input?.value ?? "";
    void this._try(() => this.question.set(password), "set");
  }

  readonly _copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(this.made ?? "").then(
      () => {
        this.copied = true;
      },
      // A browser that keeps the clipboard to itself: the password stands there to be marked.
      () => undefined,
    );
  };

  async _try(work: () => Promise<unknown>, done: "set" | "mailed"): Promise<void> {
    this.busy = true;
    this.failure = null;
    this.errors = [];
    try {
      await work();
      this.done = done;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.errors = error.fields;
      if (error.fields.length === 0) this.failure = errorText(error.code, error.detail);
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
      .way {
        display: grid;
        gap: 6px;
        justify-items: start;
        padding-top: 16px;
        border-top: 1px solid var(--line);
      }
      .way .field {
        width: 100%;
      }
      .way .soft {
        font-size: var(--size-small);
      }
      .made {
        display: flex;
        flex-wrap: wrap;
        gap: 12px;
        align-items: center;
        padding: 12px 16px;
        border-radius: var(--radius);
        background: var(--sunk);
      }
      output {
        font: 500 var(--size-large) / 1.4 var(--mono);
        overflow-wrap: anywhere;
        user-select: all;
      }
    `,
  ];
}

/** @returns whether a password was set or a link mailed */
export function askPassword(question: PasswordQuestion): Promise<boolean> {
  return answerOf(Object.assign(document.createElement("password-dialog"), { question }));
}

customElements.define("password-dialog", PasswordDialog);
declare global {
  interface HTMLElementTagNameMap {
    "password-dialog": PasswordDialog;
  }
}
