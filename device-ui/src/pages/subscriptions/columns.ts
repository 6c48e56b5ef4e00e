import { html, nothing, type TemplateResult } from "lit";
import "../../components/person-avatar.ts";
import { phoneNumber } from "../../components/phone-number.ts";
import { badge, state } from "../../components/states.ts";
import type { SubscriptionRowView } from "../../data/subscriptions.ts";
import { t } from "../../i18n/index.ts";
import type { Column } from "../../list/column.ts";
import { dataMeter } from "../../subscriptions/data-meter.ts";
import { dataText, stateTone } from "../../subscriptions/words.ts";

export const sorts = ["name", "number", "type"] as const;

/** The columns as the list draws them. @param beside whether a row is open beside it */
export function subscriptionColumns(beside: boolean): readonly Column<SubscriptionRowView>[] {
  const columns: readonly Column<SubscriptionRowView>[] = [
    {
      ...{ key: "name", label: t("subscriptions.column.name"), width: "minmax(170px, 1.5fr)", narrow: "title", sortable: true },
      cell: nameCell,
    },
    {
      ...{ key: "number", label: t("subscriptions.column.number"), width: "128px", narrow: "hide", sortable: true },
      cell: ({ number }) => phoneNumber(number.e164),
    },
    {
      ...{ key: "type", label: t("subscriptions.column.type"), width: "minmax(110px, 0.9fr)", narrow: "hide", sortable: true },
      cell: ({ type }) => html`<span title=${type.name}>${type.name}</span>`,
    },
    {
      ...{ key: "data", label: t("subscriptions.column.data"), width: "minmax(150px, 1fr)", narrow: "detail" },
      cell: dataCell,
    },
    {
      ...{ key: "state", label: t("subscriptions.column.state"), width: "minmax(150px, 1.2fr)", narrow: "hide" },
      cell: stateCell,
    },
  ];
  return beside ? columns.filter(({ key }) => key !== "type") : columns;
}

function nameCell(row: SubscriptionRowView): TemplateResult {
  const { name, user } = row;
  return html`<span class="with-picture"
    ><person-avatar decorative .name=${user?.name ?? name} .src=${user?.picture?.small ?? null}></person-avatar
    ><span class="words"><span class="text" title=${name}>${name}</span><span class="narrow-only">${unusual(row)}</span></span></span
  >`;
}

function dataCell({ data }: SubscriptionRowView): TemplateResult {
  return html`<span class="metered"><span class="figures">${dataText(data)}</span>${dataMeter(data, false)}</span>`;
}

function stateCell(row: SubscriptionRowView): TemplateResult {
  const odd = unusual(row);
  return odd === nothing ? state(stateTone(row), t(`subscriptions.state.${row.state}`)) : odd;
}

/** What one should know of before the state; nothing: all is as usual. */
function unusual({ cards, waiting }: SubscriptionRowView): TemplateResult | typeof nothing {
  const blocked = cards.filter((card) => card.state === "blocked").length;
  if (blocked > 0) return badge("stop", t("subscriptions.blocked", { count: blocked }));
  return waiting > 0 ? badge("waiting", t("subscriptions.waits", { count: waiting })) : nothing;
}
