import { html, nothing } from "lit";
import { Trash2, X } from "lucide";
import { contactLimits, contactNumberKinds } from "../../../../domain/contact.ts";
import { agreeOn } from "../../components/agreement.ts";
import { KlykaElement } from "../../components/element.ts";
import { areaField, type Choice, focusFirstError, selectField, textField } from "../../components/fields.ts";
import { icon } from "../../components/icon.ts";
import { api } from "../../data/client.ts";
import {
  type ContactListView,
  type ContactRowView,
  createContact,
  deleteContact,
  readContact,
  saveContact,
} from "../../data/contacts.ts";
import { listen } from "../../data/live.ts";
import { ApiError, ConflictError, type FieldError } from "../../data/problem.ts";
import { undoToast } from "../../data/undo-toast.ts";
import { failureText } from "../../i18n/failure.ts";
import { t } from "../../i18n/index.ts";
import { buttons, fields, shared, states } from "../../style/controls.ts";
import { blankDraft, type ContactDraft, changedIn, draftOf, inputOf, problemsOf } from "./contact-draft.ts";
import { contactPanelStyles } from "./contact-panel-styles.ts";
import { askErase } from "./erase.ts";
import { numberRows } from "./number-rows.ts";

/** Stands for a contact that is not there yet. */
export const newContact = "new";
const texts = ["firstName", "lastName", "company", "title", "email", "tags", "note", "listId"] as const;
type TextName = (typeof texts)[number];
const isText = (name: string): name is TextName => texts.some((one) => one === name);

/** A contact beside its list, or a new one. Tells `panel-close`, `contact-changed`, and `contact-open` with the id of another. */
export class ContactPanel extends KlykaElement {
  static override properties = {
    contactId: { attribute: false },
    listId: { attribute: false },
    lists: { attribute: false },
    contact: { state: true },
    draft: { state: true },
    errors: { state: true },
    failure: { state: true },
    face: { state: true },
    busy: { state: true },
  };
  declare contactId: string;
  declare listId: string;
  /** Where it could be moved to. */
  declare lists: readonly ContactListView[];
  declare contact: ContactRowView | null;
  /** What is typed; null: nothing yet. */
  declare draft: ContactDraft | null;
  declare errors: readonly FieldError[];
  declare failure: string | null;
  declare face: "loading" | "ready" | "failed" | "missing";
  declare busy: boolean;
  /** The contact as it was when the first field was touched. */
  #base: ContactRowView | null = null;

  readonly events = listen(this, { phonebook: () => void this._refresh(), reload: () => void this._refresh() });

  constructor() {
    super();
    this.contactId = "";
    this.listId = "";
    this.lists = [];
    this.contact = null;
    this._forget();
    this.face = "loading";
    this.busy = false;
  }

  /** True while something that has been typed is not saved. */
  get dirty(): boolean {
    return this.draft !== null && Object.keys(changedIn(this._before(), this.draft)).length > 0;
  }

  override willUpdate(changed: Map<string, unknown>): void {
    if (!changed.has("contactId")) return;
    this._forget();
    this.contact = null;
    this.face = this.contactId === newContact ? "ready" : "loading";
    if (this.face === "loading") void this._load();
  }

  override render() {
    const heading = this.contactId === newContact ? t("contacts.new") : (this.contact?.name ?? this._title());
    return html`<div class="top">
        <h2 tabindex="-1">${heading}</h2>
        <button class="button quiet small icon-only" type="button" aria-label=${t("action.close")} @click=${() => this.tell("panel-close", null)}>${icon(X)}</button>
      </div>
      ${this.face === "ready" ? this._form() : this._face()}`;
  }

  /** Forgets what was typed. */
  discard(): void {
    this._forget();
  }

  _title(): string {
    return t(this.face === "missing" ? "contacts.gone" : "contacts.contact");
  }

  _face() {
    if (this.face === "missing") return html`<p>${t("contacts.gone.text")}</p>`;
    if (this.face === "failed") {
      return html`<div class="stack" role="alert"><p class="notice stop">${this.failure}</p>
        <p><button class="button" type="button" @click=${() => this._load()}>${t("action.retry")}</button></p></div>`;
    }
    return html`<p role="status" class="soft">${t("list.row_loading")}</p>`;
  }

