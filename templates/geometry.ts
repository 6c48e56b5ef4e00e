import type { PhoneModel } from "./model.ts";

/**
 * Where everything sits on a phone, in millimetres, from its model's data: what a drawing of the phone needs.
 * Pure. Where the data says nothing, one rule stands in for it, so that every model can be drawn.
 */

/** Millimetres from the upper left corner of the phone's body; modules lie to the right of it. */
export type Rect = { readonly x: number; readonly y: number; readonly w: number; readonly h: number };

export type KeySide = "left" | "right" | "below" | "screen";

export type KeySpot = Rect & {
  /** 0 = the phone, 1… its expansion modules in chain order. */
  readonly module: number;
  /** 1-based over all pages; null = this is a page key, which cannot be programmed. */
  readonly index: number | null;
  /** 1-based page on which the key shows. A module's own page key: the page it opens. */
  readonly page: number;
  readonly side: KeySide;
  /** 0-based place on that side. */
  readonly row: number;
  readonly column: number;
};

export type Drawing = {
  readonly body: Rect;
  readonly screen: Rect | null;
  readonly handset: Rect | null;
  readonly softkeys: readonly Rect[];
  readonly dialpad: Rect | null;
  readonly modules: readonly { readonly name: string; readonly body: Rect }[];
  readonly keys: readonly KeySpot[];
};

type Place = Rect & { readonly side: KeySide; readonly row: number; readonly column: number };
type ModuleModel = PhoneModel["modules"][number];

const margin = 6;
const gap = 1;
const moduleGap = 4;

/**
 * Every key of the phone and of the modules attached: each programmable index exactly once, and the page keys.
 *
 * @param modules names of the attached modules in chain order, as in the model's data; unknown names are left out
 */
export function keySpots(model: PhoneModel, modules: readonly string[] = []): readonly KeySpot[] {
  return drawPhone(model, modules).keys;
}

/** The whole phone: body, screen, handset, keys, modules. */
export function drawPhone(model: PhoneModel, modules: readonly string[] = []): Drawing {
  const frame = frameOf(model);
  const attached = attach(model, modules, frame.body);
  return {
    ...frame,
    modules: attached.map(({ name, body }) => ({ name, body })),
    keys: [...phoneKeys(model, frame), ...attached.flatMap(({ facts, body }, at) => moduleKeys(facts, body, at + 1))],
  };
}

type Frame = Pick<Drawing, "body" | "screen" | "handset" | "softkeys" | "dialpad"> & {
  readonly face: Rect;
  readonly middle: Rect;
};

/** Body, handset, screen and dial pad. `face` is what the handset leaves free, `middle` what the key columns leave of it. */
function frameOf(model: PhoneModel): Frame {
  const { geometry, keys } = model;
  const body = { x: 0, y: 0, ...(geometry.bodyMm ?? sizeClass(keys.perPage)) };
  const handsetWidth = geometry.handset === "none" ? 0 : Math.min(50, body.w / 4);
  const faceX = geometry.handset === "left" ? handsetWidth + margin : margin;
  const face = { x: faceX, y: margin, w: body.w - handsetWidth - 2 * margin, h: body.h - 2 * margin };
  const handset = geometry.handset === "none" ? null : handsetRect(geometry.handset, body, handsetWidth);
  const middle = between(model, face);
  const screen = screenRect(model, face, middle);
  return {
    body,
    face,
    middle,
    handset,
    screen,
    softkeys: softkeyRects(model, screen, middle),
    dialpad: dialpadRect(model, middle, face, screen),
  };
}

/** What the columns of keys at the sides leave free. */
function between(model: PhoneModel, face: Rect): Rect {
  const columns = sideColumns(model);
  const left = columns.left > 0 ? keyWidth(face, columns.left) * columns.left + 2 * gap : 0;
  const right = columns.right > 0 ? keyWidth(face, columns.right) * columns.right + 2 * gap : 0;
  return { x: face.x + left, y: face.y, w: face.w - left - right, h: face.h };
}

