import type { UnsafeReason } from "../process/safety.ts";
import type { SettingRule } from "../process/settings-values.ts";
import type { Sentence } from "./sentence.ts";

/** What is wrong with a setting, and what to do. Complete in both languages: the compiler holds it. */
export const settingSentences: Readonly<Record<SettingRule, Sentence>> = {
  text: { en: "{name} must not be empty.", sv: "{name} får inte vara tom." },
  port: {
    en: '{name} must be 1-65535, got "{value}". 0 switches it off. Ports below 1024 need extra rights: see README, "Ports".',
    sv: '{name} måste vara 1-65535, fick "{value}". 0 stänger av. Portar under 1024 kräver särskilda rättigheter: se README, "Ports".',
  },
  url: {
    en: '{name} must be an address such as https://phones.example.se, without user name, query or fragment, got "{value}".',
    sv: '{name} måste vara en adress som https://phones.example.se, utan användarnamn, fråga eller fragment, fick "{value}".',
  },
  databaseUrl: {
    en: "{name} must begin with postgres://. Leave it out to use SQLite in the data folder.",
    sv: "{name} måste börja med postgres://. Utelämna den för att använda SQLite i datamappen.",
  },
  smtpUrl: {
    en: "{name} must be an address such as smtps://user:password@mail.example.se or smtp://mail.example.se:587. ?tls=off goes without a password only.",
    sv: "{name} måste vara en adress som smtps://användare:lösenord@mail.example.se eller smtp://mail.example.se:587. ?tls=off går bara utan lösenord.",
  },
  store: {
    en: "{name} is not a place in a store: {value}. Write s3://bucket/prefix?endpoint=https://s3.example.se&region=eu-north-1 (http only to this machine).",
    sv: "{name} är ingen plats i ett lager: {value}. Skriv s3://bucket/prefix?endpoint=https://s3.example.se&region=eu-north-1 (http bara till den egna maskinen).",
  },
  operatorUrl: {
    en: '{name} must be an https: address such as https://orders.operator.example, without user name, query or fragment, got "{value}".',
    sv: '{name} måste vara en https:-adress som https://orders.operator.example, utan användarnamn, fråga eller fragment, fick "{value}".',
  },
  sharedSecret: {
    en: "{name} must be 32-200 characters, without blanks and commas. `openssl rand -hex 32` makes one.",
    sv: "{name} måste vara 32-200 tecken, utan blanksteg och kommatecken. `openssl rand -hex 32` gör en.",
  },
  sharedSecrets: {
    en: "{name} must be one or two secrets of 32-200 characters, separated by a comma.",
    sv: "{name} måste vara en eller två hemligheter på 32-200 tecken, åtskilda med komma.",
  },
  appUrl: {
    en: '{name} must be an https: address of a store or a download, got "{value}".',
    sv: '{name} måste vara en https:-adress till en appbutik eller en nedladdning, fick "{value}".',
  },
  smsProvider: {
    en: '{name} must be 46elks or http, got "{value}".',
    sv: '{name} måste vara 46elks eller http, fick "{value}".',
  },
  smsFrom: {
    en: '{name} must be at most eleven letters and digits, beginning with a letter, or a number such as +46701740605, got "{value}".',
    sv: '{name} måste vara högst elva bokstäver och siffror, med en bokstav först, eller ett nummer som +46701740605, fick "{value}".',
  },
  mailFrom: {
    en: '{name} must be a sender such as telefoni@example.se or Klyka <telefoni@example.se>, got "{value}".',
    sv: '{name} måste vara en avsändare som telefoni@example.se eller Klyka <telefoni@example.se>, fick "{value}".',
  },
  address: {
    en: '{name} must be an IP address of this machine, such as 0.0.0.0 or 127.0.0.1, got "{value}".',
    sv: '{name} måste vara en IP-adress på denna maskin, till exempel 0.0.0.0 eller 127.0.0.1, fick "{value}".',
  },
  yesNo: { en: '{name} must be yes or no, got "{value}".', sv: '{name} måste vara yes eller no, fick "{value}".' },
  list: {
    en: '{name} must be a list separated by commas, got "{value}".',
    sv: '{name} måste vara en kommaseparerad lista, fick "{value}".',
  },
  networks: {
    en: '{name} must be networks such as 10.0.0.0/8,2001:db8::/32, separated by commas, got "{value}".',
    sv: '{name} måste vara nät som 10.0.0.0/8,2001:db8::/32, åtskilda med komma, fick "{value}".',
  },
  pattern: {
    en: '{name} must be a regular expression, got "{value}".',
    sv: '{name} måste vara ett reguljärt uttryck, fick "{value}".',
  },
  header: {
    en: '{name} must be the name of an HTTP header, such as x-forwarded-for, got "{value}".',
    sv: '{name} måste vara namnet på ett HTTP-huvud, till exempel x-forwarded-for, fick "{value}".',
  },
  count: {
    en: '{name} must be a whole number from 1 to 999999999, got "{value}".',
    sv: '{name} måste vara ett heltal från 1 till 999999999, fick "{value}".',
  },
  days: { en: '{name} must be 1-3650 days, got "{value}".', sv: '{name} måste vara 1-3650 dagar, fick "{value}".' },
  megabytes: {
    en: '{name} must be 8-65536 megabytes, got "{value}".',
    sv: '{name} måste vara 8-65536 megabyte, fick "{value}".',
  },
  kilobytes: {
    en: '{name} must be 1-1048576 kilobytes, got "{value}".',
    sv: '{name} måste vara 1-1048576 kilobyte, fick "{value}".',
  },
  seconds: {
    en: '{name} must be 10-86400 seconds, got "{value}".',
    sv: '{name} måste vara 10-86400 sekunder, fick "{value}".',
  },
  enterprise: {
    en: '{name} must be an enterprise number that IANA has assigned, such as 32473, got "{value}".',
    sv: '{name} måste vara ett företagsnummer som IANA har delat ut, till exempel 32473, fick "{value}".',
  },
  passphrase: {
    en: "{name} must have 8 characters or more.",
    sv: "{name} måste ha minst 8 tecken.",
  },
  hosts: {
    en: '{name} must be addresses, each with a port or without (192.0.2.9, [2001:db8::9]:162), comma-separated, got "{value}".',
    sv: '{name} måste vara adresser, var och en med eller utan port (192.0.2.9, [2001:db8::9]:162), åtskilda av komma, fick "{value}".',
  },
  logLevel: {
    en: '{name} must be silent, error, warn, info or debug, got "{value}".',
    sv: '{name} måste vara silent, error, warn, info eller debug, fick "{value}".',
  },
  fileReadable: {
    en: 'The file "{value}" that {name} names cannot be read. Check the path and its rights.',
    sv: 'Filen "{value}" som {name} pekar ut går inte att läsa. Kontrollera sökvägen och rättigheterna.',
  },
  fileForm: {
    en: 'The file "{value}" that {name} names must hold NAME=value lines or one JSON object.',
    sv: 'Filen "{value}" som {name} pekar ut måste innehålla rader NAMN=värde eller ett JSON-objekt.',
  },
  knownName: {
    en: 'The file "{value}" sets {name}, which is no setting. `klyka settings` lists them.',
    sv: 'Filen "{value}" anger {name}, som inte är en inställning. `klyka settings` visar alla.',
  },
};

