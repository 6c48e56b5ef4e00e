import { once } from "node:events";
import { connect as connectSocket } from "node:net";
import fc from "fast-check";
import { Client, type Entry, InvalidCredentialsError } from "ldapts";
import { describe, expect, it, onTestFinished } from "vitest";
import { writeMembers } from "../../db/contact-members.ts";
import { ldapPassword, ldapUser } from "../../db/ldap-credentials.ts";
import { getPhone, type Phone, retirePhone } from "../../db/phones.ts";
import { tokenHash } from "../../db/secrets.ts";
import { aBoundPhone, aContact, aContactList, aUser, testActor, testKeyring, testNow } from "../../db/testing/builders.ts";
import { testDatabases } from "../../db/testing/databases.ts";
import { manyContacts } from "../../db/testing/many-contacts.ts";
import { readPhoneToken, rotatePhoneToken } from "../../db/tokens.ts";
import type { Db } from "../../db/types.ts";
import { updateUser } from "../../db/users.ts";
import { aFirmWithPhone, open, sqlite } from "../testing/scene.ts";
import { longestMessage, readMessage } from "./message.ts";
import type { LdapLimits } from "./server.ts";

const databases = testDatabases();

/** A firm whose phone reads a list of its user, beside a list that it does not; and the server with its directory. */
async function aDirectory(limits: Partial<LdapLimits> = {}) {
  const db = await sqlite(databases);
  const { organisation } = await aFirmWithPhone(db);
  const organisationId = organisation.id;
  const user = await aUser(db, organisationId, { firstName: "Ylva", lastName: "Öhman", extension: "4801" });
  const phone = await aBoundPhone(db, organisationId, { userId: user.id });
  const mine = await aContactList(db, organisationId, { name: "Kunder", forEveryone: false });
  const others = await aContactList(db, organisationId, { name: "Hemliga", forEveryone: false });
  await writeMembers(db, { organisationId, listId: mine.id, userIds: [user.id] });
  const numbers = [
    { kind: "work" as const, number: "040-628 04 17" },
    { kind: "mobile" as const, number: "070-174 06 05" },
  ];
  await aContact(db, mine, { firstName: "Hjördis", lastName: "Särskild", numbers });
  await aContact(db, others, { firstName: "Dold", lastName: "Person", numbers });
  const house = await open(db);
  const ldap = await house.provisioning.ldap({
    ...{ host: "127.0.0.1", port: 0, limits },
    log: {
      info: () => undefined,
      warn: () => undefined,
      error: (message, fields) => house.logged.push({ level: "error", message, fields }),
    },
  });
  onTestFinished(() => ldap.stop());
  return { db, house, organisationId, user, phone, mine, others, port: ldap.port };
}

async function passwordOf(db: Db, phone: Phone): Promise<string> {
  const by = { organisationId: phone.organisationId ?? "", id: phone.id };
  return ldapPassword(testKeyring, phone.id, tokenHash(await readPhoneToken(db, testKeyring, by, testActor, testNow)));
}

function aClient(port: number): Client {
  const client = new Client({ url: `ldap://127.0.0.1:${port}`, timeout: 5_000, connectTimeout: 5_000 });
  onTestFinished(() => client.unbind().catch(() => undefined));
  return client;
}

async function signedIn({ db, port }: { db: Db; port: number }, phone: Phone): Promise<Client> {
  const client = aClient(port);
  await client.bind(ldapUser(phone.mac), await passwordOf(db, phone));
  return client;
}

const names = (entries: readonly Entry[]) => entries.map(({ cn }) => cn);

