import { css } from "lit";

/** A response group beside its list. */
export const panelStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    min-height: 100%;
  }
  header {
    display: flex;
    align-items: start;
    gap: 12px;
    padding: 20px 12px 0 20px;
  }
  .who {
    flex: 1;
    min-width: 0;
    overflow-wrap: anywhere;
    font-variant-numeric: tabular-nums;
  }
  h2 {
    font-size: 1.25rem;
    outline: none;
  }
  h3 {
    font: 650 var(--size-text) / 1.4 var(--text);
    letter-spacing: 0;
  }
  .body {
    display: grid;
    gap: 16px;
    align-content: start;
    flex: 1;
    padding: 12px 20px 32px;
    min-width: 0;
  }
  .badges,
  .go {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
  }
  section {
    display: grid;
    gap: 8px;
    padding-top: 16px;
    border-top: 1px solid var(--line);
    min-width: 0;
  }
  .stack {
    display: grid;
    gap: 12px;
  }
  .bones {
    display: grid;
    gap: 24px;
    padding-top: 8px;
  }
  .bones span {
    height: 14px;
    border-radius: 7px;
    background: var(--sunk);
  }
`;
