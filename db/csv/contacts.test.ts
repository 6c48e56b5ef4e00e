import { describe, expect, it } from "vitest";
import { listAudit } from "../audit.ts";
import { type ContactList, listContacts, updateContact } from "../contacts.ts";
import { aContact, aContactList, anOrganisation, aPhone, testActor, testKeyring, testNow } from "../testing/builders.ts";
import { testDatabases } from "../testing/databases.ts";
import type { Db } from "../types.ts";
import { undoWrite } from "../undo/undo.ts";
import { contactsOf, importCards } from "./contacts.ts";
import { decodeText } from "./decode-text.ts";
import { type ImportReport, importSheet } from "./import.ts";
import { readCsv } from "./read-csv.ts";
import { writeCsv } from "./write-csv.ts";

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const contextOf = (db: Db, { organisationId }: ContactList, at = testNow) => ({
  ...{ db, keyring: testKeyring, organisationId, actor: testActor, access: "all", now: at },
});

async function take(db: Db, list: ContactList, file: string | Uint8Array, say: { dryRun?: boolean; skipWrong?: boolean } = {}) {
  const bytes = typeof file === "string" ? utf8(file) : file;
  const { dryRun = false, skipWrong = false } = say;
  const context = { ...contextOf(db, list), access: "all" as const };
  const text = decodeText(bytes);
  if (text.startsWith("BEGIN:VCARD")) return importCards(context, list, text, dryRun, skipWrong);
  return importSheet(contactsOf(list, skipWrong), readCsv(bytes), context, dryRun);
}

const shown = async (db: Db, list: ContactList) =>
  (await listContacts(db, { organisationId: list.organisationId, listId: list.id })).map(
    ({ name, numbers }) => `${name}: ${numbers.map(({ kind, number }) => `${kind} ${number}`).join(", ")}`,
  );
const errorsOf = ({ errors }: ImportReport) => errors.map(({ line, field, code }) => [line, field, code]);

