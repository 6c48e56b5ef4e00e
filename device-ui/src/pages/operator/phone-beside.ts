import { html, type TemplateResult } from "lit";
import { LogIn, X } from "lucide";
import { writeMac } from "../../../../domain/mac.ts";
import { icon } from "../../components/icon.ts";
import type { OperatorPhone } from "../../data/operator.ts";
import { standingNote } from "../../fleet/standing-note.ts";
import { standingCell } from "../../fleet/words.ts";
import { t } from "../../i18n/index.ts";
import { phoneName, stateCell, whenText } from "../phones/words.ts";
import { enterAndGo } from "./enter.ts";

/** A phone of some organisation, beside the operator's list. @param path where it is in its own organisation's view */
export function phoneBeside(row: OperatorPhone, path: string, close: () => void): TemplateResult {
  const fact = (label: string, value: unknown) => html`<dt>${label}</dt><dd>${value || "–"}</dd>`;
  return html`<div class="top">
      <h2 tabindex="-1">${phoneName(row)}</h2>
      <button class="button quiet small icon-only" type="button" aria-label=${t("action.close")} @click=${close}>${icon(X)}</button>
      <span class="states">${stateCell(row)} ${standingCell(row)}</span>
    </div>
    <div class="stack">
      ${standingNote(row)}
      <dl class="facts">
        ${fact(t("operator.organisation"), row.organisation.title)} ${fact(t("phones.column.user"), row.user?.name)}
        ${fact(t("phones.column.site"), row.site?.name)} ${fact(t("phones.column.layout"), row.layout?.name)}
        ${fact(t("phones.column.model"), [row.modelName, ...row.modules].join(" + "))}
        ${fact(t("phones.column.mac"), html`<span class="mac">${writeMac(row.mac)}</span>`)}
        ${fact(t("phones.column.lastContact"), whenText(row.lastContactAt))} ${fact(t("phones.address"), row.lastAddress)}
        ${fact(t("phones.column.firmware"), row.firmware)}
      </dl>
      <button class="button filled" type="button" @click=${() => enterAndGo(row.organisation.id, path)}>
        ${icon(LogIn, 18)}${t("operator.phones.enter")}
      </button>
      <p class="small soft">${t("operator.enter.text", { title: row.organisation.title })}</p>
    </div>`;
}
