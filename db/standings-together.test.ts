import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { recordContacts, recordDeliveries } from "./deliveries.ts";
import { recordLocalChange, recordRefusals, recordRenderFailures } from "./evidence.ts";
import { noteUnmakable, saveRendered } from "./rendered.ts";
import { onePhone, raisePhones } from "./revisions.ts";
import { aBoundPhone, anOrganisation, testKeyring, testNow } from "./testing/builders.ts";
import { testDatabases } from "./testing/databases.ts";
import { change } from "./transaction.ts";
import type { Db } from "./types.ts";

const at = testNow.toISOString();
const address = "192.0.2.7";
const wanted = { roles: ["phone"], firmware: null, pollHours: 24 };
const body = Buffer.from("x");

/** Every kind of record that shows how phones stand, of both phones in one batch where it takes several. */
const records: Readonly<Record<string, (db: Db, phones: readonly string[]) => Promise<unknown>>> = {
  contacts: (db, ids) =>
    recordContacts(
      db,
      ids.map((phoneId) => ({ phoneId, at, address, userAgent: null, firmware: null, model: null })),
    ),
  deliveries: (db, ids) =>
    recordDeliveries(
      db,
      ids.map((phoneId) => ({ phoneId, role: "phone", hash: "x", revision: 1, at, address })),
    ),
  files: (db, ids) =>
    saveRendered(
      db,
      testKeyring,
      ids.map((phoneId) => ({
        ...{ phoneId, role: "phone", revision: 9, hash: "x", contentType: "text/plain", body, at, wanted },
      })),
    ),
  refusals: (db, ids) =>
    recordRefusals(
      db,
      ids.map((phoneId) => ({ phoneId, at, code: "proof_missing", address })),
    ),
  failures: (db, ids) =>
    recordRenderFailures(
      db,
      ids.map((phoneId) => ({ phoneId, role: "phone", revision: 9, at, code: "x" })),
    ),
  unmakable: (db, ids) =>
    noteUnmakable(
      db,
      ids.map((id) => ({ id, revision: 9 })),
    ),
  local: (db, ids) => Promise.all(ids.map((phoneId) => recordLocalChange(db, { phoneId, name: "a", at, parameters: ["ring"] }))),
};

describe.each(testDatabases())("records of phones that a change has to do with, on $name", ({ connect }) => {
  it.each(Object.keys(records))(
    "%s: wait for the change, and never in a circle, in whatever order it comes to them",
    async (kind) => {
      const db = await connect();
      const { id: organisationId } = await anOrganisation(db);
      const one = (await aBoundPhone(db, organisationId)).id;
      const other = (await aBoundPhone(db, organisationId)).id;
      const noted: Promise<unknown>[] = [];
      for (const order of [
        [one, other],
        [other, one],
      ]) {
        await change(db, async (trx) => {
          for (const id of order) {
            await raisePhones(trx, onePhone(trx, id));
            if (noted.length % 2 === 0)
              noted.push(records[kind]?.(db, [one, other]) ?? Promise.reject(new Error("no such record")));
            else noted.push(Promise.resolve());
            // Long enough for it to have come as far as it can.
            await wait(150);
          }
        });
        await Promise.all(noted);
      }
      expect(noted).toHaveLength(4);
      const revisions: number[] = await db("phone").whereIn("id", [one, other]).pluck("revision");
      const [first = 0] = revisions;
      expect(revisions).toEqual([first, first]);
    },
  );
});
