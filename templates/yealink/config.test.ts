import { describe, expect, test } from "vitest";
import type { BootstrapPlan, Origin, Plan, PlanKey, PlanSettings } from "../../domain/plan.ts";
import { samplePlan } from "../testing/sample-plans.ts";
import { vendor } from "./index.ts";
import { yealinkModel, yealinkModels } from "./models.ts";

const origin: Origin = { layer: "organisation", name: "Björkö Bygg AB", by: null, at: null };
const sample = (model = "T46U"): Plan => samplePlan(yealinkModel(model), "kinds");
const textOf = (plan: Plan) => Buffer.from(vendor.render("phone", plan)?.body ?? []).toString();
const linesOf = (plan: Plan) => textOf(plan).split("\n");
const withSettings = (settings: Partial<PlanSettings>): Plan => ({
  ...sample(),
  settings: { ...sample().settings, ...settings },
});
const raw = (name: string, value: string) => ({ name, value, origin });

describe("an administrator's own parameters", () => {
  test("take the place of the generated line of the same name", () => {
    const before = linesOf(sample());
    const after = linesOf({ ...sample(), raw: [raw("lang.gui", "English"), raw("static.wui.https_enable", "%NULL%")] });
    expect(after[before.indexOf("lang.gui = Swedish")]).toBe("lang.gui = English");
    expect(after).toContain("static.wui.https_enable = %NULL%");
    expect(after.length).toBe(before.length);
  });

  test("are added at the end when no line has their name, each with its origin", () => {
    const plan = { ...sample(), raw: [raw("features.power_saving.enable", "1"), raw("phone_setting.backlight_time", "60")] };
    expect(linesOf(plan).slice(-4)).toEqual([
      "## Own parameters",
      "features.power_saving.enable = 1",
      "phone_setting.backlight_time = 60",
      "",
    ]);
    expect(vendor.explain("phone", plan)?.at(-2)?.origin).toEqual(origin);
    expect(vendor.render("phone", plan)?.warnings).toEqual([]);
  });

  test("with a name that the vendor's list lacks are written, with a warning; what is no name is not written", () => {
    const plan = { ...sample(), raw: [raw("features.no_such_thing", "1"), raw("a = 1\nlang.gui", "x"), raw("#comment", "x")] };
    expect(linesOf(plan)).toContain("features.no_such_thing = 1");
    expect(textOf(plan)).not.toContain("a = 1");
    expect(vendor.render("phone", plan)?.warnings).toEqual([
      { code: "parameter_unknown", name: "features.no_such_thing" },
      { code: "parameter_unknown", name: "a = 1\nlang.gui" },
      { code: "parameter_unknown", name: "#comment" },
    ]);
  });

  test("replace the password of the user they name and leave the other's", () => {
    const lines = linesOf({ ...sample(), raw: [raw("static.security.user_password", "admin:own")] });
    expect(lines.filter((line) => line.startsWith("static.security.user_password"))).toEqual([
      "static.security.user_password = admin:own",
      "static.security.user_password = user:Us3rPassw0rdSample",
    ]);
  });
});

test("the vendor's list knows numbered names, old forms, and not another case", () => {
  expect(["linekey.27.type", "expansion_module.3.key.60.label", "auto_provision.server.url"].map(vendor.parameter)).toEqual(
    Array(3).fill("known"),
  );
  expect(["linekey.type", "Linekey.1.type", "linekey.1.colour", "", "constructor"].map(vendor.parameter)).toEqual(
    Array(5).fill("unknown"),
  );
});

describe("settings", () => {
  test.each([
    [0, ["repeat.enable = 0", "flexible.enable = 0", "flexible.interval = %NULL%"]],
    [6, ["repeat.enable = 1", "repeat.minutes = 360", "flexible.enable = 0", "flexible.begin_time = %NULL%"]],
    [24, ["repeat.enable = 0", "flexible.enable = 1", "flexible.interval = 1", "flexible.begin_time = 02:00"]],
    [168, ["flexible.interval = 7", "flexible.end_time = 05:00", "weekly.enable = 0"]],
  ])("a poll every %i hours", (hours, expected) => {
    const lines = linesOf(withSettings({ pollHours: { value: hours, origin } }));
    expect(lines).toEqual(expect.arrayContaining(expected.map((line) => `static.auto_provision.${line}`)));
  });

  test("codecs are named, in order, and the others are off", () => {
    const lines = linesOf(withSettings({ codecs: { value: ["opus", "G722", "PCMA"], origin } }));
    expect(lines).toEqual(
      expect.arrayContaining([
        "account.1.codec.opus.priority = 1",
        "account.1.codec.g722.priority = 2",
        "account.1.codec.pcma.priority = 3",
        "account.1.codec.pcmu.enable = 0",
      ]),
    );
    expect(lines.join("\n")).not.toContain("codec.pcmu.priority");
  });

  test("a language that the phones lack becomes English, a zone that the table lacks is left alone", () => {
    const text = textOf(withSettings({ language: { value: "is", origin }, timeZone: { value: "Antarctica/Troll", origin } }));
    expect(text).toContain("lang.gui = English\n");
    expect(text).not.toContain("local_time.time_zone");
  });

  test("uploads, firmware and books point below the phone's own address", () => {
    const url = "https://prov.example.se/p/0123456789abcdefghjkmnpqrs/";
    const firmware = { file: "T46U(T43U)-108.86.0.90 b.rom", version: "108.86.0.90", through: null, origin };
    const lines = linesOf({ ...sample(), firmware });
    expect(lines).toEqual(
      expect.arrayContaining([
        `static.auto_provision.server.url = ${url}`,
        `static.auto_provision.custom.sync.path = ${url}`,
        `static.firmware.url = ${url}firmware/T46U(T43U)-108.86.0.90%20b.rom`,
        `remote_phonebook.data.1.url = ${url}phonebook/colleagues.xml`,
        "remote_phonebook.data.3.url = %NULL%",
      ]),
    );
  });

  test("books beyond the phone's five places are reported, not lost in silence", () => {
    const directories = Array.from({ length: 7 }, (_, n) => ({ key: `k${n}`, name: `Bok ${n}`, origin }));
    const plan = { ...sample(), directories };
    expect(linesOf(plan).join("\n")).not.toContain("Bok 5");
    const warnings = vendor.render("phone", plan)?.warnings ?? [];
    expect(warnings.filter(({ code }) => code === "book_left_out").map(({ name }) => name)).toEqual(["Bok 5", "Bok 6"]);
  });
});

