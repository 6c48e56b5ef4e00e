import { connect } from "node:net";
import { describe, expect, it } from "vitest";
import { aWholeServer } from "../cli/testing/whole-server.ts";
import { aBoundPhone, anOrganisationWithExchange, aSipAccount, testActor, testKeyring, testNow } from "../db/testing/builders.ts";
import { testDatabases } from "../db/testing/databases.ts";
import { readPhoneToken } from "../db/tokens.ts";
import type { Db } from "../db/types.ts";
import { userAgents } from "../provisioning/testing/house.ts";

const databases = testDatabases();
const [sqlite] = databases;

async function aPhone(db: Db) {
  const { id: organisationId } = await anOrganisationWithExchange(db);
  const account = await aSipAccount(db, organisationId);
  const phone = await aBoundPhone(db, organisationId, { vendor: "yealink", model: "T46U", accounts: [account.id] });
  const token = await readPhoneToken(db, testKeyring, { organisationId, id: phone.id }, testActor, testNow);
  return { organisationId, phone, token, path: `/p/${token}/${phone.mac}.cfg`, userAgent: userAgents.yealink(phone.mac) };
}

describe.each(databases)("metrics, on $name", ({ name, connect: open }) => {
  it("count what phones and people asked and got, and what stands in the database, with no word of whose it was", async () => {
    const db = await open();
    const { phone, token, path, userAgent } = await aPhone(db);
    const server = await aWholeServer(db);
    const ask = async (url: string) => (await fetch(url, { headers: { "user-agent": userAgent } })).status;
    expect(await ask(server.phones + path)).toBe(200);
    expect(await ask(server.phones + path)).toBe(200);
    expect(await ask(`${server.phones}/p/${"0".repeat(26)}/${phone.mac}.cfg`)).toBe(404);
    expect(await ask(`${server.portal}/api/session`)).toBe(200);
    expect(await ask(`${server.portal}/api/users/${phone.id}`)).toBe(401);
    const answer = await fetch(`${server.management}/metrics`);
    expect([answer.status, answer.headers.get("content-type")]).toEqual([
      200,
      expect.stringContaining("text/plain; version=0.0.4"),
    ]);
    const text = await answer.text();
    for (const secret of [token, phone.mac, phone.id, "127.0.0.1"])
      expect([secret, text.includes(secret)]).toEqual([secret, false]);
    const metrics = await server.metrics();
    const asked = (answered: number) =>
      metrics.get(`klyka_phone_requests_total{listener="http",vendor="yealink",wants="phone",answer="${answered}"}`);
    expect([asked(200), asked(404)]).toEqual([2, 1]);
    expect(metrics.get('klyka_phone_request_seconds_count{listener="http",wants="phone"}')).toBe(3);
    expect(metrics.get('klyka_phone_refused_total{reason="token_unknown"}')).toBe(1);
    expect(metrics.get('klyka_portal_requests_total{method="GET",route="/users/:user",answer="401"}')).toBe(1);
    expect(metrics.get('klyka_portal_request_seconds_count{area="session"}')).toBe(1);
    expect(metrics.get('klyka_renders_total{vendor="yealink",outcome="made"}')).toBeGreaterThan(0);
    expect(
      (metrics.get('klyka_files_total{from="memory"}') ?? 0) + (metrics.get('klyka_files_total{from="made"}') ?? 0),
    ).toBeGreaterThan(1);
    expect(metrics.get('klyka_phones{state="bound"}')).toBe(1);
    const standing = [...metrics].filter(([key]) => key.startsWith("klyka_fleet_phones{"));
    expect(standing.map(([, count]) => count)).toEqual([1]);
    expect(metrics.get("klyka_database_up")).toBe(1);
    expect(metrics.get('klyka_queue_entries{queue="messages",state="waiting"}')).toBe(0);
    expect(metrics.get('klyka_database_query_seconds_count{kind="select"}')).toBeGreaterThan(0);
    expect(metrics.get("klyka_phones_in_memory")).toBe(1);
    const info = [...metrics.keys()].find((key) => key.startsWith("klyka_build_info"));
    expect(info).toContain(`database="${name.toLowerCase()}"`);
  });
});

describe("the management listener", () => {
  it("answers monitoring alone: no other listener has numbers, and it has nothing else", async () => {
    const db = await sqlite?.connect();
    if (!db) throw new Error("no SQLite");
    const server = await aWholeServer(db);
    const ready = await fetch(`${server.management}/readyz`);
    expect([ready.status, await ready.json()]).toEqual([200, { ready: true, notReady: [] }]);
    expect((await fetch(`${server.management}/users`)).status).toBe(404);
    expect((await fetch(`${server.management}/metrics`, { method: "POST" })).status).toBe(405);
    expect((await fetch(`${server.phones}/metrics`)).status).toBe(404);
    expect(await (await fetch(`${server.portal}/metrics`)).text()).not.toContain("klyka_");
  });

  it("gives numbers only to who shows the token, where one is set", async () => {
    const db = await sqlite?.connect();
    if (!db) throw new Error("no SQLite");
    const token = "mycket-hemligt-för-prometheus-0001".replace("ö", "o");
    const server = await aWholeServer(db, { env: { KLYKA_MANAGEMENT_TOKEN: token } });
    expect((await fetch(`${server.management}/metrics`)).status).toBe(401);
    expect((await fetch(`${server.management}/metrics`, { headers: { authorization: `Bearer ${token}x` } })).status).toBe(401);
    expect((await server.metrics(token)).get("klyka_database_up")).toBe(1);
    expect((await fetch(`${server.management}/readyz`)).status).toBe(200);
  });

  it("has a fault of ours under the same id in the answer and in the log, and says nothing else of it", async () => {
    const db = await sqlite?.connect();
    if (!db) throw new Error("no SQLite");
    const server = await aWholeServer(db, { level: "error" });
    await db.schema.renameTable("session", "session_gone");
    const answer = await fetch(`${server.portal}/api/session`, {
      headers: { cookie: "klyka_session=0123456789abcdefghjkmnpqrs" },
    });
    const id = answer.headers.get("x-request-id");
    const body = await answer.json();
    expect([answer.status, body]).toEqual([500, expect.objectContaining({ code: "internal", values: { request: id } })]);
    expect(JSON.stringify(body)).not.toContain("session");
    // What the server does by itself meanwhile fails too, and is nobody's request.
    const lines = server.log.text().split("\n");
    const line = lines.find((one) => one.includes("The portal has a fault.") && one.includes('"request"'));
    expect(JSON.parse(line ?? "{}")).toMatchObject({ level: 50, request: id, error: { code: "SQLITE_ERROR" } });
    await db.schema.renameTable("session_gone", "session");
  });

  it("is closed last: who asks while the server stops hears that it does", async () => {
    const db = await sqlite?.connect();
    if (!db) throw new Error("no SQLite");
    const server = await aWholeServer(db);
    // A connection that sends nothing holds the portal open for a moment.
    const held = connect(Number(new URL(server.portal).port), "127.0.0.1");
    held.write("GET /api/health HTTP/1.1\r\nHost: a\r\n");
    await new Promise((resolve) => held.once("connect", resolve));
    const stopping = server.stop();
    const answer = await fetch(`${server.management}/readyz`);
    expect([answer.status, await answer.json()]).toEqual([503, { ready: false, notReady: [{ what: "stopping" }] }]);
    held.destroy();
    await stopping;
    await expect(fetch(`${server.management}/livez`)).rejects.toThrow();
  });
});
