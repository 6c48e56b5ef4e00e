import { describe, expect, it } from "vitest";
import { createOrganisationToken } from "../db/organisation-tokens.ts";
import { retirePhone } from "../db/phones.ts";
import { aBoundPhone, anOrganisation, aPhone, testActor, testKeyring, testNow } from "../db/testing/builders.ts";
import { testDatabases } from "../db/testing/databases.ts";
import { readPhoneToken } from "../db/tokens.ts";
import type { Db } from "../db/types.ts";
import { type Asked, type Reply, userAgents } from "./testing/house.ts";
import { aFirmWithPhone, open, sqlite } from "./testing/scene.ts";
import { TimeBand } from "./uniform.ts";

const databases = testDatabases();
const nobody = "0015650000ff";

async function aTown(db: Db) {
  const { organisation, phone: bound } = await aFirmWithPhone(db);
  const claimed = await aPhone(db, organisation.id);
  const retired = await aBoundPhone(db, organisation.id);
  const by = { organisationId: organisation.id, id: retired.id };
  const retiredToken = await readPhoneToken(db, testKeyring, by, testActor, testNow);
  await retirePhone(db, by, testActor, testNow);
  const neighbour = await anOrganisation(db);
  const named = { organisationId: neighbour.id, name: "DHCP" };
  const foreign = await createOrganisationToken(db, testKeyring, named, testActor, testNow);
  const token = await readPhoneToken(db, testKeyring, { ...by, id: bound.id }, testActor, testNow);
  return { bound, claimed, retired, retiredToken, foreign: foreign.token, token };
}

type Town = Awaited<ReturnType<typeof aTown>>;

/** Everybody who gets nothing, with why. */
function refusals({
  bound,
  claimed,
  retired,
  retiredToken,
  foreign,
  token,
}: Town): readonly (readonly [reason: string, path: string])[] {
  const guess = "0123456789abcdefghjkmnpqrs";
  return [
    ["phone_unknown", `/${nobody}.cfg`],
    ["phone_unproven", `/${claimed.mac}.cfg`],
    ["proof_missing", `/${bound.mac}.cfg`],
    ["phone_unknown", `/${retired.mac}.cfg`],
    ["token_unknown", `/p/${guess}/${bound.mac}.cfg`],
    ["token_unknown", `/p/${retiredToken}/${retired.mac}.cfg`],
    ["token_unknown", `/p/short/${bound.mac}.cfg`],
    ["token_unknown", `/p/${token.toUpperCase()}/${bound.mac}.cfg`],
    ["token_unknown", `/p/${foreign}/${bound.mac}.cfg`],
    ["token_other_phone", `/p/${token}/${claimed.mac}.cfg`],
    ["token_other_phone", `/p/${token}/${nobody}.cfg`],
    ["organisation_token_unknown", `/o/${guess}/${bound.mac}.cfg`],
    ["organisation_token_unknown", `/o/${token}/${bound.mac}.cfg`],
    ["asker_unknown", "/y000000000108.cfg"],
    ["asker_unknown", "/"],
    ["asker_unknown", "/../../etc/passwd"],
    ["asker_unknown", "/%2e%2e/%2e%2e/etc/passwd"],
    ["asker_unknown", "/%ff%fe"],
    ["asker_unknown", "/firmware/T46U.rom"],
  ];
}

describe.each(databases)("the uniform answer on $name", ({ connect }) => {
  it("is the same bytes for the unknown, the foreign, the retired and wrong tokens", async () => {
    const db = await connect();
    const town = await aTown(db);
    const house = await open(db);
    const seen: Reply[] = [];
    for (const [reason, path] of refusals(town)) {
      const reply = await house.ask(path);
      expect([path, reply.status]).toEqual([path, 404]);
      seen.push(reply);
      const [entry] = (await house.journal()).filter((one) => one.status === 404 && one.reason === reason);
      expect(entry, `${path} ${reason}`).toBeDefined();
    }
    expect(new Set(seen.map(({ rawHeaders, body }) => `${rawHeaders.join("\n")}\n\n${body}`)).size).toBe(1);
  });
});

