import { type SettingName, settingDefinitions } from "./settings.ts";

/** In phones' files, but the server knows one value of them at a time. */
const wholeHouse: ReadonlySet<SettingName> = new Set<SettingName>([
  "exchange.dialForm",
  "provisioning.url",
  "phonebook.commonPhones",
]);

/** True for what phones can have one after the other. */
export function canRollOut(name: SettingName): boolean {
  return !wholeHouse.has(name) && settingDefinitions[name].inFiles !== false;
}
