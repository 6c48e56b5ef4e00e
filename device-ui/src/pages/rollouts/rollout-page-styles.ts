import { css } from "lit";

/** The page of one roll-out. */
export const rolloutPageStyles = css`
  .crumbs {
    font-size: var(--size-small);
  }
  .title {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px 12px;
  }
  .title h1 {
    overflow-wrap: anywhere;
  }
  .stack {
    display: grid;
    gap: 16px;
    min-width: 0;
  }
  .block {
    display: grid;
    gap: 16px;
    padding: 20px 24px;
    min-width: 0;
  }
  .acts {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px 12px;
  }
  .small {
    font-size: var(--size-small);
  }
  .facts {
    display: grid;
    gap: 12px;
    margin: 0;
  }
  .facts > div {
    display: grid;
    grid-template-columns: minmax(120px, 220px) 1fr;
    gap: 4px 16px;
  }
  .facts dt {
    color: var(--soft);
  }
  .facts dd {
    display: grid;
    margin: 0;
    overflow-wrap: anywhere;
    font-variant-numeric: tabular-nums;
  }
  .rings {
    display: grid;
    gap: 4px;
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .rings > li {
    display: grid;
    gap: 6px;
    justify-items: start;
    padding: 14px 0 14px 16px;
    border-left: 3px solid var(--line);
  }
  .rings > li.now {
    border-left-color: var(--accent);
  }
  .ring-head {
    width: 100%;
  }
  .ring-head {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    gap: 4px 16px;
  }
  .ring-head h3 {
    font-size: var(--size-text);
  }
  .ring-head .soft {
    margin-left: 4px;
    font-weight: 400;
  }
  .figures,
  .counts {
    font-variant-numeric: tabular-nums;
  }
  @media (max-width: 720px) {
    .block {
      padding: 16px;
    }
    .facts > div {
      grid-template-columns: 1fr;
    }
  }
`;
