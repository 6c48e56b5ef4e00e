import { describe, expect, it } from "vitest";
import { listAudit } from "./audit.ts";
import { hashPassword, needsRehash, verifyPassword } from "./password-hash.ts";
import { createReset, findReset, linkLasts, useReset } from "./password-resets.ts";
import { updateAdvanced, updateDetails, updateNumbers } from "./people-changes.ts";
import { enterOrganisation, loadSession, purgeSessions, sessionIdle, sessionLongest, startSession } from "./sessions.ts";
import { findSignIn, setPassword } from "./sign-in.ts";
import { anOrganisation, aUser, testActor, testNow } from "./testing/builders.ts";
import { testDatabases } from "./testing/databases.ts";
import type { Db } from "./types.ts";

const later = (milliseconds: number) => new Date(testNow.getTime() + milliseconds);

describe("a password's hash", () => {
  it("fits the password in whatever form its characters come, and no other", async () => {
    const stored = await hashPassword("Fågel på gren é");
    expect(stored).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(await verifyPassword("Fågel på gren e\u0301", stored)).toBe(true);
    expect(await verifyPassword("fågel på gren é", stored)).toBe(false);
    expect(needsRehash(stored)).toBe(false);
    expect(needsRehash(stored.replace("m=19456", "m=8192"))).toBe(true);
  });

  it("that is missing or unreadable fits no password, not even an empty one", async () => {
    for (const stored of [null, "", "plain", "$argon2id$v=19$m=8,t=1,p=1$AAAA$AAAA"]) {
      expect(await verifyPassword("", stored)).toBe(false);
    }
  });
});

async function aPerson(db: Db, say: { primaryNumber?: string } = {}) {
  const { id: organisationId } = await anOrganisation(db);
  const user = await aUser(db, organisationId, { primaryNumber: "08-465 004 01", ...say });
  return { organisationId, userId: user.id };
}

async function aSession(db: Db, person: { organisationId: string; userId: string }, tokenHash: string) {
  return startSession(db, { ...person, tokenHash, address: "192.0.2.1", userAgent: null }, testActor, testNow);
}

