import { css } from "lit";
import { toolsStyles } from "../../list/tools-styles.ts";

export const auditPageStyles = css`
  ${toolsStyles}
  :host {
    display: flex;
    flex: 1;
    min-height: 0;
    min-width: 0;
  }
  h1 {
    margin-bottom: 16px;
  }
  .choice {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    max-width: 100%;
    color: var(--soft);
    font-weight: 600;
    font-size: var(--size-small);
  }
  .choice input {
    max-width: 100%;
    min-height: 32px;
    padding: 4px 10px;
    border: 1px solid transparent;
    border-radius: 999px;
    background: var(--sunk);
    color: var(--ink);
    font: 600 var(--size-small) / 1.3 var(--text);
  }
  .choice input:hover {
    border-color: var(--field-line);
  }
  .log {
    flex: none;
    overflow: hidden;
  }
  .days {
    display: inline-flex;
    flex-wrap: wrap;
    gap: 8px;
  }
  .day {
    padding: 14px 16px 6px;
    color: var(--soft);
    font: 600 var(--size-small) / 1.4 var(--text);
    letter-spacing: 0;
  }
  ol {
    margin: 0;
    padding: 0;
    list-style: none;
  }
  li {
    border-top: 1px solid var(--line);
  }
  .entry {
    display: grid;
    grid-template-columns: 3.5em minmax(0, 1fr) auto;
    gap: 0 12px;
    align-items: baseline;
    padding: 9px 16px;
    color: var(--ink);
    text-decoration: none;
  }
  .entry:hover {
    background: var(--sunk);
  }
  .entry[aria-current="true"] {
    background: var(--accent-ground);
  }
  .entry:focus-visible {
    outline-offset: -2px;
  }
  .entry time {
    color: var(--soft);
    font-variant-numeric: tabular-nums;
  }
  .entry strong {
    font-weight: 600;
  }
  .entry .said {
    overflow-wrap: anywhere;
  }
  .entry .change {
    grid-column: 2 / -1;
    color: var(--soft);
    font-size: var(--size-small);
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .face {
    display: grid;
    gap: 16px;
    justify-items: center;
    padding: 48px 16px;
    color: var(--soft);
    text-align: center;
  }
  .older {
    display: grid;
    justify-items: center;
    padding: 16px;
    border-top: 1px solid var(--line);
  }
  @media (max-width: 720px) {
    .entry {
      grid-template-columns: minmax(0, 1fr) auto;
    }
    .entry time {
      grid-column: 1;
      font-size: var(--size-small);
    }
    .entry .said {
      grid-column: 1 / -1;
      grid-row: 2;
    }
    .entry .change {
      grid-column: 1 / -1;
    }
  }
`;

export const auditEntryStyles = css`
  :host {
    display: block;
  }
  .panel {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 20px;
    padding: 20px 24px 28px;
  }
  header {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    gap: 8px;
    align-items: start;
  }
  h2 {
    overflow-wrap: anywhere;
  }
  h2:focus {
    outline: none;
  }
  section {
    display: grid;
    gap: 8px;
  }
  h3 {
    font: 650 var(--size-text) / 1.4 var(--text);
    letter-spacing: 0;
  }
  dl {
    display: grid;
    grid-template-columns: max-content minmax(0, 1fr);
    gap: 6px 16px;
    margin: 0;
  }
  dt {
    color: var(--soft);
  }
  dd {
    margin: 0;
    overflow-wrap: anywhere;
  }
  .links {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 16px;
  }
  .changes {
    display: grid;
    gap: 0;
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .changes li {
    display: grid;
    gap: 2px;
    padding: 8px 0;
    border-top: 1px solid var(--line);
  }
  .changes .name {
    color: var(--soft);
    font-size: var(--size-small);
    font-weight: 600;
  }
  .changes .values {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto minmax(0, 1fr);
    gap: 8px;
    overflow-wrap: anywhere;
  }
  .changes .values.made {
    grid-template-columns: minmax(0, 1fr);
  }
  .before {
    color: var(--soft);
  }
  .arrow {
    color: var(--soft);
  }
  .together {
    display: grid;
    gap: 4px;
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .undo {
    display: grid;
    gap: 8px;
    justify-items: start;
    padding-top: 16px;
    border-top: 1px solid var(--line);
  }
`;
