import { Agent, get } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import type { HealthSource } from "./health.ts";
import { type PortalListener, startPortal } from "./listener.ts";

const started: PortalListener[] = [];
afterEach(async () => {
  for (const listener of started.splice(0)) await listener.stop();
});

async function portal(health: Partial<HealthSource> = {}, clock: () => number = () => 0): Promise<string> {
  const listener = await startPortal({
    host: "127.0.0.1",
    port: 0,
    clock,
    onFault: (error) => {
      throw error;
    },
    health: {
      version: "1.2.3",
      listeners: () => [{ name: "phones", port: 8080, listening: true }],
      databaseAnswers: async () => true,
      ...health,
    },
  });
  started.push(listener);
  return `http://127.0.0.1:${listener.port}`;
}

describe("the portal's listener", () => {
  it("reports version, database and listeners as healthy", async () => {
    const answer = await fetch(`${await portal()}/api/health`);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({
      status: "ok",
      version: "1.2.3",
      database: "ok",
      listeners: [{ name: "phones", port: 8080, listening: true }],
    });
  });

  it("is not ready while the database fails, or a listener is down", async () => {
    const broken = await fetch(`${await portal({ databaseAnswers: () => Promise.reject(new Error("gone")) })}/api/ready`);
    expect([broken.status, await broken.json()]).toEqual([503, { ready: false }]);
    const down = await fetch(`${await portal({ listeners: () => [{ name: "tftp", port: null, listening: false }] })}/api/health`);
    expect(down.status).toBe(503);
  });

  it("asks the database once a second at most, however many ask", async () => {
    let asked = 0;
    let now = 0;
    const url = await portal({ databaseAnswers: async () => ++asked > 0 }, () => now);
    for (let count = 0; count < 5; count++) await fetch(`${url}/api/ready`).then((answer) => answer.text());
    expect(asked).toBe(1);
    now = 1000;
    await fetch(`${url}/api/ready`).then((answer) => answer.text());
    expect(asked).toBe(2);
  });

  it("answers everything else, also a path of wrong encoding, with problem details", async () => {
    const url = await portal();
    for (const path of ["/", "/api", "/api/health/x", "/805ec0123456.cfg", "/%zz"]) {
      const answer = await fetch(url + path);
      expect(answer.headers.get("content-type")).toContain("application/problem+json");
      expect(await answer.json()).toMatchObject({ type: "about:blank", status: answer.status });
      expect([400, 404]).toContain(answer.status);
    }
    const post = await fetch(`${url}/api/health`, { method: "POST", body: "x" });
    expect([post.status, await post.json()]).toEqual([
      404,
      { type: "about:blank", title: "Not Found", status: 404, code: "not_found" },
    ]);
  });

  it("ends when it is told to, also while somebody asks again and again over a connection that is kept", async () => {
    const url = await portal();
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    let asking = true;
    let answered = 0;
    const asks = (async () => {
      while (asking) {
        await new Promise<void>((resolve) => {
          const asked = get(`${url}/api/health`, { agent }, (answer) => {
            answered += 1;
            answer.resume().on("end", resolve);
          });
          asked.on("error", () => {
            asking = false;
            resolve();
          });
        });
      }
    })();
    await expect.poll(() => answered).toBeGreaterThan(3);
    await Promise.all(started.splice(0).map((listener) => listener.stop()));
    await asks;
    expect(asking).toBe(false);
    agent.destroy();
  });
});
