import { svg, type TemplateResult } from "lit";

/** Lines that are drawn: more would run together. */
const most = 110;

/**
 * The waveform as lines, to be put in a box of any shape. What lies between the two shares (0…1) stands out.
 *
 * @param heights 0…100, any number of equal parts
 */
export function waveform(heights: readonly number[], from: number, to: number): TemplateResult {
  const lines = fewer(heights);
  const step = 1000 / Math.max(1, lines.length);
  const path = lines.map((height, n) => {
    // Speech is far from the edges: what is quiet is drawn somewhat higher than it is.
    const half = Math.max(1.5, (height / 100) ** 0.7 * 48);
    return `M${round((n + 0.5) * step)} ${round(50 - half)}V${round(50 + half)}`;
  });
  const d = path.join("");
  const [x, width] = [round(from * 1000), round(Math.max(0, to - from) * 1000)];
  return svg`<svg viewBox="0 0 1000 100" preserveAspectRatio="none" aria-hidden="true" focusable="false">
    <clipPath id="part"><rect x=${x} y="0" width=${width} height="100"></rect></clipPath>
    <path class="rest" d=${d} vector-effect="non-scaling-stroke"></path>
    <path class="part" d=${d} vector-effect="non-scaling-stroke" clip-path="url(#part)"></path>
  </svg>`;
}

function fewer(heights: readonly number[]): readonly number[] {
  const size = Math.ceil(heights.length / most);
  if (size <= 1) return heights;
  return Array.from({ length: Math.ceil(heights.length / size) }, (_, n) => Math.max(...heights.slice(n * size, (n + 1) * size)));
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
