import { z } from "zod";
import type { VendorId } from "../domain/plan.ts";
import type { Neighbour, PoeState, PortState, Seat, UplinkReason, WattSource } from "../domain/switch-port.ts";
import type { BulkColumn, BulkValue } from "./dialect/bulk-insert.ts";
import type { Db } from "./types.ts";

type PortRow = {
  switch_id: string;
  port: number;
  position: number;
  name: string;
  alias: string;
  enabled: number;
  link: number;
  speed: number | null;
  vlan: number | null;
  voice_vlan: number | null;
  poe: PoeState | null;
  poe_index: string | null;
  poe_denials: number | null;
  deciwatts: number | null;
  watts_from: WattSource | null;
  neighbour: string | null;
  uplink: UplinkReason | null;
  addresses: number;
  others: number;
  changed_at: string;
};

/** A port as it was the last time. */
export type SwitchPort = PortState & {
  readonly position: number;
  /** When something other than its watts was last another. */
  readonly changedAt: string;
};

const NeighbourColumn: z.ZodType<Neighbour> = z.object({
  name: z.string(),
  description: z.string(),
  mac: z.string().nullable(),
  chassis: z.string().nullable(),
  phone: z.boolean(),
  bridge: z.boolean(),
  maker: z.string(),
  model: z.string(),
  firmware: z.string(),
});

export const portColumns: readonly BulkColumn[] = [
  ["switch_id", "text"],
  ["port", "integer"],
  ["position", "integer"],
  ["name", "text"],
  ["alias", "text"],
  ["enabled", "integer"],
  ["link", "integer"],
  ["speed", "integer"],
  ["vlan", "integer"],
  ["voice_vlan", "integer"],
  ["poe", "text"],
  ["poe_index", "text"],
  ["poe_denials", "integer"],
  ["deciwatts", "integer"],
  ["watts_from", "text"],
  ["neighbour", "text"],
  ["uplink", "text"],
  ["addresses", "integer"],
  ["others", "integer"],
  ["changed_at", "text"],
];

/** In the order of `portColumns`. */
export function portValues(switchId: string, port: SwitchPort): BulkValue[] {
  const { name, alias, enabled, link, speed, vlan, voiceVlan, poe, poeIndex, poeDenials, deciwatts, wattsFrom } = port;
  return [
    ...[switchId, port.port, port.position, name, alias, Number(enabled), Number(link), speed, vlan, voiceVlan],
    ...[poe, poeIndex, poeDenials, deciwatts, wattsFrom, port.neighbour === null ? null : JSON.stringify(port.neighbour)],
    ...[port.uplink, port.addresses, port.others, port.changedAt],
  ];
}

function presentPort(row: PortRow): SwitchPort {
  return {
    port: row.port,
    position: row.position,
    name: row.name,
    alias: row.alias,
    enabled: row.enabled !== 0,
    link: row.link !== 0,
    speed: row.speed,
    vlan: row.vlan,
    voiceVlan: row.voice_vlan,
    poe: row.poe,
    poeIndex: row.poe_index,
    poeDenials: row.poe_denials,
    deciwatts: row.deciwatts,
    wattsFrom: row.watts_from,
    neighbour: row.neighbour === null ? null : NeighbourColumn.parse(JSON.parse(row.neighbour)),
    uplink: row.uplink,
    addresses: row.addresses,
    others: row.others,
    changedAt: row.changed_at,
  };
}

/** In their order on the front. The caller has seen that the switch is the organisation's. */
export async function listPorts(db: Db, switchId: string): Promise<SwitchPort[]> {
  const rows: PortRow[] = await db("switch_port").where("switch_id", switchId).orderBy("position");
  return rows.map(presentPort);
}

/** Null: the switch has no such port. */
export async function findPort(db: Db, switchId: string, port: number): Promise<SwitchPort | null> {
  const row: PortRow | undefined = await db("switch_port").where({ switch_id: switchId, port }).first();
  return row ? presentPort(row) : null;
}

/** A phone on a port, with whose it is; `phone` null: nobody in the organisation has it. */
export type SeatedPhone = Seat & {
  readonly since: string;
  readonly goneAt: string | null;
  readonly phone: {
    readonly id: string;
    readonly label: string;
    readonly vendor: VendorId;
    readonly model: string;
    readonly userId: string | null;
    readonly firstName: string | null;
    readonly lastName: string | null;
    readonly lastContactAt: string | null;
  } | null;
};

type SeatRow = {
  mac: string;
  port: number;
  vlan: number | null;
  source: Seat["source"];
  since: string;
  gone_at: string | null;
  id: string | null;
  label: string | null;
  vendor: VendorId | null;
  model: string | null;
  user_id: string | null;
  first_name: string | null;
  last_name: string | null;
  last_contact_at: string | null;
};

