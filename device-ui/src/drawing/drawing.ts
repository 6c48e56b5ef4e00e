import type { KeyKind } from "../../../domain/phone-key.ts";

/**
 * What the portal tells of a phone so that it can be drawn: plain JSON in millimetres, as `drawPhone` in
 * `templates/geometry.ts` makes it from the model's data, and what stands on the keys.
 */
export type Rect = { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
export type KeySide = "left" | "right" | "below" | "screen";

/** `module` 0 is the phone; `index` null is a page key, which shows `page` or, on a module, opens it. */
export type KeySpot = Rect & {
  readonly module: number;
  readonly index: number | null;
  readonly page: number;
  readonly side: KeySide;
  readonly row: number;
  readonly column: number;
};

export type PhoneShape = {
  /** `Yealink T46U` */
  readonly name: string;
  readonly body: Rect;
  readonly screen: Rect | null;
  readonly handset: Rect | null;
  readonly softkeys: readonly Rect[];
  readonly dialpad: Rect | null;
  readonly dpad: boolean;
  readonly hardKeys: readonly string[];
  readonly modules: readonly { readonly name: string; readonly body: Rect }[];
  readonly keys: readonly KeySpot[];
  /** Characters of a label that a key shows; null = not known. */
  readonly labelChars: number | null;
};

export type KeyPlace = { readonly module: number; readonly index: number };
/** `live`: on the phone; `waiting`: will be, when the phone has fetched it; `misfit`: the model cannot have it; `edited`: not saved yet. */
export type KeyState = "live" | "waiting" | "off" | "misfit" | "edited";
export type KeyContent = KeyPlace & {
  readonly label: string;
  readonly kind: KeyKind;
  readonly state: KeyState;
  readonly locked: boolean;
  /** It is the layout's, which others share. */
  readonly shared?: boolean;
};

/** A key that can be programmed. */
export type Programmable = KeySpot & { readonly index: number };

export function isProgrammable(spot: KeySpot): spot is Programmable {
  return spot.index !== null;
}

export function samePlace(a: KeyPlace | null, b: KeyPlace | null): boolean {
  return a !== null && b !== null && a.module === b.module && a.index === b.index;
}

/** Which page each module shows, the phone itself being 0. */
export type Pages = Readonly<Record<number, number>>;

/** Every key that can be programmed, on all pages. */
export function keysInShape(shape: PhoneShape): readonly Programmable[] {
  return shape.keys.filter(isProgrammable);
}

/** Keys in sight on those pages, in the order in which they are counted. */
export function keysInSight(shape: PhoneShape, pages: Pages): readonly Programmable[] {
  return shape.keys.filter(isProgrammable).filter((spot) => spot.page === (pages[spot.module] ?? 1));
}

/** How many pages a module (0: the phone) has. */
export function pageCount(shape: PhoneShape, module: number): number {
  return Math.max(1, ...shape.keys.filter((spot) => spot.module === module).map((spot) => spot.page));
}

/** Everything that is drawn: the phone and its modules beside it. */
export function wholeSize(shape: PhoneShape): { readonly w: number; readonly h: number } {
  const bodies = [shape.body, ...shape.modules.map(({ body }) => body)];
  return { w: Math.max(...bodies.map((body) => body.x + body.w)), h: Math.max(...bodies.map((body) => body.y + body.h)) };
}