/** A body for a model whose size nobody has measured: more keys, larger phone. */
function sizeClass(perPage: number): { w: number; h: number } {
  if (perPage <= 4) return { w: 190, h: 185 };
  return perPage <= 8 ? { w: 215, h: 195 } : { w: 245, h: 210 };
}

function handsetRect(side: "left" | "right", body: Rect, width: number): Rect {
  return { x: side === "left" ? margin / 2 : body.w - width, y: margin, w: width - margin / 2, h: body.h - 2 * margin };
}

/** The screen sits in the upper half, between the key columns. */
function screenRect(model: PhoneModel, face: Rect, middle: Rect): Rect | null {
  const { geometry, screen } = model;
  const upper = geometry.dialpad ? face.y + face.h * 0.5 : face.y + face.h * 0.8;
  if (screen === null && geometry.screenMm === null) return null;
  const room = { w: middle.w, h: upper - face.y - softkeyHeight(model) - belowHeight(model) };
  const wanted = geometry.screenMm ?? { w: room.w, h: room.h };
  const w = Math.min(wanted.w, room.w);
  const h = Math.min(Math.max(wanted.h, model.geometry.lineKeys.onScreen ? room.h : 0), room.h);
  return { x: middle.x + (room.w - w) / 2, y: face.y, w, h };
}

function softkeyHeight(model: PhoneModel): number {
  return model.geometry.softkeys ? 8 : 0;
}

function belowHeight(model: PhoneModel): number {
  return Math.ceil(model.geometry.lineKeys.below / belowPerRow) * 9;
}

const belowPerRow = 6;

/** Keys at the edge carry their paper label with them, and are wider. */
function keyWidth(face: Rect, columns: number): number {
  return columns > 1 ? Math.min(24, face.w / (2 * columns + 2)) : Math.min(14, face.w / 8);
}

function softkeyRects(model: PhoneModel, screen: Rect | null, middle: Rect): readonly Rect[] {
  const count = model.geometry.softkeys ?? 0;
  const under = screen ?? { ...middle, h: 0 };
  const w = under.w / Math.max(1, count);
  return Array.from({ length: count }, (_, at) => ({
    x: under.x + at * w + gap,
    y: under.y + under.h + 2,
    w: w - 2 * gap,
    h: 5,
  }));
}

function dialpadRect(model: PhoneModel, middle: Rect, face: Rect, screen: Rect | null): Rect | null {
  if (!model.geometry.dialpad) return null;
  const w = Math.min(70, middle.w * 0.7);
  const lower = screen ? screen.y + screen.h : face.y;
  const y = lower + softkeyHeight(model) + belowHeight(model) + 10;
  const h = Math.min(90, Math.max(10, face.y + face.h - y - 4));
  return { x: middle.x + (middle.w - w) / 2, y, w, h };
}

/** Columns of physical keys on each side: keys beside a screen stand in one column, long rows at the edge in two. */
function sideColumns(model: PhoneModel): { left: number; right: number } {
  const { left, right } = model.geometry.lineKeys;
  const columns = (count: number) => (count <= 8 ? Math.min(1, count) : Math.max(2, Math.ceil(count / 10)));
  return { left: columns(left), right: columns(right) };
}

/** All places of one page in the order in which the model counts its keys. */
function phonePlaces(model: PhoneModel, frame: Frame, wanted: number): readonly Place[] {
  const { lineKeys, order } = model.geometry;
  const columns = sideColumns(model);
  const left = sidePlaces("left", lineKeys.left, columns.left, frame);
  const right = sidePlaces("right", lineKeys.right, columns.right, frame);
  const beside = order === "rows" ? byRows(left, right) : [...left, ...right];
  const physical = [...beside, ...belowPlaces(lineKeys.below, frame, beside)];
  return [...physical, ...screenPlaces(Math.max(0, wanted - physical.length), frame, order === "rows")];
}

function byRows(left: readonly Place[], right: readonly Place[]): readonly Place[] {
  const sideOrder = (place: Place) => (place.side === "left" ? 0 : 1);
  return [...left, ...right].sort((a, b) => a.row - b.row || sideOrder(a) - sideOrder(b) || a.column - b.column);
}

