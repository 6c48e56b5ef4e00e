/** The height of each of the sound's equal parts, 0…100. */
export function waveformOf(samples: Float32Array, parts: number): number[] {
  const count = Math.min(parts, samples.length);
  return Array.from({ length: count }, (_, n) => {
    const [from, to] = [Math.floor((n * samples.length) / count), Math.floor(((n + 1) * samples.length) / count)];
    let most = 0;
    for (let at = from; at < to; at++) most = Math.max(most, Math.abs(samples[at] ?? 0));
    return Math.min(100, Math.round(most * 100));
  });
}

/** Above this a sample is sound. */
export const quietest = 0.01;

/** Seconds at which the sound begins and ends, silence on both sides left out; all of it where there is none. */
export function soundingPart(samples: Float32Array, rate: number): { readonly from: number; readonly to: number } {
  const sounds = (sample: number) => Math.abs(sample) > quietest;
  const first = samples.findIndex(sounds);
  if (first < 0) return { from: 0, to: samples.length / rate };
  return { from: first / rate, to: (samples.findLastIndex(sounds) + 1) / rate };
}
