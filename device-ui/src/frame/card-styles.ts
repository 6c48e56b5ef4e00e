import { css } from "lit";

/** A page without the frame: one surface in the middle, the mark above it. */
export const cardStyles = css`
  :host {
    display: grid;
    justify-items: center;
    align-content: start;
    gap: 24px;
    padding: clamp(24px, 12dvh, 120px) 16px 32px;
  }
  .brand {
    display: inline-flex;
    align-items: center;
    gap: 12px;
    min-height: 44px;
    color: var(--accent);
    font: 750 1.5rem/1 var(--heading);
    letter-spacing: -0.01em;
    text-decoration: none;
  }
  .card {
    display: grid;
    gap: 20px;
    width: min(420px, 100%);
    padding: 32px;
  }
  .card h1 {
    font-size: var(--size-title);
  }
  .head {
    display: grid;
    gap: 6px;
  }
  form {
    display: grid;
    gap: 16px;
  }
  .wide {
    width: 100%;
  }
  .below {
    display: flex;
    flex-wrap: wrap;
    justify-content: center;
    gap: 4px 20px;
    font-size: var(--size-small);
  }
  .below .button {
    font-weight: 500;
  }
  @media (max-width: 720px) {
    .card {
      padding: 24px 20px;
    }
  }
`;

/** Forms inside a card or a dialog. */
export const formStyles = css`
  form {
    display: grid;
    gap: 16px;
  }
  .wide {
    width: 100%;
  }
`;
