import { describe, expect, it } from "vitest";
import { listAlarms } from "../db/alarms.ts";
import { addTrustedNetwork } from "../db/networks.ts";
import { createOrganisationToken } from "../db/organisation-tokens.ts";
import { aBoundPhone, aPhone, aWindow, testActor, testKeyring, testNow } from "../db/testing/builders.ts";
import { testDatabases } from "../db/testing/databases.ts";
import { parseNetwork } from "./networks.ts";
import { userAgents } from "./testing/house.ts";
import { aFirmWithPhone, open, sqlite } from "./testing/scene.ts";

const databases = testDatabases();
const budget = { perNetwork: 20, perOrganisation: 30 };
const proxies = {
  trusted: [parseNetwork("127.0.0.1/32")].filter((one) => one !== null),
  addressHeader: "x-forwarded-for",
  certificateHeader: "x-ssl-client-s-dn",
  certificateResultHeader: "x-ssl-client-verify",
};
const fake = (n: number) => `805ec0${n.toString(16).padStart(6, "0")}`;

/** An office whose phones ask by their organisation's address, and somebody beside it. */
async function anOffice() {
  const db = await sqlite(databases);
  const { organisation, phone } = await aFirmWithPhone(db);
  const claimed = await aPhone(db, organisation.id);
  const late = await aPhone(db, organisation.id);
  const { token } = await createOrganisationToken(
    db,
    testKeyring,
    { organisationId: organisation.id, name: "DHCP" },
    testActor,
    testNow,
  );
  const house = await open(db, { bandMillis: 0, unknownBudget: budget, proxies });
  const ask = async (mac: string, from: string) =>
    (await house.ask(`/o/${token}/${mac}.cfg`, { headers: { "x-forwarded-for": from }, userAgent: userAgents.yealink(mac) }))
      .status;
  const sweep = async (from: (n: number) => string, count: number, first = 0) => {
    const seen: number[] = [];
    for (let n = first; n < first + count; n++) seen.push(await ask(fake(n), from(n)));
    return seen.filter((status) => status !== 404).length;
  };
  return { db, organisation, phone, claimed, late, house, ask, sweep };
}

describe("somebody who tries one identifier after the other", () => {
  it("is answered as often as the budget says, from whichever address of the network", async () => {
    const { sweep } = await anOffice();
    expect(await sweep((n) => `198.51.7.${1 + (n % 200)}`, 100)).toBe(budget.perNetwork);
  });

  it("raises one alarm, however long it goes on", async () => {
    const { db, sweep, house } = await anOffice();
    for (const first of [0, 50, 100]) {
      await sweep(() => "198.51.7.7", 50, first);
      await house.provisioning.flush();
    }
    expect(await listAlarms(db, { organisationId: null })).toMatchObject([{ kind: "unknown_flood", count: 1 }]);
  });

  it("learns of no phone that it has not been answered about before, and the office's phones go on", async () => {
    const { phone, claimed, late, house, ask, sweep } = await anOffice();
    expect(await ask(claimed.mac, "198.51.7.9")).toBe(200);
    await sweep(() => "198.51.7.7", 60);
    expect([await ask(claimed.mac, "198.51.7.7"), await ask(late.mac, "198.51.7.7"), await ask(fake(3), "198.51.7.7")]).toEqual([
      200, 404, 200,
    ]);
    const own = await house.tokenPath(phone, `${phone.mac}.cfg`);
    expect(
      (await house.ask(own, { headers: { "x-forwarded-for": "198.51.7.7" }, userAgent: userAgents.yealink(phone.mac) })).status,
    ).toBe(200);
    expect([await ask(late.mac, "198.51.8.7"), await ask(fake(900), "198.51.8.7")]).toEqual([200, 200]);
    const reasons = (await house.journal({ mac: late.mac })).map(({ reason }) => reason);
    expect(reasons).toContain("network_over_budget");
  });

  it("from ever new networks wears out the organisation's address, but not where its phones are at home", async () => {
    const { phone, late, house, ask, sweep } = await anOffice();
    const own = await house.tokenPath(phone, `${phone.mac}.cfg`);
    expect((await house.ask(own, { headers: { "x-forwarded-for": "198.51.200.7" } })).status).toBe(200);
    expect(await sweep((n) => `198.51.${n % 120}.7`, 120)).toBe(budget.perOrganisation);
    expect([await ask(late.mac, "198.51.150.7"), await ask(fake(5_000), "198.51.150.7")]).toEqual([404, 404]);
    expect(await ask(late.mac, "198.51.200.8")).toBe(200);
  });

  it("takes no first-contact window from a network that has used up its budget", async () => {
    const { db, late, house, sweep } = await anOffice();
    await aWindow(db, late);
    await house.provisioning.settle();
    await sweep(() => "198.51.7.7", 60);
    const from = async (address: string) =>
      (await house.ask(`/${late.mac}.cfg`, { headers: { "x-forwarded-for": address }, userAgent: userAgents.yealink(late.mac) }))
        .status;
    expect([await from("198.51.7.7"), await from("198.51.8.8")]).toEqual([404, 200]);
  });

  it("in a declared network gets no phone that has not proved itself from there", async () => {
    const { db, organisation, late, house } = await anOffice();
    const phones = [await aBoundPhone(db, organisation.id), await aBoundPhone(db, organisation.id)];
    const said = { organisationId: organisation.id, siteId: null, cidr: "198.51.7.0/24", note: "" };
    await addTrustedNetwork(db, said, testActor, testNow);
    await house.provisioning.settle();
    const ask = async (mac: string) =>
      (await house.ask(`/${mac}.cfg`, { headers: { "x-forwarded-for": "198.51.7.7" }, userAgent: userAgents.yealink(mac) }))
        .status;
    const [first, second] = phones.map(({ mac }) => mac);
    expect(await ask(first ?? "")).toBe(200);
    for (let n = 0; n < 60; n++) await ask(fake(n));
    expect([await ask(first ?? ""), await ask(late.mac), await ask(fake(70)), await ask(second ?? "")]).toEqual([
      200, 404, 404, 404,
    ]);
  });

  it("is forgotten with the hour", async () => {
    const { house, sweep } = await anOffice();
    await sweep(() => "198.51.7.7", 60);
    house.clock.now = new Date(house.clock.now.getTime() + 3_600_000);
    expect(await sweep(() => "198.51.7.7", 60, 1_000)).toBe(budget.perNetwork);
  });
});
