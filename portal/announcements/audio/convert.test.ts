import { readFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { audioWarningsOf } from "../../../domain/announcement.ts";
import { resample } from "../../../domain/resample.ts";
import { fromAlaw, toAlaw, wavOfPcm } from "../../../domain/wav.ts";
import { audioFiles, convertAudio } from "./convert.ts";
import { takeAudio } from "./intake.ts";
import { loudnessOf } from "./loudness.ts";

const sample = (name: string) => readFile(join(import.meta.dirname, "samples", name));
/** @param height 0…1 */
const tone = (hertz: number, seconds: number, rate: number, height: number) =>
  Float32Array.from({ length: Math.round(seconds * rate) }, (_, n) => height * Math.sin((2 * Math.PI * hertz * n) / rate));
const sound = (samples: Float32Array, rate: number) => ({ samples, rate, peak: 0, clipped: 0 });

/** A WAV in any form: what a test says of it, and bytes that may not fit it. */
function aWav(
  data: Buffer,
  say: { tag?: number; channels?: number; rate?: number; bits?: number; length?: number } = {},
): Buffer {
  const { tag = 1, channels = 1, rate = 44_100, bits = 16, length = data.length } = say;
  const head = Buffer.alloc(44);
  head.write("RIFF____WAVEfmt ", 0);
  head.writeUInt32LE(36 + data.length, 4);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(tag, 20);
  head.writeUInt16LE(channels, 22);
  head.writeUInt32LE(rate, 24);
  head.writeUInt32LE(((rate * channels * bits) / 8) % 2 ** 32, 28);
  head.writeUInt16LE(((channels * bits) / 8) % 2 ** 16, 32);
  head.writeUInt16LE(bits, 34);
  head.write("data", 36);
  head.writeUInt32LE(length, 40);
  return Buffer.concat([head, data]);
}

/** Left and right as 16-bit PCM. */
function stereo(left: Float32Array, right: Float32Array): Buffer {
  const data = Buffer.alloc(left.length * 4);
  for (const [n, sample] of left.entries()) {
    data.writeInt16LE(Math.round(sample * 32_767), n * 4);
    data.writeInt16LE(Math.round((right[n] ?? 0) * 32_767), n * 4 + 2);
  }
  return data;
}

/** What the head of a finished WAV says, and its samples. */
function readBack(bytes: Uint8Array) {
  const view = Buffer.from(bytes);
  const tag = view.readUInt16LE(20);
  const at = tag === 1 ? 36 : 50;
  expect([view.toString("latin1", 0, 4), view.readUInt32LE(4), view.toString("latin1", at, at + 4)]).toEqual([
    "RIFF",
    view.length - 8,
    "data",
  ]);
  const [channels, rate, bits, length] = [
    view.readUInt16LE(22),
    view.readUInt32LE(24),
    view.readUInt16LE(34),
    view.readUInt32LE(at + 4),
  ];
  const data = view.subarray(at + 8, at + 8 + length);
  const samples =
    tag === 6
      ? Float32Array.from(data, fromAlaw)
      : Float32Array.from({ length: length / 2 }, (_, n) => data.readInt16LE(n * 2) / 32_768);
  return { tag, channels, rate, bits, samples };
}

/** How strong a tone is in the middle of the sound, and what else there is. */
function heard(samples: Float32Array, rate: number, hertz: number) {
  const from = Math.floor(samples.length * 0.2);
  const length = Math.floor(samples.length * 0.6);
  let [sine, cosine, all] = [0, 0, 0];
  for (let n = from; n < from + length; n++) {
    const angle = (2 * Math.PI * hertz * n) / rate;
    const value = samples[n] ?? 0;
    sine += value * Math.sin(angle);
    cosine += value * Math.cos(angle);
    all += value * value;
  }
  const height = (2 / length) * Math.hypot(sine, cosine);
  return { height, rest: Math.sqrt(Math.max(0, all / length - height ** 2 / 2)) };
}

const refused = (bytes: Uint8Array) =>
  takeAudio(bytes).then(
    () => "taken",
    (error: unknown) => error,
  );
const codeOf = (bytes: Uint8Array) =>
  refused(bytes).then((error) => (error instanceof Object && "code" in error ? error.code : error));

describe("the conversion", () => {
  it.each([
    ["tone.mp3", 0.2],
    ["tone-vorbis.ogg", 0.2],
    ["tone-opus.ogg", 0.283],
    ["tone.m4a", 0.2],
  ])("makes of %s the same tone in each form that exchanges play, and the same bytes each time", async (name, height) => {
    const file = await sample(name);
    const audio = await takeAudio(file);
    expect(Math.abs(audio.durationMs - 1500)).toBeLessThan(30);
    for (const [format, tag, rate, bits] of [
      ["wav16", 1, 16_000, 16],
      ["wav8", 1, 8000, 16],
      ["alaw", 6, 8000, 8],
    ] as const) {
      const back = readBack(audio.files[format]);
      expect([back.tag, back.channels, back.rate, back.bits]).toEqual([tag, 1, rate, bits]);
      expect(Math.abs(back.samples.length / rate - 1.5)).toBeLessThan(0.03);
      const { height: found, rest } = heard(back.samples, rate, 440);
      expect(Math.abs(found - height)).toBeLessThan(0.02);
      expect(rest).toBeLessThan(0.02);
    }
    expect(audio.measured.waveform).toHaveLength(240);
    expect(await takeAudio(file)).toEqual(audio);
  });

  it("mixes 44.1 kHz stereo to one channel, whatever the WAV's samples look like", async () => {
    const [left, right] = [tone(440, 1, 44_100, 0.4), tone(440, 1, 44_100, 0.2)];
    const pcm = stereo(left, right);
    const forms: Buffer[] = [aWav(pcm, { channels: 2 })];
    const floats = Buffer.alloc(left.length * 4);
    for (const [n, value] of left.entries()) floats.writeFloatLE(value * 0.75, n * 4);
    forms.push(aWav(floats, { tag: 3, bits: 32 }));
    const packed = Buffer.alloc(left.length * 3);
    for (const [n, value] of left.entries()) packed.writeIntLE(Math.round(value * 0.75 * 8_388_607), n * 3, 3);
    forms.push(aWav(packed, { bits: 24 }));
    forms.push(aWav(Buffer.from(left.map((value) => 128 + Math.round(value * 0.75 * 127))), { bits: 8 }));
    forms.push(
      aWav(Buffer.from(Uint8Array.from(left, (value) => toAlaw(Math.round(value * 0.75 * 32_767)))), { tag: 6, bits: 8 }),
    );
    for (const form of forms) {
      const { files, durationMs } = await convertAudio(form);
      expect(durationMs).toBe(1000);
      expect(Math.abs(heard(readBack(files.wav16).samples, 16_000, 440).height - 0.3)).toBeLessThan(0.01);
    }
  });

  it("refuses each kind of bad file with its own reason", async () => {
    const good = aWav(stereo(tone(440, 1, 44_100, 0.3), tone(440, 1, 44_100, 0.3)), { channels: 2 });
    const nothing = Buffer.alloc(4000);
    expect(await codeOf(new Uint8Array())).toBe("audio_empty");
    expect(await codeOf(aWav(Buffer.alloc(0)))).toBe("audio_empty");
    expect(await codeOf(Buffer.from("%PDF-1.7 och mer därtill"))).toBe("audio_kind_refused");
    expect(await codeOf(aWav(nothing, { tag: 0x55 }))).toBe("audio_kind_refused");
    expect(await codeOf(good.subarray(0, 60_000))).toBe("audio_unreadable");
    expect(await codeOf(good.subarray(0, 30))).toBe("audio_unreadable");
    expect(await codeOf(aWav(nothing, { rate: 4_000_000_000 }))).toBe("audio_shape_refused");
    expect(await codeOf(aWav(nothing, { rate: 100 }))).toBe("audio_shape_refused");
    expect(await codeOf(aWav(nothing, { channels: 60_000 }))).toBe("audio_shape_refused");
    expect(await codeOf(aWav(nothing, { channels: 0 }))).toBe("audio_shape_refused");
    expect(await codeOf(aWav(Buffer.alloc(8000 * 181), { rate: 8000, bits: 8 }))).toBe("audio_too_long");
    const unreal = Buffer.alloc(4000);
    unreal.writeFloatLE(Number.NaN, 400);
    expect(await codeOf(aWav(unreal, { tag: 3, bits: 32 }))).toBe("audio_unreadable");
    for (const name of ["tone.mp3", "tone-vorbis.ogg", "tone-opus.ogg", "tone.m4a"]) {
      const whole = await sample(name);
      for (const share of [0.02, 0.4, 0.8]) {
        expect([name, share, await codeOf(whole.subarray(0, Math.floor(whole.length * share)))]).toEqual([
          name,
          share,
          "audio_unreadable",
        ]);
      }
    }
  });

  it("refuses small files that would become hours, or fill the memory", async () => {
    // Each page of Ogg has 255 packets of one byte: a fifteenth of a second of silence each, and hours altogether.
    const opus = await sample("tone-opus.ogg");
    const page = (sequence: number, last: boolean, packets: number) => {
      const head = Buffer.alloc(27 + packets);
      head.write("OggS", 0);
      head.writeUInt8(last ? 4 : 0, 5);
      head.writeUInt32LE(opus.readUInt32LE(14), 14);
      head.writeUInt32LE(sequence, 18);
      head.writeUInt8(packets, 26);
      head.fill(1, 27);
      return Buffer.concat([head, Buffer.alloc(packets, 0x18)]);
    };
    const second = opus.indexOf("OggS", 4);
    const third = opus.indexOf("OggS", second + 4);
    const pages = Array.from({ length: 40 }, (_, n) => page(n + 2, n === 39, 255));
    expect(await codeOf(Buffer.concat([opus.subarray(0, third), ...pages]))).toBe("audio_too_long");
    const many = Array.from({ length: 900 }, (_, n) => page(n + 2, n === 899, 255));
    expect(await codeOf(Buffer.concat([opus.subarray(0, third), ...many]))).toBe("audio_too_heavy");
    // The smallest frames of MP3 there are: 8 kbit/s.
    const frame = Buffer.alloc(72);
    frame.writeUInt32BE(0xffe3_18c0, 0);
    expect(await codeOf(Buffer.concat(Array.from({ length: 4000 }, () => frame)))).toBe("audio_too_long");
    const m4a = await sample("tone.m4a");
    const changed = (name: string, offset: number, value: number) => {
      const bytes = Buffer.from(m4a);
      bytes.writeUInt32BE(value, bytes.indexOf(name) + 4 + offset);
      return bytes;
    };
    expect(await codeOf(changed("stsz", 8, 400_000_000))).toBe("audio_too_heavy");
    expect(await codeOf(changed("stts", 4, 400_000_000))).toBe("audio_too_heavy");
    expect(await codeOf(changed("stts", 8, 90_000_000))).toBe("audio_too_heavy");
    expect(await codeOf(changed("mdhd", 16, 0xfff_ffff))).toBe("audio_too_long");
    expect(await codeOf(changed("mp4a", 16, 77 << 16))).toBe("audio_shape_refused");
    const video = Buffer.from(m4a);
    video.write("avc1", video.indexOf("mp4a"));
    expect(await codeOf(video)).toBe("audio_kind_refused");
  });

  it("answers any bytes with a reason, and goes on", async () => {
    const files = await Promise.all(["tone.mp3", "tone-vorbis.ogg", "tone-opus.ogg", "tone.m4a"].map(sample));
    const known = /^audio_(empty|kind_refused|unreadable|too_long|shape_refused|too_heavy)$/;
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: files.length - 1 }),
        fc.array(fc.tuple(fc.nat({ max: 9000 }), fc.nat({ max: 255 })), { minLength: 1, maxLength: 12 }),
        async (which, bites) => {
          const bytes = Buffer.from(files[which] ?? []);
          for (const [at, value] of bites) bytes[at % bytes.length] = value;
          const code = await codeOf(bytes);
          expect(code === "taken" || known.test(String(code))).toBe(true);
        },
      ),
      { numRuns: 12 },
    );
    expect(await codeOf(wavOfPcm(tone(440, 0.3, 16_000, 0.2), 16_000))).toBe("taken");
  });
});

