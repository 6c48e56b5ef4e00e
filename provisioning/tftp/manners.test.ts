import { describe, expect, test } from "vitest";
import type { TftpAnswer } from "./contract.ts";
import { fetchByPackage } from "./testing/package-client.ts";
import { receive } from "./testing/receiver.ts";
import { bodyOf, eventually, fileOf, sha256, start } from "./testing/start.ts";
import { ack, ascii, errorOf, nameOf, rrq, TestClient } from "./testing/wire.ts";

/** Time runs fifty times faster: a second of the server's is 20 ms. */
const fast = 2;

const names = (packets: readonly { packet: Buffer; port: number }[]): string[] => packets.map(nameOf);

describe("strangers, runts and errors", () => {
  test("a stranger at a transfer port hears error 5, and the transfer goes on", async () => {
    const { port, server } = await start({ "a.cfg": bodyOf(1_000) });
    const [phone, stranger] = [await TestClient.open(), await TestClient.open()];
    await phone.send(rrq("a.cfg"), port);
    const first = await phone.next();
    await stranger.send(ack(1), first.port);
    expect(nameOf(await stranger.next())).toBe("ERROR 5");
    expect(await phone.rest()).toEqual([]);
    await phone.send(ack(1), first.port);
    expect(nameOf(await phone.next())).toBe("DATA 2 488");
    expect(server.statistics().strangers).toBe(1);
    phone.close();
    stranger.close();
  });

  test("runts and errors are never answered, at the listening port or a transfer's, from a stranger or the phone", async () => {
    const { port, server } = await start({ "a.cfg": bodyOf(1_000) });
    const [phone, stranger] = [await TestClient.open(), await TestClient.open()];
    await phone.send(rrq("a.cfg"), port);
    const first = await phone.next();
    for (const runt of [Buffer.alloc(0), ascii("\0"), ascii("\0\x04"), ascii("\0\x04\0"), errorOf(0), errorOf(5)]) {
      await stranger.send(runt, port);
      await stranger.send(runt, first.port);
    }
    for (const runt of [Buffer.alloc(0), ascii("\0"), ascii("\0\x04\0")]) await phone.send(runt, first.port);
    expect(await stranger.rest()).toEqual([]);
    expect(await phone.rest()).toEqual([]);
    await eventually(() => server.statistics().datagrams).toBe(16);
    await phone.send(ack(1), first.port);
    expect(nameOf(await phone.next())).toBe("DATA 2 488");
    phone.close();
    stranger.close();
  });

  test("a flood of strangers is answered little", async () => {
    const { server } = await start({});
    const stranger = await TestClient.open();
    for (let count = 0; count < 2_000; count++) stranger.socket.send(ack(count), server.transferPorts[count % 16], "127.0.0.1");
    await eventually(() => server.statistics().strangers).toBe(2_000);
    expect((await stranger.rest()).length).toBeLessThan(1_500);
    stranger.close();
  });
});

describe("acknowledgements that come twice", () => {
  test.each([1, 8])("bring no block a second time with a window of %i", async (windowsize) => {
    const body = bodyOf(300_000);
    const { port, reports } = await start({ "a.rom": body });
    const twice = (client: TestClient, server: number, received: number): void => {
      client.socket.send(ack(received & 0xffff), server, "127.0.0.1");
    };
    const got = await receive({
      port,
      file: "a.rom",
      options: windowsize > 1 ? { windowsize } : {},
      aside: twice,
      patience: 2_000,
    });
    expect(got).toMatchObject({ sha256: sha256(body), repeated: 0 });
    await eventually(() => reports).toMatchObject([{ outcome: "complete", resent: 0 }]);
  });

  test("after the end meet silence for a while", async () => {
    const { port } = await start({ "a.cfg": bodyOf(10) });
    const client = await TestClient.open();
    await client.send(rrq("a.cfg"), port);
    const { port: transfer } = await client.next();
    for (let count = 0; count < 5; count++) await client.send(ack(1), transfer);
    expect(await client.rest()).toEqual([]);
    client.close();
  });

  test("old, future and zero acknowledgements change nothing", async () => {
    const { port } = await start({ "a.cfg": bodyOf(3_000) });
    const client = await TestClient.open();
    await client.send(rrq("a.cfg"), port);
    const { port: transfer } = await client.next();
    await client.send(ack(1), transfer);
    expect(nameOf(await client.next())).toBe("DATA 2 512");
    for (const block of [0, 1, 3, 4, 600, 65_535]) await client.send(ack(block), transfer);
    expect(await client.rest()).toEqual([]);
    client.close();
  });
});

