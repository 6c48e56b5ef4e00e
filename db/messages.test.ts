import { describe, expect, it } from "vitest";
import { changesSince } from "./changes.ts";
import { moveOldMail } from "./mail-outbox.ts";
import { takeMessages } from "./message-outbox.ts";
import { askForReset, type QueueMessage, queueMessage } from "./messages.ts";
import { seal } from "./secrets.ts";
import { anOrganisation, aUser, testKeyring, testNow } from "./testing/builders.ts";
import { testDatabases } from "./testing/databases.ts";
import { change } from "./transaction.ts";
import type { Db } from "./types.ts";

describe.each(testDatabases())("the outbox on $name", ({ connect }) => {
  const put = (db: Db, message: QueueMessage) => change(db, (trx) => queueMessage(trx, testKeyring, message, testNow));
  const toSomebody = async (db: Db) => {
    const { id: organisationId } = await anOrganisation(db);
    return { organisationId, userId: (await aUser(db, organisationId)).id };
  };

  it("takes a message with a key once, and says when it was there already", async () => {
    const db = await connect();
    const to = await toSomebody(db);
    const message = { ...to, channel: "sms", kind: "data_threshold", about: { percent: 80 } } as const;
    const ids = [await put(db, { ...message, key: "a" }), await put(db, { ...message, key: "a" }), await put(db, message)];
    expect([ids[0] === null, ids[1], ids[2] === null]).toEqual([false, null, false]);
    const rows = await db("message").orderBy("id").select("id", "state", "about", "expires_at", "next_try_at");
    expect(rows.map((row) => row.id).toSorted()).toEqual([ids[0], ids[2]].toSorted());
    expect(rows[0]).toMatchObject({ state: "queued", about: '{"percent":80}', next_try_at: testNow.toISOString() });
    const told = (await changesSince(db, 0, 1000)).filter((one) => one.kind === "message");
    expect(told.map(({ organisationId, userId }) => ({ organisationId, userId }))).toEqual([to, to]);
  });

  it("holds neither the token of a link nor the name of who asks for one in clear", async () => {
    const db = await connect();
    const secret = "7zzzzzzzzzzzzzzzzzzzzzzzzz";
    await put(db, { ...(await toSomebody(db)), channel: "mail", kind: "invitation", secret });
    await askForReset(db, testKeyring, "08-465 004 61", testNow);
    const stored = JSON.stringify(await db("message"));
    expect(stored).not.toContain(secret);
    expect(stored).not.toContain("465 004");
  });

  it("takes over what waited in the outbox for mail that was there before, once, with its link as it was", async () => {
    const db = await connect();
    const { organisationId: organisation_id, userId: user_id } = await toSomebody(db);
    const old = { created_at: testNow.toISOString(), next_try_at: testNow.toISOString(), tries: 2 };
    const sealed = (column: string, id: string, text: string) => seal(testKeyring, text, `mail_outbox/${column}/${id}`);
    await db("mail_outbox").insert([
      { id: "a", kind: "reset", ...old, asked_sealed: sealed("asked_sealed", "a", "08-465 004 61") },
      { id: "b", kind: "invitation", ...old, organisation_id, user_id, token_sealed: sealed("token_sealed", "b", "7zzz") },
      { id: "c", kind: "reset", ...old, given_up_at: testNow.toISOString() },
    ]);
    await Promise.all([moveOldMail(db, testKeyring), moveOldMail(db, testKeyring)]);
    const waiting = await takeMessages(db, testKeyring, "mail", testNow, 9);
    expect(waiting.map(({ id, kind, asked, secret, tries }) => [id, kind, asked, secret, tries])).toEqual([
      ["a", "reset", "08-465 004 61", null, 3],
      ["b", "invitation", null, "7zzz", 3],
    ]);
  });

  it("is not there when what it tells of did not happen", async () => {
    const db = await connect();
    const to = await toSomebody(db);
    const broken = change(db, async (trx) => {
      await queueMessage(trx, testKeyring, { ...to, channel: "mail", kind: "invoice_issued" }, testNow);
      throw new Error("not after all");
    });
    await expect(broken).rejects.toThrow("not after all");
    expect(await db("message")).toEqual([]);
  });
});
