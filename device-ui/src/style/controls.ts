import { css } from "lit";

/** What native controls look like in every shadow root. */
export const shared = css`
  *,
  ::before,
  ::after {
    box-sizing: border-box;
  }
  :host {
    display: block;
  }
  :host([hidden]) {
    display: none;
  }
  h1,
  h2,
  h3,
  p {
    margin: 0;
  }
  h1,
  h2,
  h3 {
    font-family: var(--heading);
    line-height: 1.2;
    letter-spacing: -0.01em;
    text-wrap: balance;
  }
  h1 {
    font-size: var(--size-title);
    font-weight: 700;
  }
  h2 {
    font-size: var(--size-large);
    font-weight: 650;
  }
  h1:focus {
    outline: none;
  }
  a {
    color: var(--accent);
    text-underline-offset: 3px;
    text-decoration-thickness: 1px;
  }
  .soft {
    color: var(--soft);
  }
  .icon {
    flex: none;
    display: block;
  }
  :focus-visible {
    outline: var(--focus);
    outline-offset: 2px;
  }
  .hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
    user-select: none;
  }
  kbd {
    font: 500 0.75rem/1 var(--text);
    padding: 4px 6px;
    border: 1px solid var(--line);
    border-radius: 4px;
    background: var(--surface);
    color: var(--soft);
  }
  @media (prefers-reduced-motion: reduce) {
    *,
    ::before,
    ::after {
      transition-duration: 0s !important;
      animation-duration: 0s !important;
    }
  }
`;

/** `button.button`, with `.filled` (one a view), `.quiet`, `.danger`, `.icon-only`; `.chip`; `.segments`. */
export const buttons = css`
  .button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 8px;
    min-height: var(--control);
    padding: 8px 16px;
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--surface);
    color: var(--ink);
    font: 600 var(--size-text) / 1.3 var(--text);
    text-decoration: none;
    cursor: pointer;
    transition: background 120ms, border-color 120ms;
  }
  .button:hover {
    border-color: var(--field-line);
  }
  .button:active {
    background: var(--sunk);
  }
  .button.filled {
    background: var(--accent);
    border-color: var(--accent);
    color: var(--on-accent);
  }
  .button.filled:hover {
    background: var(--accent-strong);
    border-color: var(--accent-strong);
  }
  .button.quiet {
    border-color: transparent;
    background: none;
    color: var(--accent);
  }
  .button.quiet:hover {
    background: var(--accent-ground);
  }
  .button.danger {
    color: var(--stop-ink);
  }
  .button.icon-only {
    width: var(--control);
    padding: 0;
  }
  .button.small {
    min-height: 32px;
    padding: 4px 10px;
    font-size: var(--size-small);
  }
  .button.small.icon-only {
    width: 32px;
    padding: 0;
  }
  .button:disabled,
  .button[aria-disabled="true"] {
    color: var(--soft);
    background: var(--sunk);
    border-color: var(--line);
    cursor: default;
  }
  .chip {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    min-height: 32px;
    padding: 4px 12px;
    border: 1px solid transparent;
    border-radius: 999px;
    background: var(--sunk);
    color: var(--ink);
    font: 600 var(--size-small) / 1.3 var(--text);
    cursor: pointer;
  }
  .chip:hover {
    border-color: var(--field-line);
  }
  .chip[aria-pressed="true"] {
    background: var(--accent);
    color: var(--on-accent);
  }
  .segments {
    display: inline-flex;
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--surface);
    padding: 0;
    margin: 0;
  }
  .segments > * {
    display: inline-flex;
    align-items: center;
    min-height: calc(var(--control) - 6px);
    padding: 4px 12px;
    border: 0;
    border-radius: 0;
    background: none;
    color: var(--soft);
    font: 600 var(--size-small) / 1.3 var(--text);
    text-decoration: none;
    cursor: pointer;
  }
  .segments > :first-child {
    border-radius: 7px 0 0 7px;
  }
  .segments > :last-child {
    border-radius: 0 7px 7px 0;
  }
  .segments > :hover {
    color: var(--ink);
  }
  .segments > [aria-pressed="true"],
  .segments > [aria-current="true"],
  .segments > :has(input:checked) {
    background: var(--accent);
    color: var(--on-accent);
  }
  .segments input {
    position: absolute;
    opacity: 0;
    pointer-events: none;
  }
  .segments > :has(input:focus-visible) {
    outline: var(--focus);
    outline-offset: 2px;
  }
  @media (forced-colors: active) {
    .button.filled,
    .chip[aria-pressed="true"],
    .segments > [aria-pressed="true"],
    .segments > [aria-current="true"],
    .segments > :has(input:checked) {
      forced-color-adjust: none;
      background: Highlight;
      color: HighlightText;
    }
  }
`;

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

/** Dot and word: state is never colour alone. `.dot`, `.badge`, each with `.live`, `.waiting`, `.stop`, `.off`. */
export const states = css`
  .state {
    display: inline-flex;
    align-items: center;
    gap: 8px;
    min-width: 0;
    max-width: 100%;
  }
  .state > :last-child {
    min-width: 0;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .dot {
    flex: none;
    width: 9px;
    height: 9px;
    border-radius: 50%;
    background: var(--off);
    forced-color-adjust: none;
  }
  .dot.off {
    background: none;
    border: 2px solid var(--off);
  }
  .dot.live {
    background: var(--live);
  }
  .dot.waiting {
    background: var(--waiting);
  }
  .dot.stop {
    background: var(--stop);
  }
  .badge {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    padding: 2px 10px;
    border-radius: 999px;
    background: var(--off-ground);
    color: var(--ink);
    font-weight: 600;
    font-size: var(--size-small);
    line-height: 1.5;
    white-space: nowrap;
  }
  .badge .dot {
    width: 7px;
    height: 7px;
  }
  .badge.live {
    background: var(--live-ground);
    color: var(--live-ink);
  }
  .badge.waiting {
    background: var(--waiting-ground);
    color: var(--waiting-ink);
  }
  .badge.stop {
    background: var(--stop-ground);
    color: var(--stop-ink);
  }
  .notice {
    padding: 12px 16px;
    border-radius: var(--radius);
    background: var(--sunk);
    color: var(--ink);
  }
  .notice.waiting {
    background: var(--waiting-ground);
    color: var(--waiting-ink);
  }
  .notice.stop {
    background: var(--stop-ground);
    color: var(--stop-ink);
  }
  .notice.live {
    background: var(--live-ground);
    color: var(--live-ink);
  }
  @media (forced-colors: active) {
    .badge,
    .notice {
      border: 1px solid CanvasText;
    }
  }
`;

/** Surfaces: hairlines instead of shadows. */
export const surfaces = css`
  .surface {
    background: var(--surface);
    border: 1px solid var(--line);
    border-radius: var(--radius-large);
  }
  .stack {
    display: grid;
    gap: 16px;
  }
  .row {
    display: flex;
    flex-wrap: wrap;
    gap: 8px 12px;
    align-items: center;
  }
`;
