import { html, type TemplateResult } from "lit";
import { type IconNode, Plus } from "lucide";
import { icon } from "../components/icon.ts";
import type { Loaded } from "../data/loaded.ts";
import { formatCount } from "../i18n/format.ts";
import { t } from "../i18n/index.ts";

export type ShortTable<Row> = {
  readonly heading: string;
  /** What such a thing is for, in a sentence. */
  readonly text: string;
  readonly create: { readonly label: string; readonly click: () => unknown };
  /** Said when there is none yet. */
  readonly empty: string;
  readonly loaded: Loaded<readonly Row[]>;
  /** `number` to the right; `wide-only` not on a small screen. What can be done with a row comes after these. */
  readonly columns: readonly { readonly label: string; readonly look?: string }[];
  /** A `tr` with a cell for each column, and one of the class `acts`. */
  readonly row: (row: Row) => TemplateResult;
};

/** A page that is a short list, read at once and shown as a table: needs the styles `pageStyles` and `shortTableStyles`. */
export function shortTablePage<Row>(of: ShortTable<Row>): TemplateResult {
  const { heading, text, create } = of;
  return html`<div class="page-head">
      <h1 tabindex="-1">${heading}</h1>
      <button class="button filled" type="button" @click=${create.click}>${icon(Plus, 18)}${create.label}</button>
      <p class="soft">${text}</p>
    </div>
    <div class="surface frame">${face(of)}</div>`;
}

function face<Row>({ loaded, empty, columns, row }: ShortTable<Row>): TemplateResult {
  if (loaded.face === "loading") return html`<p class="face" role="status">${t("list.loading")}</p>`;
  if (loaded.face === "failed") {
    return html`<div class="face" role="alert"><p><strong>${t("list.failed")}</strong> ${loaded.error}</p>
      <button class="button" type="button" @click=${() => loaded.reload()}>${t("action.retry")}</button></div>`;
  }
  const rows = loaded.value ?? [];
  if (rows.length === 0) return html`<div class="face"><p>${empty}</p></div>`;
  return html`<table>
    <thead>
      <tr>
        ${columns.map(({ label, look }) => html`<th scope="col" class=${look ?? ""}>${label}</th>`)}
        <th scope="col" class="acts"><span class="hidden">${t("list.actions")}</span></th>
      </tr>
    </thead>
    <tbody>${rows.map(row)}</tbody>
  </table>`;
}

/** How many, leading to where they are shown; none leads nowhere. */
export function countLink(count: number, href: string, label: string): TemplateResult {
  return count > 0 ? html`<a href=${href} aria-label=${label}>${formatCount(count)}</a>` : html`${formatCount(0)}`;
}

/** What can be done with a row. */
export function rowButton(label: string, picture: IconNode, click: () => unknown): TemplateResult {
  return html`<button class="button quiet small icon-only" type="button" aria-label=${label} title=${label} @click=${click}>${icon(picture, 18)}</button>`;
}
