import { css } from "lit";

export const comboboxStyles = css`
  .box {
    position: relative;
    display: block;
  }
  .box > .button {
    position: absolute;
    right: 4px;
    top: 50%;
    translate: 0 -50%;
  }
  .has-value > .input {
    padding-right: 44px;
  }
  .options {
    position: fixed;
    inset: auto;
    margin: 0;
    padding: 6px;
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--surface);
    color: var(--ink);
    box-shadow: 0 8px 24px var(--shade);
    overflow: auto;
    overscroll-behavior: contain;
    scrollbar-width: thin;
  }
  .group {
    padding: 6px 10px 2px;
    color: var(--soft);
    font-size: var(--size-small);
    font-weight: 600;
  }
  .option {
    display: flex;
    align-items: center;
    gap: 10px;
    min-height: 40px;
    padding: 6px 10px;
    border-radius: 6px;
    cursor: pointer;
    --avatar-size: 28px;
  }
  .option[aria-selected="true"] {
    background: var(--accent-ground);
  }
  .option > .icon {
    color: var(--soft);
  }
  .words {
    display: grid;
    min-width: 0;
    line-height: 1.35;
  }
  .title {
    font-weight: 600;
    overflow-wrap: anywhere;
  }
  .detail {
    color: var(--soft);
    font-size: var(--size-small);
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .status {
    padding: 8px 10px;
    color: var(--soft);
  }
  @media (forced-colors: active) {
    .option[aria-selected="true"] {
      outline: 2px solid Highlight;
      outline-offset: -2px;
    }
  }
`;
