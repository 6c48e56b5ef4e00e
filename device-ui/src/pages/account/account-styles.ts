import { css } from "lit";

/** Forms in the panels of the account. */
export const formLook = css`
  form {
    display: grid;
    gap: 16px;
    max-width: 420px;
  }
`;

/** Each thing a panel: what it is about at the left, what can be done at the right. */
export const accountStyles = css`
  :host {
    max-width: 1040px;
  }
  .who {
    display: grid;
    gap: 4px;
  }
  section {
    display: grid;
    grid-template-columns: minmax(0, 240px) minmax(0, 1fr);
    gap: 8px 32px;
    padding: 24px;
  }
  section + section {
    margin-top: 16px;
  }
  section > header {
    display: grid;
    gap: 4px;
    align-content: start;
  }
  header p {
    font-size: var(--size-small);
    text-wrap: pretty;
  }
  .content {
    display: grid;
    gap: 20px;
    align-content: start;
    min-width: 0;
  }
  dl {
    display: grid;
    grid-template-columns: minmax(0, auto) minmax(0, 1fr);
    gap: 6px 16px;
    margin: 0;
  }
  dt {
    color: var(--soft);
  }
  dd {
    margin: 0;
    font-variant-numeric: tabular-nums;
    overflow-wrap: anywhere;
  }
  ul.plain {
    list-style: none;
    margin: 0;
    padding: 0;
    display: grid;
    gap: 10px;
  }
  ul.plain > li {
    display: flex;
    gap: 10px;
    align-items: start;
  }
  ul.plain .icon {
    margin-top: 3px;
    color: var(--accent);
  }
  .told {
    display: grid;
    gap: 12px;
    justify-items: start;
    padding: 24px;
  }
  .ghost {
    min-height: 180px;
    background: linear-gradient(var(--surface), var(--sunk));
  }
  @media (max-width: 860px) {
    section {
      grid-template-columns: minmax(0, 1fr);
      gap: 16px;
      padding: 16px;
    }
  }
`;
