import { afterEach, describe, expect, it } from "vitest";
import { recordContacts } from "../../db/deliveries.ts";
import { getPhoneAgent } from "../../db/phone-agents.ts";
import { clearSetting, setSetting } from "../../db/settings.ts";
import { aBoundPhone, anOrganisation, testActor, testNow } from "../../db/testing/builders.ts";
import { testDatabases } from "../../db/testing/databases.ts";
import { anOwnNetwork } from "../../db/testing/switches.ts";
import type { Db } from "../../db/types.ts";
import { SwitchAgent } from "../testing/switch-agent.ts";
import { AgentPoller } from "./agent-poller.ts";

const mac = "805ec0000a01";
/** The agent counts its only port from its chassis. */
const chassis = "805ec0000a00";
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

/** A phone that answers: the system group, and an interface with its address. */
async function anAnsweringPhone(community: string, address = chassis): Promise<SwitchAgent> {
  const read = { kind: "v2c", community } as const;
  const agent = await SwitchAgent.start({ name: "SIP-T46U", chassis: address, ports: 1, read, plugged: {}, upTime: 360_000 });
  ends.push(() => agent.stop());
  return agent;
}

function engine(db: Db, agentPort: number) {
  const clock = { now: testNow };
  const reach = { privateToo: true, denied: [] };
  const agentPatience = { timeout: 400, retries: 0 };
  const poller = new AgentPoller({ db, reach, clock: () => clock.now, log: silent, agentPort, agentPatience });
  ends.push(() => poller.stop());
  const look = async (minutes = 0) => {
    clock.now = new Date(clock.now.getTime() + minutes * 60_000);
    poller.wake();
    await poller.idle();
  };
  return { look };
}

describe.each(testDatabases())("phones' own SNMP agents, on $name", ({ connect }) => {
  it("are asked where they are on, in the organisation's own networks alone; a restart, silence and somebody else are seen", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const phone = await aBoundPhone(db, organisationId, { mac });
    const off = await aBoundPhone(db, organisationId, { mac: "805ec0000a02" });
    const contact = (phoneId: string) => ({
      ...{ phoneId, at: testNow.toISOString(), address: "127.0.0.1", userAgent: null, firmware: null, model: null },
    });
    await recordContacts(db, [contact(phone.id), contact(off.id)]);
    const at = { layer: "phone", organisationId, phoneId: phone.id } as const;
    const say = (name: "phone.snmpFrom" | "phone.snmpCommunity", value: string | string[]) =>
      setSetting(db, { at, name, value }, testActor, testNow);
    const shown = (id = phone.id) => getPhoneAgent(db, { organisationId, id });
    const agent = await anAnsweringPhone("vaxeln");
    const { look } = engine(db, agent.port);
    await look();
    expect(await shown()).toBeNull();
    await say("phone.snmpFrom", ["127.0.0.1"]);
    await say("phone.snmpCommunity", "vaxeln");
    await look(11);
    expect(await shown()).toMatchObject({ fault: "address_refused", answeredAt: null });
    await anOwnNetwork(db, organisationId, "127.0.0.0/8");
    await look(40);
    const first = await shown();
    expect(first).toMatchObject({ fault: null, description: "Provswitch 48", name: "SIP-T46U" });
    expect(Date.parse(String(first?.answeredAt)) - Date.parse(String(first?.startedAt))).toBe(3_600_000);
    expect([await shown(off.id), await getPhoneAgent(db, { organisationId: "another", id: phone.id })]).toEqual([null, null]);
    // It has started anew meanwhile.
    agent.show({}, 12_000);
    await look(12);
    const second = await shown();
    expect(Date.parse(String(second?.startedAt))).toBeGreaterThan(Date.parse(String(first?.startedAt)) + 600_000);
    await say("phone.snmpCommunity", "fel");
    await look(12);
    expect(await shown()).toMatchObject({ fault: "timeout", startedAt: second?.startedAt, answeredAt: second?.answeredAt });
    await say("phone.snmpCommunity", "vaxeln");
    await agent.stop();
    const other = await anAnsweringPhone("vaxeln", "02000000aa00");
    await engine(db, other.port).look(200);
    expect(await shown()).toMatchObject({ fault: "another", answeredAt: second?.answeredAt });
    await clearSetting(db, { at, name: "phone.snmpFrom" }, testActor, testNow);
    await say("phone.snmpFrom", []);
    await engine(db, other.port).look(400);
    expect(await shown()).toBeNull();
  });
});
