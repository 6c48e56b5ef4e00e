import { html, nothing, type TemplateResult } from "lit";
import { CircleAlert, Eye, Search } from "lucide";
import type { FieldError } from "../data/problem.ts";
import { errorText } from "../i18n/errors.ts";
import { t } from "../i18n/index.ts";
import { icon } from "./icon.ts";

/**
 * Native fields with their label, hint and error, drawn where they stand: a `<form>` finds them, a password manager too.
 * The id is the name, so a name is used once in a shadow root.
 */
export type Field = {
  readonly name: string;
  readonly label: string;
  readonly value?: string | null;
  readonly hint?: string | TemplateResult;
  readonly errors?: readonly FieldError[];
  /** A sentence of the form's own, shown before the server has said anything. */
  readonly problem?: string | null;
  readonly required?: boolean;
  readonly disabled?: boolean;
};
export type TextField = Field & {
  readonly type?: "text" | "email" | "tel" | "search" | "url" | "password" | "number" | "date";
  readonly autocomplete?: AutoFill;
  readonly inputmode?: "text" | "numeric" | "tel" | "email" | "url" | "search";
  readonly maxlength?: number;
  readonly placeholder?: string;
  readonly spellcheck?: boolean;
};
export type Choice = { readonly value: string; readonly label: string; readonly disabled?: boolean };

/** One line of text with its error beside it. */
export function textField(field: TextField): TemplateResult {
  return framed(
    field,
    html`<input
      class="input"
      id=${field.name}
      name=${field.name}
      type=${field.type ?? "text"}
      .value=${field.value ?? ""}
      autocomplete=${field.autocomplete ?? "off"}
      inputmode=${field.inputmode ?? nothing}
      maxlength=${field.maxlength ?? nothing}
      placeholder=${field.placeholder ?? nothing}
      spellcheck=${field.spellcheck ? "true" : "false"}
      ?required=${field.required}
      ?disabled=${field.disabled}
      aria-invalid=${troubled(field) ? "true" : nothing}
      aria-describedby=${described(field)}
    />`,
  );
}

/** A password that can be shown: pasting works, and so do password managers (WCAG 3.3.8). */
export function passwordField(field: TextField & { readonly autocomplete: "current-password" | "new-password" }): TemplateResult {
  return framed(
    field,
    html`<span class="with-button"
      ><input
        class="input"
        id=${field.name}
        name=${field.name}
        type="password"
        .value=${field.value ?? ""}
        autocomplete=${field.autocomplete}
        ?required=${field.required}
        ?disabled=${field.disabled}
        aria-invalid=${troubled(field) ? "true" : nothing}
        aria-describedby=${described(field)}
      /><button class="button quiet small" type="button" aria-pressed="false" aria-controls=${field.name} @click=${reveal}>
        ${icon(Eye, 18)}<span>${t("field.show_password")}</span>
      </button></span
    >`,
  );
}

function reveal(event: Event): void {
  const button = event.currentTarget;
  if (!(button instanceof HTMLElement)) return;
  const input = button.parentElement?.querySelector("input");
  const word = button.querySelector("span");
  if (!input || !word) return;
  const show = input.type === "password";
  input.type = show ? "text" : "password";
  button.setAttribute("aria-pressed", String(show));
  word.textContent = t(show ? "field.hide_password" : "field.show_password");
}

/** Narrows a list while one types. Its label is heard, not seen: the magnifying glass and the placeholder say it. */
export function searchField(
  field: Pick<Field, "name" | "label" | "value"> & { readonly onInput: (text: string) => void },
): TemplateResult {
  const typed = (event: Event) => {
    if (event.target instanceof HTMLInputElement) field.onInput(event.target.value);
  };
  return html`<label class="search-field"
    >${icon(Search, 18)}<span class="hidden">${field.label}</span
    ><input
      class="input"
      type="search"
      name=${field.name}
      .value=${field.value ?? ""}
      placeholder=${field.label}
      autocomplete="off"
      spellcheck="false"
      @input=${typed}
  /></label>`;
}

