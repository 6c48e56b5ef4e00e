import { css, html, nothing } from "lit";
import { KlykaElement } from "../../components/element.ts";
import { focusFirstError, selectField, textField } from "../../components/fields.ts";
import { answerOf } from "../../components/modal-dialog.ts";
import { toast } from "../../components/toasts.ts";
import { api } from "../../data/client.ts";
import { createOrganisation, type OrganisationRowView, saveOrganisation } from "../../data/operator.ts";
import { ApiError, ConflictError, type FieldError } from "../../data/problem.ts";
import { failureText } from "../../i18n/failure.ts";
import { t } from "../../i18n/index.ts";
import { buttons, fields, shared, states } from "../../style/controls.ts";

type Values = Readonly<Record<"title" | "name" | "language" | "foreignPrefixes", string>>;

/** A new organisation, or what one is called. */
export class OrganisationDialog extends KlykaElement {
  static override properties = {
    row: { attribute: false },
    values: { state: true },
    errors: { state: true },
    failure: { state: true },
    busy: { state: true },
  };
  /** Null: a new one. */
  declare row: OrganisationRowView | null;
  declare values: Partial<Values>;
  declare errors: readonly FieldError[];
  declare failure: string | null;
  declare busy: boolean;
  declare answer: (title: string | null) => void;

  constructor() {
    super();
    this.row = null;
    this.values = {};
    this.errors = [];
    this.failure = null;
    this.busy = false;
    this.answer = () => undefined;
  }

  override render() {
    const { row } = this;
    const errors = (name: string) => this.errors.filter(({ field }) => field === name);
    const { title, name, language, foreignPrefixes } = this._now();
    const heading = row ? t("operator.organisations.edit", { title: row.title }) : t("operator.organisations.new");
    return html`<modal-dialog heading=${heading} open @dialog-close=${() => this.answer(null)}>
      <form id="organisation" class="stack" @submit=${this._save} @input=${this._type} novalidate>
        ${textField({ name: "title", label: t("operator.column.title"), value: title, errors: errors("title"), maxlength: 100, required: true })}
        ${
          row
            ? nothing
            : textField({
                name: "name",
                label: t("operator.column.name"),
                value: name,
                hint: t("operator.name.hint"),
                errors: errors("name"),
                maxlength: 40,
                required: true,
              })
        }
        ${selectField({
          name: "language",
          label: t("operator.language"),
          value: language,
          hint: t("operator.language.hint"),
          choices: [
            { value: "sv", label: "Svenska" },
            { value: "en", label: "English" },
          ],
        })}
        ${
          row
            ? textField({
                name: "foreignPrefixes",
                label: t("operator.foreign"),
                value: foreignPrefixes,
                hint: t("operator.foreign.hint"),
                errors: errors("foreignPrefixes"),
                maxlength: 1000,
              })
            : nothing
        }
        ${this.failure ? html`<p class="notice stop" role="alert">${this.failure}</p>` : nothing}
      </form>
      <button slot="actions" class="button" type="button" @click=${() => this.answer(null)}>${t("action.cancel")}</button>
      <button slot="actions" class="button filled" type="submit" form="organisation" ?disabled=${this.busy}>${row ? t("action.save") : t("operator.organisations.create")}</button>
    </modal-dialog>`;
  }

  _now(): Values {
    const title = this.values.title ?? this.row?.title ?? "";
    return {
      title,
      name: this.values.name ?? shortName(title),
      language: this.values.language ?? this.row?.language.slice(0, 2) ?? "sv",
      foreignPrefixes: this.values.foreignPrefixes ?? this.row?.foreignPrefixes.join(", ") ?? "",
    };
  }

  _type(event: Event): void {
    const { target } = event;
    if (!(target instanceof HTMLInputElement || target instanceof HTMLSelectElement)) return;
    this.values = { ...this.values, [target.name]: target.value };
    this.errors = this.errors.filter(({ field }) => field !== target.name);
  }

  async _save(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (this.busy) return;
    this.busy = true;
    this.failure = null;
    this.errors = [];
    const { title, name, language, foreignPrefixes: written } = this._now();
    const foreignPrefixes = written.split(/[,;]+|\s+(?=\+|00)/).map((one) => one.trim());
    try {
      if (this.row) {
        await saveOrganisation(api, this.row, { title, language, foreignPrefixes: foreignPrefixes.filter(Boolean) });
      } else await createOrganisation(api, { name, title, language });
      toast({ text: this.row ? t("operator.organisations.saved", { title }) : t("operator.organisations.created", { title }) });
      this.answer(title);
    } catch (error) {
      if (error instanceof ConflictError) this.failure = t("operator.organisations.changed");
      else if (error instanceof ApiError && error.fields.length > 0) this.errors = error.fields;
      else this.failure = failureText(error);
    } finally {
      this.busy = false;
    }
    await this.updateComplete;
    focusFirstError(this.renderRoot, this.errors);
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
    `,
  ];
}

/** What an organisation is called in addresses: `Björkö Bygg AB` → `bjorko-bygg`. */
export function shortName(title: string): string {
  const plain = title
    .toLowerCase()
    .replace(/\b(ab|hb|kb)\b/g, "")
    .normalize("NFD")
    .replace(/\p{M}/gu, "");
  return plain
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 40);
}

/** @param row null: a new one @returns its title when it was saved */
export function askOrganisation(row: OrganisationRowView | null): Promise<string | null> {
  return answerOf(Object.assign(document.createElement("organisation-dialog"), { row }));
}

customElements.define("organisation-dialog", OrganisationDialog);
declare global {
  interface HTMLElementTagNameMap {
    "organisation-dialog": OrganisationDialog;
  }
}
