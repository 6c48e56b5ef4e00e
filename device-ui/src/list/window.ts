/** Which rows of a long list are drawn. Pure. */
export type Window = { readonly first: number; readonly last: number };

const spare = 8;

/**
 * The rows in sight and a few around them; `last` is -1 when there are none.
 *
 * @param top pixels scrolled
 * @param height pixels of the view
 * @param rowHeight pixels
 */
export function windowOf(top: number, height: number, rowHeight: number, total: number): Window {
  const first = Math.max(0, Math.floor(top / rowHeight) - spare);
  const last = Math.min(total - 1, Math.ceil((top + height) / rowHeight) + spare);
  return { first: Math.min(first, Math.max(0, total - 1)), last };
}

/** Row numbers to draw: those of the window, and the one that has the focus, wherever it is. */
export function rowsToDraw(window: Window, focused: number | null, total: number): readonly number[] {
  const rows = Array.from({ length: Math.max(0, window.last - window.first + 1) }, (_, at) => window.first + at);
  if (focused === null || focused >= total || (focused >= window.first && focused <= window.last)) return rows;
  return focused < window.first ? [focused, ...rows] : [...rows, focused];
}

/** Where a key leads from a row; null when it is no key of movement. */
export function rowAfterKey(key: string, at: number, total: number, page: number): number | null {
  const steps: Readonly<Record<string, number>> = {
    ArrowDown: at + 1,
    ArrowUp: at - 1,
    PageDown: at + page,
    PageUp: at - page,
    Home: 0,
    End: total - 1,
  };
  const to = steps[key];
  return to === undefined || total === 0 ? null : Math.max(0, Math.min(total - 1, to));
}
