import { css } from "lit";
import { toolsStyles } from "./tools-styles.ts";

/** A page that is a list: its heading, its filters, the list. */
export const listPageStyles = css`
  ${toolsStyles}
  :host {
    display: flex;
    flex: 1;
    min-height: 0;
    min-width: 0;
  }
  .head {
    display: flex;
    flex-wrap: wrap;
    gap: 12px;
    justify-content: space-between;
    align-items: center;
    margin-bottom: 16px;
  }
  h1 .soft {
    font-weight: 400;
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
  }
  .menu {
    position: relative;
  }
  .menu summary {
    list-style: none;
  }
  .menu summary::-webkit-details-marker {
    display: none;
  }
  .menu.on > summary {
    background: var(--accent);
    color: var(--on-accent);
  }
  .menu .sheet {
    position: absolute;
    z-index: 5;
    top: calc(100% + 4px);
    left: 0;
    display: grid;
    gap: 4px;
    width: max-content;
    min-width: 220px;
    max-width: min(280px, calc(100vw - 48px));
    margin: 0;
    padding: 12px 16px;
    border: 1px solid var(--line);
    border-radius: var(--radius-large);
    background: var(--surface);
    box-shadow: 0 8px 24px var(--shade);
  }
  .empty {
    display: grid;
    gap: 16px;
    justify-items: center;
  }
  @media (max-width: 720px) {
    .actions .button {
      flex: 1 1 auto;
    }
    .menu {
      display: none;
    }
  }
`;
