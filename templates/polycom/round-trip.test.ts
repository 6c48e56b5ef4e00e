import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { comparePlaces, type KeyKind } from "../../domain/phone-key.ts";
import type { Origin, Plan, PlanAccount, PlanKey, Transport } from "../../domain/plan.ts";
import type { PhoneModel } from "../model.ts";
import { hostileStrings, samplePlan, scenarios, settablePlaces } from "../testing/sample-plans.ts";
import type { VirtualAccount, VirtualKey } from "../virtual/contract.ts";
import { bootPlan, modelCalled, models } from "./testing.ts";

/** What a plan shall look like on the phone, said without the renderer: the rules of `README.md` in this folder. */

/** One line of text: a phone shows no controls. */
function oneLine(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\p{Cc}\u2028\u2029]+/gu, " ")
    .replace(/[\ufffe\uffff]/g, "");
}

function within40Bytes(text: string): string {
  let kept = [...text];
  while (Buffer.byteLength(kept.join("")) > 40) kept = kept.slice(0, -1);
  return kept.join("");
}

function expectedAccounts(plan: Plan): VirtualAccount[] {
  const at = (host: { host: string; port: number | null }) => (host.port === null ? host.host : `${host.host}:${host.port}`);
  return plan.accounts.map((account) => ({
    position: account.position,
    label: oneLine(account.label),
    displayName: oneLine(account.displayName),
    user: account.sipUser,
    authUser: account.authUser,
    password: account.password,
    server: at(account.registrar),
    transport: account.transport,
    backup: account.backupRegistrar === null ? null : at(account.backupRegistrar),
  }));
}

/** The number behind a key: its own, or where a key needs none to work, the account's or the organisation's. */
function numberBehind(key: PlanKey, plan: Plan): string | null {
  const mailbox = plan.accounts.find(({ position }) => position === key.account)?.voicemailNumber ?? null;
  const own: Partial<Record<KeyKind, string | null>> = {
    speedDial: key.number,
    blf: key.number,
    groupLogin: key.number,
    diversion: key.number,
    voicemail: key.number ?? mailbox,
    park: key.number ?? plan.settings.parkCode.value,
    pickup: key.number ?? plan.settings.pickupCode.value,
    transfer: key.number,
    dnd: key.number,
  };
  return own[key.kind] ?? null;
}

type Shown = Omit<VirtualKey, "module" | "index">;

function shown(key: PlanKey, plan: Plan, inDirectory: boolean): Shown {
  const account = plan.accounts.find(({ position }) => position === key.account);
  const label = oneLine(key.label);
  const fallback =
    key.kind === "line" ? oneLine(account?.label ?? "") : (key.number ?? (key.kind === "blf" ? "" : (key.value ?? key.kind)));
  const text = label === "" ? fallback : label;
  return {
    kind: key.kind,
    label: inDirectory ? within40Bytes(text) : text,
    number: numberBehind(key, plan),
    account: key.kind === "line" ? key.account : 1,
    value: key.kind === "url" || key.kind === "dtmf" ? key.value : null,
  };
}

/** Flexible keys: each where the plan has it; an account that no key shows is on the first free key of the phone. */
function expectedFlexible(plan: Plan, model: PhoneModel): VirtualKey[] {
  const keys = [...plan.keys].sort((a, b) => comparePlaces(a.place, b.place));
  const labels = new Map<string, string>();
  const result = keys
    .filter(({ kind }) => kind !== "blank")
    .map((key): VirtualKey => {
      const text = oneLine(key.label) || (key.number ?? "");
      const first = key.kind === "speedDial" && (labels.get(key.number ?? "") ?? text) === text;
      if (key.kind === "speedDial" && !labels.has(key.number ?? "")) labels.set(key.number ?? "", text);
      return { ...key.place, ...shown(key, plan, first) };
    });
  const taken = new Set(keys.filter(({ place }) => place.module === 0).map(({ place }) => place.index));
  const free = Array.from({ length: model.keys.total }, (_, at) => at + 1).filter((index) => !taken.has(index));
  for (const account of plan.accounts) {
    if (keys.some(({ kind, account: position }) => kind === "line" && position === account.position)) continue;
    const index = free.shift();
    if (index === undefined) break;
    result.push({
      module: 0,
      index,
      kind: "line",
      label: oneLine(account.label),
      number: null,
      account: account.position,
      value: null,
    });
  }
  return result.sort(comparePlaces2);
}

