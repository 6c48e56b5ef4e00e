import type { BootstrapPlan } from "../../domain/plan.ts";
import type { PhoneModel } from "../model.ts";
import { type Parameter, parametersOf, type Section, type Value } from "./parameter.ts";
import { zoneFacts } from "./time-zones.ts";

type RegionalSettings = BootstrapPlan["settings"];

/** English names as the phones list their languages. Swedish is the model's own word: it is not confirmed on every model. */
const languages: ReadonlyMap<string, string> = new Map([
  ["en", "English"],
  ["da", "Danish"],
  ["de", "German"],
  ["es", "Spanish"],
  ["fi", "Finnish"],
  ["fr", "French"],
  ["it", "Italian"],
  ["nb", "Norwegian"],
  ["nl", "Dutch"],
  ["no", "Norwegian"],
  ["pl", "Polish"],
  ["pt", "Portuguese"],
  ["ru", "Russian"],
  ["tr", "Turkish"],
]);

/** Countries as `voice.tone.country` names them. */
const tones: ReadonlyMap<string, string> = new Map([
  ["AT", "Austria"],
  ["BE", "Belgium"],
  ["CH", "Switzerland"],
  ["CZ", "Czech"],
  ["DE", "Germany"],
  ["DK", "Denmark"],
  ["ES", "Spain"],
  ["FI", "Finland"],
  ["FR", "France"],
  ["GB", "Great Britain"],
  ["GR", "Greece"],
  ["HU", "Hungary"],
  ["IT", "Italy"],
  ["LT", "Lithuania"],
  ["NL", "Netherlands"],
  ["NO", "Norway"],
  ["PT", "Portugal"],
  ["RU", "Russia"],
  ["SE", "Sweden"],
  ["US", "United States"],
]);

/** Language, clock and tones: holds no secret, so it is also what an unproven phone may have. */
export function regionalSection(settings: RegionalSettings, model: PhoneModel | null): Section {
  const { language, tones: country, clock24h, ntpServer } = settings;
  return {
    title: "Language, time and tones",
    parameters: [
      ...parametersOf(language.origin, bothLanguages(languageName(language.value, model))),
      ...timeZoneParameters(settings.timeZone),
      ...parametersOf(clock24h.origin, [
        ["local_time.time_format", clock24h.value],
        ["local_time.date_format", 2],
      ]),
      ...parametersOf(ntpServer.origin, [
        ["local_time.ntp_server1", ntpServer.value],
        ["local_time.manual_ntp_srv_prior", ntpServer.value !== ""],
      ]),
      ...parametersOf(country.origin, [["voice.tone.country", tones.get(country.value) ?? null]]),
    ],
  };
}

function bothLanguages(name: string): [string, Value][] {
  return [
    ["lang.gui", name],
    ["lang.wui", name],
  ];
}

/** `sv`, `en-GB`. A language that the phones lack becomes English. */
function languageName(language: string, model: PhoneModel | null): string {
  const tongue = language.slice(0, 2).toLowerCase();
  if (tongue === "sv") return String(model?.dialect.languageSv ?? "Swedish");
  return languages.get(tongue) ?? "English";
}

/**
 * The rule is written out: the phones' own list of zones has no Stockholm. A zone that the table lacks is left as the
 * phone has it.
 */
function timeZoneParameters(zone: RegionalSettings["timeZone"]): Parameter[] {
  const facts = zoneFacts(zone.value);
  if (!facts) return [];
  return parametersOf(zone.origin, [
    ["local_time.time_zone", facts.offset],
    ["local_time.summer_time", facts.summer ? 1 : 0],
    ["local_time.dst_time_type", facts.summer ? 1 : null],
    ["local_time.start_time", facts.summer?.start ?? null],
    ["local_time.end_time", facts.summer?.end ?? null],
    ["local_time.offset_time", facts.summer ? 60 : null],
  ]);
}
