import { css } from "lit";

/** The page of one phone or layout. */
export const phonePageStyles = css`
  :host {
    position: relative;
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 20px;
    padding: 24px 28px 0;
    min-height: 100%;
    grid-template-rows: auto 1fr;
  }
  .title {
    display: grid;
    gap: 2px;
    min-width: 0;
  }
  .crumbs {
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
    color: var(--soft);
    font-size: var(--size-small);
  }
  .crumbs a {
    color: var(--soft);
  }
  h1 {
    overflow-wrap: anywhere;
  }
  .model {
    font-weight: 400;
    color: var(--soft);
  }
  .delivery {
    color: var(--soft);
  }
  .facts {
    display: flex;
    flex-wrap: wrap;
    gap: 8px 32px;
    margin: 0;
  }
  .facts div {
    display: grid;
    min-width: 0;
  }
  .facts dt {
    color: var(--soft);
    font-size: var(--size-small);
  }
  .facts dd {
    margin: 0;
    font-weight: 500;
    overflow-wrap: anywhere;
  }
  .mac {
    font: 400 0.875rem/1.5 var(--mono);
  }
  .beside {
    margin: 0 -28px;
    padding: 8px 28px 40px;
    border-width: 1px 0 0;
    border-radius: 0;
    /* So tall that it can stand at the top of the window, also before its content has come. */
    min-height: calc(100dvh - 57px);
  }
  .beside .above {
    margin-bottom: 24px;
  }
  .through {
    display: flex;
    flex-wrap: wrap;
    gap: 12px;
    align-items: end;
  }
  .through .field {
    min-width: min(220px, 100%);
  }
  @media (max-width: 720px) {
    :host {
      padding: 16px 16px 0;
    }
    .beside {
      margin: 0 -16px;
      padding: 8px 16px 32px;
    }
    .facts {
      display: grid;
      grid-template-columns: repeat(2, minmax(0, 1fr));
      gap: 8px 16px;
    }
  }
`;
