import type { KeyKind, KeyPlace } from "../../domain/phone-key.ts";
import type { Origin, Plan, PlanAccount, PlanKey, PlanSettings } from "../../domain/plan.ts";
import type { PhoneModel } from "../model.ts";

/** The four situations that every model has a golden output for. */
export const scenarios = ["empty", "full", "kinds", "hostile"] as const;
export type Scenario = (typeof scenarios)[number];

/** Strings that have broken provisioning systems: markup, separators, quotes, controls, templates, format codes. */
export const hostileStrings = [
  "Åsa Öberg & Söner",
  `"><script>'&amp;</x>`,
  "line one\nstatic.security.user_password = admin:own\r\nlinekey.1.type = 0",
  "{{constructor}} {{{plan}}} \u0024{x} %s %NULL% $$ ^hu$",
  "[PHONE_MAC_ADDRESS] ../../etc/passwd \\ | # ; = <sip:a@b>|*8",
  "\u0000\u0007\u001b[31m\u202eretsambew\ufeff ",
  "]]> <!-- --> <?xml?> <!DOCTYPE a>",
  "😀 emoji, \u00a0no-break, and a label that is a good deal longer than any key on any phone could ever show",
] as const;

const origin = (layer: Origin["layer"], name: string): Origin => ({
  layer,
  name,
  by: layer === "klyka" ? null : "Asta Provdotter",
  at: layer === "klyka" ? null : "2026-01-15T08:00:00.000Z",
});

/** A phone of this model as it would be planned; the same bytes for the same model and scenario, always. */
export function samplePlan(model: PhoneModel, scenario: Scenario): Plan {
  const text = scenario === "hostile" ? hostileText : (plain: string) => plain;
  const withModules = scenario !== "empty" && model.modules.length > 0;
  const modules = withModules ? sampleModules(model) : [];
  return {
    phone: {
      id: "019b0000-0000-7000-8000-000000000001",
      mac: "001122aabbcc",
      vendor: model.vendor,
      modelId: model.model,
      label: text("Reception", 0),
      organisationId: "019b0000-0000-7000-8000-0000000000aa",
      organisationName: text("Björkö Bygg AB", 1),
    },
    accounts: sampleAccounts(model, scenario, text),
    keys: sampleKeys(model, scenario, modules, text),
    misfits: [],
    settings: sampleSettings(scenario, text),
    raw: [],
    directories:
      scenario === "empty"
        ? []
        : [
            { key: "colleagues", name: text("Kollegor", 3), origin: origin("organisation", "Björkö Bygg AB") },
            {
              key: "019b0000-0000-7000-8000-0000000000cc",
              name: text("Leverantörer", 4),
              origin: origin("organisation", "Björkö Bygg AB"),
            },
          ],
    ldap:
      scenario === "empty"
        ? null
        : {
            ...{ host: "prov.example.se", port: 636, tls: true, base: "o=klyka" },
            ...{ user: "uid=001122aabbcc,ou=phones,o=klyka", password: "Ldap0PasswordSample" },
            origin: origin("operator", "operator"),
          },
    firmware: null,
    modules,
    provisioning: {
      url: "https://prov.example.se/p/0123456789abcdefghjkmnpqrs/",
      origin: origin("phone", "Reception"),
    },
    adminPassword: {
      value: scenario === "hostile" ? `Adm<&"'>1:x y` : "Adm1nPassw0rdSample",
      origin: origin("phone", "Reception"),
    },
    userPassword: { value: scenario === "hostile" ? `Us<&"'>2` : "Us3rPassw0rdSample", origin: origin("phone", "Reception") },
  };
}

function hostileText(_plain: string, n: number): string {
  return hostileStrings[n % hostileStrings.length] ?? "";
}

function sampleModules(model: PhoneModel): readonly string[] {
  const first = model.modules[0];
  if (!first) return [];
  return Array.from({ length: Math.min(first.max, model.maxModules) }, () => first.name);
}

type Text = (plain: string, n: number) => string;

function sampleAccounts(model: PhoneModel, scenario: Scenario, text: Text): PlanAccount[] {
  const wanted = scenario === "empty" ? 1 : Math.min(model.accounts, scenario === "full" ? model.accounts : 2);
  return Array.from({ length: wanted }, (_, n) => sampleAccount(n + 1, scenario, text));
}

function sampleAccount(position: number, scenario: Scenario, text: Text): PlanAccount {
  const second = position % 2 === 0;
  return {
    position,
    label: text(second ? "Växeln" : "Reception", position),
    displayName: text(second ? "Björkö Bygg AB" : "Asta Provdotter", position + 1),
    sipUser: `46846500${String(400 + position)}`,
    authUser: `auth${position}`,
    password: scenario === "hostile" ? `S3cret<&"'>%${position} #=` : `S3cretSample${position}`,
    registrar: { host: "sip.example.se", port: second ? 5061 : null },
    backupRegistrar: scenario === "empty" ? null : { host: "sip2.example.se", port: null },
    outboundProxy: second ? { host: "sbc.example.se", port: 5062 } : null,
    transport: second ? "tls" : "udp",
    srtp: second ? "required" : "off",
    expires: 600,
    voicemailNumber: scenario === "empty" ? null : "*98",
    origin: origin("user", "Asta Provdotter"),
    exchangeOrigin: origin("organisation", "Björkö Bygg AB"),
  };
}

