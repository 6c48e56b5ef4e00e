import { DomainError } from "../../../domain/errors.ts";

/** What a file is, by what is in it: neither its name nor what the browser says of it counts. */
export type AudioKind = "wav" | "mp3" | "vorbis" | "opus" | "m4a";

/** @returns null when it is none that is taken */
export function audioKind(bytes: Uint8Array): AudioKind | null {
  const text = (from: number, to: number) => Buffer.from(bytes.subarray(from, to)).toString("latin1");
  if (text(0, 4) === "RIFF" && text(8, 12) === "WAVE") return "wav";
  if (text(4, 8) === "ftyp") return "m4a";
  if (text(0, 4) === "OggS") {
    // The first page has one packet, right behind its table of one segment.
    if (text(28, 35) === "\x01vorbis") return "vorbis";
    return text(28, 36) === "OpusHead" ? "opus" : null;
  }
  return firstFrame(bytes) === null ? null : "mp3";
}

/** As far as the first bytes tell. @throws DomainError `audio_empty`, `audio_kind_refused` */
export function mustBeSound(bytes: Uint8Array): AudioKind {
  if (bytes.length === 0) throw new DomainError("audio_empty");
  const kind = audioKind(bytes);
  if (kind === null) throw new DomainError("audio_kind_refused");
  return kind;
}

/** What the head of an MP3's first frame says. */
export type Mp3Head = { readonly at: number; readonly samples: number; readonly channels: number; readonly rate: number };

/** A tag may be followed by nothing for a while. */
const mostPadding = 4096;

/** The first frame of an MP3, behind a tag if there is one; null: there is none. */
export function firstFrame(bytes: Uint8Array): Mp3Head | null {
  const from = tagLength(bytes);
  const to = from === 0 ? 1 : from + mostPadding;
  for (let at = from; at < Math.min(to, bytes.length - 4); at++) {
    const head = headAt(bytes, at);
    if (head) return head;
  }
  return null;
}

/** ID3v2: its length has seven bits a byte. */
function tagLength(bytes: Uint8Array): number {
  if (bytes[0] !== 0x49 || bytes[1] !== 0x44 || bytes[2] !== 0x33) return 0;
  const [a = 0, b = 0, c = 0, d = 0] = bytes.subarray(6, 10);
  return 10 + (((a & 127) << 21) | ((b & 127) << 14) | ((c & 127) << 7) | (d & 127));
}

const rates: Readonly<Record<number, readonly number[]>> = {
  0: [11_025, 12_000, 8000],
  2: [22_050, 24_000, 16_000],
  3: [44_100, 48_000, 32_000],
};

function headAt(bytes: Uint8Array, at: number): Mp3Head | null {
  const [a = 0, b = 0, c = 0, d = 0] = bytes.subarray(at, at + 4);
  if (a !== 0xff || (b & 0xe0) !== 0xe0) return null;
  const version = (b >> 3) & 3;
  const rate = rates[version]?.[(c >> 2) & 3];
  const layer3 = ((b >> 1) & 3) === 1;
  const bitrate = c >> 4;
  if (!layer3 || rate === undefined || bitrate === 15) return null;
  return { at, rate, samples: version === 3 ? 1152 : 576, channels: d >> 6 === 3 ? 1 : 2 };
}

/** Frames that the encoder says there are (Xing, Info); null: it does not say. */
export function saidFrames(bytes: Uint8Array, { at, samples, channels }: Mp3Head): number | null {
  const side = samples === 1152 ? (channels === 1 ? 17 : 32) : channels === 1 ? 9 : 17;
  const from = at + 4 + side;
  const view = Buffer.from(bytes.subarray(from, from + 12));
  if (view.length < 12 || !["Xing", "Info"].includes(view.toString("latin1", 0, 4))) return null;
  return (view.readUInt32BE(4) & 1) === 1 ? view.readUInt32BE(8) : null;
}
