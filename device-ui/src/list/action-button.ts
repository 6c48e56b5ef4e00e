import { html, nothing } from "lit";
import { icon } from "../components/icon.ts";
import type { RowAction } from "./column.ts";

/**
 * What can be done with a row, as a picture. One that cannot be done stays in its place and says why: a row of buttons that
 * moves is hit wrong.
 *
 * @param of `current`: the keyboard stands on the row; only there Tab reaches it
 */
export function actionButton<T>(
  action: RowAction<T>,
  row: T,
  { current, act }: { readonly current: boolean; readonly act: (event: Event) => void },
) {
  const refused = action.refused?.(row) ?? null;
  const label = refused ?? action.label(row);
  const mark = action.mark?.(row) ?? null;
  return html`<button
    class="button quiet small icon-only"
    type="button"
    tabindex=${current ? 0 : -1}
    aria-label=${label}
    title=${label}
    aria-disabled=${refused === null ? nothing : "true"}
    @click=${(event: Event) => (refused === null ? act(event) : event.stopPropagation())}
  >
    ${icon(typeof action.icon === "function" ? action.icon(row) : action.icon, 18)}${mark === null ? nothing : html`<span class="dot mark ${mark}" aria-hidden="true"></span>`}
  </button>`;
}
