import { css, html } from "lit";
import { textField } from "../../components/fields.ts";
import { FormDialog } from "../../components/form-dialog.ts";
import { answerOf } from "../../components/modal-dialog.ts";
import type { Answered } from "../../data/api.ts";
import { api } from "../../data/client.ts";
import { type ContactListView, createContactList, saveContactList } from "../../data/contacts.ts";
import { t } from "../../i18n/index.ts";

type Saved = Answered<ContactListView>;
type Who = "everyone" | "some";

/** What a list is called, and who sees it: a new one, or one that there is. */
export class ListDialog extends FormDialog<Saved> {
  static override properties = { list: { attribute: false }, name: { state: true }, who: { state: true } };
  /** Null: a new one. */
  declare list: ContactListView | null;
  declare name: string | null;
  declare who: Who | null;

  constructor() {
    super();
    this.list = null;
    this.name = null;
    this.who = null;
  }

  override firstUpdated(): void {
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLInputElement>("#name")?.select());
  }

  override _heading() {
    return this.list ? t("contacts.list.edit", { name: this.list.name }) : t("contacts.new_list");
  }

  override _action() {
    return t(this.list ? "action.save" : "contacts.list.create");
  }

  override _fields() {
    const name = {
      name: "name",
      label: t("contacts.list.name"),
      hint: t("contacts.list.name.hint"),
      maxlength: 100,
      required: true,
    };
    const choice = (value: Who) => html`<div class="choice">
      <label class="check"
        ><input type="radio" name="who" value=${value} .checked=${this._who() === value} aria-describedby="who-${value}" /><span>${t(`contacts.who.${value}`)}</span></label
      ><span class="hint" id="who-${value}">${t(`contacts.who.${value}.hint`)}</span>
    </div>`;
    return html`<div class="stack" @input=${this._typed}>
      ${textField({ ...name, value: this._name(), errors: this.errors.filter(({ field }) => field === "name") })}
      <fieldset class="stack">
        <legend>${t("contacts.who")}</legend>
        ${choice("everyone")} ${choice("some")}
      </fieldset>
    </div>`;
  }

  override _ready() {
    return this._name().trim() !== "";
  }

  override async _run() {
    const [name, forEveryone] = [this._name().trim(), this._who() === "everyone"];
    if (this.list === null) return createContactList(api, { name, forEveryone });
    // Only what was touched: somebody else may have changed the other.
    const { id, version, ...had } = this.list;
    const said = { ...(name === had.name ? {} : { name }), ...(forEveryone === had.forEveryone ? {} : { forEveryone }) };
    return saveContactList(api, id, said, version);
  }

  _name(): string {
    return this.name ?? this.list?.name ?? "";
  }

  _who(): Who {
    return this.who ?? (this.list && !this.list.forEveryone ? "some" : "everyone");
  }

  _typed({ target }: Event): void {
    if (!(target instanceof HTMLInputElement)) return;
    if (target.name === "who") this.who = target.value === "some" ? "some" : "everyone";
    else this.name = target.value;
    this.errors = [];
  }

  static override styles = [
    FormDialog.styles,
    css`
      .choice {
        display: grid;
        gap: 2px;
      }
      .choice .hint {
        padding-left: 28px;
      }
    `,
  ];
}

/** @returns what was saved; null when the person thought better of it */
export function askList(list: ContactListView | null): Promise<Saved | null> {
  return answerOf(Object.assign(document.createElement("contact-list-dialog"), { list }));
}

customElements.define("contact-list-dialog", ListDialog);
declare global {
  interface HTMLElementTagNameMap {
    "contact-list-dialog": ListDialog;
  }
}
