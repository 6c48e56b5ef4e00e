import type { Said, SettingLayer } from "./compose-plan.ts";
import type { Layer, Origin, PlanSettings, Sourced } from "./plan.ts";
import { type SettingName, type SettingValues, settingDefinitions } from "./settings.ts";

/** Finds a setting's value: the highest layer that says it, else the built-in default. */
export type Resolver = <K extends SettingName>(name: K) => Sourced<SettingValues[K]>;

const builtIn: Origin = { layer: "klyka", name: "Klyka", by: null, at: null };

export function origin(
  layer: Layer,
  name: string,
  said: { readonly by: string | null; readonly at: string | null; readonly name?: string },
): Origin {
  return { layer, name: said.name ?? name, by: said.by, at: said.at };
}

export function resolver(layers: readonly SettingLayer[]): Resolver {
  const highestFirst = [...layers].reverse();
  return <K extends SettingName>(name: K): Sourced<SettingValues[K]> => {
    for (const layer of highestFirst) {
      const said: Said<SettingValues[K]> | undefined = layer.values[name];
      if (said) return { value: said.value, origin: origin(layer.layer, layer.name, said) };
    }
    return { value: settingDefinitions[name].default, origin: builtIn };
  };
}

export function composeSettings(say: Resolver): PlanSettings {
  return {
    language: say("phone.language"),
    timeZone: say("phone.timeZone"),
    tones: say("phone.tones"),
    ntpServer: say("phone.ntpServer"),
    clock24h: say("phone.clock24h"),
    codecs: say("audio.codecs"),
    webUi: say("phone.webUi"),
    syslogServer: say("phone.syslogServer"),
    snmpFrom: say("phone.snmpFrom"),
    pollHours: say("provisioning.pollHours"),
    pollFrom: say("provisioning.pollFrom"),
    pollTo: say("provisioning.pollTo"),
    emergencyNumbers: say("phone.emergencyNumbers"),
    pickupCode: say("exchange.pickupCode"),
    parkCode: say("exchange.parkCode"),
    callWaiting: say("phone.callWaiting"),
    uploads: say("provisioning.uploads"),
    callerNames: say("phonebook.callerNames"),
  };
}
