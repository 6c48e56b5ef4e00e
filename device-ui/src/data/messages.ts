import type { InstallKind } from "../../../domain/message.ts";
import type { InstallSettingsView, InstallView } from "../../../portal/messages/install-routes.ts";
import type { OutboxRowView, OutboxTextView, OutboxView } from "../../../portal/messages/outbox-routes.ts";
import type { MessagesView, NoticesView, SentManyView, SentView } from "../../../portal/messages/routes.ts";
import type { MessageView } from "../../../portal/messages/views.ts";
import type { Answered, Api, Query, Versioned } from "./api.ts";

export type {
  InstallKind,
  InstallSettingsView,
  InstallView,
  MessageView,
  NoticesView,
  OutboxRowView,
  OutboxTextView,
  OutboxView,
};

/** People in one request: the server takes more, and a page shows how far it has come. */
export const mostAtOnce = 100;

/** @param userId null: to oneself */
const pathOf = (userId: string | null): string =>
  userId === null ? "/me/messages" : `/users/${encodeURIComponent(userId)}/messages`;

export async function listMessages(api: Api, userId: string | null, signal?: AbortSignal): Promise<readonly MessageView[]> {
  return (await api.get<MessagesView>(pathOf(userId), {}, signal)).rows;
}

/** Sends the link to the app (SMS) or the softphone (mail). @returns whether anybody sends it from here */
export async function sendInstall(api: Api, userId: string | null, kind: InstallKind): Promise<boolean> {
  return (await api.post<SentView>(pathOf(userId), { kind })).value.sends;
}

export async function sendMany(api: Api, users: readonly string[], kind: InstallKind) {
  const { value } = await api.post<SentManyView>("/messages", { users, kind, count: users.length });
  // What has been sent cannot be taken back.
  return { ...value, auditId: null };
}

export function readNotices(api: Api): Promise<Versioned<NoticesView>> {
  return api.read("/me/notices");
}

/** @throws ConflictError with the choice as it is now */
export function saveNotices(
  api: Api,
  changed: Partial<Pick<NoticesView, "channel" | "diversionEnds">>,
  version: string | null,
): Promise<Answered<NoticesView>> {
  return api.patch("/me/notices", changed, version);
}

/** What the link with this token installs. */
export async function lookAtInstall(api: Api, token: string): Promise<InstallView> {
  return (await api.post<InstallView>("/install", { token })).value;
}

/** Uses the link up: its settings are answered this once. */
export async function useInstall(api: Api, token: string): Promise<InstallSettingsView> {
  return (await api.post<InstallSettingsView>("/install/use", { token })).value;
}

export function listOutbox(api: Api, query: Query, signal?: AbortSignal): Promise<OutboxView> {
  return api.get("/operator/outbox", query, signal);
}

const inOutbox = (id: string): string => `/operator/outbox/${encodeURIComponent(id)}`;

export function readOutboxText(api: Api, id: string, signal?: AbortSignal): Promise<OutboxTextView> {
  return api.get(inOutbox(id), {}, signal);
}

/** With its link; stands in the change log. */
export async function readOutboxLink(api: Api, id: string): Promise<OutboxTextView> {
  return (await api.post<OutboxTextView>(`${inOutbox(id)}/link`)).value;
}

export async function sendAgain(api: Api, id: string): Promise<void> {
  await api.post(`${inOutbox(id)}/retry`);
}
