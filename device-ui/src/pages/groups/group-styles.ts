import { css } from "lit";

/** Groups as rows of one surface, a switch at the right of each. */
export const groupStyles = css`
  :host {
    display: block;
  }
  .head {
    display: flex;
    flex-wrap: wrap;
    gap: 8px 16px;
    align-items: center;
    justify-content: space-between;
    margin-bottom: 12px;
  }
  ul {
    list-style: none;
    margin: 0;
    padding: 0;
  }
  ul.surface > li {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    gap: 8px 16px;
    align-items: center;
    padding: 16px 20px;
  }
  ul.surface > li + li {
    border-top: 1px solid var(--line);
  }
  .group {
    display: grid;
    gap: 2px;
    cursor: pointer;
    min-width: 0;
  }
  .name {
    font: 650 var(--size-large) / 1.3 var(--heading);
    overflow-wrap: anywhere;
  }
  .facts {
    display: flex;
    flex-wrap: wrap;
    gap: 0 8px;
    color: var(--soft);
    font-variant-numeric: tabular-nums;
  }
  .facts > :not(:last-child)::after {
    content: "·";
    margin-left: 8px;
  }
  .mobile {
    display: inline-flex;
    align-items: center;
    gap: 4px;
  }
  .fixed {
    grid-column: 1 / -1;
    display: flex;
    gap: 8px;
    align-items: center;
    font-size: var(--size-small);
    color: var(--soft);
  }
  .beside {
    grid-column: 1 / -1;
    display: flex;
    flex-wrap: wrap;
    gap: 6px 24px;
    align-items: center;
    justify-content: space-between;
    font-size: var(--size-small);
  }
  .people {
    display: flex;
    flex-wrap: wrap;
    gap: 6px 16px;
    align-items: center;
  }
  .people > li {
    display: inline-flex;
    gap: 6px;
    align-items: center;
    min-width: 0;
  }
  .people person-avatar {
    --avatar-size: 24px;
  }
  .told {
    display: grid;
    gap: 12px;
    justify-items: start;
    padding: 24px;
  }
  .ghost {
    min-height: 148px;
    background: linear-gradient(var(--surface), var(--sunk));
  }
  :host([compact]) ul.surface > li {
    padding: 14px 20px;
  }
  @media (max-width: 720px) {
    ul.surface > li {
      padding: 14px 16px;
    }
    .head .button {
      width: 100%;
    }
    :host([compact]) .head {
      flex-wrap: nowrap;
    }
  }
`;
