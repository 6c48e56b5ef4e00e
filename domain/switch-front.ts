/** A port's place in the picture of a switch's front. */
export type FrontPort<T> = T & { readonly row: number; readonly column: number };
export type FrontBlock<T> = {
  /** What the names of its ports have in common: `Gi1/0/`, `B`. */
  readonly prefix: string;
  readonly columns: number;
  readonly rows: number;
  readonly ports: readonly FrontPort<T>[];
};

/** From so many ports on they stand in two rows, odd above even, as on most switches. */
const oneRow = 8;

/**
 * The ports of a switch as they sit on its front: one block for each beginning of a name, numbers in order. The number
 * is where a port's name ends; a port without one stands at the end of its block.
 */
export function frontOf<T extends { readonly name: string }>(ports: readonly T[]): FrontBlock<T>[] {
  const named = ports.map((port) => {
    const [, prefix = port.name, digits] = /^(.*?)(\d+)$/.exec(port.name) ?? [];
    return { port, prefix, number: digits === undefined ? Number.POSITIVE_INFINITY : Number(digits) };
  });
  return [...Map.groupBy(named, ({ prefix }) => prefix)].map(([prefix, some]) => {
    const ordered = some.toSorted((a, b) => (a.number === b.number ? 0 : a.number - b.number));
    const rows = ordered.length > oneRow ? 2 : 1;
    // Of switches whose numbers begin with an even one, the first stands above all the same.
    const placed = ordered.map(({ port }, at) => ({ ...port, row: at % rows, column: Math.floor(at / rows) }));
    return { prefix, rows, columns: Math.ceil(ordered.length / rows), ports: placed };
  });
}

/** What distinguishes a port from its neighbours: the number its name ends with, else all of it. */
export function shortName(name: string): string {
  return /(\d+)$/.exec(name)?.[1] ?? name;
}
