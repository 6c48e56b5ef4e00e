import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, request } from "node:http";
import { createServer as createSecureServer, request as secureRequest } from "node:https";
import { connect, createServer as createRawServer } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { freePort } from "../db/testing/free-ports.ts";
import { openDoors } from "./doors.ts";
import { makeAuthority } from "./testing/certificates.ts";

const host = "127.0.0.1";

describe("a port with several sockets", () => {
  it("answers all of a crowd that comes at once, over HTTP and over TLS, and none after it is closed", async () => {
    const authority = makeAuthority("Klyka test");
    const { key, certificate: cert } = authority.issue("klyka.example.se");
    const plain = createServer((_, response) => response.end("here"));
    const secure = createSecureServer({ key, cert }, (_, response) => response.end("here"));
    for (const [server, ask] of [
      [plain, request],
      [secure, secureRequest],
    ] as const) {
      const doors = await openDoors(server, { host, port: 0 });
      expect(doors.listening()).toBe(true);
      const answers = await Promise.all(
        Array.from({ length: 200 }, async () => {
          const asked = ask({ host, port: doors.port, agent: false, rejectUnauthorized: false });
          asked.end();
          const [response] = await once(asked, "response");
          response.resume();
          return response.statusCode;
        }),
      );
      expect(answers).toEqual(Array.from({ length: 200 }, () => 200));
      await doors.close();
      expect(doors.listening()).toBe(false);
      const late = connect({ host, port: doors.port });
      await expect(once(late, "connect")).rejects.toMatchObject({ code: "ECONNREFUSED" });
    }
  });

  it("is not shared with another process, nor taken from one", async () => {
    const port = await freePort();
    const first = await openDoors(createServer(), { host, port });
    await expect(openDoors(createServer(), { host, port })).rejects.toMatchObject({ code: "EADDRINUSE" });
    await first.close();
    const somebody = createRawServer().listen(port, host);
    onTestFinished(() => void somebody.close());
    await once(somebody, "listening");
    await expect(openDoors(createServer(), { host, port })).rejects.toMatchObject({ code: "EADDRINUSE" });
  });

  it("stays open when there are no descriptors left, and answers when there are", async () => {
    const work = `
      const { createServer, request } = await import("node:http");
      const { connect } = await import("node:net");
      const { once } = await import("node:events");
      const { openDoors } = await import(${JSON.stringify(new URL("./doors.ts", import.meta.url).href)});
      const server = createServer((_, response) => response.end("here"));
      const doors = await openDoors(server, { host: "127.0.0.1", port: 0 });
      server.on("error", () => undefined);
      const crowd = Array.from({ length: 80 }, () => connect(doors.port, "127.0.0.1").on("error", () => undefined));
      await new Promise((resolve) => setTimeout(resolve, 500));
      for (const one of crowd) one.destroy();
      await new Promise((resolve) => setTimeout(resolve, 200));
      const asked = request({ host: "127.0.0.1", port: doors.port, agent: false });
      asked.end();
      const [response] = await once(asked, "response");
      process.exit(response.statusCode === 200 ? 7 : 1);
    `;
    const node = spawn("sh", ["-c", 'ulimit -n 64; exec "$0" --input-type=module -e "$1"', process.execPath, work], {
      stdio: "inherit",
    });
    expect(await once(node, "close")).toEqual([7, null]);
  });

  it("lets whoever is being answered finish before it is closed", async () => {
    const answers: (() => void)[] = [];
    const doors = await openDoors(
      createServer((_, response) => answers.push(() => response.end("late"))),
      { host, port: 0 },
    );
    const asked = Array.from({ length: 20 }, () => request({ host, port: doors.port, agent: false }));
    const heard = asked.map((one) => once(one, "response"));
    for (const one of asked) one.end();
    await expect.poll(() => answers.length).toBe(20);
    const closing = doors.close();
    for (const answer of answers) answer();
    for (const [response] of await Promise.all(heard)) {
      response.resume();
      expect(response.statusCode).toBe(200);
    }
    await closing;
  });
});
