/** Points of a millimetre; pdfkit counts in points, this folder in millimetres where a person would. */
export const mm = (length: number): number => (length * 72) / 25.4;

/** A4 with the margins of a business letter: room for a hole punch at the left. */
export const page = { width: 595.28, height: 841.89, left: mm(22), right: mm(18), top: mm(20), bottom: mm(24) } as const;

/** Of a page between its margins, in points. */
export const textWidth = page.width - page.left - page.right;
export const textBottom = page.height - page.bottom;

/** The colours of the app on white paper; `soft` keeps 4.5:1 there. */
export const ink = { text: "#1d1b18", soft: "#5f594f", line: "#d3ccbf", ground: "#f5f2ec", accent: "#0e5a48" } as const;
