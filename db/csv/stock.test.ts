import { describe, expect, it } from "vitest";
import { listAudit } from "../audit.ts";
import { pageStock } from "../sim-stock-list.ts";
import { anOrganisation, testActor, testKeyring, testNow } from "../testing/builders.ts";
import { testDatabases } from "../testing/databases.ts";
import { anIccid, aSubscription } from "../testing/subscriptions.ts";
import type { Db } from "../types.ts";
import { usageSheet } from "./data-usage.ts";
import { importSheet } from "./import.ts";
import { readCsv } from "./read-csv.ts";
import type { InboundSheet } from "./sheet.ts";
import { stockSheet } from "./stock.ts";

function take(db: Db, sheet: InboundSheet, lines: readonly string[], dryRun = false) {
  const context = { db, keyring: testKeyring, organisationId: "", actor: testActor, access: "all", now: testNow } as const;
  return importSheet(sheet, readCsv(Buffer.from(`${lines.join("\n")}\n`)), context, dryRun);
}
const stock = (db: Db, organisations: readonly string[] | null = null) =>
  pageStock(db, { organisations, search: "", limit: 50, offset: 0, descending: false });
const wrong = (report: { errors: readonly { line: number; field: string | null; code: string }[] }) =>
  report.errors.map(({ line, field, code }) => [line, field, code]);

describe.each(testDatabases())("files of SIM cards on $name", ({ connect }) => {
  it("are tried without keeping anything, and then taken as a whole, with one entry in the change log for each customer", async () => {
    const db = await connect();
    const { id, title } = await anOrganisation(db, { title: "Sjöbo Plåt AB" });
    const [plain, esim] = [anIccid(), anIccid()];
    const spaced = plain.replace(/(\d{4})/g, "$1 ");
    // A spreadsheet has dropped the zeros before a PIN, and a person has typed the number in fours.
    const file = [
      "Kortnummer;IMSI;Korttyp;PIN;PUK;Kund;Aktiveringskod",
      `${spaced};;Kort;17;12345678;;`,
      `${esim};240070000000017;eSIM;;;${title};LPA:1$x.example$A`,
    ];
    const tried = await take(db, stockSheet(null), file, true);
    expect([tried.outcomes, tried.errors, (await stock(db)).total]).toEqual([{ created: 2, updated: 0, unchanged: 0 }, [], 0]);
    await take(db, stockSheet(null), file);
    expect((await stock(db)).rows).toMatchObject([
      { iccid: plain, form: "physical", codes: ["pin1", "puk1"], organisation: null },
      { iccid: esim, form: "esim", codes: ["activation"], organisation: { id } },
    ]);
    const [entry] = await listAudit(db, { organisationId: id, action: "sim_card.stocked" });
    expect(entry?.after).toEqual({ added: 1, changed: 0 });
    const again = await take(db, stockSheet(null), [`iccid;pin1;puk1`, `${plain};0017;12345678`, `${esim};;`]);
    expect(again.outcomes).toEqual({ created: 0, updated: 0, unchanged: 2 });
    const changed = await take(db, stockSheet(null), ["iccid;pin1", `${plain};9999`], true);
    // That a code is new is said, and not what it is.
    expect(changed.people?.[0]?.changes).toEqual([{ column: "pin1", before: "", after: "••••" }]);
    expect(JSON.stringify(changed)).not.toContain("9999");
  });

  it("with a wrong row are refused as a whole, each error at its line and column", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const used = (await aSubscription(db, organisationId)).simCards[0]?.iccid ?? "";
    const good = anIccid();
    const report = await take(db, stockSheet(null), [
      "iccid;form;pin1;puk1;organisation",
      `${good};;;;`,
      `${good};;;;`,
      `${good.slice(0, -1)}${(Number(good.at(-1)) + 1) % 10};;;;`,
      "8,94607E+18;;;;",
      `${anIccid()};papper;;;`,
      `${anIccid()};;12a4;;`,
      `${anIccid()};;;123456789;`,
      `${anIccid()};;;;Okänt AB`,
      `${used};esim;;;`,
    ]);
    expect(wrong(report)).toEqual([
      [3, "iccid", "csv_row_twice"],
      [4, "iccid", "iccid_invalid"],
      [5, "iccid", "iccid_rounded"],
      [6, "form", "input_invalid"],
      [7, "pin1", "sim_code_invalid"],
      [8, "puk1", "sim_code_invalid"],
      [9, "organisation", "organisation_not_found"],
      [10, "iccid", "stock_card_taken"],
    ]);
    // A code that is wrong is not said again.
    expect(JSON.stringify(report.errors)).not.toContain("123456789");
    expect((await stock(db)).total).toBe(0);
  });

  it("of an operator of some customers hold cards for those alone", async () => {
    const db = await connect();
    const [mine, theirs] = [await anOrganisation(db, { title: "Mitt AB" }), await anOrganisation(db, { title: "Deras AB" })];
    const [a, b] = [anIccid(), anIccid()];
    const report = await take(db, stockSheet([mine.id]), ["iccid;kund", `${a};Mitt AB`, `${b};Deras AB`, `${anIccid()};`]);
    expect(wrong(report)).toEqual([
      [3, "organisation", "organisation_not_found"],
      [4, "organisation", "organisation_not_found"],
    ]);
    await take(db, stockSheet(null), ["iccid;kund", `${b};${theirs.name}`]);
    // What is another's already cannot be taken over.
    expect(wrong(await take(db, stockSheet([mine.id]), ["iccid;kund", `${b};Mitt AB`]))).toEqual([
      [2, "organisation", "organisation_not_found"],
    ]);
  });
});

