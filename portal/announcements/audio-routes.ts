import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { z } from "zod";
import { getAudio, keepAudio, readAudioFile } from "../../db/announcement-audio.ts";
import { getAnnouncement } from "../../db/announcements.ts";
import { type AudioFormat, audioFormats, mostAudioBytes } from "../../domain/announcement.ts";
import { wavOfPcm } from "../../domain/wav.ts";
import type { ApiParts, Caller } from "../api/parts.ts";
import { type Answer, created, exchangeRoute, type Route, route, type TakesFile } from "../api/route.ts";
import { EdgeError } from "../problem.ts";
import { takeAudio } from "./audio/intake.ts";
import { AudioView, audioView } from "./views.ts";

const tag = "Announcements";
/** A tenth of a second of a quiet tone. */
const example = Buffer.from(
  wavOfPcm(
    Float32Array.from({ length: 800 }, (_, n) => 0.1 * Math.sin(n / 3)),
    8000,
  ),
).toString("base64");
/** Which kind a file is, its first bytes say. */
const file: TakesFile = {
  types: ["audio/", "video/mp4", "application/ogg", "application/octet-stream"],
  most: mostAudioBytes,
  tooLarge: "audio_too_large",
};
const tries = { tries: 60, per: 10 * 60_000 } as const;
const formatQuery = z.strictObject({ format: z.enum(audioFormats).default("wav16") });

type Wanted = { readonly organisationId: string; readonly sha256: string; readonly format: AudioFormat };

export const announcementAudioRoutes: readonly Route[] = [
  route("administrator", {
    method: "post",
    path: "/announcement-audio",
    tag,
    summary:
      "Takes in sound: WAV, MP3, OGG (Vorbis, Opus) or M4A (AAC), at most 5 MB and 3 minutes. It is made ready for exchanges, measured, and kept for a day until it is saved in an announcement.",
    file,
    answer: AudioView,
    example,
    handle: async ({ parts, who, asker, bytes, now }) => {
      const seconds = await parts.throttle.beginOther(`audio ${who.session.userId}`, asker.address, tries, now);
      if (seconds !== null) throw new EdgeError("too_many", seconds);
      const files = await takeAudio(bytes);
      return created(audioView(await keepAudio(parts.db, who.organisationId, files, now)));
    },
  }),
  route("administrator", {
    method: "get",
    path: "/announcement-audio/:audio",
    tag,
    summary:
      "Sound as a WAV of 16 kHz, 8 kHz or A-law, also a part of it (Range). What it holds never changes: it may be kept for good.",
    params: z.strictObject({ audio: z.string().max(200) }),
    query: formatQuery,
    answer: z.string(),
    handle: ({ parts, who, params, query }) =>
      sent(parts, who, params.audio, query.format, "private, max-age=31536000, immutable"),
  }),
  exchangeRoute({
    method: "get",
    path: "/announcements/:announcement/audio",
    tag,
    summary: "What callers hear now, as a WAV of 16 kHz, 8 kHz or A-law, also a part of it (Range).",
    params: z.strictObject({ announcement: z.string().max(200) }),
    query: formatQuery,
    answer: z.string(),
    handle: async ({ parts, who, params, query }) => {
      const { audio } = await getAnnouncement(parts.db, { organisationId: who.organisationId, id: params.announcement });
      return sent(parts, who, audio.sha256, query.format, "private, no-cache");
    },
  }),
];

type Asking = Pick<Caller, "organisationId">;

async function sent(parts: ApiParts, who: Asking, sha256: string, format: AudioFormat, cache: string): Promise<Answer> {
  const wanted: Wanted = { organisationId: who.organisationId, sha256, format };
  await getAudio(parts.db, wanted);
  const bytes = await readAudioFile(parts.db, wanted);
  const etag = `"${createHash("sha256").update(`${sha256} ${format}`).digest("base64url").slice(0, 22)}"`;
  const headers = { "Cache-Control": cache, ETag: etag, "Accept-Ranges": "bytes", "Content-Type": "audio/wav" };
  return { status: 200, headers, stream: (request, response) => send(request, response, bytes, etag) };
}

/** Players ask for parts of it (RFC 9110, 14): one part at a time, others get the whole. */
function send(request: IncomingMessage, response: ServerResponse, bytes: Uint8Array, etag: string): void {
  const { range, "if-none-match": known, "if-range": only } = request.headers;
  if ((known ?? "").split(",").some((one) => one.trim().replace(/^W\//, "") === etag)) {
    response.writeHead(304).end();
    return;
  }
  const part = range === undefined || (only !== undefined && only !== etag) ? null : partOf(range, bytes.length);
  if (part === "outside") {
    response.writeHead(416, { "Content-Range": `bytes */${bytes.length}`, "Content-Type": "text/plain" }).end();
    return;
  }
  const [from, to] = part ?? [0, bytes.length - 1];
  const head = { "Content-Length": to - from + 1 };
  if (part === null) response.writeHead(200, head);
  else response.writeHead(206, { ...head, "Content-Range": `bytes ${from}-${to}/${bytes.length}` });
  response.end(Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from + 1));
}

/** First and last byte; null: what is asked for is none we know, and the whole is sent. */
function partOf(range: string, length: number): readonly [number, number] | "outside" | null {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(range.trim());
  const [, first = "", last = ""] = match ?? [];
  if (!match || (first === "" && last === "")) return null;
  if (first === "") return Number(last) === 0 ? "outside" : [Math.max(0, length - Number(last)), length - 1];
  const [from, to] = [Number(first), last === "" ? length - 1 : Math.min(Number(last), length - 1)];
  if (from >= length) return "outside";
  return to < from ? null : [from, to];
}
