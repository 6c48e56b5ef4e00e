import { css } from "lit";

/** Settings on the left, members and the way of a call beside them, what is not saved at the lower edge. */
export const editStyles = css`
  :host {
    display: block;
    padding: 24px 28px 0;
    max-width: 1440px;
    container-type: inline-size;
  }
  .head {
    display: flex;
    flex-wrap: wrap;
    gap: 12px 16px;
    align-items: end;
    justify-content: space-between;
    margin-bottom: 16px;
  }
  .title {
    display: grid;
    gap: 2px;
    min-width: 0;
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
  }
  .columns {
    display: grid;
    gap: 16px;
    align-items: start;
    margin-top: 16px;
  }
  .main,
  .side {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 16px;
    min-width: 0;
  }
  /* Where there is one column, who answers and the way of a call come first. */
  .side {
    order: -1;
  }
  @container (min-width: 980px) {
    .columns {
      grid-template-columns: minmax(0, 1fr) minmax(360px, 420px);
    }
    .side {
      order: 0;
      align-self: stretch;
      align-content: start;
    }
    /* What changes is seen while one changes it. */
    .side > :last-child {
      position: sticky;
      top: 16px;
    }
  }
  .card {
    display: grid;
    gap: 8px;
    padding: 20px 24px 24px;
    min-width: 0;
  }
  .told {
    display: grid;
    gap: 16px;
    justify-items: start;
    padding: 24px;
  }
  .ghost {
    min-height: 220px;
    background: linear-gradient(var(--surface), var(--sunk));
  }
  .bar {
    position: sticky;
    bottom: 0;
    z-index: 4;
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    align-items: center;
    margin: 16px -28px 0;
    padding: 12px 28px;
    border-top: 1px solid var(--line);
    background: var(--surface);
  }
  .bar .soft {
    flex: 1;
    min-width: 0;
    font-size: var(--size-small);
  }
  .bar.pending .soft {
    color: var(--waiting-ink);
    font-weight: 600;
  }
  @media (max-width: 720px) {
    :host {
      padding: 20px 16px 0;
    }
    .card {
      padding: 16px;
    }
    .bar:not(.pending) {
      display: none;
    }
    .bar {
      /* Above the sections at the lower edge. */
      bottom: 60px;
      margin-inline: -16px;
      padding-inline: 16px;
    }
    .actions .button {
      flex: 1 1 auto;
    }
  }
`;
