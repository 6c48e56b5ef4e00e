import type { BootstrapPlan, Plan } from "../../domain/plan.ts";
import type { PhoneModel } from "../model.ts";
import { booksUrl } from "./books.ts";
import { builtIn, onOff, type Parameter, setting } from "./parameter.ts";
import { languageName, localeName, toneName, zoneName } from "./regions.ts";

/** Language, time and tones: what a phone may know before it has proved itself. Values the make has no word for are left out. */
export function regional(settings: BootstrapPlan["settings"], model: PhoneModel | null): readonly Parameter[] {
  const { language, timeZone, tones, ntpServer, clock24h } = settings;
  const said = (name: string, value: string | null, origin = builtIn) =>
    value === null ? [] : [setting(name, value, origin, "RW")];
  return [
    ...said("language", languageName(language.value), language.origin),
    ...said("web_language", languageName(language.value), language.origin),
    ...(model?.dialect.locale === true ? said("locale", localeName(language.value), language.origin) : []),
    ...said("timezone", zoneName(timeZone.value), timeZone.origin),
    ...said("tone_scheme", toneName(tones.value), tones.origin),
    ...said("ntp_server", ntpServer.value, ntpServer.origin),
    ...said("ntp_refresh_timer", "3600"),
    ...said("time_24_format", onOff(clock24h.value), clock24h.origin),
    ...said("date_us_format", "off"),
    ...said("dialnumber_us_format", "off"),
  ];
}

/**
 * Where the phone asks, and what it may load. Without `setting_server` a phone that found us by DHCP asks Snom's cloud
 * first at every start. `never_update` is never sent: it would stop settings as well.
 */
export function provisioning(plan: Plan, model: PhoneModel, firmwareFile: string): readonly Parameter[] {
  const { url, origin } = plan.provisioning;
  const { firmware } = plan;
  return [
    setting("setting_server", url, origin, "RW"),
    setting("update_policy", firmware ? "auto_update" : "settings_only", firmware?.origin ?? builtIn),
    setting("firmware_status", firmware ? `${url}${firmwareFile}` : "", firmware?.origin ?? builtIn),
    setting("firmware_interval", "1440", builtIn),
    ...(model.dialect.polling === "refresh" ? refreshTimer(plan) : polling(plan)),
  ];
}

/** Firmware 10: the poll sits at a random minute of the night's window when it is daily, else it counts from the start. */
function polling(plan: Plan): readonly Parameter[] {
  const { pollHours, pollFrom, pollTo } = plan.settings;
  const daily = pollHours.value >= 24;
  return [
    // Never both ways at once; a bootstrap file may have left this one running.
    setting("settings_refresh_timer", "0", builtIn),
    setting("prov_polling_enabled", onOff(pollHours.value > 0), pollHours.origin),
    setting("prov_polling_mode", daily ? "random" : "rel", pollHours.origin),
    setting("prov_polling_period", String((pollHours.value || 24) * 3600), pollHours.origin),
    setting("prov_polling_time", pollFrom.value, pollFrom.origin),
    setting("prov_polling_time_rand_end", pollTo.value, pollTo.origin),
  ];
}

/** Firmware 8 knows only a number of seconds. */
function refreshTimer(plan: Plan): readonly Parameter[] {
  const { pollHours } = plan.settings;
  return [setting("settings_refresh_timer", String(pollHours.value * 3600), pollHours.origin)];
}

/** Who may administer the phone. The D8xx have their own four names; each phone takes those that it knows. */
export function administration(plan: Plan): readonly Parameter[] {
  const { adminPassword: admin, userPassword: user } = plan;
  const { webUi, syslogServer, snmpFrom } = plan.settings;
  return [
    setting("admin_mode", "off", builtIn, "RW"),
    setting("admin_mode_password", admin.value, admin.origin),
    setting("admin_mode_password_confirm", admin.value, admin.origin),
    setting("http_user", "admin", builtIn),
    setting("http_pass", admin.value, admin.origin),
    setting("webserver_admin_name", "admin", builtIn),
    setting("webserver_admin_password", admin.value, admin.origin),
    setting("webserver_user_name", "user", builtIn),
    setting("webserver_user_password", user.value, user.origin),
    setting("webserver_type", webUi.value ? "https" : "off", webUi.origin),
    setting("encrypt_secrets", "on", builtIn),
    setting("allow_sip_settings", "off", builtIn),
    setting("syslog_server", syslogServer.value, syslogServer.origin),
    setting("snmp_port", "161", snmpFrom.origin),
    // Nobody: the phone answers nobody.
    setting("snmp_trusted_addresses", snmpFrom.value.join(" "), snmpFrom.origin),
  ];
}

/** What the phone does in calls, and its keys with a fixed name. */
export function telephony(plan: Plan): readonly Parameter[] {
  const { callWaiting, emergencyNumbers } = plan.settings;
  const account = plan.accounts[0];
  const book = plan.directories[0];
  const url = booksUrl(plan);
  return [
    setting("call_waiting", onOff(callWaiting.value), callWaiting.origin, "RW"),
    setting("keyboard_lock_emergency", emergencyNumbers.value.join(" "), emergencyNumbers.origin),
    setting(
      "dkey_retrieve",
      account?.voicemailNumber ? `speed ${account.voicemailNumber}` : "keyevent F_RETRIEVE",
      account?.origin ?? builtIn,
    ),
    setting("dkey_directory", url === null ? "keyevent F_ADR_BOOK" : `url ${url}`, book?.origin ?? builtIn),
  ];
}
