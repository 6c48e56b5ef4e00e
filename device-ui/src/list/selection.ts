/** Which rows of a list are selected. */

/** Every row that fits, also those that have not been looked at, but some: it holds those that are left out. */
export class Every extends Set<string> {
  readonly total: number;

  constructor(total: number, leftOut: Iterable<string> = []) {
    super();
    this.total = total;
    for (const key of leftOut) super.add(key);
  }

  /** The rows that are left out. */
  get leftOut(): readonly string[] {
    return [...super.values()];
  }

  override get size(): number {
    return this.total - super.size;
  }

  override has(key: string): boolean {
    return !super.has(key);
  }
}

/** The keys with this one put in, or taken out if it was in. */
export function toggled(selected: ReadonlySet<string>, key: string): ReadonlySet<string> {
  if (selected instanceof Every) {
    const { total, leftOut } = selected;
    return new Every(total, selected.has(key) ? [...leftOut, key] : leftOut.filter((one) => one !== key));
  }
  const next = new Set(selected);
  if (!next.delete(key)) next.add(key);
  return next;
}

/** The places from one row to another, both with them, upwards or downwards. */
export function between(from: number, to: number): readonly number[] {
  const [low, high] = from < to ? [from, to] : [to, from];
  return Array.from({ length: high - low + 1 }, (_, n) => low + n);
}

/** These put in beside what is selected. */
export function extended(selected: ReadonlySet<string>, keys: readonly string[]): ReadonlySet<string> {
  if (!(selected instanceof Every)) return new Set([...selected, ...keys]);
  return new Every(
    selected.total,
    selected.leftOut.filter((one) => !keys.includes(one)),
  );
}
