import { DomainError, type ErrorCode, type ErrorDetail } from "../domain/errors.ts";
import type { UnsafeReason } from "../process/safety.ts";
import type { SettingRule } from "../process/settings-values.ts";
import { backupSentences } from "./backup-sentences.ts";
import { firmwareSentences } from "./firmware-sentences.ts";
import { groupSentences } from "./group-sentences.ts";
import { invoiceSentences } from "./invoice-sentences.ts";
import { jobSentences } from "./job-sentences.ts";
import { isKeyProblem, keySentences } from "./key-sentences.ts";
import { messageSentences } from "./message-sentences.ts";
import { orderSentences } from "./order-sentences.ts";
import { peopleSentences } from "./people-sentences.ts";
import { portingSentences } from "./porting-sentences.ts";
import { redirectionSentences } from "./redirection-sentences.ts";
import { rolloutSentences } from "./rollout-sentences.ts";
import { fill, type Language, type Sentence } from "./sentence.ts";
import { settingSentences, unsafeSentences } from "./setting-sentences.ts";
import { subscriptionSentences } from "./subscription-sentences.ts";
import { switchSentences } from "./switch-sentences.ts";

/** Every error code as a sentence that says what to do. A code without one does not compile. */
export const errorSentences: Readonly<Record<ErrorCode, Sentence>> = {
  ...peopleSentences,
  ...groupSentences,
  ...messageSentences,
  ...subscriptionSentences,
  ...orderSentences,
  ...invoiceSentences,
  ...portingSentences,
  ...switchSentences,
  ...firmwareSentences,
  ...redirectionSentences,
  ...rolloutSentences,
  ...jobSentences,
  ...backupSentences,
  organisation_not_found: {
    en: "There is no organisation[ {name}][ {id}]. `klyka organisation list` shows them.",
    sv: "Det finns inget företag[ {name}][ {id}]. `klyka organisation list` visar dem.",
  },
  organisation_name_taken: {
    en: "An organisation is already called {name}. Choose another name.",
    sv: "Ett företag heter redan {name}. Välj ett annat namn.",
  },
  site_not_found: { en: "There is no site[ {name}][ {id}].", sv: "Det finns ingen plats[ {name}][ {id}]." },
  site_in_use: {
    en: "The site {name} is in use[: {there}][ and {more} more]. Move what is there first.",
    sv: "Platsen {name} används[: {there}][ och {more} till]. Flytta det som finns där först.",
  },
  user_not_found: {
    en: "There is no user[ {name}][ {id}]. `klyka user list` shows them.",
    sv: "Det finns ingen användare[ {name}][ {id}]. `klyka user list` visar dem.",
  },
  number_invalid: {
    en: "[{number} ]is not a telephone number. Write it as 08-465 004 00 or +46 8 465 004 00.",
    sv: "[{number} ]är inget telefonnummer. Skriv det som 08-465 004 00 eller +46 8 465 004 00.",
  },
  number_not_found: { en: "Nobody has the number {number}.", sv: "Ingen har numret {number}." },
  number_taken: { en: "The number {number} is already in use.", sv: "Numret {number} används redan." },
  number_quarantined: {
    en: "Somebody had the number {number} until lately. It rests, and can be given to somebody else from {until} on.",
    sv: "Någon hade nyss numret {number}. Det vilar, och kan ges till någon annan från {until}.",
  },
  number_kind_refused: {
    en: "The number[ {number}] cannot be used for that: a primary number is a fixed number.",
    sv: "Numret[ {number}] kan inte användas till det: ett primärnummer är ett fast nummer.",
  },
  sip_account_not_found: {
    en: "There is no SIP account[ {name}][ {id}]. `klyka account list` shows them.",
    sv: "Det finns inget SIP-konto[ {name}][ {id}]. `klyka account list` visar dem.",
  },
  sip_account_taken: {
    en: "The SIP user[ {sipUser}] is already in use in this organisation.",
    sv: "SIP-användaren[ {sipUser}] används redan i företaget.",
  },
  phone_not_found: {
    en: "There is no phone[ {mac}][ {id}]. `klyka phone list` shows the phones, `klyka phone found` those that asked.",
    sv: "Det finns ingen telefon[ {mac}][ {id}]. `klyka phone list` visar telefonerna, `klyka phone found` dem som frågat.",
  },
  phone_state_refused: {
    en: "That cannot be done with the phone[ {mac}] as it is now[ ({state})].",
    sv: "Det går inte med telefonen[ {mac}] som den är nu[ ({state})].",
  },
  mac_invalid: {
    en: "[{mac} ]is not a MAC address. It has 12 hexadecimal digits, as on the label under the phone.",
    sv: "[{mac} ]är ingen MAC-adress. Den har 12 hexadecimala siffror, som på etiketten under telefonen.",
  },
  mac_taken: {
    en: "The phone {mac} is already registered.",
    sv: "Telefonen {mac} är redan registrerad.",
  },
  model_unknown: {
    en: "The model[ {model}] is not in the catalogue. `klyka models` shows it.",
    sv: "Modellen[ {model}] finns inte i katalogen. `klyka models` visar den.",
  },
  layout_in_use: {
    en: "The layout is used by[ {count}] phones[: {phones}]. Give them another layout first.",
    sv: "Layouten används av[ {count}] telefoner[: {phones}]. Ge dem en annan layout först.",
  },
  layout_not_found: {
    en: "There is no layout[ {name}][ {id}]. `klyka layout list` shows them.",
    sv: "Det finns ingen layout[ {name}][ {id}]. `klyka layout list` visar dem.",
  },
  key_place_invalid: {
    en: "[{place} ]is not the place of a key. Write 0/3 for the phone's third key, 1/3 for that of the first module.",
    sv: "[{place} ]är ingen knapplats. Skriv 0/3 för telefonens tredje knapp, 1/3 för första modulens.",
  },
  key_invalid: {
    en: "The key[ {place}] cannot be programmed like that[: {reason}][ ({kind})].",
    sv: "Knappen[ {place}] kan inte programmeras så[: {reason}][ ({kind})].",
  },
  key_locked: { en: "The key[ {place}] is locked by an administrator.", sv: "Knappen[ {place}] är låst av en administratör." },
  target_not_found: {
    en: "What the key shall follow does not exist in this organisation[: {kind}][ {id}].",
    sv: "Det som knappen ska följa finns inte i företaget[: {kind}][ {id}].",
  },
  setting_unknown: {
    en: "There is no setting[ {name}]. `klyka setting list` shows them.",
    sv: "Det finns ingen inställning[ {name}]. `klyka setting list` visar dem.",
  },
  setting_invalid: {
    en: "The value does not fit the setting[ {name}][: {problem}][: {reason}][, got {value}].",
    sv: "Värdet passar inte inställningen[ {name}][: {problem}][: {reason}][, fick {value}].",
  },
  setting_of_operator: {
    en: "How phones reach the exchange is set by operator staff.",
    sv: "Hur telefonerna når växeln ställs in av operatörens personal.",
  },
  setting_changed: {
    en: "Somebody else has changed the setting meanwhile.",
    sv: "Någon annan har ändrat inställningen under tiden.",
  },
  layer_invalid: {
    en: "The setting[ {name}] cannot be made at that layer[: {layer}].[ It is said at: {layers}.]",
    sv: "Inställningen[ {name}] kan inte göras i det lagret[: {layer}].[ Den sätts i: {layers}.]",
  },
  network_invalid: {
    en: "[{network} ][{cidr} ]is not a network. Write it as 10.20.0.0/16 or 2001:db8::/48.",
    sv: "[{network} ][{cidr} ]är inget nät. Skriv det som 10.20.0.0/16 eller 2001:db8::/48.",
  },
  exchange_key_not_found: {
    en: "There is no exchange key[ {key}]. `klyka exchange-key list` shows them.",
    sv: "Det finns ingen växelnyckel[ {key}]. `klyka exchange-key list` visar dem.",
  },
  exchange_key_name_taken: {
    en: "An exchange key is already called {name}. Choose another name, or revoke that one first.",
    sv: "En växelnyckel heter redan {name}. Välj ett annat namn, eller dra in den först.",
  },
  alarm_not_found: { en: "There is no such alarm.", sv: "Larmet finns inte." },
  window_not_found: {
    en: "No first-contact window is open[ for {mac}].",
    sv: "Inget förstakontaktfönster är öppet[ för {mac}].",
  },
  hold_not_found: {
    en: "The phone has no such hold. `klyka phone holds` lists them.",
    sv: "Telefonen har inget sådant att släppa. `klyka phone holds` visar vad som hålls tillbaka.",
  },
  window_duration_invalid: {
    en: "A first-contact window is open for at least 1 and at most [{most}] minutes[, got {minutes}].",
    sv: "Ett förstakontaktfönster är öppet minst 1 och högst [{most}] minuter[, fick {minutes}].",
  },
  contact_list_not_found: {
    en: "There is no contact list[ {name}][ {id}].",
    sv: "Det finns ingen kontaktlista[ {name}][ {id}].",
  },
  contact_not_found: { en: "There is no contact[ {name}][ {id}].", sv: "Det finns ingen kontakt[ {name}][ {id}]." },
  vcard_unended: {
    en: "The card that begins on line {line} has no end: is the file whole?",
    sv: "Kortet som börjar på rad {line} har inget slut. Är filen hel?",
  },
  vcard_empty: {
    en: "There is no card in the file.",
    sv: "Det finns inget kort i filen.",
  },
  number_zero_lost: {
    en: "{number} has lost its zero: the spreadsheet took it for an amount. Make the column text, or write the number with +46.",
    sv: "{number} har tappat sin nolla: kalkylprogrammet tog det för ett tal. Gör kolumnen till text, eller skriv numret med +46.",
  },
  contact_nameless: {
    en: "A contact needs a name or a company.",
    sv: "En kontakt behöver ett namn eller ett företag.",
  },
  contact_numberless: {
    en: "A contact needs at least one number.",
    sv: "En kontakt behöver minst ett nummer.",
  },
  contact_numbers_many: {
    en: "A contact has {most} numbers at most.",
    sv: "En kontakt har högst {most} nummer.",
  },
  contact_tags_many: { en: "A contact has at most 20 tags.", sv: "En kontakt har högst 20 etiketter." },
  contact_of_other_list: {
    en: "The row belongs to the list {name}, not to {list}.",
    sv: "Raden hör till listan {name}, inte till {list}.",
  },
  response_group_not_found: { en: "There is no group[ {name}][ {id}].", sv: "Det finns ingen grupp[ {name}][ {id}]." },
  name_invalid: {
    en: "[{name} ]cannot be used as a name: it is empty, too long or holds control characters.",
    sv: "[{name} ]går inte att använda som namn: det är tomt, för långt eller innehåller styrtecken.",
  },
  version_conflict: {
    en: "Somebody else has changed it meanwhile. Look again, then repeat.",
    sv: "Någon annan har ändrat under tiden. Titta igen och upprepa sedan.",
  },
  csv_invalid: {
    en: "The file was not imported: [{count} ]row(s) have errors. Nothing has been changed.",
    sv: "Filen importerades inte: [{count} ]rad(er) har fel. Inget har ändrats.",
  },
  csv_row_twice: {
    en: "The same one stands on line {line} already.",
    sv: "Samma sak står redan på rad {line}.",
  },
  csv_not_text: {
    en: "The file is no CSV: save the sheet as CSV (comma separated) first. Nothing was changed.",
    sv: "Filen är ingen CSV: spara kalkylbladet som CSV (kommaavgränsad) först. Inget har ändrats.",
  },
  csv_unreadable: {
    en: "Line {line} of the file cannot be read: a quotation mark is there that does not belong, or one is missing. Nothing has been changed.",
    sv: "Rad {line} i filen går inte att läsa: ett citattecken står fel eller saknas. Inget har ändrats.",
  },
  upload_too_large: { en: "The file is too large.", sv: "Filen är för stor." },
  upload_quota: { en: "The phone has used its space for uploads.", sv: "Telefonen har använt sitt utrymme för uppladdningar." },
  upload_refused: { en: "This file is not accepted.", sv: "Filen tas inte emot." },
  key_missing: {
    en: "The key file {path} is missing, but the database holds secrets sealed with it. Restore it from your backup.",
    sv: "Nyckelfilen {path} saknas, men databasen innehåller hemligheter som är förseglade med den. Återställ den från säkerhetskopian.",
  },
  key_wrong: {
    en: "The key file[ {path}] is not the one that the database was sealed with. Restore the right one from your backup.",
    sv: "Nyckelfilen[ {path}] är inte den som databasen förseglades med. Återställ rätt fil från säkerhetskopian.",
  },
  secret_unreadable: {
    en: "A stored secret[ ({context})] cannot be opened: it has been changed, or belongs to another key.",
    sv: "En lagrad hemlighet[ ({context})] går inte att öppna: den har ändrats eller hör till en annan nyckel.",
  },
  schema_newer: {
    en: "The database was written by a newer Klyka. Update this installation; the database is left as it is.",
    sv: "Databasen är skriven av en nyare Klyka. Uppdatera den här installationen; databasen lämnas orörd.",
  },
  catalogue_invalid: { en: "{file}: {field} {fix}", sv: "{file}: {field} {fix}" },
  template_failed: { en: "The file could not be rendered[: {reason}].", sv: "Filen kunde inte skapas[: {reason}]." },
  settings_invalid: { en: "The settings are not usable.", sv: "Inställningarna går inte att använda." },
  settings_unsafe: { en: "Klyka does not start with these settings.", sv: "Klyka startar inte med dessa inställningar." },
  port_in_use: {
    en: "Port {port} ({name}) is already in use. Stop the other program, or choose another port with {setting}.",
    sv: "Port {port} ({name}) används redan. Stoppa det andra programmet, eller välj en annan port med {setting}.",
  },
  port_refused: {
    en: 'Port {port} ({name}) may not be opened by this user: see README, "Ports", or choose another with {setting}.',
    sv: 'Port {port} ({name}) får inte öppnas av den här användaren: se README, "Ports", eller välj en annan med {setting}.',
  },
  database_unreachable: {
    en: "The database cannot be opened[: {reason}]. Check [{setting}].",
    sv: "Databasen går inte att öppna[: {reason}]. Kontrollera [{setting}].",
  },
  name_ambiguous: {
    en: "More than one {kind} fits {name}. Use the number or the id.",
    sv: "Mer än en {kind} passar {name}. Använd numret eller id.",
  },
  input_invalid: {
    en: "The input is wrong[: {field}][: {reason}][, got {value}].",
    sv: "Uppgiften är fel[: {field}][: {reason}][, fick {value}].",
  },
};

