import { MPEGDecoder } from "mpg123-decoder";
import { DomainError } from "../../../domain/errors.ts";
import { firstFrame, saidFrames } from "./kind.ts";
import { type Decoded, Mixer } from "./mixer.ts";

/** Bytes that are decoded at once: what is too long is stopped in between. */
const part = 16_384;
/** Where fewer than this share of the frames are there, the file has been cut off. */
const enough = 0.97;

/** @throws DomainError `audio_unreadable`, `audio_shape_refused`, `audio_too_long`, `audio_empty` */
export async function decodeMp3(bytes: Uint8Array): Promise<Decoded> {
  const head = firstFrame(bytes);
  if (!head) throw new DomainError("audio_kind_refused");
  const decoder = new MPEGDecoder({ enableGapless: true });
  await decoder.ready;
  let mixer: Mixer | null = null;
  let errors = 0;
  for (let at = head.at; at < bytes.length; at += part) {
    const sound = decoder.decode(bytes.subarray(at, at + part));
    errors += sound.errors.length;
    if (sound.samplesDecoded === 0) continue;
    mixer ??= new Mixer(sound.sampleRate, sound.channelData.length);
    // A stream may change its rate on its way; such sound would play at the wrong speed.
    if (sound.sampleRate !== mixer.rate) throw new DomainError("audio_unreadable");
    mixer.add(sound.channelData, sound.samplesDecoded);
  }
  decoder.free();
  const said = saidFrames(bytes, head);
  if (mixer === null) throw new DomainError("audio_unreadable");
  if (said !== null && mixer.length < said * head.samples * enough - 3 * head.samples) throw new DomainError("audio_unreadable");
  if (errors > 0 && mixer.length < head.rate / 10) throw new DomainError("audio_unreadable");
  return mixer.done();
}
