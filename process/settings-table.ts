import type { z } from "zod";
import { schemas } from "./settings-values.ts";

/** One setting of the process. */
export type Definition<T> = {
  /** Name in the environment and in the file. */
  readonly name: string;
  readonly meaning: string;
  readonly schema: z.ZodType<T, string>;
  /** As it would be written in the environment; null = no value. */
  readonly default: string | null;
  /** What `klyka demo` takes instead of the default. */
  readonly demo?: string;
  /** True when the value can hold a password: it is never printed. */
  readonly secret?: boolean;
};

function define<T>(
  name: string,
  schema: z.ZodType<T, string>,
  value: string | null,
  meaning: string,
  more: { demo?: string; secret?: boolean } = {},
): Definition<T> {
  return { name, schema, default: value, meaning, ...more };
}

/** Every setting there is; `klyka settings` prints this. */
export const definitions = {
  data: define("KLYKA_DATA", schemas.text, "./data", "Folder for the database, the key file, images and uploads."),
  databaseUrl: define("DATABASE_URL", schemas.databaseUrl, null, "PostgreSQL; without it SQLite in the data folder.", {
    secret: true,
  }),
  keyFile: define(
    "KLYKA_KEY_FILE",
    schemas.text,
    null,
    "File with the key that encrypts secrets; default <data>/secret.key, mode 0600.",
  ),
  node: define("KLYKA_NODE", schemas.text, null, "What this machine is called among several nodes; default its host name."),
  host: define("KLYKA_HOST", schemas.address, "0.0.0.0", "Address that every listener binds to.", { demo: "127.0.0.1" }),
  publicUrl: define(
    "KLYKA_PUBLIC_URL",
    schemas.url,
    null,
    "Address at which phones reach this server, as they shall be told it.",
  ),
  allowPlainHttp: define(
    "KLYKA_ALLOW_PLAIN_HTTP",
    schemas.yesNo,
    "no",
    "yes: phones may be sent to an http: address, readable on the way.",
  ),
  portalUrl: define(
    "KLYKA_PORTAL_URL",
    schemas.url,
    null,
    "Address at which people reach the portal: links in mail begin with it.",
  ),
  smtpUrl: define(
    "KLYKA_SMTP_URL",
    schemas.smtpUrl,
    null,
    "Mail server, smtps://user:password@host or smtp://… (STARTTLS); without it no mail is sent. Needs KLYKA_MAIL_FROM and KLYKA_PORTAL_URL.",
    { secret: true },
  ),
  mailFrom: define(
    "KLYKA_MAIL_FROM",
    schemas.mailFrom,
    null,
    "Sender of mail: telefoni@example.se or Klyka <telefoni@example.se>.",
  ),
  operatorName: define(
    "KLYKA_OPERATOR_NAME",
    schemas.text,
    null,
    "Name of the operator, as letters of authority for portings say it; without it a line is left to write on.",
    { demo: "Nordkabel Telefoni AB" },
  ),
  operatorUrl: define(
    "KLYKA_OPERATOR_URL",
    schemas.operatorUrl,
    null,
    "Address of the mobile operator's system, https:; without it staff works orders off in the operator view. Needs both secrets.",
  ),
  operatorSecret: define(
    "KLYKA_OPERATOR_SECRET",
    schemas.sharedSecret,
    null,
    "Orders to the operator's system are signed with it; 32 characters or more.",
    { secret: true },
  ),
  operatorWebhookSecrets: define(
    "KLYKA_OPERATOR_WEBHOOK_SECRETS",
    schemas.sharedSecrets,
    "",
    "What the operator's system signs its events with; two, comma-separated, while one replaces the other.",
    { secret: true },
  ),
  smsProvider: define(
    "KLYKA_SMS",
    schemas.smsProvider,
    null,
    "Who sends SMS: 46elks, or http for an address of your own; without it they are read in the operator's outbox. Needs KLYKA_SMS_FROM, KLYKA_SMS_SECRET and KLYKA_PORTAL_URL.",
  ),
  smsUrl: define(
    "KLYKA_SMS_URL",
    schemas.operatorUrl,
    null,
    "Where SMS are handed over, https:; for 46elks it is known, for http it must be said.",
  ),
  smsUser: define("KLYKA_SMS_USER", schemas.text, null, "API user name at 46elks."),
  smsSecret: define(
    "KLYKA_SMS_SECRET",
    schemas.text,
    null,
    "API password at 46elks; for http what requests and reports are signed with, 32 characters or more.",
    { secret: true },
  ),
  smsFrom: define(
    "KLYKA_SMS_FROM",
    schemas.smsFrom,
    null,
    "Sender of SMS: at most eleven letters and digits, beginning with a letter, or a number such as +46701740605.",
  ),
  appIos: define("KLYKA_APP_IOS", schemas.appUrl, null, "The phone app for iPhone in its store.", {
    demo: "https://apps.apple.com/app/id360065638",
  }),
  appAndroid: define("KLYKA_APP_ANDROID", schemas.appUrl, null, "The phone app for Android in its store.", {
    demo: "https://play.google.com/store/apps/details?id=org.linphone",
  }),
  softphoneWindows: define("KLYKA_SOFTPHONE_WINDOWS", schemas.appUrl, null, "Where the softphone for Windows is fetched.", {
    demo: "https://www.linphone.org/en/download/",
  }),
  softphoneMac: define("KLYKA_SOFTPHONE_MAC", schemas.appUrl, null, "Where the softphone for macOS is fetched.", {
    demo: "https://www.linphone.org/en/download/",
  }),
  softphoneLinux: define("KLYKA_SOFTPHONE_LINUX", schemas.appUrl, null, "Where the softphone for Linux is fetched.", {
    demo: "https://www.linphone.org/en/download/",
  }),
  financeFolder: define(
    "KLYKA_FINANCE_FOLDER",
    schemas.text,
    null,
    "Folder that is looked through for invoices, usage and payments: what is put into its incoming/ moves to taken/ or refused/.",
  ),
  phonesPort: define("KLYKA_PHONES_PORT", schemas.port, "8080", "HTTP for phones."),
  phonesTlsPort: define("KLYKA_PHONES_TLS_PORT", schemas.port, "0", "HTTPS for phones; needs KLYKA_TLS_CERT and KLYKA_TLS_KEY."),
  tftpPort: define("KLYKA_TFTP_PORT", schemas.port, "69", "TFTP for phones.", { demo: "6969" }),
  ldapPort: define(
    "KLYKA_LDAP_PORT",
    schemas.port,
    "0",
    "LDAP in the clear, for phones that search; needs KLYKA_ALLOW_PLAIN_HTTP. Phones are told of it by the setting phonebook.ldap.",
  ),
  ldapTlsPort: define(
    "KLYKA_LDAP_TLS_PORT",
    schemas.port,
    "0",
    "LDAP over TLS (ldaps) for phones that search; needs KLYKA_TLS_CERT and KLYKA_TLS_KEY.",
  ),
  portalPort: define("KLYKA_PORTAL_PORT", schemas.port, "8000", "HTTP for people and for health checks."),
  managementHost: define(
    "KLYKA_MANAGEMENT_HOST",
    schemas.address,
    "127.0.0.1",
    "Address that the management listener binds to: metrics and readiness, for the operator's monitoring alone.",
  ),
  managementPort: define(
    "KLYKA_MANAGEMENT_PORT",
    schemas.port,
    "9464",
    "HTTP for monitoring: /metrics (Prometheus), /livez, /readyz.",
    { demo: "0" },
  ),
  managementToken: define(
    "KLYKA_MANAGEMENT_TOKEN",
    schemas.sharedSecret,
    null,
    "What /metrics asks for as a bearer token, 32 characters or more; without it nothing.",
    { secret: true },
  ),
  tlsCert: define("KLYKA_TLS_CERT", schemas.text, null, "Certificate chain (PEM) for the HTTPS listener."),
  tlsKey: define("KLYKA_TLS_KEY", schemas.text, null, "Private key (PEM) for the HTTPS listener, readable by the owner alone."),
  phonesCa: define(
    "KLYKA_PHONES_CA",
    schemas.list,
    "",
    "Factory CA bundles (PEM), comma-separated; phones' certificates are checked against them.",
  ),
  phonesCn: define(
    "KLYKA_PHONES_CN",
    schemas.pattern,
    "([0-9A-Fa-f]{2}[:.-]?){5}[0-9A-Fa-f]{2}",
    "Pattern of the MAC address in the common name of a phone's certificate.",
  ),
  trustedProxies: define(
    "KLYKA_TRUSTED_PROXIES",
    schemas.networks,
    "",
    "Networks (CIDR) of reverse proxies whose headers are believed.",
  ),
  addressHeader: define(
    "KLYKA_ADDRESS_HEADER",
    schemas.header,
    "x-forwarded-for",
    "Header in which a trusted proxy names the asker.",
  ),
  certificateHeader: define(
    "KLYKA_CERTIFICATE_HEADER",
    schemas.header,
    "x-ssl-client-s-dn",
    "Header in which a trusted proxy hands on the subject of a verified client certificate.",
  ),
  certificateResultHeader: define(
    "KLYKA_CERTIFICATE_RESULT_HEADER",
    schemas.header,
    "x-ssl-client-verify",
    "Header in which that proxy says SUCCESS when it verified the certificate.",
  ),
  switchSeconds: define(
    "KLYKA_SWITCH_SECONDS",
    schemas.seconds,
    "300",
    "How often organisations' switches are asked over SNMP what is on their ports.",
  ),
  snmpPort: define(
    "KLYKA_SNMP_PORT",
    schemas.port,
    "off",
    "UDP port of this server's own SNMP agent, for the operator's monitoring; needs KLYKA_SNMP_COMMUNITY or KLYKA_SNMP_USER. See docs/KLYKA-MIB.txt.",
  ),
  snmpCommunity: define("KLYKA_SNMP_COMMUNITY", schemas.text, null, "Community (v2c) that may read from it.", { secret: true }),
  snmpUser: define(
    "KLYKA_SNMP_USER",
    schemas.text,
    null,
    "User (v3, SHA-256 and AES-128) that may read from it; needs KLYKA_SNMP_AUTH_KEY and KLYKA_SNMP_PRIV_KEY.",
  ),
  snmpAuthKey: define(
    "KLYKA_SNMP_AUTH_KEY",
    schemas.passphrase,
    null,
    "That user's password for signing, 8 characters or more.",
    {
      secret: true,
    },
  ),
  snmpPrivKey: define(
    "KLYKA_SNMP_PRIV_KEY",
    schemas.passphrase,
    null,
    "That user's password for encryption, 8 characters or more.",
    {
      secret: true,
    },
  ),
  snmpEnterprise: define(
    "KLYKA_SNMP_ENTERPRISE",
    schemas.enterprise,
    "32473",
    "Enterprise number that the agent's objects lie under. 32473 is for examples (RFC 5612): set your own.",
  ),
  snmpTraps: define(
    "KLYKA_SNMP_TRAPS",
    schemas.hosts,
    "",
    "Where notifications are sent (address or address:port, comma-separated), with that user or community: alarms, and roll-outs that halt.",
  ),
  snmpInform: define(
    "KLYKA_SNMP_INFORM",
    schemas.yesNo,
    "no",
    "yes: they are sent until they are confirmed (inform instead of trap).",
  ),
  outboundPrivate: define(
    "KLYKA_OUTBOUND_PRIVATE",
    schemas.yesNo,
    "no",
    "yes: calls to addresses that people enter (makers' redirection services, phones, switches) may go to private addresses and to this machine.",
  ),
  outboundDeny: define(
    "KLYKA_OUTBOUND_DENY",
    schemas.networks,
    "",
    "Networks (CIDR) that such calls never go to, also when an organisation says that they are its own.",
  ),
  outboundCa: define(
    "KLYKA_OUTBOUND_CA",
    schemas.list,
    "",
    "CA bundles (PEM), comma-separated, that such calls believe besides the system's: for a service of your own.",
  ),
  pnpPort: define(
    "KLYKA_PNP_PORT",
    schemas.port,
    "0",
    "SIP PnP: phones on the same network that look for a server are told where to ask; 5060 to switch it on.",
  ),
  pnpInterfaces: define(
    "KLYKA_PNP_INTERFACES",
    schemas.list,
    "",
    "Names or IPv4 addresses of the interfaces on which PnP listens, comma-separated; without it all that are up.",
  ),
  sipUser: define(
    "KLYKA_SIP_USER",
    schemas.text,
    null,
    "Name by which this server tells phones to fetch at exchanges that the operator has set; without it the phone's own account.",
  ),
  sipSecret: define("KLYKA_SIP_SECRET", schemas.text, null, "Password of KLYKA_SIP_USER.", { secret: true }),
  sipCa: define(
    "KLYKA_SIP_CA",
    schemas.text,
    null,
    "File of authorities (PEM) whose certificates exchanges may have (SIP over TLS).",
  ),
  journalDays: define("KLYKA_JOURNAL_DAYS", schemas.days, "90", "Days for which requests are kept in the journal."),
  journalEntries: define(
    "KLYKA_JOURNAL_ENTRIES",
    schemas.count,
    "20000000",
    "Entries that the journal holds; beyond that the oldest hours go before their days are over.",
  ),
  journalMegabytes: define(
    "KLYKA_JOURNAL_MB",
    schemas.megabytes,
    "16384",
    "The same in megabytes of the database, as estimated.",
  ),
  journalPerPhone: define(
    "KLYKA_JOURNAL_PER_PHONE",
    schemas.count,
    "1000",
    "Requests of one phone and day that are noted one by one; more are noted as a sum.",
  ),
  journalStrangers: define(
    "KLYKA_JOURNAL_STRANGERS",
    schemas.count,
    "10000",
    "Requests of nobody's phones that a process notes one by one in an hour; more are noted as a sum.",
  ),
  unknownPerNetwork: define(
    "KLYKA_UNKNOWN_PER_NETWORK",
    schemas.count,
    "256",
    "Different unknown phones that one network (/24, /56) may ask for in an hour before no further one is answered.",
  ),
  unknownPerOrganisation: define(
    "KLYKA_UNKNOWN_PER_ORGANISATION",
    schemas.count,
    "512",
    "The same by one organisation's address, from wherever.",
  ),
  foundMost: define("KLYKA_FOUND_MOST", schemas.count, "10000", "Phones that have asked and belong to nobody: so many are kept."),
  foundPerNetwork: define("KLYKA_FOUND_PER_NETWORK", schemas.count, "500", "The same of one network (/24, /56)."),
  foundDays: define("KLYKA_FOUND_DAYS", schemas.days, "30", "Days after which one that has not asked again is forgotten."),
  firmwareAtOnce: define(
    "KLYKA_FIRMWARE_AT_ONCE",
    schemas.count,
    "500",
    "Phones that may fetch firmware from this process at once, whoever they belong to; others are told to come again.",
  ),
  cacheMegabytes: define("KLYKA_CACHE_MB", schemas.megabytes, "256", "Memory for rendered files."),
  uploadKilobytes: define("KLYKA_UPLOAD_KB", schemas.kilobytes, "2048", "Largest file that a phone may upload."),
  uploadQuotaKilobytes: define("KLYKA_UPLOAD_QUOTA_KB", schemas.kilobytes, "16384", "All uploads of one phone together."),
  store: define(
    "KLYKA_STORE",
    schemas.store,
    null,
    "Where firmware images lie: s3://bucket/prefix?endpoint=https://…&region=… of an S3-compatible store; without it <data>/firmware. Needs KLYKA_STORE_KEY and KLYKA_STORE_SECRET.",
  ),
  storeKey: define("KLYKA_STORE_KEY", schemas.text, null, "Access key of that store."),
  storeSecret: define("KLYKA_STORE_SECRET", schemas.text, null, "Secret key of that store.", { secret: true }),
  backupRecipients: define(
    "KLYKA_BACKUP_RECIPIENTS",
    schemas.list,
    "",
    "Who can open backups, age1…, comma-separated; `klyka backup-key` makes one. Without it and the next one, the command must say.",
  ),
  backupPassphrase: define(
    "KLYKA_BACKUP_PASSPHRASE",
    schemas.text,
    null,
    "Passphrase that locks and opens backups, where nobody can keep an identity apart from the server.",
    { secret: true },
  ),
  logLevel: define("KLYKA_LOG_LEVEL", schemas.logLevel, "info", "silent, error, warn, info or debug.", { demo: "warn" }),
} as const;
