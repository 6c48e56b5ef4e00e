import { join } from "node:path";
import { addTrustedNetwork } from "../db/networks.ts";
import { planRollout } from "../db/rollout-planning.ts";
import { createRollout, RolloutInput, takeBackRollout } from "../db/rollouts.ts";
import { addSwitch } from "../db/switches.ts";
import { openStore } from "../process/store.ts";
import { type AgentSwitch, SwitchAgent } from "../provisioning/testing/switch-agent.ts";
import { timeResync } from "./fleet/proof.ts";
import { fleetServer } from "./fleet/server.ts";
import { until } from "./fleet/watch.ts";
import { buildFleet, type FleetWorld, fleetActor } from "./fleet/world.ts";
import { median } from "./measure.ts";
import { cpuSeconds } from "./processes.ts";
import type { BenchRow } from "./row.ts";

const now = () => new Date();
const ports = 48;

/** What an operator does with a whole fleet: has it told to fetch, plans a roll-out, looks at the switches. */
export async function benchFleet(order: {
  readonly folder: string;
  readonly quick: boolean;
  readonly say: (line: string) => void;
}): Promise<readonly BenchRow[]> {
  const { quick, say } = order;
  const [count, switches] = quick ? [1_000, 20] : [10_000, 200];
  const server = await fleetServer(join(order.folder, "fleet"), null);
  const store = await openStore(server.settings, now());
  const world = await buildFleet(store, count, server.publicUrl, now());
  try {
    await server.start();
    say("  registering");
    await world.phones.register(world.exchange.ports.udp);
    const resync = await told(world, server.pid());
    const planning = await planned(world, quick ? 3 : 7);
    say("  switches");
    const polling = await polled(world, switches, server.pid());
    return [...resync, ...planning, ...polling];
  } finally {
    await world.stop();
    await server.end("SIGTERM");
    await store.db.destroy();
  }
}

const section = "The fleet";

function row(name: string, klyka: number, unit: string, bar: number | null, note: string): BenchRow {
  return { section, name, klyka, peer: null, ratio: null, bar, unit, note };
}

async function told(world: FleetWorld, pid: number): Promise<BenchRow[]> {
  const order = { world, now, pass: async () => undefined, say: () => undefined, firmwareFolder: "" };
  const before = cpuSeconds(pid);
  const { phones, seconds, results } = await timeResync(order);
  const after = cpuSeconds(pid);
  const accepted = results.accepted ?? 0;
  const micros =
    before === null || after === null ? "" : `; ${Math.round(((after - before) * 1e6) / phones)} µs of processor a phone`;
  const what = `${phones.toLocaleString("en")} phones told to fetch`;
  return [
    row(
      what,
      seconds,
      "s",
      null,
      `SIP NOTIFY over UDP through an exchange that challenges each, until the last result is noted${micros}`,
    ),
    row("the same: answered 200", (accepted * 100) / phones, "%", 100, JSON.stringify(results)),
  ];
}

async function planned(world: FleetWorld, rounds: number): Promise<BenchRow[]> {
  const { store, organisationId, phones } = world;
  const at = { layer: "organisation", organisationId } as const;
  const share = (of: number) => ({ of: { kind: "share", share: of } });
  const input = {
    ...RolloutInput.parse({
      name: "Mätning",
      values: [{ at, name: "phone.ntpServer", value: "tid.bjorko.example" }],
      rings: [share(100), share(900), { of: { kind: "rest" } }],
      startsAt: new Date(now().getTime() + 86_400_000).toISOString(),
    }),
    organisationId,
  };
  const took = async (work: () => Promise<unknown>) => {
    const began = performance.now();
    await work();
    return performance.now() - began;
  };
  const plans: number[] = [];
  for (let n = 0; n < rounds; n += 1) plans.push(await took(() => planRollout(store.db, input)));
  const begins: number[] = [];
  for (let n = 0; n < rounds; n += 1) {
    let id = "";
    begins.push(
      await took(async () => {
        id = (await createRollout(store.db, input, fleetActor, now())).id;
      }),
    );
    await takeBackRollout(store.db, { organisationId, id }, fleetActor, now());
  }
  const fleet = phones.all.length.toLocaleString("en");
  return [
    row(
      `a roll-out over ${fleet} phones: planned`,
      median(plans),
      "ms",
      5_000,
      "who gets it, who cannot, who is in another one, into three rings",
    ),
    row("the same: begun", median(begins), "ms", 10_000, "planned, checked and saved with every phone's place, one transaction"),
  ];
}

async function polled(world: FleetWorld, count: number, pid: number): Promise<BenchRow[]> {
  const { store, organisationId, phones } = world;
  await addTrustedNetwork(store.db, { organisationId, siteId: null, cidr: "127.0.0.0/8", note: "" }, fleetActor, now());
  const agents: SwitchAgent[] = [];
  try {
    for (let n = 0; n < count; n += 1)
      agents.push(
        await SwitchAgent.start(
          aSwitch(
            n,
            phones.all.map(({ mac }) => mac),
          ),
        ),
      );
    const before = cpuSeconds(pid);
    const began = performance.now();
    for (const [n, { port }] of agents.entries()) {
      const said = { name: `Växel ${n + 1}`, siteId: null, address: "127.0.0.1", port, read, write: null };
      await addSwitch(store.db, store.keyring, { organisationId, ...said }, fleetActor, now());
    }
    const answered = async () => {
      const [found]: { count: number | string }[] = await store.db("switch").where("state", "ok").count({ count: "*" });
      return Number(found?.count ?? 0);
    };
    await until(answered, (ok) => ok === count, 10 * 60_000, 100);
    const seconds = (performance.now() - began) / 1000;
    const after = cpuSeconds(pid);
    const cpu =
      before === null || after === null ? "" : `; ${(((after - before) * 1000) / count).toFixed(0)} ms of processor a switch`;
    const name = `${count} switches of ${ports} ports looked at`;
    const note = `SNMP v2c: interfaces, VLANs, power, LLDP and learnt addresses, stored; the switches are played on the same two cores${cpu}`;
    return [row(name, seconds, "s", 60, note)];
  } finally {
    await Promise.all(agents.map((agent) => agent.stop()));
  }
}

const read = { kind: "v2c", community: "lasning-av-vaxlar" } as const;

/** A switch full of phones, with an uplink. */
function aSwitch(n: number, macs: readonly string[]): AgentSwitch {
  const chassis = (0x00259e000000 + n * 256).toString(16).padStart(12, "0");
  const plugged = Object.fromEntries(
    Array.from({ length: ports - 1 }, (_, port) => {
      const mac = macs[(n * (ports - 1) + port) % macs.length] ?? "805ec0000000";
      return [
        port + 1,
        { phone: { mac, model: "T46U" }, learnt: [mac], power: "delivering" as const, milliwatts: 3_900, vlan: 20 },
      ];
    }),
  );
  return {
    name: `vaxel-${n}`,
    chassis,
    ports,
    read,
    plugged: { ...plugged, [ports]: { switch: { chassis: "00259effff00", name: "stam" } } },
  };
}
