import type { RetentionJobView } from "../../../portal/retention/routes.ts";
import type { Answered, Api } from "./api.ts";

export type { RetentionJobView };
export type Retention = { readonly maySet: boolean; readonly jobs: readonly RetentionJobView[] };

export function readRetention(api: Api, signal?: AbortSignal): Promise<Retention> {
  return api.get("/operator/retention", {}, signal);
}

/** @param amount in the unit of the job; null: as usual @throws ConflictError */
export function setRetention(api: Api, { job, version }: RetentionJobView, amount: number | null): Promise<Answered<Retention>> {
  return api.put(`/operator/retention/${job}`, { amount }, `"${version}"`);
}

export function runRetention(api: Api, job: string): Promise<Answered<Retention>> {
  return api.post(`/operator/retention/${job}/run`);
}

/** Where the copy of everything about a person is fetched. */
export const personCopyAddress = (id: string): string => `/api/users/${encodeURIComponent(id)}/export`;

/** Also from the change log; it cannot be undone. */
export function eraseContact(api: Api, id: string): Promise<Answered<undefined>> {
  return api.post(`/contacts/${encodeURIComponent(id)}/erase`);
}

/** It cannot be undone. */
export function eraseUser(api: Api, id: string): Promise<Answered<undefined>> {
  return api.post(`/users/${encodeURIComponent(id)}/erase`);
}
