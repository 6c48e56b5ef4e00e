import { nothing, svg, type TemplateResult } from "lit";
import { t } from "../i18n/index.ts";
import { type PhoneShape, type Rect, wholeSize } from "./drawing.ts";

/** What is no key to be programmed: the body, the handset, the screen, the dial pad. It decorates. */
export function drawBody(shape: PhoneShape): TemplateResult {
  return svg`<g aria-hidden="true">
    <defs><linearGradient id="casing" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#3b3935"></stop>
      <stop offset="1" stop-color="#292723"></stop></linearGradient></defs>
    ${[shape.body, ...shape.modules.map(({ body }) => body)].map(casing)}
    ${shape.handset ? drawHandset(shape.handset) : nothing}
    ${shape.screen ? svg`${rect(grown(shape.screen, 2), 2.5, "bezel")}${rect(shape.screen, 1, "screen")}` : nothing}
    ${shape.softkeys.map((key) => rect({ ...key, x: key.x + 0.5, y: key.y + 1.4, w: key.w - 1 }, 2.4, "button"))}
    ${shape.dialpad ? drawDialpad(shape, shape.dialpad) : nothing}
    ${drawBeside(shape)}
  </g>`;
}

export function rect({ x, y, w, h }: Rect, radius: number, name: string): TemplateResult {
  return svg`<rect class=${name} x=${x} y=${y} width=${Math.max(0, w)} height=${Math.max(0, h)} rx=${Math.min(radius, w / 2, h / 2)}></rect>`;
}

export function grown({ x, y, w, h }: Rect, by: number): Rect {
  return { x: x - by, y: y - by, w: w + 2 * by, h: h + 2 * by };
}

function casing({ x, y, w, h }: Rect): TemplateResult {
  return svg`<rect x=${x} y=${y} width=${w} height=${h} rx="9" fill="url(#casing)"></rect>${rect({ x, y, w, h }, 9, "casing-edge")}`;
}

function drawHandset(handset: Rect): TemplateResult {
  const room = { x: handset.x + 4, y: handset.y + 1, w: handset.w - 10, h: handset.h - 2 };
  const ear = Math.min(38, room.h * 0.22);
  const cup = { x: room.x + 3, w: room.w - 6, h: ear };
  return svg`${rect(room, 12, "cradle")}
    ${rect({ x: room.x + room.w * 0.26, y: room.y + 6, w: room.w * 0.48, h: room.h - 12 }, 7, "grip")}
    ${rect({ ...cup, y: room.y + 3 }, 11, "cup")}${rect({ ...cup, y: room.y + room.h - 3 - ear }, 11, "cup")}`;
}

const digits = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"];

/** Where the keys of the dial pad really stand: about as large as fingers want them, in the middle of the room below. */
function padKeys(
  shape: PhoneShape,
  pad: Rect,
): { readonly area: Rect; readonly w: number; readonly h: number; readonly gap: number } {
  const gap = 4;
  const h = Math.min(13.5, (pad.h - 3 * gap) / 4);
  const w = Math.min((pad.w - 2 * gap) / 3, h * 1.75);
  const height = 4 * h + 3 * gap;
  const below = shape.body.h - 10 - pad.y;
  const area = {
    x: pad.x + (pad.w - 3 * w - 2 * gap) / 2,
    y: pad.y + Math.max(0, Math.min(22, (below - height) / 2)),
    w: 3 * w + 2 * gap,
    h: height,
  };
  return { area, w, h, gap };
}

function drawDialpad(shape: PhoneShape, pad: Rect): TemplateResult {
  const { area, w, h, gap } = padKeys(shape, pad);
  return svg`${digits.map((digit, at) => {
    const key = { x: area.x + (at % 3) * (w + gap), y: area.y + Math.floor(at / 3) * (h + gap), w, h };
    return svg`${rect(key, 2.4, "button")}<text class="digit" x=${key.x + w / 2} y=${key.y + h / 2} font-size=${h * 0.44}>${digit}</text>`;
  })}`;
}

/** The navigation ring and the fixed keys stand right of the dial pad, where no key that can be programmed stands. */
function drawBeside(shape: PhoneShape): TemplateResult | typeof nothing {
  if (!shape.dialpad) return nothing;
  const pad = padKeys(shape, shape.dialpad).area;
  const keys = shape.keys.filter((key) => key.module === 0 && key.x + key.w > pad.x + pad.w + 2);
  const top = Math.max(pad.y, ...keys.map((key) => key.y + key.h + 4));
  const room = { x: pad.x + pad.w + 4, y: top, w: shape.body.x + shape.body.w - 10 - pad.x - pad.w, h: pad.y + pad.h - top };
  if (room.h < 18 || room.w < 20) return nothing;
  const pills = fixedKeys(shape, room);
  const ringRoom = room.w - (pills.length > 0 ? 26 : 0);
  const r = Math.min(13, ringRoom / 2 - 1.5, room.h / 2);
  const ring = shape.dpad && r > 6 ? drawRing(room.x + ringRoom / 2, room.y + room.h / 2, r) : nothing;
  return svg`${ring}${pills}`;
}

function drawRing(x: number, y: number, r: number): TemplateResult {
  return svg`<circle class="button" cx=${x} cy=${y} r=${r}></circle><circle class="hub" cx=${x} cy=${y} r=${r * 0.45}></circle>`;
}

function fixedKeys(shape: PhoneShape, room: Rect): readonly TemplateResult[] {
  const named = shape.hardKeys.filter(isFixedKey);
  const step = Math.max(9.4, Math.min(12, room.h / Math.max(1, named.length)));
  const most = Math.max(0, Math.floor(room.h / step));
  return named.slice(0, most).map((key, at) => {
    const pill = { x: room.x + room.w - 24, y: room.y + at * step, w: 23, h: 7.4 };
    return svg`${rect(pill, 2.4, "button dim")}<text class="fixed" x=${pill.x + pill.w / 2} y=${pill.y + pill.h / 2}>${t(`hard.${key}`)}</text>`;
  });
}

const fixed = ["hold", "transfer", "redial", "conference", "mute", "message", "messages", "headset", "speaker"] as const;

function isFixedKey(key: string): key is (typeof fixed)[number] {
  return fixed.some((one) => one === key);
}

/** The view box over everything, in millimetres. */
export function viewBox(shape: PhoneShape): string {
  const { w, h } = wholeSize(shape);
  return `-1 -1 ${w + 2} ${h + 2}`;
}
