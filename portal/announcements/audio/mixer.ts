import { mostAudioSeconds } from "../../../domain/announcement.ts";
import { DomainError } from "../../../domain/errors.ts";

/** Hz and channels that a file may have. */
const [leastRate, mostRate, mostChannels] = [8000, 192_000, 8];
/** At the edge of what can be said. */
const edge = 0.999;
/** So many samples at the edge in a row are no peak. */
const row = 3;

/** Sound as it was decoded, in one channel, and what was heard at its edges. */
export type Decoded = {
  readonly rate: number;
  readonly samples: Float32Array;
  /** Highest sample of any channel, 0…1 and over. */
  readonly peak: number;
  /** Share of the samples that are clipped, 0…1. */
  readonly clipped: number;
};

/** @throws DomainError `audio_shape_refused` */
export function mustHaveShape(rate: number, channels: number): void {
  if (rate >= leastRate && rate <= mostRate && channels >= 1 && channels <= mostChannels) return;
  throw new DomainError("audio_shape_refused", { rate, channels, most: mostChannels });
}

export function tooLong(): DomainError {
  return new DomainError("audio_too_long", { minutes: mostAudioSeconds / 60 });
}

/** Takes decoded sound in parts, mixes its channels into one, and stops what is longer than it may be. */
export class Mixer {
  readonly rate: number;
  readonly #parts: Float32Array[] = [];
  readonly #most: number;
  #length = 0;
  #peak = 0;
  #clipped = 0;
  #heard = 0;
  /** How many samples at the edge in a row, by channel. */
  #runs: number[] = [];

  /** @throws DomainError `audio_shape_refused` */
  constructor(rate: number, channels: number) {
    mustHaveShape(rate, channels);
    this.rate = rate;
    this.#most = rate * (mostAudioSeconds + 0.5);
  }

  /** @throws DomainError `audio_too_long`, `audio_unreadable` (what is no number) */
  add(channels: readonly Float32Array[], length = channels[0]?.length ?? 0): void {
    if (length === 0) return;
    this.#length += length;
    if (this.#length > this.#most) throw tooLong();
    const mono = new Float32Array(length);
    for (const [at, channel] of channels.entries()) {
      this.#listen(channel, at, length);
      for (let n = 0; n < length; n++) mono[n] = (mono[n] ?? 0) + (channel[n] ?? 0) / channels.length;
    }
    this.#parts.push(mono);
  }

  /** How many samples there are. */
  get length(): number {
    return this.#length;
  }

  /** @param from,to which of the samples count: encoders put some before and after @throws DomainError `audio_empty` */
  done(from = 0, to = this.#length): Decoded {
    const all = new Float32Array(this.#length);
    let at = 0;
    for (const part of this.#parts) {
      all.set(part, at);
      at += part.length;
    }
    const samples = all.slice(Math.max(0, from), Math.max(0, Math.min(to, this.#length)));
    if (samples.length === 0) throw new DomainError("audio_empty");
    return { rate: this.rate, samples, peak: this.#peak, clipped: this.#clipped / Math.max(1, this.#heard) };
  }

  #listen(channel: Float32Array, at: number, length: number): void {
    let run = this.#runs[at] ?? 0;
    for (let n = 0; n < length; n++) {
      const size = Math.abs(channel[n] ?? 0);
      // A file of floating point may hold what is no number, or far beyond any.
      if (!(size < 1e6)) throw new DomainError("audio_unreadable");
      if (size > this.#peak) this.#peak = size;
      run = size >= edge ? run + 1 : 0;
      if (run === row) this.#clipped += row;
      else if (run > row) this.#clipped++;
    }
    this.#runs[at] = run;
    this.#heard += length;
  }
}
