import { z } from "zod";
import { replaceRecording } from "../announcement-recordings.ts";
import {
  announcementFields,
  createAnnouncement,
  deleteAnnouncement,
  findAnnouncement,
  getAnnouncement,
  Transcript,
  updateAnnouncement,
} from "../announcements.ts";
import { LanguageTag, Title } from "../organisations.ts";
import type { Db } from "../types.ts";
import { type Fields, pick, type Undoer, type Undoing } from "./undoer.ts";

const of = ({ organisationId, id }: Undoing) => ({ organisationId, id });
/** `1:05 <sha256>`: the length is there to be read. */
const Sound = z.string().transform((text) => text.split(" ")[1] ?? "");
const Written = z.object({ name: Title, language: LanguageTag, transcript: Transcript });
const Whole = Written.extend({ sound: Sound });

const fieldsNow = async (trx: Db, undoing: Undoing): Promise<Fields> =>
  announcementFields(await getAnnouncement(trx, of(undoing)));
const soundNow = async (trx: Db, undoing: Undoing): Promise<Fields> => pick(await fieldsNow(trx, undoing), ["sound"]);

export const announcementUndoers: Readonly<Record<string, Undoer>> = {
  "announcement.created": {
    current: fieldsNow,
    putBack: (trx, undoing) => deleteAnnouncement(trx, of(undoing), undoing.actor, undoing.now),
  },
  "announcement.updated": {
    current: fieldsNow,
    putBack: (trx, undoing) => {
      const said = Written.partial().parse(undoing.before);
      return updateAnnouncement(trx, { ...of(undoing), ...said }, undoing.actor, undoing.now);
    },
  },
  "announcement.recorded": {
    current: soundNow,
    putBack: (trx, undoing) => {
      const audio = Sound.parse(undoing.before.sound);
      return replaceRecording(trx, { ...of(undoing), audio, source: "restored" }, undoing.actor, undoing.now);
    },
  },
  "announcement.deleted": {
    current: async (trx, undoing) => {
      const found = await findAnnouncement(trx, of(undoing));
      const nothing = Object.fromEntries(Object.keys(undoing.before).map((name) => [name, null]));
      return found ? announcementFields(found) : nothing;
    },
    putBack: async (trx, { organisationId, id, before, actor, now }) => {
      const { sound: audio, ...written } = Whole.parse(before);
      await createAnnouncement(trx, { organisationId, ...written, audio, source: "restored" }, actor, now, id);
    },
  },
};
