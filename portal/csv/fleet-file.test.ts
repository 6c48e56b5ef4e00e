import { describe, expect, it } from "vitest";
import { listAudit } from "../../db/audit.ts";
import { retirePhone } from "../../db/phones.ts";
import { anOrganisation, testActor, testKeyring, testNow } from "../../db/testing/builders.ts";
import { testDatabases } from "../../db/testing/databases.ts";
import type { Db } from "../../db/types.ts";
import { fleetIn, fleetOut, openFleet } from "./fleet-file.ts";
import { aRichFirm, filesOf } from "./testing/rich-firm.ts";

const publicUrl = "https://telefoner.example.se";
const how = { delimiter: ";", publicUrl, passphrase: null } as const;

const tables = ["phone_key", "layout_key", "phone_account"];

describe.each(testDatabases())("a whole fleet in one archive, on $name", ({ connect }) => {
  const contextOf = (db: Db, organisationId: string) => ({
    ...{ db, keyring: testKeyring, organisationId, actor: testActor, access: "all" as const, now: testNow },
  });

  const takeIn = async (
    context: ReturnType<typeof contextOf>,
    archive: Uint8Array,
    dryRun = false,
    passphrase: string | null = null,
  ) => fleetIn(context, await openFleet(context.keyring, archive, passphrase), { dryRun, publicUrl });

  it("comes back as it went out: the same bytes for every phone, whether it was retired or nothing of it is left", async () => {
    const db = await connect();
    const organisationId = await aRichFirm(db);
    const context = contextOf(db, organisationId);
    const before = await filesOf(db, organisationId);
    expect(Object.keys(before).length).toBeGreaterThanOrEqual(5);
    const archive = await fleetOut(db, testKeyring, organisationId, how);
    expect(Buffer.from(archive).includes("s=3cr3t!")).toBe(false);
    // As it is, it changes nothing.
    for (const { report } of (await takeIn(context, archive)).files)
      expect(report).toMatchObject({ errors: [], outcomes: { created: 0, updated: 0 } });
    const phones: { id: string }[] = await db("phone").where("organisation_id", organisationId).select("id");
    for (const { id } of phones) await retirePhone(db, { organisationId, id }, testActor, testNow);
    const wipe = async () => {
      await db("rollout").delete();
      await db("trusted_network").delete();
      for (const table of tables) await db(table).delete();
      await db("setting").where("organisation_id", organisationId).delete();
      await db("phone").update({ site_id: null, layout_id: null });
      for (const table of ["sip_account", "layout", "site"]) await db(table).where("organisation_id", organisationId).delete();
    };
    await wipe();
    expect((await takeIn(context, archive, true)).files.flatMap(({ report }) => report.errors)).toEqual([]);
    expect(await filesOf(db, organisationId)).toEqual({});
    const { files: reports } = await takeIn(context, archive);
    expect(reports.map(({ name, report }) => [name, report.outcomes.created, report.errors])).toEqual([
      ...[
        ["sites", 0, []],
        ["layouts", 0, []],
        ["users", 0, []],
        ["accounts", 1, []],
      ],
      ...[
        ["phones", 3, []],
        ["keys", 8, []],
        ["settings", 7, []],
      ],
    ]);
    expect(await filesOf(db, organisationId)).toEqual(before);
    expect(await listAudit(db, { organisationId, action: "phone.reinstated" })).toHaveLength(3);
    // Everything gone from the database, the people too.
    await wipe();
    await db("phone").delete();
    await db("users").delete();
    expect((await takeIn(context, archive)).files.flatMap(({ report }) => report.errors)).toEqual([]);
    expect(await filesOf(db, organisationId)).toEqual(before);
  });

  it("gives nobody's secrets to another organisation, and takes nothing when one row is wrong", async () => {
    const db = await connect();
    const organisationId = await aRichFirm(db);
    const { id: elsewhere } = await anOrganisation(db, { title: "Annan AB" });
    const archive = await fleetOut(db, testKeyring, organisationId, { ...how, delimiter: "," });
    // Sealed for the one, it is not opened for the other.
    await expect(takeIn(contextOf(db, elsewhere), archive)).rejects.toMatchObject({ code: "fleet_archive_other" });
    const locked = await fleetOut(db, testKeyring, organisationId, { ...how, passphrase: "regnig måndag i Hamnen" });
    const report = await takeIn(contextOf(db, elsewhere), locked, false, "regnig måndag i Hamnen");
    expect(report.errors.map(({ code }) => code)).toContain("number_taken");
    expect([report.files, report.proven]).toEqual([[], null]);
    expect(await db("site").where("organisation_id", elsewhere)).toEqual([]);
    const broken = takeIn(contextOf(db, elsewhere), Buffer.from("PK\u0003\u0004 broken"));
    await expect(broken).rejects.toMatchObject({ code: "input_invalid" });
  });
});
