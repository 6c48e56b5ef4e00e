/** The square that is kept of a picture: its middle, in parts of the picture, and how near it is. */
export type Cut = { readonly x: number; readonly y: number; readonly zoom: number };
type Size = { readonly width: number; readonly height: number };

const nearest = 5;

/** As much as there is, in the middle. */
export const centred: Cut = { x: 0.5, y: 0.5, zoom: 1 };

/** Side of the square in the picture's own pixels. */
export function sideOf({ width, height }: Size, { zoom }: Cut): number {
  return Math.min(width, height) / zoom;
}

/** @param x, y how far, in sides of the square */
export function moved(size: Size, cut: Cut, x: number, y: number): Cut {
  const side = sideOf(size, cut);
  return within(size, { ...cut, x: cut.x + (x * side) / size.width, y: cut.y + (y * side) / size.height });
}

export function zoomed(size: Size, cut: Cut, zoom: number): Cut {
  return within(size, { ...cut, zoom: Math.min(nearest, Math.max(1, zoom)) });
}

/** The square never leaves the picture. */
function within(size: Size, cut: Cut): Cut {
  const side = sideOf(size, cut);
  const inside = (at: number, whole: number) => Math.min(1 - side / whole / 2, Math.max(side / whole / 2, at));
  return { ...cut, x: inside(cut.x, size.width), y: inside(cut.y, size.height) };
}
