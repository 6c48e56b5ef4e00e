import type { z } from "zod";
import type { Schedule, ScheduleBody, ScheduleEntry } from "../../../domain/schedule.ts";
import type { ScheduleVersionView as VersionShape, ScheduleView as ViewShape } from "../../../portal/schedule-views.ts";
import type { Answered, Versioned } from "./api.ts";
import { api } from "./client.ts";

export type ScheduleView = z.infer<typeof ViewShape>;
export type ScheduleVersionView = z.infer<typeof VersionShape>;
export type OwnerKind = ScheduleView["owner"]["kind"];
/** When Stäng nu ends: `at` is an instant. */
export type ClosingEnd = { readonly kind: "nextOpening" | "restOfDay" } | { readonly kind: "at"; readonly at: string };

const pathOf = (id: string) => `/schedules/${encodeURIComponent(id)}`;

/** The id of a group's or a menu's schedule. */
export async function scheduleIdOf(kind: OwnerKind, id: string): Promise<string> {
  const { scheduleId } = await api.get<{ readonly scheduleId: string }>(`/${kind}s/${encodeURIComponent(id)}`);
  return scheduleId;
}

export function readSchedule(id: string, signal?: AbortSignal): Promise<Versioned<ScheduleView>> {
  return api.read<ScheduleView>(pathOf(id), signal);
}

/** @throws ConflictError when somebody saved after `version` */
export function saveSchedule(id: string, body: ScheduleBody, version: string | null): Promise<Answered<ScheduleView>> {
  return api.put<ScheduleView>(pathOf(id), body, version);
}

/** Stäng nu. */
export function closeNow(id: string, end: ClosingEnd, announcementId: string | null): Promise<Answered<ScheduleView>> {
  const until = end.kind === "at" ? { at: end.at } : end.kind;
  return api.post<ScheduleView>(`${pathOf(id)}/closed-now`, { until, announcementId });
}

export function openAgain(id: string): Promise<Answered<ScheduleView>> {
  return api.ask<ScheduleView>("DELETE", `${pathOf(id)}/closed-now`, {});
}

/** The same entry into several schedules, all or none. @param position null: last, above the default */
export function applyEntry(
  schedules: readonly string[],
  entry: ScheduleEntry,
  position: number | null,
): Promise<Answered<unknown>> {
  return api.post("/schedules/apply", { schedules, entry, position });
}

/** What is evaluated: the schedule as the server has it. */
export function scheduleOf(view: ScheduleView): Schedule {
  const { zone, entries, otherwise, closedNow } = view;
  return {
    ...{ zone, entries, otherwise },
    closedNow: closedNow && {
      ...{ from: new Date(closedNow.from), until: new Date(closedNow.until) },
      announcementId: closedNow.announcementId,
    },
  };
}

/** What is edited of it. */
export function bodyOf({ entries, otherwise }: ScheduleView): ScheduleBody {
  return { entries, otherwise };
}

/**
 * An id for an entry that the server has not seen, the time first as in the server's own: later ones sort behind. Without
 * `crypto.randomUUID`, which plain HTTP does not have.
 */
export function newEntryId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(10));
  const random = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const time = Date.now().toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(0, 3)}-8${random.slice(3, 6)}-${random.slice(6, 18)}`;
}

export type { ScheduleBody, ScheduleEntry };
