import { unzipSync } from "fflate";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listAudit } from "../../db/audit.ts";
import { readCsv } from "../../db/csv/read-csv.ts";
import { insertInvoiceFile } from "../../db/invoices.ts";
import { testNow } from "../../db/testing/builders.ts";
import { aCall, keepInvoice, keepUsage } from "../../db/testing/invoices.ts";
import { aFirm, aHouse, type House, type Ids } from "../testing/house.ts";
import type { Visitor } from "../testing/visitor.ts";

const ends: (() => Promise<void>)[] = [];
let house: House;
let firm: Ids;
let asa: Visitor;
const minutes = (count: number) => new Date(testNow.getTime() + count * 60_000);

beforeAll(async () => {
  house = await aHouse({ closes: (close) => ends.push(close) });
  firm = await aFirm(house.db, 41);
  asa = await house.somebody(firm.organisation, ["user", "administrator"]);
});
// Before the databases are closed, which what a hook returns would not be.
afterAll(async () => {
  for (const end of ends) await end();
});

const place = (...parts: unknown[]) => `at=${encodeURIComponent(JSON.stringify(parts))}`;
const calls = (userId: string) => place("Malmö", [userId, "+46701740605"], "callsMobile");

describe("invoices", () => {
  it("are due until midnight where the organisation is, and on a day without banks until the next that has", async () => {
    const id = await keepInvoice(house.db, firm.organisation, { number: "S1", dueOn: "2026-02-28" });
    const state = async (at: string) => {
      house.now.at = new Date(at);
      const { body } = await asa.get(`/invoices/${id}`);
      return [body.state, body.payBy, body.changesAt];
    };
    // A Saturday: the Monday counts, until it is Tuesday in Stockholm.
    expect(await state("2026-03-02T22:59:59Z")).toEqual(["unpaid", "2026-03-02", "2026-03-02T23:00:00.000Z"]);
    expect((await state("2026-03-02T23:00:00Z"))[0]).toBe("overdue");
    const { body } = await asa.get("/invoices?state=overdue&q=S1");
    expect([body.total, body.rows[0].state, body.summary.overdue]).toEqual([
      1,
      "overdue",
      expect.objectContaining({ left: 125_000 }),
    ]);
    house.now.at = testNow;
  });

  it("come as the file that was made once, many in a zip, and never another organisation's", async () => {
    const other = await aFirm(house.db, 42);
    const pdf = await asa.get(`/invoices/${firm.invoice}/pdf`);
    expect([pdf.body, pdf.headers.get("content-type"), pdf.headers.get("content-disposition")]).toEqual([
      ...["%PDF-1.7 a test", "application/pdf", 'attachment; filename="faktura-202641.pdf"'],
    ]);
    for (const path of ["pdf", "ubl", "specification", `calls?${calls("u")}`, "specification/export", ""]) {
      const foreign = await asa.get(`/invoices/${other.invoice}/${path}`.replace(/\/$/, ""));
      expect([path, foreign.status, foreign.body.code]).toEqual([path, 404, "invoice_not_found"]);
    }
    const second = await keepInvoice(house.db, firm.organisation, { number: "Z/2", issuedOn: "2026-10-02" });
    const file = { kind: "pdf", name: "faktura-202641.pdf", mediaType: "application/pdf", sha256: "1".repeat(64) } as const;
    await insertInvoiceFile(house.db, second, { ...file, bytes: Buffer.from("%PDF-1.7 another") });
    const ids = `${firm.invoice},${second}`;
    const zip = await fetch(`${house.url}/api/invoices/archive?ids=${ids}`, { headers: cookieOf(asa) });
    const files = unzipSync(new Uint8Array(await zip.arrayBuffer()));
    const text = Object.entries(files).map(([name, bytes]) => [name, new TextDecoder().decode(bytes)]);
    expect(text).toEqual([
      ["faktura-202641.pdf", "%PDF-1.7 a test"],
      ["faktura-202641-2.pdf", "%PDF-1.7 another"],
    ]);
    expect((await asa.get(`/invoices/archive?ids=${firm.invoice},${other.invoice}`)).status).toBe(404);
  });

  it("leave as a list with the amounts that a Swedish spreadsheet adds up, formulas guarded", async () => {
    await keepInvoice(house.db, firm.organisation, { number: "=2+3", net: -5_000, kind: "creditNote", dueOn: null });
    const { body, headers } = await asa.get("/invoices/export?sort=number&kind=creditNote");
    expect(headers.get("content-type")).toBe("text/csv; charset=utf-8");
    const [head, row] = body.replace("\ufeff", "").split("\r\n");
    expect(head).toMatch(/^Nummer;Typ;Fakturadatum;Förfallodag/);
    expect(row).toMatch(
      /^'=2\+3;Kreditfaktura;.*;-62,00;0,00;0,00;-62,00;Tillgodo$|^'=2\+3;Kreditfaktura;.*;-63,00;0,00;0,00;-63,00;Tillgodo$/,
    );
  });
});

