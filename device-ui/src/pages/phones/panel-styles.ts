import { css } from "lit";

/** What stands beside a list of phones. */
export const panelStyles = css`
  .top {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    gap: 4px 12px;
    align-items: start;
    margin-bottom: 16px;
  }
  .top h2 {
    overflow-wrap: anywhere;
  }
  .top h2:focus {
    outline: none;
  }
  .states {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 16px;
    font-size: var(--size-small);
  }
  .facts {
    display: grid;
    grid-template-columns: max-content minmax(0, 1fr);
    gap: 6px 16px;
    margin: 0;
    font-size: var(--size-small);
  }
  .facts dt {
    color: var(--soft);
  }
  .facts dd {
    margin: 0;
    overflow-wrap: anywhere;
  }
  .mac,
  .secret {
    font-family: var(--mono);
    font-size: var(--size-small);
    overflow-wrap: anywhere;
  }
  .stack {
    display: grid;
    gap: 16px;
  }
  section,
  form {
    display: grid;
    gap: 12px;
  }
  .part {
    padding-top: 16px;
    border-top: 1px solid var(--line);
  }
  h3 {
    font: 650 var(--size-text) / 1.4 var(--text);
    letter-spacing: 0;
  }
  .small {
    font-size: var(--size-small);
  }
  .buttons {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
  }
  .accounts {
    display: grid;
    gap: 4px;
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .accounts li {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr) auto;
    gap: 10px;
    align-items: center;
    padding: 4px 4px 4px 12px;
    border: 1px solid var(--line);
    border-radius: var(--radius);
  }
  .row-line {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 8px;
    align-items: center;
    justify-content: space-between;
    padding: 6px 6px 6px 12px;
    border-radius: var(--radius);
    background: var(--sunk);
  }
`;

/** For a page that draws such a panel itself. */
export const besideStyles = css`
  .panel {
    padding: 24px;
  }
  .lead {
    max-width: 70ch;
    margin-bottom: 16px;
  }
`;
