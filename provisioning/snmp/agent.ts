/// <reference path="./net-snmp.d.ts" />
import { createHash } from "node:crypto";
import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { isIPv6 } from "node:net";
import snmp, { type Agent, type MibRequest, type User } from "net-snmp";
import type { Keyring } from "../../db/secrets.ts";
import { type FleetCounters, loadFleetCounters } from "../../db/snmp-counters.ts";
import type { Db } from "../../db/types.ts";
import type { SnmpCredential } from "../../domain/snmp-credential.ts";
import type { Log } from "../log.ts";
import { klykaOids, reasonRows } from "./mib.ts";
import { userOf } from "./session.ts";

export type AgentOptions = {
  readonly host: string;
  /** UDP; 0: a free one. */
  readonly port: number;
  /** Who may read; at least one. */
  readonly readers: readonly SnmpCredential[];
  readonly enterprise: number;
  readonly version: string;
  readonly db: Db;
  readonly keyring: Keyring;
  readonly clock: () => Date;
  readonly log: Log;
};

/** Counters are counted anew this seldom, however often they are asked for. Milliseconds. */
const freshFor = 15_000;

/**
 * Klyka's own agent: how the fleet stands, for the operator's monitoring. Nothing can be written; whoever shows no
 * community or user that is known gets no answer.
 */
export async function startSnmpAgent(
  options: AgentOptions,
): Promise<{ port: number; listening: () => boolean; stop: () => Promise<void> }> {
  const { host, port, readers } = options;
  let socket: Socket | null = null;
  // net-snmp tells nobody that it could not bind, and takes no port 0: the socket is made and bound here.
  const made = createSocket(isIPv6(host) ? "udp6" : "udp4");
  made.bind(port, host);
  await once(made, "listening");
  const given = Object.assign(made, { bind: () => made });
  const agent = snmp.createAgent(
    {
      ...{ port: made.address().port, address: host, engineID: engineId(options.keyring, options.enterprise) },
      accessControlModelType: snmp.AccessControlModelType.Simple,
      dgramModule: { createSocket: () => given },
    },
    () => undefined,
  );
  socket = made;
  for (const reader of readers) allow(agent, reader);
  fill(agent, options);
  let stopping: Promise<void> | null = null;
  return {
    port: made.address().port,
    listening: () => stopping === null && socket !== null,
    stop: () => {
      stopping ??= new Promise((resolve) => agent.close(() => resolve()));
      return stopping;
    },
  };
}

function allow(agent: Agent, reader: SnmpCredential): void {
  const authorizer = agent.getAuthorizer();
  const { ReadOnly } = snmp.AccessLevel;
  if (reader.kind === "v2c") {
    authorizer.addCommunity(reader.community);
    authorizer.getAccessControlModel().setCommunityAccess(reader.community, ReadOnly);
  } else {
    const user: User = userOf(reader);
    authorizer.addUser(user);
    authorizer.getAccessControlModel().setUserAccess(user.name, ReadOnly);
  }
}

function fill(agent: Agent, { db, clock, log, enterprise, version }: AgentOptions): void {
  const mib = agent.getMib();
  const oids = klykaOids(enterprise);
  const { Scalar, Table } = snmp.MibProviderType;
  const { OctetString, OID, TimeTicks, Gauge, Integer } = snmp.ObjectType;
  const maxAccess = snmp.MaxAccess["read-only"] ?? 3;
  const hidden = snmp.MaxAccess["not-accessible"] ?? 0;
  const began = performance.now();
  const upTime = (request: MibRequest) => {
    mib.setScalarValue("sysUpTime", Math.floor((performance.now() - began) / 10) % 2 ** 32);
    request.done();
  };
  const system = [
    ["sysDescr", "1.3.6.1.2.1.1.1", OctetString, `Klyka ${version}`],
    ["sysObjectID", "1.3.6.1.2.1.1.2", OID, oids.root],
    ["sysName", "1.3.6.1.2.1.1.5", OctetString, "klyka"],
  ] as const;
  for (const [name, oid, scalarType, value] of system) {
    mib.registerProvider({ name, type: Scalar, oid, scalarType, maxAccess });
    mib.setScalarValue(name, value);
  }
  mib.registerProvider({
    name: "sysUpTime",
    type: Scalar,
    oid: "1.3.6.1.2.1.1.3",
    scalarType: TimeTicks,
    maxAccess,
    handler: upTime,
  });
  mib.setScalarValue("sysUpTime", 0);

  let counted: Promise<void> | null = null;
  let countedAt = Number.NEGATIVE_INFINITY;
  const show = (counters: FleetCounters) => {
    for (const [name, , read] of oids.scalars) mib.setScalarValue(name, read(counters));
    for (const [row, reason] of reasonRows) mib.setTableSingleCell("klykaReason", 3, [row], counters.reasons.get(reason) ?? 0);
  };
  const fresh = async () => {
    if (performance.now() - countedAt < freshFor) return;
    counted ??= loadFleetCounters(db, clock())
      .then(show, (error: unknown) => log.warn("The counters for monitoring could not be read; the last ones stand.", { error }))
      .finally(() => {
        countedAt = performance.now();
        counted = null;
      });
    await counted;
  };
  const handler = (request: MibRequest) => void fresh().then(() => request.done());
  for (const [name, oid] of oids.scalars) {
    mib.registerProvider({ name, type: Scalar, oid, scalarType: Gauge, maxAccess, handler });
    mib.setScalarValue(name, 0);
  }
  mib.registerProvider({
    ...{ name: "klykaReason", type: Table, oid: oids.reasons, maxAccess, handler },
    tableColumns: [
      { number: 1, name: "klykaReasonIndex", type: Integer, maxAccess: hidden },
      { number: 2, name: "klykaReasonName", type: OctetString, maxAccess },
      { number: 3, name: "klykaReasonPhones", type: Gauge, maxAccess },
    ],
    tableIndex: [{ columnName: "klykaReasonIndex" }],
  });
  for (const [row, reason] of reasonRows) mib.addTableRow("klykaReason", [row, reason, 0]);
}

/** The same after each start, and another for each installation (RFC 3411: the enterprise, then bytes of its own). */
export function engineId({ hashKey }: Keyring, enterprise: number): string {
  const head = Buffer.alloc(5);
  head.writeUInt32BE((0x80000000 | enterprise) >>> 0, 0);
  head.writeUInt8(5, 4);
  const own = createHash("sha256").update("klyka snmp engine\n").update(hashKey).digest().subarray(0, 12);
  return Buffer.concat([head, own]).toString("hex");
}