describe("a search for everything", () => {
  it("finds invoices by a part of their number, the own ones alone", async () => {
    const { body } = await asa.get("/search?q=202641");
    expect(body.invoices.map(({ number }: { number: string }) => number)).toEqual(["2026410"]);
    expect((await asa.get("/search?q=faktura")).body.invoices).toEqual([]);
  });
});

describe("a specification", () => {
  it("shows called numbers masked, whole for a stated reason and a quarter of an hour, to whoever gave it, and tells those concerned", async () => {
    const path = `/invoices/${firm.invoice}`;
    const masked = await asa.get(`${path}/calls?${calls(firm.user)}`);
    expect([masked.body.calls.map(plainCalled), masked.body.unlisted.count, masked.body.full]).toEqual([
      ["070-174 0• ••"],
      1,
      false,
    ]);
    for (const reason of ["", "för att", "aaaaaaaaaaaaaa", "1234567890123"]) {
      const { status, body } = await asa.post(`${path}/sight`, { reason });
      expect([reason, status, body.code, body.errors[0].field]).toEqual([reason, 422, "sight_reason_missing", "reason"]);
    }
    const said = await asa.post(`${path}/sight`, { reason: " Kontroll av\nsamtal  till utlandet " });
    expect(said.body).toEqual({ reason: "Kontroll av samtal till utlandet", of: null, until: minutes(15).toISOString() });
    expect((await asa.get(path)).body.sight).toEqual(said.body);
    const whole = await asa.get(`${path}/calls?${calls(firm.user)}`);
    expect([whole.body.calls.map(plainCalled), whole.body.full, whole.body.unlisted.count]).toEqual([["070-174 06 12"], true, 1]);
    // Nobody else sees more than before.
    const colleague = await house.somebody(firm.organisation, ["user", "administrator"]);
    expect((await colleague.get(`${path}/calls?${calls(firm.user)}`)).body.full).toBe(false);
    expect((await colleague.get(path)).body.sight).toBeNull();
    const [entry] = await listAudit(house.db, { organisationId: firm.organisation, action: "invoice.calls_unmasked" });
    expect(entry).toMatchObject({
      actor: { id: asa.id },
      subject: { kind: "invoice", id: firm.invoice, name: "2026410" },
      after: { reason: "Kontroll av samtal till utlandet", until: minutes(15).toISOString() },
    });
    house.now.at = minutes(15);
    expect((await asa.get(`${path}/calls?${calls(firm.user)}`)).body.full).toBe(false);
    expect((await asa.get(path)).body.sight).toBeNull();
    house.now.at = testNow;
    expect((await asa.delete(`${path}/sight`)).status).toBe(204);
    expect((await asa.get(`${path}/calls?${calls(firm.user)}`)).body.full).toBe(false);
    const ended = await listAudit(house.db, { organisationId: firm.organisation, action: "invoice.calls_masked" });
    expect(ended).toHaveLength(1);
  });

  it("shows one holder's numbers alone where the reason is about that one", async () => {
    const id = await keepInvoice(house.db, firm.organisation, { number: "T1" });
    const nobody = aCall({ userId: null, userName: null, number: null, called: "+46701740613" });
    await keepUsage(house.db, id, [aCall(), aCall({ userId: "u2", userName: "Bo Ek", number: "+46701740606" }), nobody]);
    const of = { userId: "u1", number: "+46701740605" };
    await asa.post(`/invoices/${id}/sight`, { reason: "Fråga från Åsa om hennes samtal", of });
    const full = async (user: string | null, number: string | null) =>
      (await asa.get(`/invoices/${id}/calls?${place("Malmö", [user, number], "callsMobile")}`)).body.full;
    expect([await full("u1", "+46701740605"), await full("u2", "+46701740606")]).toEqual([true, false]);
    const csv = (await asa.get(`/invoices/${id}/specification/export?what=rows`)).body.replaceAll("\u00a0", " ");
    expect([csv.match(/070-174 06 12/g)?.length, csv.match(/070-174 0• ••/g)?.length]).toEqual([1, 2]);
    const exports = await listAudit(house.db, { organisationId: firm.organisation, action: "invoice.calls_exported" });
    expect(exports.map(({ after }) => after)).toEqual([{ reason: "Fråga från Åsa om hennes samtal" }]);
    await asa.post(`/invoices/${id}/sight`, { reason: "Samtal som ingen står för", of: { userId: null, number: null } });
    expect([await full("u1", "+46701740605"), await full(null, null)]).toEqual([false, true]);
    // Rows that are still coming in are seen by nobody.
    await house.db("invoice_usage").where("invoice_id", id).delete();
    const { body } = await asa.get(`/invoices/${id}/calls?${place("Malmö", [null, null], "callsMobile")}`);
    expect([body.calls, body.total]).toEqual([[], 0]);
  });

  it("leaves as CSV, summed or row by row, with the invoice's net in all, nothing that no list may tell of, and formulas guarded", async () => {
    const id = await keepInvoice(house.db, firm.organisation, { number: "C1", net: 100_000 });
    await keepUsage(house.db, id, [
      aCall({ costPlace: "=cmd()", userName: "@Åsa", net: 4_901, description: "Till 070-174 06 12, kväll" }),
      aCall({ called: "116111", net: 0, seconds: 900 }),
      aCall({ called: "+4620123456", net: 7 }),
      aCall({ chargeClass: "discount", called: null, net: -1_250, description: "Rabatt" }),
      aCall({ chargeClass: "data", called: null, net: 0, bytes: 12_400_000_000, seconds: 0 }),
    ]);
    for (const [query, decimal] of [
      ["what=sums", ","],
      ["what=rows", ","],
      ["what=rows&separator=comma&language=en", "."],
    ] as const) {
      const { body } = await asa.get(`/invoices/${id}/specification/export?${query}`);
      const { rows, header } = readCsv(Buffer.from(body));
      const net = header.at(-1) ?? "";
      const ore = rows.map(({ cells }) => Math.round(Number((cells.get(net) ?? "").replace(decimal, ".")) * 100));
      expect([query, ore.reduce((sum, one) => sum + one, 0)]).toEqual([query, 100_000]);
      expect(body).toContain("'=cmd()");
      expect(body).toContain("'@Åsa");
      expect(body).not.toMatch(/116.?111|020-?12|06\u00a0?12|06 12/);
      expect(body).toMatch(query === "what=sums" ? /Rabatter/ : query.includes("en") ? /Calls that are not listed/ : /-12,50/);
    }
    const filtered = (await asa.get(`/invoices/${id}/specification/export?what=rows&classes=data`)).body;
    expect(filtered.trim().split("\r\n")).toHaveLength(2);
  });

  it("refuses a place or a filter that is none, and tells the field", async () => {
    for (const [query, field] of [
      ["at=x", "at"],
      ["at=%5B1%5D", "at"],
      [`at=${encodeURIComponent('["Malmö",["u",null],"callsMobile"]')}`, "at"],
      ["classes=nonsense", "classes.0"],
      ["number=x", "number"],
      ["by=nothing", "by"],
    ]) {
      const { status, body } = await asa.get(`/invoices/${firm.invoice}/specification?${query}`);
      expect([query, status, body.errors?.[0]?.field]).toEqual([query, 422, field]);
    }
    expect((await asa.get(`/invoices/${firm.invoice}/calls?at=%5B%5D`)).status).toBe(422);
  });
});

