import { css } from "lit";

/** The frame: bar, sections, content. On a wide screen the content scrolls in its own room, so that a list fills it. */
export const shellStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    height: 100dvh;
  }
  .skip {
    position: absolute;
    z-index: 40;
    top: 8px;
    left: 8px;
    translate: 0 -80px;
  }
  .skip:focus {
    translate: 0 0;
  }
  header {
    flex: none;
    display: flex;
    align-items: center;
    gap: 20px;
    min-height: 56px;
    padding: 0 20px;
    background: var(--surface);
    border-bottom: 1px solid var(--line);
  }
  .mark {
    display: inline-flex;
    align-items: center;
    gap: 10px;
    min-height: 40px;
    color: var(--accent);
    font: 750 1.25rem/1 var(--heading);
    letter-spacing: -0.01em;
    text-decoration: none;
  }
  .organisation {
    min-width: 0;
    font: 650 var(--size-text) / 1.2 var(--heading);
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .search {
    flex: 0 1 420px;
    display: flex;
    align-items: center;
    gap: 10px;
    min-height: 36px;
    padding: 0 8px 0 12px;
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--field);
    color: var(--soft);
    font: 400 var(--size-text) / 1.2 var(--text);
    text-align: left;
    cursor: pointer;
    min-width: 0;
  }
  .search:hover {
    border-color: var(--field-line);
  }
  .search .long {
    flex: 1;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .spring {
    flex: 1;
  }
  .views a {
    white-space: nowrap;
  }
  .banner {
    flex: none;
  }
  .below {
    flex: 1;
    min-height: 0;
    display: grid;
    grid-template-columns: 216px minmax(0, 1fr);
  }
  .below.alone {
    grid-template-columns: minmax(0, 1fr);
  }
  .side {
    padding: 12px;
    overflow-y: auto;
    background: var(--surface);
    border-right: 1px solid var(--line);
  }
  .section {
    display: flex;
    align-items: center;
    gap: 12px;
    width: 100%;
    min-height: 40px;
    padding: 6px 10px;
    border: 0;
    border-radius: var(--radius);
    background: none;
    color: var(--soft);
    font: 550 var(--size-text) / 1.2 var(--text);
    text-align: left;
    text-decoration: none;
    cursor: pointer;
  }
  .section:hover {
    background: var(--sunk);
    color: var(--ink);
  }
  .section[aria-current="page"] {
    background: var(--accent-ground);
    color: var(--accent);
  }
  .section .label {
    flex: 1;
    min-width: 0;
    overflow-wrap: anywhere;
  }
  .count {
    min-width: 22px;
    padding: 1px 6px;
    border-radius: 11px;
    background: var(--waiting-ground);
    color: var(--waiting-ink);
    font-size: 0.75rem;
    font-weight: 700;
    text-align: center;
  }
  .group {
    padding: 18px 10px 6px;
    color: var(--soft);
    font-size: var(--size-small);
  }
  main {
    min-width: 0;
    min-height: 0;
    overflow: auto;
    padding-bottom: var(--toasts, 0);
    /* What is only heard (.hidden) is placed in it, and scrolls with it: else it would make the document longer. */
    position: relative;
    display: flex;
    flex-direction: column;
  }
  main:focus {
    outline: none;
  }
  .bottom {
    display: none;
  }
  .sheet {
    display: grid;
    gap: 2px;
  }
  @media (max-width: 1100px) and (min-width: 721px) {
    .below:not(.alone) {
      grid-template-columns: 204px minmax(0, 1fr);
    }
    .organisation {
      display: none;
    }
  }
  @media (max-width: 720px) {
    /* The page itself scrolls: the browser's own bars give way, and text made large still fits. */
    :host {
      height: auto;
      min-height: 100dvh;
    }
    header {
      gap: 8px;
      padding: 0 12px;
    }
    .mark span,
    .search .long,
    .search kbd {
      display: none;
    }
    .organisation {
      flex: 1;
    }
    .spring {
      display: none;
    }
    .search {
      order: 2;
      flex: none;
      width: 44px;
      min-height: 44px;
      padding: 0;
      justify-content: center;
      border-color: transparent;
      background: none;
      color: var(--ink);
    }
    .person {
      order: 3;
    }
    .views.many {
      display: none;
    }
    .views {
      order: 1;
    }
    .views a {
      min-height: 38px;
      white-space: normal;
      line-height: 1.1;
    }
    .below,
    .below:not(.alone) {
      grid-template-columns: minmax(0, 1fr);
    }
    .side {
      display: none;
    }
    main {
      overflow: visible;
      padding: var(--toasts, 0) 0 0;
    }
    .bottom {
      position: sticky;
      z-index: 20;
      bottom: 0;
      display: flex;
      background: var(--surface);
      border-top: 1px solid var(--line);
      padding-bottom: env(safe-area-inset-bottom);
    }
    .bottom .section {
      /* As wide as its word needs, then an equal share of what is left. */
      flex: 1 1 auto;
      width: auto;
      min-width: 0;
      flex-direction: column;
      gap: 2px;
      min-height: 60px;
      padding: 8px 2px;
      border-radius: 0;
      font-size: 0.6875rem;
      font-weight: 600;
      text-align: center;
      position: relative;
    }
    .bottom .section .label {
      flex: none;
      max-width: 100%;
      overflow: hidden;
      text-overflow: ellipsis;
      overflow-wrap: normal;
    }
    .bottom .section[aria-current="page"] {
      background: none;
      color: var(--accent);
      box-shadow: inset 0 2px 0 var(--accent);
    }
    .bottom .count {
      position: absolute;
      top: 4px;
      left: calc(50% + 6px);
    }
  }
  @media (max-width: 420px) {
    header:has(.views:not(.many)) .organisation {
      display: none;
    }
    header:has(.views) .views:not(.many) {
      flex: 1;
    }
    .views a {
      flex: 1;
      justify-content: center;
      padding: 4px 6px;
      text-align: center;
    }
  }
  @media (max-height: 420px) {
    .bottom {
      position: static;
    }
  }
  @media (forced-colors: active) {
    .section[aria-current="page"] {
      outline: 2px solid Highlight;
      outline-offset: -2px;
    }
  }
`;
