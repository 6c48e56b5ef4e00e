import { css } from "lit";

/** The form of one key. */
export const formStyles = css`
  :host {
    display: grid;
    gap: 12px;
    align-content: start;
    min-width: 0;
  }
  form {
    display: grid;
    gap: 12px;
  }
  .effect,
  .origin {
    overflow-wrap: anywhere;
  }
  .effect {
    color: var(--soft);
  }
  .origin {
    color: var(--soft);
    font-size: var(--size-small);
  }
  .origin.edited {
    color: var(--accent);
    font-weight: 600;
  }
  .trouble {
    display: flex;
    gap: 8px;
    align-items: start;
  }
  .trouble .icon {
    margin-top: 2px;
  }
  .target {
    display: flex;
    flex-wrap: wrap;
    gap: 6px 10px;
    align-items: center;
    min-height: var(--control);
    padding: 4px 4px 4px 12px;
    border: 1px solid var(--field-line);
    border-radius: var(--radius);
    background: var(--field);
  }
  .target > .button:first-of-type {
    margin-left: auto;
  }
  .target-name {
    display: inline-flex;
    gap: 8px;
    align-items: center;
    min-width: 0;
    font-weight: 600;
    overflow-wrap: anywhere;
  }
  .target .soft {
    font-size: var(--size-small);
  }
  .with-choice {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    gap: 8px;
    align-items: end;
  }
  .with-choice:has(.error) {
    align-items: center;
  }
  .with-choice .button {
    min-height: var(--control);
  }
  .top {
    display: flex;
    gap: 8px;
    align-items: center;
    justify-content: space-between;
  }
  .commands {
    display: flex;
    gap: 2px;
    margin-left: auto;
  }
`;
