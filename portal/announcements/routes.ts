import { z } from "zod";
import { listRecordings, replaceRecording, restoreRecording } from "../../db/announcement-recordings.ts";
import { announcementUses } from "../../db/announcement-uses.ts";
import {
  type Announcement,
  createAnnouncement,
  deleteAnnouncement,
  getAnnouncement,
  listAnnouncements,
  Transcript,
  updateAnnouncement,
} from "../../db/announcements.ts";
import { LanguageTag } from "../../db/organisations.ts";
import type { Db } from "../../db/types.ts";
import { foldText, sortKey } from "../../domain/search.ts";
import { deleteAsRead, NameInput } from "../api/fields.ts";
import { orderQuery, pageOf, pageQuery, searchQuery } from "../api/paging.ts";
import type { Caller } from "../api/parts.ts";
import { type Answer, created, done, ok, type Route, route } from "../api/route.ts";
import { AnnouncementView, announcementView, RecordingView, recordingView } from "./views.ts";

const tag = "Announcements";
const params = z.strictObject({ announcement: z.string().max(200) });
/** What was taken in with `POST /announcement-audio`. */
const AudioId = z.string().max(200);
const Source = z.enum(["upload", "browser"]);

type Asks = { readonly parts: { readonly db: Db }; readonly who: Caller; readonly now: Date };
const of = ({ who, params: { announcement } }: { who: Caller; params: z.infer<typeof params> }) => ({
  organisationId: who.organisationId,
  id: announcement,
});

async function viewOf(db: Db, one: Announcement, now: Date): Promise<AnnouncementView> {
  return announcementView(one, (await announcementUses(db, [one.id], now)).get(one.id) ?? []);
}

/** As it is now, with its version. */
async function answer({ parts, now }: Asks, by: { organisationId: string; id: string }): Promise<Answer> {
  const one = await getAnnouncement(parts.db, by);
  return ok(await viewOf(parts.db, one, now), one.version);
}

const sorts = ["name", "length", "recorded"] as const;
const keys: Readonly<Record<(typeof sorts)[number], (one: AnnouncementView) => string | number>> = {
  name: () => "",
  length: (one) => one.audio.durationMs,
  recorded: (one) => one.recordedAt,
};

/** In the order that is asked for; what is alike by name. */
function sorted(views: readonly AnnouncementView[], sort: (typeof sorts)[number], order: "asc" | "desc"): AnnouncementView[] {
  const keyed = views.map((view) => ({ view, key: keys[sort](view), name: sortKey(view.name) }));
  const way = order === "desc" ? -1 : 1;
  keyed.sort((a, b) => {
    if (a.key !== b.key) return a.key < b.key ? -way : way;
    if (a.name === b.name) return 0;
    const named = a.name < b.name ? -1 : 1;
    return sort === "name" ? named * way : named;
  });
  return keyed.map(({ view }) => view);
}

