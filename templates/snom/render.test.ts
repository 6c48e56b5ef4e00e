import { describe, expect, test } from "vitest";
import type { BootstrapPlan, Origin, Plan, PlanAccount, RawParameter } from "../../domain/plan.ts";
import { loadModels } from "../catalogue.ts";
import type { PhoneModel } from "../model.ts";
import { samplePlan } from "../testing/sample-plans.ts";
import { vendor } from "./index.ts";

const models = loadModels("snom");

function model(id: string): PhoneModel {
  const found = models.find((candidate) => candidate.model === id);
  if (!found) throw new Error(`no ${id} in the catalogue`);
  return found;
}

const d785 = model("D785");
const origin: Origin = { layer: "phone", name: "Reception", by: null, at: null };

function textOf(plan: Plan, role = "phone"): string {
  return Buffer.from(vendor.render(role, plan)?.body ?? []).toString("utf8");
}

function withRaw(...raw: readonly (readonly [string, string])[]): Plan {
  const parameters: RawParameter[] = raw.map(([name, value]) => ({ name, value, origin }));
  return { ...samplePlan(d785, "kinds"), raw: parameters };
}

function withAccount(fields: Partial<PlanAccount>): Plan {
  const sample = samplePlan(d785, "empty");
  return { ...sample, accounts: sample.accounts.map((account) => ({ ...account, ...fields })) };
}

describe("raw parameters", () => {
  test("replace the generated ones of their name, once, and carry their own origin", () => {
    const plan = withRaw(["tone_scheme", "NOR"]);
    const lines = vendor.explain("phone", plan)?.filter(({ text }) => text.includes("<tone_scheme "));
    expect(lines).toEqual([{ text: '<tone_scheme perm="RW">NOR</tone_scheme>', origin }]);
    expect(textOf(plan, "model")).toContain('<tone_scheme perm="RW">NOR</tone_scheme>');
  });

  test("with an index mean one identity, without one all of them", () => {
    expect(textOf(withRaw(["user_expiry2", "60"]))).toMatch(
      /<user_expiry idx="1" perm="R">600<.*<user_expiry idx="2" perm="R">60</s,
    );
    expect(textOf(withRaw(["user_expiry", "60"]))).not.toContain(">600<");
    expect(textOf(withRaw(["user_ringer[1]", "Ringer3"]))).toContain('<user_ringer idx="1" perm="RW">Ringer3</user_ringer>');
  });

  test("of an unknown name are sent and warned about; what is no name at all is only warned about", () => {
    const plan = withRaw(["user_password", "x"], ['a b="c"><zz', "x"], ["vol_ringer", "3"]);
    const file = vendor.render("phone", plan);
    expect(file?.warnings).toEqual([
      { code: "parameter_unknown", name: "user_password" },
      { code: "parameter_unknown", name: 'a b="c"><zz' },
    ]);
    expect(textOf(plan)).toContain('<user_password perm="RW">x</user_password>');
    expect(textOf(plan)).not.toContain("<zz");
    expect(vendor.parameter("user_password")).toBe("unknown");
    expect(vendor.parameter("user_ringer3")).toBe("known");
    expect(vendor.parameter("codec1_name")).toBe("known");
  });

  test("cannot stop the phone from ever asking again", () => {
    const plan = withRaw(["update_policy", "never_update"]);
    expect(textOf(plan)).toContain('<update_policy perm="R">settings_only</update_policy>');
    expect(vendor.render("phone", plan)?.warnings).toEqual([{ code: "value_cut", name: "update_policy" }]);
  });
});

test.each([
  [{ transport: "tcp" as const }, "sip.example.se", "sip.example.se:5060;transport=tcp"],
  [{ transport: "tls" as const }, "sip.example.se", "sip.example.se:5061;transport=tls"],
  [{ transport: "dns" as const }, "sip.example.se", "sip.example.se"],
  [{ registrar: { host: "2001:db8::1", port: 5070 } }, "[2001:db8::1]", "[2001:db8::1]:5070;transport=udp"],
  [
    { registrar: { host: "a.example.se", port: 5070 }, outboundProxy: { host: "b.example.se", port: null } },
    "a.example.se:5070",
    "b.example.se:5060;transport=udp",
  ],
])("an account with %o is reached at %s through %s", (fields, host, outbound) => {
  const text = textOf(withAccount(fields));
  expect(text).toContain(`<user_host idx="1" perm="R">${host}</user_host>`);
  expect(text).toContain(`<user_outbound idx="1" perm="R">${outbound}</user_outbound>`);
});

test.each([
  ["off", "off", "off"],
  ["optional", "on", "optional"],
  ["required", "on", "mandatory"],
] as const)("SRTP %s is said in all three settings", (srtp, on, savp) => {
  const text = textOf(withAccount({ srtp }));
  expect(text).toContain(`<user_srtp idx="1" perm="R">${on}</user_srtp>`);
  expect(text).toContain(`<user_savp idx="1" perm="R">${savp}</user_savp>`);
  expect(text).toContain('<user_auth_tag idx="1" perm="R">off</user_auth_tag>');
});

