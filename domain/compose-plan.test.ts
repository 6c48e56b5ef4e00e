import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { composePlan, type PhoneModelFacts, type PlanSource, type SettingLayer, type SourceKey } from "./compose-plan.ts";
import { formatPlace, keyKinds } from "./phone-key.ts";
import type { Plan } from "./plan.ts";

const model: PhoneModelFacts = {
  id: "D785",
  vendor: "snom",
  keys: { total: 24 },
  accounts: 12,
  modules: [{ name: "D7", total: 18, unusable: [18] }],
  maxModules: 2,
  keyKinds: keyKinds.filter((kind) => kind !== "forward"),
};

const said = { by: "Ottilia", at: "2026-03-02T09:00:00.000Z" };
const organisationLayer: SettingLayer = {
  layer: "organisation",
  name: "Björkö Bygg AB",
  values: { "exchange.registrar": { value: { host: "sip.example.se", port: null }, ...said } },
  raw: new Map([["snom", new Map([["z_last", { value: "1", ...said }]])]]),
};

const source: PlanSource = {
  phone: {
    id: "p",
    mac: "000413000001",
    vendor: "snom",
    modelId: "D785",
    label: "Lager",
    modules: ["D7", "Okänd"],
    revision: 1,
    ...said,
  },
  organisation: { id: "o", title: "Björkö Bygg AB" },
  accounts: [
    {
      position: 1,
      label: null,
      userName: "Åsa Ek",
      sipUser: "201",
      authUser: "a201",
      password: "hemligt-ord",
      registrar: null,
      ...said,
    },
  ],
  ownKeys: [],
  layout: null,
  users: new Map([
    ["åsa", { id: "åsa", name: "Åsa Ek", extension: "201", primaryNumber: "+46846500401", mobileNumber: null }],
    ["tyst", { id: "tyst", name: "Tyst", extension: null, primaryNumber: null, mobileNumber: null }],
  ]),
  groups: new Map([["order", { id: "order", name: "Order", extension: null, e164: "+46846500400" }]]),
  contacts: new Map([["trä", { id: "trä", name: "Trä AB", number: "+442079460000" }]]),
  layers: [organisationLayer],
  phonebooks: { ofUser: [], ofOrganisation: [] },
  firmware: new Map(),
  ldap: { user: "uid=000413000001,ou=phones,o=klyka", password: "katalog-ord" },
  token: "t0ken",
  adminPassword: "admin-ord",
  userPassword: "user-ord",
};

function aKey(say: Partial<SourceKey>): SourceKey {
  const empty = { target: null, account: 1, label: null, value: null, locked: false };
  return { place: { module: 0, index: 1 }, kind: "blank", ...empty, ...said, ...say };
}
const compose = (say: Partial<PlanSource>) => composePlan({ ...source, ...say }, model, "https://phones.example.se");
const oneKey = (say: Partial<SourceKey>) => compose({ ownKeys: [aKey(say)] });

const programmedKeys = (plan: Plan) => plan.keys.filter((key) => key.origin.layer !== "klyka");

