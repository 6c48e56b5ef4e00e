import { css } from "lit";

/** What is left out of a list of things to tick, after one of its boxes has been ticked or not. */
export function leftAfter(left: ReadonlySet<string>, { value, checked }: HTMLInputElement): ReadonlySet<string> {
  const after = new Set(left);
  if (checked) after.delete(value);
  else after.add(value);
  return after;
}

/** A dialog whose form ends in such a list. */
export const pickListStyles = css`
  :host {
    display: contents;
  }
  form {
    display: grid;
    gap: 14px;
  }
  .pair {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(200px, 100%), 1fr));
    gap: 12px;
    align-items: end;
  }
  fieldset {
    display: grid;
    min-width: 0;
    margin: 0;
    padding: 0;
    border: 0;
  }
  legend {
    padding: 0 0 4px;
    font-weight: 650;
  }
`;
