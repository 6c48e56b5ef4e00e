import { css } from "lit";

/** Beside the drawing: a column of people, and the functions as chips. */
export const paletteStyles = css`
  :host {
    display: grid;
    gap: 8px;
    align-content: start;
    min-width: 0;
  }
  #options {
    display: grid;
    gap: 4px;
  }
  .search-field {
    max-width: none;
  }
  #options[hidden],
  .said:empty {
    display: none;
  }
  .group {
    padding: 6px 0 2px;
    color: var(--soft);
    font-size: var(--size-small);
    font-weight: 600;
  }
  .option {
    display: flex;
    gap: 12px;
    align-items: center;
    min-height: 44px;
    padding: 6px 8px;
    border: 1px solid transparent;
    border-radius: var(--radius);
    cursor: grab;
  }
  .option:hover {
    background: var(--sunk);
  }
  .option[aria-selected="true"] {
    background: var(--accent-ground);
    border-color: var(--accent);
    border-style: dashed;
  }
  .sign {
    display: grid;
    place-items: center;
    flex: none;
    width: 32px;
    height: 32px;
    border-radius: 50%;
    background: var(--avatar);
    color: var(--on-avatar);
  }
  .who {
    display: grid;
    min-width: 0;
    line-height: 1.3;
  }
  .who > * {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .who .soft,
  .said {
    color: var(--soft);
    font-size: var(--size-small);
  }
  .chips {
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
  }
  .chip {
    cursor: grab;
  }
  @media (forced-colors: active) {
    .option[aria-selected="true"] {
      outline: 2px solid Highlight;
      outline-offset: -2px;
    }
  }
`;
