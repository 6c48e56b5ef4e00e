import { XMLValidator } from "fast-xml-parser";
import { describe, expect, test } from "vitest";
import type { Origin, Plan } from "../../domain/plan.ts";
import { samplePlan, scenarios } from "../testing/sample-plans.ts";
import { seedDirectory, vendor } from "./index.ts";
import { colleagues, filesOf, modelCalled, models } from "./testing.ts";
import { everyNode, readXml } from "./virtual-files.ts";

const cases = models.flatMap((model) => scenarios.map((scenario) => ({ model, scenario, id: model.model })));

/** Names that stand in no vendor list, each with its reason. There are none, and shall be none without one. */
const exceptions: Readonly<Record<string, string>> = {};

/** The attributes of a parameter file by the reader of the virtual phone, in the order in which they stand. */
function parameterNames(text: string): string[] {
  const root = readXml(Buffer.from(text));
  if (typeof root === "string") throw new Error(root);
  return everyNode(root).flatMap(({ attributes }) => [...attributes.keys()]);
}

const phone = (plan: Plan): string => filesOf(plan).get(`phone-${plan.phone.mac}.cfg`) ?? "";
const shared = (plan: Plan): string => filesOf(plan).get("klyka-shared.cfg") ?? "";

describe("every model in every scenario", () => {
  test.each(cases)("$id with the plan '$scenario' renders as its golden file says", async ({ model, scenario }) => {
    const files = filesOf(samplePlan(model, scenario));
    const all = [...files].map(([name, text]) => `=== ${name}\n${text}\n`).join("\n");
    await expect(all).toMatchFileSnapshot(`golden/${model.model.toLowerCase()}.${scenario}.xml`);
  });

  test("parses with a parser that did not write it, no attribute twice in a file, every name in the vendor's list", () => {
    for (const { model, scenario } of cases)
      for (const [name, text] of filesOf(samplePlan(model, scenario))) {
        expect(XMLValidator.validate(text), `${model.model} ${scenario} ${name}`).toBe(true);
        if (name.endsWith("directory.xml") || name === "001122aabbcc.cfg") continue;
        const names = parameterNames(text);
        expect(new Set(names).size, `${model.model} ${scenario} ${name}`).toBe(names.length);
        const strangers = names.filter((one) => vendor.parameter(one) === "unknown" && !(one in exceptions));
        expect(strangers, `${model.model} ${scenario} ${name}`).toEqual([]);
      }
  });

  test("gives the same bytes every time, and its lines joined are the body", () => {
    for (const { model, scenario } of cases)
      for (const role of vendor.roles(model.model)) {
        const first = vendor.render(role, samplePlan(model, scenario));
        const second = vendor.render(role, samplePlan(model, scenario));
        expect(second).toEqual(first);
        const lines = vendor.explain(role, samplePlan(model, scenario)) ?? [];
        expect(lines.map(({ text }) => text).join("\n")).toBe(Buffer.from(first?.body ?? []).toString("utf8"));
        expect(lines.every(({ text }) => !text.includes("\n"))).toBe(true);
      }
  });

  test("shows hostile strings as text: they add no element and no attribute", () => {
    for (const model of models) {
      const hostile = samplePlan(model, "hostile");
      const harmless: Plan = { ...hostile, accounts: hostile.accounts.map((one) => ({ ...one, label: "L", displayName: "D" })) };
      const tame = { ...harmless, keys: hostile.keys.map((key) => ({ ...key, label: key.kind === "line" ? "L" : "x" })) };
      const names = parameterNames(phone(hostile)).filter((name) => !/\.line\.\d+\.label$|cfgUniqueLineLabel/.test(name));
      expect(names, model.model).toEqual(parameterNames(phone(tame)));
    }
  });
});

