import { createSocket } from "node:dgram";
import { once } from "node:events";
import { createServer } from "node:net";
import { expect, test } from "vitest";
import { freePorts } from "./free-ports.ts";

test("ports that are given are each another, lie below those of outgoing connections, and can be listened on for TCP and UDP", async () => {
  const ports = await freePorts(50);
  expect(new Set(ports).size).toBe(50);
  for (const port of ports) {
    expect(port).toBeLessThan(32_768);
    const server = createServer().listen(port, "127.0.0.1");
    const socket = createSocket("udp4").bind(port, "127.0.0.1");
    await Promise.all([once(server, "listening"), once(socket, "listening")]);
    server.close();
    socket.close();
  }
});
