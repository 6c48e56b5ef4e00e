import { css } from "lit";

/** Tables, lines and lists below the phone. */
export const besideStyles = css`
  .stack {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 20px;
  }
  section {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 8px;
  }
  h3 {
    font: 650 var(--size-text) / 1.4 var(--text);
    letter-spacing: 0;
  }
  h4 {
    margin: 8px 0 0;
    font: 600 var(--size-small) / 1.4 var(--text);
    color: var(--soft);
  }
  .segments {
    justify-self: start;
    flex-wrap: wrap;
  }
  .mono {
    font-family: var(--mono);
    font-size: 0.8125rem;
  }
  table {
    width: 100%;
    border-collapse: collapse;
  }
  th,
  td {
    padding: 6px 12px 6px 0;
    border-bottom: 1px solid var(--line);
    text-align: left;
    vertical-align: top;
    overflow-wrap: anywhere;
  }
  thead th {
    color: var(--soft);
    font-weight: 600;
    font-size: var(--size-small);
  }
  tbody th {
    width: 36%;
    font-weight: 500;
  }
  .figure {
    width: 4em;
    font-variant-numeric: tabular-nums;
  }
  td.origin {
    width: 30%;
    color: var(--soft);
    font-size: var(--size-small);
  }
  tr:not(.usual) > td.origin {
    color: var(--ink);
  }
  tr.usual > * {
    color: var(--soft);
  }
  @media (max-width: 560px) {
    /* Names stay whole: what a key does stands under its label. */
    .keys thead {
      display: none;
    }
    .keys tr {
      display: grid;
      grid-template-columns: 3.5em minmax(0, 1fr);
      padding: 6px 0;
      border-bottom: 1px solid var(--line);
    }
    .keys td {
      width: auto;
      padding: 0;
      border: 0;
    }
    .keys td:not(.figure) {
      grid-column: 2;
    }
  }
  .lines {
    max-height: 30rem;
    padding: 4px 0;
    overflow: auto;
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--surface);
  }
  .line {
    display: grid;
    grid-template-columns: minmax(0, 1fr) minmax(0, 18rem);
    gap: 16px;
    padding: 1px 12px;
    cursor: default;
  }
  .line .text {
    font: 400 0.8125rem/1.65 var(--mono);
    overflow-wrap: anywhere;
    white-space: pre-wrap;
  }
  .line .origin {
    align-self: center;
    color: var(--soft);
    font-size: 0.75rem;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .line.same:not(.waits):not([aria-selected="true"]) .origin {
    visibility: hidden;
  }
  .line.waits {
    background: var(--waiting-ground);
  }
  .line.waits .text,
  .line.waits .origin {
    color: var(--waiting-ink);
  }
  .line[aria-selected="true"] {
    box-shadow: inset 3px 0 0 var(--accent);
  }
  .line:focus-visible {
    outline-offset: -2px;
  }
  .explained {
    color: var(--soft);
    font-size: var(--size-small);
  }
  .plain,
  .journal {
    display: grid;
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .plain > li {
    display: flex;
    flex-wrap: wrap;
    gap: 2px 12px;
    padding: 6px 0;
    border-top: 1px solid var(--line);
    overflow-wrap: anywhere;
  }
  .plain > li > strong {
    min-width: 9.5em;
    font-weight: 600;
  }
  .plain > li > .soft:last-child {
    margin-left: auto;
    font-size: var(--size-small);
  }
  .stop-text {
    color: var(--stop-ink);
  }
  .notice ul {
    margin: 6px 0;
    padding-left: 18px;
  }
  .file header {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 12px;
    align-items: center;
    padding-top: 8px;
    border-top: 1px solid var(--line);
  }
  .day {
    padding: 12px 0 4px;
    color: var(--soft);
    font-size: var(--size-small);
    font-weight: 600;
  }
  .entry {
    display: grid;
    grid-template-columns: 5em minmax(0, 1.2fr) 10em minmax(0, 1.6fr);
    gap: 2px 16px;
    padding: 6px 0;
    border-top: 1px solid var(--line);
    overflow-wrap: anywhere;
  }
  .entry time {
    font-variant-numeric: tabular-nums;
  }
  .entry .facts {
    grid-column: 2 / -1;
    font-size: var(--size-small);
  }
  @media (max-width: 900px) {
    .line {
      grid-template-columns: minmax(0, 1fr);
      gap: 0;
    }
    .line.same:not(.waits):not([aria-selected="true"]) .origin {
      display: none;
    }
    .entry {
      grid-template-columns: 5em minmax(0, 1fr);
    }
    .entry > :nth-child(n + 3) {
      grid-column: 2;
    }
    .plain > li {
      display: grid;
    }
    .plain > li > .soft:last-child {
      margin: 0;
    }
  }
`;