describe.each(testDatabases())("a file of contacts on $name", ({ connect }) => {
  async function aList(say: object = {}) {
    const db = await connect();
    const { id } = await anOrganisation(db);
    return { db, list: await aContactList(db, id, say) };
  }

  it("creates, changes and leaves alone, by name and company, and says which cells are new", async () => {
    const { db, list } = await aList();
    await aContact(db, list, { firstName: "Ulla", lastName: "Ek", company: "Trä AB", title: "Vd", note: "Kvar" });
    await aContact(db, list, { company: "Sten AB", numbers: [{ kind: "work", number: "08-465 004 21" }] });
    const file = [
      "Förnamn;Efternamn;Företag;Telefon;Mobiltelefon;E-post;Etiketter;Ort",
      "ulla;Ek;Trä AB;08-465 004 17;070-174 06 05;ulla@example.se;VIP, Trä;Lund",
      ";;Sten AB;+46 8 465 004 21;;;;",
      "Bo;Öst;;0046(0)31-390 06 10, 112;;;;",
    ].join("\r\n");
    const tried = await take(db, list, file, { dryRun: true });
    expect(tried).toMatchObject({ rows: 3, outcomes: { created: 1, updated: 1, unchanged: 1 }, errors: [], leftOut: ["Ort"] });
    expect(tried.people?.find(({ line }) => line === 2)?.changes).toEqual([
      { column: "first_name", before: "Ulla", after: "ulla" },
      { column: "mobile", before: "", after: "070-174 06 05" },
      { column: "email", before: "", after: "ulla@example.se" },
      { column: "tags", before: "", after: "VIP, Trä" },
    ]);
    expect(await shown(db, list)).toHaveLength(2);
    await take(db, list, file);
    expect(await shown(db, list)).toEqual([
      "ulla Ek: work +46846500417, mobile +46701740605",
      "Sten AB: work +46846500421",
      "Bo Öst: work +46313900610, work 112",
    ]);
    expect((await take(db, list, file)).outcomes).toEqual({ created: 0, updated: 0, unchanged: 3 });
    const [kept] = (await listContacts(db, { organisationId: list.organisationId, listId: list.id })).filter(
      ({ firstName }) => firstName === "ulla",
    );
    expect(kept).toMatchObject({ title: "Vd", note: "Kvar", tags: ["VIP", "Trä"] });
  });

  it("takes nothing when one row is wrong, and says of each what and where; the others alone when that is asked for", async () => {
    const { db, list } = await aList({ name: "Jour" });
    const file = [
      "first_name;last_name;company;work;email;list",
      "Bo;Ek;;08-465 004 21;;",
      "Per;Ek;;ring mig;;",
      "Eva;Ek;;;;",
      ";;;08-465 004 22;;",
      "Åke;Ek;;08-465 004 23;ingen adress;Jour",
      `${"x".repeat(101)};Ek;;08-465 004 24;;`,
      "Kim;Ek;;701740605;;",
      "Liv;Ek;;08-465 004 25;;Leverantörer",
    ].join("\n");
    const wrong = await take(db, list, file);
    expect(errorsOf(wrong)).toEqual([
      [3, "work", "number_invalid"],
      [4, "work", "contact_numberless"],
      [5, "last_name", "contact_nameless"],
      [6, "email", "input_invalid"],
      [7, "first_name", "input_invalid"],
      [8, "work", "number_zero_lost"],
      [9, "list", "contact_of_other_list"],
    ]);
    expect([
      await shown(db, list),
      await listAudit(db, { organisationId: list.organisationId, action: "contact_list.contacts_written" }),
    ]).toEqual([[], []]);
    await take(db, list, file, { skipWrong: true });
    expect(await shown(db, list)).toEqual(["Bo Ek: work +46846500421"]);
  });

  it("warns of numbers that somebody has, in the list and in the file, and takes a row that stands twice once", async () => {
    const { db, list } = await aList();
    await aContact(db, list, { company: "Växeln AB", numbers: [{ kind: "work", number: "08-465 004 21" }] });
    const rows = ["Bo;Ek;08-465 004 21", "Eva;Lund;070-174 06 05", "Per;Lund;0701740605", "Bo;Ek;+46846500421"];
    const report = await take(db, list, ["first_name;last_name;work", ...rows].join("\n"));
    expect(report.warnings?.map(({ line, code, values }) => [line, code, values.name ?? values.line])).toEqual([
      [2, "number_in_list", "Växeln AB"],
      [4, "number_in_file", 3],
      [5, "row_twice", "Bo Ek"],
    ]);
    expect(await shown(db, list)).toHaveLength(4);
  });

  it("tells two of one name apart by their numbers", async () => {
    const { db, list } = await aList();
    const one = (number: string) =>
      aContact(db, list, { firstName: "Bo", lastName: "Ek", company: "", numbers: [{ kind: "work", number }] });
    await one("08-465 004 21");
    await one("08-465 004 22");
    const file = "first_name;last_name;work;title\nBo;Ek;08-465 004 22;Vd\nBo;Ek;08-465 004 21;Snickare\nBo;Ek;08-465 004 23;Ny";
    expect((await take(db, list, file)).outcomes).toEqual({ created: 1, updated: 2, unchanged: 0 });
    const contacts = await listContacts(db, { organisationId: list.organisationId, listId: list.id });
    expect(contacts.map(({ title, numbers }) => `${title} ${numbers[0]?.number}`).toSorted()).toEqual([
      ...["Ny +46846500423", "Snickare +46846500421", "Vd +46846500422"],
    ]);
  });

  it("reads Windows-1252, UTF-16 and cards of a telephone as it reads UTF-8", async () => {
    const { db, list } = await aList();
    const latin = Uint8Array.from([
      ...new TextEncoder().encode("company,work\r\n"),
      0xc5,
      0x6b,
      0x65,
      ...utf8(",08-465 004 21\r\n"),
    ]);
    const utf16 = Uint8Array.from([0xff, 0xfe, ...Buffer.from("company\twork\r\nÄlg\t08-465 004 22\r\n", "utf16le")]);
    await take(db, list, latin);
    await take(db, list, utf16);
    const cards =
      "BEGIN:VCARD\nVERSION:2.1\nN;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:=C3=96st;Bo\nTEL;CELL:0701740605\nTEL;FAX:08-465 004 23\nEND:VCARD\n";
    const report = await take(db, list, cards);
    expect(report.warnings?.map(({ code, values }) => [code, values.values])).toEqual([["left_out", ["08-465 004 23"]]]);
    expect(await shown(db, list)).toEqual(["Åke: work +46846500421", "Älg: work +46846500422", "Bo Öst: mobile +46701740605"]);
    const broken = await take(db, list, `${cards}BEGIN:VCARD\nFN:Åke\nTEL:08-465 004 24\n`);
    expect(errorsOf(broken)).toEqual([[7, null, "vcard_unended"]]);
  });

  it("comes back as it went out, formulas and all", async () => {
    const { db, list } = await aList();
    await aContact(db, list, { company: "=1+1", title: "-x", note: 'Rad "ett"\nRad två; tre', tags: ["a, b", "@c"] });
    const sheet = contactsOf(list, false);
    const rows = await sheet.exportRows(db, list.organisationId);
    const csv = writeCsv(
      sheet.columns.map(({ name }) => name),
      rows,
      ";",
    );
    expect(csv).toContain("'=1+1");
    expect((await take(db, list, csv)).outcomes).toEqual({ created: 0, updated: 0, unchanged: 1 });
  });

  it("is one entry in the log and is taken back as one, and again, unless somebody has changed a contact since", async () => {
    const { db, list } = await aList();
    const { organisationId } = list;
    const had = await aContact(db, list, { company: "Sten AB", numbers: [{ kind: "work", number: "08-465 004 21" }] });
    const follows = { kind: "speedDial", target: { kind: "contact", id: had.id } } as const;
    const phone = await aPhone(db, organisationId, { keys: [{ place: { module: 0, index: 1 }, ...follows }] });
    const revision = async () => Number((await db("phone").where("id", phone.id).first("revision")).revision);
    const before = await revision();
    await take(db, list, "company;work\nSten AB;08-465 004 29\nGrus AB;08-465 004 22\n");
    expect(await revision()).toBe(before + 1);
    const [entry] = await listAudit(db, { organisationId, action: "contact_list.contacts_written" });
    expect(entry).toMatchObject({ after: { contactsMade: 1, contactsChanged: 1, contactsGone: 0 }, subject: { id: list.id } });
    const all = { access: "all", operator: true } as const;
    let minutes = 0;
    const undo = async () => {
      const [last] = await listAudit(db, { organisationId, action: "contact_list.contacts_written" });
      minutes += 1;
      const now = new Date(testNow.getTime() + minutes * 60_000);
      await undoWrite(db, testKeyring, { organisationId, id: last?.id ?? "" }, all, testActor, now);
    };
    await undo();
    expect([await shown(db, list), await revision()]).toEqual([["Sten AB: work +46846500421"], before + 2]);
    await undo();
    expect(await shown(db, list)).toEqual(["Grus AB: work +46846500422", "Sten AB: work +46846500429"]);
    const { firstName, lastName, title, numbers } = had;
    const changed = { organisationId, id: had.id, firstName, lastName, title, company: "Sten & Co", numbers: [...numbers] };
    await updateContact(db, changed, testActor, testNow);
    await expect(undo()).rejects.toMatchObject({ code: "undo_changed", detail: { fields: ["contactsChanged"] } });
  });

  it("of ten thousand is taken in, and taken in again without touching anything", async () => {
    const { db, list } = await aList();
    const number = (n: number) => `+4540${String(n).padStart(6, "0")}`;
    const rows = Array.from({ length: 10_000 }, (_, n) => `Förnamn ${n};Efternamn ${n % 700};Firma ${n % 90} AB;${number(n)}`);
    const file = ["first_name;last_name;company;work", ...rows].join("\n");
    let statements = 0;
    db.on("query", () => {
      statements += 1;
    });
    expect((await take(db, list, file)).outcomes.created).toBe(10_000);
    expect(statements).toBeLessThan(150);
    expect((await take(db, list, file)).outcomes).toEqual({ created: 0, updated: 0, unchanged: 10_000 });
  });
});
