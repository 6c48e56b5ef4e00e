import { css } from "lit";

/** A page that is no list: a column of text and surfaces. */
export const pageStyles = css`
  :host {
    display: block;
    padding: 32px 28px 48px;
    max-width: 960px;
  }
  .page-head {
    display: grid;
    gap: 4px;
    margin-bottom: 24px;
  }
  .panel {
    padding: 24px;
    display: grid;
    gap: 24px;
    justify-items: start;
  }
  @media (max-width: 720px) {
    :host {
      padding: 20px 16px 40px;
    }
    .panel {
      padding: 16px;
    }
  }
`;
