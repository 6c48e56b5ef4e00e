import { css, html, nothing, type TemplateResult } from "lit";

export type ListedChoice = { readonly value: string; readonly title: string; readonly detail?: string; readonly side?: string };

/** One of several, each with what it means and what it costs; drawn as rows. */
export function choiceList(say: {
  readonly name: string;
  readonly label: string;
  readonly value: string;
  readonly choices: readonly ListedChoice[];
  readonly onChange: (value: string) => void;
}): TemplateResult {
  const changed = ({ target }: Event) => {
    if (target instanceof HTMLInputElement) say.onChange(target.value);
  };
  return html`<fieldset class="choices" @change=${changed}>
    <legend>${say.label}</legend>
    ${say.choices.map(
      ({ value, title, detail, side }) => html`<label class="choice">
        <input type="radio" name=${say.name} value=${value} .checked=${value === say.value} />
        <span class="words"><strong>${title}</strong>${detail ? html`<span class="soft">${detail}</span>` : nothing}</span>
        ${side ? html`<span class="side">${side}</span>` : nothing}
      </label>`,
    )}
  </fieldset>`;
}

export const choiceListStyles = css`
  .choices {
    display: grid;
    gap: 6px;
  }
  .choice {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr) auto;
    gap: 12px;
    align-items: center;
    min-height: 48px;
    padding: 8px 12px;
    border: 1px solid var(--line);
    border-radius: var(--radius);
    cursor: pointer;
  }
  .choice:has(:checked) {
    border-color: var(--accent);
    background: var(--accent-ground);
  }
  .choice input {
    width: 18px;
    height: 18px;
    margin: 0;
    accent-color: var(--accent);
  }
  .choice .words {
    display: grid;
    min-width: 0;
    overflow-wrap: anywhere;
  }
  .choice .words .soft {
    font-size: var(--size-small);
  }
  .choice .side {
    font-variant-numeric: tabular-nums;
    text-align: right;
  }
`;
