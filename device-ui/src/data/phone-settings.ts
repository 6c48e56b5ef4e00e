import type { PhoneSettingsView, PhoneSettingView } from "../../../portal/phone-settings.ts";
import type { Answered, Api } from "./api.ts";

export type { PhoneSettingsView, PhoneSettingView };
/** Where something is said: `id` of a model is `yealink/T46U`, of the organisation nothing. */
export type SettingPlace = Pick<PhoneSettingsView["at"], "layer" | "id">;
export type SettingValue = PhoneSettingView["value"];

export function readPhoneSettings(api: Api, { layer, id }: SettingPlace, signal?: AbortSignal): Promise<PhoneSettingsView> {
  return api.get("/phone-settings", { layer, id }, signal);
}

/** @param say null: nothing is said there any more */
export function sayPhoneSetting(
  api: Api,
  place: SettingPlace,
  { name, said }: PhoneSettingView,
  say: { readonly value: SettingValue } | null,
): Promise<Answered<PhoneSettingsView>> {
  return api.put("/phone-settings", { layer: place.layer, id: place.id, name, say, seen: said }, null);
}
