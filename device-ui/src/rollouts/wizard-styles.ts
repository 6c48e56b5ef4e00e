import { css } from "lit";

/** The steps of a new roll-out. */
export const wizardStyles = css`
  h2 {
    font-size: var(--size-large, 1.15rem);
  }
  .row,
  .acts {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
  }
  .small {
    font-size: var(--size-small);
  }
  .figures {
    font-variant-numeric: tabular-nums;
  }
  .models,
  .picked,
  .chips,
  .ring-list {
    display: grid;
    gap: 12px;
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .models > li {
    display: grid;
    gap: 6px;
    padding-bottom: 16px;
    border-bottom: 1px solid var(--line);
  }
  .models > li:last-child {
    border-bottom: 0;
  }
  .picked > li {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    align-items: center;
    gap: 4px 16px;
    min-height: 40px;
    padding-bottom: 8px;
    border-bottom: 1px solid var(--line);
    overflow-wrap: anywhere;
  }
  .chips {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
  }
  .ring {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    align-items: start;
    gap: 8px;
    padding: 4px 0 8px 16px;
    border-left: 3px solid var(--accent);
  }
  .plain > .ring {
    grid-template-columns: 1fr;
    gap: 2px;
  }
  fieldset {
    display: grid;
    gap: 12px;
    min-width: 0;
    margin: 0;
    padding: 0;
    border: 0;
  }
  legend {
    padding: 0 0 6px;
    font-weight: 650;
  }
  details {
    display: grid;
    gap: 12px;
  }
  details > * + * {
    margin-top: 12px;
  }
  summary {
    min-height: 32px;
    font-weight: 550;
    cursor: pointer;
  }
  .window {
    display: grid;
    gap: 16px;
  }
  .days {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 16px;
  }
  .days legend {
    float: left;
    width: 100%;
  }
  .parameter {
    padding-top: 16px;
    border-top: 1px solid var(--line);
    justify-items: start;
  }
  .parameter > .pair {
    width: 100%;
  }
`;
