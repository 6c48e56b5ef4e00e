import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { listAudit } from "../../db/audit.ts";
import { getInvoice, readInvoiceFile } from "../../db/invoices.ts";
import { createPerson } from "../../db/people-create.ts";
import { anOrganisation, aUser, testActor, testNow } from "../../db/testing/builders.ts";
import type { Db } from "../../db/types.ts";
import { setUserNumber } from "../../db/user-numbers.ts";
import { aHouse, type House } from "../testing/house.ts";
import type { Visitor } from "../testing/visitor.ts";
import { camt, referenceOf, saidInvoice, ubl } from "./testing/files.ts";

const asFile = { "content-type": "application/octet-stream" };
const ends: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const end of ends) await end();
});

describe.each(["SQLite", "PostgreSQL"] as const)("what comes in on %s", (database) => {
  let house: House;
  let operator: Visitor;
  let customers = 0;
  let files = 0;
  beforeAll(async () => {
    house = await aHouse({ database, closes: (close) => ends.push(close) });
    operator = await house.somebody((await anOrganisation(house.db)).id, ["operator"], { operates: "all" });
  });

  /** A customer of its own, so that nobody else's money is in the way. */
  async function aCustomer(): Promise<{ id: string; customer: string; number: (of: number) => string }> {
    const customer = `K${++customers}`;
    const { id } = await anOrganisation(house.db, { title: `Kund ${customer}` });
    await house.db("organisation").where({ id }).update({ customer_number: customer });
    return { id, customer, number: (of) => `9${String(customers).padStart(3, "0")}${of}` };
  }
  const send = async (body: Uint8Array, name = `fil-${++files}`) => {
    const answered = await operator.ask("POST", `/operator/finance/files?name=${name}`, { body, headers: asFile });
    return { status: answered.status, ...answered.body } as { status: number; known: boolean; file: Sent };
  };
  const taken = async (body: Uint8Array): Promise<Sent> => {
    const { file } = await send(body);
    expect([file.state, file.faults]).toEqual(["taken", []]);
    return file;
  };
  const idOf = ({ summary }: Sent): string => summary.invoice?.id ?? "";
  const balances = async (ids: readonly string[]) => {
    const rows: { id: string; payable: number; paid: number; credited: number }[] = await house
      .db("invoice")
      .whereIn("id", ids)
      .select();
    return ids.map((id) => {
      const row = rows.find((one) => one.id === id);
      return row ? row.payable - row.paid - row.credited : null;
    });
  };
  /** The sums kept on invoices and payments are those of the allocations, always. */
  const expectInStep = async () => {
    const { db } = house;
    const sums = async (column: string) =>
      new Map(
        (await db("payment_allocation").whereNotNull(column).groupBy(column).select(column).sum({ sum: "amount" })).map(
          (row: Record<string, unknown>) => [String(row[column]), Number(row.sum)],
        ),
      );
    const [byPayment, byNote] = [await sums("payment_id"), await sums("credit_note_id")];
    for (const { id, allocated } of await db("payment").select("id", "allocated")) expect(allocated).toBe(byPayment.get(id) ?? 0);
    const paid = await db("payment_allocation")
      .whereNotNull("payment_id")
      .groupBy("invoice_id")
      .select("invoice_id")
      .sum({ sum: "amount" });
    const credited = await db("payment_allocation")
      .whereNotNull("credit_note_id")
      .groupBy("invoice_id")
      .select("invoice_id")
      .sum({ sum: "amount" });
    const of = (rows: readonly Record<string, unknown>[], id: string) =>
      Number(rows.find((row) => row.invoice_id === id)?.sum ?? 0);
    for (const row of await db("invoice").select("id", "paid", "credited")) {
      expect(row.paid).toBe(of(paid, row.id));
      expect(row.credited).toBe(of(credited, row.id) - (byNote.get(row.id) ?? 0));
    }
  };

  it("an invoice is taken whole, once, with its PDF, and stays as it was issued", async () => {
    const { id: organisationId, customer, number } = await aCustomer();
    const said = { number: number(1), customer, net: 123_450 };
    const first = await send(ubl(said));
    expect([first.status, first.known, first.file.state]).toEqual([201, false, "taken"]);
    const id = idOf(first.file);
    const stored = await getInvoice(house.db, { organisationId, id });
    expect(stored).toMatchObject({ ...saidInvoice(said), paid: 0, credited: 0, payBy: "2026-04-01", voided: null });
    const pdf = await readInvoiceFile(house.db, { organisationId, id, kind: "pdf" });
    expect(pdf.bytes.subarray(0, 5).toString()).toBe("%PDF-");
    expect((await readInvoiceFile(house.db, { organisationId, id, kind: "ubl" })).bytes.equals(ubl(said))).toBe(true);
    const again = await send(ubl(said));
    expect([again.status, again.known, idOf(again.file)]).toEqual([200, true, id]);
    // The same said in other bytes is the same invoice; something else under its number is refused.
    const spaced = Buffer.from(ubl(said).toString().replace("</cbc:ID>", "</cbc:ID>\n  "));
    expect(await send(spaced)).toMatchObject({ known: true, file: { id: first.file.id } });
    const other = await send(ubl({ ...said, net: 100 }));
    expect(other).toMatchObject({
      status: 201,
      file: { state: "refused", faults: [{ code: "invoice_taken", found: said.number }] },
    });
    await house.db("organisation").where({ id: organisationId }).update({ title: "Helt annat namn AB" });
    const later = await readInvoiceFile(house.db, { organisationId, id, kind: "pdf" });
    expect([later.sha256, later.bytes.equals(pdf.bytes)]).toEqual([pdf.sha256, true]);
    const actions = (await listAudit(house.db, { organisationId })).map(({ action }) => action);
    expect(actions.filter((action) => action === "invoice.taken")).toEqual(["invoice.taken"]);
    const ofFile = await listAudit(house.db, { organisationId: null, subjectId: first.file.id });
    expect(ofFile.map(({ action, actor }) => [action, actor.name])).toEqual([["finance_file.taken", "Ottilia Testare"]]);
  });

  it("an invoice whose customer is not known, or not for certain, leaves nothing but that it came", async () => {
    const before = await house.db("invoice").count({ count: "*" });
    const unknown = await send(ubl({ number: "700001", customer: "NOBODY", net: 100 }));
    expect(unknown.file).toMatchObject({ state: "refused", kind: "invoice", faults: [{ code: "buyer_unknown" }] });
    const { id, customer } = await aCustomer();
    await house.db("organisation").where({ id }).update({ organisation_number: "5599990016" });
    const differs = await send(ubl({ number: "700002", customer, net: 100 }));
    expect(differs.file.faults.map(({ code }) => code)).toEqual(["buyer_ambiguous"]);
    expect(await house.db("invoice").count({ count: "*" })).toEqual(before);
    // Once the customer is known, the same file is taken.
    await house.db("organisation").where({ id }).update({ customer_number: "NOBODY", organisation_number: null });
    expect((await send(ubl({ number: "700001", customer: "NOBODY", net: 100 }))).file.state).toBe("taken");
  });

  it("a new invoice is told of by mail, to administrators with an address, where that is wished for", async () => {
    const { id, customer, number } = await aCustomer();
    const person = async (firstName: string, right: "administrator" | "user", email: string | null) =>
      createPerson(
        house.db,
        { organisationId: id, firstName, lastName: "Ek", rights: ["user", right], email },
        "all",
        testActor,
        testNow,
      );
    await person("Anna", "administrator", "anna@kund.example");
    await person("Bo", "administrator", null);
    await person("Cia", "user", "cia@kund.example");
    await taken(ubl({ number: number(1), customer, net: 100 }));
    const list = await operator.get(`/operator/finance/customers?q=${customer}`);
    const row = list.body.rows.find((one: { id: string }) => one.id === id);
    const path = `/operator/finance/customers/${id}`;
    expect((await operator.patch(path, { notice: true }, row.version)).body).toMatchObject({ notice: true, owed: 100 });
    const [entry] = await listAudit(house.db, { organisationId: id, action: "organisation.customer_set" });
    expect([entry?.before, entry?.after]).toEqual([{ notice: false }, { notice: true }]);
    await taken(ubl({ number: number(2), customer, net: 99_900 }));
    const told = () => house.mails.filter(({ email }) => email.endsWith("@kund.example"));
    await vi.waitFor(() => expect(told()).toHaveLength(1), { timeout: 15_000 });
    const { email, letter } = told()[0] ?? {};
    expect([email, letter?.subject]).toEqual(["anna@kund.example", `Ny faktura ${number(2)}`]);
    expect(letter?.text).toContain("1\u00a0249,00\u00a0kr, att betala senast 2026-04-01");
    await house.db("users").where({ organisation_id: id }).update({ email: null });
  });

  it("money goes to what it is for, in parts; what is too much goes on to the next invoice", async () => {
    const { customer, number } = await aCustomer();
    const first = idOf(await taken(ubl({ number: number(1), customer, net: 80_000 })));
    const reference = referenceOf(number(1));
    const part = await taken(camt([{ id: `${customer}a`, amount: 40_000, reference }]));
    expect(part.summary.payments).toMatchObject({ count: 1, amount: 40_000, open: 0, known: 0 });
    expect(await balances([first])).toEqual([60_000]);
    await taken(camt([{ id: `${customer}b`, amount: 100_000, reference }], "M2"));
    expect(await balances([first])).toEqual([0]);
    // 40 000 too much waits for the next invoice, and is on it as soon as it is there.
    const second = idOf(await taken(ubl({ number: number(2), customer, net: 80_000 })));
    expect(await balances([first, second])).toEqual([0, 60_000]);
    // The bank tells of the same money again, beside something new.
    const again = await taken(
      camt(
        [
          { id: `${customer}b`, amount: 100_000, reference },
          { id: `${customer}c`, amount: 60_000, reference: referenceOf(number(2)) },
        ],
        "M3",
      ),
    );
    expect(again.summary.payments).toMatchObject({ count: 1, known: 1, amount: 60_000 });
    expect(await balances([first, second])).toEqual([0, 0]);
    await expectInStep();
  });

  it("a credit note takes off what it takes back, and what is more than that off the next invoice", async () => {
    const { customer, number } = await aCustomer();
    const invoice = idOf(await taken(ubl({ number: number(1), customer, net: 40_000 })));
    const note = idOf(await taken(ubl({ number: number(2), customer, net: -100_000, creditOf: [number(1)] })));
    expect(await balances([invoice, note])).toEqual([0, -75_000]);
    const next = idOf(await taken(ubl({ number: number(3), customer, net: 80_000 })));
    expect(await balances([invoice, note, next])).toEqual([0, 0, 25_000]);
    await expectInStep();
    // What was set off cannot be taken back by making it void while money is on it; a note that gave gives back.
    const voided = await operator.post(`/operator/finance/invoices/${note}/void`, { reason: "Fel kund" });
    expect(voided.status).toBe(204);
    expect(await balances([invoice, next])).toEqual([50_000, 100_000]);
    await taken(camt([{ id: `${customer}v`, amount: 10_000, reference: referenceOf(number(1)) }]));
    expect((await operator.post(`/operator/finance/invoices/${invoice}/void`, { reason: "Fel kund" })).body.code).toBe(
      "invoice_paid_on",
    );
    expect((await operator.post(`/operator/finance/invoices/${note}/void`, { reason: "En gång till" })).body.code).toBe(
      "invoice_void",
    );
    await expectInStep();
  });

  it("an invoice that gives more back than it charges is taken off the next one", async () => {
    const { id: organisationId, customer, number } = await aCustomer();
    const back = idOf(await taken(ubl({ number: number(1), customer, net: -40_000 })));
    const next = idOf(await taken(ubl({ number: number(2), customer, net: 100_000 })));
    expect(await balances([back, next])).toEqual([0, 75_000]);
    expect((await getInvoice(house.db, { organisationId, id: back })).kind).toBe("invoice");
    await expectInStep();
  });

  it("money that says nothing of what it is for waits, and is put to its invoice by hand, and taken off again", async () => {
    const { id: organisationId, customer, number } = await aCustomer();
    const file = await taken(camt([{ id: `${customer}x`, amount: 90_000, message: "tack för senast" }]));
    expect(file.summary.payments).toMatchObject({ open: 1 });
    const invoice = idOf(await taken(ubl({ number: number(1), customer, net: 40_000 })));
    const list = async (state: string) => (await operator.get(`/operator/finance/payments?state=${state}&q=senast`)).body.rows;
    const waiting = (await list("open")).find((one: { amount: number }) => one.amount === 90_000);
    const { body } = await operator.get(`/operator/finance/payments/${waiting.id}/owed?q=${number(1)}`);
    expect(body.rows).toMatchObject([{ id: invoice, balance: 50_000, organisation: `Kund ${customer}` }]);
    const put = await operator.post(`/operator/finance/payments/${waiting.id}/invoices`, { invoiceId: invoice });
    expect(put.body).toMatchObject({
      state: "credit",
      left: 40_000,
      organisation: { id: organisationId },
      invoices: [{ number: number(1), amount: 50_000 }],
    });
    expect(await balances([invoice])).toEqual([0]);
    const off = await operator.post(`/operator/finance/payments/${waiting.id}/take-back`, { invoiceId: invoice });
    expect(off.body).toMatchObject({ state: "open", left: 90_000, organisation: null, invoices: [] });
    // What was taken off goes nowhere by itself.
    await taken(ubl({ number: number(2), customer, net: 8_000 }));
    expect(await balances([invoice])).toEqual([50_000]);
    const closed = await operator.post(`/operator/finance/payments/${waiting.id}/close`, { reason: "Återbetald" });
    expect(closed.body).toMatchObject({ state: "closed", closed: { reason: "Återbetald", by: "Ottilia Testare" } });
    expect((await operator.post(`/operator/finance/payments/${waiting.id}/invoices`, { invoiceId: invoice })).body.code).toBe(
      "payment_closed",
    );
    expect((await operator.post(`/operator/finance/payments/${waiting.id}/reopen`)).body.state).toBe("open");
    // What is set aside does not grow by what is taken off.
    await operator.post(`/operator/finance/payments/${waiting.id}/invoices`, { invoiceId: invoice });
    await operator.post(`/operator/finance/payments/${waiting.id}/close`, { reason: "Återbetald" });
    const held = await operator.post(`/operator/finance/payments/${waiting.id}/take-back`, { invoiceId: invoice });
    expect([held.status, held.body.code]).toEqual([409, "payment_closed"]);
    const actions = (await listAudit(house.db, { organisationId: null, subjectId: waiting.id })).map(({ action }) => action);
    const twice = (action: string) => [`payment.${action}`, `payment.${action}`];
    const once = ["payment.reopened", "payment.taken_back"];
    expect(actions.toSorted()).toEqual([...twice("allocated"), ...twice("closed"), ...once]);
    await expectInStep();
  });

  it("an invoice of many millions is paid like any other", async () => {
    const { customer, number } = await aCustomer();
    const [first, second] = [number(1), number(2)];
    const ids = [idOf(await taken(ubl({ number: first, customer, net: 4_000_000_000 })))];
    await taken(camt([{ id: `${customer}a`, amount: 6_000_000_000, reference: referenceOf(first) }]));
    expect(await balances(ids)).toEqual([0]);
    ids.push(idOf(await taken(ubl({ number: second, customer, net: 4_000_000_000 }))));
    expect(await balances(ids)).toEqual([0, 4_000_000_000]);
    await expectInStep();
  });

  it("usage is read row by row, added up, and seen when all of it is there", async () => {
    const { id: organisationId, customer, number } = await aCustomer();
    const invoice = idOf(await taken(ubl({ number: number(1), customer, net: 100_000 })));
    const mobile = `070-174 06 ${String(10 + customers)}`;
    const user = await aUser(house.db, organisationId, { firstName: "Eva", lastName: "Ek" });
    const own = { organisationId, userId: user.id, kind: "mobile", number: mobile, mobileProfile: "external" } as const;
    await setUserNumber(house.db, own, testActor, testNow);
    const rows = [
      "﻿number;invoice;class;started_at;called;seconds;amount;cost_place",
      `${mobile};${number(1)};callsMobile;2026-02-03 14:05:11;070-174 06 05;61;1,20;Malmö`,
      `${mobile};${number(1)};callsMobile;2026-02-03T23:05:11+01:00;070-174 06 05;9;0.80;Malmö`,
      `;${number(1)};discount;2026-02-28;;;-25;`,
      "",
    ].join("\r\n");
    const file = await taken(Buffer.from(rows));
    expect(file).toMatchObject({ kind: "usage", summary: { usage: { rows: 3, invoices: 1, net: -2300 } } });
    const stored = await house.db("usage_row").where("invoice_id", invoice).orderBy("position");
    expect(stored).toMatchObject([
      {
        position: 1,
        user_id: user.id,
        user_name: "Eva Ek",
        called: "+46701740605",
        seconds: 61,
        net: 120,
        cost_place: "Malmö",
        started_at: "2026-02-03T13:05:11.000Z",
      },
      { position: 2, net: 80, started_at: "2026-02-03T22:05:11.000Z" },
      { position: 3, user_id: null, number: null, net: -2500, cost_place: null },
    ]);
    const sums = await house.db("usage_sum").where("invoice_id", invoice).orderBy("net");
    expect(sums).toMatchObject([
      { charge_class: "discount", count: 1, net: -2500 },
      { charge_class: "callsMobile", count: 2, seconds: 70, net: 200 },
    ]);
    expect((await send(Buffer.from(rows))).known).toBe(true);
    const more = await send(Buffer.from(`${rows}\n`));
    expect(more.file.faults).toMatchObject([{ code: "invoice_usage_taken", path: ":2/invoice" }]);
    const [entry] = await listAudit(house.db, { organisationId, action: "invoice.usage_taken" });
    expect(entry?.after).toEqual({ number: number(1), rows: 3, netOre: -2300 });
  });

  it("usage with a fault says every line of it, and keeps no row", async () => {
    const { customer, number } = await aCustomer();
    const invoice = idOf(await taken(ubl({ number: number(1), customer, net: 100 })));
    const header = "invoice,class,started_at,amount,seconds,number";
    const bad = [
      header,
      `${number(1)},callsMoon,2026-02-30,1.234,-1,0046`,
      `${number(1)},data,2026-02-01 12:00,1`,
      "X9,data,2026-02-01,1,,",
    ];
    const { file } = await send(Buffer.from(bad.join("\n")));
    expect(file.faults.map(({ code, path }) => `${code} ${path}`)).toEqual([
      "telephone_number_invalid :2/number",
      "charge_class_unknown :2/class",
      "time_invalid :2/started_at",
      "amount_invalid :2/amount",
      "number_invalid :2/seconds",
      "csv_cells_wrong :3",
    ]);
    expect((await send(Buffer.from(`${header}\nX9,data,2026-02-01,1,,\n`))).file.faults).toMatchObject([
      { code: "invoice_unknown", path: ":2/invoice", found: "X9" },
    ]);
    const columns = await send(Buffer.from("invoice;class;klass;class\n1;data;x;y\n"));
    expect(columns.file.faults.map(({ code, found, expected }) => [code, found ?? expected])).toEqual([
      ["csv_column_unknown", "klass"],
      ["csv_column_twice", "class"],
      ["csv_column_missing", "started_at"],
      ["csv_column_missing", "amount"],
    ]);
    expect((await send(Buffer.from(`${header}\n"a,b\n`))).file.faults).toMatchObject([{ code: "csv_unreadable" }]);
    expect((await send(Buffer.from(`${header}\n`))).file.faults).toMatchObject([{ code: "csv_rows_missing" }]);
    const dear = await send(Buffer.from(`${header}\n${number(1)},data,2026-02-01,99,,\n`));
    expect(dear.file).toMatchObject({
      state: "taken",
      faults: [{ code: "usage_differs", severity: "warning", found: "99.00", expected: "1.00" }],
    });
    expect(await house.db("usage_row").where("invoice_id", invoice).count({ count: "*" })).toMatchObject([{ count: 1 }]);
  });

  it("hostile files are refused with a reason, and nothing of them is kept", async () => {
    const count = async (db: Db) =>
      Promise.all(["invoice", "payment", "usage_row"].map((table) => db(table).count({ count: "*" })));
    const before = await count(house.db);
    const good = ubl({ number: "700009", customer: "K1", net: 100 }).toString();
    const bomb = good.replace("<Invoice", '<!DOCTYPE x [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;">]>\n<Invoice');
    const files: readonly [string, Buffer, string][] = [
      ["an entity bomb", Buffer.from(bomb), "xml_doctype_refused"],
      ["another namespace", Buffer.from(good.replaceAll("schema:xsd:Invoice-2", "schema:xsd:Order-2")), "root_unknown"],
      ["half a file", Buffer.from(good.slice(0, 900)), "xml_malformed"],
      [
        "payments of another kind",
        Buffer.from(camt([]).toString().replace("camt.054.001.02", "camt.053.001.02")),
        "root_unknown",
      ],
      ["nothing", Buffer.from(""), "file_empty"],
      ["blanks", Buffer.from(" \r\n "), "file_empty"],
    ];
    for (const [what, bytes, code] of files) {
      const { file, status } = await send(bytes);
      expect([what, status, file.state, file.faults[0]?.code]).toEqual([what, 201, "refused", code]);
    }
    expect(await count(house.db)).toEqual(before);
  });
});

type Sent = {
  readonly id: string;
  readonly state: string;
  readonly kind: string;
  readonly size: number;
  readonly faults: readonly {
    readonly code: string;
    readonly path: string;
    readonly found: string | null;
    readonly expected: string | null;
  }[];
  readonly summary: {
    readonly invoice: { readonly id: string } | null;
    readonly usage: unknown;
    readonly payments: unknown;
  };
};
