import type { Programmable, Rect } from "./drawing.ts";

/** Where an arrow leads among keys that lie in a plane: the nearest one in that direction, straight ahead before aslant. */
export type Direction = "left" | "right" | "up" | "down";

export const directionOf: Readonly<Record<string, Direction>> = {
  ArrowLeft: "left",
  ArrowRight: "right",
  ArrowUp: "up",
  ArrowDown: "down",
};

export function neighbour(from: Rect, direction: Direction, among: readonly Programmable[]): Programmable | null {
  let best: Programmable | null = null;
  let bestCost = Number.POSITIVE_INFINITY;
  for (const spot of among) {
    const cost = costOf(from, spot, direction);
    if (cost < bestCost) [best, bestCost] = [spot, cost];
  }
  return best;
}

/** Infinite when it does not lie there. What stands aslant costs three times its sidestep. */
function costOf(from: Rect, to: Rect, direction: Direction): number {
  const dx = to.x + to.w / 2 - (from.x + from.w / 2);
  const dy = to.y + to.h / 2 - (from.y + from.h / 2);
  const ahead = { left: -dx, right: dx, up: -dy, down: dy }[direction];
  const aside = Math.abs(direction === "left" || direction === "right" ? dy : dx);
  return ahead < 0.5 ? Number.POSITIVE_INFINITY : ahead + 3 * aside;
}
