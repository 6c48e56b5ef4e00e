import { expect, it } from "vitest";
import { insertFinanceFile } from "./finance-files.ts";
import { anOrganisation, testActor, testNow } from "./testing/builders.ts";
import { testDatabases } from "./testing/databases.ts";
import { keepInvoice } from "./testing/invoices.ts";
import { dropUnfinishedUsage, finishUsage, writeUsage } from "./usage-intake.ts";

it.each(testDatabases())(
  "Usage whose rows another process has taken away meanwhile is not taken for whole, on $name",
  async ({ connect }) => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const invoiceId = await keepInvoice(db, organisationId);
    const invoice = { id: invoiceId, number: "1", organisationId, net: 125_000, taken: false };
    const came = { sha256: "00", name: "rader.csv", via: "upload", size: 1, kind: "usage", state: "reading" } as const;
    const file = await insertFinanceFile(db, came, testActor, testNow);
    const row = (position: number) => ({
      ...{ invoice: "1", invoiceId, position, costPlace: null, number: null, holder: null, startedAt: testNow },
      ...({ chargeClass: "data", called: null, description: null, count: 1, seconds: 0, bytes: 5, net: 100 } as const),
    });
    const finish = () => finishUsage(db, file.id, [{ invoice, rows: 2, net: 200 }], [], testActor, testNow);
    await writeUsage(db, [row(1)]);
    await dropUnfinishedUsage(db);
    await writeUsage(db, [row(2)]);
    await expect(finish()).rejects.toThrow("rows of the file");
    expect(await db("invoice_usage").pluck("invoice_id")).toEqual([]);
    await writeUsage(db, [row(1)]);
    expect((await finish()).state).toBe("taken");
    await expect(finish()).rejects.toThrow("rows of the file");
  },
);
