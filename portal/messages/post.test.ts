import { describe, expect, it, onTestFinished } from "vitest";
import { listAudit } from "../../db/audit.ts";
import { countMessages } from "../../db/message-outbox.ts";
import { askForReset } from "../../db/messages.ts";
import { createPerson } from "../../db/people-create.ts";
import { anOrganisation, testActor, testKeyring, testNow } from "../../db/testing/builders.ts";
import { testDatabases } from "../../db/testing/databases.ts";
import type { Db } from "../../db/types.ts";
import { invite } from "./invitation.ts";
import type { Letter } from "./letter.ts";
import { Post } from "./post.ts";
import { SendFault } from "./send-fault.ts";

const number = "08-465 004 61";

async function aPost(db: Db, send?: (letter: Letter) => Promise<void>) {
  const { id: organisationId } = await anOrganisation(db, { title: "Björkö Bygg AB" });
  const say = { organisationId, firstName: "Åsa", lastName: "Öberg", email: "asa@example.se", primaryNumber: number };
  const { id: userId } = await createPerson(db, say, "all", testActor, testNow);
  const clock = { at: testNow };
  const letters: Letter[] = [];
  const faults: unknown[] = [];
  const take = async (letter: Letter) => void letters.push(letter);
  /** One look at the outbox, and over. */
  const round = async () => {
    const parts = { db, keyring: testKeyring, now: () => clock.at, portalUrl: "https://telefoni.example.se", sms: null };
    const post = new Post({ ...parts, mail: { send: send ?? take } }, (error) => faults.push(error));
    onTestFinished(() => post.stop());
    await post.idle();
    await post.stop();
  };
  const later = (minutes: number) => {
    clock.at = new Date(clock.at.getTime() + minutes * 60_000);
  };
  return { organisationId, userId, clock, letters, faults, round, later };
}

describe.each(testDatabases())("the outbox on $name", ({ connect }) => {
  it("sends what was promised, also by another process after a crash, once, and keeps no name and no token in the clear", async () => {
    const db = await connect();
    const house = await aPost(db);
    await askForReset(db, testKeyring, number, testNow);
    await askForReset(db, testKeyring, "08-465 004 99", testNow);
    const stored = JSON.stringify(await db("message"));
    expect(stored).not.toContain("465");
    await Promise.all([house.round(), house.round()]);
    expect(house.letters.map((letter) => [letter.to.address, letter.subject])).toEqual([
      ["asa@example.se", "Välj ett nytt lösenord"],
    ]);
    expect(house.letters[0]?.text).toMatch(/https:\/\/telefoni\.example\.se\/new-password#[0-9a-z]{26}\n/);
    const kept = await db("message").select("user_id", "state", "asked_sealed", "secret_sealed", "next_try_at");
    expect(kept).toEqual([{ user_id: house.userId, state: "sent", asked_sealed: null, secret_sealed: null, next_try_at: null }]);
    expect(house.faults).toEqual([]);
    const [entry] = await listAudit(db, { organisationId: house.organisationId, action: "user.reset_link_made" });
    expect([entry?.actor.kind, entry?.subject.name]).toEqual(["system", "Åsa Öberg"]);
  });

  it("tries again with the same link, five times within an hour, and then gives up and says so", async () => {
    const db = await connect();
    const links: string[] = [];
    const house = await aPost(db, async (letter) => {
      links.push(/#(\w+)/.exec(letter.text)?.[1] ?? "");
      throw new SendFault("ECONNECTION", false);
    });
    await askForReset(db, testKeyring, number, testNow);
    for (const pause of [0, 1, 5, 15, 30]) {
      house.later(pause);
      await house.round();
      await house.round();
    }
    expect([links.length, new Set(links).size]).toEqual([5, 1]);
    expect(await countMessages(db, house.clock.at)).toEqual({ waiting: 0, givenUp: 1, notSent: 0 });
    expect(house.faults).toEqual([expect.objectContaining({ code: "ECONNECTION" })]);
    expect(await db("message").select("secret_sealed", "asked_sealed", "fault", "state")).toEqual([
      { secret_sealed: null, asked_sealed: null, fault: "ECONNECTION", state: "failed" },
    ]);
  });

  it("mails a person three links an hour at most, nobody without an address, and no one who is deactivated", async () => {
    const db = await connect();
    const house = await aPost(db);
    for (let n = 0; n < 5; n++) {
      await askForReset(db, testKeyring, number, house.clock.at);
      await house.round();
      house.later(1);
    }
    expect(house.letters.length).toBe(3);
    house.later(60);
    await db("users").where("id", house.userId).update({ email: null });
    await askForReset(db, testKeyring, number, house.clock.at);
    await house.round();
    await db("users").where("id", house.userId).update({ email: "a@example.se", deactivated_at: testNow.toISOString() });
    await askForReset(db, testKeyring, number, house.clock.at);
    await house.round();
    expect([house.letters.length, (await db("message")).length]).toEqual([3, 3]);
  });

  it("invites a new person with a link that is good for a week", async () => {
    const db = await connect();
    const house = await aPost(db);
    const by = { organisationId: house.organisationId, userId: house.userId };
    const parts = { db, keyring: testKeyring };
    await invite(parts, by, testActor, testNow);
    await house.round();
    expect(house.letters[0]?.text).toContain("Du loggar in med +46846500461");
    const [link] = await db("password_reset").where("user_id", house.userId);
    expect([link.kind, link.expires_at]).toEqual(["invitation", new Date(testNow.getTime() + 7 * 24 * 3_600_000).toISOString()]);
    const entries = await listAudit(db, { organisationId: house.organisationId, action: "user.invited" });
    expect(entries.map((entry) => entry.actor.name)).toEqual(["Provaren"]);
    const refused = async (change: object) => {
      await db("users").where("id", house.userId).update(change);
      return invite(parts, by, testActor, testNow).catch((error: unknown) => error);
    };
    expect(await refused({ email: null })).toMatchObject({ code: "email_missing" });
    await db("user_number").where("user_id", house.userId).delete();
    expect(await refused({ email: "a@example.se" })).toMatchObject({ code: "sign_in_name_missing" });
    expect(await refused({ deactivated_at: testNow.toISOString() })).toMatchObject({ code: "user_deactivated" });
  });
});
