import { afterEach, describe, expect, it } from "vitest";
import { listAudit } from "../../db/audit.ts";
import { changesSince } from "../../db/changes.ts";
import { askPortCycle, listCycles } from "../../db/port-cycles.ts";
import { listFindings } from "../../db/switch-findings.ts";
import { findPlace, listPorts, listSeatedPhones } from "../../db/switch-ports.ts";
import { askSwitchNow, changeSwitch, getSwitch, listSwitches } from "../../db/switches.ts";
import { anOrganisation, aPhone, testActor, testKeyring, testNow } from "../../db/testing/builders.ts";
import { testDatabases } from "../../db/testing/databases.ts";
import { anOwnNetwork, aSwitch } from "../../db/testing/switches.ts";
import type { Db } from "../../db/types.ts";
import { type AgentSwitch, SwitchAgent } from "../testing/switch-agent.ts";
import { startSwitches } from "./switches.ts";

const read = { kind: "v2c", community: "lasning" } as const;
const write = {
  kind: "v3",
  user: "klyka",
  auth: "sha256",
  authKey: "signeras så",
  priv: "aes",
  privKey: "krypteras så",
} as const;
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
const [first, second, third] = ["805ec0000001", "805ec0000002", "805ec0000003"] as const;
const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

async function agentWith(plugged: AgentSwitch["plugged"], say: Partial<AgentSwitch> = {}): Promise<SwitchAgent> {
  const agent = await SwitchAgent.start({ name: "sw-a", chassis: "02000000aa00", ports: 8, read, write, plugged, ...say });
  ends.push(() => agent.stop());
  return agent;
}

/** The engine, with a clock that stands until it is put on. */
function engine(db: Db, say: { readonly privateToo?: boolean } = {}) {
  const clock = { now: testNow };
  const reach = { privateToo: say.privateToo ?? true, denied: [] };
  const patience = { timeout: 400, retries: 1 };
  const parts = { db, keyring: testKeyring, clock: () => clock.now, log: silent, every: 300, reach, patience, offMillis: 5 };
  const running = startSwitches(parts);
  ends.push(running.stop);
  const later = (millis: number) => {
    clock.now = new Date(clock.now.getTime() + millis);
  };
  const look = async () => {
    running.wake();
    await running.idle();
  };
  return { clock, later, look };
}

