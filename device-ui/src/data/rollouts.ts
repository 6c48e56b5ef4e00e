import type { PhoneSelectionInput } from "../../../portal/jobs/change.ts";
import type { RolloutBackView } from "../../../portal/rollouts/back.ts";
import type { RolloutChoicesView } from "../../../portal/rollouts/choices.ts";
import type { HouseRolloutRowView } from "../../../portal/rollouts/house-routes.ts";
import type { HouseRolloutInput, RolloutInput } from "../../../portal/rollouts/input.ts";
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
  HouseRolloutRowView,
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

/** An organisation's own, or (operator staff) those over all organisations. */
export type Whose = "own" | "house";
type ValueAt = RolloutInput["values"][number]["at"] | HouseRolloutInput["values"][number]["at"];
/** What is asked for; which places it may name says whose it is. */
export type AnyRolloutInput = Omit<RolloutInput, "values"> & {
  readonly values: readonly (Omit<RolloutInput["values"][number], "at"> & { readonly at: ValueAt })[];
};

const baseOf = (whose: Whose) => (whose === "own" ? "/rollouts" : "/operator/rollouts");
const of = (id: string, whose: Whose) => `${baseOf(whose)}/${encodeURIComponent(id)}`;

export function listRollouts(api: Api, query: Query, signal?: AbortSignal): Promise<Page<RolloutRowView>> {
  return api.get("/rollouts", query, signal);
}

/** Those of every organisation that the asker looks after, and those over all of them. */
export function listHouseRollouts(
  api: Api,
  query: Query,
  signal?: AbortSignal,
): Promise<Page<HouseRolloutRowView> & { readonly mayStart: boolean }> {
  return api.get(baseOf("house"), query, signal);
}

export function readRollout(api: Api, id: string, whose: Whose, signal?: AbortSignal): Promise<RolloutView> {
  return api.get(of(id, whose), {}, signal);
}

export function listRolloutPhones(
  api: Api,
  id: string,
  whose: Whose,
  query: Query,
  signal?: AbortSignal,
): Promise<Page<RolloutPhoneView>> {
  return api.get(`${of(id, whose)}/phones`, query, signal);
}

export function readRolloutChoices(api: Api, whose: Whose, signal?: AbortSignal): Promise<RolloutChoicesView> {
  return api.get(`${baseOf(whose)}/choices`, {}, signal);
}

/** What would put back what was before a finished one. */
export function readBack(api: Api, id: string, whose: Whose, signal?: AbortSignal): Promise<RolloutBackView> {
  return api.get(`${of(id, whose)}/back`, {}, signal);
}

/** Keeps which phones are meant while the roll-out is being made. @throws ApiError `phone_not_found`, `phone_selection_empty` */
export async function keepSelection(api: Api, selection: PhoneSelectionInput): Promise<PhoneSelectionView> {
  return (await api.post<PhoneSelectionView>("/phone-selections", selection)).value;
}

/** @throws ApiError `phone_selection_not_found` */
export function readSelection(api: Api, id: string, signal?: AbortSignal): Promise<PhoneSelectionView> {
  return api.get(`/phone-selections/${encodeURIComponent(id)}`, {}, signal);
}

export async function previewRollout(api: Api, whose: Whose, input: AnyRolloutInput): Promise<RolloutPreviewView> {
  return (await api.post<RolloutPreviewView>(`${baseOf(whose)}/preview`, input)).value;
}

export function startRollout(api: Api, whose: Whose, input: AnyRolloutInput) {
  return api.post<RolloutView>(baseOf(whose), input);
}

export function actOnRollout(api: Api, id: string, whose: Whose, act: "pause" | "resume" | "take-back" | "leave") {
  return api.post<RolloutView>(`${of(id, whose)}/${act}`);
}

/** @param ring 1-based */
export function advanceRollout(api: Api, id: string, whose: Whose, ring: number) {
  return api.post<RolloutView>(`${of(id, whose)}/advance`, { ring });
}

export function skipPhone(api: Api, id: string, whose: Whose, phone: string, skipped: boolean) {
  return api.put<RolloutView>(`${of(id, whose)}/phones/${encodeURIComponent(phone)}`, { skipped }, null);
}
