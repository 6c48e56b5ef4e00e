/** What a caller hears: a recording with a name, kept in the forms that exchanges play. */

/** `wav16`, `wav8`: mono 16-bit PCM of 16 and 8 kHz. `alaw`: G.711 A-law of 8 kHz. Each is a WAV file. */
export const audioFormats = ["wav16", "wav8", "alaw"] as const;
export type AudioFormat = (typeof audioFormats)[number];

/** Where a recording came from. `made`: synthesised by us. */
export const recordingSources = ["upload", "browser", "restored", "made"] as const;
export type RecordingSource = (typeof recordingSources)[number];

/** Bytes of a file that is taken in. */
export const mostAudioBytes = 5_000_000;
/** Seconds of a recording. */
export const mostAudioSeconds = 180;
/** Earlier recordings can be taken back for so long. Milliseconds. */
export const keepsRecordings = 30 * 86_400_000;
/** Characters of what is said, in writing. */
export const mostTranscript = 4000;

/** What was heard in a recording when it came in. */
export type Measured = {
  /** Integrated loudness (ITU-R BS.1770-4), LUFS; null: silence. */
  readonly loudness: number | null;
  /** The highest sample, dBFS; null: silence. */
  readonly peak: number | null;
  /** Share of the samples that lie in a row at the edge of what can be said, 0…1. */
  readonly clipped: number;
  /** Seconds of silence before the first sound. */
  readonly silentStart: number;
  /** For drawing: the height of each of its equal parts, 0…100. */
  readonly waveform: readonly number[];
};

/** Parts of a waveform. */
export const waveformParts = 240;

/** What callers may trip over. */
export const audioWarnings = ["silent", "quiet", "loud", "clipped", "silentStart", "long"] as const;
export type AudioWarning = (typeof audioWarnings)[number];

const quietest = -33;
const loudest = -12;
const mostClipped = 0.0005;
const longest = 60;

/** What to say of a recording before it is used. A greeting of a telephone lies around -24 to -16 LUFS. */
export function audioWarningsOf(
  { loudness, clipped, silentStart }: Omit<Measured, "waveform">,
  durationMs: number,
): readonly AudioWarning[] {
  if (loudness === null) return ["silent"];
  const found: Record<AudioWarning, boolean> = {
    silent: false,
    quiet: loudness < quietest,
    loud: loudness > loudest,
    clipped: clipped > mostClipped,
    silentStart: silentStart > 2,
    long: durationMs > longest * 1000,
  };
  return audioWarnings.filter((one) => found[one]);
}

/** `1:05` */
export function lengthText(durationMs: number): string {
  const seconds = Math.max(durationMs > 0 ? 1 : 0, Math.round(durationMs / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
