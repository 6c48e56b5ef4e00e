import { css } from "lit";

/** Labels, inputs, selects, switches, and what is wrong beside them. Drawn by the functions in `components/fields.ts`. */
export const fields = css`
  .field {
    display: grid;
    gap: 4px;
    align-content: start;
    min-width: 0;
  }
  .field > label:not(.check),
  .field > .label {
    font-weight: 600;
    font-size: var(--size-small);
    color: var(--soft);
  }
  .input {
    width: 100%;
    min-height: var(--control);
    padding: 8px 12px;
    border: 1px solid var(--field-line);
    border-radius: var(--radius);
    background: var(--field);
    color: var(--ink);
    font: 400 var(--size-text) / 1.4 var(--text);
    font-variant-numeric: tabular-nums;
  }
  textarea.input {
    min-height: 96px;
    resize: vertical;
  }
  .input:hover {
    border-color: var(--soft);
  }
  .input:focus-visible {
    outline-offset: 0;
    border-color: var(--accent);
  }
  .input::placeholder {
    color: var(--soft);
    opacity: 1;
  }
  .input:disabled {
    color: var(--soft);
    border-style: dashed;
  }
  .input[aria-invalid="true"] {
    border-color: var(--stop);
    box-shadow: inset 3px 0 0 var(--stop);
  }
  select.input {
    appearance: none;
    padding-right: 36px;
    background-image: linear-gradient(45deg, transparent 50%, currentColor 50%), linear-gradient(-45deg, transparent 50%, currentColor 50%);
    background-size: 5px 5px;
    background-position: right 17px center, right 12px center;
    background-repeat: no-repeat;
  }
  .with-button {
    position: relative;
  }
  .with-button > .button {
    position: absolute;
    right: 4px;
    top: 50%;
    translate: 0 -50%;
  }
  .with-button > .input {
    padding-right: 76px;
  }
  .search-field {
    position: relative;
    display: block;
    flex: 1 1 240px;
    max-width: 320px;
  }
  .search-field > .icon {
    position: absolute;
    left: 12px;
    top: 50%;
    translate: 0 -50%;
    color: var(--soft);
    pointer-events: none;
  }
  .search-field > .input {
    padding-left: 40px;
    background: var(--surface);
  }
  .hint,
  .error {
    font-size: var(--size-small);
    color: var(--soft);
  }
  .error {
    color: var(--stop-ink);
    font-weight: 550;
    display: flex;
    gap: 6px;
    align-items: start;
  }
  .error .icon {
    margin-top: 2px;
  }
  .check {
    display: flex;
    gap: 10px;
    align-items: center;
    min-height: 32px;
  }
  input[type="checkbox"],
  input[type="radio"] {
    width: 18px;
    height: 18px;
    margin: 0;
    flex: none;
    accent-color: var(--accent);
  }
  input[role="switch"] {
    appearance: none;
    width: 44px;
    height: 26px;
    border-radius: 13px;
    border: 1px solid var(--field-line);
    background: var(--off-ground);
    position: relative;
    cursor: pointer;
    transition: background 120ms;
  }
  input[role="switch"]::before {
    content: "";
    position: absolute;
    top: 2px;
    left: 2px;
    width: 20px;
    height: 20px;
    border-radius: 50%;
    background: var(--field-line);
    transition: translate 120ms, background 120ms;
  }
  input[role="switch"]:checked {
    background: var(--accent);
    border-color: var(--accent);
  }
  input[role="switch"]:checked::before {
    translate: 18px 0;
    background: var(--on-accent);
  }
  input[role="switch"]:disabled {
    opacity: 0.5;
    cursor: default;
  }
  @media (forced-colors: active) {
    input[role="switch"],
    input[role="switch"]::before {
      forced-color-adjust: none;
      border: 1px solid ButtonText;
      background: ButtonFace;
    }
    input[role="switch"]:checked {
      background: Highlight;
    }
  }
`;