describe("how it sounds", () => {
  it("is told in LUFS as the recommendation's tones have it", () => {
    // ITU-R BS.1770-4: a full tone of 997 Hz in one channel is -3.01.
    for (const rate of [8000, 16_000, 44_100, 48_000]) {
      expect(Math.abs((loudnessOf(tone(997, 5, rate, 1), rate) ?? 0) + 3.01)).toBeLessThan(0.12);
      expect(Math.abs((loudnessOf(tone(997, 5, rate, 0.1), rate) ?? 0) + 23.01)).toBeLessThan(0.12);
    }
    // Silence between does not make it quieter: it is left out.
    const [loud, still] = [tone(997, 5, 16_000, 0.1), new Float32Array(16_000 * 10)];
    expect(Math.abs((loudnessOf(Float32Array.from([...loud, ...still, ...loud]), 16_000) ?? 0) + 23)).toBeLessThan(0.3);
    // 38 Hz is hardly heard.
    expect(loudnessOf(tone(20, 5, 16_000, 0.5), 16_000) ?? 0).toBeLessThan(-20);
    expect(loudnessOf(still, 16_000)).toBeNull();
  });

  it("is warned of where it is silent, quiet, clipped, long or begins late", async () => {
    const told = async (samples: Float32Array) => {
      const { measured, durationMs } = await convertAudio(wavOfPcm(samples, 16_000));
      return audioWarningsOf(measured, durationMs);
    };
    expect(await told(tone(440, 3, 16_000, 0.1))).toEqual([]);
    expect(await told(new Float32Array(16_000))).toEqual(["silent"]);
    expect(await told(tone(440, 3, 16_000, 0.01))).toEqual(["quiet", "silentStart"].slice(0, 1));
    expect(await told(tone(440, 3, 16_000, 3))).toEqual(["loud", "clipped"]);
    expect(await told(Float32Array.from([...new Float32Array(48_000), ...tone(440, 3, 16_000, 0.1)]))).toEqual(["silentStart"]);
    expect(await told(tone(440, 70, 16_000, 0.1))).toEqual(["long"]);
  });
});

