import { describe, expect, it } from "vitest";
import { listAudit } from "../audit.ts";
import { everyPerson, getPerson } from "../people.ts";
import { updateAdvanced, updateNumbers } from "../people-changes.ts";
import { type CreatePerson, createPerson } from "../people-create.ts";
import { createResponseGroup } from "../response-groups.ts";
import { anOrganisation, aPhone, aSipAccount, testActor, testKeyring, testNow } from "../testing/builders.ts";
import { testDatabases } from "../testing/databases.ts";
import type { Db } from "../types.ts";
import { importSheet } from "./import.ts";
import { readCsv } from "./read-csv.ts";
import { users } from "./users.ts";
import { writeCsv } from "./write-csv.ts";

const add = (db: Db, input: CreatePerson) => createPerson(db, input, "all", testActor, testNow);

function takeIn(db: Db, organisationId: string, text: string, dryRun = false) {
  const context = { db, keyring: testKeyring, organisationId, actor: testActor, access: "all", now: testNow } as const;
  return importSheet(users, readCsv(Buffer.from(text)), context, dryRun);
}

async function exported(db: Db, organisationId: string): Promise<string> {
  const header = users.columns.map((column) => column.name);
  return writeCsv(header, await users.exportRows(db, organisationId), ";");
}

const says = (report: Awaited<ReturnType<typeof takeIn>>) => report.errors.map((one) => [one.line, one.field, one.code]);

