import { type Drawing, drawPhone, type KeySpot, type Rect } from "../geometry.ts";
import type { VirtualKey } from "./contract.ts";
import type { ScreenView } from "./screen.ts";
import { cut, harmless } from "./text.ts";

const scale = 4;
const letter = 0.6;
const font = "ui-monospace, Menlo, Consolas, monospace";

const paper = {
  body: "#33312d",
  edge: "#1b1a18",
  handset: "#211f1c",
  screen: "#f5f2ec",
  band: "#0e5a48",
  ink: "#1d1b18",
  faint: "#6a645a",
  light: "#fffefb",
  button: "#4b4842",
  line: "#4fc592",
  busy: "#e0a648",
};

/** The phone as an SVG picture, drawn to scale from its geometry; the same content as the terminal's drawing. Pure. */
export function drawPicture(view: ScreenView): string {
  const drawing = drawPhone(view.model, view.modules);
  const right = Math.max(...[drawing.body, ...drawing.modules.map(({ body }) => body)].map(({ x, w }) => x + w));
  const size = { w: px(right + 8), h: px(drawing.body.h + 8) };
  const title = `${view.model.name}: ${view.state.accounts[0]?.label ?? "no account"}, page ${view.page}`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.w} ${size.h}" width="${size.w}" height="${size.h}" font-family="${font}" role="img">`,
    `<title>${quoted(harmless(title))}</title>`,
    `<g transform="translate(${px(4)} ${px(4)})">`,
    ...bodies(drawing),
    ...screen(view, drawing),
    ...shownKeys(view, drawing).flatMap((spot) => key(view, drawing, spot)),
    "</g>",
    "</svg>",
    "",
  ].join("\n");
}

function shownKeys({ page }: ScreenView, { keys }: Drawing): readonly KeySpot[] {
  const last = (module: number) => Math.max(1, ...keys.filter((spot) => spot.module === module).map((spot) => spot.page));
  return keys.filter(
    (spot) => (spot.module > 0 && spot.index === null) || spot.page === Math.min(Math.max(1, page), last(spot.module)),
  );
}

function bodies({ body, handset, dialpad, softkeys, modules }: Drawing): readonly string[] {
  return [
    box(body, paper.body, 8, paper.edge),
    ...modules.map((module) => box(module.body, paper.body, 8, paper.edge)),
    ...(handset ? [box(handset, paper.edge, 18), box(shrink(handset, 3), paper.handset, 16)] : []),
    ...(dialpad ? pad(dialpad) : []),
    ...softkeys.map((rect) => box(rect, paper.button, 3)),
  ];
}

function pad(rect: Rect): readonly string[] {
  const labels = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"];
  const w = Math.min(rect.w / 3, 19);
  const h = Math.min(rect.h / 4, 13);
  const left = rect.x + (rect.w - 3 * w) / 2;
  return labels.flatMap((label, at) => {
    const cell = shrink({ x: left + (at % 3) * w, y: rect.y + Math.floor(at / 3) * h, w, h }, 1.2);
    return [box(cell, paper.button, 4), text(label, cell.x + cell.w / 2, cell.y + cell.h / 2, 4, paper.light, "middle")];
  });
}

/** Account on top, page below; the labels of the keys beside it are drawn with the keys. */
function screen(view: ScreenView, { screen: rect }: Drawing): readonly string[] {
  if (!rect) return [];
  const account = view.state.accounts[0];
  const size = Math.min(4, rect.h / 9);
  const name = account ? harmless(account.label || account.user) : "no account";
  const pages = view.model.keys.pages;
  return [
    box(rect, paper.screen, 4, paper.edge),
    box({ ...rect, h: size * 1.9 }, paper.band, 4),
    `<circle cx="${px(rect.x + 3)}" cy="${px(rect.y + size)}" r="${px(size / 4)}" fill="${account ? paper.line : paper.busy}"/>`,
    text(toRoom(name, rect.w - 20, size), rect.x + 5, rect.y + size, size, paper.light, "start"),
    ...(pages > 1
      ? [text(`${Math.min(view.page, pages)}/${pages}`, rect.x + rect.w - 2, rect.y + size, size * 0.9, paper.light, "end")]
      : []),
  ];
}

function key(view: ScreenView, drawing: Drawing, spot: KeySpot): readonly string[] {
  const bound = view.state.keys.find((one) => one.module === spot.module && one.index === spot.index);
  if (spot.module > 0 || spot.side === "screen") return labelled(view, drawing, spot, bound);
  if (!labelOnScreen(view, drawing, spot)) return printed(view, spot, bound);
  const lamp = lampColour(bound);
  return [
    box(spot, paper.button, 3),
    ...(lamp && spot.index !== null ? [box(shrink(spot, Math.min(spot.w, spot.h) / 3), lamp, 2)] : []),
    ...besideLabel(view, drawing, spot, bound),
  ];
}

/** A key away from the screen: its label is on it, behind its lamp. */
function printed(view: ScreenView, spot: KeySpot, bound: VirtualKey | undefined): readonly string[] {
  const label = spot.index === null ? pageLabel(view) : shownLabel(view, bound);
  const lamp = lampColour(bound);
  const size = Math.min(2.6, spot.h * 0.5);
  const middle = spot.y + spot.h / 2;
  return [
    box(spot, paper.button, 3),
    ...(lamp ? [`<circle cx="${px(spot.x + 1.8)}" cy="${px(middle)}" r="${px(0.9)}" fill="${lamp}"/>`] : []),
    text(toRoom(label, spot.w - 4, size), spot.x + 3.4, middle, size, paper.light, "start"),
  ];
}

