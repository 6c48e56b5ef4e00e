import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type KeyKind, keyKinds } from "../../domain/phone-key.ts";
import type { Plan, PlanKey } from "../../domain/plan.ts";
import { loadModels } from "../catalogue.ts";
import type { DirectoryContent } from "../contract.ts";
import type { PhoneModel } from "../model.ts";
import { samplePlan, scenarios, settablePlaces } from "../testing/sample-plans.ts";
import type { VirtualKey } from "../virtual/contract.ts";
import { bootFrom } from "./testing.ts";
import { virtualSnom } from "./virtual.ts";

const models = loadModels("snom");

function model(id: string): PhoneModel {
  const found = models.find((candidate) => candidate.model === id);
  if (!found) throw new Error(`no ${id} in the catalogue`);
  return found;
}

const books: readonly DirectoryContent[] = [
  {
    key: "colleagues",
    title: "Kollegor",
    entries: [
      {
        name: "Åsa Öberg (vik.)",
        numbers: [
          { kind: "work", number: "084650041" },
          { kind: "mobile", number: "0701740605" },
        ],
      },
      { name: "Bo & <Co>", numbers: [{ kind: "work", number: "084650042" }] },
    ],
  },
  { key: "019b0000-0000-7000-8000-0000000000cc", title: "Leverantörer", entries: [] },
];

/** Codes and slots that a Snom dials like any number: the phone does not know what stands behind them. */
const dialled: ReadonlySet<KeyKind> = new Set(["groupLogin", "diversion", "pickup"]);

function understood(key: PlanKey, plan: Plan, of: PhoneModel): VirtualKey {
  const account = plan.accounts.find(({ position }) => position === key.account);
  const mailbox = account?.voicemailNumber ?? null;
  const speed =
    dialled.has(key.kind) ||
    (key.kind === "park" && of.dialect.orbit !== true) ||
    (key.kind === "voicemail" && key.number !== null && key.number !== mailbox);
  const number = key.kind === "voicemail" ? (key.number ?? mailbox) : key.number;
  return {
    module: key.place.module,
    index: key.place.index,
    kind: speed ? "speedDial" : key.kind,
    label: key.label,
    number,
    account: key.account,
    value: key.value,
  };
}

function expectSame(state: Awaited<ReturnType<typeof bootFrom>>, plan: Plan, of: PhoneModel): void {
  expect(state.problems).toEqual([]);
  expect(state.keys).toEqual(plan.keys.filter(({ kind }) => kind !== "blank").map((key) => understood(key, plan, of)));
  expect(state.accounts).toEqual(
    plan.accounts.map((account) => ({
      position: account.position,
      label: account.label,
      displayName: account.displayName,
      user: account.sipUser,
      authUser: account.authUser,
      password: account.password,
      server: account.registrar.host,
      transport: account.transport,
      backup: account.backupRegistrar?.host ?? null,
    })),
  );
}

describe.each(models)("a virtual $model", (of) => {
  test.each(scenarios.filter((scenario) => scenario !== "hostile"))(
    "comes up as planned in the scenario %s",
    async (scenario) => {
      const plan = samplePlan(of, scenario);
      expectSame(await bootFrom(plan, of, books), plan, of);
    },
  );
});

const text = fc
  .string({ unit: "grapheme", maxLength: 40 })
  .map((label) => label.replace(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029\uffff\ufffe]/gu, ""));
