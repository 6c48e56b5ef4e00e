import { createSocket } from "node:dgram";
import { once } from "node:events";
import { expect, it } from "vitest";
import { aWholeServer } from "../cli/testing/whole-server.ts";
import { createExchangeKey } from "../db/exchange-keys.ts";
import { createOrganisationToken } from "../db/organisation-tokens.ts";
import { hashPassword } from "../db/password-hash.ts";
import { readPhonePasswords } from "../db/phones.ts";
import { setPassword } from "../db/sign-in.ts";
import { readSipSecret } from "../db/sip-accounts.ts";
import {
  aBoundPhone,
  anOrganisationWithExchange,
  aSipAccount,
  aUser,
  testActor,
  testKeyring,
  testNow,
} from "../db/testing/builders.ts";
import { testDatabases } from "../db/testing/databases.ts";
import { hiddenForms } from "../db/testing/dump.ts";
import { readPhoneToken } from "../db/tokens.ts";
import { userAgents } from "../provisioning/testing/house.ts";

const [sqlite] = testDatabases();
const password = "sju-hemliga-harar-i-snön";

/** A read request over TFTP; waits for the first packet of its answer. */
async function askTftp(port: number, file: string): Promise<void> {
  const socket = createSocket("udp4");
  const zero = Buffer.alloc(1);
  socket.send(Buffer.concat([Buffer.from([0, 1]), Buffer.from(file), zero, Buffer.from("octet"), zero]), port, "127.0.0.1");
  await once(socket, "message");
  socket.close();
}

it("at its most talkative level the log of a whole server tells of every request, and no secret of any", async () => {
  const db = await sqlite?.connect();
  if (!db) throw new Error("no SQLite");
  const { id: organisationId } = await anOrganisationWithExchange(db);
  const person = await aUser(db, organisationId, { extension: "401" });
  await setPassword(
    db,
    { organisationId, userId: person.id, passwordHash: await hashPassword(password), mustChange: false },
    testActor,
    testNow,
  );
  const account = await aSipAccount(db, organisationId, { secret: "Skriven-Hemlighet-17" });
  const phone = await aBoundPhone(db, organisationId, { vendor: "yealink", model: "T46U", accounts: [account.id] });
  const by = { organisationId, id: phone.id };
  const token = await readPhoneToken(db, testKeyring, by, testActor, testNow);
  const given = await createOrganisationToken(db, testKeyring, { organisationId, name: "DHCP" }, testActor, testNow);
  const exchange = await createExchangeKey(db, { organisationId, name: "Växeln" }, testActor, testNow);
  const secrets = new Map<string, string>([
    ["phone's token", token],
    ["organisation's token", given.token],
    ["exchange's key", exchange.token],
    ["SIP secret", await readSipSecret(db, testKeyring, { organisationId, id: account.id }, testActor, testNow)],
    ["password", password],
    ...Object.entries(await readPhonePasswords(db, testKeyring, by, testActor, testNow)),
  ]);
  const server = await aWholeServer(db, { level: "debug" });
  const agent = { "user-agent": userAgents.yealink(phone.mac) };
  const file = await fetch(`${server.phones}/p/${token}/${phone.mac}.cfg`, { headers: agent });
  const text = await file.text();
  expect(text).toContain("Skriven-Hemlighet-17");
  await fetch(`${server.phones}/o/${given.token}/${phone.mac}.cfg`, { headers: agent });
  await fetch(`${server.phones}/p/${token.slice(0, 25)}%${(token.codePointAt(25) ?? 0).toString(16)}/${phone.mac}.cfg`, {
    headers: agent,
  });
  await fetch(`${server.phones}/p/${token}/${phone.mac}-local.cfg`, { method: "PUT", headers: agent, body: text });
  await fetch(`${server.phones}/d/${phone.mac}.cfg`, {
    headers: { ...agent, authorization: `Basic ${btoa(`${phone.mac}:${password}`)}` },
  });
  await askTftp(server.tftpPort, `p/${token}/${phone.mac}.cfg`);
  const api = (path: string, asked: RequestInit = {}) => fetch(`${server.portal}/api${path}`, asked);
  const json = { "content-type": "application/json" };
  await api("/session", { method: "POST", headers: json, body: JSON.stringify({ login: "401", password }) });
  await api("/session", { method: "POST", headers: json, body: `{"password": "${password}` });
  await api("/routes?to=401", { headers: { authorization: `Bearer ${exchange.token}` } });
  await api(`/routes?to=401&key=${exchange.token}`, { headers: { cookie: `klyka_session=${token}` } });
  await api(`/users/${token}`);
  await server.stop();
  const log = server.log.text();
  const lines = log.trim().split("\n");
  for (const line of lines) expect(() => JSON.parse(line)).not.toThrow();
  const asked = (words: string) => lines.filter((line) => line.includes(words)).length;
  expect([asked('"A phone asked."') >= 5, asked('"A person asked."')]).toEqual([true, 5]);
  expect(asked(`"path":"/p/***/${phone.mac}.cfg"`)).toBeGreaterThanOrEqual(2);
  const found = [...secrets].flatMap(([what, secret]) =>
    hiddenForms(secret).flatMap((form) => (log.includes(form) ? [what] : [])),
  );
  expect([secrets.size >= 7, found]).toEqual([true, []]);
});
