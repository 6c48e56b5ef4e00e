import type { ColleaguesView, ColleagueView } from "../../../portal/colleagues.ts";
import type { Api, Query } from "./api.ts";

export type { ColleaguesView, ColleagueView };

export function listColleagues(api: Api, query: Query, signal?: AbortSignal): Promise<ColleaguesView> {
  return api.get("/me/colleagues", query, signal);
}

/** Whether colleagues see reasons of health and family. */
export async function readSharing(api: Api, signal?: AbortSignal): Promise<boolean> {
  return (await api.get<{ sharesPrivateReasons: boolean }>("/me/sharing", {}, signal)).sharesPrivateReasons;
}

export async function saveSharing(api: Api, shares: boolean): Promise<void> {
  await api.put("/me/sharing", { sharesPrivateReasons: shares }, null);
}
