import type { ConnectView } from "../../../portal/connect.ts";
import { currentLanguage } from "../i18n/index.ts";
import type { Api } from "./api.ts";

export type { ConnectView };

export function readConnect(api: Api, signal?: AbortSignal): Promise<ConnectView> {
  return api.get("/phones/connect", { language: currentLanguage() }, signal);
}

/** Makes the organisation's address for new phones, where there is none. */
export async function makeAddress(api: Api): Promise<ConnectView> {
  return (await api.post<ConnectView>("/phones/connect", { language: currentLanguage() })).value;
}
