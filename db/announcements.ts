import { z } from "zod";
import { mostTranscript, type RecordingSource, recordingSources } from "../domain/announcement.ts";
import { DomainError } from "../domain/errors.ts";
import { type Audio, getAudio, keepForUndo, presentAudio, soundField, startRecording } from "./announcement-audio.ts";
import { announcementUses, releasePastClosings } from "./announcement-uses.ts";
import { changedFields, recordAudit } from "./audit.ts";
import { announce } from "./changes.ts";
import { newId } from "./ids.ts";
import { getOrganisation, LanguageTag, Title } from "./organisations.ts";
import { checkVersion, type EditableRow, edit, made, unlessTaken, versioned } from "./rows.ts";
import { change } from "./transaction.ts";
import type { Actor, Db, Versioned } from "./types.ts";

/** What is said, in writing; lines may be broken. */
export const Transcript = z
  .string()
  .max(mostTranscript)
  .overwrite((text) => text.replace(/\r\n?/g, "\n").replace(/[^\P{Cc}\n]+/gu, " "))
  .trim();
export const CreateAnnouncement = z.strictObject({
  organisationId: z.string(),
  name: Title,
  language: LanguageTag.default("sv"),
  transcript: Transcript.default(""),
  /** `sha256` of sound that has been kept (`keepAudio`). */
  audio: z.string(),
  source: z.enum(recordingSources).default("upload"),
});
export type CreateAnnouncement = z.infer<typeof CreateAnnouncement>;
export const UpdateAnnouncement = z.strictObject({
  organisationId: z.string(),
  id: z.string(),
  version: z.int().optional(),
  name: Title.optional(),
  language: LanguageTag.optional(),
  transcript: Transcript.optional(),
});
export type UpdateAnnouncement = z.infer<typeof UpdateAnnouncement>;

/** With what callers hear now. */
export type Announcement = Versioned & {
  readonly organisationId: string;
  readonly name: string;
  readonly language: string;
  readonly transcript: string;
  readonly updatedBy: string;
  readonly audio: Audio;
  readonly source: RecordingSource;
  readonly recordedAt: string;
  readonly recordedBy: string;
};

type Row = EditableRow & {
  organisation_id: string;
  name: string;
  language: string;
  transcript: string;
  sha256: string;
  duration_ms: number;
  measured: string;
  source: string;
  made_at: string;
  made_by: string;
};
type Of = { readonly organisationId: string; readonly id: string };

function present(row: Row): Announcement {
  return {
    ...versioned(row),
    organisationId: row.organisation_id,
    name: row.name,
    language: row.language,
    transcript: row.transcript,
    updatedBy: row.updated_by,
    audio: presentAudio(row),
    source: z.enum(recordingSources).parse(row.source),
    recordedAt: row.made_at,
    recordedBy: row.made_by,
  };
}

function rows(db: Db, organisationId: string) {
  return db("announcement as a")
    .join("announcement_recording as r", (on) => on.on("r.announcement_id", "a.id").onNull("r.replaced_at"))
    .join("announcement_audio as s", (on) => on.on("s.organisation_id", "a.organisation_id").on("s.sha256", "r.sha256"))
    .where("a.organisation_id", organisationId)
    .select<Row[]>("a.*", "r.sha256", "r.source", "r.made_at", "r.made_by", "s.duration_ms", "s.measured");
}

/** By name. */
export async function listAnnouncements(db: Db, organisationId: string): Promise<Announcement[]> {
  return (await rows(db, organisationId).orderBy("a.name")).map(present);
}

export async function findAnnouncement(db: Db, { organisationId, id }: Of): Promise<Announcement | null> {
  const [row] = await rows(db, organisationId).where("a.id", id);
  return row ? present(row) : null;
}

/** As `findAnnouncement`. @throws DomainError `announcement_not_found` */
export async function getAnnouncement(db: Db, of: Of): Promise<Announcement> {
  const found = await findAnnouncement(db, of);
  if (!found) throw new DomainError("announcement_not_found");
  return found;
}

/** What the change log says of an announcement. */
export function announcementFields({ name, language, transcript, audio }: Announcement) {
  return { name, language, transcript, sound: soundField(audio) };
}

/**
 * @param id of one that comes back
 * @throws DomainError `organisation_not_found`, `announcement_name_taken`, `audio_not_found`
 */
export async function createAnnouncement(
  db: Db,
  input: CreateAnnouncement,
  actor: Actor,
  now: Date,
  id = newId(now),
): Promise<Announcement> {
  return change(db, async (trx) => {
    const { organisationId, name, language, transcript, audio: sha256, source } = input;
    await getOrganisation(trx, { id: organisationId });
    await getAudio(trx, { organisationId, sha256 });
    const row = { ...made(id, actor, now), organisation_id: organisationId, name, language, transcript };
    await unlessTaken("announcement_name_taken", { name }, trx("announcement").insert(row));
    await startRecording(trx, id, { sha256, source }, actor, now);
    const after = await getAnnouncement(trx, { organisationId, id });
    const entry = { organisationId, action: "announcement.created", subject: { kind: "announcement", id } };
    await recordAudit(trx, { ...entry, after: announcementFields(after) }, actor, now);
    await announce(trx, "announcement", { organisationId });
    return after;
  });
}

/** Name, language and what is said, in writing; what stays the same raises no version. @throws DomainError `announcement_not_found`, `announcement_name_taken`, `version_conflict` */
export async function updateAnnouncement(db: Db, input: UpdateAnnouncement, actor: Actor, now: Date): Promise<Announcement> {
  return change(db, async (trx) => {
    const { organisationId, id, version, name, language, transcript } = input;
    const before = await getAnnouncement(trx, input);
    checkVersion(before, version);
    const { name: was, language: spoken, transcript: written } = before;
    const wanted = { name: name ?? was, language: language ?? spoken, transcript: transcript ?? written };
    const fields = changedFields({ name: was, language: spoken, transcript: written }, wanted);
    if (Object.keys(fields.after).length === 0) return before;
    const write = edit(trx, "announcement", before, version, wanted, actor, now);
    await unlessTaken("announcement_name_taken", { name: name ?? "" }, write);
    const after = await getAnnouncement(trx, input);
    const entry = { organisationId, action: "announcement.updated", subject: { kind: "announcement", id } };
    await recordAudit(trx, { ...entry, ...fields }, actor, now);
    await announce(trx, "announcement", { organisationId });
    return after;
  });
}

/**
 * Its sound is kept for 30 days, so that it can come back.
 *
 * @throws DomainError `announcement_not_found`, `announcement_in_use` (detail: `places`, names of groups and menus)
 */
export async function deleteAnnouncement(db: Db, of: Of, actor: Actor, now: Date): Promise<void> {
  await change(db, async (trx) => {
    const { organisationId, id } = of;
    const before = await getAnnouncement(trx, of);
    const uses = (await announcementUses(trx, [id], now)).get(id) ?? [];
    if (uses.length > 0) {
      throw new DomainError("announcement_in_use", { places: [...new Set(uses.map((use) => use.ownerName))] });
    }
    await releasePastClosings(trx, id, now);
    const had: { sha256: string }[] = await trx("announcement_recording").where("announcement_id", id).select("sha256");
    const hashes = had.map((one) => one.sha256);
    await keepForUndo(trx, organisationId, hashes, now);
    await trx("announcement").where({ id, organisation_id: organisationId }).delete();
    const entry = { organisationId, action: "announcement.deleted", subject: { kind: "announcement", id } };
    await recordAudit(trx, { ...entry, before: announcementFields(before) }, actor, now);
    await announce(trx, "announcement", { organisationId });
  });
}
