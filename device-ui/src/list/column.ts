import type { nothing, TemplateResult } from "lit";
import type { IconNode } from "lucide";
import type { StateTone } from "../components/states.ts";

/** A column of a list of rows. */
export type Column<T> = {
  readonly key: string;
  readonly label: string;
  /** Its share of the width, as a grid track: `minmax(160px, 2fr)`. */
  readonly width: string;
  readonly cell: (row: T) => TemplateResult | string | typeof nothing;
  readonly sortable?: boolean;
  /** Figures that are compared: to the right, below each other. */
  readonly figures?: boolean;
  /** On a small screen: the first line, the second, or not at all. */
  readonly narrow: "title" | "detail" | "hide";
  /** Somebody has asked for it: where there is no room for all, it goes after those that nobody has. */
  readonly asked?: boolean;
};

/** What can be done with a row at once. */
export type RowAction<T> = {
  readonly key: string;
  readonly icon: IconNode | ((row: T) => IconNode);
  readonly label: (row: T) => string;
  /** Why it cannot be done with this row, as a sentence that stands for the label; null: it can. */
  readonly refused?: (row: T) => string | null;
  /** How it stands with what was done last: a dot on the picture, whose words stand in the label. Null: nothing was. */
  readonly mark?: (row: T) => StateTone | null;
};
