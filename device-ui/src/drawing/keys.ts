import { nothing, svg, type TemplateResult } from "lit";
import { t } from "../i18n/index.ts";
import { grown, rect } from "./body.ts";
import type { KeyContent, KeySpot, PhoneShape, Programmable, Rect } from "./drawing.ts";
import { cutLabel, lettersIn } from "./labels.ts";

/** How one key looks: its button, its light and its label where this model shows it. */
export type KeyLook = { readonly content: KeyContent | null; readonly selected: boolean; readonly over: boolean };

/** A key with the ring that shows the focus and the selection; `inner` goes where the label stands. */
export function drawKey(shape: PhoneShape, spot: Programmable, look: KeyLook): TemplateResult {
  const place = placeOf(shape, spot);
  const label = look.content && look.content.kind !== "blank" ? look.content.label || t(`kind.${look.content.kind}`) : "";
  const shown = cutLabel(label, Math.min(shape.labelChars ?? 99, lettersIn(place.width, place.size)));
  return svg`<rect class="touch" x=${place.hit.x} y=${place.hit.y} width=${place.hit.w} height=${place.hit.h} rx="2"></rect>
    ${place.strip ? rect(place.strip, 1.2, "strip") : nothing}
    ${rect(place.button, 2.2, spot.side === "screen" ? "cell" : "button")}
    ${light(place.light, look.content)}
    <text class="label ${place.dark ? "on-body" : ""} ${look.content?.state ?? "off"}" x=${place.x} y=${place.y}
      font-size=${place.size} text-anchor=${place.anchor}>${shown}</text>
    ${look.content?.locked ? lock(place.button) : nothing} ${look.content?.shared ? sharedMark(place.button) : nothing}
    ${rect(grown(place.button, 1), 2.8, `ring ${look.selected ? "chosen" : ""} ${look.over ? "over" : ""}`)}`;
}

/** A key that turns the page. */
export function drawPageKey(shape: PhoneShape, spot: KeySpot, label: string, current: boolean): TemplateResult {
  const place = placeOf(shape, spot);
  const inside = spot.module > 0 || spot.side === "below";
  // Where there is no room for the word its number stands alone: `2 ›`.
  const shown = inside && spot.module === 0 && spot.w < 20 ? label.split(" ").slice(1).join(" ") : label;
  const x = inside ? place.button.x + place.button.w / 2 : place.x;
  const y = inside ? place.button.y + place.button.h / 2 : place.y;
  return svg`${rect(place.button, 2.2, `button ${current ? "current" : ""}`)}
    <text class="label ${inside ? "on-body middle" : "page"}" x=${x} y=${y} font-size=${inside ? Math.min(3.6, shown.length > 4 ? spot.w / 6 : spot.w / 2.4) : place.size}
      text-anchor=${inside ? "middle" : place.anchor}>${shown}</text>
    ${rect(grown(place.button, 1), 2.8, "ring")}`;
}

type Place = {
  readonly hit: Rect;
  readonly button: Rect;
  readonly light: Rect;
  readonly strip: Rect | null;
  readonly x: number;
  readonly y: number;
  readonly size: number;
  /** Millimetres for the label. */
  readonly width: number;
  readonly anchor: "start" | "middle" | "end";
  /** The label stands on the dark body, not on a light strip or screen. */
  readonly dark: boolean;
};

function placeOf(shape: PhoneShape, spot: KeySpot): Place {
  if (spot.side === "screen") return onScreen(spot);
  if (spot.side === "below") return labelledInside(spot);
  const { screen } = shape;
  const single = shape.keys.every((key) => key.module > 0 || key.side !== spot.side || key.column === 0);
  return spot.module === 0 && screen && single && isBeside(spot, screen) ? besideScreen(spot, screen) : withStrip(spot);
}

function isBeside(spot: Rect, screen: Rect): boolean {
  const middle = spot.y + spot.h / 2;
  const near = Math.min(Math.abs(spot.x + spot.w - screen.x), Math.abs(spot.x - screen.x - screen.w));
  return near < 6 && middle > screen.y - 1 && middle < screen.y + screen.h + 1;
}