const comparePlaces2 = (a: VirtualKey, b: VirtualKey) => a.module - b.module || a.index - b.index;

/** The phone's own order: lines, watched people, the rest; accounts take at least one key each. */
function expectedDefault(plan: Plan, places: readonly { module: number; index: number }[]): VirtualKey[] {
  const keys = [...plan.keys].sort((a, b) => comparePlaces(a.place, b.place));
  const lines = plan.accounts.flatMap((account) => {
    const count = keys.filter(({ kind, account: position }) => kind === "line" && position === account.position).length;
    const label = oneLine(account.label);
    return Array.from(
      { length: Math.max(1, count) },
      (): Shown => ({ kind: "line", label, number: null, account: account.position, value: null }),
    );
  });
  const watched = keys.filter(({ kind }) => kind === "blf").map((key) => shown(key, plan, false));
  const seen = new Set<string>();
  const others = keys
    .filter(({ kind }) => kind !== "line" && kind !== "blf")
    .map((key) => shown(key, plan, true))
    .filter((key) => {
      const same = key.kind === "speedDial" ? `${key.number} ${key.label}` : null;
      const again = same !== null && seen.has(same);
      if (same !== null) seen.add(same);
      return !again;
    });
  return [...lines, ...watched, ...others]
    .slice(0, places.length)
    .map((key, at) => ({ ...(places[at] ?? { module: 0, index: 0 }), ...key }));
}

function expectedKeys(plan: Plan, model: PhoneModel): VirtualKey[] {
  if (model.keys.total === 0) return [];
  const places = settablePlaces(model, plan.modules);
  if (model.dialect.keyLayout === "default" || plan.keys.length === 0) return expectedDefault(plan, places);
  return expectedFlexible(plan, model);
}

const origin: Origin = { layer: "phone", name: "Reception", by: null, at: null };

const text = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 30 }),
  fc.string({ unit: "binary", maxLength: 12 }),
  fc.constantFrom(...hostileStrings),
);
const number = fc.oneof(
  fc.integer({ min: 0, max: 99 }).map((n) => `0846500${String(400 + n)}`),
  fc.constantFrom("*21", "*8", "701", "+46317060600", "1234"),
);
const host = fc.record({
  host: fc.constantFrom("sip.example.se", "sip2.example.se", "192.0.2.7"),
  port: fc.option(fc.integer({ min: 1, max: 65535 })),
});

