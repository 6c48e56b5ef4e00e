import { css, html, nothing } from "lit";
import { isStandingReason, type StandingReason, standingReasons } from "../../../domain/standing.ts";
import type { PhoneRowView } from "../data/phones.ts";
import { spokenInstant } from "../i18n/format.ts";
import { t } from "../i18n/index.ts";
import type { Column } from "../list/column.ts";
import { phoneName, whenText } from "../pages/phones/words.ts";
import type { Chosen } from "./fleet-summary.ts";
import { aboutCell, standingCell } from "./words.ts";

/** The lists of the fleet: all that are not in step, unless a reason (or `current`) is chosen. */
export const fleetRules = {
  sorts: ["label", "model", "user", "lastContact"],
  openAs: "phone",
  filters: { reason: [...standingReasons, "current"] },
} as const;

/** What the server is asked for by the filter of the address. */
export function standingAsked(
  reason: string | undefined,
): { readonly standing: "current" | "behind" } | { readonly reason: StandingReason } {
  if (reason === "current") return { standing: "current" };
  return reason !== undefined && isStandingReason(reason) ? { reason } : { standing: "behind" };
}

/** The reason that the address narrows the list to; empty: all that are not in step. */
export function chosenReason({ reason = "" }: { readonly reason?: string | undefined }): Chosen {
  return reason === "current" || isStandingReason(reason) ? reason : "";
}

const cut = (text: string) => (text ? html`<span title=${text}>${text}</span>` : nothing);
const since = ({ standing }: PhoneRowView) =>
  standing.since === null ? nothing : spokenInstant(new Date(standing.since), new Date());

const all: readonly (Omit<Column<PhoneRowView>, "label"> & { readonly label: () => string; readonly beside?: true })[] = [
  {
    key: "label",
    label: () => t("phones.column.label"),
    width: "minmax(130px, 1.2fr)",
    narrow: "title",
    sortable: true,
    beside: true,
    cell: (row) => cut(phoneName(row)),
  },
  {
    key: "standing",
    label: () => t("fleet.column"),
    width: "minmax(176px, 1.2fr)",
    narrow: "detail",
    beside: true,
    cell: standingCell,
  },
  { key: "since", label: () => t("fleet.column.since"), width: "minmax(104px, 0.7fr)", narrow: "hide", cell: since },
  {
    key: "about",
    label: () => t("fleet.column.about"),
    width: "minmax(120px, 1.4fr)",
    narrow: "hide",
    cell: ({ standing }) => cut(aboutCell(standing)),
  },
  {
    key: "user",
    label: () => t("phones.column.user"),
    width: "minmax(100px, 0.9fr)",
    narrow: "hide",
    sortable: true,
    cell: ({ user }) => cut(user?.name ?? ""),
  },
  {
    key: "model",
    label: () => t("phones.column.model"),
    width: "minmax(104px, 0.8fr)",
    narrow: "hide",
    sortable: true,
    cell: ({ modelName }) => cut(modelName),
  },
  {
    key: "site",
    label: () => t("phones.column.site"),
    width: "minmax(80px, 0.7fr)",
    narrow: "hide",
    cell: ({ site }) => cut(site?.name ?? ""),
  },
  {
    key: "lastContact",
    label: () => t("phones.column.lastContact"),
    width: "minmax(104px, 0.7fr)",
    narrow: "hide",
    sortable: true,
    cell: ({ lastContactAt }) => whenText(lastContactAt),
  },
];

/** @param beside a row is open, and there is room for little */
export function fleetColumns(beside: boolean): readonly Column<PhoneRowView>[] {
  return all.filter((one) => !beside || one.beside).map(({ label, beside: _, ...column }) => ({ ...column, label: label() }));
}

export const fleetStyles = css`
  .reason-note {
    display: flex;
    flex-wrap: wrap;
    gap: 12px 24px;
    align-items: center;
    justify-content: space-between;
    margin-bottom: 12px;
  }
  .reason-note p {
    flex: 1 1 320px;
    margin: 0;
    max-width: 72ch;
  }
  .reason-note .do {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
  }
  .reason-note .do:empty {
    display: none;
  }
`;
