import encodeQr from "qr";
import { ink, mm } from "../pdf/page.ts";
import type { Paper } from "../pdf/paper.ts";

/** Points: large enough to be read from a paper that has been folded. */
export const qrSize = mm(34);
/** Modules that are left white around it (ISO/IEC 18004). */
const quiet = 4;

/** Draws a code as rectangles, each a run of dark modules: sharp at every size, and few. */
export function drawQr(paper: Paper, text: string): (x: number, y: number) => void {
  const rows = encodeQr(text, "raw", { ecc: "medium", border: quiet });
  const step = qrSize / rows.length;
  return (x, y) => {
    const { document } = paper;
    for (const [row, modules] of rows.entries()) {
      for (const [from, to] of runsOf(modules)) document.rect(x + from * step, y + row * step, (to - from) * step, step);
    }
    document.fill(ink.text);
  };
}

/** Stretches of dark modules: where each begins and ends. */
function runsOf(modules: readonly boolean[]): [number, number][] {
  const runs: [number, number][] = [];
  for (const [at, dark] of modules.entries()) {
    const last = runs.at(-1);
    if (!dark) continue;
    if (last && last[1] === at) last[1] = at + 1;
    else runs.push([at, at + 1]);
  }
  return runs;
}