  _form() {
    const field = (name: TextName, label: string) => ({
      ...{ name, label, value: this._now()[name], errors: this.errors.filter((error) => error.field === name) },
    });
    const short = { maxlength: contactLimits.text };
    return html`<form class="stack" @submit=${this._submitted} @input=${this._typed} novalidate>
      ${this.contact ? this._same(this.contact) : nothing}
      <div class="pair">
        ${textField({ ...field("firstName", t("contacts.first_name")), ...short })} ${textField({ ...field("lastName", t("contacts.last_name")), ...short })}
      </div>
      ${textField({ ...field("company", t("contacts.company")), ...short })} ${textField({ ...field("title", t("contacts.title")), ...short })}
      ${numberRows({ numbers: this._now().numbers, errors: this.errors, add: this._add, remove: (at) => this._remove(at) })}
      ${textField({ ...field("email", t("contacts.email")), type: "email", maxlength: contactLimits.email })}
      ${textField({ ...field("tags", t("contacts.tags")), hint: t("contacts.tags.hint") })}
      ${areaField({ ...field("note", t("contacts.note")), hint: t("contacts.note.hint"), maxlength: contactLimits.note })}
      ${this.contact && this.lists.length > 1 ? selectField({ ...field("listId", t("contacts.list")), choices: this._lists() }) : nothing}
      ${this.failure ? html`<p class="notice stop" role="alert">${this.failure}</p>` : nothing} ${this._foot()}
    </form>`;
  }

  _lists(): readonly Choice[] {
    return this.lists.map(({ id, name }) => ({ value: id, label: name }));
  }

  /** Who else has a number of it: an oversight more often than not. */
  _same({ sameNumbers }: ContactRowView) {
    if (sameNumbers.length === 0) return nothing;
    return html`<div class="notice waiting">
      <ul class="same">
        ${sameNumbers.map(
          ({ number, id, name }) => html`<li>${t("contacts.same", { number: number.display, name })}
            <button class="link" type="button" @click=${() => this.tell("contact-open", id)}>${t("contacts.edit", { name })}</button></li>`,
        )}
      </ul>
    </div>`;
  }

  _foot() {
    const fresh = this.contactId === newContact;
    return html`<div class="foot">
      ${
        fresh
          ? nothing
          : html`<button class="button quiet danger" type="button" ?disabled=${this.busy} @click=${this._delete}>${icon(Trash2, 18)}${t("contacts.delete")}</button>
            <button class="button quiet danger" type="button" ?disabled=${this.busy} @click=${this._erase}>${t("retention.contact")}</button>`
      }
      <span class="gap"></span>
      ${this.dirty && !fresh ? html`<button class="button" type="button" ?disabled=${this.busy} @click=${() => this.discard()}>${t("contacts.discard")}</button>` : nothing}
      <button class="button filled" type="submit" ?disabled=${this.busy || !this.dirty}>${t(fresh ? "contacts.create" : "action.save")}</button>
    </div>`;
  }

  _before(): ContactDraft {
    const contact = this.#base ?? this.contact;
    return contact ? draftOf(contact) : blankDraft(this.listId);
  }

  _now(): ContactDraft {
    return this.draft ?? this._before();
  }

  _set(changed: Partial<ContactDraft>): void {
    if (this.draft === null) this.#base = this.contact;
    this.draft = { ...this._now(), ...changed };
  }

  _forget(): void {
    this.draft = null;
    this.#base = null;
    this.errors = [];
    this.failure = null;
  }

  _typed({ target }: Event): void {
    const field =
      target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
    if (!field) return;
    const [first = "", place = "", part = ""] = target.name.split(".");
    this.errors = this.errors.filter((error) => error.field.split(".")[0] !== first);
    if (isText(first)) {
      this._set({ [first]: target.value });
      return;
    }
    const numbers = this._now().numbers.map((one, at) => {
      if (String(at) !== place) return one;
      const kind = contactNumberKinds.find((known) => known === target.value);
      return part === "kind" ? { ...one, kind: kind ?? one.kind } : { ...one, number: target.value };
    });
    this._set({ numbers });
  }

  readonly _add = async (): Promise<void> => {
    const { numbers } = this._now();
    const kind = contactNumberKinds.find((one) => !numbers.some((number) => number.kind === one)) ?? "other";
    this._set({ numbers: [...numbers, { kind, number: "" }] });
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(`[name="numbers.${numbers.length}"]`)?.focus();
  };

  async _remove(at: number): Promise<void> {
    this._set({ numbers: this._now().numbers.filter((_, n) => n !== at) });
    this.errors = this.errors.filter(({ field }) => !field.startsWith("numbers"));
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(`[name="numbers.${Math.max(0, at - 1)}"]`)?.focus();
  }

  async _load(): Promise<void> {
    const id = this.contactId;
    this.failure = null;
    try {
      const contact = await readContact(api, id);
      if (id !== this.contactId) return;
      this.contact = contact;
      this.face = "ready";
    } catch (error) {
      if (!(error instanceof ApiError) || id !== this.contactId) return;
      if (error.status === 404) this.face = "missing";
      else if (this.contact === null) this.face = "failed";
      if (this.face === "failed") this.failure = failureText(error);
    }
  }

  /** Somebody has saved something: what is not being typed is shown as it is now. */
  async _refresh(): Promise<void> {
    if (this.contactId !== newContact && !this.busy && this.face !== "missing") await this._load();
  }

