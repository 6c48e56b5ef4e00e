import type { ErrorDetail } from "../../domain/errors.ts";
import type { Sentence } from "../sentence.ts";

export type Status = "ok" | "warn" | "fail";

/** What each finding says, and what to do about it. */
export const findingSentences = {
  error: { en: "{text}", sv: "{text}" },
  settings_read: { en: "{count} setting(s) differ from the defaults.", sv: "{count} inställning(ar) avviker från standard." },
  setting_unknown: {
    en: "{name} is set but means nothing. Is it misspelt? `klyka settings` lists the names.",
    sv: "{name} är satt men betyder inget. Är den felstavad? `klyka settings` visar namnen.",
  },
  safe: {
    en: "Nothing speaks against serving phones with these settings.",
    sv: "Inget talar mot att betjäna telefoner med dessa inställningar.",
  },
  demo: { en: "This data folder holds the demo firm.", sv: "Den här datamappen innehåller demoföretaget." },
  url_loopback: {
    en: "KLYKA_PUBLIC_URL names {host}, which only this machine reaches. Phones need a name or address of this server.",
    sv: "KLYKA_PUBLIC_URL anger {host}, som bara denna maskin når. Telefonerna behöver serverns namn eller adress.",
  },
  tftp_clear: {
    en: "TFTP sends the files of bound phones readable by everybody on the way. Set KLYKA_TFTP_PORT=0 when no phone needs it.",
    sv: "TFTP skickar telefonernas filer läsbara för alla på vägen. Ange KLYKA_TFTP_PORT=0 när ingen telefon behöver det.",
  },
  management_open: {
    en: "Whoever reaches port {port} on {host} reads the metrics. Set KLYKA_MANAGEMENT_TOKEN, or let a firewall keep others than your monitoring out.",
    sv: "Vem som helst som når port {port} på {host} läser mätvärdena. Ange KLYKA_MANAGEMENT_TOKEN, eller låt en brandvägg hålla andra än er övervakning ute.",
  },
  server_running: {
    en: "A server runs on this data folder (process {pid}).",
    sv: "En server kör på den här datamappen (process {pid}).",
  },
  server_stopped: { en: "No server runs on this data folder.", sv: "Ingen server kör på den här datamappen." },
  port_free: { en: "{name}: port {port} is free.", sv: "{name}: port {port} är ledig." },
  port_ours: {
    en: "{name}: port {port} is in use, by the running server.",
    sv: "{name}: port {port} används, av servern som kör.",
  },
  port_in_use: {
    en: "{name}: port {port} is already in use. Stop the other program, or choose another port with {setting}.",
    sv: "{name}: port {port} används redan. Stoppa det andra programmet, eller välj en annan port med {setting}.",
  },
  port_refused: {
    en: '{name}: port {port} may not be opened by this user: see README, "Ports", or choose another with {setting}.',
    sv: '{name}: port {port} får inte öppnas av den här användaren: se README, "Ports", eller välj en annan med {setting}.',
  },
  ldap_unserved: {
    en: "Phones are told to search at {url} (setting phonebook.ldap), but {setting} is off here. Switch it on, unless another server answers there.",
    sv: "Telefonerna ska söka i {url} (inställningen phonebook.ldap), men {setting} är avstängd här. Slå på den, om inte en annan server svarar där.",
  },
  ldap_untold: {
    en: "LDAP is on, but no phone is told of it. Run: klyka setting set phonebook.ldap ldaps://<host>:<port> --operator",
    sv: "LDAP är på, men ingen telefon får veta det. Kör: klyka setting set phonebook.ldap ldaps://<värd>:<port> --operator",
  },
  store_ok: { en: "The store of images at {host} lets us in.", sv: "Lagret för avbildningar på {host} släpper in oss." },
  store_refused: {
    en: "The store of images at {host} cannot be used ({code}). Check KLYKA_STORE, KLYKA_STORE_KEY and KLYKA_STORE_SECRET.",
    sv: "Lagret för avbildningar på {host} går inte att använda ({code}). Kontrollera KLYKA_STORE, KLYKA_STORE_KEY och KLYKA_STORE_SECRET.",
  },
  port_off: { en: "{name}: switched off.", sv: "{name}: avstängd." },
  receive_buffer: {
    en: "TFTP's receive buffer is {granted} kB of {wanted} kB: a burst of phones may have to ask twice. Run: sysctl -w net.core.rmem_max={bytes}",
    sv: "TFTP:s mottagningsbuffert är {granted} kB av {wanted} kB: många telefoner på en gång kan få fråga om. Kör: sysctl -w net.core.rmem_max={bytes}",
  },
  clock_ok: { en: "The clock says {now}.", sv: "Klockan visar {now}." },
  clock_behind: {
    en: "The clock says {now}, but the database already holds {latest}. Set the clock (NTP).",
    sv: "Klockan visar {now}, men databasen innehåller redan {latest}. Ställ klockan (NTP).",
  },
  clock_old: {
    en: "The clock says {now}, which is before this program was made. Set the clock (NTP).",
    sv: "Klockan visar {now}, vilket är innan programmet gjordes. Ställ klockan (NTP).",
  },
  clock_apart: {
    en: "This machine's clock and the database's differ by {seconds} seconds. Set both by NTP.",
    sv: "Den här maskinens klocka och databasens skiljer {seconds} sekunder. Ställ båda med NTP.",
  },
  database_ok: { en: "{kind} answers; {organisations} organisation(s).", sv: "{kind} svarar; {organisations} företag." },
  database_open: {
    en: "The database file {path} can be read by others (mode {mode}). Run: chmod 600 {path}",
    sv: "Databasfilen {path} kan läsas av andra (läge {mode}). Kör: chmod 600 {path}",
  },
  database_none: {
    en: "There is no database yet; the first command that needs it makes it.",
    sv: "Det finns ingen databas ännu; det första kommando som behöver den skapar den.",
  },
  key_ok: { en: "The key file {path} opens the database.", sv: "Nyckelfilen {path} öppnar databasen." },
  key_rotating: {
    en: "The key file holds {count} keys: a rotation was broken off. Run: klyka secrets rotate",
    sv: "Nyckelfilen innehåller {count} nycklar: ett byte avbröts. Kör: klyka secrets rotate",
  },
  disk_ok: { en: "{free} MB are free in the data folder.", sv: "{free} MB är lediga i datamappen." },
  disk_low: {
    en: "Only {free} MB are free in the data folder {path}. Make room, or lower KLYKA_JOURNAL_DAYS.",
    sv: "Bara {free} MB är lediga i datamappen {path}. Frigör utrymme, eller sänk KLYKA_JOURNAL_DAYS.",
  },
  certificate_ok: { en: "The certificate {path} is valid until {until}.", sv: "Certifikatet {path} gäller till {until}." },
  certificate_soon: {
    en: "The certificate {path} ends on {until}. Renew it; the running server reads the new one by itself.",
    sv: "Certifikatet {path} går ut {until}. Förnya det; servern läser det nya av sig själv.",
  },
  certificate_over: {
    en: "The certificate {path} is not valid now (from {from} until {until}). Renew it; the running server reads the new one by itself.",
    sv: "Certifikatet {path} gäller inte nu (från {from} till {until}). Förnya det; servern läser det nya av sig själv.",
  },
  certificate_host: {
    en: "The certificate {path} is not for {host}, which phones are sent to.",
    sv: "Certifikatet {path} gäller inte {host}, som telefonerna skickas till.",
  },
  certificate_key: {
    en: "The certificate {path} and the key {key} do not belong together.",
    sv: "Certifikatet {path} och nyckeln {key} hör inte ihop.",
  },
  certificate_unreadable: { en: "{path} is no certificate in PEM form.", sv: "{path} är inget certifikat i PEM-form." },
  certificate_none: { en: "HTTPS is switched off: no certificate is needed.", sv: "HTTPS är avstängt: inget certifikat behövs." },
  factory_ok: { en: "{path}: {count} factory CA certificate(s).", sv: "{path}: {count} CA-certifikat från tillverkare." },
  mail_none: { en: "KLYKA_SMTP_URL is not set: no mail is sent.", sv: "KLYKA_SMTP_URL saknas: inga mejl skickas." },
  mail_ok: {
    en: "The mail server {host}:{port} answers and lets us in.",
    sv: "Mejlservern {host}:{port} svarar och släpper in oss.",
  },
  mail_refused: {
    en: "The mail server {host}:{port} cannot be used ({code}). Check KLYKA_SMTP_URL: host, port, TLS, user and password.",
    sv: "Mejlservern {host}:{port} går inte att använda ({code}). Kontrollera KLYKA_SMTP_URL: värd, port, TLS, användare och lösenord.",
  },
  mail_given_up: {
    en: "{givenUp} message(s) of the last week could not be sent; {waiting} wait(s). The outbox in the operator's view says why.",
    sv: "{givenUp} meddelanden från senaste veckan kunde inte skickas; {waiting} väntar. Utkorgen i operatörsvyn säger varför.",
  },
  sms_ok: { en: "The SMS provider {host} answers and lets us in.", sv: "SMS-leverantören {host} svarar och släpper in oss." },
  sms_set: {
    en: "SMS are handed over to {host}. Whether it takes them is seen with the first one.",
    sv: "SMS lämnas till {host}. Om det går märks med det första.",
  },
  sms_refused: {
    en: "The SMS provider {host} cannot be used ({code}). Check KLYKA_SMS_USER, KLYKA_SMS_SECRET and KLYKA_SMS_URL.",
    sv: "SMS-leverantören {host} går inte att använda ({code}). Kontrollera KLYKA_SMS_USER, KLYKA_SMS_SECRET och KLYKA_SMS_URL.",
  },
  templates_ok: {
    en: "{models} models of {vendors} makes; every start file renders.",
    sv: "{models} modeller av {vendors} fabrikat; alla startfiler går att skapa.",
  },
  template_broken: {
    en: "{model}: the file {role} cannot be rendered. Please report it.",
    sv: "{model}: filen {role} går inte att skapa. Anmäl det gärna.",
  },
} as const satisfies Readonly<Record<string, Sentence>>;

export type FindingCode = keyof typeof findingSentences;

export type Finding = {
  readonly check: string;
  readonly status: Status;
  readonly code: FindingCode;
  readonly detail: ErrorDetail;
};

export function finding(check: string, status: Status, code: FindingCode, detail: ErrorDetail = {}): Finding {
  return { check, status, code, detail };
}
