import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type FileFacts, reasonAt, runs, type StandingFacts, standingOf, standingReasons, stateOfReason } from "./standing.ts";

const day = (n: number, time = "09:00") => `2026-03-${String(n).padStart(2, "0")}T${time}:00.000Z`;
const at = (instant: string) => new Date(instant);

const file = (say: Partial<FileFacts> = {}): FileFacts => ({
  ...{ role: "phone", madeRevision: 3, wantedHash: "ny", wantedAt: day(2), deliveredHash: "ny", deliveredAt: day(3) },
  ...say,
});
/** A phone that fetched on the third and asked again the day after. */
const phone = (say: Partial<StandingFacts> = {}): StandingFacts => ({
  revision: 3,
  model: "T46U",
  wanted: { revision: 3, roles: ["phone"], firmware: null, pollHours: 24 },
  files: [file()],
  failures: [],
  contact: { at: day(4), address: "192.0.2.7", firmware: "108.86.0.20", model: "T46U" },
  refused: null,
  localChanges: [],
  registration: null,
  resync: null,
  ...say,
});
const old = file({ deliveredHash: "gammal" });
const reasonOf = (say: Partial<StandingFacts>, now = day(4, "12:00")) => reasonAt(standingOf(phone(say)), at(now));

describe("how a phone stands", () => {
  it("is in use when it has asked again since it fetched, or registered; fetched alone is not yet use", () => {
    const contact = { ...phone().contact, at: day(3) } as StandingFacts["contact"];
    expect(reasonOf({})).toBe("in_use");
    expect(reasonOf({ contact })).toBe("delivered");
    const registered = { registered: true, at: day(3, "09:01"), source: "exchange" } as const;
    expect(reasonOf({ contact, registration: registered })).toBe("in_use");
    expect(reasonOf({ contact, registration: { ...registered, at: day(2) } })).toBe("delivered");
  });

  it("waits for the files that it has not fetched, and is silent when it has not been heard of for longer than it polls", () => {
    const waits = {
      files: [old, file({ role: "common" })],
      wanted: { revision: 3, roles: ["phone", "common"], firmware: null, pollHours: 24 },
    };
    expect(standingOf(phone(waits))).toMatchObject({ files: "waiting", reason: "not_fetched", since: day(2), about: ["phone"] });
    expect(reasonOf(waits, day(5, "10:59"))).toBe("not_fetched");
    expect(reasonOf(waits, day(5, "11:01"))).toBe("silent");
    const daily = { ...waits.wanted, pollHours: 0 };
    expect(reasonOf({ ...waits, wanted: daily }, day(5, "10:59"))).toBe("not_fetched");
  });

  it("is never current while a file has not been made for its revision, or a file of its model is not known", () => {
    expect(reasonOf({ revision: 4 })).toBe("preparing");
    expect(reasonOf({ files: [] })).toBe("preparing");
    const two = { revision: 3, roles: ["common", "phone"], firmware: null, pollHours: 24 };
    expect(standingOf(phone({ wanted: two }))).toMatchObject({ reason: "preparing", about: ["common"], files: "waiting" });
    const none = file({ role: "common", wantedHash: "", deliveredHash: null, deliveredAt: null });
    expect(reasonOf({ wanted: two, files: [none, file()] })).toBe("in_use");
    expect(reasonOf({ wanted: { ...two, roles: [] }, files: [] })).toBe("model_unknown");
  });

  it("says that its files cannot be made, until they are", () => {
    const failures = [{ role: "phone", revision: 4, at: day(4), code: "registrar_missing" }];
    expect(standingOf(phone({ revision: 4, failures }))).toMatchObject({
      reason: "render_failed",
      about: ["phone", "registrar_missing"],
    });
    expect(reasonOf({ revision: 5, failures })).toBe("preparing");
    expect(reasonOf({ failures: [{ ...failures[0], revision: 3 }] as StandingFacts["failures"] })).toBe("in_use");
  });

  it("counts an ask without proof from where the phone is, and not from elsewhere or while it starts", () => {
    const refused = { at: day(4, "10:00"), code: "proof_missing", address: "192.0.2.7" };
    expect(standingOf(phone({ refused }))).toMatchObject({ reason: "unproved", since: refused.at, about: ["proof_missing"] });
    expect(reasonOf({ refused: { ...refused, address: "198.51.100.9" } })).toBe("in_use");
    expect(reasonOf({ refused: { ...refused, at: day(4, "09:09") } })).toBe("in_use");
    expect(reasonOf({ refused, contact: null, files: [] })).toBe("unproved");
    expect(reasonOf({ contact: null, files: [] })).toBe("never_asked");
  });

  it("tells whether the exchange reached the phone, from answers that came after the change", () => {
    const files = [old];
    const resync = { result: "not_registered", at: day(4, "11:00") } as const;
    expect(reasonOf({ files, resync })).toBe("unreached");
    expect(reasonOf({ files, resync: { ...resync, at: day(1) } })).toBe("not_fetched");
    expect(reasonOf({ files, resync: { ...resync, at: day(4, "08:59") } })).toBe("not_fetched");
    expect(reasonOf({ files, resync: { ...resync, result: "exchange_fault" } })).toBe("not_fetched");
    const gone = { registered: false, at: day(4, "10:00"), source: "options" } as const;
    expect(reasonOf({ registration: gone })).toBe("unregistered");
    expect(reasonOf({ registration: { ...gone, at: day(3) } })).toBe("in_use");
    const told = { ...gone, source: "exchange" } as const;
    expect(reasonOf({ registration: told }, day(4, "10:09"))).toBe("in_use");
    expect(reasonOf({ registration: told }, day(4, "10:11"))).toBe("unregistered");
  });

  it("gives a phone an hour for its firmware, and takes a version with its build for the version", () => {
    const wanted = { revision: 3, roles: ["phone"], firmware: "108.87.0.15", pollHours: 24 };
    expect(reasonOf({ wanted }, day(3, "09:59"))).toBe("updating");
    expect(standingOf(phone({ wanted }))).toMatchObject({ about: ["108.87.0.15", "108.86.0.20"] });
    expect(reasonOf({ wanted })).toBe("firmware_other");
    const silent = { ...phone().contact, firmware: null } as StandingFacts["contact"];
    expect(reasonOf({ wanted, contact: silent })).toBe("firmware_unsaid");
    expect([runs("6.3.0.14929", "6.3.0"), runs("6.3.01", "6.3.0"), runs("6.3.0", "6.3.0.1")]).toEqual([true, false, false]);
  });

  it("notices what was set at the phone, another model, and that nothing has been heard for days", () => {
    expect(reasonOf({ localChanges: [{ at: day(4), parameters: ["voice.ring_vol"] }] })).toBe("overridden");
    expect(reasonOf({ model: "T48U" })).toBe("model_other");
    expect(reasonOf({}, day(7, "08:59"))).toBe("in_use");
    expect(reasonOf({}, day(7, "09:01"))).toBe("unheard");
    const wanted = { revision: 3, roles: ["phone"], firmware: null, pollHours: 0 };
    expect(reasonOf({ wanted }, day(30))).toBe("in_use");
  });

  const instant = fc.integer({ min: 1, max: 28 }).map((n) => day(n));
  const some = <T>(one: fc.Arbitrary<T>) => fc.option(one, { nil: null });
  const hash = fc.constantFrom("", "a", "b");
  const facts: fc.Arbitrary<StandingFacts> = fc.record({
    revision: fc.integer({ min: 1, max: 3 }),
    model: fc.constantFrom("T46U", "T48U"),
    wanted: some(
      fc.record({
        revision: fc.integer({ min: 1, max: 3 }),
        roles: fc.subarray(["phone", "common"]),
        firmware: some(fc.constantFrom("1.0", "2.0")),
        pollHours: fc.constantFrom(0, 1, 24),
      }),
    ),
    files: fc.subarray(["phone", "common", "older"]).chain((roles) =>
      fc.tuple(
        ...roles.map((role) =>
          fc.record({
            role: fc.constant(role),
            madeRevision: some(fc.integer({ min: 1, max: 3 })),
            wantedHash: some(hash),
            wantedAt: some(instant),
            deliveredHash: some(fc.constantFrom("a", "b")),
            deliveredAt: some(instant),
          }),
        ),
      ),
    ),
    failures: fc.array(
      fc.record({
        role: fc.constantFrom("phone", "common"),
        revision: fc.integer({ min: 1, max: 3 }),
        at: instant,
        code: fc.constant("x"),
      }),
      { maxLength: 1 },
    ),
    contact: some(
      fc.record({
        at: instant,
        address: fc.constantFrom("::1", "::2"),
        firmware: some(fc.constant("1.0")),
        model: some(fc.constant("T46U")),
      }),
    ),
    refused: some(fc.record({ at: instant, code: fc.constant("proof_missing"), address: fc.constantFrom("::1", "::2") })),
    localChanges: fc.array(fc.record({ at: instant, parameters: fc.constant(["x"]) }), { maxLength: 1 }),
    registration: some(
      fc.record({ registered: fc.boolean(), at: instant, source: fc.constantFrom("exchange" as const, "notify" as const) }),
    ),
    resync: some(fc.record({ result: fc.constantFrom("accepted" as const, "timeout" as const), at: instant })),
  });

  it("is current only with every file of its model made, fetched and not contradicted, whatever else is so", () => {
    fc.assert(
      fc.property(facts, instant, (said, now) => {
        const standing = standingOf(said);
        const reason = reasonAt(standing, at(now));
        expect(standingReasons).toContain(reason);
        if (stateOfReason[reason] !== "current") return;
        const roles = said.wanted?.roles ?? said.files.filter((one) => one.madeRevision !== null).map(({ role }) => role);
        expect(roles.length).toBeGreaterThan(0);
        for (const role of roles) {
          const one = said.files.find((each) => each.role === role);
          expect(one?.madeRevision).toBeGreaterThanOrEqual(said.revision);
          expect(one?.wantedHash === "" || one?.wantedHash === one?.deliveredHash).toBe(true);
        }
        expect(standing.files === "fetched" || said.files.every((one) => one.deliveredHash === null)).toBe(true);
        expect(said.contact).not.toBeNull();
        expect(said.localChanges).toEqual([]);
        expect(said.wanted?.firmware == null || said.contact?.firmware === said.wanted.firmware).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it("never becomes current by time alone", () => {
    fc.assert(
      fc.property(facts, instant, instant, (said, one, other) => {
        const [first, then] = [one, other].sort() as [string, string];
        const standing = standingOf(said);
        const becomes = stateOfReason[reasonAt(standing, at(then))];
        if (becomes === "current") expect(stateOfReason[reasonAt(standing, at(first))]).toBe("current");
      }),
    );
  });
});