  async _submitted(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (this.busy || !this.dirty) return;
    const draft = this._now();
    this.errors = problemsOf(draft);
    this.failure = null;
    if (this.errors.length === 0) {
      this.busy = true;
      await (this.#base ? this._save(draft, this.#base) : this._create(draft)).catch((error: unknown) => this._refused(error));
      this.busy = false;
    }
    await this.updateComplete;
    focusFirstError(this.renderRoot, this.errors);
  }

  async _create(draft: ContactDraft): Promise<void> {
    const { listId: _, ...said } = inputOf(draft);
    const { value, auditId } = await createContact(api, this.listId, said);
    this._forget();
    undoToast(api, t("contacts.created", { name: value.name }), auditId, () => this.tell("contact-changed", value.id));
    this.tell("contact-changed", value.id);
    this.tell("contact-open", value.id);
  }

  async _save(draft: ContactDraft, base: ContactRowView): Promise<void> {
    try {
      const { value, auditId } = await saveContact(api, base.id, inputOf(draft), base.version);
      this._took(value, auditId, t("contacts.saved", { name: value.name }));
    } catch (error) {
      if (!(error instanceof ConflictError) || !isContact(error.theirs)) throw error;
      await this._settle(draft, base, error.theirs, error);
    }
  }

  /** Somebody else has saved: what both changed is asked about, the rest goes on top. */
  async _settle(draft: ContactDraft, base: ContactRowView, theirs: ContactRowView, { saved }: ConflictError): Promise<void> {
    const now = draftOf(theirs);
    const agreed = await agreeOn({
      ...{ before: draftOf(base), changes: changedIn(draftOf(base), draft), theirs: now, saved },
      label: (field) => this._label(field),
      shown: (field, value) => this._shown(field, value),
    });
    if (agreed === null) return;
    const whole: ContactDraft = { ...now, ...agreed };
    this.#base = theirs;
    this.contact = theirs;
    this.draft = whole;
    if (Object.keys(changedIn(now, whole)).length > 0) await this._save(whole, theirs);
    else this._forget();
  }

  _label(field: string): string {
    const labels: Readonly<Record<string, string>> = {
      ...{ firstName: t("contacts.first_name"), lastName: t("contacts.last_name"), company: t("contacts.company") },
      ...{ title: t("contacts.title"), numbers: t("contacts.numbers"), email: t("contacts.email") },
      ...{ tags: t("contacts.tags"), note: t("contacts.note"), listId: t("contacts.list") },
    };
    return labels[field] ?? field;
  }

  _shown(field: string, value: unknown): string {
    if (field === "listId") return this.lists.find(({ id }) => id === value)?.name ?? "";
    if (!Array.isArray(value)) return typeof value === "string" ? value : "";
    const numbers = value as ContactDraft["numbers"];
    return numbers.map(({ kind, number }) => `${t(`contacts.kind.${kind}`)} ${number}`).join(", ");
  }

  /** Also from the change log, when the contact asks for it. */
  readonly _erase = async (): Promise<void> => {
    const { contact } = this;
    if (!contact || !(await askErase(contact))) return;
    this._forget();
    this.tell("contact-changed", contact.id);
    this.tell("panel-close", null);
  };

  readonly _delete = async (): Promise<void> => {
    const { contact } = this;
    if (!contact || this.busy) return;
    this.busy = true;
    try {
      const { auditId } = await deleteContact(api, contact.id, contact.version);
      this._forget();
      undoToast(api, t("contacts.deleted", { name: contact.name }), auditId, () => this.tell("contact-changed", contact.id));
      this.tell("contact-changed", contact.id);
      this.tell("panel-close", null);
    } catch (error) {
      this._refused(error);
      if (error instanceof ConflictError) await this._load();
    } finally {
      this.busy = false;
    }
  };

  _took(contact: ContactRowView, auditId: string | null, text: string): void {
    this.contact = contact;
    this._forget();
    const again = () => {
      void this._refresh();
      this.tell("contact-changed", contact.id);
    };
    undoToast(api, text, auditId, again);
    this.tell("contact-changed", contact.id);
    // It stands in another list now.
    if (contact.listId !== this.listId) this.tell("panel-close", null);
  }

  _refused(error: unknown): void {
    if (!(error instanceof ApiError)) throw error;
    this.errors = error.fields.map((one) => ({ ...one, field: one.field.replace(/^(numbers\.\d+)\..*$/, "$1") }));
    if (error.fields.length === 0) this.failure = failureText(error);
  }

  static override styles = [shared, buttons, fields, states, contactPanelStyles];
}

/** The server's 412 carries the contact as it is now. */
function isContact(value: unknown): value is ContactRowView {
  return typeof value === "object" && value !== null && "numbers" in value && "listId" in value;
}

customElements.define("contact-panel", ContactPanel);
declare global {
  interface HTMLElementTagNameMap {
    "contact-panel": ContactPanel;
  }
}