describe("the directory for phones that search", () => {
  it("finds people of the phone's own books by any word of their name, and by a number in any form", async () => {
    const world = await aDirectory();
    const client = await signedIn(world, world.phone);
    const found = async (filter: string, base = "o=klyka") =>
      names((await client.search(base, { scope: "sub", filter })).searchEntries);
    for (const filter of [
      "(cn=Hjö*)",
      "(cn=särsk*)",
      "(cn=hjordis sarskild)",
      "(|(cn=*rski*)(sn=*rski*))",
      "(telephoneNumber=040-628 04 17)",
      "(|(telephoneNumber=+46406280417)(mobile=+46406280417))",
      "(|(telephoneNumber=0046701740605)(mobile=0046701740605))",
      "(mobile=0701740*)",
      "(&(objectClass=person)(sn=särskild))",
      "(&(cn=*)(mobile=0701740605))",
    ])
      expect([filter, await found(filter)]).toEqual([filter, ["Hjördis Särskild"]]);
    expect(await found("(cn=öh*)")).toEqual(["Ylva Öhman"]);
    expect(await found("(cn=Dold*)")).toEqual([]);
    expect(await found("(!(cn=Hjö*))")).not.toContain("Hjördis Särskild");
    expect(await found("(cn>=A)")).toEqual([]);
    expect(await found("(cn=*)", `ou=${world.mine.id},o=klyka`)).toEqual(["Hjördis Särskild"]);
    await expect(found("(cn=*)", `ou=${world.others.id},o=klyka`)).rejects.toThrow(/0x20|does not exist/i);
    const [one] = (await client.search("o=klyka", { filter: "(cn=Hjö*)", attributes: ["cn", "mobile"] })).searchEntries;
    expect(one).toEqual({ dn: `uid=1,ou=${world.mine.id},o=klyka`, cn: "Hjördis Särskild", mobile: "0701740605" });
  });

  it("shows a change at the next search, and nothing any more to a phone that has been taken out of service", async () => {
    const world = await aDirectory();
    const { db, organisationId, user, phone, mine, house } = world;
    const client = await signedIn(world, phone);
    const found = async (filter: string) => names((await client.search("o=klyka", { filter })).searchEntries);
    await updateUser(db, { organisationId, id: user.id, lastName: "Nyberg" }, testActor, testNow);
    await house.provisioning.settle();
    expect(await found("(cn=*berg)")).toEqual(["Ylva Nyberg"]);
    await aContact(db, mine, { company: "Nyss AB" });
    await house.provisioning.settle();
    expect(await found("(cn=nyss*)")).toEqual(["Nyss AB"]);
    await retirePhone(db, { organisationId, id: phone.id }, testActor, testNow);
    await house.provisioning.settle();
    await expect(found("(cn=*)")).rejects.toThrow();
    await expect(signedIn(world, phone)).rejects.toThrow();
  });

  it("lets each phone in with its own password alone, the old one until the new one is used; the journal says who", async () => {
    const world = await aDirectory();
    const { db, port, phone, organisationId, house } = world;
    const other = await aBoundPhone(db, organisationId);
    await house.provisioning.settle();
    const tries: [string, string][] = [
      [ldapUser(phone.mac), await passwordOf(db, other)],
      [ldapUser(phone.mac), "x"],
      [ldapUser("001565ffffff"), await passwordOf(db, phone)],
      ["cn=admin,o=klyka", await passwordOf(db, phone)],
    ];
    for (const [name, password] of tries) {
      await expect(aClient(port).bind(name, password)).rejects.toBeInstanceOf(InvalidCredentialsError);
    }
    await aClient(port).bind(phone.mac.toUpperCase(), await passwordOf(db, phone));
    const old = await passwordOf(db, phone);
    await rotatePhoneToken(db, testKeyring, { organisationId, id: phone.id }, testActor, testNow);
    await house.provisioning.settle();
    const fresh = await passwordOf(db, await getPhone(db, { organisationId, id: phone.id }));
    expect(fresh).not.toBe(old);
    for (const password of [old, fresh]) await aClient(port).bind(ldapUser(phone.mac), password);
    const journal = await house.journal();
    const signIns = journal
      .filter(({ transport }) => transport === "ldap")
      .map(({ reason, phoneId }) => [reason, phoneId === phone.id]);
    expect(signIns.filter(([reason]) => reason === "ldap_valid")).toHaveLength(3);
    expect(signIns.filter(([reason]) => reason === "ldap_refused")).toHaveLength(4);
    expect(JSON.stringify(journal)).not.toContain(old);
  });

  it("is read by nobody who has not signed in, and written by nobody", async () => {
    const world = await aDirectory();
    const stranger = aClient(world.port);
    await expect(stranger.search("o=klyka", { filter: "(cn=*)" })).rejects.toThrow();
    await expect(stranger.bind("", "")).rejects.toThrow();
    const root = (await stranger.search("", { scope: "base", filter: "(objectClass=*)" })).searchEntries[0];
    expect(root).toMatchObject({ namingContexts: "o=klyka", supportedLDAPVersion: "3" });
    const client = await signedIn(world, world.phone);
    await expect(client.del("uid=1,ou=colleagues,o=klyka")).rejects.toThrow();
    await expect(client.add("uid=9,o=klyka", { cn: "x" })).rejects.toThrow();
    await expect(client.startTLS()).rejects.toThrow();
    expect(names((await client.search("o=klyka", { filter: "(cn=Hjö*)" })).searchEntries)).toEqual(["Hjördis Särskild"]);
  });

  it("gives of thousands as many as are asked for, two hundred at most at once, and all of them in pages", async () => {
    const world = await aDirectory();
    await manyContacts(world.db, world.mine, 1_000);
    await world.house.provisioning.settle();
    await aContact(world.db, world.mine, { company: "Sist AB" });
    await world.house.provisioning.settle();
    const client = await signedIn(world, world.phone);
    await expect(client.search("o=klyka", { filter: "(cn=*)" })).rejects.toThrow(/0x4\b|size limit/i);
    const all = await client.search(`ou=${world.mine.id},o=klyka`, { filter: "(cn=*)", paged: { pageSize: 150 } });
    expect(new Set(names(all.searchEntries)).size).toBe(1_002);
  });

  it("ends what is no LDAP, too long or too slow to begin, and goes on for others", async () => {
    const world = await aDirectory({ strangers: 3 });
    const send = async (bytes: Buffer) => {
      const socket = connectSocket(world.port, "127.0.0.1");
      socket.on("error", () => undefined);
      socket.write(bytes);
      socket.resume();
      await once(socket, "close");
    };
    const long = Buffer.alloc(8);
    long.set([0x30, 0x84, 0x7f, 0xff, 0xff, 0xff]);
    for (const bytes of ["GET / HTTP/1.0\r\n\r\n", "\u0030\u0080\u0000\u0000", "\u0030\u0003\u0002\u0005\u0001"])
      await send(Buffer.from(bytes, "latin1"));
    await send(long);
    await send(Buffer.from([0x30, 0x0c, 0x02, 0x01, 0x01, 0x63, 0x07, 0xa2, 0x05, 0xa2, 0x03, 0xa2, 0x01, 0x00]));
    const silent = await Promise.all(
      [1, 2, 3].map(async () => {
        const socket = connectSocket(world.port, "127.0.0.1");
        socket.on("error", () => undefined);
        await once(socket, "connect");
        return socket;
      }),
    );
    await expect(signedIn(world, world.phone)).rejects.toThrow();
    for (const socket of silent) socket.destroy();
    await expect
      .poll(() =>
        signedIn(world, world.phone).then(
          () => true,
          () => false,
        ),
      )
      .toBe(true);
    expect(world.house.logged.filter(({ level }) => level === "error")).toEqual([]);
  });

  it("does not wait for strangers who go on talking, and looks at no name longer than any phone's", async () => {
    const world = await aDirectory({ strangers: 2, signInMillis: 300 });
    const drip = connectSocket(world.port, "127.0.0.1");
    // Whoever still writes is told by a reset: closed all the same.
    drip.on("error", () => undefined);
    const closed = new Promise((resolve) => drip.once("close", resolve));
    drip.write(Buffer.from([0x30, 0x82, 0x20, 0x00]));
    const dripping = setInterval(() => drip.write("\u0004"), 20);
    onTestFinished(() => clearInterval(dripping));
    drip.resume();
    await closed;
    // Blanks without an end in a name took seconds each.
    const name = `x${" ".repeat(15_000)}x`;
    await expect(aClient(world.port).bind(name, "x")).rejects.toBeInstanceOf(InvalidCredentialsError);
    const client = await signedIn(world, world.phone);
    await expect(client.search(name, { filter: "(cn=*)" })).rejects.toThrow();
  });

  it("reads any bytes as a message or not at all, in bounded time", () => {
    const seq = (tag: number, body: Uint8Array) =>
      Buffer.from([tag, ...(body.length < 128 ? [body.length] : [0x82, body.length >> 8, body.length & 255]), ...body]);
    const inner = fc.uint8Array({ maxLength: 200 });
    const tag = fc.constantFrom(0x60, 0x63, 0x77, 0x42, 0x50, 0xa0, 0xa1, 0xa2, 0xa4, 0x30, 0x04);
    fc.assert(
      fc.property(tag, inner, (of, body) => {
        const bytes = seq(0x30, Buffer.concat([Buffer.from([2, 1, 1]), seq(of, body)]));
        expect(bytes.length).toBeLessThan(longestMessage);
        try {
          expect(readMessage(bytes).id).toBe(1);
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
        }
      }),
      { numRuns: 3_000, seed: 20261123 },
    );
  });
});
