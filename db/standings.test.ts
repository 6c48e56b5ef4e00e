import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { reasonAt, standingOf } from "../domain/standing.ts";
import { recordContacts, recordDeliveries } from "./deliveries.ts";
import { recordLocalChange, recordRefusals, recordRenderFailures } from "./evidence.ts";
import { countStandings, listSamples, sampleFleet, worstOrganisations } from "./fleet.ts";
import { renewRenderEpoch } from "./installation.ts";
import { pagePhones } from "./phone-pages.ts";
import { retirePhone } from "./phones.ts";
import { reportRegistrations } from "./registrations.ts";
import { noteUnmakable, saveRendered } from "./rendered.ts";
import { onePhone, raisePhones } from "./revisions.ts";
import { filesColumn, loadStandingFacts, settleUnsettled } from "./standings.ts";
import { aBoundPhone, anOrganisation, aSipAccount, testActor, testKeyring, testNow } from "./testing/builders.ts";
import { testDatabases } from "./testing/databases.ts";
import { change } from "./transaction.ts";
import type { Db } from "./types.ts";

const hours = (n: number) => new Date(testNow.getTime() + n * 3_600_000);
const iso = (n: number) => hours(n).toISOString();
const roles = ["common", "phone"];
const wanted = { roles, firmware: null, pollHours: 24 };

async function houseOf(db: Db, count: number) {
  const { id: organisationId } = await anOrganisation(db);
  const phones: string[] = [];
  for (let n = 0; n < count; n++) {
    const account = await aSipAccount(db, organisationId, { sipUser: `4${n}` });
    phones.push((await aBoundPhone(db, organisationId, { accounts: [account.id] })).id);
  }
  return { organisationId, phones };
}

async function revisionOf(db: Db, id: string): Promise<number> {
  const row: { revision: number } | undefined = await db("phone").where("id", id).first("revision");
  return row?.revision ?? 0;
}

type Act = (db: Db, house: { organisationId: string; phones: readonly string[] }, id: string, hour: number) => Promise<unknown>;
const address = "192.0.2.7";
const fileOf = (phoneId: string, role: string, revision: number, text: string, hour: number) => {
  const body = Buffer.from(text);
  return { phoneId, role, revision, hash: text, contentType: "text/plain", body, at: iso(hour), wanted };
};
/** Everything that may happen to a phone, each with what it is called when a run fails. */
const acts: Readonly<Record<string, Act>> = {
  raise: (db, _, id) => change(db, (trx) => raisePhones(trx, onePhone(trx, id))),
  make: async (db, _, id, hour) => {
    const revision = await revisionOf(db, id);
    await saveRendered(db, testKeyring, [
      fileOf(id, "common", revision, "gemensam", hour),
      fileOf(id, "phone", revision, `rev ${revision}`, hour),
    ]);
  },
  makeOne: async (db, _, id, hour) =>
    saveRendered(db, testKeyring, [{ ...fileOf(id, "common", await revisionOf(db, id), "", hour), hash: "" }]),
  fetch: async (db, _, id, hour) => {
    const made: { role: string; hash: string; revision: number }[] = await db("rendered_file")
      .where("phone_id", id)
      .whereNot("hash", "");
    await recordDeliveries(
      db,
      made.map(({ role, hash, revision }) => ({ phoneId: id, role, hash, revision, at: iso(hour), address })),
    );
    await acts.ask?.(db, _, id, hour);
  },
  ask: (db, _, id, hour) =>
    recordContacts(db, [{ phoneId: id, at: iso(hour), address, userAgent: null, firmware: "1.2", model: null }]),
  refuse: (db, _, id, hour) => recordRefusals(db, [{ phoneId: id, at: iso(hour), code: "proof_missing", address }]),
  fail: async (db, _, id, hour) =>
    recordRenderFailures(db, [{ phoneId: id, role: "phone", revision: await revisionOf(db, id), at: iso(hour), code: "x" }]),
  unmakable: async (db, _, id) => noteUnmakable(db, [{ id, revision: await revisionOf(db, id) }]),
  override: (db, _, id, hour) =>
    recordLocalChange(db, { phoneId: id, name: "a", at: iso(hour), parameters: hour % 2 ? ["ring"] : [] }),
  register: (db, { organisationId, phones }, id, hour) =>
    reportRegistrations(
      db,
      organisationId,
      [{ account: `4${phones.indexOf(id)}`, registered: hour % 2 === 1, at: hours(hour), userAgent: null, address: null }],
      hours(hour),
    ),
  epoch: (db, _, id, hour) => renewRenderEpoch(db, `${id} ${hour}`),
};

