import { describe, expect, it } from "vitest";
import { isGuardedParameter, isSettingName, settingDefinitions, settingNames } from "./settings.ts";

describe("the catalogue of settings", () => {
  it.each(settingNames)("has a default for %s that fits its own schema, and says what it is", (name) => {
    const definition = settingDefinitions[name];
    expect(definition.schema.safeParse(definition.default)).toEqual({ success: true, data: definition.default });
    expect(definition.description).toMatch(/^[A-Z].*\.$/);
    expect(definition.layers.length).toBeGreaterThan(0);
  });

  it.each([
    ["phone.language", "svenska"],
    ["phone.timeZone", "Mars/Olympus"],
    ["exchange.registrar", { host: "sip example", port: 1 }],
    ["exchange.registrar", { host: "sip.example.se\nx", port: null }],
    ["exchange.expires", 5],
    ["audio.codecs", []],
    ["provisioning.pollFrom", "24:00"],
    ["provisioning.url", "ftp://example.se"],
    ["exchange.pickupCode", "*8;x"],
  ] as const)("refuses for %s the value %j", (name, value) => {
    expect(settingDefinitions[name].schema.safeParse(value).success).toBe(false);
  });

  it("knows its names and no others", () => {
    expect([isSettingName("phone.language"), isSettingName("toString"), isSettingName("")]).toEqual([true, false, false]);
  });
});

describe("raw parameters", () => {
  it.each([
    ["yealink", "account.1.password"],
    ["yealink", "static.auto_provision.server.url"],
    ["yealink", "static.security.user_password"],
    ["snom", "user_pass1"],
    ["snom", "setting_server"],
    ["snom", "http_pass"],
    ["polycom", "reg.1.auth.password"],
    ["polycom", "device.prov.serverName"],
  ] as const)("of %s named %s are the server's alone", (vendor, name) => {
    expect(isGuardedParameter(vendor, name)).toBe(true);
  });

  it.each([
    ["yealink", "phone_setting.backlight_time"],
    ["snom", "ringer_volume"],
    ["polycom", "up.backlight.onIntensity"],
  ] as const)("of %s named %s may be said", (vendor, name) => {
    expect(isGuardedParameter(vendor, name)).toBe(false);
  });
});
