import { css } from "lit";

/** Heading and buttons, the bands, and below them the entries with what they come to beside them. */
export const editorStyles = css`
  :host {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 16px;
    padding: 22px 28px 40px;
  }
  .head {
    display: flex;
    flex-wrap: wrap;
    gap: 12px 10px;
    align-items: end;
    justify-content: space-between;
  }
  .title {
    display: grid;
    gap: 2px;
    min-width: 0;
  }
  .bar,
  .saving,
  .steps {
    display: flex;
    flex-wrap: wrap;
    gap: 10px;
    align-items: center;
  }
  .bar {
    margin-left: auto;
    justify-content: flex-end;
  }
  .title {
    margin-right: 14px;
  }
  .steps {
    gap: 4px;
  }
  .columns {
    display: grid;
    grid-template-columns: minmax(0, 1fr) minmax(320px, 392px);
    gap: 16px;
    align-items: start;
  }
  .entries {
    min-width: 0;
  }
  .foot {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 8px;
    padding: 4px 8px;
    border-top: 1px solid var(--line);
  }
  .side {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 16px;
    min-width: 0;
  }
  .with-action {
    display: flex;
    flex-wrap: wrap;
    gap: 10px 20px;
    align-items: center;
    justify-content: space-between;
  }
  .with-action > span {
    flex: 1 1 280px;
  }
  .failed {
    display: grid;
    gap: 12px;
    justify-items: start;
    padding: 24px;
  }
  .ghosts {
    display: grid;
    gap: 16px;
  }
  .ghost {
    height: 330px;
    background: var(--sunk);
  }
  .ghost.low {
    height: 240px;
  }
  @media (max-width: 1080px) {
    .columns {
      grid-template-columns: minmax(0, 1fr);
    }
  }
  @media (max-width: 720px) {
    :host {
      padding: 16px 12px 32px;
    }
    .head {
      display: contents;
    }
    .bar {
      margin: 0;
      gap: 8px;
      justify-content: flex-start;
    }
    .saving {
      flex-wrap: nowrap;
      gap: 8px;
    }
    .save {
      flex: 1 1 auto;
    }
    /* Saving stays at hand however far down one has come. */
    .saving.pending {
      position: sticky;
      z-index: 5;
      top: 0;
      margin: 0 -12px;
      padding: 8px 12px;
      background: var(--ground);
      border-bottom: 1px solid var(--line);
    }
  }
`;
