import { css } from "lit";
import { meter } from "../style/meter.ts";

export const listStyles = css`
  ${meter}
  .metered {
    display: grid;
    gap: 4px;
    width: 100%;
    min-width: 0;
  }
  :host {
    display: flex;
    flex-direction: column;
    flex: 0 1 auto;
    min-height: 200px;
    container-type: inline-size;
  }
  .frame {
    display: flex;
    flex-direction: column;
    min-height: 0;
    overflow: hidden;
  }
  .scroll {
    min-height: 0;
    overflow: auto;
    overscroll-behavior: contain;
    scrollbar-width: thin;
  }
  .head {
    position: sticky;
    z-index: 2;
    top: 0;
    background: var(--surface);
    border-bottom: 1px solid var(--line);
    color: var(--soft);
    font-size: var(--size-small);
    font-weight: 600;
  }
  .line {
    display: grid;
    grid-template-columns: var(--columns);
    align-items: center;
    column-gap: 12px;
    padding: 0 12px 0 16px;
    min-width: 0;
  }
  .head .line {
    min-height: 38px;
  }
  .space {
    position: relative;
    contain: layout style;
  }
  .space .line {
    position: absolute;
    inset: 0 0 auto 0;
    height: var(--row);
    border-bottom: 1px solid var(--line);
    cursor: pointer;
    will-change: transform;
  }
  .space .line:hover {
    background: color-mix(in srgb, var(--sunk) 45%, transparent);
  }
  .space .line[aria-selected="true"] {
    background: color-mix(in srgb, var(--accent-ground) 55%, transparent);
  }
  .space .line.open {
    background: var(--accent-ground);
  }
  .space .line:focus-visible {
    outline-offset: -2px;
    z-index: 1;
  }
  .cell {
    min-width: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .space .cell.title {
    font-weight: 600;
  }
  .cell.figures {
    text-align: right;
    font-variant-numeric: tabular-nums;
  }
  /* A picture, a name that gives way, and words about it that do not. */
  .with-picture {
    display: flex;
    align-items: center;
    gap: 10px;
    min-width: 0;
  }
  /* Words about it that find no room on the line go out of sight, not the name. */
  .with-picture > .words {
    display: flex;
    flex-wrap: wrap;
    flex: 1;
    align-items: center;
    gap: 0 10px;
    min-width: 0;
    height: 1.75rem;
    overflow: hidden;
  }
  .words > * {
    flex: none;
  }
  .words > .text {
    max-width: 100%;
    line-height: 1.75rem;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .aside {
    color: var(--soft);
    font-size: var(--size-small);
  }
  .narrow-only {
    display: none;
  }
  .missing {
    grid-column: 1 / -1;
    color: var(--soft);
    font-weight: 400;
  }
  .head button {
    display: inline-flex;
    align-items: center;
    gap: 4px;
    min-height: 28px;
    padding: 0;
    border: 0;
    background: none;
    color: inherit;
    font: inherit;
    cursor: pointer;
  }
  .head button:hover,
  .head [aria-sort] {
    color: var(--ink);
  }
  .pick {
    display: grid;
    place-items: center start;
  }
  .actions {
    display: flex;
    justify-content: flex-end;
  }
  .actions .button {
    color: var(--soft);
  }
  .actions .button:hover {
    color: var(--accent);
  }
  .actions .button:has(.mark) {
    position: relative;
  }
  .actions .mark {
    position: absolute;
    inset: 4px 3px auto auto;
    outline: 2px solid var(--surface);
  }
  /* Quieter than one that can be pressed, in its place. */
  .actions .button.button[aria-disabled="true"] {
    border-color: transparent;
    background: none;
    color: var(--soft);
    opacity: 0.4;
  }
  .bulk {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px 12px;
    padding: 8px 16px;
    background: var(--accent-ground);
    color: var(--accent);
    border-bottom: 1px solid var(--line);
  }
  .face {
    display: grid;
    gap: 16px;
    justify-items: center;
    padding: 48px 24px;
    text-align: center;
  }
  .bones {
    display: grid;
    width: 100%;
    gap: 24px;
  }
  .bones span {
    height: 14px;
    border-radius: 7px;
    background: var(--sunk);
  }
  .bones span:nth-child(2n) {
    width: 72%;
  }
  .bones span:nth-child(3n) {
    width: 86%;
  }
  @media (max-width: 720px) {
    :host {
      max-height: 78dvh;
    }
  }
  @container (max-width: 640px) {
    .head .cell:not(:has(button)),
    .head .actions {
      display: none;
    }
    /* A head in which nothing can be pressed says nothing where the cells lie below each other. */
    .head:not(:has(button, input)) {
      display: none;
    }
    .head .line {
      display: flex;
      flex-wrap: wrap;
      gap: 4px 16px;
    }
    .space .line {
      grid-template-columns: auto minmax(0, 1fr) auto;
      grid-template-rows: 1fr 1fr;
      grid-auto-flow: column;
      row-gap: 0;
    }
    /* Without a box to tick its column is empty: no gap beside it. */
    .space .line:not(:has(.pick)) {
      column-gap: 0;
    }
    .space .pick {
      grid-row: 1 / -1;
      grid-column: 1;
    }
    .space .cell {
      grid-column: 2;
    }
    .space .cell.title {
      grid-row: 1;
      align-self: end;
    }
    .cell.figures {
      text-align: left;
    }
    .metered {
      gap: 1px;
    }
    .metered .meter {
      height: 5px;
    }
    .space .cell.detail {
      grid-row: 2;
      align-self: start;
      color: var(--soft);
      font-size: var(--size-small);
    }
    .with-picture person-avatar {
      display: none;
    }
    .space .cell.hide {
      display: none;
    }
    .narrow-only {
      display: inline;
    }
    .space .actions {
      grid-row: 1 / -1;
      grid-column: 3;
    }
  }
  @media (forced-colors: active) {
    .space .line.open,
    .space .line[aria-selected="true"] {
      outline: 2px solid Highlight;
      outline-offset: -2px;
    }
  }
`;
