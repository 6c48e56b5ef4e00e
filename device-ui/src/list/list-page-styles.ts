import { css } from "lit";

/** A page that is a list: its heading, its filters, the list. */
export const listPageStyles = css`
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
  .tools {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    align-items: center;
    margin-bottom: 12px;
  }
  .chip-select {
    position: relative;
    max-width: min(200px, 100%);
  }
  .chip-select select {
    appearance: none;
    width: 100%;
    min-height: 32px;
    padding: 4px 28px 4px 12px;
    border: 1px solid transparent;
    border-radius: 999px;
    background-color: var(--sunk);
    background-image: linear-gradient(45deg, transparent 50%, currentColor 50%), linear-gradient(-45deg, transparent 50%, currentColor 50%);
    background-size: 4px 4px;
    background-position: right 14px center, right 10px center;
    background-repeat: no-repeat;
    color: var(--ink);
    font: 600 var(--size-small) / 1.3 var(--text);
    text-overflow: ellipsis;
    cursor: pointer;
  }
  .chip-select select:hover {
    border-color: var(--field-line);
  }
  .chip-select option,
  .chip-select optgroup {
    background: var(--surface);
    color: var(--ink);
  }
  .chip-select.on select {
    background-color: var(--accent);
    color: var(--on-accent);
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
