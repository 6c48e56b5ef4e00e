import { css } from "lit";

export { fields } from "./fields.ts";
export { states } from "./states.ts";

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
    /* Figures of one width also widen the comma and the colon of the heading's typeface. */
    font-variant-numeric: normal;
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
  /* Twice the class: stronger than what hovering and pressing do. */
  .button.button:is(:disabled, [aria-disabled="true"]) {
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
