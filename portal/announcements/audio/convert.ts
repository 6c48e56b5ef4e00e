import type { AudioFiles } from "../../../db/announcement-audio.ts";
import { type Measured, waveformParts } from "../../../domain/announcement.ts";
import { resample } from "../../../domain/resample.ts";
import { wavOfAlaw, wavOfPcm } from "../../../domain/wav.ts";
import { soundingPart, waveformOf } from "../../../domain/waveform.ts";
import { decodeM4a } from "./decode-m4a.ts";
import { decodeMp3 } from "./decode-mp3.ts";
import { decodeOpus, decodeVorbis } from "./decode-ogg.ts";
import { decodeWav } from "./decode-wav.ts";
import { type AudioKind, mustBeSound } from "./kind.ts";
import { loudnessOf } from "./loudness.ts";
import type { Decoded } from "./mixer.ts";

const decoders: Readonly<Record<AudioKind, (bytes: Uint8Array) => Decoded | Promise<Decoded>>> = {
  wav: decodeWav,
  mp3: decodeMp3,
  vorbis: decodeVorbis,
  opus: decodeOpus,
  m4a: decodeM4a,
};

/**
 * Sound from outside, in the forms that exchanges play, and how it sounds. The same file gives the same bytes. To be run in
 * a thread of its own (`intake.ts`).
 *
 * @throws DomainError `audio_empty`, `audio_kind_refused`, `audio_unreadable`, `audio_shape_refused`, `audio_too_long`, `audio_too_heavy`
 */
export async function convertAudio(bytes: Uint8Array): Promise<AudioFiles> {
  return audioFiles(await decoders[mustBeSound(bytes)](bytes));
}

/** Sound that is decoded, or made by us. */
export function audioFiles(sound: Decoded): AudioFiles {
  const { samples, rate } = sound;
  const wide = resample(samples, rate, 16_000);
  const narrow = rate === 8000 ? samples : resample(wide, 16_000, 8000);
  return {
    durationMs: Math.max(1, Math.round((samples.length / rate) * 1000)),
    measured: measure(sound),
    files: {
      wav16: wavOfPcm(wide, 16_000),
      wav8: wavOfPcm(narrow, 8000),
      alaw: wavOfAlaw(narrow, 8000),
    },
  };
}

function measure({ samples, rate, peak, clipped }: Decoded): Measured {
  const loudness = loudnessOf(samples, rate);
  const begins = loudness === null ? 0 : soundingPart(samples, rate).from;
  return {
    loudness,
    peak: loudness === null || peak === 0 ? null : Math.round(200 * Math.log10(peak)) / 10,
    clipped: Math.round(clipped * 1e6) / 1e6,
    silentStart: Math.round(begins * 100) / 100,
    waveform: waveformOf(samples, waveformParts),
  };
}
