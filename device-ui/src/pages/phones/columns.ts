import { html, nothing } from "lit";
import { writeMac } from "../../../../domain/mac.ts";
import type { PhoneRowView } from "../../data/phones.ts";
import { standingCell } from "../../fleet/words.ts";
import { t } from "../../i18n/index.ts";
import type { Column } from "../../list/column.ts";
import { resyncCell } from "../../resync/words.ts";
import { phoneName, stateCell, whenText } from "./words.ts";

export const columnKeys = [
  "label",
  "state",
  "delivery",
  "resync",
  "user",
  "model",
  "site",
  "layout",
  "lastContact",
  "firmware",
  "mac",
] as const;
export type ColumnKey = (typeof columnKeys)[number];
export const sorts = ["label", "model", "user", "site", "lastContact", "mac"] as const;
/** Those that are shown until somebody chooses, and those for which there is room beside an open row. */
export const shownAtFirst: readonly ColumnKey[] = [
  "label",
  "state",
  "delivery",
  "user",
  "model",
  "site",
  "lastContact",
  "firmware",
];
const shownBeside: readonly ColumnKey[] = ["label", "delivery", "user", "model"];

type Look = Pick<Column<PhoneRowView>, "width" | "narrow" | "cell">;
const cut = (text: string) => (text ? html`<span title=${text}>${text}</span>` : nothing);

const looks: Readonly<Record<ColumnKey, Look>> = {
  label: { width: "minmax(130px, 1.3fr)", narrow: "title", cell: (row) => cut(phoneName(row)) },
  state: { width: "100px", narrow: "hide", cell: stateCell },
  delivery: { width: "minmax(150px, 0.9fr)", narrow: "detail", cell: standingCell },
  resync: { width: "minmax(120px, 0.7fr)", narrow: "hide", cell: resyncCell },
  user: { width: "minmax(110px, 1fr)", narrow: "hide", cell: ({ user }) => cut(user?.name ?? "") },
  model: { width: "minmax(110px, 1fr)", narrow: "hide", cell: ({ modelName }) => cut(modelName) },
  site: { width: "minmax(90px, 0.8fr)", narrow: "hide", cell: ({ site }) => cut(site?.name ?? "") },
  layout: { width: "minmax(90px, 0.8fr)", narrow: "hide", cell: ({ layout }) => cut(layout?.name ?? "") },
  lastContact: { width: "minmax(122px, 0.8fr)", narrow: "hide", cell: ({ lastContactAt }) => whenText(lastContactAt) },
  firmware: { width: "104px", narrow: "hide", cell: ({ firmware }) => cut(firmware ?? "") },
  mac: { width: "154px", narrow: "hide", cell: ({ mac }) => html`<span class="mac">${writeMac(mac)}</span>` },
};

/** The columns as the list draws them. @param chosen those that the person wants to see; the label always is */
export function phoneColumns(chosen: ReadonlySet<string>, beside: boolean): readonly Column<PhoneRowView>[] {
  const wanted = columnKeys.filter((key) => key === "label" || (chosen.has(key) && (!beside || shownBeside.includes(key))));
  return wanted.map((key) => ({
    key,
    label: t(`phones.column.${key}`),
    sortable: sorts.some((one) => one === key),
    asked: !shownAtFirst.includes(key),
    ...looks[key],
  }));
}