/** The label stands on the screen, at the same height. */
function besideScreen(spot: KeySpot, screen: Rect): Place {
  const left = spot.side === "left";
  const button = shrunk(spot, Math.min(8, spot.h - 1.6));
  const x = left ? screen.x + 3 : screen.x + screen.w - 3;
  const size = Math.min(4.6, spot.h * 0.46);
  const hit = left
    ? { x: spot.x, y: spot.y, w: screen.x + screen.w * 0.42 - spot.x, h: spot.h }
    : { x: screen.x + screen.w * 0.58, y: spot.y, w: spot.x + spot.w - screen.x - screen.w * 0.58, h: spot.h };
  const y = spot.y + spot.h / 2;
  return {
    hit,
    button,
    light: lightIn(button),
    strip: null,
    x,
    y,
    size,
    width: screen.w * 0.42,
    anchor: left ? "start" : "end",
    dark: false,
  };
}

/** A module, or a row at the edge: a small button at the outer side, and a light strip that holds the label. */
function withStrip(spot: KeySpot): Place {
  const left = spot.side === "left";
  const h = Math.min(9, spot.h - 1.4);
  const w = Math.min(9, spot.w * 0.26);
  const button = { x: left ? spot.x : spot.x + spot.w - w, y: spot.y + (spot.h - h) / 2, w, h };
  const strip = { x: left ? spot.x + w + 1.2 : spot.x, y: spot.y + 0.5, w: spot.w - w - 1.2, h: spot.h - 1 };
  const size = Math.min(5, spot.h * 0.5, strip.w / 5.6);
  const x = left ? strip.x + 1.4 : strip.x + strip.w - 1.4;
  const y = spot.y + spot.h / 2;
  return {
    hit: spot,
    button,
    light: lightIn(button),
    strip,
    x,
    y,
    size,
    width: strip.w - 2.4,
    anchor: left ? "start" : "end",
    dark: false,
  };
}

/** A cell of a touch screen. */
function onScreen(spot: KeySpot): Place {
  const size = Math.min(4.4, spot.h * 0.42);
  const light = { x: spot.x + 1.6, y: spot.y + spot.h / 2 - 1, w: 4, h: 2 };
  const x = spot.x + 7.4;
  return {
    hit: spot,
    button: spot,
    light,
    strip: null,
    x,
    y: spot.y + spot.h / 2,
    size,
    width: spot.w - 8.6,
    anchor: "start",
    dark: false,
  };
}

/** A key under the screen that carries its own label. */
function labelledInside(spot: KeySpot): Place {
  const size = Math.min(3.4, spot.h * 0.4);
  const light = { x: spot.x + 1.4, y: spot.y + spot.h / 2 - 0.9, w: 3, h: 1.8 };
  const x = spot.x + 5.6;
  return {
    hit: spot,
    button: spot,
    light,
    strip: null,
    x,
    y: spot.y + spot.h / 2,
    size,
    width: spot.w - 6.4,
    anchor: "start",
    dark: true,
  };
}

function shrunk(spot: Rect, h: number): Rect {
  return { x: spot.x, y: spot.y + (spot.h - h) / 2, w: spot.w, h };
}

function lightIn(button: Rect): Rect {
  const w = Math.min(6, button.w * 0.5);
  return { x: button.x + (button.w - w) / 2, y: button.y + button.h / 2 - 0.9, w, h: 1.8 };
}

/** Each state has a shape of its own: a bar, a bar in two, a hollow bar, a cross, a faint bar. */
function light(at: Rect, content: KeyContent | null): TemplateResult {
  const state = content?.state ?? "off";
  if (state === "waiting") {
    const w = at.w * 0.4;
    return svg`${rect({ ...at, w }, 1, "light waiting")}${rect({ ...at, x: at.x + at.w - w, w }, 1, "light waiting")}`;
  }
  if (state === "misfit") {
    const [x, y, r] = [at.x + at.w / 2, at.y + at.h / 2, 1.3];
    return svg`<path class="cross" d=${`M${x - r} ${y - r}L${x + r} ${y + r}M${x + r} ${y - r}L${x - r} ${y + r}`}></path>`;
  }
  return rect(at, 1, `light ${state}`);
}

/** Two leaves: the key is the layout's. */
function sharedMark(button: Rect): TemplateResult {
  const [x, y] = [button.x + 1.1, button.y + button.h - 2.7];
  return svg`${rect({ x: x + 0.7, y, w: 1.5, h: 1.1 }, 0.2, "leaf")}${rect({ x, y: y + 0.6, w: 1.5, h: 1.1 }, 0.2, "leaf front")}`;
}

function lock(button: Rect): TemplateResult {
  const x = button.x + button.w - 1.9;
  const y = button.y + 2.4;
  return svg`<path class="lock" d=${`M${x - 0.7} ${y}v-.5a.7.7 0 0 1 1.4 0v.5`}></path>${rect({ x: x - 1, y, w: 2, h: 1.5 }, 0.3, "lock-body")}`;
}
