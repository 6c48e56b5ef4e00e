import type { Message } from "../message.ts";
import type { announcementsSv } from "./announcements.sv.ts";

/** The same sentences in English. */
export const announcementsEn: Readonly<Record<keyof typeof announcementsSv, Message>> = {
  "announcements.field": "Announcement",
  "announcements.field.none": "No announcement",
};
