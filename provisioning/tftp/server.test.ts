import { describe, expect, test } from "vitest";
import { chunkLength } from "./chunk-store.ts";
import { fetchByPackage } from "./testing/package-client.ts";
import { receive } from "./testing/receiver.ts";
import { bodyOf, eventually, sha256, start } from "./testing/start.ts";
import { ack, ascii, nameOf, rrq, TestClient } from "./testing/wire.ts";

describe("an independent client", () => {
  test.each([0, 1, 511, 512, 513, 1024, 24_000])("gets a file of %i octets in plain blocks", async (length) => {
    const { port } = await start({ "a.cfg": bodyOf(length) });
    expect(sha256(await fetchByPackage(port, "a.cfg"))).toBe(sha256(bodyOf(length)));
  });

  test.each([
    { blockSize: 8, windowSize: 1 },
    { blockSize: 1428, windowSize: 1 },
    { blockSize: 65_464, windowSize: 1 },
    { blockSize: 1428, windowSize: 4 },
  ])("gets a file with $blockSize octets a block and $windowSize blocks a window", async (options) => {
    const body = bodyOf(options.blockSize === 8 ? 1_000 : 200_000);
    const { port, reports } = await start({ "a.cfg": body });
    expect(sha256(await fetchByPackage(port, "a.cfg", options))).toBe(sha256(body));
    await eventually(() => reports).toMatchObject([{ outcome: "complete", bytes: body.length, ...options, resent: 0 }]);
  });

  test("hears of a file that is refused in the same words as of one that does not exist", async () => {
    const { port, reports } = await start({ secret: { kind: "refused" } });
    const words = async (file: string) => fetchByPackage(port, file).catch((error: Error) => error.message);
    expect(await words("secret")).toBe("(Server) File not found");
    expect(await words("nowhere")).toBe("(Server) File not found");
    await expect
      .poll(() => reports.map(({ file, outcome, operation }) => [file, outcome, operation]))
      .toEqual([
        ["secret", "refused", "read"],
        ["nowhere", "refused", "read"],
      ]);
  });

  test("asks over IPv6 as over IPv4, and an IPv4 address is reported plainly", async () => {
    const { port, reports } = await start({ "a.cfg": bodyOf(2_000) }, { host: "::" });
    expect(await fetchByPackage(port, "a.cfg", {}, "::1")).toEqual(bodyOf(2_000));
    expect(await fetchByPackage(port, "a.cfg", {}, "127.0.0.1")).toEqual(bodyOf(2_000));
    await eventually(() => reports.map(({ address }) => address)).toEqual(["::1", "127.0.0.1"]);
  });
});

describe("what goes over the wire", () => {
  test("options are answered before the first block, and the client's acknowledgement of them brings it", async () => {
    const { port, server } = await start({ "a.cfg": bodyOf(1_000) });
    const client = await TestClient.open();
    await client.send(rrq("a.cfg", { blksize: 600, tsize: 0, unknown: 1 }), port);
    const offer = await client.next();
    expect(nameOf(offer)).toBe("OACK blksize=600 tsize=1000");
    expect(server.transferPorts).toContain(offer.port);
    await client.send(ack(0), offer.port);
    expect(nameOf(await client.next())).toBe("DATA 1 600");
    await client.send(ack(1), offer.port);
    expect(nameOf(await client.next())).toBe("DATA 2 400");
    client.close();
  });

  test("a write is refused as an access violation and reported", async () => {
    const { port, reports } = await start({});
    const client = await TestClient.open();
    await client.send(ascii("\0\x02overrides.cfg\0octet\0"), port);
    expect(nameOf(await client.next())).toBe("ERROR 2");
    await eventually(() => reports).toMatchObject([{ operation: "write", file: "overrides.cfg", outcome: "refused" }]);
    client.close();
  });

  test("a malformed request is answered as illegal", async () => {
    const { port } = await start({});
    const client = await TestClient.open();
    await client.send(ascii("\0\x01a.cfg\0mail\0"), port);
    expect(nameOf(await client.next())).toBe("ERROR 4");
    client.close();
  });

  test("text mode ends lines as RFC 1350 wants it and counts the size so", async () => {
    const { port } = await start({ "a.cfg": ascii("a = 1\nb = 2\n") });
    const client = await TestClient.open();
    await client.send(rrq("a.cfg", { tsize: 0 }, "NetASCII"), port);
    const offer = await client.next();
    expect(nameOf(offer)).toBe("OACK tsize=14");
    await client.send(ack(0), offer.port);
    expect((await client.next()).packet.toString("latin1", 4)).toBe("a = 1\r\nb = 2\r\n");
    client.close();
  });

  test("a client that is content with the size ends its transfer by an error, and is not answered", async () => {
    const { port, reports, server } = await start({ "a.cfg": bodyOf(1_000) });
    const client = await TestClient.open();
    await client.send(rrq("a.cfg", { tsize: 0 }), port);
    const offer = await client.next();
    await client.send(ascii("\0\x05\0\x08no need\0"), offer.port);
    expect(await client.rest()).toEqual([]);
    await eventually(() => reports).toMatchObject([{ outcome: "aborted", errorCode: 8, bytes: 0, size: 1_000 }]);
    expect(server.statistics().active).toBe(0);
    client.close();
  });
});

describe("long files", () => {
  test("the block counter rolls over past 65,535, with a body that is read piece by piece", async () => {
    const size = 33_600_000;
    const piece = bodyOf(size);
    let reads = 0;
    const read = async (offset: number, length: number, into: Buffer): Promise<number> => {
      reads += 1;
      return piece.copy(into, 0, offset, offset + length);
    };
    const { port } = await start({ "image.rom": { kind: "file", size, body: { read } } });
    const got = await receive({ port, file: "image.rom" });
    expect(got).toEqual({ octets: size, sha256: sha256(piece), blocks: 65_626, repeated: 0 });
    expect(reads).toBe(Math.ceil(size / chunkLength));
  });

  test("many phones at the same file read it from the disk about once", async () => {
    const body = bodyOf(2_000_000);
    let read = 0;
    const reader = {
      read: async (offset: number, length: number, into: Buffer): Promise<number> => {
        const count = body.copy(into, 0, offset, offset + Math.min(length, 10_000));
        read += count;
        return count;
      },
    };
    const { port } = await start({ "image.rom": { kind: "file", size: body.length, body: reader } });
    const orders = [512, 1428, 8192, 65_464, 1000].map((blksize) => ({
      port,
      file: "image.rom",
      options: { blksize, windowsize: 3 },
    }));
    const all = await Promise.all([...orders, ...orders].map(receive));
    expect(new Set(all.map(({ sha256 }) => sha256))).toEqual(new Set([sha256(body)]));
    expect(read).toBeLessThan(body.length * 2);
  });
});
