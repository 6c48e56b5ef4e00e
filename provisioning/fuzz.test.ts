import { once } from "node:events";
import { connect as connectSocket, type Socket } from "node:net";
import { describe, expect, it } from "vitest";
import { AddTrustedNetwork, addTrustedNetwork } from "../db/networks.ts";
import { createOrganisationToken } from "../db/organisation-tokens.ts";
import { aPhone, testActor, testKeyring, testNow } from "../db/testing/builders.ts";
import { testDatabases } from "../db/testing/databases.ts";
import { type House, userAgents } from "./testing/house.ts";
import { aFirmWithPhone, open, sqlite } from "./testing/scene.ts";
import { type Dice, dice, type Strange, strangeRequest } from "./testing/strange-requests.ts";

const databases = testDatabases();
const seed = 20260302;
const wanted = 100_000;
const sockets = 16;
const batchSize = 100;

async function aTarget() {
  const db = await sqlite(databases);
  const { organisation, phone } = await aFirmWithPhone(db);
  const claimed = await aPhone(db, organisation.id);
  const network = AddTrustedNetwork.parse({ organisationId: organisation.id, cidr: "127.4.0.0/16" });
  await addTrustedNetwork(db, network, testActor, testNow);
  const named = { organisationId: organisation.id, name: "DHCP" };
  const { token } = await createOrganisationToken(db, testKeyring, named, testActor, testNow);
  const house = await open(db);
  const own = await house.tokenPath(phone, "");
  const paths = ["/", own, own, `/o/${token}/`, "/p/0123456789abcdefghjkmnpqrs/"];
  return { db, house, phone, paths, macs: [phone.mac, claimed.mac, "805ec0000001", "000413000001", "0004f2000001"] };
}

type Seen = { answers: number; readonly statuses: Map<string, number> };

/** Sends a batch without waiting, then reads its answers. */
async function exchangeBatch(port: number, from: string, batch: readonly Strange[], seen: Seen): Promise<void> {
  const socket = connectSocket({ port, host: "127.0.0.1", localAddress: from });
  await once(socket, "connect");
  const answered = readAnswers(socket, batch.length, seen);
  socket.write(Buffer.concat(batch.map(({ bytes }) => bytes)));
  await answered;
  socket.destroy();
}

/** Counts status lines until there are enough, or the server ends the connection. */
function readAnswers(socket: Socket, enough: number, seen: Seen): Promise<void> {
  return new Promise((resolve) => {
    let rest = "";
    let count = 0;
    socket.on("data", (part: Buffer) => {
      rest += part.toString("latin1");
      let end = 0;
      for (const found of rest.matchAll(/HTTP\/1\.1 (\d{3}) /g)) {
        end = found.index + found[0].length;
        const [, status = ""] = found;
        if (status === "100") continue;
        count += 1;
        seen.answers += 1;
        seen.statuses.set(status, (seen.statuses.get(status) ?? 0) + 1);
      }
      rest = rest.slice(Math.max(end, rest.length - 12));
      if (count >= enough) resolve();
    });
    socket.on("error", () => resolve());
    socket.on("close", () => resolve());
  });
}

function batchOf(roll: Dice, paths: readonly string[], macs: readonly string[]): Strange[] {
  const batch: Strange[] = [];
  while (batch.length < batchSize) {
    const request = strangeRequest(roll, paths, macs);
    batch.push(request);
    if (request.last) break;
  }
  return batch;
}

async function honest(house: House, path: string, mac: string, until: () => boolean): Promise<number> {
  const wholeFile = (await house.ask(path)).body;
  let asked = 0;
  while (!until()) {
    const reply = await house.ask(path, { userAgent: userAgents.yealink(mac) });
    expect([reply.status, reply.body.equals(wholeFile)]).toEqual([200, true]);
    asked += 1;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return asked;
}

describe("100,000 strange requests", () => {
  it(`crash nothing, get no 5xx, and disturb no honest phone (seed ${seed})`, async () => {
    const { house, phone, paths, macs } = await aTarget();
    const seen: Seen = { answers: 0, statuses: new Map() };
    const roll = dice(seed);
    let done = false;
    const good = honest(house, await house.tokenPath(phone, `${phone.mac}.cfg`), phone.mac, () => done);
    const worker = async (n: number) => {
      while (seen.answers < wanted)
        await exchangeBatch(house.port, `127.${n % 2 ? 4 : 5}.0.${n + 1}`, batchOf(roll, paths, macs), seen);
    };
    await Promise.all(Array.from({ length: sockets }, (_, n) => worker(n)));
    done = true;
    expect(await good).toBeGreaterThan(10);
    expect(seen.answers).toBeGreaterThanOrEqual(wanted);
    const statuses = [...seen.statuses.keys()].sort();
    expect(statuses.filter((status) => status >= "500")).toEqual([]);
    expect(statuses).toEqual(expect.arrayContaining(["200", "401", "404", "405"]));
    expect(house.logged.filter(({ level }) => level !== "info")).toEqual([]);
    expect(house.provisioning.statistics().cachedBytes).toBeLessThan(1_000_000);
    const journal = await house.journal();
    expect(journal.filter(({ reason }) => reason === "request_malformed")).toEqual([]);
  }, 180_000);

  it("bytes that are no HTTP at all end their own connection and nothing else", async () => {
    const { house, phone } = await aTarget();
    const roll = dice(seed + 1);
    const path = await house.tokenPath(phone, `${phone.mac}.cfg`);
    const begin = [
      `GET ${path} HTTP/1.1\r\nHost: x\r\n`,
      "GET / HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n",
      "\r\n",
      "\x16\x03\x01",
      "",
    ];
    const one = async () => {
      const socket = connectSocket(house.port, "127.0.0.1");
      const junk = Buffer.from(Array.from({ length: roll(200) }, () => roll(256)));
      socket.on("error", () => undefined);
      socket.end(Buffer.concat([Buffer.from(begin[roll(begin.length)] ?? ""), junk]));
      const parts: Buffer[] = [];
      socket.on("data", (part: Buffer) => parts.push(part));
      await once(socket, "close");
      return Buffer.concat(parts).toString("latin1");
    };
    for (let n = 0; n < 1000; n += 20) {
      const answers = await Promise.all(Array.from({ length: 20 }, one));
      for (const answer of answers) expect(answer).not.toMatch(/^HTTP\/1\.1 5/m);
    }
    expect((await house.ask(path)).status).toBe(200);
    expect(house.logged.filter(({ level }) => level !== "info")).toEqual([]);
  });
});
