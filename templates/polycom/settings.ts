import type { Origin, PlanSettings, Sourced } from "../../domain/plan.ts";
import type { PhoneModel } from "../model.ts";
import { type Change, changesOf, zoneRule } from "./time-zones.ts";
import type { Parameter } from "./xml.ts";

/** The settings that a phone may have before it has proved itself. */
export type LocaleSettings = Pick<PlanSettings, "language" | "timeZone" | "tones" | "ntpServer" | "clock24h">;

/** What Klyka itself decides. */
export const builtIn: Origin = { layer: "klyka", name: "Klyka", by: null, at: null };

/** Parameters in flash count only with `<name>.set`, and once `device.set` stands in the file. */
export function inFlash(name: string, value: string, origin: Origin): Parameter[] {
  return [
    { name, value, origin },
    { name: `${name}.set`, value: "1", origin },
  ];
}

/** Opens a file that holds parameters in flash. */
export const deviceSet: Parameter = { name: "device.set", value: "1", origin: builtIn };

const languages: Readonly<Record<string, string>> = {
  sv: "Swedish_Sweden",
  en: "English_United_Kingdom",
  da: "Danish_Denmark",
  nb: "Norwegian_Norway",
  nn: "Norwegian_Norway",
  no: "Norwegian_Norway",
  de: "German_Germany",
  fr: "French_France",
  es: "Spanish_Spain",
  it: "Italian_Italy",
  nl: "Dutch_Netherlands",
  pl: "Polish_Poland",
  pt: "Portuguese_Portugal",
};

/** Language, clock, time zone with summer time, tones. */
export function localeParameters(settings: LocaleSettings): Parameter[] {
  const language = languages[settings.language.value.slice(0, 2)] ?? "English_United_Kingdom";
  return [
    { name: "lcl.ml.lang", value: language, origin: settings.language.origin },
    { name: "lcl.datetime.time.24HourClock", value: flag(settings.clock24h.value), origin: settings.clock24h.origin },
    { name: "lcl.datetime.date.format", value: "D,dM", origin: settings.language.origin },
    { name: "tcpIpApp.sntp.address", value: settings.ntpServer.value, origin: settings.ntpServer.origin },
    { name: "tcpIpApp.sntp.address.overrideDHCP", value: "1", origin: settings.ntpServer.origin },
    ...zoneParameters(settings.timeZone),
    ...toneParameters(settings.tones),
  ];
}

function zoneParameters({ value: zone, origin }: Sourced<string>): Parameter[] {
  const rule = zoneRule(zone);
  if (!rule) return [];
  const set = (name: string, value: string | number): Parameter => ({
    name: `tcpIpApp.sntp.${name}`,
    value: String(value),
    origin,
  });
  const change = (which: "start" | "stop", { month, date, hour }: Change): Parameter[] => [
    set(`daylightSavings.${which}.month`, month),
    ...(date === null ? [] : [set(`daylightSavings.${which}.date`, date)]),
    set(`daylightSavings.${which}.dayOfWeek`, 1),
    set(`daylightSavings.${which}.dayOfWeek.lastInMonth`, date === null ? 1 : 0),
    set(`daylightSavings.${which}.time`, hour),
  ];
  const changes = changesOf(rule);
  return [
    set("gmtOffset", rule.offset),
    set("gmtOffset.overrideDHCP", 1),
    set("daylightSavings.enable", changes ? 1 : 0),
    ...(changes
      ? [set("daylightSavings.fixedDayEnable", 0), ...change("start", changes.start), ...change("stop", changes.stop)]
      : []),
  ];
}

type Cadence = readonly [chord: string, onMs: number, offMs: number];

/** 425 Hz in four cadences; frequencies, times and the chords' names are not verified on a phone (see README). */
const swedish: readonly Cadence[] = [
  ["dialTone", 0, 0],
  ["busyTone", 250, 250],
  ["ringback", 1000, 5000],
  ["reorder", 250, 750],
];

function toneParameters({ value: tones, origin }: Sourced<string>): Parameter[] {
  if (tones !== "SE") return [];
  return swedish.flatMap(([chord, onMs, offMs]) =>
    [
      ["freq.1", 425],
      ["freq.2", 0],
      ["onDur", onMs],
      ["offDur", offMs],
      ["repeat", 0],
    ].map(([what, value]) => ({ name: `tone.chord.callProg.${chord}.${what}`, value: String(value), origin })),
  );
}

/** Everything that is usually the same for all phones of an organisation; nothing secret. */
export function sharedParameters(settings: PlanSettings, model: PhoneModel): Parameter[] {
  return [
    deviceSet,
    ...inFlash("device.prov.tagSerialNo", "1", builtIn),
    ...localeParameters(settings),
    ...codecParameters(settings.codecs, model),
    ...dialParameters(settings),
    ...pollParameters(settings),
    ...webParameters(settings.webUi),
    ...uploadParameters(settings.uploads),
    ...syslogParameters(settings.syslogServer),
    { name: "voIpProt.SIP.specialEvent.checkSync.alwaysReboot", value: "0", origin: builtIn },
    { name: "msg.bypassInstantMessage", value: "1", origin: builtIn },
    { name: "up.oneTouchVoiceMail", value: "1", origin: builtIn },
    { name: "dir.local.readonly", value: "1", origin: builtIn },
    { name: "up.useDirectoryNames", value: settings.callerNames.value ? "1" : "0", origin: settings.callerNames.origin },
  ];
}

