import { css, html, nothing, type TemplateResult } from "lit";
import { t } from "../i18n/index.ts";

const most = 30;

/** Lines that go and lines that come, in words for those who do not see the signs. Needs `diffStyles`. */
export function lineDiff(removed: readonly string[], added: readonly string[]): TemplateResult {
  const lines = [...removed.map((text) => ({ text, gone: true })), ...added.map((text) => ({ text, gone: false }))];
  const [first, rest] = [lines.slice(0, most), lines.slice(most)];
  return html`<ul class="diff">${first.map(line)}</ul>
    ${
      rest.length > 0
        ? html`<details class="more"><summary>${t("keys.diff.more", { count: rest.length })}</summary><ul class="diff">${rest.map(line)}</ul></details>`
        : nothing
    }`;
}

function line({ text, gone }: { readonly text: string; readonly gone: boolean }): TemplateResult {
  return html`<li class=${gone ? "gone" : "new"}><span class="sign" aria-hidden="true">${gone ? "−" : "+"}</span
    ><span class="hidden">${t(gone ? "keys.diff.gone" : "keys.diff.new")} </span><span>${text}</span></li>`;
}

export const diffStyles = css`
  .diff {
    display: grid;
    gap: 1px;
    margin: 0;
    padding: 0;
    list-style: none;
    font: 400 0.8125rem/1.5 var(--mono);
    overflow-wrap: anywhere;
  }
  .diff li {
    display: grid;
    grid-template-columns: 1.5em minmax(0, 1fr);
    padding: 1px 8px;
    border-radius: 4px;
  }
  .diff .gone {
    background: var(--stop-ground);
    color: var(--stop-ink);
  }
  .diff .new {
    background: var(--live-ground);
    color: var(--live-ink);
  }
  .more summary {
    padding: 6px 0;
    cursor: pointer;
    color: var(--accent);
    font-weight: 600;
    font-size: var(--size-small);
  }
`;
