import { fork } from "node:child_process";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { SMTPServer } from "smtp-server";
import { describe, expect, it, onTestFinished } from "vitest";
import { messageHold } from "../../db/message-outbox.ts";
import { queueMessage } from "../../db/messages.ts";
import { createPerson } from "../../db/people-create.ts";
import { anOrganisation, testActor, testKeyring, testNow } from "../../db/testing/builders.ts";
import { testDatabases } from "../../db/testing/databases.ts";
import { change } from "../../db/transaction.ts";
import { Post } from "./post.ts";
import { smsSender } from "./sms-senders.ts";
import { smtpMailer } from "./smtp.ts";
import { accepts, smsDouble } from "./testing/sms-double.ts";

/** A mail server that has heard a letter to its end, and says nothing to it until it is told to. */
async function holdingServer() {
  const heard: string[] = [];
  let holds = true;
  let told: () => void = () => undefined;
  const hasHeard = new Promise<void>((resolve) => {
    told = resolve;
  });
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onData: (stream, _session, done) => {
      stream.resume().on("end", () => {
        heard.push("letter");
        told();
        if (!holds) done();
      });
    },
  });
  server.on("error", () => undefined);
  const listener = server.listen(0, "127.0.0.1");
  await once(listener, "listening");
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
  const answers = () => {
    holds = false;
  };
  return { port: (listener.address() as AddressInfo).port, heard, hasHeard, answers };
}

describe.each(testDatabases())("a process killed in the middle of sending, on $name", ({ create }) => {
  it("leaves nothing marked as sent: another process sends it again, and nothing is lost", async () => {
    const { db, options } = await create();
    const { id: organisationId } = await anOrganisation(db);
    const numbers = { mobile: { number: "070-174 06 21", profile: "external" } } as const;
    const named = { organisationId, firstName: "Åsa", lastName: "Öberg", email: "asa@example.se", ...numbers };
    const { id: userId } = await createPerson(db, named, "all", testActor, testNow);
    const to = { organisationId, userId, kind: "order_refused" } as const;
    await change(db, async (trx) => {
      await queueMessage(trx, testKeyring, { ...to, channel: "mail" }, testNow);
      await queueMessage(trx, testKeyring, { ...to, channel: "sms" }, testNow);
    });
    const smtp = await holdingServer();
    let smsHeard: () => void = () => undefined;
    const hasSms = new Promise<void>((resolve) => {
      smsHeard = resolve;
    });
    // Has taken the message, and its answer never comes.
    const sms = await smsDouble(() => smsHeard());
    const said = { options, smtpPort: smtp.port, smsUrl: sms.url, now: testNow.toISOString() };
    const child = fork(join(import.meta.dirname, "testing/sending-process.ts"), [JSON.stringify(said)], { stdio: "ignore" });
    await Promise.all([smtp.hasHeard, hasSms]);
    child.kill("SIGKILL");
    await once(child, "exit");
    expect(await db("message").orderBy("id").select("state", "sent_to", "tries")).toEqual([
      { state: "sending", sent_to: null, tries: 1 },
      { state: "sending", sent_to: null, tries: 1 },
    ]);
    smtp.answers();
    sms.say(accepts);
    const faults: unknown[] = [];
    const later = async (milliseconds: number) => {
      const now = () => new Date(testNow.getTime() + milliseconds);
      const server = { host: "127.0.0.1", port: smtp.port, tls: "none", user: null, password: null } as const;
      const provider = { kind: "46elks", url: sms.url, user: "u", secret: "p", from: "Klyka" } as const;
      const sends = { mail: smtpMailer(server, "telefoni@example.se"), sms: smsSender(provider, () => null, now) };
      const parts = { db, keyring: testKeyring, now, portalUrl: null, ...sends };
      const post = new Post(parts, (error) => faults.push(error));
      await post.idle();
      await post.stop();
    };
    // As long as the dead one could still be alive, nobody sends the same beside it.
    await later(messageHold - 1000);
    expect([smtp.heard.length, sms.heard.length]).toEqual([1, 1]);
    await later(messageHold);
    await later(messageHold + 1000);
    expect([smtp.heard.length, sms.heard.length, faults]).toEqual([2, 2, []]);
    expect((await db("message").select("state")).map((row) => row.state)).toEqual(["sent", "sent"]);
  });
});