describe.each(testDatabases())("switches on $name", ({ connect }) => {
  it("are asked in turn: which phone sits where, its VLAN and power; what leads on is told apart; a move is told of once", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    await anOwnNetwork(db, organisationId, "127.0.0.0/8");
    await aPhone(db, organisationId, { mac: first, label: "Receptionen" });
    await aPhone(db, organisationId, { mac: second });
    const many = Array.from({ length: 12 }, (_, n) => `02000000dd${n.toString(16).padStart(2, "0")}`);
    const edge = await agentWith({
      1: { phone: { mac: first, model: "T46U", deciwatts: 40 }, learnt: ["02000000bb01"], milliwatts: 3_250 },
      2: { learnt: [second], power: "delivering" },
      8: { switch: { chassis: "02000000cc00", name: "core" }, learnt: many, power: null },
    });
    // On the other switch everything comes in behind one port.
    const core = await agentWith({ 3: { learnt: [first, second, "02000000aa00"] } }, { name: "core", chassis: "02000000cc00" });
    const own = { address: "127.0.0.1", read };
    const a = await aSwitch(db, organisationId, { ...own, name: "Plan 2", port: edge.port });
    const b = await aSwitch(db, organisationId, { ...own, name: "Kärnan", port: core.port });
    const { look, later } = engine(db);
    await look();
    expect(await getSwitch(db, a)).toMatchObject({ state: "ok", systemName: "sw-a", chassis: "02000000aa00" });
    const ports = await listPorts(db, a.id);
    expect(ports[0]).toMatchObject({ name: "Gi1/0/1", link: true, vlan: 10, voiceVlan: 20, poe: "delivering", others: 1 });
    expect(ports[0]).toMatchObject({ deciwatts: 33, wattsFrom: "measured", neighbour: { model: "T46U", phone: true } });
    expect(ports[1]).toMatchObject({ deciwatts: 70, wattsFrom: "class", uplink: null });
    expect(ports[7]).toMatchObject({ uplink: expect.stringMatching(/neighbour|switch/), poe: null });
    later(400_000);
    await look();
    expect((await listPorts(db, b.id))[2]).toMatchObject({ uplink: "switch", addresses: 3 });
    expect(await findPlace(db, { organisationId, mac: first })).toMatchObject({ switchId: a.id, source: "lldp", vlan: 20 });
    expect(await findPlace(db, { organisationId, mac: second })).toMatchObject({ switchId: a.id, source: "bridge" });
    expect(await listSeatedPhones(db, { organisationId, switchId: b.id })).toEqual([]);
    // Nothing is another: nothing is written or told.
    const [before] = await db("change_counter").select("value");
    later(400_000);
    await look();
    expect(await changesSince(db, Number(before.value), 10)).toEqual([]);
    edge.show({ 1: {}, 5: { phone: { mac: first } }, 2: { learnt: [second] } });
    later(400_000);
    await look();
    expect((await listFindings(db, { organisationId })).map(({ kind, mac, detail }) => [kind, mac, detail])).toEqual([
      ["phone_moved", first, { port: "Gi1/0/5", from: "Plan 2 Gi1/0/1" }],
    ]);
    expect((await listSwitches(db, organisationId)).map(({ version }) => version)).toEqual([1, 1]);
  });

  it("that cannot be asked say why, keep what was known, and are asked again later and later", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    await anOwnNetwork(db, organisationId, "127.0.0.0/8");
    const agent = await agentWith({ 1: { phone: { mac: first } } });
    const one = await aSwitch(db, organisationId, { address: "127.0.0.1", port: agent.port, read });
    const { look, later, clock } = engine(db);
    await look();
    const wrong = { kind: "v2c", community: "gammal" } as const;
    const by = { organisationId, id: one.id };
    await changeSwitch(db, testKeyring, { ...by, read: wrong }, testActor, clock.now);
    await look();
    expect(await getSwitch(db, one)).toMatchObject({ state: "failing", fault: "timeout", okAt: testNow.toISOString() });
    expect(await listPorts(db, one.id)).toHaveLength(8);
    const unknown = { ...write, user: "nobody" };
    await changeSwitch(db, testKeyring, { ...by, read: unknown }, testActor, clock.now);
    await look();
    expect(await getSwitch(db, one)).toMatchObject({ fault: "credential" });
    await changeSwitch(db, testKeyring, { ...by, read }, testActor, clock.now);
    await db("trusted_network").where("organisation_id", organisationId).delete();
    await look();
    expect(await getSwitch(db, one)).toMatchObject({ fault: "address_refused" });
    const asked = agent.asked;
    later(59_000);
    await look();
    expect(agent.asked).toBe(asked);
    await anOwnNetwork(db, organisationId, "127.0.0.1/32");
    later(2_000);
    await look();
    expect(await getSwitch(db, one)).toMatchObject({ state: "ok", fault: null });
    const entries = await listAudit(db, { organisationId, action: "switch.changed" });
    expect(JSON.stringify(entries)).not.toMatch(/gammal|signeras|krypteras|lasning/);
    expect(entries.map(({ after }) => after)).toContainEqual({ read: "new" });
  });

  it("of this machine or outside the organisation's networks are never asked, whatever was entered", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    await anOwnNetwork(db, organisationId, "127.0.0.0/8");
    const agent = await agentWith({});
    const one = await aSwitch(db, organisationId, { address: "127.0.0.1", port: agent.port, read });
    const { look } = engine(db, { privateToo: false });
    await look();
    expect([(await getSwitch(db, one)).fault, agent.asked]).toEqual(["address_refused", 0]);
    for (const address of ["192.0.2.9", "169.254.169.254", "sw.example.se", "::1", "10.0.0.1/8"]) {
      await expect(aSwitch(db, organisationId, { address, read })).rejects.toMatchObject({
        code: expect.stringMatching(/^switch_address_(refused|invalid)$/),
      });
    }
  });

  it("take the power from a port where one phone hangs, refuse on the spot where more does, and give it back after a crash", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    await anOwnNetwork(db, organisationId, "127.0.0.0/8");
    await aPhone(db, organisationId, { mac: first });
    const plugged = { 1: { phone: { mac: first } }, 2: { phone: { mac: second } }, 3: { power: null } } as const;
    const agent = await agentWith(plugged);
    const one = await aSwitch(db, organisationId, { address: "127.0.0.1", port: agent.port, read, write });
    const { look, later, clock } = engine(db);
    await look();
    const by = { organisationId, id: one.id };
    const ask = (n: number, mac: string | null) =>
      askPortCycle(db, { organisationId, switchId: one.id, port: 10_000 + n, mac }, testActor, clock.now);
    const cycle = async (n: number) => (await listCycles(db, { switchId: one.id, since: testNow })).get(10_000 + n);
    await ask(1, first);
    await expect(ask(1, first)).rejects.toMatchObject({ code: "port_cycle_under_way" });
    await expect(ask(3, null)).rejects.toMatchObject({ code: "port_cycle_no_power" });
    await expect(ask(2, first)).rejects.toMatchObject({ code: "port_cycle_phone_elsewhere" });
    await expect(ask(9, null)).rejects.toMatchObject({ code: "switch_port_not_found" });
    await look();
    const done = [
      [1, 2],
      [1, 1],
    ];
    expect([await cycle(1), agent.written]).toMatchObject([{ state: "done", fault: null }, done]);
    const [entry] = await listAudit(db, { organisationId, action: "switch.port_cycled" });
    expect([entry?.actor.name, entry?.after]).toEqual([testActor.name, { port: "Gi1/0/1", phone: first }]);
    // Meanwhile a computer has been put behind it.
    agent.show({ ...plugged, 1: { phone: { mac: first }, learnt: ["02000000bb01"] } });
    later(1_000);
    await ask(1, first);
    await look();
    expect([await cycle(1), agent.written]).toMatchObject([{ state: "refused", fault: "others" }, done]);
    // As if the process had died while the port was without power.
    agent.show(plugged);
    await ask(2, second);
    await db("port_cycle").whereNotNull("due_at").update({ state: "off", due_at: clock.now.toISOString() });
    later(1_000);
    await look();
    expect([await cycle(2), agent.written.slice(2)]).toMatchObject([{ state: "done" }, [[2, 1]]]);
    // Who may only read.
    await changeSwitch(db, testKeyring, { ...by, write: read }, testActor, clock.now);
    later(1_000);
    await ask(2, second);
    for (let turn = 0; turn < 3; turn++) {
      await look();
      later(61_000);
    }
    expect(await cycle(2)).toMatchObject({ state: "failed", fault: "credential" });
    await changeSwitch(db, testKeyring, { ...by, write: null }, testActor, clock.now);
    await expect(ask(2, second)).rejects.toMatchObject({ code: "port_cycle_not_writable" });
  });

  it("notice a new phone on the port of one that is gone, a silent one, a dead port, and that it is over", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    await anOwnNetwork(db, organisationId, "127.0.0.0/8");
    for (const mac of [first, second]) await aPhone(db, organisationId, { mac });
    const agent = await agentWith({ 1: { phone: { mac: first } }, 2: { phone: { mac: second } } });
    const one = await aSwitch(db, organisationId, { address: "127.0.0.1", port: agent.port, read });
    const { look, later, clock } = engine(db);
    await look();
    const noticed = async () =>
      (await listFindings(db, { organisationId }))
        .map(({ kind, mac, newMac }) => [kind, mac, newMac].filter(Boolean).join(" "))
        .sort();
    const shows = async (plugged: AgentSwitch["plugged"], wait = 0) => {
      agent.show(plugged);
      later(wait);
      await askSwitchNow(db, one, clock.now);
      await look();
    };
    await shows({ 1: { phone: { mac: third } }, 2: { power: "fault" } });
    expect(await noticed()).toEqual([`new_phone ${first} ${third}`]);
    await shows({ 1: { link: true, power: "delivering" }, 2: { power: "fault" } }, 11 * 60_000);
    expect(await noticed()).toEqual([`phone_silent ${first}`, `poe_fault ${second}`]);
    await shows({ 1: { enabled: false }, 2: { denials: 4 } }, 60_000);
    expect(await noticed()).toEqual([`poe_denied ${second}`, `port_off ${first}`]);
    await shows({ 1: {}, 2: { denials: 4 } }, 60_000);
    expect(await noticed()).toEqual([`port_dead ${first}`, `port_dead ${second}`]);
    await shows({ 1: { phone: { mac: first } }, 2: { phone: { mac: second } } }, 60_000);
    expect(await noticed()).toEqual([]);
  });
});
