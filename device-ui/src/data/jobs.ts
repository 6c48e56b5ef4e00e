import type { JobChange, PhoneSelectionInput } from "../../../portal/jobs/change.ts";
import type { JobPreviewView } from "../../../portal/jobs/routes.ts";
import type { JobItemView, JobView } from "../../../portal/jobs/views.ts";
import type { Api, Query } from "./api.ts";
import type { Page } from "./paged-rows.ts";

export type { JobChange, JobItemView, JobPreviewView, JobView };
export type PhoneSelection = PhoneSelectionInput;

const of = (id: string) => `/jobs/${encodeURIComponent(id)}`;

export function listJobs(api: Api, query: Query, signal?: AbortSignal): Promise<Page<JobView>> {
  return api.get("/jobs", query, signal);
}

export function readJob(api: Api, id: string, signal?: AbortSignal): Promise<JobView> {
  return api.get(of(id), {}, signal);
}

export function listJobPhones(api: Api, id: string, query: Query, signal?: AbortSignal): Promise<Page<JobItemView>> {
  return api.get(`${of(id)}/phones`, query, signal);
}

export async function previewJob(api: Api, selection: PhoneSelection, change: JobChange): Promise<JobPreviewView> {
  return (await api.post<JobPreviewView>("/jobs/preview", { selection, change })).value;
}

export async function startJob(api: Api, selection: PhoneSelection, change: JobChange): Promise<JobView> {
  return (await api.post<JobView>("/jobs", { selection, change })).value;
}

export async function cancelJob(api: Api, id: string): Promise<JobView> {
  return (await api.post<JobView>(`${of(id)}/cancel`)).value;
}

export async function undoJob(api: Api, id: string): Promise<JobView> {
  return (await api.post<JobView>(`${of(id)}/undo`)).value;
}
