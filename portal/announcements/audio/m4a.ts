import { mostAudioSeconds } from "../../../domain/announcement.ts";
import { DomainError } from "../../../domain/errors.ts";
import { mustHaveShape, tooLong } from "./mixer.ts";

/**
 * Looks through the tables of an MP4 (ISO/IEC 14496-12) before anything is decoded: a table of a few bytes can claim more
 * than any memory holds.
 */

/** Frames of three minutes of AAC at 96 kHz, and some more. */
const mostEntries = 20_000;
const mostBoxes = 500;
const unreadable = () => new DomainError("audio_unreadable");

type Box = { readonly name: string; readonly view: DataView };

/** @throws DomainError `audio_unreadable`, `audio_kind_refused` (no AAC), `audio_shape_refused`, `audio_too_long`, `audio_too_heavy` */
export function checkM4a(bytes: Uint8Array): void {
  const whole = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const boxes: Box[] = [];
  walk(whole, boxes, 0);
  const named = (name: string) => boxes.filter((box) => box.name === name).map((box) => box.view);
  const [entry] = named("stsd");
  if (!entry) throw named("moof").length > 0 ? new DomainError("audio_kind_refused") : unreadable();
  if (named("trak").length !== 1 || named("moof").length > 0) throw new DomainError("audio_kind_refused");
  checkEntry(entry);
  checkLength(named("mdhd")[0]);
  for (const name of ["stts", "stsc", "stco", "co64", "stss", "ctts", "elst"]) {
    for (const table of named(name)) if (countOf(table, 4) > mostEntries) throw new DomainError("audio_too_heavy");
  }
  for (const sizes of named("stsz")) if (countOf(sizes, 8) > mostEntries) throw new DomainError("audio_too_heavy");
  for (const times of named("stts")) checkTimes(times);
}

/** Boxes that hold boxes. */
const holders = new Set(["moov", "trak", "mdia", "minf", "stbl", "edts"]);

function walk(view: DataView, into: Box[], depth: number): void {
  for (let at = 0; at < view.byteLength; ) {
    if (at + 8 > view.byteLength) throw unreadable();
    const name = [4, 5, 6, 7].map((n) => String.fromCharCode(view.getUint8(at + n))).join("");
    const small = view.getUint32(at);
    const large = small === 1;
    if (large && at + 16 > view.byteLength) throw unreadable();
    const head = large ? 16 : 8;
    const size = small === 0 ? view.byteLength - at : large ? Number(view.getBigUint64(at + 8)) : small;
    // Also where the file is cut off.
    if (size < head || at + size > view.byteLength) throw unreadable();
    if (into.length > mostBoxes) throw new DomainError("audio_too_heavy");
    const box = { name, view: new DataView(view.buffer, view.byteOffset + at + head, size - head) };
    into.push(box);
    if (holders.has(name) && depth < 8) walk(box.view, into, depth + 1);
    at += size;
  }
}

function countOf(view: DataView, at: number): number {
  if (view.byteLength < at + 4) throw unreadable();
  return view.getUint32(at);
}

/** One description, and of AAC. */
function checkEntry(view: DataView): void {
  if (countOf(view, 4) !== 1 || view.byteLength < 8 + 36) throw unreadable();
  const kind = [12, 13, 14, 15].map((n) => String.fromCharCode(view.getUint8(n))).join("");
  if (kind !== "mp4a") throw new DomainError("audio_kind_refused");
  const [channels, rate] = [view.getUint16(32), view.getUint32(40) >>> 16];
  // What is coded may say more exactly; this is what a player allots.
  mustHaveShape(rate === 0 ? 8000 : rate, channels);
}

function checkLength(view: DataView | undefined): void {
  if (!view || view.byteLength < 20) throw unreadable();
  const wide = view.getUint8(0) === 1;
  if (wide && view.byteLength < 32) throw unreadable();
  const scale = view.getUint32(wide ? 20 : 12);
  const length = wide ? Number(view.getBigUint64(24)) : view.getUint32(16);
  if (scale === 0) throw unreadable();
  if (length / scale > mostAudioSeconds + 1) throw tooLong();
}

/** How many samples the tables tell of altogether. */
function checkTimes(view: DataView): void {
  const entries = countOf(view, 4);
  if (view.byteLength < 8 + entries * 8) throw unreadable();
  let samples = 0;
  for (let n = 0; n < entries; n++) samples += view.getUint32(8 + n * 8);
  if (samples > mostEntries) throw new DomainError("audio_too_heavy");
}
