import type { z } from "zod";
import type { AlarmView } from "../../../portal/alarms.ts";
import type { OrganisationRowView } from "../../../portal/operator.ts";
import type { HealthView } from "../../../portal/operator-health.ts";
import type { PhoneRowView } from "../../../portal/phone-views.ts";
import type { FoundView } from "../../../portal/phones.ts";
import type { Answered, Api, Query } from "./api.ts";
import type { Page } from "./paged-rows.ts";

export type { HealthView, OrganisationRowView };
export type OperatorPhone = PhoneRowView & { readonly organisation: { readonly id: string; readonly title: string } };
export type OperatorFound = z.infer<typeof FoundView> & { readonly organisationId: string | null };
export type OperatorAlarm = AlarmView & { readonly organisationTitle: string | null };

export function listOrganisations(api: Api, query: Query, signal?: AbortSignal): Promise<Page<OrganisationRowView>> {
  return api.get("/operator/organisations", query, signal);
}

export function createOrganisation(api: Api, body: { readonly name: string; readonly title: string; readonly language: string }) {
  return api.post<OrganisationRowView>("/operator/organisations", body);
}

/** @throws ConflictError */
export function saveOrganisation(
  api: Api,
  { id, version }: OrganisationRowView,
  body: { readonly title: string; readonly language: string; readonly foreignPrefixes: readonly string[] },
): Promise<Answered<unknown>> {
  return api.patch(`/operator/organisations/${encodeURIComponent(id)}`, body, `"${version}"`);
}

export function listAllPhones(api: Api, query: Query, signal?: AbortSignal): Promise<Page<OperatorPhone>> {
  return api.get("/operator/phones", query, signal);
}

export function listAllFound(api: Api, query: Query, signal?: AbortSignal): Promise<Page<OperatorFound>> {
  return api.get("/operator/found", query, signal);
}

export async function claimFor(
  api: Api,
  body: {
    readonly organisationId: string;
    readonly mac: string;
    readonly vendor: string | null;
    readonly model: string | null;
    readonly label: string;
  },
): Promise<{ readonly id: string; readonly organisationId: string }> {
  return (await api.post<{ id: string; organisationId: string }>("/operator/claim", body)).value;
}

export function readHealth(api: Api, signal?: AbortSignal): Promise<HealthView> {
  return api.get("/operator/health", {}, signal);
}

export async function listAllAlarms(api: Api, signal?: AbortSignal): Promise<readonly OperatorAlarm[]> {
  return (await api.get<{ alarms: readonly OperatorAlarm[] }>("/operator/alarms", {}, signal)).alarms;
}

export async function acknowledgeAny(api: Api, id: string): Promise<void> {
  await api.post(`/operator/alarms/${encodeURIComponent(id)}/acknowledge`);
}
