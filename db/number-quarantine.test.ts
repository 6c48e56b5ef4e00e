import { describe, expect, it } from "vitest";
import { listAudit } from "./audit.ts";
import { importSheet } from "./csv/import.ts";
import { readCsv } from "./csv/read-csv.ts";
import { users } from "./csv/users.ts";
import { updateDeactivation } from "./deactivations.ts";
import { freeNumbers } from "./free-numbers.ts";
import { endQuarantines, listResting } from "./number-quarantine.ts";
import { getPerson } from "./people.ts";
import { numbersOf, updateNumbers } from "./people-changes.ts";
import { createPerson } from "./people-create.ts";
import { anOrganisation, testActor, testKeyring, testNow } from "./testing/builders.ts";
import { testDatabases } from "./testing/databases.ts";
import type { Db } from "./types.ts";
import { SetUserNumber, setUserNumber } from "./user-numbers.ts";
import { deleteUser } from "./users.ts";

const days = (count: number) => new Date(testNow.getTime() + count * 86_400_000);
const number = "08-465 004 21";
const e164 = "+46846500421";

describe.each(testDatabases())("a number that somebody gave up, on $name", ({ connect }) => {
  async function anOffice(db: Db) {
    const { id: organisationId } = await anOrganisation(db);
    const person = async (firstName: string, primaryNumber: string | null, at = testNow) =>
      (await createPerson(db, { organisationId, firstName, lastName: "Ek", primaryNumber }, "all", testActor, at)).id;
    const give = (id: string, primaryNumber: string | null, at: Date) =>
      updateNumbers(db, { organisationId, id, primaryNumber }, testActor, at);
    const primaryOf = async (id: string) => numbersOf(await getPerson(db, { organisationId, id })).primary;
    const free = async (at: Date) => (await freeNumbers(db, organisationId, at, 200)).map((one) => one.e164);
    const release = (at: Date) =>
      endQuarantines(db, at, (of, actor) =>
        setUserNumber(db, SetUserNumber.parse({ ...of, kind: "primary", number: null }), actor, at),
      );
    return { organisationId, person, give, primaryOf, free, release };
  }

  it("rests for 90 days after another one was given, and may only go back to whoever had it", async () => {
    const db = await connect();
    const { organisationId, person, give, primaryOf, free, release } = await anOffice(db);
    const [anna, bo] = [await person("Anna", number), await person("Bo", "08-465 004 22")];
    await give(anna, "08-465 004 23", days(2));
    await expect(give(bo, number, days(3))).rejects.toMatchObject({
      code: "number_quarantined",
      detail: { number: e164, until: "2026-06-02" },
    });
    await expect(person("Ny", number, days(3))).rejects.toMatchObject({ code: "number_quarantined" });
    expect(await listResting(db, organisationId, days(3), 10)).toEqual([{ e164, userId: anna, until: "2026-06-02" }]);
    expect([(await free(days(3))).includes(e164), (await free(days(93))).includes(e164)]).toEqual([false, true]);
    // Back to the same person at any time; what she had for less than a day was a mistake, and rests for nobody.
    await give(anna, number, days(2));
    await give(bo, "08-465 004 23", days(3));
    expect([await primaryOf(anna), await primaryOf(bo)]).toEqual([e164, "+46846500423"]);
    await give(anna, null, days(10));
    expect(await release(days(99))).toBe(1);
    await give(bo, number, days(101));
    expect(await primaryOf(bo)).toBe(e164);
  });

  it("stays with a person who was deactivated, comes back with them, and is taken from them when it has rested", async () => {
    const db = await connect();
    const { organisationId, person, give, primaryOf, release } = await anOffice(db);
    const [anna, bo] = [await person("Anna", number), await person("Bo", null)];
    const deactivate = (deactivateOn: string | null, at: Date) =>
      updateDeactivation(db, { organisationId, id: anna, deactivateOn }, testActor, at);
    await deactivate("2026-03-02", testNow);
    expect(await primaryOf(anna)).toBe(e164);
    await expect(give(bo, number, days(1))).rejects.toMatchObject({
      code: "number_quarantined",
      detail: { until: "2026-05-31" },
    });
    await deactivate(null, days(2));
    await expect(give(bo, number, days(3))).rejects.toMatchObject({ code: "number_taken" });
    await deactivate("2026-03-06", days(4));
    expect(await release(days(93))).toBe(0);
    expect(await release(days(95))).toBe(1);
    expect([await primaryOf(anna), await listResting(db, organisationId, days(95), 10)]).toEqual([null, []]);
    const [entry] = await listAudit(db, { organisationId, action: "user.number_set" });
    expect([entry?.actor.kind, entry?.before, entry?.after]).toEqual([
      "system",
      { primaryNumber: e164 },
      { primaryNumber: null },
    ]);
    await give(bo, number, days(96));
    // The same when a user is deleted.
    await deleteUser(db, { organisationId, id: bo }, testActor, days(200));
    await expect(give(anna, number, days(201))).rejects.toMatchObject({ code: "number_quarantined" });
  });

  it("rests after a file as well, and goes from one to another within a file", async () => {
    const db = await connect();
    const { organisationId, person, primaryOf } = await anOffice(db);
    const [anna, bo] = [await person("Anna", number), await person("Bo", "08-465 004 22")];
    const takeIn = (lines: readonly string[], at: Date) => {
      const context = { db, keyring: testKeyring, organisationId, actor: testActor, access: "all", now: at } as const;
      const text = ["id;first_name;last_name;primary_number", ...lines].join("\n");
      return importSheet(users, readCsv(Buffer.from(text)), context, false);
    };
    const given = await takeIn([`${anna};Anna;Ek;08-465 004 22`, `${bo};Bo;Ek;08-465 004 24`], days(2));
    expect([given.errors, await primaryOf(anna)]).toEqual([[], "+46846500422"]);
    const late = await takeIn([`${bo};Bo;Ek;${number}`], days(3));
    expect(late.errors).toEqual([
      { line: 2, field: "primary_number", code: "number_quarantined", detail: { number: e164, until: "2026-06-02" } },
    ]);
    expect((await takeIn([`${anna};Anna;Ek;${number}`], days(3))).errors).toEqual([]);
    expect(await primaryOf(anna)).toBe(e164);
  });
});