// Snom's own arithmetic: keys of the phone, then of each module in chain order.
test.each([
  ["D785", [24, 42, 60]],
  ["D735", [32, 50, 68]],
  ["D765", [16, 34, 52]],
  ["D725", [18, 36, 54]],
  ["D385", [48, 66, 84]],
  ["D717", [3, 21, 39]],
  ["D715", [5, 23, 41]],
  ["D865", [40, 100, 160]],
  ["D862", [32, 92, 152]],
])("the first key of each module of a %s has the indexes %s", (id, indexes) => {
  const plan = samplePlan(model(id), "full");
  const first = plan.keys.filter(({ place }) => place.module > 0 && place.index === 1);
  const text = textOf({ ...plan, keys: first.map((key, n) => ({ ...key, label: `module ${n + 1}` })) });
  expect([...text.matchAll(/idx="(\d+)" context="1" label="module \d"/g)].map(([, index]) => Number(index))).toEqual(indexes);
});

test("a key that the phone does not have is not written over another one", () => {
  const plan = samplePlan(d785, "kinds");
  const [key] = plan.keys;
  if (!key) throw new Error("the sample has no key");
  const stray = { module: 0, index: d785.keys.total + 1 };
  const text = textOf({ ...plan, modules: [], keys: [{ ...key, place: stray, label: "STRAY" }] });
  expect(text).not.toContain("STRAY");
  expect(text.match(/<fkey /g)).toHaveLength(d785.keys.total);
});

describe("the model's file and the bootstrap file", () => {
  const plan = samplePlan(d785, "full");
  const bootstrap: BootstrapPlan = {
    mac: null,
    vendor: "snom",
    modelId: null,
    organisationName: "Björkö Bygg AB",
    provisioningUrl: "https://prov.example.se/o/abc/",
    askAgainNow: false,
    settings: plan.settings,
  };
  const secrets = [plan.adminPassword.value, plan.userPassword.value, ...plan.accounts.map(({ password }) => password)];

  test("hold no password and no account", () => {
    const hello = Buffer.from(vendor.bootstrap("phone", bootstrap)?.body ?? []).toString("utf8");
    for (const text of [textOf(plan, "model"), hello]) {
      expect(text).toContain("<language ");
      expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
      expect(text).not.toMatch(/<user_|<fkey/);
    }
  });

  test("bring an unproven phone back: at once inside a first-contact window, else within the hour", () => {
    const timer = (plan: BootstrapPlan) =>
      /<settings_refresh_timer [^>]*>(\d+)</.exec(Buffer.from(vendor.bootstrap("model", plan)?.body ?? []).toString())?.[1];
    expect(timer({ ...bootstrap, askAgainNow: true })).toBe("30");
    expect(timer(bootstrap)).toBe("3600");
    expect(vendor.bootstrap("books", bootstrap)).toBeNull();
  });
});

test.each(models)("each file of a $name is asked for under the name that is recognised as it", ({ model: id }) => {
  for (const role of vendor.roles(id)) {
    const file = vendor.fileName(role, { mac: "000413aabbcc", model: id });
    const path = `/p/0123456789abcdefghjkmnpqrs/${file}`;
    const seen = vendor.recognise({ method: "GET", path, userAgent: "snom lid 3605", certificateSubject: null });
    expect(seen && vendor.roleOf(seen, id), file).toBe(role);
  }
});

test("images, books of the organisation and uploads are no files of the phone's own", () => {
  for (const path of ["/snomD785-10.1.215.13-SIP-r.bin", "/p/t/phonebook/colleagues.xml", "/gui_lang_SV.xml", "/x.jpg"]) {
    const seen = vendor.recognise({ method: "GET", path, userAgent: "snom lid 3605", certificateSubject: null });
    expect(seen && vendor.roleOf(seen, "D785"), path).toBeNull();
  }
});

test("a label is cut by what people see as characters, and only where the key's width is known", () => {
  const place = { module: 0, index: 1 };
  expect(vendor.labelShown("D735", "Växeln 👩‍👩‍👧 öppet", place)).toBe("Växeln 👩‍👩‍👧");
  expect(vendor.labelShown("D735", "Kort", place)).toBe("Kort");
  expect(vendor.labelShown("D735", "Längre än åtta", { module: 1, index: 1 })).toBe("Längre än åtta");
  expect(vendor.labelShown("D785", "En lång text som ingen vet gränsen för", place)).toBe(
    "En lång text som ingen vet gränsen för",
  );
});

test("a model that is not in the catalogue has no files", () => {
  const plan = { ...samplePlan(d785, "empty"), phone: { ...samplePlan(d785, "empty").phone, modelId: "M900" } };
  expect(vendor.roles("M900")).toEqual([]);
  expect(vendor.render("phone", plan)).toBeNull();
});
