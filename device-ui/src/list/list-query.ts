import { search } from "../router/paths.ts";

/** What a list shows, as it stands in the address: `?q=palm&sort=-name&state=away&open=0190…`. */
export type Sort = { readonly key: string; readonly descending: boolean };
export type ListQuery = {
  readonly q: string;
  readonly sort: Sort;
  /** Filters by name; an absent one does not filter. */
  readonly filters: Readonly<Record<string, string>>;
  /** The row that is open beside the list. */
  readonly open: string | null;
  /** What else the address says of the open row: its tab. */
  readonly beside?: Readonly<Record<string, string>>;
};
export type ListRules = {
  readonly sorts: readonly string[];
  /** The first of them begins with the last or newest. */
  readonly descending?: boolean;
  readonly filters: Readonly<Record<string, readonly string[] | null>>;
  /** What the open row is called in the address; `open` unless said. */
  readonly openAs?: string;
  /** Names of what else the address says of the open row; gone with it. */
  readonly beside?: readonly string[];
};

/**
 * Reads the address. What no rule knows is left out, so that an old or mistyped address still shows a list.
 *
 * @param rules the sort keys, the first being the default; the filters with their values, null = any text
 */
export function readListQuery(params: URLSearchParams, rules: ListRules): ListQuery {
  const filters = Object.entries(rules.filters).flatMap(([name, values]) => {
    const value = params.get(name);
    return value && (values === null || values.includes(value)) ? [[name, value] as const] : [];
  });
  return {
    q: params.get("q") ?? "",
    sort: readSort(params.get("sort"), rules),
    filters: Object.fromEntries(filters),
    open: params.get(rules.openAs ?? "open"),
    ...(rules.beside ? { beside: readBeside(params, rules.beside) } : {}),
  };
}

/** The part of the address after the path. The default order and what is empty are left out. */
export function writeListQuery(query: ListQuery, rules: ListRules): string {
  const { key, descending } = query.sort;
  const isDefault = key === rules.sorts[0] && descending === (rules.descending ?? false);
  return search({
    q: query.q.trim(),
    sort: isDefault ? null : `${descending ? "-" : ""}${key}`,
    ...query.filters,
    [rules.openAs ?? "open"]: query.open,
    ...(query.open === null ? {} : query.beside),
  });
}

/** True when fewer rows than all may show. */
export function isFiltered(query: ListQuery): boolean {
  return query.q.trim() !== "" || Object.keys(query.filters).length > 0;
}

function readBeside(params: URLSearchParams, names: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = params.get(name);
      return value ? [[name, value] as const] : [];
    }),
  );
}

function readSort(text: string | null, rules: ListRules): Sort {
  const key = text?.replace(/^-/, "") ?? "";
  return rules.sorts.includes(key)
    ? { key, descending: text?.startsWith("-") ?? false }
    : { key: rules.sorts[0] ?? "", descending: rules.descending ?? false };
}
