import { type SettingName, settingDefinitions } from "./settings.ts";

/** Long work over many phones: one thing done to each, in parts, with what became of each. */
export const jobStates = ["running", "done", "cancelled"] as const;
export type JobState = (typeof jobStates)[number];

/** `change`: the same for each phone; `undo`: takes back another job; `intake`: what files of another system say. */
export const jobKinds = ["change", "undo", "intake"] as const;
export type JobKind = (typeof jobKinds)[number];

export const jobOutcomes = ["changed", "unchanged", "refused"] as const;
export type JobOutcome = (typeof jobOutcomes)[number];

/** Settings of a phone itself that an administrator may say for many; all others are the operator's. */
const administrators: ReadonlySet<string> = new Set<SettingName>([
  ...(["phone.language", "phone.timeZone", "phone.tones", "phone.clock24h", "phone.callWaiting", "phone.webUi"] as const),
  ...(["phonebook.commonPhones", "phonebook.callerNames", "resync.mode", "resync.nightFrom", "resync.nightTo"] as const),
]);

/** Whether administrators may say this setting of their phones. */
export function isAdministratorsSetting(name: string): boolean {
  return administrators.has(name);
}

/** Settings that may be said of a phone itself, in the order of the catalogue. @param operator what operator staff may */
export function phoneSettings(operator: boolean): SettingName[] {
  return Object.entries(settingDefinitions).flatMap(([name, { layers }]) =>
    // The names are the catalogue's own keys.
    layers.includes("phone") && (operator || administrators.has(name)) ? [name as SettingName] : [],
  );
}
