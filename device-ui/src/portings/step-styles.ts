import { css } from "lit";

/** The numbered steps above a form, and what stands in it. */
export const stepStyles = css`
  .step-list {
    display: flex;
    flex-wrap: wrap;
    gap: 8px 20px;
    margin: 0 0 20px;
    padding: 0;
    list-style: none;
    color: var(--soft);
    font-size: var(--size-small);
  }
  .step-list li {
    display: flex;
    align-items: center;
    gap: 8px;
  }
  .step-list .mark {
    display: grid;
    place-items: center;
    width: 24px;
    height: 24px;
    border-radius: 50%;
    border: 1px solid var(--field-line);
    font-variant-numeric: tabular-nums;
    font-weight: 650;
  }
  .step-list .now {
    color: var(--ink);
    font-weight: 650;
  }
  .step-list .now .mark {
    background: var(--accent);
    border-color: var(--accent);
    color: var(--on-accent);
  }
  .step-list .done .mark {
    background: var(--accent-ground);
    border-color: transparent;
    color: var(--ink);
  }
  form.panel,
  .panel > * {
    justify-items: stretch;
    width: 100%;
  }
  .pair {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(240px, 100%), 1fr));
    gap: 16px;
  }
  .reading {
    display: grid;
    gap: 6px;
    margin: 0;
    padding: 0;
    list-style: none;
    font-variant-numeric: tabular-nums;
  }
  .reading li {
    display: flex;
    align-items: start;
    gap: 8px;
    overflow-wrap: anywhere;
  }
  .reading .icon {
    flex: none;
    margin-top: 2px;
    color: var(--live-ink);
  }
  .reading .wrong,
  .reading .wrong .icon {
    color: var(--stop-ink);
  }
  .whom {
    display: grid;
    gap: 12px;
  }
`;