describe("the own calls", () => {
  it("are shown in full to the person alone, with who else has seen them so and why", async () => {
    const eva = await house.somebody(firm.organisation, ["user"]);
    const id = await keepInvoice(house.db, firm.organisation, { number: "M1", issuedOn: "2026-11-01" });
    const own = { userId: eva.id, userName: "Ottilia Testare" };
    await keepUsage(house.db, id, [
      aCall({ ...own, startedAt: "2026-10-03T08:00:00.000Z" }),
      aCall({ ...own, called: "116111", net: 0, seconds: 600 }),
      aCall({ ...own, chargeClass: "data", called: null, bytes: 5_000, startedAt: "2026-10-04T08:00:00.000Z" }),
      aCall({ userId: "u2", userName: "Bo Ek", number: "+46701740606", called: "+46846500477" }),
    ]);
    expect((await eva.get("/me/usage")).body).toEqual({
      invoices: [expect.objectContaining({ id, erased: false, sums: { count: 3, seconds: 720, bytes: 5_000, net: 98 } })],
      seen: [],
    });
    const { body } = await eva.get(`/me/calls?invoice=${id}`);
    expect([body.total, body.calls.map(plainCalled), body.unlisted.count]).toEqual([2, [null, "070-174 06 12"], 1]);
    expect(JSON.stringify(body)).not.toMatch(/116.?111|004.77/);
    await asa.post(`/invoices/${id}/sight`, { reason: "Stickprov efter larm om bedrägeri" });
    expect((await eva.get("/me/usage")).body.seen).toEqual([
      { by: "Ottilia Testare", at: testNow.toISOString(), reason: "Stickprov efter larm om bedrägeri" },
    ]);
    const other = await house.somebody(firm.organisation, ["user"]);
    expect((await other.get(`/me/calls?invoice=${id}`)).body.total).toBe(0);
    expect((await other.get("/me/usage")).body).toEqual({ invoices: [], seen: [] });
  });
});

const plainCalled = ({ called }: { called: string | null }) => called?.replaceAll("\u00a0", " ") ?? null;

function cookieOf(visitor: Visitor): Record<string, string> {
  return { cookie: [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join("; ") };
}