/** Several lines. */
export function areaField(field: Field & { readonly maxlength?: number; readonly rows?: number }): TemplateResult {
  return framed(
    field,
    html`<textarea
      class="input"
      id=${field.name}
      name=${field.name}
      rows=${field.rows ?? 3}
      .value=${field.value ?? ""}
      maxlength=${field.maxlength ?? nothing}
      ?required=${field.required}
      ?disabled=${field.disabled}
      aria-invalid=${troubled(field) ? "true" : nothing}
      aria-describedby=${described(field)}
    ></textarea>`,
  );
}

/** One of a few. */
export function selectField(field: Field & { readonly choices: readonly Choice[] }): TemplateResult {
  return framed(
    field,
    html`<select
      class="input"
      id=${field.name}
      name=${field.name}
      ?required=${field.required}
      ?disabled=${field.disabled}
      aria-invalid=${troubled(field) ? "true" : nothing}
      aria-describedby=${described(field)}
    >
      ${field.choices.map(
        (choice) =>
          html`<option value=${choice.value} ?selected=${choice.value === field.value} ?disabled=${choice.disabled}>${choice.label}</option>`,
      )}
    </select>`,
  );
}

/** Yes or no, with what it means on the same line. */
export function checkField(
  field: Omit<Field, "value"> & { readonly checked: boolean; readonly kind?: "checkbox" | "switch" },
): TemplateResult {
  return html`<div class="field">
    <label class="check"
      ><input
        type="checkbox"
        role=${field.kind === "switch" ? "switch" : nothing}
        id=${field.name}
        name=${field.name}
        .checked=${field.checked}
        ?disabled=${field.disabled}
        aria-describedby=${described(field)}
      /><span>${field.label}</span></label
    >${below(field)}
  </div>`;
}

/** A few choices side by side, all seen at once. */
export function segmentField(
  field: Field & { readonly choices: readonly Choice[]; readonly onChange?: (value: string) => void },
): TemplateResult {
  const changed = (event: Event) => {
    if (event.target instanceof HTMLInputElement) field.onChange?.(event.target.value);
  };
  return html`<div class="field" role="radiogroup" aria-labelledby="${field.name}-label" aria-describedby=${described(field)}>
    <span class="label" id="${field.name}-label">${field.label}</span>
    <span><span class="segments" @change=${changed}
      >${field.choices.map(
        (choice) => html`<label
          ><input type="radio" name=${field.name} value=${choice.value} .checked=${choice.value === field.value} ?disabled=${choice.disabled} /><span
            >${choice.label}</span
          ></label
        >`,
      )}</span
    ></span>
    ${below(field)}
  </div>`;
}

/** Puts the focus on the first field that the server found wrong. */
export function focusFirstError(root: ParentNode, errors: readonly FieldError[]): void {
  for (const { field } of errors) {
    const input = root.querySelector(`[name="${CSS.escape(field)}"]`);
    if (!(input instanceof HTMLElement)) continue;
    input.focus();
    return;
  }
}

/** Text fields of a form as they stand: trimmed, empty ones null ("clear it"). */
export function formValues(form: HTMLFormElement): Readonly<Record<string, string | null>> {
  const entries = [...new FormData(form)].flatMap(([name, value]) =>
    typeof value === "string" ? [[name, value.trim() || null] as const] : [],
  );
  return Object.fromEntries(entries);
}

function framed(field: Field, control: TemplateResult): TemplateResult {
  return html`<div class="field"><label for=${field.name}>${field.label}</label>${control}${below(field)}</div>`;
}

function below(field: Field): TemplateResult | typeof nothing {
  const hint = field.hint ? html`<span class="hint" id="${field.name}-hint">${field.hint}</span>` : nothing;
  return html`${hint}${troubled(field) ? html`<span class="error" id="${field.name}-error">${icon(CircleAlert, 16)}<span>${sentence(field)}</span></span>` : nothing}`;
}

function sentence(field: Field): string {
  return [field.problem ?? "", ...(field.errors ?? []).map((error) => errorText(error.code, error.detail))]
    .filter(Boolean)
    .join(" ");
}

function troubled(field: Field): boolean {
  return Boolean(field.problem) || (field.errors?.length ?? 0) > 0;
}

function described(field: Field): string | typeof nothing {
  const ids = [field.hint ? `${field.name}-hint` : "", troubled(field) ? `${field.name}-error` : ""].filter(Boolean);
  return ids.length > 0 ? ids.join(" ") : nothing;
}
