import { nothing, svg, type TemplateResult } from "lit";
import type { IconNode } from "lucide";

/**
 * A lucide icon as SVG. Icons decorate: what a control is called stands in its text or its label.
 * Attributes are set one by one, so that no HTML is made from text.
 */
export function icon(node: IconNode, size = 20): TemplateResult {
  return svg`<svg class="icon" width=${size} height=${size} viewBox="0 0 24 24" fill="none" stroke="currentColor"
    stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${node.map(shape)}</svg>`;
}

function shape([tag, attributes]: IconNode[number]): TemplateResult {
  const of = (name: string) => attributes[name] ?? nothing;
  switch (tag) {
    case "path":
      return svg`<path d=${of("d")} fill=${of("fill")}></path>`;
    case "circle":
      return svg`<circle cx=${of("cx")} cy=${of("cy")} r=${of("r")} fill=${of("fill")}></circle>`;
    case "rect":
      return svg`<rect x=${of("x")} y=${of("y")} width=${of("width")} height=${of("height")} rx=${of("rx")} ry=${of("ry")}></rect>`;
    case "line":
      return svg`<line x1=${of("x1")} y1=${of("y1")} x2=${of("x2")} y2=${of("y2")}></line>`;
    case "ellipse":
      return svg`<ellipse cx=${of("cx")} cy=${of("cy")} rx=${of("rx")} ry=${of("ry")}></ellipse>`;
    default:
      return svg`<polyline points=${of("points")}></polyline>`;
  }
}
