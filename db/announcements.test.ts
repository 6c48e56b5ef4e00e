import { describe, expect, it } from "vitest";
import { keepsRecordings } from "../domain/announcement.ts";
import { keepAudio, mostKept, oldRecordings, purgeAudio, readAudioFile } from "./announcement-audio.ts";
import { listRecordings, replaceRecording, restoreRecording } from "./announcement-recordings.ts";
import { announcementUses } from "./announcement-uses.ts";
import {
  createAnnouncement,
  deleteAnnouncement,
  getAnnouncement,
  listAnnouncements,
  Transcript,
  updateAnnouncement,
} from "./announcements.ts";
import { listAudit } from "./audit.ts";
import { newId } from "./ids.ts";
import { made } from "./rows.ts";
import { ScheduleInput } from "./schedule-input.ts";
import { loadSchedules } from "./schedule-rows.ts";
import { saveSchedule } from "./schedules.ts";
import { aGroup, anAnnouncement, anOrganisation, someAudio, testActor, testKeyring, testNow } from "./testing/builders.ts";
import { testDatabases } from "./testing/databases.ts";
import type { Db } from "./types.ts";
import { undoWrite } from "./undo/undo.ts";

const at = (minute: number) => new Date(testNow.getTime() + minute * 60_000);
const later = (milliseconds: number) => new Date(testNow.getTime() + milliseconds);
const who = { access: "all", operator: false } as const;

async function undoNewest(db: Db, organisationId: string, action: string, now: Date): Promise<void> {
  const [entry] = await listAudit(db, { organisationId, action, limit: 1 });
  await undoWrite(db, testKeyring, { organisationId, id: entry?.id ?? "" }, who, testActor, now);
}
const filesIn = async (db: Db) => Number((await db("announcement_file").count({ count: "*" }))[0]?.count);

const purge = async (db: Db, now: Date): Promise<void> => {
  await oldRecordings(db, new Date(now.getTime() - keepsRecordings)).delete();
  await purgeAudio(db, now);
};

