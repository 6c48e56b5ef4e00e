import { z } from "zod";
import type { Audio } from "../../db/announcement-audio.ts";
import type { Recording } from "../../db/announcement-recordings.ts";
import { type AnnouncementUse, useKinds } from "../../db/announcement-uses.ts";
import type { Announcement } from "../../db/announcements.ts";
import { audioWarnings, audioWarningsOf, recordingSources } from "../../domain/announcement.ts";
import { versionedView } from "../api/fields.ts";

/** Sound, and where it is fetched. The address names what is in it, so that other sound has another. */
export const AudioView = z.strictObject({
  id: z.string(),
  durationMs: z.int(),
  /** LUFS; null: silence. */
  loudness: z.number().nullable(),
  /** dBFS; null: silence. */
  peak: z.number().nullable(),
  /** What callers may trip over. */
  warnings: z.array(z.enum(audioWarnings)),
  /** For drawing: the height of each of its equal parts, 0…100. */
  waveform: z.array(z.number()),
  /** As a WAV of 16 kHz; with `?format=wav8` or `alaw` in another form. */
  address: z.string(),
});
export type AudioView = z.infer<typeof AudioView>;

/** One place where an announcement is heard. */
export const AnnouncementUseView = z.strictObject({
  kind: z.enum(useKinds),
  owner: z.enum(["group", "menu"]),
  ownerId: z.string(),
  ownerName: z.string(),
  /** The label of a calendar's entry; which of the owner's destinations; else empty. */
  detail: z.string(),
});
export type AnnouncementUseView = z.infer<typeof AnnouncementUseView>;

export const AnnouncementView = z.strictObject({
  ...versionedView,
  updatedBy: z.string(),
  name: z.string(),
  language: z.string(),
  /** What is said, in writing; may be empty. */
  transcript: z.string(),
  /** What callers hear now. */
  audio: AudioView,
  source: z.enum(recordingSources),
  recordedAt: z.string(),
  recordedBy: z.string(),
  usedIn: z.array(AnnouncementUseView),
});
export type AnnouncementView = z.infer<typeof AnnouncementView>;

export const RecordingView = z.strictObject({
  id: z.string(),
  source: z.enum(recordingSources),
  audio: AudioView,
  madeAt: z.string(),
  madeBy: z.string(),
  /** Null: this is heard now. */
  replacedAt: z.string().nullable(),
});
export type RecordingView = z.infer<typeof RecordingView>;

export function audioView({ sha256, durationMs, measured }: Audio): AudioView {
  const { loudness, peak, waveform } = measured;
  const warnings = [...audioWarningsOf(measured, durationMs)];
  return {
    ...{ id: sha256, durationMs, loudness, peak, warnings },
    waveform: [...waveform],
    address: `/api/announcement-audio/${sha256}`,
  };
}

export function announcementView(one: Announcement, usedIn: readonly AnnouncementUse[]): AnnouncementView {
  const { id, version, updatedAt, updatedBy, name, language, transcript, audio, source, recordedAt, recordedBy } = one;
  const said = { id, version, updatedAt, updatedBy, name, language, transcript, source, recordedAt, recordedBy };
  return { ...said, audio: audioView(audio), usedIn: usedIn.map((use) => ({ ...use })) };
}

export function recordingView({ id, source, audio, madeAt, madeBy, replacedAt }: Recording): RecordingView {
  return { id, source, audio: audioView(audio), madeAt, madeBy, replacedAt };
}