describe("keys", () => {
  test("the key that an EXP20 keeps for turning pages is never written", () => {
    const names = linesOf(samplePlan(yealinkModel("T29G"), "full")).join("\n");
    expect(names).toContain("expansion_module.6.key.40.type");
    expect(names).not.toContain("expansion_module.1.key.21.");
  });

  test("every free key is cleared in words, on the phone and on its modules", () => {
    const plan = { ...sample(), keys: [] };
    const lines = linesOf(plan);
    expect(lines.filter((line) => /^linekey\.\d+\.type = 0$/.test(line)).length).toBe(27);
    expect(lines.filter((line) => /^expansion_module\.\d\.key\.\d+\.type = 0$/.test(line)).length).toBe(180);
    expect(lines).toContain("linekey.27.label = %NULL%");
  });

  test("a key beyond the model's last, and a module it lacks, write nothing", () => {
    const [key] = sample().keys;
    const keys = key ? [{ ...key, place: { module: 0, index: 28 } }] : [];
    expect(textOf({ ...sample(), keys, modules: ["EXP99"] })).not.toMatch(/linekey\.28|expansion_module/);
  });

  test("a log-in that is a web address opens it; a pickup names one call when a number follows the code", () => {
    const [key] = sample().keys;
    const of = (fields: Partial<PlanKey>) => linesOf({ ...sample(), keys: key ? [{ ...key, ...fields }] : [] });
    expect(of({ kind: "groupLogin", number: "https://intra.example.se/in?group=7" })).toContain("linekey.1.type = 27");
    expect(of({ kind: "groupLogin", number: "*457" })).toContain("linekey.1.type = 13");
    expect(of({ kind: "pickup", number: "*8", value: null })).toContain("linekey.1.type = 23");
    expect(of({ kind: "pickup", number: "*812", value: null })).toEqual(
      expect.arrayContaining(["linekey.1.type = 9", "linekey.1.value = *812"]),
    );
  });

  test("the label is shown as far as the model's key is wide", () => {
    expect(vendor.labelShown("T46U", "Åsa Öberg & Söner\n", { module: 0, index: 1 })).toBe("Åsa Öberg ");
    expect(vendor.labelShown("T46U", "Åsa Öberg & Söner\n", { module: 1, index: 1 })).toBe("Åsa Öberg & Söner");
  });
});

describe("before the phone has proved itself", () => {
  const { language, timeZone, tones, ntpServer, clock24h } = sample().settings;
  const plan: BootstrapPlan = {
    mac: "001565aabbcc",
    vendor: "yealink",
    modelId: "T46U",
    organisationName: "Björkö Bygg AB",
    provisioningUrl: "https://prov.example.se/o/abc/",
    askAgainNow: false,
    settings: { language, timeZone, tones, ntpServer, clock24h },
  };
  const bootstrap = (role: string, of: BootstrapPlan) => Buffer.from(vendor.bootstrap(role, of)?.body ?? []).toString();

  test("its own file says where to ask, and inside a window to ask again within a minute", () => {
    expect(bootstrap("phone", plan)).toContain("static.auto_provision.server.url = https://prov.example.se/o/abc/\n");
    expect(bootstrap("phone", plan)).not.toContain("repeat");
    expect(bootstrap("phone", { ...plan, askAgainNow: true })).toContain("static.auto_provision.repeat.minutes = 1\n");
  });

  test("the common file says language and time alone, whether the model is known or not", () => {
    for (const modelId of ["T46U", null, "T99X"]) {
      const text = bootstrap("common", { ...plan, modelId });
      expect(text).toContain("lang.gui = Swedish\n");
      expect(text).not.toMatch(/password|url|account|linekey/);
    }
    expect(vendor.bootstrap("boot", plan)).toBeNull();
  });
});

describe("which file answers", () => {
  const recognised = (path: string) => {
    const found = vendor.recognise({
      method: "GET",
      path,
      userAgent: "Yealink SIP-T46U 108.86.0.90 00:15:65:aa:bb:cc",
      certificateSubject: null,
    });
    return found && vendor.roleOf(found, "T46U");
  };

  test("the phone's own name, its model's common file, and nothing else", () => {
    expect(recognised("/001565aabbcc.cfg")).toBe("phone");
    expect(recognised("/y000000000108.cfg")).toBe("common");
    for (const path of [
      "/y000000000066.cfg",
      "/001565aabbcc.boot",
      "/y000000000000.boot",
      "/y000000000000.cfg",
      "/001565aabbcc-local.cfg",
    ])
      expect(recognised(path)).toBeNull();
  });

  test("each role's file name is one that the phone asks for", () => {
    for (const { model } of yealinkModels().values())
      for (const role of vendor.roles(model)) {
        const path = `/${vendor.fileName(role, { mac: "001565aabbcc", model })}`;
        const found = vendor.recognise({ method: "GET", path, userAgent: null, certificateSubject: null });
        expect(found && vendor.roleOf(found, model)).toBe(role);
      }
  });
});
