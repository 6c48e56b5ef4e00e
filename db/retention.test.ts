import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { keptSince, retentionJobs, retentionRules } from "../domain/retention.ts";
import { listAudit } from "./audit.ts";
import { deleteContact } from "./contacts.ts";
import { updateDeactivation } from "./deactivations.ts";
import { eraseContact, eraseUser } from "./erasure.ts";
import { takeOwnData } from "./own-data.ts";
import { keepSignedCopy } from "./porting-letters.ts";
import { cancelPorting, preparePorting, reopenPorting, submitPorting } from "./porting-steps.ts";
import { createPorting, PortingInput, savePorting } from "./portings.ts";
import { listRetention, runRetention, setRetention } from "./retention.ts";
import { aContact, aContactList, anOrganisation, aPhone, aUser, testActor, testKeyring, testNow } from "./testing/builders.ts";
import { testDatabases } from "./testing/databases.ts";
import { dumpOf } from "./testing/dump.ts";
import { aCall, keepInvoice, keepUsage } from "./testing/invoices.ts";
import { aSubscription } from "./testing/subscriptions.ts";
import type { Actor, Db } from "./types.ts";
import { undoWrite } from "./undo/undo.ts";
import { updateUser } from "./users.ts";

const day = 86_400_000;
const later = (days: number) => new Date(testNow.getTime() + days * day);
const countOf = async (db: Db, table: string): Promise<number> => {
  const [{ count = 0 } = {}] = await db(table).count({ count: "*" });
  return Number(count);
};

async function invoiceWithCalls(db: Db, organisationId: string, userId: string): Promise<string> {
  const id = await keepInvoice(db, organisationId);
  const own = { userId, userName: "Gullbritt Ovanlig", number: "+46701740641" };
  await keepUsage(db, id, [aCall(own), aCall({ ...own, called: "+46701740699" })]);
  return id;
}

it("months are those of the calendar in Sweden, days are days", () => {
  expect(keptSince("calls", 6, new Date("2026-08-31T10:00:00Z")).toISOString()).toBe("2026-02-27T23:00:00.000Z");
  expect(keptSince("signIns", 12, new Date("2026-03-29T22:30:00Z")).toISOString()).toBe("2025-03-29T23:00:00.000Z");
  expect(keptSince("messages", 90, new Date("2026-04-01T00:00:00Z")).toISOString()).toBe("2026-01-01T00:00:00.000Z");
});