describe.each(testDatabases())("sign-in on $name", ({ connect }) => {
  it("finds the person by the fixed number in every written form, and by user name", async () => {
    const db = await connect();
    const { organisationId, userId } = await aPerson(db);
    await updateDetails(db, { organisationId, id: userId, username: "asa.o" }, testActor, testNow);
    for (const name of ["+46846500401", "08-465 004 01", "0046 8 465 004 01", "+46(0)8-465 004 01 ", "46846500401", "ASA.O"]) {
      expect([name, (await findSignIn(db, name, testNow))?.userId]).toEqual([name, userId]);
    }
    for (const name of ["", "08-465 004 02", "asa", "%", "112"]) expect(await findSignIn(db, name, testNow)).toBeNull();
  });

  it("takes no mobile number, and no number that was the person's until now", async () => {
    const db = await connect();
    const { organisationId, userId: id } = await aPerson(db);
    const mobile = { number: "070-174 06 05", profile: "mex" } as const;
    await updateNumbers(db, { organisationId, id, mobile, primaryNumber: "08-465 004 03" }, testActor, testNow);
    expect(await findSignIn(db, "070-174 06 05", testNow)).toBeNull();
    expect(await findSignIn(db, "08-465 004 01", testNow)).toBeNull();
    expect(await findSignIn(db, "08-465 004 03", testNow)).toMatchObject({ userId: id, active: true, passwordHash: null });
  });

  it("gives a session whose rights are those of now, until it is over", async () => {
    const db = await connect();
    const person = await aPerson(db);
    await aSession(db, person, "hash");
    expect(await loadSession(db, "other", testNow)).toBeNull();
    const session = await loadSession(db, "hash", testNow);
    expect(session).toMatchObject({
      userId: person.userId,
      mustChangePassword: true,
      access: { rights: ["user"], operates: [] },
    });
    const promoted = {
      organisationId: person.organisationId,
      id: person.userId,
      rights: ["user", "operator"],
      operates: "all",
    } as const;
    await updateAdvanced(db, { ...promoted, rights: [...promoted.rights] }, "ex", "all", testActor, testNow);
    expect((await loadSession(db, "hash", testNow))?.access).toMatchObject({ rights: ["user", "operator"], operates: "all" });
    expect(await loadSession(db, "hash", later(sessionIdle))).toBeNull();
    expect(await loadSession(db, "hash", later(sessionIdle - 1))).not.toBeNull();
    expect(await loadSession(db, "hash", later(2 * sessionIdle - 2))).not.toBeNull();
    expect(await purgeSessions(db, later(sessionLongest))).toBe(1);
    expect((await listAudit(db, { organisationId: person.organisationId, action: "session.started" })).length).toBe(1);
  });

  it("ends with the person's last day", async () => {
    const db = await connect();
    const person = await aPerson(db);
    await aSession(db, person, "hash");
    // As it stands before any job has run.
    await db("users").where("id", person.userId).update({ deactivate_on: "2026-03-03" });
    const midnight = new Date("2026-03-02T23:00:00Z");
    expect(await loadSession(db, "hash", new Date(midnight.getTime() - 1))).not.toBeNull();
    expect(await loadSession(db, "hash", midnight)).toBeNull();
    expect(await findSignIn(db, "08-465 004 01", midnight)).toMatchObject({ active: false });
  });

  it("with a new password ends every other session, and leaves the password in no log", async () => {
    const db = await connect();
    const person = await aPerson(db);
    const { id: keepSessionId } = await aSession(db, person, "one");
    await aSession(db, person, "two");
    await setPassword(db, { ...person, passwordHash: "$hash$", mustChange: false, keepSessionId }, testActor, testNow);
    expect(await loadSession(db, "one", testNow)).toMatchObject({ mustChangePassword: false });
    expect(await loadSession(db, "two", testNow)).toBeNull();
    expect(JSON.stringify(await listAudit(db, { organisationId: person.organisationId }))).not.toContain("$hash$");
    const foreign = setPassword(db, { ...person, organisationId: "x", passwordHash: "y", mustChange: true }, testActor, testNow);
    await expect(foreign).rejects.toMatchObject({ code: "user_not_found" });
  });

  it("resets a password by a link that is good once, for an hour, and only the newest", async () => {
    const db = await connect();
    const person = await aPerson(db);
    await aSession(db, person, "session");
    const invalid = { code: "reset_link_invalid" };
    await createReset(db, { ...person, tokenHash: "old" }, testActor, testNow);
    await createReset(db, { ...person, tokenHash: "new" }, testActor, testNow);
    await expect(findReset(db, "old", testNow)).rejects.toMatchObject(invalid);
    await expect(findReset(db, "new", later(linkLasts.reset))).rejects.toMatchObject(invalid);
    const use = () => useReset(db, { tokenHash: "new", passwordHash: "$hash$" }, later(linkLasts.reset - 1));
    const both = await Promise.allSettled([use(), use()]);
    expect(both.map((one) => one.status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(await loadSession(db, "session", testNow)).toBeNull();
    expect((await findSignIn(db, "08-465 004 01", testNow))?.passwordHash).toBe("$hash$");
  });

  it("notes in an organisation's log when operator staff enters and leaves it", async () => {
    const db = await connect();
    const person = await aPerson(db);
    const customer = await anOrganisation(db);
    const { id } = await aSession(db, person, "hash");
    await enterOrganisation(db, { id, enteredId: null }, customer.id, testActor, later(1));
    expect((await loadSession(db, "hash", testNow))?.enteredId).toBe(customer.id);
    await enterOrganisation(db, { id, enteredId: customer.id }, null, testActor, later(2));
    expect((await listAudit(db, { organisationId: customer.id })).map((entry) => entry.action).slice(0, 2)).toEqual([
      "operator.left",
      "operator.entered",
    ]);
  });
});
