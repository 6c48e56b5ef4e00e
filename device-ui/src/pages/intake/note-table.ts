import { css, html, nothing, type TemplateResult } from "lit";
import type { IntakeView } from "../../data/intake.ts";
import { t } from "../../i18n/index.ts";

/** Notes that are drawn at once. */
const mostShown = 200;

/** What was not taken over: which file, which line, what stands there, why. @param shown a kind; empty: all */
export function noteTable(view: IntakeView, shown: string, show: (kind: string) => void): TemplateResult {
  const { notes, noteKinds, noteCount } = view;
  const fitting = notes.filter(({ code }) => shown === "" || code === shown);
  const total = shown === "" ? noteCount : (noteKinds.find(({ code }) => code === shown)?.count ?? 0);
  const more = total - Math.min(fitting.length, mostShown);
  return html`<section class="surface notes" aria-labelledby="notes">
    <h2 id="notes">${t("intake.notes", { count: noteCount })}</h2>
    <p class="soft">${t("intake.notes.text")}</p>
    <label class="pick"
      ><span>${t("intake.filter")}</span
      ><select class="input" @change=${(event: Event) => event.target instanceof HTMLSelectElement && show(event.target.value)}>
        <option value="" ?selected=${shown === ""}>${t("intake.filter.all")}</option>
        ${noteKinds.map(({ code, count }) => html`<option value=${code} ?selected=${shown === code}>${t(`intake.note.${code}`)} (${count})</option>`)}
      </select></label
    >
    <div class="scroll" tabindex="0" role="group" aria-labelledby="notes">
      <table>
        <thead>
          <tr><th scope="col">${t("intake.file")}</th><th scope="col">${t("intake.line")}</th><th scope="col">${t("intake.says")}</th><th scope="col">${t("intake.why")}</th></tr>
        </thead>
        <tbody>
          ${fitting.slice(0, mostShown).map(({ file, line, text, code }) => html`<tr><td>${file}</td><td class="figures">${line ?? ""}</td><td class="code">${text}</td><td>${t(`intake.note.${code}`)}</td></tr>`)}
        </tbody>
      </table>
    </div>
    ${more > 0 ? html`<p class="soft">${t("intake.more", { count: more })}</p>` : nothing}
  </section>`;
}

export const noteTableStyles = css`
  .notes {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 8px;
    padding: 20px;
    min-width: 0;
  }
  .pick {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px 12px;
  }
  .pick select {
    width: auto;
    max-width: 100%;
  }
  .scroll {
    overflow: auto;
    max-height: 60dvh;
  }
  table {
    width: 100%;
    border-collapse: collapse;
  }
  th {
    color: var(--soft);
    font-size: var(--size-small);
    font-weight: 600;
    text-align: left;
  }
  th,
  td {
    padding: 6px 8px;
    border-bottom: 1px solid var(--line);
    vertical-align: top;
  }
  td {
    overflow-wrap: anywhere;
  }
  .figures {
    font-variant-numeric: tabular-nums;
  }
  .code {
    font: var(--size-small) / 1.5 var(--mono, monospace);
  }
`;
