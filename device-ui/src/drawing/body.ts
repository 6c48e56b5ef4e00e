import { nothing, svg, type TemplateResult } from "lit";
import { t } from "../i18n/index.ts";
import { type PhoneShape, type Rect, wholeSize } from "./drawing.ts";

/** What is no key to be programmed: the body, the handset, the screen, the dial pad. It decorates. */
export function drawBody(shape: PhoneShape): TemplateResult {
  return svg`<g aria-hidden="true">
    ${[shape.body, ...shape.modules.map(({ body }) => body)].map(casing)}
    ${shape.handset ? drawHandset(shape.handset) : nothing}
    ${shape.screen ? svg`${rect(grown(shape.screen, 2), 2.5, "bezel")}${rect(shape.screen, 1, "screen")}` : nothing}
    ${shape.softkeys.map((key) => rect({ ...key, x: key.x + 0.5, w: key.w - 1 }, 2.4, "button"))}
    ${shape.dialpad ? drawDialpad(shape.dialpad) : nothing}
    ${drawBeside(shape)}
  </g>`;
}

export function rect({ x, y, w, h }: Rect, radius: number, name: string): TemplateResult {
  return svg`<rect class=${name} x=${x} y=${y} width=${Math.max(0, w)} height=${Math.max(0, h)} rx=${Math.min(radius, w / 2, h / 2)}></rect>`;
}

export function grown({ x, y, w, h }: Rect, by: number): Rect {
  return { x: x - by, y: y - by, w: w + 2 * by, h: h + 2 * by };
}

function casing(body: Rect): TemplateResult {
  return svg`${rect(body, 9, "casing")}<path class="shine" d=${`M${body.x + 9} ${body.y + 0.4}H${body.x + body.w - 9}`}></path>`;
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

function drawDialpad(pad: Rect): TemplateResult {
  const gap = 3;
  const h = Math.min(11, (pad.h - 3 * gap) / 4);
  const w = Math.min((pad.w - 2 * gap) / 3, h * 2.1);
  const left = pad.x + (pad.w - 3 * w - 2 * gap) / 2;
  return svg`${digits.map((digit, at) => {
    const key = { x: left + (at % 3) * (w + gap), y: pad.y + Math.floor(at / 3) * (h + gap), w, h };
    return svg`${rect(key, 2.4, "button")}<text class="digit" x=${key.x + w / 2} y=${key.y + h / 2} font-size=${h * 0.48}>${digit}</text>`;
  })}`;
}

/** The navigation ring and the fixed keys stand right of the dial pad, where no key that can be programmed stands. */
function drawBeside(shape: PhoneShape): TemplateResult | typeof nothing {
  const pad = shape.dialpad;
  if (!pad) return nothing;
  const right = shape.body.x + shape.body.w - 6;
  const lowest = Math.max(
    pad.y,
    ...shape.keys.filter((key) => key.module === 0 && key.x + key.w > pad.x + pad.w + 2).map((key) => key.y + key.h + 4),
  );
  const room = { x: pad.x + pad.w, y: lowest, w: right - pad.x - pad.w, h: Math.min(pad.y + 54, shape.body.h - 8) - lowest };
  if (room.h < 18 || room.w < 20) return nothing;
  const pills = fixedKeys(shape, room);
  const ringRoom = room.w - (pills.length > 0 ? 26 : 0);
  const r = Math.min(13, ringRoom / 2 - 1.5, room.h / 2);
  const ring = shape.dpad && r > 6 ? drawRing(room.x + ringRoom / 2, room.y + Math.min(room.h / 2, 27), r) : nothing;
  return svg`${ring}${pills}`;
}

function drawRing(x: number, y: number, r: number): TemplateResult {
  return svg`<circle class="button" cx=${x} cy=${y} r=${r}></circle><circle class="casing" cx=${x} cy=${y} r=${r * 0.45}></circle>`;
}

function fixedKeys(shape: PhoneShape, room: Rect): readonly TemplateResult[] {
  const named = shape.hardKeys.filter(isFixedKey);
  const step = 9.6;
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