/** One column of keys stands close beside the screen; several stand at the edge, from top to bottom of the phone. */
function sidePlaces(side: "left" | "right", count: number, columns: number, frame: Frame): readonly Place[] {
  if (count === 0) return [];
  const w = keyWidth(frame.face, columns);
  const rows = Math.ceil(count / columns);
  const { face, screen } = frame;
  const close = columns === 1 && screen !== null ? screen : null;
  const h = close ? sideHeight(close, rows) : face.h;
  const outer = side === "left" ? face.x : face.x + face.w - w * columns;
  const inner = close && (side === "left" ? close.x - 2 * gap - w : close.x + close.w + 2 * gap);
  return grid(count, rows, { x: inner ?? outer, y: face.y, w: w * columns, h }, columns, false).map((place) => ({
    ...place,
    side,
  }));
}

/** A column beside the screen is as high as the screen, and higher where its keys would grow too low. */
function sideHeight(screen: Rect, rows: number): number {
  return Math.max(screen.h, rows * 7);
}

function belowPlaces(count: number, frame: Frame, beside: readonly Place[]): readonly Place[] {
  if (count === 0) return [];
  const rows = Math.ceil(count / belowPerRow);
  const across = Math.min(count, belowPerRow);
  const { middle, screen } = frame;
  const inMiddle = beside.filter((place) => place.x + place.w > middle.x && place.x < middle.x + middle.w);
  const lowest = Math.max(screen ? screen.y + screen.h : middle.y, ...inMiddle.map((place) => place.y + place.h));
  const y = lowest + (frame.softkeys.length > 0 ? 8 : 1);
  const area = { x: middle.x, y, w: middle.w, h: rows * 9 };
  return grid(count, rows, area, across, true).map((place) => ({ ...place, side: "below" }));
}

/** Keys that a touch screen (or a display with more entries than buttons) shows. */
function screenPlaces(count: number, frame: Frame, rowsFirst: boolean): readonly Place[] {
  if (count === 0) return [];
  const area = frame.screen ?? { ...frame.middle, h: frame.middle.h / 2 };
  const columns = screenColumns(count, area);
  return grid(count, Math.ceil(count / columns), area, columns, rowsFirst).map((place) => ({ ...place, side: "screen" }));
}

function screenColumns(count: number, area: Rect): number {
  const most = area.w >= area.h ? 4 : 2;
  return Math.max(1, Math.min(most, Math.ceil(count / 8)));
}

/** Cells of a grid; `rowsFirst` counts along the rows, else down the columns. */
function grid(count: number, rows: number, area: Rect, columns: number, rowsFirst: boolean): readonly Omit<Place, "side">[] {
  const w = area.w / columns;
  const h = area.h / rows;
  return Array.from({ length: count }, (_, at) => {
    const row = rowsFirst ? Math.floor(at / columns) : at % rows;
    const column = rowsFirst ? at % columns : Math.floor(at / rows);
    return { row, column, ...inset({ x: area.x + column * w, y: area.y + row * h, w, h }) };
  });
}

function inset(rect: Rect): Rect {
  const by = Math.min(gap / 2, rect.w / 8, rect.h / 8);
  return { x: round(rect.x + by), y: round(rect.y + by), w: round(rect.w - 2 * by), h: round(rect.h - 2 * by) };
}

/** Micrometres are enough, and keep sums of fractions from showing. */
function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}

function phoneKeys(model: PhoneModel, frame: Frame): readonly KeySpot[] {
  const { total, perPage, pages } = model.keys;
  if (total === 0 || perPage === 0) return [];
  const paged = pages > 1;
  const takesPlace = paged && pageKeyTakesPlace(model);
  const places = phonePlaces(model, frame, perPage + (takesPlace ? 1 : 0));
  // The page key is the last physical one, where there is one; keys on the screen come after it.
  const physical = places.filter(({ side }) => side !== "screen").length;
  const pageAt = takesPlace ? (physical > 0 ? physical : places.length) - 1 : -1;
  const free = places.filter((_, at) => at !== pageAt);
  const keys = Array.from({ length: total }, (_, at) => spotAt(free, at, perPage)).filter((spot) => spot !== null);
  if (!paged || model.geometry.pageKey === "none") return keys;
  const own = places[pageAt] ?? separatePageKey(frame);
  const pageKeys = Array.from({ length: pages }, (_, at) => ({ ...own, module: 0, index: null, page: at + 1 }));
  return [...keys, ...pageKeys];
}

