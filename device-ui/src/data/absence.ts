import { usualHours, type WorkingHours } from "../../../domain/working-hours.ts";
import type { AbsenceDoneView, WorkHoursView } from "../../../portal/absence.ts";
import type { AbsenceView, DiversionView } from "../../../portal/absence-views.ts";
import type { ForwardingsView, ForwardingView } from "../../../portal/forwarding.ts";
import type { ShownNumberView } from "../../../portal/shown-number.ts";
import type { TodayView } from "../../../portal/today.ts";
import type { Api, Versioned } from "./api.ts";

export type {
  AbsenceDoneView,
  AbsenceView,
  DiversionView,
  ForwardingsView,
  ForwardingView,
  ShownNumberView,
  TodayView,
  WorkHoursView,
};

/** Whose things: the person's own, or a user's whom an administrator looks after. */
export type Subject = "me" | string;

const pathOf = (subject: Subject): string => (subject === "me" ? "/me" : `/users/${encodeURIComponent(subject)}`);
const oneOf = (subject: Subject, id: string): string => `${pathOf(subject)}/diversions/${encodeURIComponent(id)}`;

/** Absent fields stay. Times are instants, or wall clocks of the organisation; `startsAt` null: at once; `endsAt` null: open. */
export type DiversionFields = {
  readonly reason?: string;
  readonly startsAt?: string | null;
  readonly endsAt?: string | null;
  readonly note?: string | null;
};
/** What names a row and the version that was read. */
export type ReadRow = { readonly id: string; readonly version: number };

export async function loadToday(api: Api): Promise<TodayView> {
  return api.get<TodayView>("/me/today");
}

export async function loadAbsence(api: Api, subject: Subject): Promise<AbsenceView> {
  return api.get<AbsenceView>(`${pathOf(subject)}/diversions`);
}

export async function setDiversion(api: Api, subject: Subject, fields: DiversionFields): Promise<AbsenceDoneView> {
  return (await api.post<AbsenceDoneView>(`${pathOf(subject)}/diversions`, fields)).value;
}

/** @throws ConflictError whose `theirs` is an AbsenceDoneView with the row in `done` */
export async function changeDiversion(
  api: Api,
  subject: Subject,
  { id, version }: ReadRow,
  fields: DiversionFields,
): Promise<AbsenceDoneView> {
  return (await api.patch<AbsenceDoneView>(oneOf(subject, id), fields, String(version))).value;
}

/** Ends the one in force, takes a planned one away. @throws ConflictError */
export async function finishDiversion(api: Api, subject: Subject, { id, version }: ReadRow): Promise<AbsenceDoneView> {
  return (await api.ask<AbsenceDoneView>("DELETE", oneOf(subject, id), { version: String(version) })).value;
}

/** Takes the last step back. @throws ConflictError when something has been done since */
export async function undoDiversion(api: Api, subject: Subject, { id, version }: ReadRow): Promise<AbsenceDoneView> {
  return (await api.ask<AbsenceDoneView>("POST", `${oneOf(subject, id)}/undo`, { version: String(version) })).value;
}

export function readForwarding(api: Api, subject: Subject): Promise<Versioned<ForwardingsView>> {
  return api.read<ForwardingsView>(`${pathOf(subject)}/forwarding`);
}

export function saveForwarding(
  api: Api,
  subject: Subject,
  kinds: unknown,
  version: string | null,
): Promise<Versioned<ForwardingsView>> {
  return api.patch<ForwardingsView>(`${pathOf(subject)}/forwarding`, kinds, version);
}

export function readShownNumber(api: Api, subject: Subject): Promise<Versioned<ShownNumberView>> {
  return api.read<ShownNumberView>(`${pathOf(subject)}/shown-number`);
}

export function saveShownNumber(
  api: Api,
  subject: Subject,
  fields: { readonly shown?: string; readonly fromMobile?: string | null; readonly mobileOutsideHours?: boolean },
  version: string | null,
): Promise<Versioned<ShownNumberView>> {
  return api.patch<ShownNumberView>(`${pathOf(subject)}/shown-number`, fields, version);
}

export function readWorkHours(api: Api, subject: Subject): Promise<Versioned<WorkHoursView>> {
  return api.read<WorkHoursView>(`${pathOf(subject)}/working-hours`);
}

export function saveWorkHours(
  api: Api,
  subject: Subject,
  hours: Pick<WorkHoursView, "days" | "from" | "to"> | null,
  version: string | null,
): Promise<Versioned<WorkHoursView>> {
  return api.put<WorkHoursView>(`${pathOf(subject)}/working-hours`, { hours }, version);
}

/** Hours as the rules take them. */
export function hoursOf(absence: Pick<AbsenceView, "hours" | "timeZone"> | null): WorkingHours {
  return absence ? { zone: absence.timeZone, ...absence.hours } : usualHours;
}
