import { css } from "lit";

/** Figures in columns, levels by how far in they stand. */
export const treeStyles = css`
  .grid {
    font-variant-numeric: tabular-nums;
    container-type: inline-size;
  }
  .line {
    display: grid;
    grid-template-columns: minmax(0, 1fr) 84px 92px 84px 124px;
    column-gap: 12px;
    align-items: center;
    min-height: 44px;
    padding: 6px 16px 6px 12px;
    border-bottom: 1px solid var(--line);
  }
  .head .line {
    min-height: 38px;
    color: var(--soft);
    font-size: var(--size-small);
    font-weight: 600;
  }
  .head .name {
    padding-left: 4px;
  }
  .figure {
    text-align: right;
    white-space: nowrap;
  }
  .count,
  .time,
  .data {
    color: var(--soft);
  }
  .unit {
    display: none;
  }
  .whole {
    font-weight: 650;
    background: var(--sunk);
  }
  .whole .name {
    padding-left: 4px;
  }
  .opens {
    cursor: pointer;
  }
  .opens:hover {
    background: color-mix(in srgb, var(--sunk) 45%, transparent);
  }
  .line:focus-visible {
    outline-offset: -2px;
  }
  .name {
    display: flex;
    align-items: center;
    gap: 6px;
    min-width: 0;
  }
  .depth-0.node {
    font-weight: 600;
  }
  .depth-1 > :first-child {
    padding-left: 24px;
  }
  .depth-2 > :first-child {
    padding-left: 48px;
  }
  .depth-3 > :first-child {
    padding-left: 78px;
  }
  .mark {
    flex: none;
    color: var(--soft);
  }
  .words {
    display: flex;
    flex-wrap: wrap;
    gap: 0 12px;
    align-items: baseline;
    min-width: 0;
    overflow-wrap: anywhere;
  }
  .words .soft,
  .words a {
    font-weight: 400;
    font-size: var(--size-small);
  }
  .call,
  .unlisted,
  .masked,
  .erased,
  .more {
    min-height: 36px;
    font-size: var(--size-small);
  }
  .call .name,
  .unlisted .name {
    flex-wrap: wrap;
    gap: 0 16px;
    overflow-wrap: anywhere;
  }
  .call .at {
    flex: none;
    color: var(--soft);
  }
  .call .called {
    flex: none;
    min-width: 9.5em;
  }
  .wide {
    grid-column: 1 / -1;
    display: flex;
    flex-wrap: wrap;
    gap: 4px 12px;
    align-items: center;
  }
  .wide > span {
    flex: 0 1 auto;
    min-width: 0;
  }
  .face {
    padding: 40px 24px;
    text-align: center;
  }
  @container (max-width: 680px) {
    .line {
      grid-template-columns: auto auto minmax(0, 1fr) auto;
      gap: 0 12px;
      padding-inline: 8px 12px;
    }
    .name {
      grid-column: 1 / 4;
    }
    .net {
      grid-column: 4;
      grid-row: 1;
    }
    .count,
    .time,
    .data {
      grid-row: 2;
      font-size: var(--size-small);
      text-align: left;
    }
    .count:empty,
    .time:empty,
    .data:empty {
      display: none;
    }
    .unit {
      display: inline;
    }
    .masked .wide {
      display: grid;
      grid-template-columns: auto minmax(0, 1fr);
    }
    .masked .icon {
      align-self: start;
      margin-top: 2px;
    }
    .masked .button {
      grid-column: 2;
      justify-self: start;
    }
    .count {
      padding-left: 28px;
    }
    .whole .count {
      padding-left: 4px;
    }
    .head .count,
    .head .time,
    .head .data {
      display: none;
    }
    .depth-1 > :first-child {
      padding-left: 12px;
    }
    .depth-2 > :first-child {
      padding-left: 24px;
    }
    .depth-3 > :first-child {
      padding-left: 32px;
    }
    .depth-2:is(.call, .unlisted) > .time {
      padding-left: 24px;
    }
    .depth-3:is(.call, .unlisted) > .time {
      padding-left: 32px;
    }
    .depth-1 > .count {
      padding-left: 38px;
    }
    .depth-2 > .count {
      padding-left: 50px;
    }
    .depth-3 > .count {
      padding-left: 32px;
    }
  }
`;
