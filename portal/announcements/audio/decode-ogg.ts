import { OggVorbisDecoder } from "@wasm-audio-decoders/ogg-vorbis";
import { OpusDecoder } from "opus-decoder";
import { DomainError } from "../../../domain/errors.ts";
import { type Decoded, Mixer, mustHaveShape } from "./mixer.ts";
import { readOgg } from "./ogg.ts";

/**
 * Bytes, and packets, that are decoded at once: what is too long is stopped in between. A page of five hundred bytes may hold
 * a million samples of each channel.
 */
const [partBytes, partPackets] = [1024, 50];
const unreadable = () => new DomainError("audio_unreadable");

/** @throws DomainError `audio_unreadable`, `audio_shape_refused`, `audio_too_long`, `audio_too_heavy`, `audio_empty` */
export async function decodeVorbis(bytes: Uint8Array): Promise<Decoded> {
  const { packets } = readOgg(bytes);
  const [head] = packets;
  if (!head || head.length < 30) throw unreadable();
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const [channels, rate] = [view.getUint8(11), view.getUint32(12, true)];
  const mixer = new Mixer(rate, channels);
  const decoder = new OggVorbisDecoder();
  await decoder.ready;
  let errors = 0;
  const take = ({ channelData, samplesDecoded, errors: found }: Awaited<ReturnType<typeof decoder.decode>>) => {
    errors += found.length;
    mixer.add(channelData, samplesDecoded);
  };
  for (let at = 0; at < bytes.length; at += partBytes) take(await decoder.decode(bytes.subarray(at, at + partBytes)));
  take(await decoder.flush());
  decoder.free();
  if (errors > 0) throw unreadable();
  return mixer.done();
}

/** Opus is decoded at its own 48 kHz. @throws DomainError as `decodeVorbis` */
export async function decodeOpus(bytes: Uint8Array): Promise<Decoded> {
  const { packets, end } = readOgg(bytes);
  const [first, , ...sound] = packets;
  const head = opusHead(first ?? new Uint8Array());
  const mixer = new Mixer(48_000, head.channels);
  const { channels, streamCount, coupledStreamCount, channelMappingTable } = head;
  const decoder = new OpusDecoder({ channels, streamCount, coupledStreamCount, channelMappingTable, preSkip: 0 });
  await decoder.ready;
  for (let at = 0; at < sound.length; at += partPackets) {
    const { channelData, samplesDecoded, errors } = decoder.decodeFrames(sound.slice(at, at + partPackets));
    if (errors.length > 0) throw unreadable();
    mixer.add(channelData, samplesDecoded);
  }
  decoder.free();
  // What the encoder put before the sound; and after it, as the last page says.
  return mixer.done(head.preSkip, end > head.preSkip ? end : undefined);
}

/** RFC 7845, 5.1. */
function opusHead(packet: Uint8Array) {
  if (packet.length < 19) throw unreadable();
  const view = new DataView(packet.buffer, packet.byteOffset, packet.byteLength);
  const [channels, preSkip, family] = [view.getUint8(9), view.getUint16(10, true), view.getUint8(18)];
  mustHaveShape(48_000, channels);
  if (family === 0 && channels <= 2) {
    const channelMappingTable = channels === 2 ? [0, 1] : [0];
    return { channels, preSkip, streamCount: 1, coupledStreamCount: channels - 1, channelMappingTable };
  }
  if (family !== 1 || packet.length < 21 + channels) throw unreadable();
  const [streamCount, coupledStreamCount] = [view.getUint8(19), view.getUint8(20)];
  const channelMappingTable = [...packet.subarray(21, 21 + channels)];
  const streams = streamCount + coupledStreamCount;
  const whole = coupledStreamCount <= streamCount && channelMappingTable.every((one) => one < streams || one === 255);
  if (streamCount === 0 || !whole) throw unreadable();
  return { channels, preSkip, streamCount, coupledStreamCount, channelMappingTable };
}
