import { css } from "lit";

/** Days as rows: the name at the left, the band beside it, the hours below. */
export const weekStyles = css`
  .board {
    position: relative;
    --name: 104px;
  }
  .week {
    display: grid;
    gap: 12px;
  }
  .day {
    display: grid;
    grid-template-columns: var(--name) minmax(0, 1fr);
    align-items: center;
    gap: 0;
  }
  .name {
    display: grid;
    min-width: 0;
    padding-right: 12px;
    line-height: 1.25;
  }
  .date {
    font-weight: 600;
  }
  .rest .date {
    color: var(--stop-ink);
  }
  .today .date {
    color: var(--accent);
    font-weight: 700;
  }
  .remark {
    color: var(--soft);
    font-size: 0.75rem;
    overflow-wrap: anywhere;
  }
  .band {
    position: relative;
    height: 26px;
    border-radius: 5px;
    overflow: hidden;
    cursor: pointer;
    touch-action: pan-y;
  }
  .piece,
  .missing,
  .range {
    position: absolute;
    top: 0;
    bottom: 0;
    overflow: hidden;
  }
  .piece {
    display: flex;
    align-items: center;
    container-type: inline-size;
    user-select: none;
  }
  .piece.first {
    bottom: 50%;
  }
  .piece.second {
    top: 50%;
  }
  .piece:focus-visible {
    outline: 3px solid var(--ink);
    outline-offset: -3px;
    box-shadow: inset 0 0 0 5px var(--surface);
    z-index: 2;
  }
  .word {
    display: none;
    padding: 0 8px;
    font: 600 0.75rem/1 var(--text);
    white-space: nowrap;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  @container (min-width: 52px) {
    .word {
      display: block;
    }
  }
  .piece.rest .word {
    display: none;
  }
  .missing {
    background: repeating-linear-gradient(45deg, var(--surface) 0 3px, var(--line) 3px 5px);
  }
  .line {
    position: absolute;
    z-index: 3;
    top: 0;
    bottom: 0;
    width: 2px;
    margin-left: -1px;
    background: var(--ink);
    pointer-events: none;
  }
  .line.picked {
    width: 4px;
    margin-left: -2px;
    background: var(--surface);
    border: 1px solid var(--ink);
    border-width: 0 1px;
  }
  .range {
    z-index: 3;
    display: grid;
    place-items: center;
    border: 2px solid var(--ink);
    border-radius: 5px;
    background: var(--surface);
    opacity: 0.9;
    font: 650 0.75rem/1 var(--text);
    white-space: nowrap;
    pointer-events: none;
  }
  .axis {
    position: relative;
    height: 20px;
    margin: 6px 0 0 var(--name);
    color: var(--soft);
    font-size: 0.75rem;
  }
  .axis span {
    position: absolute;
    translate: -50% 0;
  }
  .axis span:first-child {
    translate: 0 0;
  }
  .axis span:last-child {
    translate: -100% 0;
  }
  .chip-add {
    position: absolute;
    z-index: 4;
    width: max-content;
    white-space: nowrap;
    border-color: var(--accent);
    color: var(--accent);
    box-shadow: 0 4px 16px var(--shade);
  }
  @media (max-width: 720px) {
    .board {
      --name: 58px;
    }
    .week {
      gap: 8px;
    }
    .name {
      padding-right: 8px;
      font-size: var(--size-small);
    }
    .remark {
      font-size: 0.6875rem;
    }
    .band {
      height: 32px;
    }
    .axis span:nth-child(even) {
      display: none;
    }
  }
  @media (forced-colors: active) {
    .piece {
      border-right: 1px solid CanvasText;
    }
    .line {
      forced-color-adjust: none;
    }
  }
`;
