import type { Plan, PlanKey } from "../../domain/plan.ts";

/**
 * Enhanced feature keys: what a function key does, in the vendor's action language. `digits$Tinvite$` calls,
 * `digits$Trefer$` transfers the call at hand, `digits$Tdtmf$` sends tones, `$F…$` presses one of the phone's own keys.
 * (SIP 3.1 administrator guide, chapter on enhanced feature keys. Of the functions only `Transfer` stands in the
 * material at hand; the names of the others are general knowledge.)
 */

/** The guide's limit for an action string. */
export const longestAction = 100;

/** The action string of a key, or null when this vendor's language cannot say it. */
export function actionOf(key: PlanKey, plan: Plan, canOpenPages: boolean): string | null {
  const action = actionByKind(key, plan, canOpenPages);
  return action === null || action.length > longestAction ? null : action;
}

function actionByKind(key: PlanKey, plan: Plan, canOpenPages: boolean): string | null {
  const account = plan.accounts.find(({ position }) => position === key.account);
  switch (key.kind) {
    case "groupLogin":
    case "diversion":
      if (key.page === null) return dial(key.number);
      return canOpenPages ? page(`${plan.provisioning.url}${key.page}.html`) : null;
    case "speedDial":
      return dial(key.number);
    case "voicemail":
      return dial(key.number ?? account?.voicemailNumber ?? null) ?? "$FMessages$";
    case "pickup":
      return dial(key.number ?? plan.settings.pickupCode.value);
    case "park":
      return refer(key.number ?? plan.settings.parkCode.value);
    case "transfer":
      return refer(key.number) ?? "$FTransfer$";
    case "conference":
      return "$FConference$";
    case "dnd":
      return dial(key.number) ?? "$FDoNotDisturb$";
    case "forward":
      return "$FDivert$";
    case "directory":
      return (canOpenPages ? directoryPage(key, plan) : null) ?? "$FDirectories$";
    case "url":
      return canOpenPages ? page(key.value) : null;
    case "dtmf":
      return tones(key.value);
    default:
      return null;
  }
}

function dial(number: string | null): string | null {
  const digits = dialable(number);
  return digits === "" ? null : `${digits}$Tinvite$`;
}

function refer(number: string | null): string | null {
  const digits = dialable(number);
  return digits === "" ? null : `${digits}$Trefer$`;
}

/** What may stand in an action without meaning something else there: no `$`, `^`, `!` or blank. */
function dialable(number: string | null): string {
  return (number ?? "").replace(/[^0-9A-Za-z*#+@._-]/g, "");
}

/** A comma is a pause of one second. */
function tones(value: string | null): string | null {
  const digits = (value ?? "").replace(/[^0-9A-Da-d*#,]/g, "").replaceAll(",", "$Cp1$");
  return digits === "" ? null : `${digits}$Tdtmf$`;
}

/** The page of a phonebook: `value` may name one by its key, else it is the first. */
function directoryPage(key: PlanKey, plan: Plan): string | null {
  const directory = plan.directories.find((candidate) => candidate.key === key.value) ?? plan.directories[0];
  const url = directory ? page(directoryUrl(plan, directory.key)) : null;
  return url !== null && url.length <= longestAction ? url : null;
}

/** Where the phone fetches a phonebook's page; holds the phone's token. */
export function directoryUrl(plan: Plan, key: string): string {
  return `${plan.provisioning.url}phonebook/${key}.html`;
}

/** Only addresses the phone can take: no blanks, back slashes or `$`, which opens a command here. */
function page(url: string | null): string | null {
  return url !== null && /^https?:\/\/[^\s\\$\p{Cc}]+$/u.test(url) ? url : null;
}
