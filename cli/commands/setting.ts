import type { Command } from "commander";
import { wishNamed } from "../../db/firmware-wish.ts";
import {
  clearRawParameter,
  clearSetting,
  listSettings,
  SetRawParameter,
  SetSetting,
  setRawParameter,
  setSetting,
} from "../../db/settings.ts";
import { type VendorId, vendorIds } from "../../domain/plan.ts";
import { settingDefinitions, settingNames } from "../../domain/settings.ts";
import { vendorOf } from "../../templates/index.ts";
import type { App } from "../app.ts";
import { addCommand, addGroup, choice } from "../command.ts";
import { effectiveSettings } from "../effective-settings.ts";
import { layerOptions, resolveLayer } from "../layer.ts";
import { table } from "../output.ts";
import { parseInput } from "../parse.ts";
import { resolvePhone } from "../resolve.ts";
import { parseSettingValue } from "../setting-value.ts";

const raw = choice("--raw <vendor>", "the name is a parameter in that vendor's own words", vendorIds);

export function register(program: Command, app: App): void {
  const group = addGroup(program, "setting", "What phones are told: said at a layer, the narrower layer wins.", [
    "setting list",
    'setting set exchange.registrar "sip.example.se:5060"',
    "setting show --phone 80:5e:c0:12:34:56",
  ]);
  addCommand(group, {
    usage: "list",
    summary: "Lists the settings there are, with default, layers and meaning.",
    examples: ["setting list"],
    options: {},
    run: () => {
      const all = settingNames.map((name) => ({ name, ...pick(settingDefinitions[name]) }));
      app.print(all, () =>
        table(
          ["setting", "default", "layers", "meaning"],
          all.map((one) => [one.name, JSON.stringify(one.default), one.layers.join(" "), one.description]),
        ),
      );
    },
  });
  addCommand(group, {
    usage: "set <name> <value>",
    summary: "Says a setting at a layer, or a parameter in a vendor's own words (--raw).",
    examples: [
      "setting set phone.language en --phone 80:5e:c0:12:34:56",
      'setting set exchange.registrar sip.example.se:5060 --organisation "Björkö Bygg AB"',
      "setting set audio.codecs opus,g722,pcma",
      'setting set firmware.image "T46U(T43U,T46U)-108.86.0.90.rom" --model T46U --operator',
      "setting set phone_setting.backlight_time 60 --raw yealink --model T46U",
    ],
    options: { ...layerOptions, raw },
    run: async ({ name, value }, { raw: vendor, ...layer }) => {
      const { db } = await app.store();
      const at = await resolveLayer(db, layer);
      const now = app.io.now();
      if (vendor) await setRawParameter(db, parseInput(SetRawParameter, { at, vendor, name, value }), app.actor, now);
      else {
        // An image's name is enough where its version is known.
        const wish = name === "firmware.image" ? await wishNamed(db, value) : null;
        await setSetting(db, parseInput(SetSetting, { at, name, value: wish ?? parseSettingValue(name, value) }), app.actor, now);
      }
      const warnings = vendor ? parameterWarnings(vendor, name) : [];
      for (const warning of warnings) if (!app.json) app.io.stderr.write(`warning: ${warning}\n`);
      app.print({ at, name, vendor: vendor ?? null, warnings }, () => `${name} is set for ${at.layer}\n`);
    },
  });
  addCommand(group, {
    usage: "clear <name>",
    summary: "Says nothing more at that layer: the wider layer's value holds again.",
    examples: ["setting clear phone.language --phone 80:5e:c0:12:34:56"],
    options: { ...layerOptions, raw },
    run: async ({ name }, { raw: vendor, ...layer }) => {
      const { db } = await app.store();
      const at = await resolveLayer(db, layer);
      if (vendor) await clearRawParameter(db, { at, vendor, name }, app.actor, app.io.now());
      else await clearSetting(db, { at, name }, app.actor, app.io.now());
      app.print({ at, name, vendor: vendor ?? null }, () => `${name} is no longer set for ${at.layer}\n`);
    },
  });
  addCommand(group, {
    usage: "show",
    summary: "Shows what is said at a layer; for a phone every value that holds there, and the layer it comes from.",
    examples: ["setting show", "setting show --operator", "setting show --phone 80:5e:c0:12:34:56"],
    options: layerOptions,
    run: async (_, layer) => {
      const { db, keyring } = await app.store();
      if (layer.phone !== undefined) {
        const phone = await resolvePhone(db, layer.phone);
        const effective = await effectiveSettings(db, keyring, phone.id);
        app.print(effective, () =>
          table(
            ["setting", "value", "layer", "name", "by"],
            effective.map((one) => [one.name, JSON.stringify(one.value), one.layer, one.layerName, one.by]),
          ),
        );
        return;
      }
      const said = await listSettings(db, await resolveLayer(db, layer));
      app.print(said, () =>
        table(
          ["setting", "value", "vendor", "by", "at"],
          said.map((one) => [one.name, JSON.stringify(one.value), one.vendor, one.updatedBy, one.updatedAt]),
        ),
      );
    },
  });
}

function pick(definition: (typeof settingDefinitions)[(typeof settingNames)[number]]) {
  return { default: definition.default, layers: definition.layers, description: definition.description };
}

function parameterWarnings(vendor: VendorId, name: string): string[] {
  const known = vendorOf(vendor).parameter(name);
  if (known === "known") return [];
  const what = known === "unverified" ? "is unverified in" : "is not in";
  return [`${name} ${what} ${vendorOf(vendor).name}'s parameter list; the phone may ignore it`];
}