/** The error as people read it: one line, or several where there are several problems. */
export function errorText(error: DomainError, language: Language): string {
  if (error.code === "settings_invalid") return settingProblems(error.detail, language).join("\n");
  if (error.code === "settings_unsafe") return unsafeProblems(error.detail, language).join("\n");
  const { problem } = error.detail;
  const sentence = error.code === "key_invalid" && isKeyProblem(problem) ? keySentences[problem] : errorSentences[error.code];
  return fill(sentence, language, error.detail).replace(/ {2,}/g, " ").trim();
}

/** `{error: {code, message, detail}}`, what `--json` prints on stderr. */
export function errorJson(
  error: DomainError,
  language: Language,
): { error: { code: ErrorCode; message: string; detail: ErrorDetail } } {
  return { error: { code: error.code, message: errorText(error, language), detail: error.detail } };
}

function settingProblems(detail: ErrorDetail, language: Language): string[] {
  const { names, rules, values } = detail;
  if (!Array.isArray(names) || !Array.isArray(rules) || !Array.isArray(values))
    return [fill(errorSentences.settings_invalid, language, detail)];
  return names.map((name, index) => {
    const rule = rules[index];
    const sentence = isRule(rule) ? settingSentences[rule] : settingSentences.text;
    return fill(sentence, language, { name, value: values[index] ?? "" });
  });
}

function unsafeProblems(detail: ErrorDetail, language: Language): string[] {
  const { reasons } = detail;
  if (!Array.isArray(reasons)) return [fill(errorSentences.settings_unsafe, language, detail)];
  return reasons.map((reason, index) => {
    const sentence = isUnsafe(reason) ? unsafeSentences[reason] : errorSentences.settings_unsafe;
    const at = (name: string) => listed(detail[name], index);
    return fill(sentence, language, { path: at("paths"), mode: at("modes"), name: at("names"), value: at("values") });
  });
}

function listed(value: ErrorDetail[string] | undefined, index: number): string {
  return Array.isArray(value) ? String(value[index] ?? "") : "";
}

function isRule(value: unknown): value is SettingRule {
  return typeof value === "string" && Object.hasOwn(settingSentences, value);
}

function isUnsafe(value: unknown): value is UnsafeReason {
  return typeof value === "string" && Object.hasOwn(unsafeSentences, value);
}

/** Errors of the system that a person can act on become domain errors; null = a fault of ours. */
export function asDomainError(error: unknown): DomainError | null {
  if (error instanceof DomainError) return error;
  return null;
}