function sampleKeys(model: PhoneModel, scenario: Scenario, modules: readonly string[], text: Text): PlanKey[] {
  if (scenario === "empty") return [];
  const places = settablePlaces(model, modules);
  if (scenario === "full") return places.map((place, n) => sampleKey(place, pick(["blf", "speedDial"], n, model), n, text));
  const kinds = model.keyKinds;
  if (kinds.length === 0) return [];
  return places.slice(0, kinds.length * 2).map((place, n) => sampleKey(place, kinds[n % kinds.length] ?? "blank", n, text));
}

function pick(wanted: readonly KeyKind[], n: number, model: PhoneModel): KeyKind {
  const possible = wanted.filter((kind) => model.keyKinds.includes(kind));
  return possible[n % possible.length] ?? "blank";
}

/** Every place that can be programmed on a phone with these modules, in reading order. */
export function settablePlaces(model: PhoneModel, modules: readonly string[]): KeyPlace[] {
  const places: KeyPlace[] = Array.from({ length: model.keys.total }, (_, n) => ({ module: 0, index: n + 1 }));
  modules.forEach((name, m) => {
    const facts = model.modules.find((candidate) => candidate.name === name);
    for (let index = 1; facts && index <= facts.total; index++)
      if (!facts.unusable.includes(index)) places.push({ module: m + 1, index });
  });
  return places;
}

const targetless: readonly KeyKind[] = [
  "line",
  "voicemail",
  "pickup",
  "transfer",
  "conference",
  "dnd",
  "forward",
  "directory",
  "url",
  "dtmf",
  "blank",
];

function sampleKey(place: KeyPlace, kind: KeyKind, n: number, text: Text): PlanKey {
  const number = numberFor(kind, n);
  return {
    place,
    kind,
    account: 1,
    label: kind === "blank" ? "" : text(`Knapp ${n + 1}`, n),
    number,
    value: kind === "url" ? `https://intra.example.se/dorr?id=${n}&x=<1>` : kind === "dtmf" ? `12#${n % 10}` : null,
    page: null,
    pickupCode: kind === "blf" ? "*8" : null,
    follows: targetless.includes(kind)
      ? null
      : {
          kind: kind === "groupLogin" ? "group" : "user",
          id: `019b0000-0000-7000-8000-${String(n).padStart(12, "0")}`,
          name: text(`Person ${n + 1}`, n),
        },
    locked: n % 5 === 0,
    origin: origin(n % 2 === 0 ? "layout" : "phone", n % 2 === 0 ? "Reception" : "Reception"),
  };
}

function numberFor(kind: KeyKind, n: number): string | null {
  switch (kind) {
    case "speedDial":
    case "blf":
    case "transfer":
    case "forward":
      return `08465004${String(n % 100).padStart(2, "0")}${n >= 100 ? Math.floor(n / 100) : ""}`;
    case "groupLogin":
      return `*72${n}`;
    case "diversion":
      return `*23${n}`;
    case "voicemail":
      return "*98";
    case "park":
      return `70${n % 10}`;
    case "pickup":
      return "*8";
    default:
      return null;
  }
}

function sampleSettings(scenario: Scenario, text: Text): PlanSettings {
  const byOrganisation = origin("organisation", text("Björkö Bygg AB", 1));
  const builtIn = origin("klyka", "Klyka");
  return {
    language: { value: "sv", origin: byOrganisation },
    timeZone: { value: "Europe/Stockholm", origin: byOrganisation },
    tones: { value: "SE", origin: builtIn },
    ntpServer: { value: "ntp.example.se", origin: builtIn },
    clock24h: { value: true, origin: builtIn },
    codecs: { value: ["g722", "pcma", "opus"], origin: builtIn },
    webUi: { value: scenario !== "full", origin: builtIn },
    syslogServer: { value: scenario === "full" ? "log.example.se" : "", origin: byOrganisation },
    snmpFrom: { value: scenario === "full" ? ["192.0.2.10", "192.0.2.11"] : [], origin: byOrganisation },
    pollHours: { value: 24, origin: builtIn },
    pollFrom: { value: "02:00", origin: builtIn },
    pollTo: { value: "05:00", origin: builtIn },
    emergencyNumbers: { value: ["112"], origin: builtIn },
    pickupCode: { value: "*8", origin: byOrganisation },
    parkCode: { value: "*68", origin: byOrganisation },
    callWaiting: { value: true, origin: builtIn },
    uploads: { value: scenario !== "empty", origin: byOrganisation },
    callerNames: { value: true, origin: byOrganisation },
  };
}