describe("another sample rate", () => {
  it("keeps what telephones carry, and lets nothing through that would be heard as something else", () => {
    for (const [from, to] of [
      [44_100, 16_000],
      [48_000, 8000],
      [16_000, 8000],
      [8000, 16_000],
      [22_050, 16_000],
      [11_025, 8000],
    ] as const) {
      for (const hertz of [300, 1000, 3400]) {
        const { height, rest } = heard(resample(tone(hertz, 0.5, from, 0.5), from, to), to, hertz);
        expect([from, to, hertz, Math.abs(height - 0.5) < 0.005, rest < 0.002]).toEqual([from, to, hertz, true, true]);
      }
      if (from <= to) continue;
      // Above half of the new rate there is nothing that it could hold.
      const above = to * 0.56;
      if (above < from / 2)
        expect(Math.max(...resample(tone(above, 0.5, from, 0.5), from, to).slice(400, -400))).toBeLessThan(0.002);
    }
  });

  it("gives the same moment of the sound at the same place", () => {
    const samples = new Float32Array(44_100);
    samples[22_050] = 1;
    const narrow = resample(samples, 44_100, 8000);
    expect(narrow.length).toBe(8000);
    expect(narrow.indexOf(Math.max(...narrow))).toBe(4000);
  });
});

describe("A-law", () => {
  it("is as ITU-T G.711 has it", () => {
    expect([0, -1, 32_767, -32_768, 8, -9, 1000, -1000].map(toAlaw)).toEqual([0xd5, 0x55, 0xaa, 0x2a, 0xd5, 0x55, 0xfa, 0x7a]);
    for (let byte = 0; byte < 256; byte++) expect(toAlaw(Math.round(fromAlaw(byte) * 32_768))).toBe(byte);
  });

  it("lies within a part in twenty of every sample", () => {
    fc.assert(
      fc.property(fc.integer({ min: -32_768, max: 32_767 }), (pcm) => {
        expect(Math.abs(fromAlaw(toAlaw(pcm)) * 32_768 - pcm)).toBeLessThanOrEqual(Math.max(16, Math.abs(pcm) / 20));
      }),
    );
  });

  it("is played by a file of its own kind", () => {
    const { files } = audioFiles(sound(tone(440, 0.25, 8000, 0.2), 8000));
    const head = Buffer.from(files.alaw);
    expect([head.readUInt32LE(16), head.toString("latin1", 38, 42), head.readUInt32LE(46)]).toEqual([18, "fact", 2000]);
  });
});