describe("a plan's keys", () => {
  it.each([
    ["a line key its account's name", { kind: "line" }, ["Åsa Ek", null]],
    ["a lamp on a user the name and extension", { kind: "blf", target: { kind: "user", id: "åsa" } }, ["Åsa Ek", "201"]],
    [
      "a group key the code before the number",
      { kind: "groupLogin", target: { kind: "group", id: "order" }, value: "*45" },
      ["Order", "*450846500400"],
    ],
    [
      "a foreign contact its number with 00",
      { kind: "speedDial", target: { kind: "contact", id: "trä" } },
      ["Trä AB", "00442079460000"],
    ],
    [
      "a bare number its written form",
      { kind: "speedDial", target: { kind: "number", number: "+46701740605" } },
      ["070-174\u00a006\u00a005", "0701740605"],
    ],
    ["a short number itself", { kind: "speedDial", target: { kind: "number", number: "116117" } }, ["116\u00a0117", "116117"]],
    ["a feature code itself", { kind: "speedDial", target: { kind: "number", number: "*43#" } }, ["*43#", "*43#"]],
    ["a label of its own", { kind: "speedDial", target: { kind: "user", id: "åsa" }, label: "Chefen" }, ["Chefen", "201"]],
    ["park the organisation's number", { kind: "park" }, ["Parkera", "700"]],
    ["park its own slot", { kind: "park", value: "702" }, ["Parkera", "702"]],
    ["diversion its code", { kind: "diversion", value: "*23#" }, ["Hänvisning", "*23#"]],
    ["pick-up the code", { kind: "pickup" }, ["Hämta", "*8"]],
    ["pick-up of a user the code and the number", { kind: "pickup", target: { kind: "user", id: "åsa" } }, ["Åsa Ek", "*8201"]],
    ["do not disturb nothing", { kind: "dnd" }, ["Stör ej", null]],
  ] as const)("give %s", (_what, key, expected) => {
    const plan = oneKey(key);
    expect(plan.misfits).toEqual([]);
    expect(plan.keys.map((one) => [one.label, one.number])).toEqual([expected]);
  });

  it.each([
    ["no_such_key", { place: { module: 0, index: 25 } }],
    ["no_such_module", { place: { module: 3, index: 1 } }],
    ["no_such_module", { place: { module: 2, index: 1 } }],
    ["no_such_key", { place: { module: 1, index: 19 } }],
    ["key_not_settable", { place: { module: 1, index: 18 } }],
    ["kind_not_supported", { kind: "forward" }],
    ["account_missing", { kind: "line", account: 2 }],
    ["target_gone", { kind: "blf", target: { kind: "user", id: "borta" } }],
    ["target_has_no_number", { kind: "blf", target: { kind: "user", id: "tyst" } }],
    ["target_has_no_number", { kind: "voicemail" }],
  ] as const)("that do not fit are kept as %s: %j", (reason, key) => {
    const plan = oneKey(key);
    expect(programmedKeys(plan)).toEqual([]);
    expect(plan.misfits.map((misfit) => misfit.reason)).toEqual([reason]);
  });

  it("ask this server for log-ins and absences where the exchange has no code, on models that have a browser", () => {
    const order = { kind: "group", id: "order" } as const;
    const ownKeys = [
      aKey({ place: { module: 0, index: 2 }, kind: "groupLogin", target: order, account: 9 }),
      aKey({ place: { module: 0, index: 3 }, kind: "diversion" }),
    ];
    const asked = (plan: Plan) => programmedKeys(plan).map(({ page, number }) => [page, number]);
    expect(asked(compose({ ownKeys }))).toEqual([
      ["key/0-2", null],
      ["key/0-3", null],
    ]);
    const bare = { ...model, keyKinds: model.keyKinds.filter((kind) => kind !== "url") };
    const without = composePlan({ ...source, ownKeys }, bare, "https://phones.example.se");
    expect([asked(without), without.misfits.map(({ reason }) => reason)]).toEqual([[], ["no_browser", "no_browser"]]);
  });

  it("are lines by themselves: key X is account X's, until somebody programs it, even as a blank", () => {
    const lines = (plan: Plan) => plan.keys.map((key) => [formatPlace(key.place), key.kind, key.origin.layer]);
    expect(lines(compose({ ownKeys: [] }))).toEqual([["0/1", "line", "klyka"]]);
    expect(lines(compose({ ownKeys: [aKey({ place: { module: 0, index: 2 }, kind: "dnd" })] }))).toEqual([
      ["0/1", "line", "klyka"],
      ["0/2", "dnd", "phone"],
    ]);
    expect(lines(compose({ ownKeys: [aKey({ kind: "blank" })] }))).toEqual([["0/1", "blank", "phone"]]);
  });

  it("are the phone's own on top of the layout's, in order of place, each with its origin", () => {
    const layout = {
      name: "Disken",
      keys: [aKey({ place: { module: 0, index: 2 }, kind: "dnd" }), aKey({ kind: "conference" })],
    };
    const plan = compose({ layout, ownKeys: [aKey({ place: { module: 0, index: 2 }, kind: "line" })] });
    expect(plan.keys.map((key) => [formatPlace(key.place), key.kind, key.origin.layer, key.origin.name])).toEqual([
      ["0/1", "conference", "layout", "Disken"],
      ["0/2", "line", "phone", "Lager"],
    ]);
  });

  it("are never lost: each programmed place is in the keys or in the misfits, once", () => {
    const target = fc.oneof(
      fc.constant(null),
      fc.constantFrom(
        ...(["åsa", "tyst", "borta"] as const).map((id) => ({ kind: "user", id }) as const),
        { kind: "group", id: "order" } as const,
        { kind: "contact", id: "trä" } as const,
        { kind: "number", number: "+46846500400" } as const,
      ),
    );
    const key = fc.record({
      place: fc.record({ module: fc.integer({ min: 0, max: 4 }), index: fc.integer({ min: 1, max: 40 }) }),
      kind: fc.constantFrom(...keyKinds),
      target,
      account: fc.integer({ min: 1, max: 3 }),
      label: fc.option(fc.string()),
      value: fc.option(fc.string()),
      locked: fc.boolean(),
    });
    const keys = fc.uniqueArray(key, { selector: (one) => formatPlace(one.place), maxLength: 60 });
    fc.assert(
      fc.property(keys, keys, (own, shared) => {
        const with_ = (list: typeof own) => list.map((one) => ({ ...one, ...said }));
        const plan = compose({ ownKeys: with_(own), layout: { name: "Disken", keys: with_(shared) } });
        const programmed = new Set([...own, ...shared].map((one) => formatPlace(one.place)));
        const misfits = plan.misfits.flatMap((misfit) => (misfit.place ? [misfit.place] : []));
        const found = [...programmedKeys(plan).map((one) => one.place), ...misfits].map(formatPlace);
        expect(found.sort()).toEqual([...programmed].sort());
      }),
      { seed: 6, numRuns: 200 },
    );
  });
});