describe.each(testDatabases())("what is kept, on $name", ({ connect, create }) => {
  it("is erased when its time has come, job by job, and never before; what is erased leaves an entry", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const { id: userId } = await aUser(db, organisationId);
    const invoiceId = await invoiceWithCalls(db, organisationId, userId);
    const before = await countOf(db, "usage_row");
    expect(before).toBeGreaterThan(0);
    const due = async (days: number) =>
      Object.fromEntries((await listRetention(db, later(days))).filter((one) => one.due > 0).map((one) => [one.job, one.due]));
    expect(await due(0)).toEqual({});
    // An invoice that is not settled keeps its calls.
    expect((await due(400)).calls).toBeUndefined();
    const { payable } = await db("invoice").where("id", invoiceId).first("payable");
    await db("invoice").where("id", invoiceId).update({ paid: payable });
    await db("payment_allocation").delete();
    await db("invoice").where("id", invoiceId).update({ issued_on: "2026-03-01" });
    expect((await due(150)).calls).toBeUndefined();
    expect((await due(200)).calls).toBe(before);
    const sums = await countOf(db, "usage_sum");
    expect((await runRetention(db, later(200))).get("calls")).toBe(before);
    expect([await countOf(db, "usage_row"), await countOf(db, "usage_sum")]).toEqual([0, sums]);
    expect((await db("invoice_usage").first("erased_at")).erased_at).toBe(later(200).toISOString());
    const [entry] = await listAudit(db, { organisationId: null, action: "retention.erased" });
    expect([entry?.subject.id, entry?.after]).toMatchObject(["calls", { rows: before }]);
    expect((await listRetention(db, later(201))).find((one) => one.job === "calls")).toMatchObject({
      ...{ due: 0, removed: before, removedAt: later(200).toISOString() },
    });
    // Nothing to do: no entry, and the time of the last erasing stays.
    await runRetention(db, later(202));
    expect((await listAudit(db, { organisationId: null, action: "retention.erased" })).length).toBe(1);
    // Of data used the last day that is too old goes, and the first that is not stays.
    const { id: subscription } = await aSubscription(db, organisationId, { userId });
    const { id: card } = await db("sim_card").where("subscription_id", subscription).first("id");
    const used = { subscription_id: subscription, sim_card_id: card, domestic_bytes: 1, eu_bytes: 0, other_bytes: 0 };
    for (const day of ["2026-06-09", "2026-06-10"])
      await db("subscription_usage").insert({ ...used, day, updated_at: `${day}T12:00:00.000Z` });
    const corrected = { id: "c", sim_card_id: card, day: "2026-06-09", domestic_bytes: 2, eu_bytes: 0, other_bytes: 0 };
    await db("usage_correction").insert({
      ...corrected,
      counted_at: "2026-06-09T11:00:00.000Z",
      corrected_at: "2026-06-09T12:00:00.000Z",
    });
    await runRetention(db, new Date("2027-08-10T10:00:00Z"));
    expect(await countOf(db, "usage_correction")).toBe(0);
    expect(await db("subscription_usage").pluck("day")).toEqual(["2026-06-10"]);
    // Two years later also the log is gone, but for what was written since.
    await runRetention(db, later(1000));
    expect(await db("audit").distinct("action").pluck("action")).toEqual(["retention.erased"]);
  });

  it("has periods that the installation sets within bounds, with an entry", async () => {
    const db = await connect();
    const set = (amount: number | null, version?: number) =>
      setRetention(
        db,
        version === undefined ? { job: "messages", amount } : { job: "messages", amount, version },
        testActor,
        testNow,
      );
    await expect(set(6)).rejects.toMatchObject({ code: "out_of_range", detail: { least: 7, most: 730 } });
    await set(30, 1);
    await expect(set(40, 1)).rejects.toMatchObject({ code: "version_conflict" });
    const read = async () => (await listRetention(db, testNow)).find((one) => one.job === "messages");
    expect(await read()).toMatchObject({ amount: 30, usual: false, since: later(-30).toISOString() });
    await setRetention(db, { job: "messages", amount: null }, testActor, later(1));
    expect(await read()).toMatchObject({ amount: 90, usual: true });
    const entries = await listAudit(db, { organisationId: null, action: "retention.set" });
    expect(entries.map((one) => [one.before, one.after])).toEqual([
      [{ amount: 30 }, { amount: 90 }],
      [{ amount: 90 }, { amount: 30 }],
    ]);
    expect(Object.keys(retentionRules).toSorted()).toEqual([...retentionJobs].toSorted());
  });

  it("of a porting loses the signed letter and the personal number, also in its order", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const said = {
      ownerKind: "person",
      ownerName: "Åsa Öberg",
      ownerNumber: "640823-3234",
      otherOperator: "Östnät",
      signer: "Åsa",
    };
    const input = { numbers: [{ number: "070-174 06 14" }], ...said, wantedDate: "2026-04-01", wantedTime: "10:00" };
    const { id } = await createPorting(db, testKeyring, { organisationId, ...PortingInput.parse(input) }, testActor, testNow);
    const of = { organisationId, id };
    await preparePorting(db, of, testActor, testNow);
    await keepSignedCopy(
      db,
      testKeyring,
      { ...of, name: "f.pdf", mediaType: "application/pdf", bytes: new Uint8Array(9) },
      testActor,
      testNow,
    );
    await submitPorting(db, testKeyring, of, testActor, testNow);
    await cancelPorting(db, of, testActor, testNow);
    expect((await runRetention(db, later(300))).get("portingPapers")).toBe(0);
    expect((await runRetention(db, later(400))).get("portingPapers")).toBe(1);
    expect(await countOf(db, "porting_letter")).toBe(0);
    const rows = JSON.stringify([await db("porting"), await db("orders")]);
    // Begun anew it is said again; one that nobody ever ordered loses its number too.
    expect((await reopenPorting(db, of, testActor, later(401))).ownerNumber).toBeNull();
    await savePorting(db, testKeyring, { ...of, ...PortingInput.parse(input) }, testActor, later(402));
    expect((await runRetention(db, later(700))).get("portingPapers")).toBe(0);
    expect((await runRetention(db, later(800))).get("portingPapers")).toBe(1);
    expect(await db("porting").first("owner_number", "owner_number_sealed")).toEqual({
      owner_number: null,
      owner_number_sealed: null,
    });
    expect([rows.includes("3234"), rows.includes('\\"ownerNumber\\":\\"196408230000\\"')]).toEqual([false, true]);
  });

  it("about a person is in the copy, and is erased but for invoices, when the person has left", async () => {
    const { db, options } = await create();
    const { id: organisationId } = await anOrganisation(db);
    await aUser(db, organisationId, { firstName: "Bo", lastName: "Ek" });
    const { id } = await aUser(db, organisationId, { firstName: "Gullbritt", lastName: "Ovanlig" });
    const own: Actor = { kind: "user", id, name: "Gullbritt Ovanlig", organisationId };
    await aSubscription(db, organisationId, { number: "070-174 06 41", userId: id, label: "Gullbritt Ovanligs mobil" });
    await invoiceWithCalls(db, organisationId, id);
    await aPhone(db, organisationId, { userId: id, label: "Gullbritt Ovanlig" });
    await aPhone(db, organisationId, { label: "Gullbritt Ovanligström" });
    await updateUser(db, { organisationId, id, lastName: "Giftsson" }, own, testNow);
    const input = {
      numbers: [{ number: "070-174 06 15", userId: id }],
      ownerName: "Björkö Bygg AB",
      signer: "Gullbritt Ovanlig",
    };
    await createPorting(db, testKeyring, { organisationId, ...PortingInput.parse(input) }, own, testNow);
    const copy = await takeOwnData(db, { organisationId, userId: id }, testActor, testNow, "user.data_exported");
    expect(copy.subscriptions).toMatchObject([{ e164: "+46701740641" }]);
    expect(copy.calls.length).toBeGreaterThan(0);
    expect(copy.portings).toEqual([{ number: "+46701740615", state: "draft", direction: "in" }]);
    expect(JSON.stringify(copy)).not.toMatch(/pin1|puk1|sealed/i);
    const invoices = () => Promise.all([db("invoice"), db("invoice_line"), db("invoice_file")]);
    const [kept, by] = [JSON.stringify(await invoices()), { organisationId, id }];
    await expect(eraseUser(db, by, testActor, testNow)).rejects.toMatchObject({ code: "erase_active" });
    await updateDeactivation(db, { ...by, deactivateOn: "2026-03-02" }, testActor, testNow);
    await eraseUser(db, by, testActor, later(1));
    expect(JSON.stringify(await invoices())).toBe(kept);
    if ("file" in options) {
      const files = [options.file, `${options.file}-wal`].filter((file) => existsSync(file));
      expect(files.filter((file) => /giftsson/i.test(readFileSync(file, "latin1")))).toEqual([]);
    }
    const name = `Borttagen användare #${id.slice(-6)}`;
    expect(await db("usage_sum").distinct("user_name").pluck("user_name")).toEqual([name]);
    const left = (await dumpOf(db)).filter((cell) => /(gullbritt )?ovanlig(?!str)|giftsson/i.test(cell));
    expect(left.filter((cell) => !/^invoice(_line|_file)?\./.test(cell))).toEqual([]);
    expect(await db("subscription").pluck("label")).toEqual([`${name}s mobil`]);
    // Of somebody else's name hers is but the beginning.
    expect((await db("phone").orderBy("id").pluck("label")).toSorted()).toEqual([name, "Gullbritt Ovanligström"]);
    const [entry] = await listAudit(db, { organisationId, action: "user.erased" });
    expect(entry).toMatchObject({ subject: { kind: "user", id }, after: { name } });
  });

  it("about an external contact is erased from the log too", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const list = await aContactList(db, organisationId);
    const { id } = await aContact(db, list, { firstName: "Gullbritt", lastName: "Ovanlig" });
    await eraseContact(db, { organisationId, id }, testActor, later(1));
    expect(await db("contact").where("id", id)).toEqual([]);
    // One that somebody has deleted is still in the log; one that never was there, or is another firm's, is not found.
    const { id: gone } = await aContact(db, list, { firstName: "Gullbritt", lastName: "Ovanlig" });
    await deleteContact(db, { organisationId, id: gone }, testActor, testNow);
    const { id: foreign } = await anOrganisation(db);
    const erase = (of: string, one: string) => eraseContact(db, { organisationId: of, id: one }, testActor, later(1));
    await expect(erase(foreign, gone)).rejects.toMatchObject({ code: "contact_not_found" });
    await erase(organisationId, gone);
    expect(JSON.stringify(await db("audit")).toLowerCase()).not.toContain("ovanlig");
    // What has been erased does not come back.
    const [deleted] = await listAudit(db, { organisationId, action: "contact.deleted" });
    const undone = { organisationId, id: deleted?.id ?? "" };
    await expect(
      undoWrite(db, testKeyring, undone, { access: "all", operator: true }, testActor, later(2)),
    ).rejects.toMatchObject({
      code: "undo_not_possible",
    });
    const entries = await listAudit(db, { organisationId, action: "contact.erased" });
    expect(entries.map(({ subject }) => subject.id).toSorted()).toEqual([id, gone].toSorted());
  });
});