describe.each(testDatabases())("how phones stand, on $name", ({ connect, name }) => {
  it("is counted and listed as the rule says it of each, after anything that may happen and at any time", async () => {
    const db = await connect();
    const house = await houseOf(db, 3);
    const { organisationId, phones } = house;
    const step = fc.tuple(fc.constantFrom(...Object.keys(acts)), fc.nat(2), fc.integer({ min: 1, max: 400 }));
    let clock = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 3, maxLength: 12 }),
        fc.integer({ min: 0, max: 200 }),
        async (steps, later) => {
          for (const [name, which, hour] of steps) {
            clock += hour % 7;
            await acts[name]?.(db, house, phones[which] ?? "", clock);
          }
          const now = hours(clock + later);
          const facts = await loadStandingFacts(db, phones);
          const ruled = phones.map((id) => {
            const known = facts.get(id);
            return known ? standingOf(known.facts) : null;
          });
          const counts = await countStandings(db, organisationId, now);
          const expected = new Map<string, number>();
          for (const one of ruled) if (one) expected.set(reasonAt(one, now), (expected.get(reasonAt(one, now)) ?? 0) + 1);
          expect([counts, steps]).toEqual([expected, steps]);
          const list = { organisationId, search: "", sort: "label", descending: false, offset: 0, limit: 10 } as const;
          const { rows } = await pagePhones(db, list);
          const listed = phones.map((id) => rows.find((row) => row.id === id));
          expect(listed.map((row) => row?.delivery)).toEqual(ruled.map((one) => one?.files));
          expect(listed.map((row) => row && reasonAt(row.standing, now))).toEqual(ruled.map((one) => one && reasonAt(one, now)));
          for (const [reason, count] of counts)
            expect((await pagePhones(db, { ...list, standing: { reasons: [reason], now } })).total).toBe(count);
        },
      ),
      { numRuns: name === "SQLite" ? 30 : 5 },
    );
  });

  it("is noted by the hour, told apart by organisation, without those that are retired", async () => {
    const db = await connect();
    const { organisationId, phones } = await houseOf(db, 3);
    const other = await houseOf(db, 1);
    const [a = "", b = "", c = ""] = phones;
    for (const id of [a, b]) await acts.make?.(db, { organisationId, phones }, id, 1);
    await acts.fetch?.(db, { organisationId, phones }, a, 2);
    await recordContacts(db, [{ phoneId: b, at: iso(2), address, userAgent: null, firmware: null, model: null }]);
    await retirePhone(db, { organisationId, id: c }, testActor, testNow);
    const now = hours(3);
    expect(await countStandings(db, organisationId, now)).toEqual(
      new Map([
        ["delivered", 1],
        ["not_fetched", 1],
      ]),
    );
    expect(await countStandings(db, null, now)).toEqual(
      new Map([
        ["delivered", 1],
        ["not_fetched", 1],
        ["never_asked", 1],
      ]),
    );
    const worst = await worstOrganisations(db, [organisationId, other.organisationId], now, 5);
    expect(worst.map(({ id, phones: all, notCurrent }) => [id === organisationId, all, notCurrent]).sort()).toEqual([
      [false, 1, 1],
      [true, 2, 1],
    ]);
    await sampleFleet(db, now, hours(-1000));
    await sampleFleet(db, new Date(now.getTime() + 60_000), hours(-1000));
    await sampleFleet(db, hours(200), hours(-1000));
    expect(await listSamples(db, organisationId, hours(-10))).toEqual([
      { at: iso(3), current: 1, waiting: 1, stopped: 0 },
      { at: iso(200), current: 0, waiting: 1, stopped: 1 },
    ]);
    expect((await listSamples(db, null, hours(-10)))[0]).toMatchObject({ current: 1, waiting: 2 });
    await sampleFleet(db, hours(201), hours(100));
    expect((await listSamples(db, organisationId, hours(-10))).map(({ at }) => at)).toEqual([iso(200), iso(201)]);
  });

  it("is worked out for phones whose records came in another way, and the files column says the same as the rule", async () => {
    const db = await connect();
    const house = await houseOf(db, 2);
    const [a = ""] = house.phones;
    await acts.make?.(db, house, a, 1);
    await acts.fetch?.(db, house, a, 2);
    await db("phone_standing").delete();
    expect(
      (
        await db("phone as p")
          .select(db.raw(`${filesColumn} as files`))
          .where("p.id", a)
          .first()
      ).files,
    ).toBe("never");
    expect(await countStandings(db, null, hours(3))).toEqual(new Map([["preparing", 2]]));
    expect(await db.transaction((trx) => settleUnsettled(trx, ""))).toBeNull();
    expect(await countStandings(db, null, hours(3))).toEqual(
      new Map([
        ["delivered", 1],
        ["never_asked", 1],
      ]),
    );
  });
});