export const announcementRoutes: readonly Route[] = [
  route("administrator", {
    method: "get",
    path: "/announcements",
    tag,
    summary: "Announcements, each with what callers hear now and where.",
    query: z.strictObject({
      ...pageQuery,
      q: searchQuery,
      sort: z.enum(sorts).default("name"),
      order: orderQuery,
      used: z.enum(["yes", "no"]).optional(),
    }),
    answer: pageOf(AnnouncementView),
    handle: async ({ parts, who, query, now }) => {
      const all = await listAnnouncements(parts.db, who.organisationId);
      const ids = all.map((one) => one.id);
      const uses = await announcementUses(parts.db, ids, now);
      const words = foldText(query.q).split(/\s+/).filter(Boolean);
      const views = all
        .map((one) => announcementView(one, uses.get(one.id) ?? []))
        .filter(({ usedIn }) => query.used === undefined || (query.used === "yes") === usedIn.length > 0)
        .filter((one) => {
          const text = foldText([one.name, one.transcript, ...one.usedIn.map((use) => use.ownerName)].join(" "));
          return words.every((word) => text.includes(word));
        });
      const rows = sorted(views, query.sort, query.order).slice(query.offset, query.offset + query.limit);
      return ok({ total: views.length, rows });
    },
  }),
  route("administrator", {
    method: "post",
    path: "/announcements",
    tag,
    summary: "Creates an announcement of sound that was taken in with POST /announcement-audio.",
    body: z.strictObject({
      name: NameInput,
      language: LanguageTag.default("sv"),
      transcript: Transcript.default(""),
      audio: AudioId,
      source: Source.default("upload"),
    }),
    answer: AnnouncementView,
    example: { name: "Stängt för dagen", transcript: "Vi har stängt för dagen.", audio: "{audio}" },
    handle: async ({ parts, who, body, now }) => {
      const one = await createAnnouncement(parts.db, { organisationId: who.organisationId, ...body }, who.actor, now);
      return created(await viewOf(parts.db, one, now), one.version);
    },
  }),
  route("administrator", {
    method: "get",
    path: "/announcements/:announcement",
    tag,
    summary: "One announcement: what callers hear now, what is said, and where it is heard.",
    params,
    answer: AnnouncementView,
    handle: (asked) => answer(asked, of(asked)),
  }),
  route("administrator", {
    method: "patch",
    path: "/announcements/:announcement",
    tag,
    summary: "Changes name, language or what is said in writing; callers hear the same as before.",
    params,
    body: z.strictObject({ name: NameInput.optional(), language: LanguageTag.optional(), transcript: Transcript.optional() }),
    answer: AnnouncementView,
    example: { transcript: "Vi öppnar igen i morgon klockan åtta." },
    versioned: true,
    handle: async (asked) => {
      const { parts, who, body, version, now } = asked;
      await updateAnnouncement(parts.db, { ...of(asked), version, ...body }, who.actor, now);
      return answer(asked, of(asked));
    },
    current: (asked) => answer(asked, of(asked)),
  }),
  route("administrator", {
    method: "delete",
    path: "/announcements/:announcement",
    tag,
    summary: "Deletes an announcement that is heard nowhere. It can come back for 30 days.",
    params,
    versioned: true,
    handle: async (asked) => {
      const { parts, who, version, now } = asked;
      const by = of(asked);
      const read = (trx: Db) => getAnnouncement(trx, by);
      await deleteAsRead(parts.db, version, read, (trx) => deleteAnnouncement(trx, by, who.actor, now));
      return done();
    },
    current: (asked) => answer(asked, of(asked)),
  }),
  route("administrator", {
    method: "get",
    path: "/announcements/:announcement/recordings",
    tag,
    summary: "What callers hear now, and what they heard during the last 30 days, newest first.",
    params,
    answer: z.strictObject({ rows: z.array(RecordingView) }),
    handle: async (asked) => ok({ rows: (await listRecordings(asked.parts.db, of(asked))).map(recordingView) }),
  }),
  route("administrator", {
    method: "post",
    path: "/announcements/:announcement/recordings",
    tag,
    summary: "Callers hear this sound from now on, everywhere the announcement is used. The one before is kept for 30 days.",
    params,
    body: z.strictObject({ audio: AudioId, source: Source.default("upload") }),
    answer: AnnouncementView,
    example: { audio: "{audio}", source: "browser" },
    versioned: true,
    handle: async (asked) => {
      const { parts, who, body, version, now } = asked;
      await replaceRecording(parts.db, { ...of(asked), version, ...body }, who.actor, now);
      return answer(asked, of(asked));
    },
    current: (asked) => answer(asked, of(asked)),
  }),
  route("administrator", {
    method: "post",
    path: "/announcements/:announcement/recordings/:recording/restore",
    tag,
    summary: "An earlier recording is heard again, everywhere the announcement is used.",
    params: params.extend({ recording: z.string().max(200) }),
    answer: AnnouncementView,
    versioned: true,
    handle: async (asked) => {
      const { parts, who, params, version, now } = asked;
      await restoreRecording(parts.db, { ...of(asked), version, recordingId: params.recording }, who.actor, now);
      return answer(asked, of(asked));
    },
    current: (asked) => answer(asked, of(asked)),
  }),
];
