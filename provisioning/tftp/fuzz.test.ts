import { setImmediate as turn } from "node:timers/promises";
import { expect, test } from "vitest";
import { fetchByPackage } from "./testing/package-client.ts";
import { seeded } from "./testing/randomness.ts";
import { receive } from "./testing/receiver.ts";
import { bodyOf, eventually, sha256, start } from "./testing/start.ts";
import { ack, ascii, rrq, TestClient } from "./testing/wire.ts";

const count = 100_000;
const random = seeded(2347);
const pick = <T>(list: readonly T[]): T => list[random.below(list.length)] ?? (list[0] as T);

const names = ["a.cfg", "image.rom", "nowhere", "../../etc/passwd", "%00", "å.cfg", "a".repeat(400)];
const optionNames = ["blksize", "BLKSIZE", "timeout", "tsize", "windowsize", "multicast", ""];
const optionValues = ["8", "512", "65464", "65465", "0", "1", "256", "-1", "1e9", "٣", "99999999999999999999", ""];

function request(): Buffer {
  const options = Array.from({ length: random.below(6) }, () => [pick(optionNames), pick(optionValues)] as const);
  const packet = rrq(pick(names), Object.fromEntries(options), pick(["octet", "netascii", "mail", "OCTET", ""]));
  if (random.chance(0.1)) packet[1] = 2;
  return packet;
}

function mutated(packet: Buffer): Buffer {
  const copy = Buffer.from(packet);
  for (let change = random.below(4); change > 0 && copy.length > 0; change--) copy[random.below(copy.length)] = random.below(256);
  if (random.chance(0.2)) return copy.subarray(0, random.below(copy.length + 1));
  return random.chance(0.1) ? Buffer.concat([copy, random.octets(random.below(700))]) : copy;
}

const makers: readonly (() => Buffer)[] = [
  request,
  () => mutated(request()),
  () => mutated(ack(random.below(70_000) & 0xffff)),
  () => ack(random.below(4)),
  () => Buffer.concat([Buffer.from([0, random.below(9)]), random.octets(random.below(12))]),
  () => random.octets(random.below(random.chance(0.02) ? 1_500 : 40)),
  () => Buffer.alloc(random.below(5)),
];

test("100,000 hostile datagrams disturb no honest phone, and leave nothing behind", async () => {
  const body = bodyOf(60_000);
  const image = {
    kind: "file",
    size: body.length,
    body: { read: async (at: number, length: number, into: Buffer) => body.copy(into, 0, at, at + length) },
  } as const;
  const { port, server } = await start({ "a.cfg": body, "image.rom": image }, { perAddressLimit: 300, maxWindowSize: 4 }, 5);
  const ports = [port, port, ...server.transferPorts];
  const hostile = await Promise.all(Array.from({ length: 8 }, (_, at) => TestClient.open(`127.0.1.${1 + (at % 4)}`)));
  for (const { socket } of hostile) socket.on("message", () => {});
  let honest = 0;
  let sending = true;
  /** What an honest phone's own line may bring besides: doubled, old and cut packets to its own transfer. */
  const noise = (client: TestClient, to: number, received: number): void => {
    for (const packet of [
      ack((received - 1) & 0xffff),
      ack(received & 0xffff),
      Buffer.alloc(1),
      ascii("\0\x03\0\x01x"),
      rrq("a.cfg"),
    ]) {
      client.socket.send(packet, to, "127.0.0.1");
    }
  };
  const phone = async (fetch: () => Promise<string>): Promise<void> => {
    while (sending) {
      expect(await fetch()).toBe(sha256(body));
      honest += 1;
    }
  };
  const phones = [
    phone(async () => (await receive({ port, file: "a.cfg", patience: 500, aside: noise })).sha256),
    phone(
      async () => (await receive({ port, file: "image.rom", options: { blksize: 700, windowsize: 4 }, patience: 500 })).sha256,
    ),
    phone(async () => sha256(await fetchByPackage(port, "a.cfg"))),
  ];
  for (let sent = 0; sent < count; sent++) {
    pick(hostile).socket.send(pick(makers)(), pick(ports), "127.0.0.1");
    if (sent % 100 === 0) await turn();
  }
  await eventually(() => server.statistics().datagrams).toBeGreaterThan(count);
  sending = false;
  await Promise.all(phones);
  expect(honest).toBeGreaterThan(10);
  await eventually(() => server.statistics().active).toBe(0);
  const { started, outcomes } = server.statistics();
  expect(Object.values(outcomes).reduce((sum, each) => sum + each)).toBe(started);
  for (const client of hostile) client.close();
  await server.stop();
  await eventually(() => process.getActiveResourcesInfo().filter((name) => name === "UDPWrap")).toEqual([]);
}, 60_000);
