import { css } from "lit";

export const installStyles = css`
  :host {
    padding-top: clamp(16px, 6dvh, 72px);
  }
  .card {
    width: min(480px, 100%);
  }
  h1,
  h2 {
    outline: none;
  }
  h2 {
    font: 650 1.0625rem/1.4 var(--text);
    letter-spacing: 0;
  }
  ol {
    display: grid;
    gap: 28px;
    margin: 0;
    padding: 0;
    list-style: none;
    counter-reset: step;
  }
  li {
    display: grid;
    gap: 12px;
    counter-increment: step;
    padding-top: 20px;
    border-top: 1px solid var(--line);
  }
  li h2::before {
    content: counter(step) ". ";
    color: var(--accent);
  }
  details {
    display: grid;
    gap: 12px;
  }
  details .button {
    margin-top: 8px;
  }
  summary {
    min-height: 24px;
    cursor: pointer;
    color: var(--accent);
    font-size: var(--size-small);
  }
  figure {
    display: grid;
    justify-items: center;
    gap: 8px;
    margin: 8px 0 0;
    text-align: center;
  }
  .qr {
    width: min(220px, 100%);
    height: auto;
    border-radius: var(--radius);
  }
  /* Dark on light in both schemes: not every camera reads it the other way round. */
  .qr .light {
    fill: #ffffff;
  }
  .qr .dark {
    fill: #000000;
  }
  dl {
    display: grid;
    margin: 0;
  }
  dl div {
    display: grid;
    grid-template-columns: minmax(6.5rem, 0.7fr) minmax(0, 1.3fr);
    align-items: center;
    gap: 4px 12px;
    min-height: 40px;
    border-bottom: 1px solid var(--line);
  }
  dt {
    color: var(--soft);
    font-size: var(--size-small);
  }
  dd {
    margin: 0;
    overflow-wrap: anywhere;
  }
  .copied {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 8px;
  }
  .typed {
    min-width: 0;
    font-family: var(--mono);
    font-size: 0.9375rem;
    user-select: all;
  }
  @media (max-width: 400px) {
    dl div {
      grid-template-columns: minmax(0, 1fr);
      padding: 6px 0;
    }
  }
`;
