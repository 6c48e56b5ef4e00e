import { createHash } from "node:crypto";
import { z } from "zod";
import {
  type AudioFormat,
  audioFormats,
  keepsRecordings,
  lengthText,
  type Measured,
  type RecordingSource,
} from "../domain/announcement.ts";
import { DomainError } from "../domain/errors.ts";
import { oneOf } from "./dialect/dialect.ts";
import { newId } from "./ids.ts";
import { change } from "./transaction.ts";
import type { Actor, Db } from "./types.ts";

/** Sound that has been taken in, ready for an exchange. */
export type AudioFiles = {
  readonly durationMs: number;
  readonly measured: Measured;
  readonly files: Readonly<Record<AudioFormat, Uint8Array>>;
};
/** `sha256` of the 16 kHz file names it within its organisation. */
export type Audio = { readonly sha256: string; readonly durationMs: number; readonly measured: Measured };

export const MeasuredKept = z.object({
  loudness: z.number().nullable(),
  peak: z.number().nullable(),
  clipped: z.number(),
  silentStart: z.number(),
  waveform: z.array(z.number()),
});

/** Bytes of all the sound of an organisation. */
export const mostKept = 1_000_000_000;
/** Sound that is listened to before it is saved waits so long. Milliseconds. */
const keepsDrafts = 86_400_000;

type AudioRow = { sha256: string; duration_ms: number; measured: string };

export function presentAudio(row: AudioRow): Audio {
  return { sha256: row.sha256, durationMs: row.duration_ms, measured: MeasuredKept.parse(JSON.parse(row.measured)) };
}

/**
 * Keeps sound that nobody hears yet: it can be listened to, and saved as an announcement within a day.
 *
 * @throws DomainError `announcement_space_full`
 */
export async function keepAudio(db: Db, organisationId: string, audio: AudioFiles, now: Date): Promise<Audio> {
  const { durationMs, measured, files } = audio;
  const sha256 = createHash("sha256").update(files.wav16).digest("hex");
  await change(db, async (trx) => {
    const by = { organisation_id: organisationId, sha256 };
    const kept_until = new Date(now.getTime() + keepsDrafts).toISOString();
    const there = await trx("announcement_audio").where(by).where("kept_until", "<", kept_until).update({ kept_until });
    if (there > 0 || (await trx("announcement_audio").where(by).first("sha256"))) return;
    const size = audioFormats.reduce((sum, format) => sum + files[format].length, 0);
    const [kept] = await trx("announcement_audio").where("organisation_id", organisationId).sum({ size: "size" });
    if (Number(kept?.size ?? 0) + size > mostKept) {
      throw new DomainError("announcement_space_full", { megabytes: mostKept / 1_000_000 });
    }
    const row = { ...by, duration_ms: durationMs, size, measured: JSON.stringify(measured), kept_until };
    await trx("announcement_audio").insert(row);
    for (const format of audioFormats) {
      await trx("announcement_file").insert({ ...by, format, bytes: Buffer.from(files[format]) });
    }
  });
  return { sha256, durationMs, measured };
}

/** @throws DomainError `audio_not_found` when the organisation has no such sound */
export async function getAudio(db: Db, by: { readonly organisationId: string; readonly sha256: string }): Promise<Audio> {
  const row = await db("announcement_audio")
    .where({ organisation_id: by.organisationId, sha256: by.sha256 })
    .first<AudioRow | undefined>("sha256", "duration_ms", "measured");
  if (!row) throw new DomainError("audio_not_found");
  return presentAudio(row);
}

/** One of its files. @throws DomainError `audio_not_found` */
export async function readAudioFile(
  db: Db,
  by: { readonly organisationId: string; readonly sha256: string; readonly format: AudioFormat },
): Promise<Uint8Array> {
  const row = await db("announcement_file")
    .where({ organisation_id: by.organisationId, sha256: by.sha256, format: by.format })
    .first<{ bytes: Uint8Array } | undefined>("bytes");
  if (!row) throw new DomainError("audio_not_found");
  return row.bytes;
}

/** How long, and which: as the change log keeps it. */
export function soundField({ durationMs, sha256 }: Audio): string {
  return `${lengthText(durationMs)} ${sha256}`;
}

/** Within the transaction of the announcement's change. */
export async function startRecording(
  trx: Db,
  announcementId: string,
  { sha256, source }: { readonly sha256: string; readonly source: RecordingSource },
  actor: Actor,
  now: Date,
): Promise<void> {
  const of = { announcement_id: announcementId };
  await trx("announcement_recording").where(of).whereNull("replaced_at").update({ replaced_at: now.toISOString() });
  const row = { id: newId(now), ...of, source, sha256, made_at: now.toISOString(), made_by: actor.name, replaced_at: null };
  await trx("announcement_recording").insert(row);
}

/** So that what used it can come back for as long as earlier recordings can. */
export async function keepForUndo(trx: Db, organisationId: string, hashes: readonly string[], now: Date): Promise<void> {
  const kept_until = new Date(now.getTime() + keepsRecordings).toISOString();
  await trx("announcement_audio")
    .where("organisation_id", organisationId)
    .where(oneOf(trx, "sha256", hashes))
    .where("kept_until", "<", kept_until)
    .update({ kept_until });
}

/** Forgets sound that nothing has any longer. */
export async function purgeAudio(db: Db, now: Date): Promise<void> {
  // As a rule there is nothing to do, and nobody who changes something waits for it.
  if (!(await unusedAudio(db, now).first("sha256"))) return;
  await change(db, (trx) => unusedAudio(trx, now).delete());
}

/** Recordings that were replaced before that instant. */
export function oldRecordings(db: Db, before: Date) {
  return db("announcement_recording").whereNotNull("replaced_at").where("replaced_at", "<", before.toISOString());
}

function unusedAudio(db: Db, now: Date) {
  const used = db("announcement_recording as r")
    .join("announcement as a", "a.id", "r.announcement_id")
    .whereRaw("a.organisation_id = announcement_audio.organisation_id and r.sha256 = announcement_audio.sha256")
    .select(db.raw("1"));
  return db("announcement_audio").where("kept_until", "<", now.toISOString()).whereNotExists(used);
}
