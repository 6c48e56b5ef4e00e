/**
 * Integrated loudness of one channel (ITU-R BS.1770-4): weighted as the ear hears, blocks of 400 ms of which three quarters
 * overlap, silence and what is far quieter than the rest left out.
 */

type Filter = { readonly b: readonly [number, number, number]; readonly a: readonly [number, number] };

/** Blocks are four steps long, and each begins a step after the one before. Seconds. */
const [stepSeconds, stepsInBlock] = [0.1, 4];
/** LUFS: below this it is silence. */
const silence = -70;

/** @returns LUFS; null: silence */
export function loudnessOf(samples: Float32Array, rate: number): number | null {
  const heard = blockPowers(samples, rate).filter((power) => inLufs(power) > silence);
  if (heard.length === 0) return null;
  const gate = inLufs(mean(heard)) - 10;
  return Math.round(inLufs(mean(heard.filter((power) => inLufs(power) > gate))) * 10) / 10;
}

/** How strong each block is as the ear hears it; of what is shorter than a block, all of it. */
function blockPowers(samples: Float32Array, rate: number): number[] {
  const [shelved, high] = [weigher(shelf(rate)), weigher(highPass(rate))];
  const step = Math.round(stepSeconds * rate);
  const steps: number[] = [];
  let [power, count] = [0, 0];
  for (const sample of samples) {
    power += high(shelved(sample)) ** 2;
    count++;
    if (count < step) continue;
    steps.push(power / step);
    [power, count] = [0, 0];
  }
  if (steps.length < stepsInBlock) {
    const all = steps.reduce((sum, one) => sum + one * step, power);
    return samples.length === 0 ? [] : [all / samples.length];
  }
  return steps.slice(stepsInBlock - 1).map((_, n) => mean(steps.slice(n, n + stepsInBlock)));
}

function inLufs(power: number): number {
  return power > 0 ? -0.691 + 10 * Math.log10(power) : Number.NEGATIVE_INFINITY;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The head as a sphere: what is high is heard louder. Table 1 of the recommendation, at any rate. */
function shelf(rate: number): Filter {
  const [frequency, gain, q] = [1681.974450955533, 3.999843853973347, 0.7071752369554196];
  const k = Math.tan((Math.PI * frequency) / rate);
  const high = 10 ** (gain / 20);
  const middle = high ** 0.4996667741545416;
  const a0 = 1 + k / q + k * k;
  return {
    b: [(high + (middle * k) / q + k * k) / a0, (2 * (k * k - high)) / a0, (high - (middle * k) / q + k * k) / a0],
    a: [(2 * (k * k - 1)) / a0, (1 - k / q + k * k) / a0],
  };
}

/** What is very low is not heard. Table 2. */
function highPass(rate: number): Filter {
  const [frequency, q] = [38.13547087602444, 0.5003270373238773];
  const k = Math.tan((Math.PI * frequency) / rate);
  const a0 = 1 + k / q + k * k;
  return { b: [1, -2, 1], a: [(2 * (k * k - 1)) / a0, (1 - k / q + k * k) / a0] };
}

/** One sample after the other. */
function weigher({ b: [b0, b1, b2], a: [a1, a2] }: Filter): (sample: number) => number {
  let [x1, x2, y1, y2] = [0, 0, 0, 0];
  return (x) => {
    const y = b0 * x + b1 * x1 + b2 * x2 - a1 * y1 - a2 * y2;
    x2 = x1;
    x1 = x;
    y2 = y1;
    y1 = y;
    return y;
  };
}
