import { css } from "lit";

/** A contact beside its list. */
export const contactPanelStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    min-height: 100%;
    padding: 24px 24px 0;
  }
  .top {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    gap: 4px 12px;
    align-items: start;
    margin-bottom: 16px;
  }
  h2 {
    overflow-wrap: anywhere;
    outline: none;
  }
  .stack {
    display: grid;
    gap: 16px;
  }
  form.stack {
    flex: 1;
    align-content: start;
    grid-template-rows: auto;
  }
  .pair {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(150px, 1fr));
    gap: 16px 12px;
  }
  .numbers {
    display: grid;
    gap: 8px;
    margin: 0;
    padding: 0;
    border: 0;
    min-width: 0;
  }
  legend {
    padding: 0 0 6px;
    font-size: var(--size-small);
    font-weight: 600;
  }
  .number {
    display: grid;
    grid-template-columns: 112px minmax(0, 1fr) auto;
    gap: 4px 8px;
    align-items: center;
  }
  .number .error {
    grid-column: 1 / -1;
  }
  .same {
    display: grid;
    gap: 4px;
    margin: 0;
    padding: 0;
    list-style: none;
    font-size: var(--size-small);
    overflow-wrap: anywhere;
  }
  .link {
    padding: 0;
    border: 0;
    background: none;
    color: inherit;
    font: inherit;
    text-align: left;
    text-decoration: underline;
    cursor: pointer;
  }
  .foot {
    position: sticky;
    bottom: 0;
    z-index: 1;
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    margin: 8px -24px 0;
    padding: 12px 24px;
    border-top: 1px solid var(--line);
    background: var(--surface);
  }
  .gap {
    flex: 1;
  }
  @media (max-width: 720px) {
    :host {
      padding: 16px 16px 0;
    }
    .foot {
      /* Above the sections at the lower edge. */
      bottom: 60px;
      margin-inline: -16px;
      padding-inline: 16px;
    }
  }
`;
