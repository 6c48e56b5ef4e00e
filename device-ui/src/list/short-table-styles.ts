import { css } from "lit";

/** A page that is a short table. */
export const shortTableStyles = css`
  :host {
    max-width: 1080px;
  }
  .page-head {
    grid-template-columns: minmax(0, 1fr) auto;
    align-items: center;
    gap: 4px 16px;
  }
  .page-head .soft {
    grid-column: 1 / -1;
    max-width: 70ch;
  }
  .frame {
    overflow: hidden;
  }
  table {
    width: 100%;
    border-collapse: collapse;
    font-variant-numeric: tabular-nums;
  }
  th {
    padding: 10px 16px;
    border-bottom: 1px solid var(--line);
    color: var(--soft);
    font-size: var(--size-small);
    font-weight: 600;
    text-align: left;
  }
  td {
    padding: 6px 16px;
    height: 48px;
    border-bottom: 1px solid var(--line);
    overflow-wrap: anywhere;
  }
  tr:last-child td {
    border-bottom: 0;
  }
  td.name a {
    font-weight: 600;
  }
  .number {
    text-align: right;
  }
  .acts {
    width: 1%;
    white-space: nowrap;
    text-align: right;
  }
  .face {
    display: grid;
    gap: 12px;
    justify-items: center;
    padding: 40px 24px;
    text-align: center;
  }
  @media (max-width: 720px) {
    .page-head {
      grid-template-columns: minmax(0, 1fr);
      gap: 12px;
    }
    .wide-only {
      display: none;
    }
    th,
    td {
      padding-inline: 10px;
    }
  }
  /* A name is not broken while there is padding to take from. */
  @media (max-width: 380px) {
    th,
    td {
      padding-inline: 4px;
    }
    :is(th, td):first-child {
      padding-left: 12px;
    }
  }
`;
