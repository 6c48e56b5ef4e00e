import { expect, test } from "vitest";
import { isAdministratorsSetting, isAskedSetting, settingForms, settingGroups } from "./setting-forms.ts";
import { isSettingName, settingDefinitions, settingNames } from "./settings.ts";

test("every setting but the firmware, which roll-outs give out, is asked for in the web app, in a group that is shown", () => {
  expect(settingNames.filter((name) => !isAskedSetting(name))).toEqual(["firmware.image"]);
  const groups = new Set(Object.keys(settingForms).map((name) => name.split(".")[0]));
  expect([...groups].sort()).toEqual([...settingGroups].sort());
});

test("what can be chosen is what the catalogue takes, and its bounds are the catalogue's", () => {
  for (const [name, form] of Object.entries(settingForms)) {
    if (!isSettingName(name)) throw new Error(name);
    const takes = (value: unknown) => settingDefinitions[name].schema.safeParse(value).success;
    if (form.kind === "yesNo") expect([name, takes(true), takes(false), takes("yes")]).toEqual([name, true, true, false]);
    if (form.kind === "choice") expect([name, ...form.choices.map(takes)]).toEqual([name, ...form.choices.map(() => true)]);
    if (form.kind === "many") expect([name, takes([...form.choices])]).toEqual([name, true]);
    if (form.kind === "time") expect([name, takes("23:59"), takes("24:00")]).toEqual([name, true, false]);
    const one = name === "phone.snmpFrom" ? "192.0.2.7" : "112";
    if (form.kind === "list") expect([name, takes([one]), takes(one)]).toEqual([name, true, false]);
    if (form.kind === "server")
      expect([name, takes({ host: "sip.example.se", port: 5061 }), takes(null)]).toEqual([name, true, true]);
    if (form.kind === "number") {
      const bounds = [form.least - 1, form.least, form.most, form.most + 1].map(takes);
      expect([name, ...bounds]).toEqual([name, false, true, true, false]);
    }
  }
});

test("an administrator decides about phones, not about how they reach the exchange and this server", () => {
  const own = settingNames.filter(isAdministratorsSetting);
  expect(own).toContain("phone.language");
  expect(own.filter((name) => /^exchange\.|url$|ldap$|proxy$|Event$/.test(name))).toEqual([]);
});
