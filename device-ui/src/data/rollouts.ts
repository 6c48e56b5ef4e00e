import type { PhoneSelectionInput } from "../../../portal/jobs/change.ts";
import type { RolloutBackView } from "../../../portal/rollouts/back.ts";
import type { RolloutChoicesView } from "../../../portal/rollouts/choices.ts";
import type { RolloutInput } from "../../../portal/rollouts/input.ts";
import type { RolloutPreviewView } from "../../../portal/rollouts/preview.ts";
import type { PhoneSelectionView } from "../../../portal/rollouts/selections.ts";
import type {
  CountsView,
  RingView,
  RolloutPhoneView,
  RolloutRowView,
  RolloutValueView,
  RolloutView,
} from "../../../portal/rollouts/views.ts";
import type { Api, Query } from "./api.ts";
import type { Page } from "./paged-rows.ts";

export type {
  CountsView,
  PhoneSelectionView,
  RingView,
  RolloutBackView,
  RolloutChoicesView,
  RolloutInput,
  RolloutPhoneView,
  RolloutPreviewView,
  RolloutRowView,
  RolloutValueView,
  RolloutView,
};

const of = (id: string) => `/rollouts/${encodeURIComponent(id)}`;

export function listRollouts(api: Api, query: Query, signal?: AbortSignal): Promise<Page<RolloutRowView>> {
  return api.get("/rollouts", query, signal);
}

export function readRollout(api: Api, id: string, signal?: AbortSignal): Promise<RolloutView> {
  return api.get(of(id), {}, signal);
}

export function listRolloutPhones(api: Api, id: string, query: Query, signal?: AbortSignal): Promise<Page<RolloutPhoneView>> {
  return api.get(`${of(id)}/phones`, query, signal);
}

export function readRolloutChoices(api: Api, signal?: AbortSignal): Promise<RolloutChoicesView> {
  return api.get("/rollouts/choices", {}, signal);
}

/** What would put back what was before a finished one. */
export function readBack(api: Api, id: string, signal?: AbortSignal): Promise<RolloutBackView> {
  return api.get(`${of(id)}/back`, {}, signal);
}

/** Keeps which phones are meant while the roll-out is being made. @throws ApiError `phone_not_found`, `phone_selection_empty` */
export async function keepSelection(api: Api, selection: PhoneSelectionInput): Promise<PhoneSelectionView> {
  return (await api.post<PhoneSelectionView>("/phone-selections", selection)).value;
}

/** @throws ApiError `phone_selection_not_found` */
export function readSelection(api: Api, id: string, signal?: AbortSignal): Promise<PhoneSelectionView> {
  return api.get(`/phone-selections/${encodeURIComponent(id)}`, {}, signal);
}

export async function previewRollout(api: Api, input: RolloutInput): Promise<RolloutPreviewView> {
  return (await api.post<RolloutPreviewView>("/rollouts/preview", input)).value;
}

export function startRollout(api: Api, input: RolloutInput) {
  return api.post<RolloutView>("/rollouts", input);
}

export function actOnRollout(api: Api, id: string, act: "pause" | "resume" | "take-back" | "leave") {
  return api.post<RolloutView>(`${of(id)}/${act}`);
}

/** @param ring 1-based */
export function advanceRollout(api: Api, id: string, ring: number) {
  return api.post<RolloutView>(`${of(id)}/advance`, { ring });
}

export function skipPhone(api: Api, id: string, phone: string, skipped: boolean) {
  return api.put<RolloutView>(`${of(id)}/phones/${encodeURIComponent(phone)}`, { skipped }, null);
}
