import { css } from "lit";

/** Heading and buttons above, the drawing, and beside it the form and the palette. */
export const editorStyles = css`
  :host {
    display: grid;
    gap: 20px;
    min-width: 0;
    grid-template-columns: minmax(0, 1fr);
  }
  .head {
    display: flex;
    flex-wrap: wrap;
    gap: 12px 24px;
    align-items: center;
    justify-content: space-between;
  }
  .bar,
  .bar .row {
    display: flex;
    flex-wrap: wrap;
    gap: 8px 12px;
    align-items: center;
  }
  .bar {
    margin-left: auto;
  }
  .bar .row {
    gap: 8px;
  }
  .count:empty {
    display: none;
  }
  .count {
    font-weight: 650;
  }
  .desk {
    display: grid;
    grid-template-columns: minmax(0, 1fr) 312px;
    gap: 24px;
    align-items: start;
  }
  .phone {
    display: grid;
    gap: 16px;
    min-width: 0;
  }
  phone-drawing {
    width: 100%;
    max-width: 1040px;
    justify-self: center;
  }
  .side {
    display: grid;
    gap: 20px;
    align-content: start;
    align-self: stretch;
    padding: 16px;
    /* As high as the phone beside it; what does not fit is scrolled to. */
    height: 0;
    min-height: max(100%, 720px);
    overflow: auto;
  }
  .side > key-form + key-palette,
  .sheet > key-form + key-palette {
    padding-top: 16px;
    border-top: 1px solid var(--line);
  }
  .sheet {
    display: grid;
    gap: 20px;
  }
  .hint {
    padding-top: 12px;
    border-top: 1px solid var(--line);
    color: var(--soft);
    font-size: var(--size-small);
  }
  .strays {
    padding: 12px 16px;
  }
  .strays h3 {
    font: 650 var(--size-text) / 1.4 var(--text);
    letter-spacing: 0;
  }
  .strays ul {
    margin: 8px 0 0;
    padding: 0;
    list-style: none;
  }
  .strays li {
    display: flex;
    gap: 12px;
    align-items: center;
    justify-content: space-between;
    min-height: 36px;
    border-top: 1px solid var(--line);
    overflow-wrap: anywhere;
  }
  .failed {
    display: grid;
    gap: 12px;
    justify-items: start;
    padding: 24px;
  }
  .ghost {
    aspect-ratio: 1.6;
    max-width: 860px;
    width: 100%;
    border-radius: 28px;
    background: var(--sunk);
  }
  @media (max-width: 1180px) {
    .desk {
      grid-template-columns: minmax(0, 1fr);
    }
    .side {
      height: auto;
      min-height: 0;
    }
  }
  @media (max-width: 720px) {
    .head {
      display: contents;
    }
    .bar {
      margin: 0;
    }
    .bar ::slotted([slot="state"]) {
      flex: 1 1 100%;
    }
    .bar .count:empty + ::slotted(*) {
      flex: 1 1 100%;
    }
    .bar .row {
      flex: 1 1 auto;
      flex-wrap: nowrap;
      justify-content: flex-end;
    }
    /* Saving stays at hand however far down one has come. */
    .bar.pending {
      position: sticky;
      z-index: 3;
      top: 0;
      margin: 0 -16px;
      padding: 8px 16px;
      background: var(--ground);
      border-bottom: 1px solid var(--line);
    }
    .bar.pending ::slotted([slot="state"]) {
      display: none;
    }
    .bar .discard {
      display: none;
    }
  }
`;