describe("a phone's own file", () => {
  const origin: Origin = { layer: "phone", name: "Reception", by: "Asta Provdotter", at: "2026-01-15T08:00:00.000Z" };
  const plan = samplePlan(modelCalled("VVX450"), "kinds");

  test("takes a raw parameter instead of the generated one, in its place and with its origin", () => {
    const raw = [{ name: "reg.1.label", value: "Växel <1>", origin }];
    const lines = vendor.explain("phone", { ...plan, raw }) ?? [];
    const found = lines.filter(({ text }) => text.includes(" reg.1.label="));
    expect(found).toEqual([{ text: '  <reg reg.1.label="Växel &lt;1&gt;"/>', origin }]);
  });

  test("takes over what a raw parameter says of the shared part, and the shared part leaves it out", () => {
    const raw = [{ name: "voice.codecPref.Opus", value: "9", origin }];
    expect(phone({ ...plan, raw })).toContain('voice.codecPref.Opus="9"');
    expect(shared({ ...plan, raw })).not.toContain("voice.codecPref.Opus");
    expect(shared(plan)).toContain("voice.codecPref.Opus");
  });

  test("gives a raw parameter in flash its .set, unless that is said too", () => {
    const one = [{ name: "device.net.vlanId", value: "20", origin }];
    expect(phone({ ...plan, raw: one })).toContain('<device device.net.vlanId.set="1"/>');
    const both = [...one, { name: "device.net.vlanId.set", value: "0", origin }];
    expect(phone({ ...plan, raw: both })).toContain('<device device.net.vlanId.set="0"/>');
    expect(phone({ ...plan, raw: both })).not.toContain('device.net.vlanId.set="1"');
  });

  test("warns of raw names that the list does not know or only from hearsay, and drops what cannot be an attribute", () => {
    const names = ["reg.1.lable", "up.backlight.timeout", "voIpProt.SIP.local.port", 'a b="', "xmlns"];
    const file = vendor.render("phone", { ...plan, raw: names.map((name) => ({ name, value: "1", origin })) });
    const warned = file?.warnings.filter(({ code }) => code.startsWith("parameter_"));
    expect(warned).toEqual([
      { code: "parameter_unknown", name: "reg.1.lable" },
      { code: "parameter_unverified", name: "up.backlight.timeout" },
      { code: "parameter_unknown", name: 'a b="' },
      { code: "parameter_unknown", name: "xmlns" },
    ]);
    const text = Buffer.from(file?.body ?? []).toString("utf8");
    expect(text).toContain('reg.1.lable="1"');
    expect(text).not.toContain("xmlns");
    expect(XMLValidator.validate(text)).toBe(true);
  });

  test("names the line's origin: the user of the account, the organisation of the exchange, the layer of the setting", () => {
    const lines = vendor.explain("phone", plan) ?? [];
    const originOf = (part: string) => lines.find(({ text }) => text.includes(part))?.origin;
    expect(originOf("reg.1.displayName=")).toEqual(plan.accounts[0]?.origin);
    expect(originOf("reg.1.server.1.address=")).toEqual(plan.accounts[0]?.exchangeOrigin);
    expect(originOf("device.prov.serverName=")).toEqual(plan.provisioning.origin);
    const language = vendor.explain("shared", plan)?.find(({ text }) => text.includes("lcl.ml.lang="));
    expect(language?.origin).toEqual(plan.settings.language.origin);
  });

  test("leaves accounts, keys and tokens out of master, shared part and directory", () => {
    const files = filesOf(samplePlan(modelCalled("VVX450"), "full"));
    for (const [name, text] of files) {
      if (name.startsWith("phone-")) continue;
      expect(text, name).not.toMatch(/S3cretSample|Adm1nPassw0rd|Us3rPassw0rd|0123456789abcdefghjkmnpqrs/);
    }
  });
});

describe("the master file", () => {
  test("lists the phone's own file first and names firmware without the part number that the phone adds", () => {
    const plan = samplePlan(modelCalled("VVX500"), "empty");
    const firmware = { file: "3111-44500-001.sip.ld", version: "5.9.7.4477", through: null, origin: plan.provisioning.origin };
    const text = filesOf({ ...plan, firmware }).get("001122aabbcc.cfg");
    expect(text).toContain('APP_FILE_PATH="firmware/sip.ld"');
    expect(text).toContain('CONFIG_FILES="phone-001122aabbcc.cfg, klyka-shared.cfg"');
  });

  test("points logs and call lists nowhere when the organisation wants no uploads", () => {
    const plan = samplePlan(modelCalled("VVX500"), "empty");
    expect(plan.settings.uploads.value).toBe(false);
    expect(filesOf(plan).get("001122aabbcc.cfg")).toContain('LOG_FILE_DIRECTORY="http://0.0.0.0"');
  });
});

describe("directories", () => {
  test("conference phones have no directory of their own, so that they read the seed", () => {
    expect(vendor.roles("SSIP6000")).toEqual(["master", "phone", "shared"]);
    expect(vendor.render("directory", samplePlan(modelCalled("SSIP6000"), "full"))).toBeNull();
  });

  test("the seed holds each number once, the second of a person with its kind, names within 40 bytes", () => {
    const long = { name: "Å".repeat(30), numbers: [{ kind: "work" as const, number: "08-465 004 01" }] };
    const more = { name: "Å".repeat(30), numbers: [{ kind: "work" as const, number: "08-465 004 09" }] };
    const text = Buffer.from(seedDirectory({ ...colleagues, entries: [...colleagues.entries, long, more] }).body).toString();
    expect(text).toContain("<item><fn>Asta Provdotter (mobile)</fn><ct>0701740605</ct></item>");
    expect(text.match(/0846500401/g)).toHaveLength(1);
    expect(text).toContain(`<fn>${"Å".repeat(20)}</fn>`);
    expect(text).toContain("<fn>Ängla &lt;Öst&gt; &amp; Åberg</fn>");
  });

  test("a phonebook page lists people and dials without blanks", () => {
    const text = Buffer.from(vendor.phonebook(colleagues)?.body ?? []).toString("utf8");
    expect(XMLValidator.validate(text)).toBe(true);
    expect(text).toContain('<p><b>Asta Provdotter</b><br/><a href="tel://0846500401">08-465 004 01</a>');
  });
});