/** Phones whose place is on the switch, also those that were missed since. One query. */
export async function listSeatedPhones(db: Db, by: { organisationId: string; switchId: string }): Promise<SeatedPhone[]> {
  const rows: SeatRow[] = await db("phone_place as l")
    .leftJoin("phone as p", (join) => {
      join.on("p.mac", "l.mac").andOn("p.organisation_id", "l.organisation_id").andOn(db.raw("p.state <> 'retired'"));
    })
    .leftJoin("users as u", "u.id", "p.user_id")
    .leftJoin("phone_contact as c", "c.phone_id", "p.id")
    .where({ "l.organisation_id": by.organisationId, "l.switch_id": by.switchId })
    .orderBy(["l.port", "l.mac"])
    .select([
      ...["l.mac", "l.port", "l.vlan", "l.source", "l.since", "l.gone_at", "p.id", "p.label", "p.vendor", "p.model"],
      ...["p.user_id", "u.first_name", "u.last_name", "c.at as last_contact_at"],
    ]);
  return rows.map((row) => ({
    mac: row.mac,
    port: row.port,
    vlan: row.vlan,
    source: row.source,
    since: row.since,
    goneAt: row.gone_at,
    phone:
      row.id === null || row.vendor === null
        ? null
        : {
            id: row.id,
            label: row.label ?? "",
            vendor: row.vendor,
            model: row.model ?? "",
            userId: row.user_id,
            firstName: row.first_name,
            lastName: row.last_name,
            lastContactAt: row.last_contact_at,
          },
  }));
}

/** Where one phone sits, with the port and its switch. Null: no switch has seen it. */
export async function findPlace(
  db: Db,
  by: { organisationId: string; mac: string },
): Promise<{
  readonly switchId: string;
  readonly switchName: string;
  readonly writable: boolean;
  readonly vlan: number | null;
  readonly source: Seat["source"];
  readonly since: string;
  readonly goneAt: string | null;
  readonly okAt: string | null;
  readonly failing: boolean;
  readonly port: SwitchPort;
} | null> {
  type Row = PortRow & {
    switch_name: string;
    write_kind: string | null;
    seat_vlan: number | null;
    source: Seat["source"];
    since: string;
    gone_at: string | null;
    ok_at: string | null;
    state: string;
  };
  const row: Row | undefined = await db("phone_place as l")
    .join("switch as s", "s.id", "l.switch_id")
    .join("switch_port as t", (join) => join.on("t.switch_id", "l.switch_id").andOn("t.port", "l.port"))
    .where({ "l.organisation_id": by.organisationId, "l.mac": by.mac })
    .first([
      ...["t.*", "s.name as switch_name", "s.write_kind", "s.ok_at", "s.state"],
      ...["l.vlan as seat_vlan", "l.source", "l.since", "l.gone_at"],
    ]);
  if (!row) return null;
  return {
    switchId: row.switch_id,
    switchName: row.switch_name,
    writable: row.write_kind !== null,
    vlan: row.seat_vlan,
    source: row.source,
    since: row.since,
    goneAt: row.gone_at,
    okAt: row.ok_at,
    failing: row.state === "failing",
    port: presentPort(row),
  };
}

/** How many ports each switch has, with link, giving power, and how many phones sit there. Two queries for any number of switches. */
export async function countPorts(
  db: Db,
  organisationId: string,
): Promise<
  ReadonlyMap<
    string,
    {
      readonly ports: number;
      readonly links: number;
      readonly powered: number;
      readonly deciwatts: number;
      readonly phones: number;
    }
  >
> {
  const rows: { switch_id: string; ports: number; links: number; powered: number; deciwatts: number | null }[] = await db(
    "switch_port as t",
  )
    .join("switch as s", "s.id", "t.switch_id")
    .where("s.organisation_id", organisationId)
    .groupBy("t.switch_id")
    .select("t.switch_id")
    .count({ ports: "*" })
    .sum({ links: "t.link" })
    .select(db.raw("sum(case when t.poe = 'delivering' then 1 else 0 end) as powered"))
    .select(db.raw("sum(case when t.poe = 'delivering' and t.watts_from <> 'class' then t.deciwatts else 0 end) as deciwatts"));
  const seated: { switch_id: string; phones: number }[] = await db("phone_place")
    .where("organisation_id", organisationId)
    .whereNull("gone_at")
    .groupBy("switch_id")
    .select("switch_id")
    .count({ phones: "*" });
  const phones = new Map(seated.map((row) => [row.switch_id, Number(row.phones)]));
  return new Map(
    rows.map(({ switch_id: id, ports, links, powered, deciwatts }) => [
      id,
      {
        ...{ ports: Number(ports), links: Number(links), powered: Number(powered), deciwatts: Number(deciwatts ?? 0) },
        phones: phones.get(id) ?? 0,
      },
    ]),
  );
}
