import { createSocket, type Socket } from "node:dgram";
import { afterEach, describe, expect, test } from "vitest";
import { tftpTransport } from "./tftp.ts";
import { tftpAddress } from "./tftp-port.ts";
import type { Wire } from "./transport.ts";

const sockets: Socket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.close();
});

/** The smallest RFC 1350 server that can be: one file in blocks of 512, everything else error 1. */
async function serveFile(name: string, body: Buffer): Promise<number> {
  const socket = createSocket("udp4");
  sockets.push(socket);
  const block = (number: number) =>
    Buffer.concat([Buffer.from([0, 3, number >> 8, number & 255]), body.subarray((number - 1) * 512, number * 512)]);
  socket.on("message", (message, { port, address }) => {
    const asked = message.readUInt16BE(0) === 1 ? message.subarray(2, message.indexOf(0, 2)).toString() : null;
    if (asked !== null && asked !== name) socket.send(Buffer.from("\0\x05\0\x01no such file\0", "latin1"), port, address);
    else {
      const next = asked === null ? message.readUInt16BE(2) + 1 : 1;
      if ((next - 1) * 512 <= body.length) socket.send(block(next), port, address);
    }
  });
  await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
  return socket.address().port;
}

const get = (url: string): Wire => ({ method: "GET", url: new URL(url), userAgent: "" });

describe("TFTP as a desk phone speaks it", () => {
  test("a file of many blocks arrives whole", async () => {
    const body = Buffer.from(Array.from({ length: 5000 }, (_, at) => at % 251));
    const port = await serveFile("p/abc/805ec0123456.cfg", body);
    const got = await tftpTransport()(get(`tftp://127.0.0.1:${port}/p/abc/805ec0123456.cfg`));
    expect(got.status).toBe(200);
    expect(Buffer.from(got.body).equals(body)).toBe(true);
  });

  test("an error packet is a 404, and so is a name that cannot be asked for", async () => {
    const port = await serveFile("a", Buffer.from("x"));
    const statusOf = async (file: string) => (await tftpTransport()(get(`tftp://127.0.0.1:${port}/${file}`))).status;
    expect(await statusOf("b")).toBe(404);
    expect(await statusOf("%C3%A5.cfg")).toBe(404);
    expect(await statusOf("")).toBe(404);
  });

  test("an upload is refused without a packet, silence is an error with a code", async () => {
    const wire = get("tftp://127.0.0.1:9/a");
    expect((await tftpTransport()({ ...wire, method: "PUT" })).status).toBe(404);
    const deaf = createSocket("udp4");
    sockets.push(deaf);
    await new Promise<void>((resolve) => deaf.bind(0, "127.0.0.1", resolve));
    const silent = tftpTransport({ timeout: 20, retries: 1 })(get(`tftp://127.0.0.1:${deaf.address().port}/a`));
    await expect(silent).rejects.toMatchObject({ code: "timeout" });
  });
});

describe("the TFTP address of a server named by its web address", () => {
  test("is that port where TFTP is spoken there, else a usual one that answers, else as it was given", async () => {
    const port = await serveFile("a", Buffer.from("x"));
    const other = createSocket("udp4");
    sockets.push(other);
    await new Promise<void>((resolve) => other.bind(0, "127.0.0.1", resolve));
    const deaf = other.address().port;
    const web = (at: number) => new URL(`http://127.0.0.1:${at}/p/abc/`);
    expect(await tftpAddress(web(port), [deaf])).toBe(`tftp://127.0.0.1:${port}/p/abc/`);
    expect(await tftpAddress(web(deaf), [port])).toBe(`tftp://127.0.0.1:${port}/p/abc/`);
    expect(await tftpAddress(web(deaf), [])).toBe(`tftp://127.0.0.1:${deaf}/p/abc/`);
  });
});
