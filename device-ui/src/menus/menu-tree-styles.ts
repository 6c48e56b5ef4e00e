import { css } from "lit";

/** Lines go down from a place and turn off to each of its ways. */
export const menuTreeStyles = css`
  :host {
    display: block;
    min-width: 0;
  }
  ul {
    margin: 0;
    padding: 0 0 0 9px;
    list-style: none;
  }
  li {
    position: relative;
    padding-left: 22px;
  }
  /* Down to the next way, and none below the last. */
  li::before {
    content: "";
    position: absolute;
    left: 0;
    top: 0;
    bottom: 0;
    border-left: 1px solid var(--field-line);
  }
  li:last-child::before {
    bottom: auto;
    height: 22px;
  }
  li::after {
    content: "";
    position: absolute;
    left: 0;
    top: 22px;
    width: 16px;
    border-top: 1px solid var(--field-line);
  }
  .place,
  .target {
    display: inline-flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 2px 8px;
    min-width: 0;
    border-radius: 4px;
    overflow-wrap: anywhere;
  }
  .place {
    padding: 4px 0;
  }
  .place .icon,
  .target .icon {
    color: var(--accent);
  }
  .target a {
    font-weight: 600;
  }
  .target .hours,
  .hours {
    color: inherit;
    font-weight: 400;
  }
  .target .state,
  .place .state {
    font-size: var(--size-small);
  }
  .missing {
    color: var(--waiting-ink);
  }
  .way {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    gap: 4px 10px;
    align-items: center;
    min-height: 44px;
    padding: 6px 0;
  }
  .line {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 10px;
    min-width: 0;
  }
  .key {
    flex: none;
    display: inline-grid;
    place-items: center;
    min-width: 28px;
    height: 28px;
    border: 1px solid var(--field-line);
    border-radius: 6px;
    background: var(--surface);
    font-weight: 650;
  }
  .when {
    color: var(--soft);
    font-size: var(--size-small);
    font-weight: 600;
  }
  .jump {
    padding: 2px 6px;
    text-align: left;
    justify-content: start;
  }
  .inside {
    padding-left: 5px;
  }
  @media (max-width: 480px) {
    li {
      padding-left: 16px;
    }
    li::after {
      width: 11px;
    }
    ul {
      padding-left: 4px;
    }
  }
`;
