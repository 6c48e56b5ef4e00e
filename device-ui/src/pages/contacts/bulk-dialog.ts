import { html, nothing } from "lit";
import { contactLimits } from "../../../../domain/contact.ts";
import { KlykaElement } from "../../components/element.ts";
import { type Choice, selectField, textField } from "../../components/fields.ts";
import { answerOf } from "../../components/modal-dialog.ts";
import { api } from "../../data/client.ts";
import { type ContactChange, type ContactListView, changeManyContacts, mostAtOnce } from "../../data/contacts.ts";
import { t } from "../../i18n/index.ts";
import { BulkRun, bulkStyles } from "../../list/bulk-run.ts";
import { buttons, fields, shared, states } from "../../style/controls.ts";

export type BulkSay = {
  readonly contacts: readonly { readonly id: string; readonly name: string }[];
  /** Where they could be moved to. */
  readonly lists: readonly ContactListView[];
  /** Tags that there are. */
  readonly tags: readonly string[];
  /** Called whenever something has been written. */
  readonly changed: () => void;
};
const whats = ["tag", "untag", "move", "delete"] as const;
type What = (typeof whats)[number];

/** One thing for many contacts, in parts that show how far it has come, with the way back. */
export class ContactBulkDialog extends KlykaElement {
  static override properties = {
    say: { attribute: false },
    what: { state: true },
    tag: { state: true },
    to: { state: true },
    runs: { state: true },
  };
  declare say: BulkSay;
  declare what: What;
  declare tag: string;
  declare to: string | null;
  declare runs: boolean;
  declare answer: () => void;
  readonly bulk = new BulkRun(this, {
    ids: () => this.say.contacts.map(({ id }) => id),
    mostAtOnce,
    send: (ids) => changeManyContacts(api, ids, this._change()),
    changed: () => this.say.changed(),
  });

  constructor() {
    super();
    this.what = "tag";
    this.tag = "";
    this.to = null;
    this.runs = false;
    this.answer = () => undefined;
  }

  override render() {
    const { length: count } = this.say.contacts;
    return html`<modal-dialog
      heading=${t("contacts.bulk.heading", { count })}
      open
      @dialog-cancel=${(event: Event) => this.bulk.step === "running" && event.preventDefault()}
      @dialog-close=${() => this.answer()}
    >
      ${this.runs ? html`${this.bulk.progress()}${this.bulk.buttons(() => this.answer())}` : this._choose()}
    </modal-dialog>`;
  }

  _choose() {
    const { contacts } = this.say;
    const { length: count } = contacts;
    const danger = this.what === "delete";
    const choices: readonly Choice[] = whats.map((value) => ({ value, label: t(`contacts.bulk.what.${value}`) }));
    const named = contacts.slice(0, 8).flatMap(({ name }) => name || []);
    return html`<form id="bulk" class="stack" @submit=${this._start} @input=${this._typed} novalidate>
        ${selectField({ name: "what", label: t("contacts.bulk.what"), value: this.what, choices })} ${this._value()}
        <p class="soft">${named.join(", ")}${count > named.length ? ` ${t("users.and_more", { count: count - named.length })}` : ""}</p>
      </form>
      <button slot="actions" class="button" type="button" @click=${() => this.answer()}>${t("action.cancel")}</button>
      <button slot="actions" class="button ${danger ? "danger" : "filled"}" type="submit" form="bulk" ?disabled=${!this._ready()}>
        ${t(danger ? "contacts.bulk.delete" : "contacts.bulk.do", { count })}
      </button>`;
  }

  _value() {
    const { lists, tags } = this.say;
    switch (this.what) {
      case "tag":
        return textField({
          name: "tag",
          label: t("contacts.bulk.tag"),
          value: this.tag,
          maxlength: contactLimits.tag,
          required: true,
        });
      case "untag":
        return selectField({
          name: "tag",
          label: t("contacts.bulk.tag"),
          value: this._tag(),
          choices: tags.map((value) => ({ value, label: value })),
        });
      case "move":
        return lists.length === 0
          ? html`<p class="notice">${t("contacts.bulk.no_list")}</p>`
          : selectField({
              name: "to",
              label: t("contacts.bulk.to"),
              value: this._to(),
              choices: lists.map(({ id, name }) => ({ value: id, label: name })),
            });
      case "delete":
        return html`<p class="notice waiting">${t("contacts.bulk.delete.text")}</p>`;
      default:
        return nothing;
    }
  }

  _tag(): string {
    if (this.what === "tag") return this.tag.trim();
    return this.say.tags.includes(this.tag) ? this.tag : (this.say.tags[0] ?? "");
  }

  _to(): string {
    return this.to ?? this.say.lists[0]?.id ?? "";
  }

  _ready(): boolean {
    if (this.what === "delete") return true;
    return this.what === "move" ? this._to() !== "" : this._tag() !== "";
  }

  _change(): ContactChange {
    if (this.what === "delete") return { what: "delete" };
    if (this.what === "move") return { what: "move", listId: this._to() };
    return { what: "tag", tag: this._tag(), on: this.what === "tag" };
  }

  _typed({ target }: Event): void {
    if (!(target instanceof HTMLInputElement || target instanceof HTMLSelectElement)) return;
    if (target.name === "what") this.what = whats.find((one) => one === target.value) ?? "tag";
    else if (target.name === "to") this.to = target.value;
    else this.tag = target.value;
  }

  _start(event: Event): void {
    event.preventDefault();
    if (!this._ready()) return;
    this.runs = true;
    void this.bulk.run();
  }

  static override styles = [shared, buttons, fields, states, bulkStyles];
}

/** Stays until it is closed. */
export function changeContacts(say: BulkSay): Promise<void> {
  return answerOf(Object.assign(document.createElement("contact-bulk-dialog"), { say }));
}

customElements.define("contact-bulk-dialog", ContactBulkDialog);
declare global {
  interface HTMLElementTagNameMap {
    "contact-bulk-dialog": ContactBulkDialog;
  }
}
