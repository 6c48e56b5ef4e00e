import { css } from "lit";

/** What is to be paid beside what has come in, what it is for, and the specification below. */
export const invoicePageStyles = css`
  :host {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 16px;
    align-content: start;
    max-width: 1180px;
    padding: 22px 28px 48px;
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
  .bar,
  .files {
    display: flex;
    flex-wrap: wrap;
    gap: 10px;
  }
  .columns {
    display: grid;
    grid-template-columns: minmax(0, 3fr) minmax(0, 2fr);
    gap: 16px;
    align-items: start;
  }
  .panel {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 12px;
    padding: 18px 20px;
  }
  .pay {
    grid-template-columns: minmax(180px, auto) minmax(0, 1fr);
    gap: 16px 40px;
    align-items: start;
  }
  h2 {
    font-size: var(--size-large);
  }
  h2.over {
    padding: 16px 16px 6px;
  }
  .specification {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 12px;
    margin-top: 8px;
  }
  .specification h2 {
    font-size: 1.25rem;
  }
  .specification .tools {
    margin: 0;
  }
  .by .field {
    display: flex;
    flex-wrap: wrap;
    gap: 8px 12px;
    align-items: center;
  }
  .tree {
    overflow: hidden;
  }
  .sight {
    display: flex;
    flex-wrap: wrap;
    gap: 8px 12px;
    align-items: center;
  }
  .sight > span {
    flex: 1 1 300px;
  }
  .bone {
    height: 420px;
  }
  @media (max-width: 900px) {
    .columns {
      grid-template-columns: minmax(0, 1fr);
    }
  }
  @media (max-width: 720px) {
    :host {
      padding: 20px 16px 40px;
    }
    .panel {
      padding: 16px;
    }
    .pay {
      grid-template-columns: minmax(0, 1fr);
    }
    .bar .button,
    .files .button {
      flex: 1 1 auto;
    }
  }
`;
