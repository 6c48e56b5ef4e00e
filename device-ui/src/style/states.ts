import { css } from "lit";

/** Dot and word: state is never colour alone. `.dot`, `.badge`, each with `.live`, `.waiting`, `.stop`, `.off`. */
export const states = css`
  .state {
    display: inline-flex;
    align-items: center;
    gap: 8px;
    min-width: 0;
    max-width: 100%;
  }
  .state > :last-child {
    min-width: 0;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .dot {
    flex: none;
    width: 9px;
    height: 9px;
    border-radius: 50%;
    background: var(--off);
    forced-color-adjust: none;
  }
  .dot.off {
    background: none;
    border: 2px solid var(--off);
  }
  .dot.live {
    background: var(--live);
  }
  .dot.waiting {
    background: var(--waiting);
  }
  .dot.stop {
    background: var(--stop);
  }
  .badge {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    padding: 2px 10px;
    border-radius: 999px;
    background: var(--off-ground);
    color: var(--ink);
    font-weight: 600;
    font-size: var(--size-small);
    line-height: 1.5;
    white-space: nowrap;
  }
  .badge .dot {
    width: 7px;
    height: 7px;
  }
  .badge.live {
    background: var(--live-ground);
    color: var(--live-ink);
  }
  .badge.waiting {
    background: var(--waiting-ground);
    color: var(--waiting-ink);
  }
  .badge.stop {
    background: var(--stop-ground);
    color: var(--stop-ink);
  }
  .notice {
    padding: 12px 16px;
    border-radius: var(--radius);
    background: var(--sunk);
    color: var(--ink);
  }
  .notice > p + .button {
    margin-top: 8px;
  }
  .notice.waiting {
    background: var(--waiting-ground);
    color: var(--waiting-ink);
  }
  .notice.stop {
    background: var(--stop-ground);
    color: var(--stop-ink);
  }
  .notice.live {
    background: var(--live-ground);
    color: var(--live-ink);
  }
  @media (forced-colors: active) {
    .badge,
    .notice {
      border: 1px solid CanvasText;
    }
  }
`;
