import { describe, expect, it } from "vitest";
import { listAlarms } from "../alarms.ts";
import { listAudit } from "../audit.ts";
import { completed, migrate, migrateTo } from "../connect.ts";
import { isPostgres } from "../dialect/dialect.ts";
import { listOrganisations } from "../organisations.ts";
import { testDatabases } from "../testing/databases.ts";
import { fillTables, type MadeRows } from "../testing/schema-rows.ts";
import { brokenLinks, lostRows } from "../testing/upgraded.ts";
import type { Db } from "../types.ts";
import { migrations } from "./index.ts";

const unlinked = (db: Db) => ({ enforceForeignCheck: isPostgres(db) ? null : false });

describe.each(testDatabases())("migrations on $name", ({ create }) => {
  it("take along every row that was written under any schema, cell by cell", { timeout: 120_000 }, async () => {
    const { db } = await create("empty");
    const made: MadeRows[] = [];
    for (const [at] of migrations.entries()) {
      const names = migrations.slice(0, at + 1).map(({ name }) => name);
      await db.transaction((trx) => migrateTo(trx, names), unlinked(db));
      // Each of them by itself, on both databases: `npm run proof -- --only every-schema`.
      if (at % 6 === 0 || !isPostgres(db)) made.push(await db.transaction((trx) => fillTables(trx, 3, at + 1)));
    }
    expect(await migrate(db)).toEqual({ from: migrations.length, to: migrations.length });
    for (const rows of made) expect(await lostRows(db, rows)).toEqual([]);
    expect(await brokenLinks(db)).toEqual([]);
    // The program reads what it has found.
    expect((await listOrganisations(db)).length).toBe(3 * made.length);
    expect(await listAudit(db, { organisationId: null, limit: 5 })).toHaveLength(5);
    expect(await listAlarms(db, { organisationId: null, limit: 5 })).toHaveLength(5);
  });

  it("that this program does not know are not gone back from", async () => {
    const { db } = await create();
    await db("knex_migrations").insert({ name: "0999-of-tomorrow", batch: 9, migration_time: new Date() });
    await expect(migrate(db)).rejects.toMatchObject({ code: "schema_newer", detail: { migrations: ["0999-of-tomorrow"] } });
    await expect(completed(db)).rejects.toMatchObject({ code: "schema_newer" });
    expect(await db("knex_migrations").where("name", "0999-of-tomorrow").first("id")).toBeDefined();
  });
});
