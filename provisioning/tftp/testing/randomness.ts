/** A small generator with a seed (mulberry32), so that a failure can be played again. */
export function seeded(seed: number): {
  below(limit: number): number;
  chance(share: number): boolean;
  octets(length: number): Buffer;
} {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    below: (limit) => Math.floor(next() * limit),
    chance: (share) => next() < share,
    octets: (length) => Buffer.from(Array.from({ length }, () => Math.floor(next() * 256))),
  };
}
