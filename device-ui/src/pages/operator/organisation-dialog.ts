import { html, nothing } from "lit";
import { selectField, textField } from "../../components/fields.ts";
import { FormDialog } from "../../components/form-dialog.ts";
import { answerOf } from "../../components/modal-dialog.ts";
import { toast } from "../../components/toasts.ts";
import { api } from "../../data/client.ts";
import { createOrganisation, type OrganisationRowView, saveOrganisation } from "../../data/operator.ts";
import { ConflictError } from "../../data/problem.ts";
import { t } from "../../i18n/index.ts";

type Values = Readonly<Record<"title" | "name" | "language" | "foreignPrefixes", string>>;

/** A new organisation, or what one is called. */
export class OrganisationDialog extends FormDialog<string> {
  static override properties = {
    row: { attribute: false },
    values: { state: true },
  };
  /** Null: a new one. */
  declare row: OrganisationRowView | null;
  declare values: Partial<Values>;

  constructor() {
    super();
    this.row = null;
    this.values = {};
  }

  override _heading() {
    return this.row ? t("operator.organisations.edit", { title: this.row.title }) : t("operator.organisations.new");
  }

  override _action() {
    return this.row ? t("action.save") : t("operator.organisations.create");
  }

  override _said(error: unknown) {
    return error instanceof ConflictError ? t("operator.organisations.changed") : super._said(error);
  }

  override _fields() {
    const { row } = this;
    const errors = (name: string) => this.errors.filter(({ field }) => field === name);
    const { title, name, language, foreignPrefixes } = this._now();
    return html`<div class="stack" @input=${this._type}>
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
    </div>`;
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

  override async _run() {
    const { title, name, language, foreignPrefixes: written } = this._now();
    const foreignPrefixes = written.split(/[,;]+|\s+(?=\+|00)/).map((one) => one.trim());
    if (this.row) {
      await saveOrganisation(api, this.row, { title, language, foreignPrefixes: foreignPrefixes.filter(Boolean) });
    } else await createOrganisation(api, { name, title, language });
    toast({ text: this.row ? t("operator.organisations.saved", { title }) : t("operator.organisations.created", { title }) });
    return title;
  }
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
