import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { startTftpServer } from "./server.ts";
import { receive } from "./testing/receiver.ts";
import { bodyOf, eventually, sha256, start } from "./testing/start.ts";
import { ack, nameOf, rrq, TestClient } from "./testing/wire.ts";

/** UDP sockets that are open in this process. */
const open = (): number => process.getActiveResourcesInfo().filter((name) => name === "UDPWrap").length;
const refused = (): { kind: "refused" } => ({ kind: "refused" });

describe("starting", () => {
  test("a taken port is said by its code, and nothing is left open", async () => {
    const { port } = await start({}, { poolSize: 3 });
    await expect(startTftpServer({ host: "127.0.0.1", port, serve: refused })).rejects.toMatchObject({ code: "port_in_use" });
    await eventually(open).toBe(4);
  });

  test("a host that is no address and numbers out of range are said by their code", async () => {
    const wrong = [{ host: "localhost" }, { poolSize: 0 }, { maxBlockSize: 65_465 }, { totalLimit: 1.5 }];
    for (const options of wrong) {
      const starting = startTftpServer({ host: "127.0.0.1", port: 0, serve: refused, ...options });
      await expect(starting).rejects.toMatchObject({ code: "settings_invalid" });
    }
  });

  test("the receive buffer that was granted is told, with what to do when it is too small", async () => {
    const small = await start({}, { receiveBuffer: 65_536 });
    expect(small.server.receiveBuffer).toEqual({ asked: 65_536, granted: 65_536, advice: null });
    const huge = await start({}, { receiveBuffer: 1 << 30 });
    expect(huge.server.receiveBuffer.granted).toBeLessThan(1 << 30);
    expect(huge.server.receiveBuffer.advice).toContain("rmem_max=1073741824");
  });
});

describe("stopping", () => {
  test("a running transfer is finished, a new request is not heard, and all is given back", async () => {
    const body = bodyOf(3_000);
    const { port, server, reports } = await start({ "a.cfg": body });
    const [phone, late] = [await TestClient.open(), await TestClient.open()];
    await phone.send(rrq("a.cfg", { blksize: 2_000 }), port);
    const { port: transfer } = await phone.next();
    const stopped = server.stop();
    await late.send(rrq("a.cfg"), port);
    await phone.send(ack(0), transfer);
    expect(nameOf(await phone.next())).toBe("DATA 1 2000");
    await phone.send(ack(1), transfer);
    expect(nameOf(await phone.next())).toBe("DATA 2 1000");
    await phone.send(ack(2), transfer);
    await stopped;
    expect(await late.rest()).toEqual([]);
    expect(reports).toMatchObject([{ outcome: "complete", bytes: 3_000 }]);
    phone.close();
    late.close();
    await eventually(open).toBe(0);
  });

  test("what does not finish in time is ended and told so", async () => {
    const { port, server, reports } = await start({ "a.cfg": bodyOf(3_000) });
    const phone = await TestClient.open();
    await phone.send(rrq("a.cfg"), port);
    await phone.next();
    await Promise.all([server.stop(30), server.stop(30)]);
    expect(nameOf(await phone.next())).toBe("ERROR 0");
    expect(reports).toMatchObject([{ outcome: "stopped" }]);
    phone.close();
    await eventually(open).toBe(0);
  });
});

test("a process whose server is stopped ends by itself: no socket and no timer is left", async () => {
  const program = `
    const { startTftpServer } = await import(process.argv[1]);
    const { createSocket } = await import("node:dgram");
    const server = await startTftpServer({ host: "127.0.0.1", port: 0, serve: () => ({ kind: "file", size: 3, body: Buffer.from("abc") }) });
    const phone = createSocket("udp4");
    phone.send("\\0\\x01a\\0octet\\0", server.port, "127.0.0.1");
    phone.once("message", () => { phone.close(); server.stop(0).then(() => console.log("stopped", server.statistics().active)); });`;
  const child = promisify(execFile);
  const { stdout } = await child(process.execPath, [
    "--input-type=module",
    "--eval",
    program,
    join(import.meta.dirname, "server.ts"),
  ]);
  expect(stdout).toBe("stopped 0\n");
}, 20_000);

describe("a crowd", () => {
  test("500 phones at once get their files, and nothing of them stays", async () => {
    const files = Object.fromEntries(Array.from({ length: 10 }, (_, at) => [`${at}.cfg`, bodyOf(6_000 + at)]));
    const { port, server } = await start(files, {}, 5);
    const all = await Promise.all(
      Array.from({ length: 500 }, (_, at) => receive({ port, file: `${at % 10}.cfg`, patience: 2_000 })),
    );
    all.forEach((got, at) => {
      expect(got.sha256).toBe(sha256(bodyOf(6_000 + (at % 10))));
    });
    await eventually(() => server.statistics()).toMatchObject({ active: 0, started: 500, outcomes: { complete: 500 } });
  });
});
