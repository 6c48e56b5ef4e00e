import { css, html, svg, type TemplateResult } from "lit";
import type { CountsView } from "../data/rollouts.ts";
import { countOrder, sizeOf } from "./words.ts";

/** How the phones of a ring stand, as one bar: what there is of a kind is seen, also when it is one of thousands. Needs the styles `ringBar`. */
export function ringBar(counts: CountsView, label: string): TemplateResult {
  const total = sizeOf(counts);
  const shown = countOrder.filter((one) => counts[one] > 0);
  const least = 1.2;
  const spare = 100 - least * shown.length;
  let at = 0;
  const parts = shown.map((one) => {
    const width = least + (spare * counts[one]) / Math.max(1, total);
    const part = svg`<rect class=${one} x=${at} width=${width} height="6"></rect>`;
    at += width;
    return part;
  });
  return html`<svg class="ring-bar" viewBox="0 0 100 6" preserveAspectRatio="none" role="img" aria-label=${label}>
    <rect class="ground" width="100" height="6"></rect>
    ${parts}
  </svg>`;
}

export const ringBarStyles = css`
  .ring-bar {
    display: block;
    width: 100%;
    height: 10px;
    border-radius: 5px;
  }
  .ring-bar .ground,
  .ring-bar .planned {
    fill: var(--sunk);
  }
  .ring-bar .healthy {
    fill: var(--live);
  }
  .ring-bar .released {
    fill: var(--accent);
  }
  .ring-bar .waiting {
    fill: var(--waiting);
  }
  .ring-bar .failed {
    fill: var(--stop);
  }
  .ring-bar .skipped {
    fill: var(--line);
  }
  @media (forced-colors: active) {
    .ring-bar {
      border: 1px solid CanvasText;
    }
  }
`;
