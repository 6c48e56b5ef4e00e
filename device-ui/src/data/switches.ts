import type { SnmpCredential } from "../../../domain/snmp-credential.ts";
import type { FindingView, PlaceView, PortView, SwitchRowView, SwitchView } from "../../../portal/switches/views.ts";
import type { Answered, Api, Versioned } from "./api.ts";
import type { Page } from "./paged-rows.ts";

export type { FindingView, PlaceView, PortView, SwitchRowView, SwitchView };
export type SeatView = PortView["phones"][number];

/** A switch as it is entered or changed; what is absent stays. */
export type SwitchSay = {
  readonly name?: string;
  readonly siteId?: string | null;
  readonly address?: string;
  readonly port?: number;
  readonly read?: SnmpCredential;
  readonly write?: SnmpCredential | null;
};

const of = (id: string): string => `/switches/${encodeURIComponent(id)}`;

export function listSwitches(
  api: Api,
  query: { readonly q?: string; readonly order?: "asc" | "desc"; readonly offset?: number; readonly limit?: number },
  signal?: AbortSignal,
): Promise<Page<SwitchRowView>> {
  return api.get("/switches", query, signal);
}

export function readSwitch(api: Api, id: string, signal?: AbortSignal): Promise<Versioned<SwitchView>> {
  return api.read(of(id), signal);
}

/** @throws ApiError `switch_address_refused`, `switch_address_taken` */
export function addSwitch(api: Api, say: SwitchSay): Promise<Answered<SwitchRowView>> {
  return api.post("/switches", say);
}

/** @throws ConflictError with the switch as it is now */
export function changeSwitch(api: Api, id: string, say: SwitchSay, version: string | null): Promise<Answered<SwitchView>> {
  return api.patch(of(id), say, version);
}

/** @throws ConflictError */
export function removeSwitch(api: Api, id: string, version: string | null): Promise<Answered<undefined>> {
  return api.delete(of(id), version);
}

/** It is asked as soon as may be; what it says comes as an event. */
export function askSwitch(api: Api, id: string): Promise<Answered<undefined>> {
  return api.post(`${of(id)}/ask`);
}

/** @param mac the phone that is meant; null: whatever hangs there. @throws ApiError `port_cycle_…` */
export function cyclePort(api: Api, id: string, port: number, mac: string | null): Promise<Answered<SwitchView>> {
  return api.post(`${of(id)}/ports/${port}/cycle`, { mac });
}

export async function listFindings(api: Api, signal?: AbortSignal): Promise<readonly FindingView[]> {
  return (await api.get<{ findings: readonly FindingView[] }>("/switch-findings", {}, signal)).findings;
}

export function dismissFinding(api: Api, id: string): Promise<Answered<undefined>> {
  return api.post(`/switch-findings/${encodeURIComponent(id)}/dismiss`);
}

/** Where a phone sits. */
export function readPlace(api: Api, phoneId: string, signal?: AbortSignal): Promise<PlaceView> {
  return api.get(`/phones/${encodeURIComponent(phoneId)}/place`, {}, signal);
}
