import { css } from "lit";

/** Rows of one height: handle, colour, words, place, switch. On a small screen place and switch have a line of their own. */
export const entriesStyles = css`
  .head {
    display: flex;
    gap: 12px;
    align-items: center;
    justify-content: space-between;
    min-height: 40px;
    padding: 2px 8px 2px 16px;
    color: var(--soft);
    font-size: var(--size-small);
  }
  .head .button {
    flex: none;
    white-space: nowrap;
  }
  .empty {
    padding: 16px;
    border-top: 1px solid var(--line);
    color: var(--soft);
  }
  ol {
    margin: 0;
    padding: 0;
    list-style: none;
  }
  ol.dragging {
    user-select: none;
  }
  .entry {
    position: relative;
    display: grid;
    grid-template-columns: 40px 22px minmax(0, 1fr) auto auto 92px;
    align-items: center;
    min-height: 64px;
    padding-right: 8px;
    border-top: 1px solid var(--line);
    background: var(--surface);
  }
  .entry.current {
    background: var(--accent-ground);
  }
  .entry.lit {
    box-shadow: inset 3px 0 0 var(--ink);
  }
  .entry.off .sentence,
  .entry.off .swatch {
    opacity: 0.6;
  }
  .entry.off .sentence {
    opacity: 1;
    color: var(--soft);
  }
  .entry:last-child {
    border-radius: 0 0 var(--radius-large) var(--radius-large);
  }
  .entry.lifted {
    z-index: 2;
    border: 1px solid var(--accent);
    border-radius: var(--radius);
    box-shadow: 0 8px 24px var(--shade);
  }
  .entry.before::before,
  .entry.after::after {
    content: "";
    position: absolute;
    z-index: 3;
    left: 0;
    right: 0;
    height: 3px;
    background: var(--accent);
  }
  .entry.before::before {
    top: -2px;
  }
  .entry.after::after {
    bottom: -2px;
  }
  .handle {
    display: grid;
    place-items: center;
    align-self: stretch;
    color: var(--soft);
  }
  .movable .handle {
    cursor: grab;
    touch-action: none;
  }
  .lifted .handle {
    cursor: grabbing;
  }
  .swatch {
    width: 12px;
    height: 28px;
    border-radius: 4px;
  }
  .text {
    display: grid;
    gap: 1px;
    min-width: 0;
    min-height: 44px;
    align-content: center;
    padding: 6px 12px 6px 4px;
    border: 0;
    border-radius: var(--radius);
    background: none;
    color: var(--ink);
    font: 400 var(--size-text) / 1.4 var(--text);
    text-align: left;
    overflow-wrap: anywhere;
  }
  button.text {
    cursor: pointer;
  }
  button.text:hover .sentence {
    text-decoration: underline;
    text-decoration-thickness: 1px;
    text-underline-offset: 3px;
  }
  .sentence strong,
  .sentence .strong {
    font-weight: 650;
  }
  .detail {
    color: var(--soft);
    font-size: var(--size-small);
  }
  .badges {
    display: flex;
    flex-wrap: wrap;
    justify-content: flex-end;
    gap: 4px;
  }
  .order {
    display: grid;
    justify-items: center;
    width: 36px;
    margin-left: 8px;
  }
  .position {
    color: var(--soft);
    font-size: var(--size-large);
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
    background: var(--sunk);
    color: var(--ink);
  }
  .arrow[aria-disabled="true"] {
    opacity: 0.3;
    cursor: default;
  }
  .tools {
    display: flex;
    align-items: center;
    justify-content: flex-end;
    gap: 4px;
  }
  .findings {
    grid-column: 3 / -1;
    display: grid;
    gap: 6px;
    margin: 0 0 10px;
    padding: 0;
    list-style: none;
  }
  .findings li {
    display: flex;
    flex-wrap: wrap;
    gap: 6px 10px;
    align-items: center;
    padding: 8px 12px;
    border-radius: var(--radius);
    background: var(--off-ground);
    font-size: var(--size-small);
  }
  .findings li.severe {
    background: var(--waiting-ground);
    color: var(--waiting-ink);
    font-weight: 550;
  }
  .findings span {
    flex: 1 1 200px;
  }
  @media (max-width: 720px) {
    .entry {
      grid-template-columns: 32px 20px minmax(0, 1fr) auto;
      padding: 4px 8px 4px 0;
    }
    .text {
      grid-column: 3 / -1;
    }
    .badges {
      grid-column: 1 / 4;
      justify-content: flex-start;
      padding-left: 56px;
    }
    .order {
      display: flex;
      align-items: center;
      width: auto;
      grid-column: 1 / 4;
      grid-row: 3;
      margin-left: 48px;
    }
    .otherwise .order {
      margin-left: 92px;
    }
    .badges:not(:has(.badge)) {
      display: none;
    }
    .arrow {
      width: 44px;
      height: 40px;
    }
    .position {
      min-width: 20px;
      text-align: center;
    }
    .tools {
      grid-column: 4;
      grid-row: 3;
    }
    .findings {
      grid-row: 4;
      grid-column: 1 / -1;
      margin: 4px 0 8px 12px;
    }
  }
`;