/** Why `klyka serve` refuses to start, and what to do. */
export const unsafeSentences: Readonly<Record<UnsafeReason, Sentence>> = {
  key_file_readable: {
    en: "The key file {path} can be read by others (mode {mode}). Run: chmod 600 {path}",
    sv: "Nyckelfilen {path} kan läsas av andra (läge {mode}). Kör: chmod 600 {path}",
  },
  data_folder_writable: {
    en: "The data folder {path} can be written by others (mode {mode}). Run: chmod 700 {path}",
    sv: "Datamappen {path} kan skrivas av andra (läge {mode}). Kör: chmod 700 {path}",
  },
  public_url_missing: {
    en: "KLYKA_PUBLIC_URL is not set: phones would not know where to ask. Set it to the address at which they reach this server.",
    sv: "KLYKA_PUBLIC_URL saknas: telefonerna skulle inte veta var de ska fråga. Ange adressen där de når servern.",
  },
  public_url_plain: {
    en: "KLYKA_PUBLIC_URL is http: and phone passwords could be read on the way. Use https:, or set KLYKA_ALLOW_PLAIN_HTTP=yes in a closed network.",
    sv: "KLYKA_PUBLIC_URL är http: och telefonernas lösenord kan läsas på vägen. Använd https:, eller ange KLYKA_ALLOW_PLAIN_HTTP=yes i ett slutet nät.",
  },
  tls_key_readable: {
    en: "The TLS key {path} can be read by others (mode {mode}). Run: chmod 600 {path}",
    sv: "TLS-nyckeln {path} kan läsas av andra (läge {mode}). Kör: chmod 600 {path}",
  },
  snmp_incomplete: {
    en: "KLYKA_SNMP_PORT and KLYKA_SNMP_TRAPS need KLYKA_SNMP_COMMUNITY, or KLYKA_SNMP_USER with KLYKA_SNMP_AUTH_KEY and KLYKA_SNMP_PRIV_KEY.",
    sv: "KLYKA_SNMP_PORT och KLYKA_SNMP_TRAPS kräver KLYKA_SNMP_COMMUNITY, eller KLYKA_SNMP_USER med KLYKA_SNMP_AUTH_KEY och KLYKA_SNMP_PRIV_KEY.",
  },
  tls_incomplete: {
    en: "KLYKA_PHONES_TLS_PORT and KLYKA_LDAP_TLS_PORT need both KLYKA_TLS_CERT and KLYKA_TLS_KEY.",
    sv: "KLYKA_PHONES_TLS_PORT och KLYKA_LDAP_TLS_PORT kräver både KLYKA_TLS_CERT och KLYKA_TLS_KEY.",
  },
  ldap_plain: {
    en: "KLYKA_LDAP_PORT sends names, numbers and phones' passwords readable on the way. Use KLYKA_LDAP_TLS_PORT, or set KLYKA_ALLOW_PLAIN_HTTP=yes in a closed network.",
    sv: "KLYKA_LDAP_PORT skickar namn, nummer och telefonernas lösenord läsbara på vägen. Använd KLYKA_LDAP_TLS_PORT, eller ange KLYKA_ALLOW_PLAIN_HTTP=yes i ett slutet nät.",
  },
  tls_unusable: {
    en: "The certificate {path} and the key {value} cannot be used together: one of them is no PEM file, or the key is another certificate's. `klyka doctor` says more.",
    sv: "Certifikatet {path} och nyckeln {value} går inte att använda tillsammans: någon av dem är ingen PEM-fil, eller så hör nyckeln till ett annat certifikat. `klyka doctor` säger mer.",
  },
  phones_ca_unusable: {
    en: "KLYKA_PHONES_CA names {path}, which holds no certificate that can be read. Give a file of certificates in PEM form.",
    sv: "KLYKA_PHONES_CA pekar ut {path}, som inte innehåller något läsbart certifikat. Ange en fil med certifikat i PEM-form.",
  },
  file_missing: {
    en: "{name} names {path}, which cannot be read. Check the path and its rights.",
    sv: "{name} pekar ut {path}, som inte går att läsa. Kontrollera sökvägen och rättigheterna.",
  },
  mail_incomplete: {
    en: "KLYKA_SMTP_URL needs KLYKA_MAIL_FROM (who mail is from) and KLYKA_PORTAL_URL (what the links in it begin with).",
    sv: "KLYKA_SMTP_URL kräver KLYKA_MAIL_FROM (vem mejlen kommer från) och KLYKA_PORTAL_URL (vad länkarna i dem börjar med).",
  },
  sms_incomplete: {
    en: "KLYKA_SMS needs KLYKA_SMS_FROM, KLYKA_SMS_SECRET and KLYKA_PORTAL_URL; 46elks also KLYKA_SMS_USER, http also KLYKA_SMS_URL and a secret of 32 characters or more.",
    sv: "KLYKA_SMS kräver KLYKA_SMS_FROM, KLYKA_SMS_SECRET och KLYKA_PORTAL_URL; 46elks även KLYKA_SMS_USER, http även KLYKA_SMS_URL och en hemlighet på minst 32 tecken.",
  },
  operator_incomplete: {
    en: "KLYKA_OPERATOR_URL needs KLYKA_OPERATOR_SECRET (orders are signed with it) and KLYKA_OPERATOR_WEBHOOK_SECRETS (events are signed with them).",
    sv: "KLYKA_OPERATOR_URL kräver KLYKA_OPERATOR_SECRET (beställningar signeras med den) och KLYKA_OPERATOR_WEBHOOK_SECRETS (händelser signeras med dem).",
  },
  operator_secret_twice: {
    en: "KLYKA_OPERATOR_SECRET is also one of KLYKA_OPERATOR_WEBHOOK_SECRETS. Give each direction a secret of its own.",
    sv: "KLYKA_OPERATOR_SECRET är också en av KLYKA_OPERATOR_WEBHOOK_SECRETS. Ge varje riktning en egen hemlighet.",
  },
  portal_url_plain: {
    en: "KLYKA_PORTAL_URL is http:, so links for new passwords could be read on the way. Use https:, or set KLYKA_ALLOW_PLAIN_HTTP=yes in a closed network.",
    sv: "KLYKA_PORTAL_URL är http:, så länkar för nya lösenord kan läsas på vägen. Använd https:, eller ange KLYKA_ALLOW_PLAIN_HTTP=yes i ett slutet nät.",
  },
  proxies_everyone: {
    en: "KLYKA_TRUSTED_PROXIES holds {value}, so anybody could write whom he asks for. Name only the proxies' own addresses.",
    sv: "KLYKA_TRUSTED_PROXIES innehåller {value}, så vem som helst kan uppge en annan avsändare. Ange bara proxyernas egna adresser.",
  },
  store_incomplete: {
    en: "KLYKA_STORE needs KLYKA_STORE_KEY and KLYKA_STORE_SECRET.",
    sv: "KLYKA_STORE behöver KLYKA_STORE_KEY och KLYKA_STORE_SECRET.",
  },
  database_moved: {
    en: "The database of this folder has been moved to PostgreSQL. Set DATABASE_URL; to go back to what it was then, delete {path}.",
    sv: "Databasen i den här mappen har flyttats till PostgreSQL. Sätt DATABASE_URL; ta bort {path} för att gå tillbaka till det som var då.",
  },
  demo_data: {
    en: "The data folder {path} holds the demo firm. Choose another folder with KLYKA_DATA.",
    sv: "Datamappen {path} innehåller demoföretaget. Välj en annan mapp med KLYKA_DATA.",
  },
  no_listener: {
    en: "Every port for phones is switched off. Set KLYKA_PHONES_PORT, KLYKA_PHONES_TLS_PORT or KLYKA_TFTP_PORT.",
    sv: "Alla portar för telefoner är avstängda. Ange KLYKA_PHONES_PORT, KLYKA_PHONES_TLS_PORT eller KLYKA_TFTP_PORT.",
  },
};
