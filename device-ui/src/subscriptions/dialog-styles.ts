import { css } from "lit";

/** What a dialog says of what will happen. */
export const effectStyles = css`
  ul.notice {
    display: grid;
    gap: 4px;
    margin: 0;
    padding-left: 32px;
  }
`;
