import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import snmp, { type Agent, type Mib, type Value } from "net-snmp";
import type { SnmpCredential } from "../../domain/snmp-credential.ts";
import {
  agentOids,
  basePortOids,
  bridgeOids,
  interfaceOids,
  lldpPortOids,
  lldpRemoteOids,
  medOids,
  medPolicyOids,
  powerOids,
  systemOids,
  vlanBridgeOids,
  vlanOids,
} from "../snmp/oids.ts";
import { userOf } from "../snmp/session.ts";

/** What hangs on a port of a switch that is not there. MACs are 12 hex digits. */
export type Plugged = {
  /** Says so by LLDP-MED. */
  readonly phone?: { readonly mac: string; readonly model?: string; readonly firmware?: string; readonly deciwatts?: number };
  /** Addresses that are merely learnt. */
  readonly learnt?: readonly string[];
  /** Another switch, by the address of its bridge. */
  readonly switch?: { readonly chassis: string; readonly name: string };
  readonly link?: boolean;
  readonly enabled?: boolean;
  readonly alias?: string;
  /** pethPsePortDetectionStatus; null: the port gives no power. */
  readonly power?: "searching" | "delivering" | "fault" | null;
  readonly denials?: number;
  readonly milliwatts?: number;
  readonly vlan?: number;
};

export type AgentSwitch = {
  readonly name: string;
  readonly chassis: string;
  readonly ports: number;
  /** Opens it for reading, and for writing. */
  readonly read: SnmpCredential;
  readonly write?: SnmpCredential;
  /** From 1. */
  readonly plugged: Readonly<Record<number, Plugged>>;
  /** VLAN of the phones. */
  readonly voice?: number;
  /** Without VLANs: BRIDGE-MIB alone. */
  readonly plain?: boolean;
  /** Hundredths of a second since its start; absent: it does not say. */
  readonly upTime?: number;
};

const { Integer, OctetString, Gauge, Counter, TimeTicks } = snmp.ObjectType;
const readOnly = snmp.MaxAccess["read-only"] ?? 3;
const readWrite = snmp.MaxAccess["read-write"] ?? 4;
const hidden = snmp.MaxAccess["not-accessible"] ?? 0;

/** A switch that answers over SNMP, on net-snmp's own agent. */
export class SwitchAgent {
  readonly port: number;
  readonly #agent: Agent;
  /** What was written to pethPsePortAdminEnable: port, then 1 or 2. */
  readonly written: (readonly [port: number, value: number])[] = [];
  /** Questions that came. */
  asked = 0;
  #shown: AgentSwitch;
  #stopped: Promise<void> | null = null;
  readonly #tables = new Map<string, readonly Value[][]>();

  private constructor(agent: Agent, port: number, shown: AgentSwitch) {
    this.#agent = agent;
    this.port = port;
    this.#shown = shown;
  }

  /** Answers on a free port of 127.0.0.1. */
  static async start(shown: AgentSwitch): Promise<SwitchAgent> {
    const agent = snmp.createAgent(
      { port: 1, address: "127.0.0.1", accessControlModelType: snmp.AccessControlModelType.Simple, dgramModule: freePorts() },
      () => undefined,
    );
    const port = await boundPort(agent);
    rightAboutBulk(agent);
    const authorizer = agent.getAuthorizer();
    const levels = [
      [shown.read, snmp.AccessLevel.ReadOnly],
      [shown.write, snmp.AccessLevel.ReadWrite],
    ] as const;
    for (const [credential, level] of levels) {
      if (credential?.kind === "v2c") {
        authorizer.addCommunity(credential.community);
        authorizer.getAccessControlModel().setCommunityAccess(credential.community, level);
      } else if (credential) {
        authorizer.addUser(userOf(credential));
        authorizer.getAccessControlModel().setUserAccess(credential.user, level);
      }
    }
    const made = new SwitchAgent(agent, port, shown);
    made.#fill();
    return made;
  }

  /** The same switch with other things on its ports, or started at another time. */
  show(plugged: AgentSwitch["plugged"], upTime = this.#shown.upTime): void {
    this.#shown = { ...this.#shown, plugged, ...(upTime === undefined ? {} : { upTime }) };
    this.#fill();
  }

  /** Idempotent. */
  stop(): Promise<void> {
    this.#stopped ??= new Promise((resolve) => this.#agent.close(() => resolve()));
    return this.#stopped;
  }

