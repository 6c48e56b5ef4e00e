import type { organisationSv } from "./organisation.sv.ts";

/** The same in English. */
export const organisationEn: Readonly<Record<keyof typeof organisationSv, string>> = {
  "organisation.page": "The organisation",
  "organisation.page.text": "What applies to everybody. The rest is for your operator to decide.",
  "organisation.title": "Name of the organisation",
  "organisation.title.hint": "Shown at the top of Klyka for everybody in the organisation.",
  "organisation.language": "Language",
  "organisation.language.hint": "On the phones, and for whoever has not chosen one.",
  "organisation.main": "Main number",
  "organisation.main.hint": "The number that users can show instead of their own. It is always a response group's number.",
  "organisation.main.none": "No main number",
  "organisation.main.choice": "{name}, {number}",
  "organisation.main.no_groups": "There is no response group with a number yet.",
  "organisation.decided": "Your operator decides",
  "organisation.name": "Short name",
  "organisation.zone": "Time zone",
  "organisation.scheme": "Feature groups",
  "organisation.scheme.ex": "EX groups",
  "organisation.scheme.legacy": "RBL groups",
  "organisation.foreign": "Forwarding abroad",
  "organisation.foreign.none": "No countries are permitted.",
  "organisation.foreign.some": "Permitted to {prefixes}.",
  "organisation.saved": "{title} is saved.",
  "organisation.reach": "Save {title}?",
};
