import { html, nothing } from "lit";
import { openText } from "../../calls/open-state.ts";
import { phoneNumber } from "../../components/phone-number.ts";
import { badge, state } from "../../components/states.ts";
import type { GroupRowView } from "../../data/response-groups.ts";
import { t } from "../../i18n/index.ts";
import type { Column } from "../../list/column.ts";

export const sorts = ["name", "state", "number", "members"] as const;

/** @param now the server's clock */
export function groupColumns(now: Date): readonly Column<GroupRowView>[] {
  return [
    {
      ...{ key: "name", label: t("answer.column.name"), sortable: true, narrow: "title" },
      width: "minmax(160px, 1.6fr)",
      cell: ({ name, main }) =>
        html`<span class="with-picture"><span class="words"><span class="text" title=${name}>${name}</span>${main ? badge("live", t("answer.main"), false) : nothing}</span></span>`,
    },
    {
      ...{ key: "state", label: t("answer.column.state"), sortable: true, narrow: "detail" },
      width: "minmax(190px, 1.6fr)",
      cell: (row) => state(toneOf(row), openText(row.state, now)),
    },
    {
      ...{ key: "members", label: t("answer.column.members"), sortable: true, narrow: "hide" },
      width: "minmax(104px, 0.8fr)",
      cell: ({ loggedInCount: count, total, state: { open } }) => {
        const text = t("answer.logged_in", { count, total });
        return open && count === 0 ? state("stop", text) : text;
      },
    },
    {
      ...{ key: "number", label: t("answer.column.number"), sortable: true, narrow: "hide" },
      width: "minmax(124px, 0.8fr)",
      cell: ({ number, extension }) => (number ? phoneNumber(number.e164) : (extension ?? nothing)),
    },
  ];
}

/** Open with nobody to answer needs a person. */
function toneOf({ state: { open, by }, loggedInCount }: GroupRowView): "live" | "waiting" | "stop" | "off" {
  if (open) return loggedInCount > 0 ? "live" : "stop";
  return by === "closedNow" ? "waiting" : "off";
}
