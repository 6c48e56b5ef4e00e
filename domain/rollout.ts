/** `halted`: stopped by itself; `taken_back`: every phone has what it had; `left`: who had got it keeps it, nobody else gets it. */
export const rolloutStates = ["running", "paused", "halted", "finished", "taken_back", "left"] as const;
export type RolloutState = (typeof rolloutStates)[number];

/** Its values still stand for the phones of its rings. */
export const liveStates = ["running", "paused", "halted"] as const satisfies readonly RolloutState[];

export function isLive(state: RolloutState): boolean {
  return liveStates.some((live) => live === state);
}

/** What people do with a roll-out. */
export const rolloutActs = ["pause", "resume", "advance", "skip", "take_back", "leave"] as const;
export type RolloutAct = (typeof rolloutActs)[number];

const allowedIn: Readonly<Record<RolloutAct, readonly RolloutState[]>> = {
  pause: ["running"],
  resume: ["paused", "halted"],
  advance: ["running", "paused", "halted"],
  skip: ["running", "paused", "halted"],
  take_back: ["running", "paused", "halted"],
  leave: ["running", "paused", "halted"],
};

export function rolloutCan(act: RolloutAct, state: RolloutState): boolean {
  return allowedIn[act].includes(state);
}

/**
 * Of a phone: not its turn yet; has got it and is looked at; has not been heard of since (off); as it should be; not as
 * it should be; left out by somebody.
 */
export const rolloutPhoneStates = ["planned", "released", "waiting", "healthy", "failed", "skipped"] as const;
export type RolloutPhoneState = (typeof rolloutPhoneStates)[number];

/** Hundredths of a percent: 100 is 1 %. */
export const wholeShare = 10_000;

export const ringKinds = ["phones", "share", "site", "rest"] as const;
export type RingKind = (typeof ringKinds)[number];

/** Which phones a ring is of. `share` in hundredths of a percent of all phones of the roll-out. */
export type RingOf =
  | { readonly kind: "phones"; readonly phoneIds: readonly string[] }
  | { readonly kind: "share"; readonly share: number }
  | { readonly kind: "site"; readonly siteId: string }
  | { readonly kind: "rest" };

export type RingPhone = { readonly id: string; readonly siteId: string | null };
/** `place`: the order within the ring. */
export type RingPlace = { readonly ring: number; readonly place: number };

/**
 * Puts each phone into one ring. Named phones and phones of a named site are in their ring; shares are drawn from all
 * others, always the same ones for the same `seed`, spread over everything that phones differ in. A share is rounded
 * down, but never to nobody. Phones that no ring is of come last: the last ring is of the rest.
 */
export function planRings(rings: readonly RingOf[], phones: readonly RingPhone[], seed: string): ReadonlyMap<string, RingPlace> {
  const drawn = phones.map((phone) => ({ phone, lot: lotOf(seed, phone.id) }));
  drawn.sort((a, b) => a.lot - b.lot || (a.phone.id < b.phone.id ? -1 : 1));
  const named = new Map<string, number>();
  const sites = new Map<string, number>();
  for (const [at, ring] of rings.entries()) {
    if (ring.kind === "phones") for (const id of ring.phoneIds) if (!named.has(id)) named.set(id, at);
    if (ring.kind === "site" && !sites.has(ring.siteId)) sites.set(ring.siteId, at);
  }
  const last = rings.length - 1;
  const shares = rings.flatMap((ring, at) =>
    ring.kind === "share" ? [{ ring: at, left: shareOf(ring.share, phones.length) }] : [],
  );
  const places = new Map<string, RingPlace>();
  const next = rings.map(() => 0);
  for (const { phone } of drawn) {
    const own = named.get(phone.id) ?? (phone.siteId === null ? undefined : sites.get(phone.siteId));
    const share = own === undefined ? shares.find((one) => one.left > 0) : undefined;
    if (share) share.left -= 1;
    const ring = own ?? share?.ring ?? last;
    const place = next[ring] ?? 0;
    next[ring] = place + 1;
    places.set(phone.id, { ring, place });
  }
  return places;
}

/** How many of so many phones a share is: rounded down, one at least. @param share hundredths of a percent */
export function shareOf(share: number, total: number): number {
  return Math.min(total, Math.max(1, Math.floor((share * total) / wholeShare)));
}

/** A whole number that looks drawn, and is the same each time (FNV-1a, and the last step of MurmurHash3 to spread it). */
export function lotOf(seed: string, id: string): number {
  let hash = 0x811c9dc5;
  for (const text of [seed, id]) {
    for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** A phone that is to be released: whose it is, and where. */
export type NextPhone = { readonly id: string; readonly organisationId: string; readonly siteId: string | null };

/** How many phones may be under way at once. */
export type Caps = { readonly atOnce: number; readonly atOnceSite: number };

/**
 * The next of them for which there is room: no organisation and no site has more phones under way than it may.
 *
 * @param next in their order
 * @param under phones that are under way
 */
export function pickNext(next: readonly NextPhone[], under: readonly NextPhone[], caps: Caps): string[] {
  const organisations = new Map<string, number>();
  const sites = new Map<string, number>();
  const add = (to: Map<string, number>, key: string) => to.set(key, (to.get(key) ?? 0) + 1);
  const start = (phone: NextPhone) => {
    add(organisations, phone.organisationId);
    add(sites, siteKey(phone));
  };
  for (const phone of under) start(phone);
  const picked: string[] = [];
  for (const phone of next) {
    if ((organisations.get(phone.organisationId) ?? 0) >= caps.atOnce) continue;
    if ((sites.get(siteKey(phone)) ?? 0) >= caps.atOnceSite) continue;
    start(phone);
    picked.push(phone.id);
  }
  return picked;
}

/** Phones of an organisation that are at no site count as being at one. */
function siteKey({ organisationId, siteId }: NextPhone): string {
  return siteId ?? `organisation:${organisationId}`;
}
