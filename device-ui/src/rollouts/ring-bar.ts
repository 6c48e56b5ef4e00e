import { css, html, svg } from "lit";
import { KlykaElement } from "../components/element.ts";
import type { CountsView } from "../data/rollouts.ts";
import { countOrder, sizeOf } from "./words.ts";

/** How the phones of a ring stand, as one bar: what there is of a kind is seen, also when it is one of thousands. */
export class RingBar extends KlykaElement {
  static override properties = { counts: { attribute: false }, label: {} };
  declare counts: CountsView;
  /** What the bar says, in words. */
  declare label: string;

  override render() {
    const { counts, label } = this;
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
    return html`<svg viewBox="0 0 100 6" preserveAspectRatio="none" role="img" aria-label=${label}>
      <rect class="planned" width="100" height="6"></rect>
      ${parts}
    </svg>`;
  }

  static override styles = css`
    :host {
      display: block;
      width: 100%;
    }
    svg {
      display: block;
      width: 100%;
      height: 10px;
      border-radius: 5px;
    }
    .planned {
      fill: var(--sunk);
    }
    .healthy {
      fill: var(--live);
    }
    .released {
      fill: var(--accent);
    }
    .waiting {
      fill: var(--waiting);
    }
    .failed {
      fill: var(--stop);
    }
    .skipped {
      fill: var(--line);
    }
    @media (forced-colors: active) {
      svg {
        border: 1px solid CanvasText;
      }
    }
  `;
}

customElements.define("ring-bar", RingBar);
declare global {
  interface HTMLElementTagNameMap {
    "ring-bar": RingBar;
  }
}
