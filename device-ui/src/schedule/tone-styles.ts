import { css } from "lit";

/** A band's colour and pattern: `.tone` with `.open`, `.pause`, `.stop`, `.rest` and `.shade0` … `.shade3`. */
export const toneStyles = css`
  .tone {
    background-color: var(--band-rest);
    color: var(--on-band-rest);
  }
  .tone.open {
    background-color: var(--band-open);
    color: var(--on-band-open);
  }
  .tone.pause {
    background-color: var(--band-pause);
    color: var(--on-band-pause);
    background-image: repeating-linear-gradient(135deg, transparent 0 5px, var(--band-mark) 5px 6.5px);
  }
  .tone.stop {
    background-color: var(--band-stop);
    color: var(--on-band-stop);
    background-image: repeating-linear-gradient(45deg, transparent 0 4px, var(--band-mark) 4px 5.5px);
  }
  .tone.shade1 {
    background-image: radial-gradient(var(--band-mark) 1.4px, transparent 1.6px);
    background-size: 7px 7px;
  }
  .tone.shade2 {
    background-image: repeating-linear-gradient(0deg, transparent 0 4px, var(--band-mark) 4px 5.5px);
  }
  .tone.open.shade3 {
    background-image: repeating-linear-gradient(90deg, transparent 0 6px, var(--band-mark) 6px 7.5px);
  }
  .tone.stop.shade3 {
    background-image: repeating-linear-gradient(135deg, transparent 0 8px, var(--band-mark) 8px 14px);
  }
  @media (forced-colors: active) {
    .tone {
      forced-color-adjust: none;
    }
  }
`;
