/** WAV files, as exchanges play them. */

/** Samples of -1…1 as a mono WAV of 16-bit PCM: rounded, what is beyond is cut. */
export function wavOfPcm(samples: Float32Array, rate: number): Uint8Array {
  const data = new DataView(new ArrayBuffer(samples.length * 2));
  for (const [at, sample] of samples.entries()) data.setInt16(at * 2, toPcm16(sample), true);
  return riff(formatChunk(1, rate, 16), new Uint8Array(data.buffer), samples.length, false);
}

/** The same as 8-bit A-law (ITU-T G.711). */
export function wavOfAlaw(samples: Float32Array, rate: number): Uint8Array {
  const data = new Uint8Array(samples.length);
  for (const [at, sample] of samples.entries()) data[at] = toAlaw(toPcm16(sample));
  return riff(formatChunk(6, rate, 8), data, samples.length, true);
}

export function toPcm16(sample: number): number {
  return Math.max(-32768, Math.min(32767, Math.round(sample * 32767)));
}

/** One A-law byte of a 16-bit sample: sign, exponent, mantissa, every second bit turned. */
export function toAlaw(pcm: number): number {
  // A-law has 13 bits: what is below zero is counted from -1 on.
  const positive = pcm >= 0;
  const size = Math.min(4095, (positive ? pcm : -1 - pcm) >> 3);
  const exponent = size < 32 ? 0 : 27 - Math.clz32(size);
  const mantissa = (size >> (exponent === 0 ? 1 : exponent)) & 15;
  return ((positive ? 0x80 : 0) | (exponent << 4) | mantissa) ^ 0x55;
}

/** The sample, -1…1, that an A-law byte stands for. */
export function fromAlaw(byte: number): number {
  const turned = byte ^ 0x55;
  const exponent = (turned >> 4) & 7;
  const mantissa = turned & 15;
  const size = exponent === 0 ? mantissa * 2 + 1 : (mantissa * 2 + 33) << (exponent - 1);
  return ((turned & 0x80) !== 0 ? size : -size) / 4096;
}

/** The sample that a µ-law byte stands for. */
export function fromMulaw(byte: number): number {
  const turned = ~byte & 0xff;
  const size = ((((turned & 15) << 3) + 132) << ((turned >> 4) & 7)) - 132;
  return ((turned & 0x80) === 0 ? size : -size) / 32768;
}

/** Mono. What is no PCM has an extension of no bytes. */
function formatChunk(tag: number, rate: number, bits: number): Uint8Array {
  const chunk = new DataView(new ArrayBuffer(tag === 1 ? 16 : 18));
  chunk.setUint16(0, tag, true);
  chunk.setUint16(2, 1, true);
  chunk.setUint32(4, rate, true);
  chunk.setUint32(8, (rate * bits) / 8, true);
  chunk.setUint16(12, bits / 8, true);
  chunk.setUint16(14, bits, true);
  return new Uint8Array(chunk.buffer);
}

function riff(format: Uint8Array, data: Uint8Array, samples: number, fact: boolean): Uint8Array {
  const count = new DataView(new ArrayBuffer(4));
  count.setUint32(0, samples, true);
  const parts = [
    chunkOf("fmt ", format),
    ...(fact ? [chunkOf("fact", new Uint8Array(count.buffer))] : []),
    chunkOf("data", data),
  ];
  const body = joined([ascii("WAVE"), ...parts]);
  return joined([head("RIFF", body.length), body]);
}

/** A chunk of an odd length is followed by a byte that does not count. */
function chunkOf(name: string, bytes: Uint8Array): Uint8Array {
  return joined([head(name, bytes.length), bytes, new Uint8Array(bytes.length % 2)]);
}

function head(name: string, length: number): Uint8Array {
  const size = new DataView(new ArrayBuffer(4));
  size.setUint32(0, length, true);
  return joined([ascii(name), new Uint8Array(size.buffer)]);
}

function ascii(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
