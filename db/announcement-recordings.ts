import { z } from "zod";
import { type RecordingSource, recordingSources } from "../domain/announcement.ts";
import { DomainError } from "../domain/errors.ts";
import { type Audio, getAudio, presentAudio, soundField, startRecording } from "./announcement-audio.ts";
import { getAnnouncement } from "./announcements.ts";
import { recordAudit } from "./audit.ts";
import { announce } from "./changes.ts";
import { edit } from "./rows.ts";
import { change } from "./transaction.ts";
import type { Actor, Db } from "./types.ts";

/** What callers hear or heard in an announcement. */
export type Recording = {
  readonly id: string;
  readonly source: RecordingSource;
  readonly audio: Audio;
  readonly madeAt: string;
  readonly madeBy: string;
  /** Null: this is heard now. */
  readonly replacedAt: string | null;
};
type Of = { readonly organisationId: string; readonly id: string };
type Row = {
  id: string;
  source: string;
  made_at: string;
  made_by: string;
  replaced_at: string | null;
  sha256: string;
  duration_ms: number;
  measured: string;
};

/** The one that is heard now, then the earlier ones, newest first. @throws DomainError `announcement_not_found` */
export async function listRecordings(db: Db, of: Of): Promise<Recording[]> {
  await getAnnouncement(db, of);
  const rows: Row[] = await db("announcement_recording as r")
    .join("announcement_audio as s", "s.sha256", "r.sha256")
    .where({ "s.organisation_id": of.organisationId, "r.announcement_id": of.id })
    .orderByRaw("case when r.replaced_at is null then 0 else 1 end, r.made_at desc, r.id desc")
    .select("r.id", "r.source", "r.made_at", "r.made_by", "r.replaced_at", "r.sha256", "s.duration_ms", "s.measured");
  return rows.map((row) => ({
    id: row.id,
    source: z.enum(recordingSources).parse(row.source),
    audio: presentAudio(row),
    madeAt: row.made_at,
    madeBy: row.made_by,
    replacedAt: row.replaced_at,
  }));
}

/**
 * Callers hear this from now on, wherever the announcement is used. What they heard before is kept for 30 days.
 *
 * @param input.audio `sha256` of sound that is kept
 * @throws DomainError `announcement_not_found`, `audio_not_found`, `version_conflict`
 */
export async function replaceRecording(
  db: Db,
  input: Of & { readonly version?: number | undefined; readonly audio: string; readonly source: RecordingSource },
  actor: Actor,
  now: Date,
): Promise<void> {
  await change(db, async (trx) => {
    const { organisationId, id, version, audio, source } = input;
    const before = await getAnnouncement(trx, input);
    const sound = await getAudio(trx, { organisationId, sha256: audio });
    await edit(trx, "announcement", before, version, {}, actor, now);
    await startRecording(trx, id, { sha256: audio, source }, actor, now);
    const entry = { organisationId, action: "announcement.recorded", subject: { kind: "announcement", id } };
    const fields = { before: { sound: soundField(before.audio) }, after: { sound: soundField(sound) } };
    await recordAudit(trx, { ...entry, ...fields }, actor, now);
    await announce(trx, "announcement", { organisationId });
  });
}

/** An earlier recording is heard again. @throws DomainError `announcement_not_found`, `recording_not_found`, `version_conflict` */
export async function restoreRecording(
  db: Db,
  input: Of & { readonly version?: number | undefined; readonly recordingId: string },
  actor: Actor,
  now: Date,
): Promise<void> {
  await change(db, async (trx) => {
    const { organisationId, id, version, recordingId } = input;
    const found = (await listRecordings(trx, input)).find((one) => one.id === recordingId);
    if (!found) throw new DomainError("recording_not_found");
    const audio = found.audio.sha256;
    await replaceRecording(trx, { organisationId, id, version, audio, source: "restored" }, actor, now);
  });
}
