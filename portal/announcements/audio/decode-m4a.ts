import { createRequire } from "node:module";
import { mostAudioSeconds } from "../../../domain/announcement.ts";
import { DomainError } from "../../../domain/errors.ts";
import { checkM4a } from "./m4a.ts";
import { type Decoded, Mixer, mustHaveShape, tooLong } from "./mixer.ts";

/**
 * AAC in an MP4. The decoder is made for browsers: in a thread of ours it finds what it looks for, and no network.
 *
 * @throws DomainError `audio_unreadable`, `audio_kind_refused`, `audio_shape_refused`, `audio_too_long`, `audio_too_heavy`
 */
export async function decodeM4a(bytes: Uint8Array): Promise<Decoded> {
  checkM4a(bytes);
  const require = createRequire(import.meta.url);
  const wasm = require.resolve("@humansignal/audio-file-decoder/decode-audio.wasm");
  Object.assign(globalThis, { require, __dirname: "", fetch: undefined });
  const { getAudioDecoder } = await import("@humansignal/audio-file-decoder/dist/audio-file-decoder.js");
  const samples = await readable(async () => {
    const file = new Uint8Array(bytes).buffer;
    const decoder = await getAudioDecoder(wasm, file);
    mustHaveShape(decoder.sampleRate, decoder.channelCount);
    if (decoder.duration > mostAudioSeconds + 1) throw tooLong();
    if (decoder.encoding !== "aac") throw new DomainError("audio_kind_refused");
    return { rate: decoder.sampleRate, sound: decoder.decodeAudioData(before, mostAudioSeconds + 3) };
  });
  const mixer = new Mixer(samples.rate, 1);
  mixer.add([samples.sound]);
  return mixer.done();
}

/** Asked from 0 on, it leaves out the first frame. Seconds. */
const before = -1;

/** It throws texts. */
async function readable<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof DomainError ? error : new DomainError("audio_unreadable");
  }
}