describe.each(testDatabases())("files of usage on $name", ({ connect }) => {
  it("count by card and day; the later count holds, also a lower one, and strangers are left out and named", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const card = (await aSubscription(db, organisationId)).simCards[0];
    const [iccid, stranger] = [card?.iccid ?? "", anIccid()];
    const count = async (lines: string[], dryRun = false, organisations: readonly string[] | null = null) => {
      const sheet = usageSheet(organisations);
      const report = await take(db, sheet, ["kortnummer;dag;inrikes;EU;utland;räknat", ...lines], dryRun);
      return { ...sheet.notes(), outcomes: report.outcomes, errors: wrong(report) };
    };
    const bytes = async () =>
      (
        await db("subscription_usage")
          .where("sim_card_id", card?.id ?? "")
          .first("domestic_bytes")
      )?.domestic_bytes;
    const first = [`${iccid};2026-03-01;5 000 000;0;;2026-03-01 23:00`, `${stranger};2026-03-01;1;;;`];
    expect(await count(first, true)).toMatchObject({ unknown: [stranger], outcomes: { created: 0, updated: 1, unchanged: 1 } });
    expect(await bytes()).toBeUndefined();
    await count(first);
    expect(await bytes()).toBe(5_000_000);
    expect(await count([`${iccid};2026-03-01;4000000;0;0;2026-03-02T07:00:00Z`])).toMatchObject({ corrected: 1, late: 0 });
    expect(await bytes()).toBe(4_000_000);
    expect(await count([`${iccid};2026-03-01;9000000;0;0;2026-03-01 23:30`])).toMatchObject({ corrected: 0, late: 1 });
    expect(await bytes()).toBe(4_000_000);
    // Of a customer that somebody else looks after.
    expect(await count([`${iccid};2026-03-02;1;;;`], false, [])).toMatchObject({ unknown: [iccid], outcomes: { updated: 0 } });
  });

  it("with a wrong row are refused as a whole", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const iccid = (await aSubscription(db, organisationId)).simCards[0]?.iccid ?? "";
    const report = await take(db, usageSheet(null), [
      "iccid;day;domestic_bytes;counted_at",
      `${iccid};2026-03-01;1;`,
      `${iccid};2026-03-01;2;`,
      `${iccid};2026-02-29;1;`,
      `${iccid};2026-03-04;1;`,
      `${iccid};2026-02-20;1,5;`,
      `${iccid};2026-02-21;-1;`,
      `${iccid};2026-02-22;1;i går`,
    ]);
    expect(wrong(report)).toEqual([
      [3, null, "csv_row_twice"],
      [4, "day", "date_invalid"],
      [5, "day", "date_invalid"],
      [6, "domestic_bytes", "input_invalid"],
      [7, "domestic_bytes", "input_invalid"],
      [8, "counted_at", "time_invalid"],
    ]);
    expect(await db("subscription_usage").select()).toEqual([]);
  });
});
