import { css } from "lit";

/** What is played and the keys on the left, the whole way of a call on the right. */
export const menuPageStyles = css`
  :host {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 16px;
    padding: 22px 28px 40px;
    align-content: start;
  }
  .top {
    display: flex;
    flex-wrap: wrap;
    gap: 12px 24px;
    align-items: end;
    justify-content: space-between;
  }
  .title {
    display: grid;
    gap: 2px;
    min-width: 0;
  }
  .bar {
    display: flex;
    flex-wrap: wrap;
    gap: 10px;
    align-items: center;
    justify-content: flex-end;
    margin-left: auto;
  }
  .columns {
    display: grid;
    grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
    gap: 16px;
    align-items: start;
  }
  .left,
  .right {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 16px;
  }
  .right {
    position: sticky;
    top: 16px;
  }
  .panel {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 14px;
    padding: 18px 20px;
  }
  h3 {
    font: 650 var(--size-text) / 1.4 var(--text);
    letter-spacing: 0;
  }
  .small {
    font-size: var(--size-small);
  }
  .heard {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    align-items: center;
    justify-content: space-between;
  }
  .others {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(180px, 100%), 1fr));
    gap: 8px;
  }
  .other {
    display: grid;
    gap: 2px;
    padding: 10px 12px;
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--surface);
    color: var(--ink);
    font: 400 var(--size-small) / 1.35 var(--text);
    text-align: left;
    cursor: pointer;
    overflow-wrap: anywhere;
  }
  .other:hover {
    border-color: var(--soft);
  }
  .other[aria-pressed="true"] {
    border-color: var(--accent);
    background: var(--accent-ground);
    box-shadow: inset 0 0 0 1px var(--accent);
  }
  .other.wrong {
    border-color: var(--stop);
    box-shadow: inset 3px 0 0 var(--stop);
  }
  .pair {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(200px, 100%), 1fr));
    gap: 14px;
    align-items: start;
  }
  .three {
    grid-template-columns: repeat(auto-fit, minmax(min(150px, 100%), 1fr));
    align-items: end;
  }
  .findings {
    background: var(--waiting-ground);
    border-color: transparent;
    color: var(--waiting-ink);
  }
  .findings h2 {
    font-size: var(--size-text);
  }
  .findings ul {
    display: grid;
    gap: 6px;
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .findings li {
    display: flex;
    gap: 8px;
    align-items: center;
    justify-content: space-between;
  }
  .findings .button {
    flex: none;
    color: inherit;
  }
  .bone {
    height: 420px;
  }
  /* One column is so long that the button above is far away. */
  .end {
    display: none;
  }
  @media (max-width: 1100px) {
    .end {
      display: grid;
    }
    .columns {
      grid-template-columns: minmax(0, 1fr);
    }
    .right {
      position: static;
    }
  }
  @media (max-width: 720px) {
    :host {
      padding: 20px 16px 40px;
    }
    .bar {
      margin-left: 0;
      justify-content: flex-start;
    }
    .panel {
      padding: 16px;
    }
  }
`;
