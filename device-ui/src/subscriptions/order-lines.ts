import { css, html, nothing, type TemplateResult } from "lit";
import { state } from "../components/states.ts";
import type { OrderLineView } from "../data/subscriptions.ts";
import { formatInstant } from "../i18n/format.ts";
import { t } from "../i18n/index.ts";
import { orderName, orderState, orderTone } from "./words.ts";

/** What waits for the operator's answer, in a line each: `Spärr av SIM-kort, stulet: skickat till operatören`. */
export function waitingLines(orders: readonly OrderLineView[]): TemplateResult | typeof nothing {
  if (orders.length === 0) return nothing;
  return html`<div role="status"><ul class="waits">
    ${orders.map((order) => html`<li>${state(orderTone(order), t("subscriptions.order.waiting", { what: orderName(order), state: orderState(order).toLowerCase() }))}</li>`)}
  </ul></div>`;
}

/** Everything that was asked of the operator, the newest first. */
export function orderLines(orders: readonly OrderLineView[]): TemplateResult {
  return html`<ol class="orders">
    ${orders.map((order) => {
      const at = formatInstant(new Date(order.placedAt));
      return html`<li>
        <span class="what">${orderName(order)}</span>
        ${state(orderTone(order), orderState(order))}
        <span class="soft">${t("subscriptions.order.line", { at, by: order.placedBy })}</span>
      </li>`;
    })}
  </ol>`;
}

export const orderLineStyles = css`
  .waits {
    display: grid;
    gap: 4px;
    margin: 0;
    padding: 8px 12px;
    border-radius: var(--radius);
    background: var(--waiting-ground);
    color: var(--waiting-ink);
    font-size: var(--size-small);
    list-style: none;
  }
  .waits .state {
    align-items: baseline;
  }
  .orders {
    display: grid;
    gap: 12px;
    margin: 0;
    padding: 0;
    list-style: none;
    font-size: var(--size-small);
  }
  .orders li {
    display: grid;
    gap: 1px;
  }
  .orders .what {
    font-weight: 600;
  }
`;