const dialable = fc.stringMatching(/^[0-9*#+]{1,15}$/);

function keyOf(place: PlanKey["place"], accounts: number): fc.Arbitrary<PlanKey> {
  return fc
    .record({ kind: fc.constantFrom(...keyKinds), account: fc.integer({ min: 1, max: accounts }), label: text, number: dialable })
    .map(({ kind, account, label, number }) => ({
      place,
      kind,
      account,
      label,
      number: ["line", "dnd", "directory", "url", "dtmf", "blank"].includes(kind) ? null : number,
      value: kind === "url" ? `https://intra.example.se/?a=${number}&b=<c>` : kind === "dtmf" ? number : null,
      page: null,
      pickupCode: kind === "blf" ? "*8" : null,
      follows: null,
      locked: false,
      origin: { layer: "phone", name: "Reception", by: null, at: null },
    }));
}

const anyPlan = fc.constantFrom(...models).chain((of) => {
  const sample = samplePlan(of, "full");
  const places = settablePlaces(of, sample.modules);
  return fc
    .record({
      accounts: fc.array(fc.record({ label: text, displayName: text, password: text }), { minLength: 1, maxLength: of.accounts }),
      transport: fc.constantFrom("udp" as const, "tcp" as const, "tls" as const, "dns" as const),
      backup: fc.boolean(),
      places: fc.subarray(places, { maxLength: Math.min(20, places.length) }),
    })
    .chain(({ accounts, transport, backup, places: chosen }) =>
      fc.tuple(...chosen.map((place) => keyOf(place, accounts.length))).map((keys) => {
        const plan: Plan = {
          ...sample,
          keys,
          accounts: accounts.map((own, at) => ({
            ...(sample.accounts[0] as Plan["accounts"][number]),
            ...own,
            position: at + 1,
            transport,
            backupRegistrar: backup ? { host: "sip2.example.se", port: null } : null,
          })),
        };
        return { of, plan };
      }),
    );
});

test("any accounts and keys arrive on the phone as they were planned", async () => {
  await fc.assert(
    fc.asyncProperty(anyPlan, async ({ of, plan }) => {
      expectSame(await bootFrom(plan, of, books), plan, of);
    }),
    { numRuns: 300, seed: 20_261_122 },
  );
});

describe("a virtual D785", () => {
  const of = model("D785");

  test("asks for its model's file, then its own, in the form that its make uses", async () => {
    const { asked } = await bootFrom(samplePlan(of, "empty"), of);
    expect(asked.map(({ request, status }) => [request.method, request.file, status])).toEqual([
      ["GET", "snomD785.htm", 200],
      ["GET", "snomD785-001122AABBCC.htm", 200],
    ]);
  });

  test("finds its books behind the directory key and through the menu, people with all their numbers", async () => {
    const { phonebooks } = await bootFrom(samplePlan(of, "kinds"), of, books);
    expect(phonebooks).toEqual([
      {
        name: "Kollegor",
        entries: [
          { name: "Åsa Öberg (vik.)", numbers: ["084650041", "0701740605"] },
          { name: "Bo & <Co>", numbers: ["084650042"] },
        ],
      },
      { name: "Leverantörer", entries: [] },
    ]);
  });

  test("with one book opens it without a menu", async () => {
    const sample = samplePlan(of, "kinds");
    const { phonebooks, asked } = await bootFrom({ ...sample, directories: sample.directories.slice(0, 1) }, of, books);
    expect(phonebooks.map(({ name }) => name)).toEqual(["Kollegor"]);
    expect(asked.some(({ request }) => request.file.endsWith("books.xml"))).toBe(false);
  });

  test("forgets the key and the account that are taken away", async () => {
    const memory = new Map<string, string>();
    await bootFrom(samplePlan(of, "full"), of, books, memory);
    const after = await bootFrom({ ...samplePlan(of, "empty"), modules: samplePlan(of, "full").modules }, of, books, memory);
    expect(after.keys).toEqual([]);
    expect(after.accounts).toHaveLength(1);
    expect(JSON.stringify([...memory])).not.toContain("S3cretSample2");
  });

  test("keeps what it has when no file is there", async () => {
    const memory = new Map<string, string>();
    const plan = samplePlan(of, "kinds");
    const before = await bootFrom(plan, of, books, memory);
    const missing = { status: 404, body: new Uint8Array() };
    const context = { model: of, mac: plan.phone.mac, firmware: "10.1.169.16", modules: 3, memory };
    const after = await virtualSnom.boot({ ...context, fetch: async () => missing });
    expect(after.accounts).toEqual(before.accounts);
  });

  test("is told its firmware by a file of its own and finds the image under the vendor's name", async () => {
    const origin = { layer: "operator" as const, name: "Drift", by: null, at: null };
    const firmware = { file: "snomD785-10.1.215.13-SIP-r.bin", version: "10.1.215.13", through: null, origin };
    const { firmware: wanted, problems, asked } = await bootFrom({ ...samplePlan(of, "empty"), firmware }, of);
    expect({ wanted, problems }).toEqual({ wanted: "10.1.215.13", problems: [] });
    expect(asked.at(-1)).toMatchObject({ request: { method: "GET" }, status: 200 });
    const through = "snomD785-ramdisk-chained-update-r.bin";
    const first = await bootFrom({ ...samplePlan(of, "empty"), firmware: { ...firmware, through } }, of);
    expect(first.asked.slice(-2).map(({ request }) => request.file.replace(/^.*firmware\//, "").replace(/\?.*$/, ""))).toEqual([
      through,
      firmware.file,
    ]);
    expect((await bootFrom(samplePlan(of, "empty"), of)).firmware).toBeNull();
  });
});
