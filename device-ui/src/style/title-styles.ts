import { css } from "lit";

/** A page's title below its crumbs: the name, the number beside it, and its state now. */
export const titleStyles = css`
  .crumbs {
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
    color: var(--soft);
    font-size: var(--size-small);
  }
  .crumbs a {
    color: var(--soft);
  }
  h1 {
    display: flex;
    flex-wrap: wrap;
    gap: 2px 10px;
    align-items: center;
    min-width: 0;
    overflow-wrap: anywhere;
  }
  h1 .number {
    font-weight: 400;
    color: var(--soft);
    white-space: nowrap;
  }
  h1 .badge {
    font-family: var(--text);
    letter-spacing: 0;
  }
`;