  #fill(): void {
    const mib = this.#agent.getMib();
    const { name, chassis, ports, plugged, voice = 20, plain = false, upTime } = this.#shown;
    for (const [oid, value] of [
      [systemOids.description, "Provswitch 48"],
      [systemOids.name, name],
      [systemOids.bridge, Buffer.from(chassis, "hex")],
    ] as const) {
      this.#scalar(mib, oid, value);
    }
    if (upTime !== undefined) this.#scalar(mib, agentOids.upTime, upTime, TimeTicks);
    const all = Array.from({ length: ports }, (_, n) => ({ n: n + 1, index: 10_000 + n + 1, ...plugged[n + 1] }));
    const up = (one: Plugged) => one.link ?? Boolean(one.phone || one.switch || one.learnt?.length);
    this.#table(
      mib,
      "if",
      interfaceOids,
      1,
      all.map((one) => [
        [one.index],
        {
          description: `GigabitEthernet1/0/${one.n}`,
          type: 6,
          speed: 1_000_000_000,
          physical: Buffer.from(macOfPort(chassis, one.n), "hex"),
          admin: one.enabled === false ? 2 : 1,
          oper: up(one) ? 1 : 2,
          name: `Gi1/0/${one.n}`,
          highSpeed: 1000,
          alias: one.alias ?? "",
        },
      ]),
    );
    this.#table(
      mib,
      "base",
      basePortOids,
      1,
      all.map((one) => [[one.n], { interface: one.index }]),
    );
    const learnt = all.flatMap((one) => [
      ...(one.phone ? [[one.n, one.phone.mac, voice] as const] : []),
      ...(one.switch ? [[one.n, one.switch.chassis, 1] as const] : []),
      ...(one.learnt ?? []).map((mac) => [one.n, mac, one.vlan ?? 10] as const),
    ]);
    const bytes = (mac: string) => [...Buffer.from(mac, "hex")];
    const columns = (port: number) => ({ port, status: 3 });
    const vlans = plain ? [] : learnt.map(([port, mac, vlan]) => [[vlan, ...bytes(mac)], columns(port)] as const);
    const bare = plain ? learnt.map(([port, mac]) => [bytes(mac), columns(port)] as const) : [];
    this.#table(mib, "fdbq", vlanBridgeOids, 7, vlans);
    this.#table(mib, "fdb", bridgeOids, 6, bare);
    this.#table(
      mib,
      "pvid",
      { untagged: vlanOids.untagged },
      1,
      all.map((one) => [[one.n], { untagged: one.vlan ?? 10 }]),
    );
    this.#table(
      mib,
      "lldpl",
      lldpPortOids,
      1,
      all.map((one) => [[one.n], { kind: 5, id: `Gi1/0/${one.n}`, description: "" }]),
    );
    const met = all.filter((one) => one.phone || one.switch);
    this.#table(
      mib,
      "lldpr",
      lldpRemoteOids,
      3,
      met.map((one) => [[0, one.n, 1], neighbourOf(one)]),
    );
    const phones = met.filter((one) => one.phone);
    this.#table(
      mib,
      "med1",
      { deviceClass: medOids.deviceClass },
      3,
      phones.map((one) => [[0, one.n, 1], { deviceClass: 3 }]),
    );
    this.#table(
      mib,
      "med3",
      { firmware: medOids.firmware, software: medOids.software, maker: medOids.maker, model: medOids.model },
      3,
      phones.map((one) => [
        [0, one.n, 1],
        { firmware: "", software: one.phone?.firmware ?? "", maker: "", model: one.phone?.model ?? "" },
      ]),
    );
    this.#table(
      mib,
      "med7",
      { power: medOids.power },
      3,
      phones.flatMap((one) =>
        one.phone?.deciwatts === undefined ? [] : [[[0, one.n, 1], { power: one.phone.deciwatts }] as const],
      ),
    );
    this.#table(
      mib,
      "medp",
      medPolicyOids,
      2,
      all.map((one) => [[one.n, 1], { vlan: voice }]),
    );
    const powered = all.filter((one) => one.power !== null);
    const detection = { searching: 2, delivering: 3, fault: 4 } as const;
    const { enabled, detection: status, class: kind, denials } = powerOids;
    this.#table(
      mib,
      "peth",
      { enabled, detection: status, class: kind, denials },
      2,
      powered.map((one) => [
        [1, one.n],
        {
          enabled: 1,
          detection: detection[one.power ?? (one.phone ? "delivering" : "searching")],
          class: 3,
          denials: one.denials ?? 0,
        },
      ]),
    );
    this.#table(
      mib,
      "cisco",
      { cisco: powerOids.cisco },
      2,
      powered.flatMap((one) => (one.milliwatts === undefined ? [] : [[[1, one.n], { cisco: one.milliwatts }] as const])),
    );
  }

  #scalar(mib: Mib, oid: string, value: Value, scalarType: number = OctetString): void {
    const name = `s${oid}`;
    if (!this.#tables.has(name)) {
      const type = snmp.MibProviderType.Scalar;
      mib.registerProvider({ name, type, oid: oid.replace(/\.0$/, ""), scalarType, maxAccess: readOnly });
      this.#tables.set(name, []);
    }
    mib.setScalarValue(name, value);
  }

  /** Rows are written anew, those that are gone go. `oids`: columns of one table. */
  #table<K extends string>(
    mib: Mib,
    name: string,
    oids: Readonly<Record<K, string>>,
    indexes: number,
    rows: readonly (readonly [index: readonly number[], values: Readonly<Record<K, Value>>])[],
  ): void {
    const groups = Map.groupBy(Object.entries<string>(oids) as [K, string][], ([, oid]) => oid.replace(/\.\d+$/, ""));
    for (const [entry, columns] of groups) this.#entry(mib, `${name} ${entry}`, entry, columns, indexes, rows);
  }

  #entry<K extends string>(
    mib: Mib,
    name: string,
    entry: string,
    columns: readonly (readonly [K, string])[],
    indexes: number,
    rows: readonly (readonly [index: readonly number[], values: Readonly<Record<K, Value>>])[],
  ): void {
    const places = Array.from({ length: indexes }, (_, n) => ({
      number: 900 + n,
      name: `i${n}`,
      type: Integer,
      maxAccess: hidden,
    }));
    if (!this.#tables.has(name)) {
      mib.registerProvider({
        ...{ name, type: snmp.MibProviderType.Table, oid: entry, maxAccess: readOnly },
        tableColumns: [
          ...columns.map(([column, oid]) => ({
            ...{ number: Number(oid.split(".").at(-1)), name: column, type: typeOf(column, rows[0]?.[1][column]) },
            maxAccess: column === "enabled" && name.startsWith("peth") ? readWrite : readOnly,
          })),
          ...places,
        ],
        tableIndex: places.map((place) => ({ columnName: place.name })),
        handler: (request) => {
          this.asked++;
          if (request.operation === snmp.PduType.SetRequest) {
            const value = Reflect.get(request, "setValue");
            const port = Number(request.oid.split(".").at(-1));
            const last = this.written.at(-1);
            // It is told twice of each: before it is written, and when it is.
            if (last?.[0] !== port || last[1] !== Number(value)) this.written.push([port, Number(value)]);
          }
          request.done();
        },
      });
    }
    for (const row of this.#tables.get(name) ?? []) mib.deleteTableRow(name, row);
    for (const [index, values] of rows) mib.addTableRow(name, [...columns.map(([column]) => values[column]), ...index]);
    this.#tables.set(
      name,
      rows.map(([index]) => [...index]),
    );
  }
}

