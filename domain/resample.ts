/**
 * Another sample rate, by a windowed sinc in phases (Kaiser window). Deterministic: the same samples give the same bytes.
 * Held to its passband, its stopband and its timing by the tests beside it.
 */

/** Zero crossings of the sinc on each side, and the window's shape: 70 dB down outside the band. */
const [crossings, beta] = [24, 7];
/** What is let through of the narrower band; the rest is where the filter goes down. */
const through = 0.92;

export function resample(samples: Float32Array, from: number, to: number): Float32Array {
  if (from === to) return samples.slice();
  const divisor = gcd(from, to);
  const [up, down] = [to / divisor, from / divisor];
  const band = Math.min(1, to / from) * through;
  const reach = Math.ceil(crossings / band);
  const phases = filterPhases(up, band, reach);
  const taps = 2 * reach;
  const result = new Float32Array(Math.round((samples.length * to) / from));
  for (let n = 0; n < result.length; n++) {
    const place = n * down;
    const phase = place % up;
    const first = (place - phase) / up - reach + 1;
    let sum = 0;
    const low = Math.max(0, -first);
    const high = Math.min(taps, samples.length - first);
    const weights = phase * taps;
    for (let tap = low; tap < high; tap++) sum += (samples[first + tap] ?? 0) * (phases[weights + tap] ?? 0);
    result[n] = sum;
  }
  return result;
}

/** For each place between two samples the weights of those around it; they add up to one. */
function filterPhases(up: number, band: number, reach: number): Float64Array {
  const taps = 2 * reach;
  const phases = new Float64Array(up * taps);
  const whole = besselI0(beta);
  for (let phase = 0; phase < up; phase++) {
    let sum = 0;
    for (let tap = 0; tap < taps; tap++) {
      const x = tap - reach + 1 - phase / up;
      const window = Math.abs(x) >= reach ? 0 : besselI0(beta * Math.sqrt(1 - (x / reach) ** 2)) / whole;
      const weight = sinc(band * x) * window;
      phases[phase * taps + tap] = weight;
      sum += weight;
    }
    for (let tap = 0; tap < taps; tap++) phases[phase * taps + tap] = (phases[phase * taps + tap] ?? 0) / sum;
  }
  return phases;
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

/** The modified Bessel function of the first kind. */
function besselI0(x: number): number {
  let [sum, term] = [1, 1];
  for (let n = 1; term > sum * 1e-12; n++) {
    term *= (x / (2 * n)) ** 2;
    sum += term;
  }
  return sum;
}

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}
