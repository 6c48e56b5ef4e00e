import { svg, type TemplateResult } from "lit";

/** The mark: a telephone with its receiver on the cradle, the *klyka* that the product is named after. */
export function mark(size = 24): TemplateResult {
  return svg`<svg class="icon" width=${size} height=${size} viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2"
    stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">
    <path d="M2.500 9.800C2.500 6.400 6.500 4.500 12 4.500s9.500 1.900 9.500 5.300v.7a1.500 1.500 0 0 1-1.500 1.500h-2.700a1.500 1.500 0 0 1-1.500-1.500V9.400a15 15 0 0 0-7.600 0v1.100A1.500 1.500 0 0 1 6.700 12H4a1.500 1.500 0 0 1-1.500-1.500z"></path>
    <path d="M7.700 11.800 5 16.800A2.200 2.200 0 0 0 7 20h10a2.200 2.200 0 0 0 2-3.200l-2.700-5"></path>
    <circle cx="12" cy="15" r="1.900"></circle></svg>`;
}
