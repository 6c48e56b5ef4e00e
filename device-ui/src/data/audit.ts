import type { AuditView, SaidView } from "../../../portal/audit-views.ts";
import type { Api, Query } from "./api.ts";

export type { AuditView, SaidView };
export type AuditPage = { readonly entries: readonly AuditView[]; readonly next: string | null };
export type AuditDetail = { readonly entry: AuditView; readonly together: readonly AuditView[] };

/** Newest first. `before`: the cursor of the page that came last. */
export function listAudit(api: Api, filter: Query, before: string | null, signal?: AbortSignal): Promise<AuditPage> {
  return api.get<AuditPage>("/audit", { ...filter, before }, signal);
}

/** One entry, and what else its request wrote. */
export function readAudit(api: Api, id: string, signal?: AbortSignal): Promise<AuditDetail> {
  return api.get<AuditDetail>(`/audit/${encodeURIComponent(id)}`, undefined, signal);
}
