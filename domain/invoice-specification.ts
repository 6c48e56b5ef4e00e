import { type Ore, sumOf } from "./money.ts";

/** What is charged for, in the order in which a specification lists it. */
export const chargeClasses = [
  "subscription",
  "oneOff",
  "callsFixed",
  "callsMobile",
  "callsService",
  "callsAbroad",
  "callsRoaming",
  "messages",
  "data",
  "dataRoaming",
  "discount",
  "other",
] as const;
export type ChargeClass = (typeof chargeClasses)[number];

/** Counts and money of one row, or of everything below a node. */
export type Sums = { readonly count: number; readonly seconds: number; readonly bytes: number; readonly net: Ore };

/** Who used what: a single call, a fee, or many rows that the database has added up. */
export type SpecificationRow = Sums & {
  readonly costPlace: string | null;
  readonly userId: string | null;
  readonly userName: string | null;
  /** Canonical number; null on what belongs to no number. */
  readonly number: string | null;
  readonly chargeClass: ChargeClass;
};

/** How a specification may be divided, in any order. `holder`: a user's number. */
export const specificationLevels = ["costPlace", "holder", "chargeClass"] as const;
export type SpecificationLevel = (typeof specificationLevels)[number];
/** From the top down, at least one. */
export type SpecificationOrder = readonly [SpecificationLevel, ...SpecificationLevel[]];

/** A node has exactly the sums of its children. `unspecified`: what the invoice charges beyond the rows that came with it. */
export type SpecificationNode = Sums & {
  readonly level: "customer" | SpecificationLevel | "unspecified";
  /** Tells it from its neighbours; the same for the same rows. */
  readonly key: string;
  readonly costPlace: string | null;
  readonly userId: string | null;
  readonly userName: string | null;
  readonly number: string | null;
  readonly chargeClass: ChargeClass | null;
  readonly children: readonly SpecificationNode[];
};

const nobody = { costPlace: null, userId: null, userName: null, number: null, chargeClass: null };

/** The tree customer → cost place → user's number → class, or divided in another order. */
export function specificationOf(
  rows: readonly SpecificationRow[],
  levels: SpecificationOrder = specificationLevels,
): SpecificationNode {
  return { ...nobody, ...sumsOf(rows), level: "customer", key: "", children: divide(rows, levels) };
}

/** The tree of a whole invoice: what its rows do not explain stands beside them, so that it is the invoice's sum to the öre. */
export function withUnspecified(root: SpecificationNode, invoiceNet: Ore): SpecificationNode {
  const missing = invoiceNet - root.net;
  if (missing === 0) return root;
  const rest = { ...nobody, level: "unspecified", key: "unspecified", children: [] } as const;
  const unspecified = { ...rest, count: 0, seconds: 0, bytes: 0, net: missing };
  return { ...root, net: invoiceNet, children: [...root.children, unspecified] };
}

/** Absent: all. `costPlace` null: those without one. */
export type SpecificationFilter = {
  readonly costPlace?: string | null;
  readonly userId?: string;
  readonly number?: string;
  readonly chargeClasses?: readonly ChargeClass[];
};

/** The rows that a filter lets through. */
export function filterRows<R extends SpecificationRow>(rows: readonly R[], filter: SpecificationFilter): R[] {
  return rows.filter(
    (row) =>
      (filter.costPlace === undefined || row.costPlace === filter.costPlace) &&
      (filter.userId === undefined || row.userId === filter.userId) &&
      (filter.number === undefined || row.number === filter.number) &&
      (filter.chargeClasses === undefined || filter.chargeClasses.includes(row.chargeClass)),
  );
}

/** What rows add up to. */
export function sumsOf(rows: readonly Sums[]): Sums {
  return {
    count: sumOf(rows.map(({ count }) => count)),
    seconds: sumOf(rows.map(({ seconds }) => seconds)),
    bytes: sumOf(rows.map(({ bytes }) => bytes)),
    net: sumOf(rows.map(({ net }) => net)),
  };
}

function divide(rows: readonly SpecificationRow[], levels: readonly SpecificationLevel[]): SpecificationNode[] {
  const [level, ...deeper] = levels;
  if (level === undefined) return [];
  const parts = new Map<string, SpecificationRow[]>();
  for (const row of rows) {
    const key = keyOf[level](row);
    const part = parts.get(key);
    if (part) part.push(row);
    else parts.set(key, [row]);
  }
  return [...parts]
    .map(([key, part]) => ({ ...headOf(level, part), ...sumsOf(part), level, key, children: divide(part, deeper) }))
    .sort(inOrder);
}

const keyOf: Readonly<Record<SpecificationLevel, (row: SpecificationRow) => string>> = {
  costPlace: ({ costPlace }) => JSON.stringify(costPlace),
  holder: ({ userId, number }) => JSON.stringify([userId, number]),
  chargeClass: ({ chargeClass }) => chargeClass,
};

/** Only what the level is about: a node of a class tells of nobody. */
function headOf(level: SpecificationLevel, [first]: readonly SpecificationRow[]) {
  if (!first) return nobody;
  if (level === "costPlace") return { ...nobody, costPlace: first.costPlace };
  if (level === "chargeClass") return { ...nobody, chargeClass: first.chargeClass };
  return { ...nobody, userId: first.userId, userName: first.userName, number: first.number };
}

const collator = new Intl.Collator("sv", { numeric: true });

/** By name, what has none last; classes in their own order. */
function inOrder(a: SpecificationNode, b: SpecificationNode): number {
  if (a.chargeClass && b.chargeClass) return chargeClasses.indexOf(a.chargeClass) - chargeClasses.indexOf(b.chargeClass);
  const [nameA, nameB] = [a.costPlace ?? a.userName, b.costPlace ?? b.userName];
  if (nameA === null || nameB === null) {
    if (nameA !== nameB) return nameA === null ? 1 : -1;
    return collator.compare(a.number ?? "", b.number ?? "");
  }
  return collator.compare(nameA, nameB) || collator.compare(a.number ?? "", b.number ?? "") || (a.key < b.key ? -1 : 1);
}
