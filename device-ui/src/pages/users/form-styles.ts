import { css } from "lit";

/** What the tabs of a user look like inside. */
export const formStyles = css`
  form,
  .group {
    display: grid;
    gap: 16px;
    min-width: 0;
  }
  .pair {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(150px, 100%), 1fr));
    gap: 16px 12px;
  }
  h3 {
    font: 650 var(--size-text) / 1.4 var(--text);
    letter-spacing: 0;
  }
  section {
    display: grid;
    gap: 12px;
    padding-top: 16px;
    border-top: 1px solid var(--line);
  }
  .notice {
    font-size: var(--size-small);
  }
  .read-only {
    display: grid;
    gap: 4px;
  }
  .read-only .label {
    font-weight: 600;
    font-size: var(--size-small);
    color: var(--soft);
  }
  .read-only output {
    overflow-wrap: anywhere;
    font-variant-numeric: tabular-nums;
  }
  .things {
    display: grid;
    gap: 8px;
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .thing {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 10px;
    padding: 10px 12px;
    border-radius: var(--radius);
    background: var(--field);
    border: 1px solid var(--line);
    min-width: 0;
    overflow-wrap: anywhere;
  }
  .thing .grow {
    flex: 1;
    min-width: 0;
  }
  .choice {
    display: grid;
    gap: 2px;
  }
  .choice .hint {
    padding-left: 28px;
  }
  .choices {
    display: grid;
    gap: 12px;
    margin: 0;
    padding: 0;
    border: 0;
    min-width: 0;
  }
  .choices legend {
    padding: 0 0 8px;
    font: 650 var(--size-text) / 1.4 var(--text);
  }
`;