function accountOf(position: number): fc.Arbitrary<PlanAccount> {
  return fc.record({
    position: fc.constant(position),
    label: text,
    displayName: text,
    sipUser: number,
    authUser: fc.stringMatching(/^[a-z0-9<>&"' ]{1,12}$/),
    password: fc.stringMatching(/^[!-~]{1,20}$/),
    registrar: host,
    backupRegistrar: fc.option(host),
    outboundProxy: fc.option(host),
    transport: fc.constantFrom<Transport>("udp", "tcp", "tls", "dns"),
    srtp: fc.constantFrom("off", "optional", "required"),
    expires: fc.integer({ min: 60, max: 7200 }),
    voicemailNumber: fc.option(fc.constant("*98")),
    origin: fc.constant(origin),
    exchangeOrigin: fc.constant(origin),
  });
}

const needNumber: readonly KeyKind[] = ["speedDial", "blf", "groupLogin", "diversion"];

function keyAt(place: PlanKey["place"], model: PhoneModel, accounts: number): fc.Arbitrary<PlanKey> {
  return fc
    .record({
      kind: fc.constantFrom(...model.keyKinds),
      label: text,
      number: fc.option(number),
      some: number,
      account: fc.integer({ min: 1, max: accounts }),
      tones: fc.stringMatching(/^[0-9*#,]{1,10}$/),
    })
    .map(({ kind, label, number, some, account, tones }) => ({
      place,
      kind,
      account,
      label,
      number: needNumber.includes(kind)
        ? (number ?? some)
        : ["voicemail", "park", "pickup", "transfer", "dnd"].includes(kind)
          ? number
          : null,
      value: kind === "url" ? `https://intra.example.se/?a=<${tones.length}>&b="'` : kind === "dtmf" ? tones : null,
      page: null,
      pickupCode: null,
      follows: null,
      locked: false,
      origin,
    }));
}

const anyPlan: fc.Arbitrary<{ model: PhoneModel; plan: Plan }> = fc
  .record({
    model: fc.constantFrom(...models),
    accounts: fc.integer({ min: 1, max: 4 }),
    modules: fc.integer({ min: 0, max: 3 }),
  })
  .chain(({ model, accounts, modules }) => {
    const base = samplePlan(model, "empty");
    const module = model.modules[0];
    const names = module ? Array.from({ length: Math.min(modules, module.max) }, () => module.name) : [];
    const count = Math.min(accounts, model.accounts);
    const places = settablePlaces(model, names);
    return fc
      .record({
        accounts: fc.tuple(...Array.from({ length: count }, (_, at) => accountOf(at + 1))),
        keys: fc
          .subarray(places, { maxLength: Math.min(40, places.length) })
          .chain((chosen) => fc.tuple(...chosen.map((place) => keyAt(place, model, count)))),
      })
      .map(({ accounts, keys }) => ({ model, plan: { ...base, accounts, keys, modules: names } }));
  });

describe("plan → files → virtual phone", () => {
  test.each(scenarios)("every model understands the plan '%s' as it was meant, without a problem", async (scenario) => {
    for (const model of models) {
      const plan = samplePlan(model, scenario);
      const { state } = await bootPlan(plan, model);
      expect(state.problems, model.model).toEqual([]);
      expect(state.accounts, model.model).toEqual(expectedAccounts(plan));
      expect(state.keys, model.model).toEqual(expectedKeys(plan, model));
      expect(state.provisioningUrl).toBe(plan.provisioning.url);
      expect(state.language).toBe("Swedish_Sweden");
    }
  });

  test("any plan comes out as it went in", async () => {
    await fc.assert(
      fc.asyncProperty(anyPlan, async ({ model, plan }) => {
        const { state } = await bootPlan(plan, model);
        expect(state.problems).toEqual([]);
        expect(state.accounts).toEqual(expectedAccounts(plan));
        expect(state.keys).toEqual(expectedKeys(plan, model));
      }),
      { seed: 20260115, numRuns: 150 },
    );
  });

  test("keys of a SoundPoint that come to lie elsewhere are reported by place", async () => {
    const { vendor } = await import("./index.ts");
    const model = modelCalled("SPIP650");
    const key = (index: number, kind: KeyKind): PlanKey => ({
      place: { module: 0, index },
      kind,
      account: 1,
      label: `Knapp ${index}`,
      number: `084650040${index}`,
      value: null,
      page: null,
      pickupCode: null,
      follows: null,
      locked: false,
      origin,
    });
    const base = samplePlan(model, "empty");
    const inOrder = { ...base, keys: [key(1, "line"), key(2, "blf"), key(3, "speedDial")] };
    expect(vendor.render("phone", inOrder)?.warnings).toEqual([]);
    const outOfOrder = { ...base, keys: [key(1, "line"), key(2, "speedDial"), key(3, "blf")] };
    expect(vendor.render("phone", outOfOrder)?.warnings).toEqual([
      { code: "key_moved", name: "0/3" },
      { code: "key_moved", name: "0/2" },
    ]);
  });

  test("a forward key whose number cannot be said is reported by place, one without a number is not", async () => {
    const { vendor } = await import("./index.ts");
    const model = modelCalled("VVX450");
    const forward = (index: number, number: string | null): PlanKey => ({
      place: { module: 0, index },
      kind: "forward",
      account: 1,
      label: "Vidare",
      number,
      value: null,
      page: null,
      pickupCode: null,
      follows: null,
      locked: false,
      origin,
    });
    const plan = { ...samplePlan(model, "empty"), keys: [forward(1, null), forward(2, "0313900610")] };
    expect(vendor.render("phone", plan)?.warnings).toEqual([{ code: "number_ignored", name: "0/2" }]);
  });
});
