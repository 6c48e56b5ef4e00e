import fc from "fast-check";
import { expect, test } from "vitest";
import { type KeyKind, keyKinds } from "../../domain/phone-key.ts";
import type { Origin, Plan, PlanAccount, PlanKey, Registrar } from "../../domain/plan.ts";
import type { PhoneModel } from "../model.ts";
import { hostileStrings, samplePlan, settablePlaces } from "../testing/sample-plans.ts";
import type { VirtualAccount, VirtualKey, VirtualState } from "../virtual/contract.ts";
import { vendor } from "./index.ts";
import { yealinkModels } from "./models.ts";
import { virtualYealink } from "./virtual.ts";
import { readConfigFile } from "./virtual-file.ts";

const models = [...yealinkModels().values()];
const origin: Origin = { layer: "phone", name: "Reception", by: null, at: null };

const text = fc.oneof(
  fc.constantFrom(...hostileStrings),
  fc.string({ unit: "binary", maxLength: 30 }),
  fc.string({ unit: "grapheme", maxLength: 30 }),
  fc.constantFrom("%NULL%", "%empty%", " # x ", "\n", "a\r\nlinekey.1.type = 9", "constructor", "{{name}}"),
);
const number = fc.stringMatching(/^[0-9*#+]{1,16}$/);
const secret = fc.stringMatching(/^[!-~]([ -~]{0,20}[!-~])?$/).filter((word) => !/^%(?:NULL|EMPTY)%$/i.test(word));
const registrar: fc.Arbitrary<Registrar> = fc.record({
  host: fc.stringMatching(/^[a-z]{1,10}\.example\.se$/),
  port: fc.option(fc.integer({ min: 1, max: 65535 })),
});

function accountArbitrary(position: number): fc.Arbitrary<PlanAccount> {
  return fc.record({
    position: fc.constant(position),
    label: text,
    displayName: text,
    sipUser: fc.stringMatching(/^[a-z0-9]{1,12}$/),
    authUser: fc.stringMatching(/^[a-z0-9]{1,12}$/),
    password: secret,
    registrar,
    backupRegistrar: fc.option(registrar),
    outboundProxy: fc.option(registrar),
    transport: fc.constantFrom("udp", "tcp", "tls", "dns"),
    srtp: fc.constantFrom("off", "optional", "required"),
    expires: fc.integer({ min: 60, max: 86_400 }),
    voicemailNumber: fc.option(number),
    origin: fc.constant(origin),
    exchangeOrigin: fc.constant(origin),
  });
}

const dialled: readonly KeyKind[] = ["speedDial", "blf", "groupLogin", "diversion", "park", "pickup"];

const keyArbitrary: fc.Arbitrary<Omit<PlanKey, "place">> = fc
  .record({
    kind: fc.constantFrom(...keyKinds),
    account: fc.integer({ min: 1, max: 16 }),
    label: text,
    number,
    value: fc.stringMatching(/^[0-9]{1,8}$/),
    pickupCode: fc.option(number),
    followed: fc.boolean(),
    name: text,
  })
  .map(({ kind, number: dials, value, followed, name, ...rest }) => ({
    ...rest,
    page: null,
    kind,
    number: dialled.includes(kind) ? dials : null,
    value: kind === "url" || kind === "dtmf" ? value : null,
    follows: followed ? { kind: "user", id: "019b0000-0000-7000-8000-000000000001", name } : null,
    locked: false,
    origin,
  }));

const planArbitrary = fc.constantFrom(...models).chain((model) => {
  const modules = model.modules.slice(0, 1).flatMap(({ name }) => Array<string>(model.maxModules).fill(name));
  const places = settablePlaces(model, modules);
  const positions = Array.from({ length: model.accounts }, (_, at) => at + 1);
  return fc
    .tuple(
      fc
        .subarray(positions, { maxLength: Math.min(4, positions.length) })
        .chain((chosen) => fc.tuple(...chosen.map(accountArbitrary))),
      fc
        .subarray(places, { maxLength: Math.min(12, places.length) })
        .chain((chosen) => fc.tuple(...chosen.map((place) => keyArbitrary.map((key) => ({ ...key, place }))))),
      text,
    )
    .map(([accounts, keys, name]) => {
      const sample = samplePlan(model, "kinds");
      const directories = sample.directories.map((book) => ({ ...book, name }));
      return { model, plan: { ...sample, accounts, keys, modules, directories } satisfies Plan };
    });
});

async function bootOn(plan: Plan, model: PhoneModel): Promise<VirtualState> {
  const files = new Map(
    vendor.roles(model.model).map((role) => [vendor.fileName(role, { mac: plan.phone.mac, model: model.model }), role]),
  );
  const book = vendor.phonebook({ key: "any", title: "", entries: [] })?.body ?? new Uint8Array();
  return virtualYealink.boot({
    model,
    mac: plan.phone.mac,
    firmware: "108.86.0.90",
    modules: plan.modules.length,
    memory: new Map(),
    async fetch({ method, file }) {
      if (method === "PUT") return { status: 200, body: new Uint8Array() };
      if (file.includes("/phonebook/")) return { status: 200, body: book };
      const body = vendor.render(files.get(file) ?? "", plan)?.body;
      return body ? { status: 200, body } : { status: 404, body: new Uint8Array() };
    },
  });
}

/** What can stand on one line of that text: written for the test, character by character. */
function shown(value: string): string {
  let line = "";
  for (const character of value.toWellFormed()) {
    const code = character.codePointAt(0) ?? 0;
    const control = code < 0x20 || (code >= 0x7f && code < 0xa0) || code === 0x2028 || code === 0x2029;
    const mark = code === 0xfeff || (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069);
    if (control && !line.endsWith("\u0000")) line += "\u0000";
    else if (!control && !mark) line += character;
  }
  const trimmed = line.replaceAll("\u0000", " ").trim();
  return ["%null%", "%empty%"].includes(trimmed.toLowerCase()) ? trimmed.slice(1, -1) : trimmed;
}

function expectedAccount({ position, transport, ...account }: PlanAccount): VirtualAccount {
  const usual = { udp: 5060, tcp: 5060, tls: 5061, dns: 0 }[transport];
  const address = ({ host, port }: Registrar) => (port === null || port === usual ? host : `${host}:${port}`);
  return {
    position,
    label: shown(account.label),
    displayName: shown(account.displayName),
    user: account.sipUser,
    authUser: account.authUser,
    password: account.password,
    server: address(account.registrar),
    transport,
    backup: account.backupRegistrar && address(account.backupRegistrar),
  };
}

function expectedKey(key: PlanKey, plan: Plan): VirtualKey {
  const lineLabel = plan.accounts.find(({ position }) => position === key.account)?.label;
  const fallback = key.kind === "line" ? shown(lineLabel ?? "") : (key.number ?? key.value ?? "");
  return {
    module: key.place.module,
    index: key.place.index,
    // A phone knows neither groups nor diversions: both are a code that it dials.
    kind: key.kind === "groupLogin" || key.kind === "diversion" ? "speedDial" : key.kind,
    label: shown(key.label) || fallback,
    number: key.number,
    account: key.account,
    value: key.value,
  };
}

test("a phone that boots on its rendered files has the plan's accounts and keys", async () => {
  await fc.assert(
    fc.asyncProperty(planArbitrary, async ({ model, plan }) => {
      const state = await bootOn(plan, model);
      expect(state.problems).toEqual([]);
      expect(state.accounts).toEqual(plan.accounts.map(expectedAccount));
      expect(state.keys).toEqual(plan.keys.filter(({ kind }) => kind !== "blank").map((key) => expectedKey(key, plan)));
    }),
    { numRuns: 200, seed: 20261122 },
  );
});

test("no text anybody can type adds, removes or renames a setting", () => {
  fc.assert(
    fc.property(planArbitrary, text, ({ plan }, replacement) => {
      const calm = (value: string) => (value === "" ? "" : "x");
      const tamed: Plan = {
        ...plan,
        accounts: plan.accounts.map((account) => ({ ...account, label: calm(replacement), displayName: calm(replacement) })),
        keys: plan.keys.map((key) => ({ ...key, label: calm(replacement) })),
      };
      const wild: Plan = {
        ...plan,
        accounts: plan.accounts.map((account) => ({ ...account, label: replacement, displayName: replacement })),
        keys: plan.keys.map((key) => ({ ...key, label: replacement })),
        adminPassword: { value: replacement, origin },
      };
      const names = (of: Plan) =>
        readConfigFile("", vendor.render("phone", of)?.body ?? new Uint8Array()).lines.map(({ name }) => name);
      expect(names(wild)).toEqual(names(tamed));
    }),
    { numRuns: 200, seed: 20261122 },
  );
});
