import { css } from "lit";

/** The areas of a response group, one surface each. */
export const groupFormStyles = css`
  form {
    display: grid;
    gap: 16px;
    min-width: 0;
  }
  section {
    display: grid;
    gap: 16px;
    padding: 20px 24px 24px;
    min-width: 0;
  }
  .title {
    display: grid;
    gap: 2px;
  }
  .pair {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(220px, 100%), 1fr));
    gap: 16px;
    align-items: start;
  }
  hr {
    width: 100%;
    margin: 0;
    border: 0;
    border-top: 1px solid var(--line);
  }
  .choices {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(240px, 100%), 1fr));
    gap: 8px;
    margin: 0;
    padding: 0;
    border: 0;
    min-width: 0;
  }
  .choices legend {
    padding: 0 0 6px;
    font-weight: 600;
    font-size: var(--size-small);
    color: var(--soft);
  }
  .choice {
    display: flex;
    gap: 10px;
    align-items: start;
    padding: 10px 12px;
    border: 1px solid var(--line);
    border-radius: var(--radius);
    cursor: pointer;
  }
  .choice:hover {
    border-color: var(--field-line);
  }
  .choice.on {
    border-color: var(--accent);
    background: var(--accent-ground);
  }
  .choice.on .hint {
    color: var(--ink);
  }
  .choice input {
    margin-top: 2px;
  }
  .choice span {
    display: grid;
    gap: 2px;
    min-width: 0;
  }
  .strong {
    font-weight: 600;
  }
  .chain {
    display: grid;
    gap: 12px;
    min-width: 0;
  }
  .chain ol {
    display: grid;
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .chain li {
    position: relative;
    display: grid;
    grid-template-columns: 16px minmax(0, 1fr);
    gap: 12px;
    padding-bottom: 16px;
  }
  .chain li::before {
    content: "";
    position: absolute;
    top: 0;
    bottom: 0;
    left: 7px;
    width: 2px;
    background: var(--line);
  }
  .chain li:last-child::before {
    bottom: auto;
    height: 40px;
  }
  .dot {
    position: relative;
    width: 16px;
    height: 16px;
    margin-top: 32px;
    border: 3px solid var(--accent);
    border-radius: 50%;
    background: var(--surface);
  }
  .chain li:last-child .dot {
    background: var(--accent);
  }
  .step {
    display: grid;
    grid-template-columns: minmax(120px, 1fr) minmax(0, 3fr);
    gap: 12px 16px;
    align-items: start;
    padding: 12px 16px 16px;
    border: 1px solid var(--line);
    border-radius: var(--radius);
    min-width: 0;
  }
  .step announcement-field {
    grid-column: 2;
  }
  .when {
    grid-row: 1 / span 2;
    display: grid;
    gap: 8px;
    justify-items: start;
  }
  .when .field {
    width: 100%;
  }
  .way,
  .inset {
    display: grid;
    gap: 12px;
    min-width: 0;
  }
  .inset {
    gap: 16px;
    padding-left: 16px;
    border-left: 2px solid var(--line);
  }
  .segments {
    flex-wrap: wrap;
  }
  .screen {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 12px;
    align-items: baseline;
    padding: 12px 16px;
    border-radius: var(--radius);
    background: var(--sunk);
    overflow-wrap: anywhere;
  }
  .screen span {
    color: var(--soft);
    font-size: var(--size-small);
  }
  .screen output {
    font-weight: 650;
    font-variant-numeric: tabular-nums;
  }
  @media (max-width: 720px) {
    section {
      padding: 16px;
    }
    .step {
      grid-template-columns: minmax(0, 1fr);
      padding: 12px;
    }
    .step announcement-field {
      grid-column: 1;
    }
    .when {
      grid-row: auto;
      grid-template-columns: minmax(0, 1fr) auto;
    }
    .when .button {
      margin-top: 30px;
    }
  }
`;
