import { css } from "lit";

/** Members as rows: handle, picture, words, place, switch, more. */
export const membersStyles = css`
  :host {
    display: grid;
    gap: 8px;
    min-width: 0;
  }
  .head {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 12px;
    align-items: center;
    justify-content: space-between;
  }
  .all {
    display: flex;
    flex-wrap: wrap;
    gap: 4px;
    margin-left: -10px;
  }
  ol {
    margin: 0;
    padding: 0;
    list-style: none;
  }
  ol.dragging {
    user-select: none;
  }
  .none {
    padding: 8px 0;
  }
  .member {
    position: relative;
    display: grid;
    grid-template-columns: auto minmax(0, 1fr) auto;
    gap: 8px 12px;
    align-items: center;
    min-height: 56px;
    padding: 8px 0;
    border-top: 1px solid var(--line);
    background: var(--surface);
  }
  :host([edit]) .member {
    grid-template-columns: 24px auto minmax(0, 1fr) auto auto auto;
  }
  person-avatar {
    --avatar-size: 32px;
  }
  .who {
    display: grid;
    min-width: 0;
  }
  .name {
    font-weight: 600;
    overflow-wrap: anywhere;
  }
  .now {
    display: flex;
    flex-wrap: wrap;
    gap: 0 12px;
    color: var(--soft);
    font-size: var(--size-small);
    font-variant-numeric: tabular-nums;
  }
  .fixed {
    display: inline-flex;
    gap: 4px;
    align-items: center;
  }
  .handle {
    display: grid;
    place-items: center;
    align-self: stretch;
    color: var(--soft);
    cursor: grab;
    touch-action: none;
  }
  .lifted {
    z-index: 2;
    border: 1px solid var(--accent);
    border-radius: var(--radius);
    box-shadow: 0 8px 24px var(--shade);
  }
  .lifted .handle {
    cursor: grabbing;
  }
  .before::before,
  .after::after {
    content: "";
    position: absolute;
    z-index: 3;
    left: 0;
    right: 0;
    height: 3px;
    background: var(--accent);
  }
  .before::before {
    top: -2px;
  }
  .after::after {
    bottom: -2px;
  }
  .order {
    display: grid;
    justify-items: center;
    width: 32px;
  }
  .position {
    color: var(--soft);
    line-height: 1.1;
  }
  .arrow {
    display: grid;
    place-items: center;
    width: 32px;
    height: 24px;
    padding: 0;
    border: 0;
    border-radius: 6px;
    background: none;
    color: var(--soft);
    cursor: pointer;
  }
  .arrow:hover {
    background: var(--accent-ground);
    color: var(--accent);
  }
  .arrow[aria-disabled="true"] {
    opacity: 0.35;
    cursor: default;
    background: none;
    color: var(--soft);
  }
  .bones {
    display: grid;
    gap: 8px;
  }
  .bones span {
    height: 48px;
    border-radius: var(--radius);
    background: var(--sunk);
  }
  @media (max-width: 480px) {
    :host([edit]) .member {
      grid-template-columns: 20px minmax(0, 1fr) auto auto;
    }
    :host([edit]) person-avatar {
      display: none;
    }
    :host([edit]) .order {
      grid-row: 2;
      grid-column: 3;
      display: flex;
      width: auto;
    }
    :host([edit]) .who {
      grid-row: 1 / span 2;
      grid-column: 2;
    }
    :host([edit]) .handle {
      grid-row: 1 / span 2;
    }
  }
`;