describe("the uniform answer", () => {
  const conditions = { range: "bytes=0-1", "accept-encoding": "gzip", "if-none-match": "*" };
  const asked: readonly (readonly [form: string, how: Asked])[] = [
    ["HEAD", { method: "HEAD" }],
    ["a small upload", { method: "PUT", body: "x" }],
    ["a large upload", { method: "POST", body: "x".repeat(100_000) }],
    ["conditions", { headers: conditions }],
    ["credentials nobody asked for", { headers: { authorization: "Basic dTpw" } }],
    ["a user agent", { userAgent: userAgents.yealink(nobody) }],
  ];

  it.each(asked)("depends on the form of the request alone: %s", async (_, how) => {
    const db = await sqlite(databases);
    const town = await aTown(db);
    const house = await open(db);
    const seen = new Set<string>();
    for (const [, path] of refusals(town)) {
      const { status, rawHeaders, body } = await house.ask(path, how);
      seen.add(`${status}\n${rawHeaders.join("\n")}\n\n${body}`);
    }
    expect([...seen].map((text) => text.slice(0, 3))).toEqual(["404"]);
  });

  it("below an organisation's path is that of an unknown phone for every phone that is not its own", async () => {
    const db = await sqlite(databases);
    const { bound, claimed, retired, foreign } = await aTown(db);
    const house = await open(db);
    for (const userAgent of [userAgents.yealink(nobody), undefined]) {
      const replies = new Set<string>();
      for (const mac of [nobody, bound.mac, claimed.mac, retired.mac]) {
        const asked = userAgent === undefined ? {} : { userAgent: userAgents.yealink(mac) };
        const { status, rawHeaders, body } = await house.ask(`/o/${foreign}/${mac}.cfg`, asked);
        replies.add(`${status}\n${rawHeaders.join("\n")}\n\n${body}`.replaceAll(mac, "MAC"));
      }
      expect(replies.size).toBe(1);
      expect([...replies].join()).toMatch(/^200/);
    }
    const reasons = (await house.journal()).map(({ mac, phoneId, reason }) => [mac, phoneId, reason]);
    expect(reasons).toContainEqual([bound.mac, null, "organisation_other"]);
    expect((await db("found_phone").select("mac")).map(({ mac }) => mac)).toEqual([nobody, retired.mac].sort());
  });

  it("below /d/ is one challenge for everybody, but for its nonce", async () => {
    const db = await sqlite(databases);
    const { bound, claimed, retired } = await aTown(db);
    const house = await open(db);
    const wrong = `Digest username="x", realm="klyka", nonce="y", uri="/", response="${"0".repeat(32)}", qop=auth, nc=00000001, cnonce="z"`;
    const seen = new Set<string>();
    for (const mac of [bound.mac, claimed.mac, retired.mac, nobody, "firmware"])
      for (const headers of [{}, { authorization: wrong }, { authorization: "Basic dTpw" }]) {
        const reply = await house.ask(`/d/${mac}.cfg`, { headers });
        seen.add(`${reply.status} ${reply.rawHeaders.join("\n").replace(/nonce="[^"]*"/, "")} ${reply.body}`);
      }
    expect(seen.size).toBe(1);
    expect([...seen].join()).toMatch(/^401 [\s\S]*Digest realm="klyka", qop="auth", algorithm=MD5, /);
  });

  it("ends a connection that keeps sending what nobody wants", async () => {
    const house = await open(await sqlite(databases));
    const sent = house.ask("/x.log", { method: "PUT", body: Buffer.alloc(8 * 1024 * 1024) });
    const reply = await sent.catch((error: unknown) => error);
    if (reply instanceof Error) expect(reply.message).toMatch(/EPIPE|ECONNRESET|socket hang up/);
    else expect(reply).toMatchObject({ status: 404 });
    expect((await house.ask("/x.log")).status).toBe(404);
  });
});

describe("the time band", () => {
  it("lets answers go in the order of their requests, however late they were handed in", async () => {
    const band = new TimeBand(30);
    const order: string[] = [];
    const began = performance.now();
    const gone = new Promise<void>((resolve) => {
      band.hold(began, () => order.push("quick"));
      setTimeout(
        () =>
          band.hold(began + 1, () => {
            order.push("slow");
            resolve();
          }),
        10,
      );
    });
    expect(order).toEqual([]);
    await gone;
    expect(order).toEqual(["quick", "slow"]);
  });

  it("lets everything go when it is stopped", () => {
    const band = new TimeBand(60_000);
    let gone = false;
    band.hold(performance.now(), () => {
      gone = true;
    });
    band.stop();
    expect(gone).toBe(true);
  });
});
