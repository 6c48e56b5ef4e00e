/**
 * Who goes first when more is asked of a process than it can answer at once. What a phone needs to work comes before
 * people, people before firmware, which can wait for an hour, and everybody before those who have proved nothing.
 */
export const loadKinds = ["configuration", "people", "firmware", "strangers"] as const;
export type LoadKind = (typeof loadKinds)[number];

/**
 * From which waiting on a kind is not served for now, milliseconds. Waiting is how long somebody who asks now waits
 * before the process begins with it, because of others.
 */
const longestWait: Readonly<Record<LoadKind, number>> = { configuration: 2_000, people: 150, firmware: 30, strangers: 20 };

/**
 * So many requests of phones a second and nobody is crowded: a process that stands still for a moment, for reasons of
 * its own, sends nobody away.
 */
const crowd = 50;

export type Pressure = {
  /** Milliseconds that a request waits before it is begun with. */
  readonly wait: number;
  /** Requests of phones in the last second. */
  readonly rate: number;
};

/** Whether this kind is served now. */
export function isServed(kind: LoadKind, { wait, rate }: Pressure): boolean {
  return wait < longestWait[kind] || (kind !== "configuration" && rate < crowd);
}

/** The shortest time after which a kind is told to come again, and over how much more it is spread; seconds. */
const comesAgain: Readonly<Record<Exclude<LoadKind, "strangers">, readonly [number, number]>> = {
  configuration: [5, 20],
  people: [1, 3],
  firmware: [30, 60],
};

/**
 * When somebody who is not served shall come again: not all at the same time, and later the longer others wait.
 *
 * @param name of the asker; the same name is always told the same
 * @param wait milliseconds, as in `Pressure`
 * @returns whole seconds
 */
export function comeAgainAfter(kind: keyof typeof comesAgain, name: string, wait = 0): number {
  const [least, spread] = comesAgain[kind];
  const place = [...name].reduce((sum, sign) => (sum * 31 + (sign.codePointAt(0) ?? 0)) % 1009, 7) % spread;
  return least + place + Math.floor(wait / 1000);
}