describe("before the first acknowledgement", () => {
  test.each([
    { asked: {}, packet: "DATA 1 512", octets: 516 },
    {
      asked: { blksize: 65_464, windowsize: 64, timeout: 255 },
      packet: "OACK blksize=65464 timeout=255 windowsize=64",
      octets: 42,
    },
  ])("a forged address receives $packet three times at most, whatever is asked", async ({ asked, packet, octets }) => {
    const { port, server, reports } = await start({ "a.rom": bodyOf(500_000) }, {}, fast);
    const victim = await TestClient.open();
    await victim.send(rrq("a.rom", asked), port);
    await victim.send(rrq("a.rom", asked), port);
    await eventually(() => server.statistics().outcomes.unanswered).toBe(1);
    const received = await victim.rest();
    expect(names(received)).toEqual([packet, packet, packet]);
    expect(received.map((one) => one.packet.length)).toEqual([octets, octets, octets]);
    expect(reports).toMatchObject([{ outcome: "unanswered", bytes: 0, resent: 2 }]);
    victim.close();
  });

  test("the same request again is the same transfer, also while the answer is still looked for", async () => {
    let asked = 0;
    let give: (answer: TftpAnswer) => void = () => {};
    const serve = (): Promise<TftpAnswer> => {
      asked += 1;
      return new Promise((resolve) => (give = resolve));
    };
    const { port, server } = await start({}, { serve });
    const client = await TestClient.open();
    for (let count = 0; count < 3; count++) await client.send(rrq("a.cfg"), port);
    await eventually(() => server.statistics().repeated).toBe(2);
    give(fileOf(bodyOf(1_000)));
    const { port: transfer } = await client.next();
    await client.send(rrq("a.cfg"), port);
    expect(await client.rest()).toEqual([]);
    expect([asked, server.statistics().started]).toEqual([1, 1]);
    await client.send(ack(1), transfer);
    expect(nameOf(await client.next())).toBe("DATA 2 488");
    client.close();
  });

  test("a phone that asks for another file from the same port gets it on another transfer port", async () => {
    const { port } = await start({ "a.cfg": bodyOf(10), "b.cfg": bodyOf(20) });
    const client = await TestClient.open();
    await client.send(rrq("a.cfg"), port);
    await client.send(rrq("b.cfg"), port);
    const both = [await client.next(), await client.next()];
    expect(names(both)).toEqual(["DATA 1 10", "DATA 1 20"]);
    expect(new Set(both.map((one) => one.port)).size).toBe(2);
    client.close();
  });
});

describe("waiting", () => {
  test("a phone that goes silent in the middle gets the window six times, then the transfer ends", async () => {
    const { port, reports } = await start({ "a.cfg": bodyOf(3_000) }, {}, fast);
    const client = await TestClient.open();
    await client.send(rrq("a.cfg", { windowsize: 2 }), port);
    const { port: transfer } = await client.next();
    await client.send(ack(0), transfer);
    await eventually(() => reports).toMatchObject([{ outcome: "timeout", bytes: 0, resent: 10 }]);
    const received = names(await client.rest());
    expect(received).toEqual(Array.from({ length: 6 }, () => ["DATA 1 512", "DATA 2 512"]).flat());
    client.close();
  });

  test("the negotiated timeout holds after the first acknowledgement", async () => {
    const { port, reports } = await start({ "a.cfg": bodyOf(3_000) }, {}, fast);
    const client = await TestClient.open();
    await client.send(rrq("a.cfg", { timeout: 40 }), port);
    const { port: transfer } = await client.next();
    await client.send(ack(0), transfer);
    await eventually(() => reports).toMatchObject([{ outcome: "timeout", resent: 1 }]);
    client.close();
  });

  test("an acknowledgement inside the window says where to go on", async () => {
    const { port } = await start({ "a.cfg": bodyOf(5_000) });
    const client = await TestClient.open();
    await client.send(rrq("a.cfg", { windowsize: 4 }), port);
    const { port: transfer } = await client.next();
    await client.send(ack(0), transfer);
    expect(names(await client.rest())).toEqual(["DATA 1 512", "DATA 2 512", "DATA 3 512", "DATA 4 512"]);
    await client.send(ack(2), transfer);
    expect(names(await client.rest())).toEqual(["DATA 3 512", "DATA 4 512", "DATA 5 512", "DATA 6 512"]);
    client.close();
  });
});

