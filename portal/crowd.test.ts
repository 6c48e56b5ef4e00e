import { once } from "node:events";
import { request } from "node:http";
import type { AddressInfo } from "node:net";
import express from "express";
import { expect, it, onTestFinished } from "vitest";
import { admitPeople } from "./crowd.ts";
import { problemHandler } from "./problem.ts";

/** Two may be under way; `/slow` is until it is told to go on. */
async function listener(serves: () => boolean) {
  const waiting: (() => void)[] = [];
  const app = express();
  app.use(admitPeople({ asker: () => ({ address: "192.0.2.1", secure: false }) }, serves, 2));
  app.get("/slow", async (_request, response) => {
    await new Promise<void>((resolve) => waiting.push(resolve));
    response.end("slow");
  });
  app.get("/", (_request, response) => void response.end("here"));
  app.use(problemHandler(() => undefined));
  const server = app.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return { port, url: `http://127.0.0.1:${port}`, waiting };
}

it("people are told to come again, before anything is looked at, while phones need the server", async () => {
  let serves = false;
  const { url } = await listener(() => serves);
  const answer = await fetch(url);
  expect([answer.status, Number(answer.headers.get("retry-after")) > 0, await answer.json()]).toEqual([
    503,
    true,
    expect.objectContaining({ code: "server_busy" }),
  ]);
  serves = true;
  expect((await fetch(url)).status).toBe(200);
});

it("no more people's requests are under way than may be; whoever goes away, or has an answer, makes room; a live view takes none", async () => {
  const { port, url, waiting } = await listener(() => true);
  const view = fetch(`${url}/slow`, { headers: { accept: "text/event-stream" } });
  const first = fetch(`${url}/slow`);
  const second = request({ port, host: "127.0.0.1", path: "/slow" });
  second.on("error", () => undefined).end();
  await expect.poll(() => waiting.length).toBe(3);
  expect((await fetch(url)).status).toBe(503);
  second.destroy();
  await expect.poll(async () => (await fetch(url)).status).toBe(200);
  for (const go of waiting) go();
  expect([await (await first).text(), await (await view).text()]).toEqual(["slow", "slow"]);
  expect(await Promise.all([fetch(url), fetch(url)].map(async (one) => (await one).status))).toEqual([200, 200]);
});