describe.each(testDatabases())("a file of people on $name", ({ connect }) => {
  it("holds everything that can be said of a person, and comes back as it went out", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const names = { organisationId, firstName: "=Åsa", lastName: 'Öberg; "Ö"' };
    const numbers = {
      primaryNumber: "08-465 004 01",
      extension: "401",
      mobile: { number: "070-174 06 05", profile: "mex" },
    } as const;
    const rest = { email: "asa@example.se", username: "asa", language: "en", fixedOperator: "telia" } as const;
    const words = ["kran, stor", "a\\b", "👩‍🔧"];
    const asa = await add(db, { ...names, ...numbers, ...rest, searchWords: words, rights: ["user", "administrator"] });
    await updateAdvanced(db, { organisationId, id: asa.id, features: { ex_telefonist: true } }, "ex", "all", testActor, testNow);
    await aSipAccount(db, organisationId, { userId: asa.id, sipUser: "401" });
    await add(db, { organisationId, firstName: "Bo", lastName: "Ek", mobile: { number: "+4791234567", profile: "external" } });
    const before = await everyPerson(db, organisationId);
    const text = await exported(db, organisationId);
    expect(text).toContain("'=Åsa");
    expect(text).toContain("EX-Val för telefonist i röstbrevlåda");
    expect(await takeIn(db, organisationId, text)).toMatchObject({ rows: 2, outcomes: { created: 0, updated: 0, unchanged: 2 } });
    expect(await everyPerson(db, organisationId)).toEqual(before);
    // Into an empty firm it makes the same people, but for their ids.
    const other = await connect();
    const { id: elsewhere } = await anOrganisation(other);
    const anew = text.replace(/;[0-9a-f-]{36}\r\n/g, ";\r\n");
    expect(await takeIn(other, elsewhere, anew)).toMatchObject({ outcomes: { created: 2 }, errors: [] });
    expect((await exported(other, elsewhere)).replace(/;[0-9a-f-]{36}\r\n/g, ";\r\n")).toBe(anew);
  });

  it("says what each row would do, does it only when meant, and writes the log as if it had been done by hand", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const { id } = await add(db, {
      organisationId,
      firstName: "Bo",
      lastName: "Ek",
      primaryNumber: "08-465 004 02",
      extension: "402",
    });
    const shows = { place: { module: 0, index: 3 }, kind: "blf", target: { kind: "user", id } } as const;
    const phone = await aPhone(db, organisationId, { keys: [shows] });
    const other = await aPhone(db, organisationId);
    const text = `id;first_name;last_name;extension;search_words\n${id};Bo;Sandvall;;kran\n;Åsa;Öberg;403;\n`;
    const tried = await takeIn(db, organisationId, text, true);
    expect(tried).toMatchObject({ outcomes: { created: 1, updated: 1, unchanged: 0 }, errors: [] });
    expect("people" in tried && tried.people).toMatchObject([
      {
        line: 2,
        outcome: "updated",
        changes: [
          { column: "last_name", before: "Ek", after: "Sandvall" },
          { column: "extension", before: "402", after: "" },
          { column: "search_words", before: "", after: "kran" },
        ],
      },
      { line: 3, outcome: "created", name: "Åsa Öberg" },
    ]);
    expect((await getPerson(db, { organisationId, id })).lastName).toBe("Ek");
    expect((await takeIn(db, organisationId, text)).errors).toEqual([]);
    const bo = await getPerson(db, { organisationId, id });
    expect(bo).toMatchObject({ name: "Bo Sandvall", extension: null, searchWords: ["kran"] });
    expect(bo.versions).toMatchObject({ details: 2, numbers: 2, extra: 2, role: 1 });
    const entries = (await listAudit(db, { organisationId, subjectId: id })).map(({ action, before, after }) => [
      action,
      before,
      after,
    ]);
    expect(entries).toContainEqual(["user.details_updated", { lastName: "Ek" }, { lastName: "Sandvall" }]);
    expect(entries).toContainEqual(["user.numbers_updated", { extension: "402" }, { extension: null }]);
    expect(await listAudit(db, { organisationId, action: "user.created" })).toHaveLength(2);
    const raised: { id: string; revision: number }[] = await db("phone")
      .whereIn("id", [phone.id, other.id])
      .select("id", "revision");
    expect(raised.find((one) => one.id === phone.id)?.revision).toBeGreaterThan(phone.revision);
    expect(raised.find((one) => one.id === other.id)?.revision).toBe(other.revision);
  });

  it("lets two people swap numbers, extensions and user names in one file", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const one = await add(db, {
      organisationId,
      firstName: "Bo",
      lastName: "Ek",
      primaryNumber: "08-465 004 01",
      extension: "401",
      username: "bosse",
    });
    const two = await add(db, {
      organisationId,
      firstName: "Åsa",
      lastName: "Ek",
      primaryNumber: "08-465 004 02",
      extension: "402",
      username: "asa",
    });
    const head = "id;first_name;last_name;primary_number;extension;username";
    const text = [head, `${one.id};Bo;Ek;08-465 004 02;402;asa`, `${two.id};Åsa;Ek;08-465 004 01;401;bosse`].join("\n");
    expect(await takeIn(db, organisationId, text)).toMatchObject({ outcomes: { updated: 2 }, errors: [] });
    const bo = await getPerson(db, { organisationId, id: one.id });
    expect([bo.numbers[0]?.e164, bo.extension, bo.username]).toEqual(["+46846500402", "402", "asa"]);
  });

  it("refuses what two would have, what belongs to others, and what a rule forbids, each with its line and column", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const { id: elsewhere } = await anOrganisation(db);
    await add(db, {
      organisationId: elsewhere,
      firstName: "Eva",
      lastName: "Ö",
      primaryNumber: "08-465 004 09",
      username: "eva",
    });
    await createResponseGroup(db, { organisationId, name: "Växeln", number: null, extension: "400" }, testActor, testNow);
    const boss = await add(db, {
      organisationId,
      firstName: "Bo",
      lastName: "Ek",
      email: "bo@example.se",
      rights: ["user", "administrator"],
    });
    const head =
      "first_name;last_name;email;primary_number;extension;username;mobile_number;mobile_profile;secondary_number;feature_groups;rights;deactivate_on;language";
    const rows = [
      "A;A;;08-465 004 09;;;;;;;;;",
      "B;B;;08-465 004 03;400;;;;;;;;",
      "C;C;;08-465 004 03;;eva;;;;;;;",
      "D;D;;070-174 06 05;;;;;;;;;",
      "E;E;;;;;070-174 06 05;;;;;;",
      "F;F;;;;;070-174 06 05;mex;070-174 06 06;;;;",
      "G;G;g@example.se;;;;;;;.Med RBL;;;",
      "H;H;h@example.se;;;;;;;;operator;;",
      "I;I;i@example.se;;;;;;;;;2020-01-01;",
      "Bo;Ek;BO@example.se;;;;;;;;user;;",
      "Bo;Ek;bo@example.se;;;;;;;;;;",
      "J;J;j@example.se;;;a;;;;;;;svenska",
      `${"x".repeat(10_000)};<>&"'%{};x@example.se;;;;;;;;;;`.replace('"', '""').replace(/;(<>&.*?\{\});/, ';"$1";'),
    ];
    const report = await takeIn(db, organisationId, [head, ...rows].join("\n"));
    expect(says(report)).toEqual([
      [2, "primary_number", "number_taken"],
      [3, "extension", "number_taken"],
      [4, "primary_number", "number_taken"],
      [4, "username", "username_taken"],
      [5, "primary_number", "number_kind_refused"],
      [6, "mobile_profile", "input_invalid"],
      [7, "secondary_number", "secondary_follows_mobile"],
      [8, "feature_groups", "feature_group_refused"],
      [9, "rights", "right_missing"],
      [10, "deactivate_on", "deactivation_date_past"],
      [11, "rights", "last_administrator"],
      [12, null, "csv_row_twice"],
      [13, "username", "username_invalid"],
      [14, "first_name", "input_invalid"],
    ]);
    expect(await everyPerson(db, organisationId)).toHaveLength(1);
    expect((await getPerson(db, { organisationId, id: boss.id })).rights).toContain("administrator");
    expect(says(await takeIn(db, organisationId, `id;first_name;last_name\n${boss.id.slice(0, -1)}x;Bo;Ek\n`))).toEqual([
      [2, "id", "user_not_found"],
    ]);
  });

  it("writes the pair of the legacy scheme as a whole, and leaves what it does not know", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    await db("organisation").where("id", organisationId).update({ feature_scheme: "legacy" });
    const bo = await add(db, { organisationId, firstName: "Bo", lastName: "Ek", email: "bo@example.se" });
    await db("users")
      .where("id", bo.id)
      .update({ features: JSON.stringify([...bo.features, "fjärran"]) });
    const file = (groups: string) => `first_name;last_name;email;feature_groups\nBo;Ek;bo@example.se;"${groups}"\n`;
    expect(says(await takeIn(db, organisationId, file(".Hänvisning med RBL, .Utan RBL")))).toEqual([
      [2, "feature_groups", "feature_group_half"],
    ]);
    expect(await takeIn(db, organisationId, file(".Hänvisning utan RBL, .Utan RBL"))).toMatchObject({ outcomes: { updated: 1 } });
    const after = await getPerson(db, { organisationId, id: bo.id });
    expect(new Set(after.features)).toEqual(new Set(["fjärran", "hanvisning_utan_rbl", "utan_rbl"]));
    expect(await takeIn(db, organisationId, file(""))).toMatchObject({ outcomes: { unchanged: 1 } });
  });

  it("asks the database as often for many rows as for few", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const file = (from: number, count: number) =>
      `first_name;last_name;email;extension\n${Array.from({ length: count }, (_, n) => `Per;Nr ${from + n};p${from + n}@example.se;${2000 + from + n}`).join("\n")}\n`;
    let asked = 0;
    db.on("query", () => asked++);
    const counted = async (text: string) => {
      asked = 0;
      expect((await takeIn(db, organisationId, text)).errors).toEqual([]);
      return asked;
    };
    const few = await counted(file(0, 2));
    expect(await counted(file(2, 450))).toBe(few);
    expect(await everyPerson(db, organisationId)).toHaveLength(452);
    await updateNumbers(
      db,
      { organisationId, id: (await everyPerson(db, organisationId))[0]?.id ?? "", extension: "99" },
      testActor,
      testNow,
    );
  });
});
