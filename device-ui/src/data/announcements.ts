import type { AnnouncementUseView, AnnouncementView, AudioView, RecordingView } from "../../../portal/announcements/views.ts";
import type { Answered, Api, Query } from "./api.ts";
import type { Page } from "./paged-rows.ts";

export type { AnnouncementUseView, AnnouncementView, AudioView, RecordingView };

const of = (id: string): string => `/announcements/${encodeURIComponent(id)}`;

export function listAnnouncements(api: Api, query: Query, signal?: AbortSignal): Promise<Page<AnnouncementView>> {
  return api.get("/announcements", query, signal);
}

export function readAnnouncement(api: Api, id: string, signal?: AbortSignal): Promise<AnnouncementView> {
  return api.get(of(id), {}, signal);
}

/** @param body name, language, transcript, audio, source */
export function createAnnouncement(api: Api, body: unknown): Promise<Answered<AnnouncementView>> {
  return api.post("/announcements", body);
}

/** @throws ConflictError with the announcement as it is now */
export function saveAnnouncement(api: Api, id: string, body: unknown, version: number): Promise<Answered<AnnouncementView>> {
  return api.patch(of(id), body, `"${version}"`);
}

/** @throws ConflictError */
export function deleteAnnouncement(api: Api, id: string, version: number): Promise<Answered<undefined>> {
  return api.delete(of(id), `"${version}"`);
}

export async function listRecordings(api: Api, id: string, signal?: AbortSignal): Promise<readonly RecordingView[]> {
  return (await api.get<{ rows: readonly RecordingView[] }>(`${of(id)}/recordings`, {}, signal)).rows;
}

/** Callers hear this from now on. @throws ConflictError */
export function replaceRecording(
  api: Api,
  id: string,
  body: { readonly audio: string; readonly source: "upload" | "browser" },
  version: number,
): Promise<Answered<AnnouncementView>> {
  return api.ask("POST", `${of(id)}/recordings`, { body, version: `"${version}"` });
}

/** @throws ConflictError */
export function restoreRecording(api: Api, id: string, recording: string, version: number): Promise<Answered<AnnouncementView>> {
  return api.ask("POST", `${of(id)}/recordings/${encodeURIComponent(recording)}/restore`, { version: `"${version}"` });
}

/** Takes in sound, and tells how far it has come (0…1, then the server works). @throws ApiError */
export async function takeAudio(
  api: Api,
  file: Blob,
  onProgress: (share: number) => void,
  signal?: AbortSignal,
): Promise<AudioView> {
  // Whatever the browser calls it, which may be nothing.
  const body = new Blob([file], { type: "application/octet-stream" });
  return (await api.ask<AudioView>("POST", "/announcement-audio", { body, onProgress, ...(signal ? { signal } : {}) })).value;
}
