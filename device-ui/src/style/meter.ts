import { css } from "lit";

/** A bar that shows how much of something is used. */
export const meter = css`
  .meter {
    display: block;
    width: 100%;
    height: 8px;
    border-radius: 4px;
  }
  .meter .ground {
    fill: var(--sunk);
  }
  .meter .used {
    fill: var(--live);
  }
  .meter.little .used {
    fill: var(--waiting);
  }
  .meter.none .used {
    fill: var(--stop);
  }
  @media (forced-colors: active) {
    .meter {
      forced-color-adjust: none;
      border: 1px solid CanvasText;
    }
    .meter .ground {
      fill: Canvas;
    }
    .meter .used {
      fill: Highlight;
    }
  }
`;