describe("a plan's accounts", () => {
  it("have the organisation's exchange, and say where it comes from", () => {
    const [account] = compose({}).accounts;
    expect(account).toMatchObject({
      label: "Åsa Ek",
      displayName: "Åsa Ek",
      authUser: "a201",
      registrar: { host: "sip.example.se", port: null },
      transport: "udp",
      exchangeOrigin: { layer: "organisation", name: "Björkö Bygg AB" },
    });
  });

  it("without a registrar, or beyond what the model has, are misfits", () => {
    const far = source.accounts.map((account) => ({ ...account, position: 13 }));
    const plan = compose({ layers: [], accounts: [...source.accounts, ...far] });
    expect(plan.accounts).toEqual([]);
    expect(plan.misfits.map((misfit) => [misfit.what, misfit.position, misfit.reason])).toEqual([
      ["account", 1, "registrar_missing"],
      ["account", 13, "too_many_accounts"],
    ]);
  });

  it("with a registrar of their own leave the organisation's spare and proxy alone", () => {
    const own = source.accounts.map((account) => ({ ...account, registrar: { host: "sip2.example.se", port: 5061 } }));
    const spare: SettingLayer = {
      ...organisationLayer,
      values: { "exchange.backupRegistrar": { value: { host: "b.example.se", port: null }, ...said } },
    };
    const [account] = compose({ accounts: own, layers: [spare] }).accounts;
    expect(account).toMatchObject({ registrar: { host: "sip2.example.se", port: 5061 }, backupRegistrar: null });
  });
});

describe("a plan's settings", () => {
  const layer = (name: SettingLayer["layer"], value: string): SettingLayer => ({
    layer: name,
    name,
    values: { "phone.language": { value, ...said } },
    raw: new Map([["snom", new Map([["a_first", { value, ...said }]])]]),
  });

  it("are the highest layer's, raw parameters by name, those of other vendors left out", () => {
    const strange: SettingLayer = {
      ...organisationLayer,
      raw: new Map([["yealink", new Map([["x", { value: "1", ...said }]])]]),
    };
    const plan = compose({ layers: [layer("operator", "fi"), organisationLayer, layer("site", "en"), strange] });
    expect(plan.settings.language).toEqual({ value: "en", origin: { layer: "site", name: "site", ...said } });
    expect(plan.raw.map((raw) => [raw.name, raw.value, raw.origin.layer])).toEqual([
      ["a_first", "en", "site"],
      ["z_last", "1", "organisation"],
    ]);
    expect(plan.directories.map((directory) => directory.name)).toEqual(["Colleagues"]);
  });

  it("say where phones ask: the server's address, or the setting's", () => {
    const elsewhere: SettingLayer = {
      ...organisationLayer,
      values: { "provisioning.url": { value: "https://p.example.se/x/", ...said } },
    };
    expect(compose({}).provisioning.url).toBe("https://phones.example.se/p/t0ken/");
    expect(compose({ layers: [elsewhere] }).provisioning.url).toBe("https://p.example.se/x/p/t0ken/");
  });
});

describe("a plan's firmware", () => {
  const image = (file: string, version: string) => ({ "firmware.image": { value: { file, version }, ...said } });
  const layer = (name: "organisation" | "model" | "phone", values: SettingLayer["values"]): SettingLayer => ({
    ...{ layer: name, name, values, raw: new Map() },
  });
  const firmware = new Map([
    ["snom/d785.bin", { kind: "phone", models: ["D785"] }],
    ["snom/d735.bin", { kind: "phone", models: ["D735"] }],
    ["snom/d785-ramdisk.bin", { kind: "ramdisk", models: ["D785"] }],
  ] as const);
  const wanted = (...layers: SettingLayer[]) => compose({ firmware, layers }).firmware;
  const fits = layer("organisation", image("d785.bin", "10.1.198.12"));

  it("is the highest layer's that fits the model, and none where a layer says none", () => {
    expect(wanted(fits)).toMatchObject({ file: "d785.bin", through: null, origin: { layer: "organisation" } });
    expect(wanted(fits, layer("model", image("d735.bin", "10.1.198.12")))).toMatchObject({ file: "d785.bin" });
    expect(wanted(fits, layer("model", image("borta.bin", "10.1.198.12")))).toMatchObject({ file: "d785.bin" });
    expect(wanted(layer("organisation", image("d735.bin", "10.1.198.12")))).toBeNull();
    expect(wanted(fits, layer("phone", { "firmware.image": { value: null, ...said } }))).toBeNull();
  });

  it("leads through a small image where the model's data says so and there is one", () => {
    const through = (from: string, only?: string[]) => {
      const rule = { file: "d785-ramdisk.bin", from, only };
      return composePlan({ ...source, firmware, layers: [fits] }, { ...model, firmware: { through: rule } }, "https://p")
        .firmware;
    };
    expect(through("10.1.184")?.through).toBe("d785-ramdisk.bin");
    expect(through("10.1.200")?.through).toBeNull();
    expect([through("10.1.184", ["10.1.184"])?.through, through("10.1.184", ["10.1.198"])?.through]).toEqual([
      null,
      "d785-ramdisk.bin",
    ]);
  });
});
