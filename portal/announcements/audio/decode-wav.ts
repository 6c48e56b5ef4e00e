import { mostAudioSeconds } from "../../../domain/announcement.ts";
import { DomainError } from "../../../domain/errors.ts";
import { fromAlaw, fromMulaw } from "../../../domain/wav.ts";
import { type Decoded, Mixer, mustHaveShape, tooLong } from "./mixer.ts";

const unreadable = () => new DomainError("audio_unreadable");
type Reader = (view: DataView, at: number) => number;

/** How a sample is read: by format and bits. */
const readers: Readonly<Record<string, Reader>> = {
  "1/8": (view, at) => (view.getUint8(at) - 128) / 128,
  "1/16": (view, at) => view.getInt16(at, true) / 32_768,
  "1/24": (view, at) => ((view.getInt8(at + 2) << 16) | view.getUint16(at, true)) / 8_388_608,
  "1/32": (view, at) => view.getInt32(at, true) / 2_147_483_648,
  "3/32": (view, at) => view.getFloat32(at, true),
  "3/64": (view, at) => view.getFloat64(at, true),
  "6/8": (view, at) => fromAlaw(view.getUint8(at)),
  "7/8": (view, at) => fromMulaw(view.getUint8(at)),
};
const extensible = 0xfffe;

/** Samples that are mixed at once. */
const part = 65_536;

/** @throws DomainError `audio_unreadable`, `audio_kind_refused`, `audio_shape_refused`, `audio_too_long`, `audio_empty` */
export function decodeWav(bytes: Uint8Array): Decoded {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { format, data } = chunksOf(view);
  const tag = format.getUint16(0, true) === extensible ? subFormat(format) : format.getUint16(0, true);
  const [channels, rate, bits] = [format.getUint16(2, true), format.getUint32(4, true), format.getUint16(14, true)];
  const read = readers[`${tag}/${bits}`];
  if (!read) throw new DomainError("audio_kind_refused");
  mustHaveShape(rate, channels);
  const width = bits / 8;
  const frames = Math.floor(data.byteLength / (width * channels));
  if (frames > rate * (mostAudioSeconds + 0.5)) throw tooLong();
  const mixer = new Mixer(rate, channels);
  for (let from = 0; from < frames; from += part) {
    const length = Math.min(part, frames - from);
    const sound = Array.from({ length: channels }, (_, channel) => {
      const samples = new Float32Array(length);
      for (let n = 0; n < length; n++) samples[n] = read(data, ((from + n) * channels + channel) * width);
      return samples;
    });
    mixer.add(sound, length);
  }
  return mixer.done();
}

function subFormat(format: DataView): number {
  if (format.byteLength < 26) throw unreadable();
  return format.getUint16(24, true);
}

/** What was written while it was recorded may not know how long it became. */
const unknownLength = 0xffff_ffff;

function chunksOf(view: DataView): { readonly format: DataView; readonly data: DataView } {
  let format: DataView | null = null;
  for (let at = 12; at + 8 <= view.byteLength; ) {
    const name = [0, 1, 2, 3].map((n) => String.fromCharCode(view.getUint8(at + n))).join("");
    const said = view.getUint32(at + 4, true);
    const rest = view.byteLength - at - 8;
    if (said > rest && !(name === "data" && said === unknownLength)) throw unreadable();
    const chunk = new DataView(view.buffer, view.byteOffset + at + 8, Math.min(said, rest));
    if (name === "fmt " && chunk.byteLength >= 16) format = chunk;
    if (name === "data") {
      if (format === null) throw unreadable();
      return { format, data: chunk };
    }
    at += 8 + said + (said % 2);
  }
  throw unreadable();
}
