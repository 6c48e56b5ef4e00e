import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { CircleAlert, Plus, Trash2 } from "lucide";
import { contactLimits, contactNumberKinds } from "../../../../domain/contact.ts";
import { icon } from "../../components/icon.ts";
import type { FieldError } from "../../data/problem.ts";
import { errorText } from "../../i18n/errors.ts";
import { t } from "../../i18n/index.ts";
import type { ContactDraft } from "./contact-draft.ts";

type NumberRows = {
  readonly numbers: ContactDraft["numbers"];
  readonly errors: readonly FieldError[];
  readonly add: () => unknown;
  readonly remove: (at: number) => unknown;
};

/** The numbers of a contact in its form: fields `numbers.0`, and `numbers.0.kind` for what it is. */
export function numberRows(of: NumberRows): TemplateResult {
  const places = of.numbers.map((_, at) => at);
  return html`<fieldset class="numbers">
    <legend>${t("contacts.numbers")}</legend>
    ${repeat(
      places,
      (at) => at,
      (at) => numberRow(of, at),
    )}
    ${
      places.length < contactLimits.numbers
        ? html`<div><button class="button small" type="button" @click=${of.add}>${icon(Plus, 16)}${t("contacts.number.add")}</button></div>`
        : nothing
    }
  </fieldset>`;
}

function numberRow({ numbers, errors, remove }: NumberRows, at: number): TemplateResult | typeof nothing {
  const one = numbers[at];
  if (!one) return nothing;
  const [name, n] = [`numbers.${at}`, at + 1];
  const wrong = errors.filter(({ field }) => field === name || field === `${name}.number`);
  const away = t("contacts.number.remove", { n });
  return html`<div class="number">
    <select class="input" name="${name}.kind" aria-label=${t("contacts.kind", { n })}>
      ${contactNumberKinds.map((kind) => html`<option value=${kind} ?selected=${kind === one.kind}>${t(`contacts.kind.${kind}`)}</option>`)}
    </select>
    <input
      class="input"
      name=${name}
      type="tel"
      maxlength="60"
      autocomplete="off"
      aria-label=${t("contacts.number", { n })}
      aria-invalid=${wrong.length > 0 ? "true" : nothing}
      aria-describedby=${wrong.length > 0 ? `error-${at}` : nothing}
      .value=${one.number}
    />
    <button class="button quiet small icon-only" type="button" aria-label=${away} title=${away} ?disabled=${numbers.length === 1} @click=${() => remove(at)}>
      ${icon(Trash2, 16)}
    </button>
    ${wrong.length > 0 ? html`<span class="error" id="error-${at}">${icon(CircleAlert, 16)}<span>${wrong.map(({ code, detail }) => errorText(code, detail)).join(" ")}</span></span>` : nothing}
  </div>`;
}
