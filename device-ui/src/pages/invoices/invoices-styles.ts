import { css } from "lit";

/** What is owed, above the list. */
export const invoicesStyles = css`
  .summary {
    display: flex;
    flex-wrap: wrap;
    gap: 12px 0;
    margin: 0 0 16px;
    font-variant-numeric: tabular-nums;
  }
  .summary > div {
    padding: 0 28px;
    border-left: 1px solid var(--line);
  }
  .summary > div:first-child {
    padding-left: 0;
    border-left: 0;
  }
  .summary dt {
    color: var(--soft);
    font-size: var(--size-small);
  }
  .summary dd {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 0 10px;
    margin: 2px 0 0;
    font: 650 1.25rem / 1.3 var(--text);
  }
  .summary dd .soft {
    font: 400 var(--size-small) / 1.4 var(--text);
  }
  .summary a {
    color: inherit;
    text-decoration-color: var(--field-line);
  }
  .summary .stop dd,
  .summary .stop dd .soft {
    color: var(--stop-ink);
  }
  @media (max-width: 720px) {
    .summary {
      display: grid;
      grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
    }
    .summary > div,
    .summary > div:first-child {
      padding: 0;
      border: 0;
    }
  }
`;