/** Codec names here, in the order in which the vendor's list has them. */
const codecNames: readonly (readonly [codec: string, parameter: string])[] = [
  ["opus", "Opus"],
  ["g722", "G722"],
  ["pcma", "G711_A"],
  ["pcmu", "G711_Mu"],
  ["g729", "G729_AB"],
  ["ilbc", "iLBC.13_33kbps"],
  ["g7221", "G7221.24kbps"],
  ["g7221", "G7221.32kbps"],
  ["g7221c", "G7221_C.24kbps"],
  ["g7221c", "G7221_C.32kbps"],
  ["g7221c", "G7221_C.48kbps"],
];

/** A rank for each codec wanted, 0 for every other one that phones switch on by themselves. */
function codecParameters({ value: wanted, origin }: Sourced<readonly string[]>, model: PhoneModel): Parameter[] {
  return codecNames
    .filter(([codec]) => codec !== "opus" || model.dialect.opus === true)
    .map(([codec, name]) => ({ name: `voice.codecPref.${name}`, value: String(wanted.indexOf(codec) + 1), origin }));
}

/**
 * The vendor's digit map is North American. Here any digits go after a pause, and what does not match waits for the
 * send key, so that `*21*…#` can be dialled.
 */
function dialParameters(settings: PlanSettings): Parameter[] {
  const pickup = settings.pickupCode;
  const park = settings.parkCode;
  return [
    { name: "dialplan.digitmap", value: "x.T", origin: builtIn },
    { name: "dialplan.impossibleMatchHandling", value: "2", origin: builtIn },
    { name: "dialplan.removeEndOfDial", value: "0", origin: builtIn },
    ...settings.emergencyNumbers.value.map((number, at) => ({
      name: `phoneLock.authorized.${at + 1}.value`,
      value: number,
      origin: settings.emergencyNumbers.origin,
    })),
    { name: "call.callWaiting.enable", value: flag(settings.callWaiting.value), origin: settings.callWaiting.origin },
    { name: "feature.directedCallPickup.enabled", value: "1", origin: pickup.origin },
    { name: "call.directedCallPickupMethod", value: pickup.value === "" ? "native" : "legacy", origin: pickup.origin },
    { name: "call.directedCallPickupString", value: pickup.value, origin: pickup.origin },
    { name: "feature.callPark.enabled", value: flag(park.value !== ""), origin: park.origin },
    { name: "call.parkedCallString", value: park.value, origin: park.origin },
  ];
}

/** Once a day: at a time within the window. Oftener: counted from the boot; the vendor wants more than 3600 seconds. */
function pollParameters({ pollHours, pollFrom, pollTo }: PlanSettings): Parameter[] {
  const set = (name: string, value: string, { origin }: { origin: Origin }): Parameter => ({
    name: `prov.polling.${name}`,
    value,
    origin,
  });
  if (pollHours.value === 0) return [set("enabled", "0", pollHours)];
  if (pollHours.value < 24)
    return [
      set("enabled", "1", pollHours),
      set("mode", "rel", pollHours),
      set("period", String(Math.max(pollHours.value * 3600, 3601)), pollHours),
    ];
  return [
    set("enabled", "1", pollHours),
    set("mode", "random", pollFrom),
    set("period", String(pollHours.value * 3600), pollHours),
    set("time", pollFrom.value, pollFrom),
    set("timeRandomEnd", pollTo.value, pollTo),
  ];
}

function webParameters({ value: on, origin }: Sourced<boolean>): Parameter[] {
  return [
    { name: "httpd.enabled", value: flag(on), origin },
    { name: "httpd.cfg.enabled", value: flag(on), origin },
    { name: "httpd.cfg.secureTunnelRequired", value: "1", origin },
  ];
}

/** Overrides and logs are put on the server only where the organisation wants them. */
function uploadParameters({ value: on, origin }: Sourced<boolean>): Parameter[] {
  return [
    { name: "prov.autoConfigUpload.enabled", value: flag(on), origin },
    { name: "log.render.file", value: flag(on), origin },
    { name: "log.render.file.upload.append", value: "0", origin },
  ];
}

/** Values in flash stay, so that "none" has to be said. Transport 1 is UDP; level 3 is warnings and worse. */
function syslogParameters({ value: server, origin }: Sourced<string>): Parameter[] {
  if (server === "") return inFlash("device.syslog.transport", "0", origin);
  return [
    ...inFlash("device.syslog.serverName", server, origin),
    ...inFlash("device.syslog.transport", "1", origin),
    ...inFlash("device.syslog.renderLevel", "3", origin),
    ...inFlash("device.syslog.prependMac", "1", origin),
  ];
}

function flag(on: boolean): string {
  return on ? "1" : "0";
}