/** Keys on a module or a touch screen carry their label on themselves. */
function labelled(view: ScreenView, drawing: Drawing, spot: KeySpot, bound: VirtualKey | undefined): readonly string[] {
  const size = Math.min(3.4, spot.h * 0.6);
  const onScreen = spot.module === 0;
  const top = onScreen && drawing.screen ? Math.min(drawing.screen.h / 5, 8) : 0;
  const rect = onScreen && drawing.screen ? squeeze(spot, drawing.screen, top) : spot;
  const label = spot.index === null ? String(spot.page) : shownLabel(view, bound);
  const lamp = lampColour(bound);
  return [
    box(rect, spot.index === null ? paper.button : paper.screen, 2, onScreen ? "#b9c2cb" : undefined),
    ...(lamp ? [`<circle cx="${px(rect.x + 2.4)}" cy="${px(rect.y + rect.h / 2)}" r="${px(0.9)}" fill="${lamp}"/>`] : []),
    text(
      toRoom(label, rect.w - 6, size),
      spot.index === null ? rect.x + rect.w / 2 : rect.x + 4.6,
      rect.y + rect.h / 2,
      size,
      spot.index === null ? paper.light : paper.ink,
      spot.index === null ? "middle" : "start",
    ),
  ];
}

/** Room for the account line on a touch screen: its keys move down and grow lower. */
function squeeze(spot: KeySpot, area: Rect, top: number): Rect {
  const factor = (area.h - top) / area.h;
  return { x: spot.x, y: area.y + top + (spot.y - area.y) * factor, w: spot.w, h: spot.h * factor };
}

function labelOnScreen(view: ScreenView, { screen: area }: Drawing, spot: KeySpot): boolean {
  return area !== null && spot.side !== "below" && beside(spot, area) && !view.model.geometry.lineKeys.paperLabels;
}

function besideLabel(view: ScreenView, drawing: Drawing, spot: KeySpot, bound: VirtualKey | undefined): readonly string[] {
  const area = drawing.screen;
  const label = spot.index === null ? pageLabel(view) : shownLabel(view, bound);
  if (label === "" || !area) return [];
  const size = Math.min(3.6, spot.h * 0.55);
  const ink = spot.index === null ? paper.faint : paper.ink;
  const shown = toRoom(label, area.w / 2 - 3, size);
  return spot.side === "left"
    ? [text(shown, area.x + 2, row(spot, area), size, ink, "start")]
    : [text(shown, area.x + area.w - 2, row(spot, area), size, ink, "end")];
}

/** Only keys of the column next to the screen have their label on it. */
function beside(spot: KeySpot, area: Rect): boolean {
  const distance = spot.side === "left" ? area.x - (spot.x + spot.w) : spot.x - (area.x + area.w);
  return distance < spot.w * 2 && spot.y + spot.h <= area.y + area.h + spot.h * 4;
}

/** Labels keep below the account line, in the order of their keys. */
function row(spot: KeySpot, area: Rect): number {
  const top = Math.min(area.h / 5, 8);
  const share = (spot.y + spot.h / 2 - area.y) / Math.max(area.h, spot.y + spot.h - area.y);
  return area.y + top + share * (area.h - top);
}

/** What the page key leads to. */
function pageLabel({ page, model }: ScreenView): string {
  return `${(Math.min(page, model.keys.pages) % model.keys.pages) + 1} ›`;
}

function shownLabel(view: ScreenView, bound: VirtualKey | undefined): string {
  const label = harmless(bound?.label ?? "");
  return cut(label, view.model.geometry.labelChars ?? 99, "…");
}

function lampColour(bound: VirtualKey | undefined): string | null {
  if (!bound || bound.kind === "blank") return null;
  if (bound.kind === "line" || bound.kind === "blf") return paper.line;
  return bound.kind === "groupLogin" || bound.kind === "diversion" ? paper.busy : null;
}

function toRoom(label: string, room: number, size: number): string {
  return cut(label, Math.max(1, Math.floor(room / (size * letter))), "…");
}

function shrink(rect: Rect, by: number): Rect {
  return { x: rect.x + by, y: rect.y + by, w: Math.max(0.5, rect.w - 2 * by), h: Math.max(0.5, rect.h - 2 * by) };
}

function px(mm: number): number {
  return Math.round(mm * scale * 10) / 10;
}

function box(rect: Rect, fill: string, radius: number, stroke?: string): string {
  const line = stroke === undefined ? "" : ` stroke="${stroke}" stroke-width="1.5"`;
  return `<rect x="${px(rect.x)}" y="${px(rect.y)}" width="${px(rect.w)}" height="${px(rect.h)}" rx="${radius}" fill="${fill}"${line}/>`;
}

function text(label: string, x: number, y: number, size: number, fill: string, anchor: "start" | "middle" | "end"): string {
  return `<text x="${px(x)}" y="${px(y)}" font-size="${px(size)}" fill="${fill}" text-anchor="${anchor}" dy="0.35em">${quoted(label)}</text>`;
}

function quoted(label: string): string {
  return label.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
