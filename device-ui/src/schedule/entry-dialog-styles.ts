import { css } from "lit";

export const entryDialogStyles = css`
  :host {
    display: contents;
  }
  form {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 18px;
    padding-top: 4px;
  }
  .columns {
    display: grid;
    grid-template-columns: minmax(0, 6fr) minmax(0, 5fr);
    gap: 18px 32px;
  }
  .column {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 16px;
    align-content: start;
    min-width: 0;
  }
  .column > fieldset:first-child {
    padding: 0;
    border: 0;
  }
  fieldset {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 12px;
    margin: 0;
    padding: 16px 0 0;
    border: 0;
    border-top: 1px solid var(--line);
    min-width: 0;
  }
  legend {
    float: left;
    padding: 0;
    font-weight: 650;
  }
  legend + * {
    clear: both;
  }
  .pair {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(150px, 100%), 1fr));
    gap: 12px;
    align-items: start;
  }
  .times {
    display: grid;
    grid-template-columns: 1fr 1fr auto;
    gap: 12px;
    align-items: end;
  }
  .times .button {
    min-height: var(--control);
  }
  .weekdays {
    display: grid;
    grid-template-columns: repeat(7, minmax(0, 1fr));
    gap: 4px;
  }
  .weekday {
    position: relative;
    display: grid;
    place-items: center;
    min-height: var(--control);
    border: 1px solid var(--field-line);
    border-radius: var(--radius);
    background: var(--field);
    font-weight: 600;
    font-size: var(--size-small);
    cursor: pointer;
  }
  .weekday input {
    position: absolute;
    opacity: 0;
  }
  .weekday:has(:checked) {
    background: var(--accent);
    border-color: var(--accent);
    color: var(--on-accent);
  }
  .weekday:has(:focus-visible) {
    outline: var(--focus);
    outline-offset: 2px;
  }
  .shortcuts {
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
  }
  summary {
    min-height: 24px;
    width: fit-content;
    color: var(--accent);
    font-weight: 600;
    cursor: pointer;
  }
  details[open] summary {
    margin-bottom: 10px;
  }
  .says {
    position: sticky;
    bottom: -16px;
    margin-bottom: -16px;
    border: 1px solid var(--line);
    display: grid;
    gap: 2px;
    padding: 12px 16px;
    border-radius: var(--radius);
    background: var(--sunk);
  }
  .says .warning {
    color: var(--waiting-ink);
    font-weight: 600;
  }
  .says.soft {
    color: var(--soft);
  }
  @media (max-width: 720px) {
    .columns {
      grid-template-columns: minmax(0, 1fr);
    }
    .column > fieldset:first-child {
      padding: 16px 0 0;
      border-top: 1px solid var(--line);
    }
    .says {
      position: static;
      margin: 0;
    }
  }
  @media (max-width: 380px) {
    .times {
      grid-template-columns: 1fr 1fr;
    }
    .times .button {
      grid-column: 1 / -1;
    }
  }
  @media (forced-colors: active) {
    .weekday:has(:checked) {
      forced-color-adjust: none;
      background: Highlight;
      color: HighlightText;
    }
  }
`;
