import { firmwareSegment } from "../../domain/firmware.ts";
import type { BootstrapPlan, Plan } from "../../domain/plan.ts";
import { type Parameter, parametersOf, type Section } from "./parameter.ts";

/** Where to ask, when, and what to send back. */
export function provisioningSection(plan: Plan): Section {
  const { url, origin } = plan.provisioning;
  const { uploads } = plan.settings;
  return {
    title: "Provisioning",
    parameters: [
      ...parametersOf(origin, [
        ["static.auto_provision.server.url", url],
        // Anybody on the local network can answer PnP; DHCP would lead a bound phone away from its own address.
        ["static.auto_provision.pnp_enable", false],
        ["static.auto_provision.dhcp_option.enable", false],
        ["static.auto_provision.power_on", true],
      ]),
      ...pollParameters(plan.settings),
      ...parametersOf(uploads.origin, [
        ["static.auto_provision.custom.protect", uploads.value],
        ["static.auto_provision.custom.sync", uploads.value],
        ["static.auto_provision.custom.sync.path", uploads.value ? url : null],
        ["static.auto_provision.local_contact.backup.enable", uploads.value],
        ["static.auto_provision.local_contact.backup.path", uploads.value ? url : null],
      ]),
      ...firmwareParameters(plan),
    ],
  };
}

/** Whole days go to the flexible mode, whose day and minute follow from the MAC, so that phones do not ask all at once. */
function pollParameters({ pollHours, pollFrom, pollTo }: Plan["settings"]): Parameter[] {
  const days = pollHours.value > 0 && pollHours.value % 24 === 0 ? pollHours.value / 24 : 0;
  const repeats = pollHours.value > 0 && days === 0;
  return [
    ...parametersOf(pollHours.origin, [
      ["static.auto_provision.repeat.enable", repeats],
      ["static.auto_provision.repeat.minutes", repeats ? pollHours.value * 60 : null],
      ["static.auto_provision.weekly.enable", false],
      ["static.auto_provision.flexible.enable", days > 0],
      ["static.auto_provision.flexible.interval", days > 0 ? days : null],
    ]),
    ...parametersOf(pollFrom.origin, [["static.auto_provision.flexible.begin_time", days > 0 ? pollFrom.value : null]]),
    ...parametersOf(pollTo.origin, [["static.auto_provision.flexible.end_time", days > 0 ? pollTo.value : null]]),
  ];
}

/** Without a wish the address is emptied: the phone would go back to the image it was told before. */
function firmwareParameters({ firmware, provisioning }: Plan): Parameter[] {
  const url = firmware ? `${provisioning.url}firmware/${firmwareSegment(firmware.file)}` : null;
  return parametersOf(firmware?.origin ?? null, [["static.firmware.url", url]]);
}

/** Passwords, web pages, and doors that an office has no use for. */
export function securitySection(plan: Plan): Section {
  const { webUi } = plan.settings;
  return {
    title: "Security",
    parameters: [
      ...parametersOf(plan.adminPassword.origin, [["static.security.user_password", `admin:${plan.adminPassword.value}`]]),
      ...parametersOf(plan.userPassword.origin, [["static.security.user_password", `user:${plan.userPassword.value}`]]),
      ...parametersOf(webUi.origin, [
        ["static.wui.http_enable", false],
        ["static.wui.https_enable", webUi.value],
      ]),
      ...parametersOf(null, [
        ["features.action_uri.enable", false],
        ["features.direct_ip_call_enable", false],
        ["sip.notify_reboot_enable", 0],
      ]),
    ],
  };
}

export function callsSection({ settings }: Plan): Section {
  const { callWaiting, pickupCode, parkCode, emergencyNumbers } = settings;
  return {
    title: "Calls",
    parameters: [
      ...parametersOf(callWaiting.origin, [["call_waiting.enable", callWaiting.value]]),
      ...parametersOf(pickupCode.origin, [
        ["features.pickup.direct_pickup_enable", pickupCode.value !== ""],
        ["features.pickup.direct_pickup_code", pickupCode.value],
      ]),
      ...parametersOf(parkCode.origin, [["features.call_park.park_code", parkCode.value]]),
      ...parametersOf(emergencyNumbers.origin, [["phone_setting.emergency.number", emergencyNumbers.value.join(",")]]),
    ],
  };
}

export function syslogSection({ settings: { syslogServer } }: Plan): Section {
  const on = syslogServer.value !== "";
  return {
    title: "Log",
    parameters: parametersOf(syslogServer.origin, [
      ["static.syslog.enable", on],
      ["static.syslog.server", syslogServer.value],
    ]),
  };
}

/** Parameters of generic-t4x firmware 86 and others; how several addresses are written no source says: as in the maker's other lists of words. */
export function snmpSection({ settings: { snmpFrom } }: Plan): Section {
  return {
    title: "SNMP",
    parameters: parametersOf(snmpFrom.origin, [
      ["network.snmp.enable", snmpFrom.value.length > 0],
      ["network.snmp.port", 161],
      ["network.snmp.trust_ip", snmpFrom.value.join(" ")],
    ]),
  };
}

/**
 * Where a phone that has not proved itself shall ask next. Inside a first-contact window it comes back within a minute;
 * what it then gets sets its usual times.
 */
export function bootstrapSection(plan: BootstrapPlan): Section {
  return {
    title: "Provisioning",
    parameters: parametersOf(null, [
      ["static.auto_provision.server.url", plan.provisioningUrl],
      ["static.auto_provision.power_on", true],
      ...(plan.askAgainNow
        ? ([
            ["static.auto_provision.repeat.enable", true],
            ["static.auto_provision.repeat.minutes", 1],
          ] as const)
        : []),
    ]),
  };
}