describe("limits", () => {
  test("an address over its limit meets silence, others are served, and a place that is free again is given", async () => {
    const { port, server } = await start({ "a.cfg": bodyOf(1_000) }, { perAddressLimit: 2 });
    const phones = [await TestClient.open(), await TestClient.open(), await TestClient.open()];
    const other = await TestClient.open("127.0.0.2");
    const [one, two, three] = phones;
    await one?.send(rrq("a.cfg"), port);
    await two?.send(rrq("a.cfg"), port);
    const first = await one?.next();
    await two?.next();
    await three?.send(rrq("a.cfg"), port);
    expect(await three?.rest()).toEqual([]);
    await eventually(() => server.statistics().overLimit).toBe(1);
    await other.send(rrq("a.cfg"), port, "127.0.0.1");
    expect(nameOf(await other.next())).toBe("DATA 1 512");
    await one?.send(errorOf(0), first?.port ?? 0);
    await eventually(() => server.statistics().active).toBe(2);
    await three?.send(rrq("a.cfg"), port);
    expect(await three?.next().then(nameOf)).toBe("DATA 1 512");
    for (const client of [...phones, other]) client.close();
  });

  test("in all there are no more than the total, nor more at one client port than there are transfer ports", async () => {
    const files = { "1": bodyOf(1), "2": bodyOf(2), "3": bodyOf(3) };
    const total = await start(files, { totalLimit: 2 });
    const narrow = await start(files, { poolSize: 2 });
    for (const { port, server } of [total, narrow]) {
      const client = await TestClient.open();
      for (const file of ["1", "2", "3"]) await client.send(rrq(file), port);
      expect(names(await client.rest())).toEqual(["DATA 1 1", "DATA 1 2"]);
      await eventually(() => server.statistics()).toMatchObject({ active: 2, overLimit: 1 });
      client.close();
    }
  });
});

describe("when something goes wrong in the house", () => {
  test("a file that cannot be looked for is not found, and the next request is served", async () => {
    const serve = ({ file }: { file: string }): Promise<TftpAnswer> | TftpAnswer => {
      if (file === "throws") throw new Error("broken");
      if (file === "rejects") return Promise.reject(new Error("broken"));
      return fileOf(bodyOf(10));
    };
    const { port, reports } = await start({}, { serve });
    for (const file of ["throws", "rejects"]) await expect(fetchByPackage(port, file)).rejects.toThrow("File not found");
    expect(await fetchByPackage(port, "good")).toEqual(bodyOf(10));
    await eventually(() => reports.map(({ outcome }) => outcome)).toEqual(["failed", "failed", "complete"]);
  });

  test("a body that breaks off or is too short ends the transfer with an error, and is given back once", async () => {
    let released = 0;
    const broken = (read: () => Promise<number>): TftpAnswer => ({
      kind: "file",
      size: 100_000,
      body: { read },
      release: () => {
        released += 1;
      },
    });
    const files = { short: broken(async () => 0), broken: broken(() => Promise.reject(new Error("disk"))) };
    const { port, reports } = await start(files);
    for (const file of ["short", "broken"]) await expect(fetchByPackage(port, file)).rejects.toThrow("Read failed");
    expect(reports.map(({ outcome }) => outcome)).toEqual(["failed", "failed"]);
    expect(released).toBe(2);
  });

  test("a listener that throws is counted, and phones do not notice", async () => {
    const onTransfer = (): void => {
      throw new Error("journal");
    };
    const { port, server } = await start({ "a.cfg": bodyOf(700) }, { onTransfer });
    expect(await fetchByPackage(port, "a.cfg")).toEqual(bodyOf(700));
    await eventually(() => server.statistics().reportFailures).toBe(1);
  });
});
