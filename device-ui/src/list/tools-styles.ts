import { css } from "lit";

/** What narrows a list: its search and its filters (`chipSelect`). */
export const toolsStyles = css`
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
  @media (max-width: 720px) {
    .tools .search-field {
      flex-basis: 100%;
      max-width: none;
    }
  }
`;