function typeOf(column: string, value: Value): number {
  if (column === "power" || column === "cisco") return Gauge;
  if (column === "denials") return Counter;
  return typeof value === "number" ? Integer : OctetString;
}

function macOfPort(chassis: string, n: number): string {
  return (BigInt(`0x${chassis}`) + BigInt(n)).toString(16).padStart(12, "0");
}

function neighbourOf({ n, phone, switch: other }: Plugged & { readonly n: number }) {
  if (phone) {
    // As desk phones do it: the network address as chassis, the MAC address as port.
    const chassis = Buffer.from([1, 10, 20, 0, n]);
    const abilities = Buffer.from([0x24, 0]);
    const said = { chassisKind: 5, chassis, portKind: 3, port: Buffer.from(phone.mac, "hex") };
    return { ...said, name: `tel-${phone.mac}`, description: "Desk phone", supported: abilities, enabled: abilities };
  }
  const abilities = Buffer.from([0x28, 0]);
  const chassis = Buffer.from(other?.chassis ?? "", "hex");
  const said = { chassisKind: 4, chassis, portKind: 5, port: Buffer.from("Gi1/0/49") };
  return { ...said, name: other?.name ?? "", description: "Switch", supported: abilities, enabled: abilities };
}

/** net-snmp takes no port 0: its socket binds to a free one all the same. */
export function freePorts(): { readonly createSocket: typeof createSocket } {
  const made = (...said: Parameters<typeof createSocket>) => {
    const socket = createSocket(...said);
    const bind = socket.bind.bind(socket);
    return Object.assign(socket, { bind: (_port: number, address: string) => bind(0, address) });
  };
  return { createSocket: made as typeof createSocket };
}

/** The port that the agent has got. */
export async function boundPort(agent: Agent): Promise<number> {
  const [socket] = Object.values(agent.listener.sockets);
  if (!socket) throw new Error("the agent has no socket");
  try {
    return socket.address().port;
  } catch {
    await once(socket, "listening");
    return socket.address().port;
  }
}

/** RFC 3416: that many rows; net-snmp's agent gives that many values. More than a packet holds is left out. */
function rightAboutBulk(agent: Agent): void {
  type Bulk = (socket: Socket, message: { pdu: { varbinds: unknown[]; maxRepetitions: number } }, from: unknown) => void;
  const whole = agent as Agent & { getBulkRequest: Bulk };
  const given: Bulk = whole.getBulkRequest.bind(agent);
  whole.getBulkRequest = (socket, message, from) => {
    const { pdu } = message;
    pdu.maxRepetitions = Math.min(60, pdu.maxRepetitions * pdu.varbinds.length);
    given(socket, message, from);
  };
}