function spotAt(places: readonly Place[], at: number, perPage: number): KeySpot | null {
  const place = places[at % perPage];
  return place ? { ...place, module: 0, index: at + 1, page: Math.floor(at / perPage) + 1 } : null;
}

/** Whether one of the keys on each page turns the page: the data says so, or a button is left over. */
function pageKeyTakesPlace(model: PhoneModel): boolean {
  const { pageKey, lineKeys } = model.geometry;
  if (pageKey === "last") return true;
  const physical = lineKeys.left + lineKeys.right + lineKeys.below;
  return pageKey === "unknown" && physical > model.keys.perPage;
}

/** A page key of its own stands right of the soft keys, under the right column. */
function separatePageKey(frame: Frame): Place {
  const w = Math.min(10, frame.face.w / 10);
  const lower = frame.body.h - margin;
  return {
    x: round(frame.face.x + frame.face.w - w),
    y: round(lower),
    w: round(w),
    h: margin - 1,
    side: "below",
    row: 0,
    column: 0,
  };
}

function attach(
  model: PhoneModel,
  names: readonly string[],
  body: Rect,
): readonly { name: string; facts: ModuleModel; body: Rect }[] {
  const attached: { name: string; facts: ModuleModel; body: Rect }[] = [];
  for (const name of names) {
    const facts = model.modules.find((module) => module.name === name);
    if (!facts) continue;
    const before = attached.at(-1)?.body ?? body;
    const w = moduleColumns(facts) * 45 + 2 * margin;
    attached.push({ name, facts, body: { x: before.x + before.w + moduleGap, y: 0, w, h: body.h } });
  }
  return attached;
}

/** Columns of keys on a module; where unknown: one up to 10 keys, two up to 40, three above. */
export function moduleColumns(facts: { readonly columns: number | null; readonly perPage: number }): number {
  return facts.columns ?? (facts.perPage <= 10 ? 1 : facts.perPage <= 40 ? 2 : 3);
}

/** Indexes of a module that can be programmed: all places over its pages but the unusable ones. */
export function moduleIndexes(facts: Pick<ModuleModel, "total" | "pages" | "perPage" | "unusable">): readonly number[] {
  const places = Array.from({ length: facts.pages * facts.perPage }, (_, at) => at + 1);
  return places.filter((index) => !facts.unusable.includes(index)).slice(0, facts.total);
}

function moduleKeys(facts: ModuleModel, body: Rect, module: number): readonly KeySpot[] {
  const columns = moduleColumns(facts);
  const footer = facts.pages > 1 ? 12 : 0;
  const area = { x: body.x + margin, y: body.y + margin, w: body.w - 2 * margin, h: body.h - 2 * margin - footer };
  const rows = Math.ceil(facts.perPage / columns);
  const places = grid(facts.perPage, rows, area, columns, false);
  const keys = moduleIndexes(facts).flatMap((index): KeySpot[] => {
    const place = places[(index - 1) % facts.perPage];
    const side = place && place.column > 0 ? "right" : "left";
    return place ? [{ ...place, module, index, page: Math.floor((index - 1) / facts.perPage) + 1, side }] : [];
  });
  return facts.pages > 1 ? [...keys, ...modulePageKeys(facts.pages, body, module)] : keys;
}

/** A module has one key for each page, in a row at its lower edge; they show on every page. */
function modulePageKeys(pages: number, body: Rect, module: number): readonly KeySpot[] {
  const w = (body.w - 2 * margin) / pages;
  return Array.from({ length: pages }, (_, at) => {
    const rect = inset({ x: body.x + margin + at * w, y: body.y + body.h - margin - 9, w, h: 8 });
    return { ...rect, module, index: null, page: at + 1, side: "below" as const, row: 0, column: at };
  });
}