describe.each(testDatabases())("announcements on $name", ({ connect }) => {
  it("are created of sound that has been kept, found by name, and changed with a version", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const { sha256 } = await keepAudio(db, organisationId, someAudio(), testNow);
    const input = {
      organisationId,
      name: "Stängt",
      language: "sv",
      transcript: Transcript.parse(" Vi har\r\nstängt.\u0007 "),
      audio: sha256,
    };
    const one = await createAnnouncement(db, { ...input, source: "browser" }, testActor, at(0.5));
    expect(one).toMatchObject({
      name: "Stängt",
      transcript: "Vi har\nstängt.",
      source: "browser",
      audio: { sha256, durationMs: 4200 },
    });
    await expect(createAnnouncement(db, { ...input, source: "upload" }, testActor, testNow)).rejects.toMatchObject({
      code: "announcement_name_taken",
    });
    const foreign = (await anOrganisation(db)).id;
    const stolen = { ...input, organisationId: foreign, source: "upload" } as const;
    await expect(createAnnouncement(db, stolen, testActor, testNow)).rejects.toMatchObject({ code: "audio_not_found" });
    const said = { organisationId, id: one.id, version: 1, name: "Stängt i kväll" };
    expect((await updateAnnouncement(db, said, testActor, at(1))).version).toBe(2);
    await expect(updateAnnouncement(db, said, testActor, at(2))).rejects.toMatchObject({ code: "version_conflict" });
    const logged = (await listAudit(db, { organisationId })).length;
    expect((await updateAnnouncement(db, { ...said, version: 2 }, testActor, at(2))).version).toBe(2);
    expect((await listAudit(db, { organisationId })).length).toBe(logged);
    expect((await listAnnouncements(db, organisationId)).map(({ name }) => name)).toEqual(["Stängt i kväll"]);
    expect(await listAnnouncements(db, foreign)).toEqual([]);
    const [updated, created] = await listAudit(db, { organisationId, limit: 2 });
    expect([updated?.action, updated?.before, updated?.after]).toEqual([
      "announcement.updated",
      { name: "Stängt" },
      { name: "Stängt i kväll" },
    ]);
    expect([created?.action, created?.after]).toEqual([
      "announcement.created",
      { name: "Stängt", language: "sv", transcript: "Vi har\nstängt.", sound: `0:04 ${sha256}` },
    ]);
    await undoNewest(db, organisationId, "announcement.updated", at(3));
    expect((await getAnnouncement(db, said)).name).toBe("Stängt");
  });

  it("are heard anew everywhere when recorded again, and as before when an earlier recording comes back", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const one = await anAnnouncement(db, organisationId);
    const of = { organisationId, id: one.id };
    const another = await keepAudio(db, organisationId, someAudio({ durationMs: 9000 }), at(1));
    await replaceRecording(db, { ...of, version: 1, audio: another.sha256, source: "browser" }, testActor, at(1));
    const again = { ...of, version: 1, audio: another.sha256, source: "browser" } as const;
    await expect(replaceRecording(db, again, testActor, at(1))).rejects.toMatchObject({ code: "version_conflict" });
    expect((await getAnnouncement(db, of)).audio.durationMs).toBe(9000);
    const [now, before] = await listRecordings(db, of);
    expect([now?.replacedAt, before?.replacedAt]).toEqual([null, at(1).toISOString()]);
    await restoreRecording(db, { ...of, version: 2, recordingId: before?.id ?? "" }, testActor, at(2));
    expect(await getAnnouncement(db, of)).toMatchObject({ source: "restored", audio: { sha256: one.audio.sha256 } });
    await undoNewest(db, organisationId, "announcement.recorded", at(3));
    expect((await getAnnouncement(db, of)).audio.sha256).toBe(another.sha256);
    const [entry] = await listAudit(db, { organisationId, action: "announcement.recorded", limit: 1 });
    expect([entry?.before, entry?.after]).toEqual([{ sound: `0:04 ${one.audio.sha256}` }, { sound: `0:09 ${another.sha256}` }]);
    const missing = restoreRecording(db, { ...of, recordingId: "x" }, testActor, at(4));
    await expect(missing).rejects.toMatchObject({ code: "recording_not_found" });
  });

  it("are not deleted where they are heard, and come back with their sound for 30 days", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const { id: groupId } = await aGroup(db, organisationId, { name: "Växeln" });
    const one = await anAnnouncement(db, organisationId, { name: "Natt" });
    const of = { organisationId, id: one.id };
    await db("response_group").where("id", groupId).update({ welcome_id: one.id, music_id: one.id });
    const uses = (await announcementUses(db, [one.id], at(1))).get(one.id);
    expect(uses?.map(({ kind, ownerName }) => [kind, ownerName])).toEqual([
      ["welcome", "Växeln"],
      ["music", "Växeln"],
    ]);
    await expect(deleteAnnouncement(db, of, testActor, at(1))).rejects.toMatchObject({
      code: "announcement_in_use",
      detail: { places: ["Växeln"] },
    });
    await db("response_group").where("id", groupId).update({ welcome_id: null, music_id: null });
    // A closing that is over holds nothing back.
    const closed = { closed_from: at(-9).toISOString(), closed_until: at(-1).toISOString(), closed_announcement_id: one.id };
    await db("schedule").where("group_id", groupId).update(closed);
    await deleteAnnouncement(db, of, testActor, at(2));
    await purge(db, later(keepsRecordings - 60_000));
    await undoNewest(db, organisationId, "announcement.deleted", later(keepsRecordings - 60_000));
    expect(await getAnnouncement(db, of)).toMatchObject({ name: "Natt", audio: { sha256: one.audio.sha256 } });
    const [entry] = await listAudit(db, { organisationId, action: "announcement.deleted", limit: 1 });
    expect(entry?.before).toMatchObject({ name: "Natt", sound: `0:04 ${one.audio.sha256}` });
    await expect(deleteAnnouncement(db, { ...of, organisationId: "x" }, testActor, at(3))).rejects.toMatchObject({
      code: "announcement_not_found",
    });
  });

  it("tell every place where they are heard, in calendars, groups and menus", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const { id: groupId } = await aGroup(db, organisationId, { name: "Order" });
    const { id } = await anAnnouncement(db, organisationId);
    const { id: other } = await anAnnouncement(db, organisationId);
    const schedule = (await loadSchedules(db, organisationId)).get(`group:${groupId}`);
    const rule = { kind: "daily", from: "12:00", to: "13:00", firstDay: null, lastDay: null } as const;
    const entry = { rule, action: "closed", announcementId: id } as const;
    const entries = [
      { ...entry, label: "Lunch" },
      { ...entry, label: "Fika", enabled: false },
      { ...entry, label: "Annat", announcementId: other },
    ];
    const body = ScheduleInput.parse({ entries, otherwise: { action: "closed", announcementId: id } });
    await saveSchedule(db, { organisationId, id: schedule?.id ?? "", ...body }, testActor, at(1));
    const closed = { closed_from: at(1).toISOString(), closed_until: at(9).toISOString(), closed_announcement_id: id };
    await db("schedule").where("group_id", groupId).update(closed);
    await db("response_group").where("id", groupId).update({ comfort_id: id });
    const to = { organisation_id: organisationId, group_id: groupId };
    await db("destination").insert({ ...to, slot: "full", kind: "hangUp", announcement_id: id });
    await db("destination").insert({ ...to, slot: "nobody", kind: "announcement", to_announcement_id: id });
    const menu = {
      ...made(newId(testNow), testActor, testNow),
      organisation_id: organisationId,
      name: "Huvudmeny",
      language: "sv",
    };
    await db("menu").insert({ ...menu, welcome_id: id, timeout_seconds: 5, max_timeouts: 2, max_invalid: 3 });
    const uses = async (minute: number) =>
      (await announcementUses(db, [id], at(minute)))
        .get(id)
        ?.map((use) => [use.owner, use.ownerName, use.kind, use.detail].join(" "));
    const all = [
      "group Order entry Lunch",
      "group Order entryOff Fika",
      "group Order default ",
      "group Order closedNow ",
      "group Order comfort ",
      "group Order before full",
      "group Order end nobody",
      "menu Huvudmeny welcome ",
    ];
    expect(await uses(5)).toEqual(all);
    // It has opened again by itself.
    expect(await uses(10)).toEqual(all.filter((one) => !one.includes("closedNow")));
  });

  it("keep an earlier recording 30 days, sound that nobody saves one day, and forget the rest", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const one = await anAnnouncement(db, organisationId);
    const of = { organisationId, id: one.id };
    const [next, draft] = [
      await keepAudio(db, organisationId, someAudio(), testNow),
      await keepAudio(db, organisationId, someAudio(), testNow),
    ];
    await replaceRecording(db, { ...of, audio: next.sha256, source: "upload" }, testActor, testNow);
    await purge(db, later(86_300_000));
    expect(await filesIn(db)).toBe(9);
    await purge(db, later(86_500_000));
    expect(await filesIn(db)).toBe(6);
    await expect(readAudioFile(db, { organisationId, sha256: draft.sha256, format: "alaw" })).rejects.toMatchObject({
      code: "audio_not_found",
    });
    await purge(db, later(keepsRecordings + 60_000));
    expect((await listRecordings(db, of)).map((recording) => recording.audio.sha256)).toEqual([next.sha256]);
    expect(await filesIn(db)).toBe(3);
  });

  it("have one gigabyte of room in an organisation", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const audio = someAudio();
    const { sha256 } = await keepAudio(db, organisationId, audio, testNow);
    await db("announcement_audio").update({ size: mostKept - 10 });
    await expect(keepAudio(db, organisationId, someAudio(), testNow)).rejects.toMatchObject({
      code: "announcement_space_full",
    });
    // What is there already needs no room.
    expect((await keepAudio(db, organisationId, audio, at(1))).sha256).toBe(sha256);
  });
});
