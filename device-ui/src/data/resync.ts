import type { PhoneResyncView, ResyncSettings, ResyncView } from "../../../portal/resync-views.ts";
import type { Answered, Api, Versioned } from "./api.ts";

export type { PhoneResyncView, ResyncSettings, ResyncView };
export type AskedView = NonNullable<PhoneResyncView["resync"]>;

const of = (id: string): string => `/phones/${encodeURIComponent(id)}`;

export function readResync(api: Api, id: string, signal?: AbortSignal): Promise<PhoneResyncView> {
  return api.get(`${of(id)}/resync`, undefined, signal);
}

export async function askResync(api: Api, id: string, when: "now" | "night"): Promise<PhoneResyncView> {
  return (await api.post<PhoneResyncView>(`${of(id)}/resync`, { when })).value;
}

export async function cancelResync(api: Api, id: string): Promise<PhoneResyncView> {
  await api.delete(`${of(id)}/resync`, null);
  return readResync(api, id);
}

/** The exchange is asked whether it reaches the phone. */
export async function probeRegistration(api: Api, id: string): Promise<PhoneResyncView> {
  return (await api.post<PhoneResyncView>(`${of(id)}/registration`)).value;
}

export function readResyncSettings(api: Api, signal?: AbortSignal): Promise<Versioned<ResyncView>> {
  return api.read("/resync", signal);
}

/** @throws ConflictError with the settings as they are now */
export function saveResyncSettings(
  api: Api,
  changes: Partial<ResyncSettings>,
  version: string | null,
): Promise<Answered<ResyncView>> {
  return api.patch("/resync", changes, version);
}
