type Track = {
  readonly key: string;
  readonly width: string;
  readonly narrow: "title" | "detail" | "hide";
  /** Somebody has asked for it. */
  readonly asked?: boolean;
};

const gap = 12;
/** Padding and border of a row, and the bar that scrolls. */
const around = 40;
/** Up to here a row is two lines high, and the style sheet says what stands on them. */
export const narrowest = 640;

/**
 * The columns for which there is room at their least width: a list that scrolls to the side hides what can be done with its
 * rows. The last go first, those that somebody has asked for after all others; what a row is called and how it is stays, and so
 * does what the list is sorted by.
 *
 * @param beside widths of what else a row has: the box to tick, the buttons
 */
export function columnsThatFit<T extends Track>(
  columns: readonly T[],
  width: number,
  beside: readonly number[],
  sortedBy: string,
): readonly T[] {
  if (width <= narrowest) return columns;
  const room = width - around - beside.reduce((sum, one) => sum + one + gap, 0);
  const shown = [...columns];
  while (shown.reduce((sum, one) => sum + leastOf(one.width) + gap, -gap) > room) {
    const goes = shown.filter(({ key, narrow }) => narrow === "hide" && key !== sortedBy);
    const last = goes.findLast(({ asked }) => !asked) ?? goes.at(-1);
    if (!last) break;
    shown.splice(shown.indexOf(last), 1);
  }
  return shown;
}

/** Of `120px` and `minmax(120px, 1fr)`. */
function leastOf(track: string): number {
  return Number(/(\d+)px/.exec(track)?.[1] ?? 0);
}
