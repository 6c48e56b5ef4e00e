import { findingsOf, type PlacedPhone } from "../domain/switch-findings.ts";
import { deniedSince, missedFor, type PortState, type Seat, type SwitchReading, seatPhones } from "../domain/switch-port.ts";
import { bulkInsert } from "./dialect/bulk-insert.ts";
import { oneOf } from "./dialect/dialect.ts";
import { type LeftSeat, type SeatRow, writePlaces } from "./phone-places.ts";
import { settleFindings } from "./switch-findings.ts";
import { listPorts, portColumns, portValues, type SwitchPort } from "./switch-ports.ts";
import type { Db } from "./types.ts";

type At = { readonly organisationId: string; readonly switchId: string };
/**
 * What a reading says of a switch's ports and the phones on them, and of where those sit now. A fixed number of queries
 * for any number of ports; rows that stay the same are not written. Inside `change`.
 *
 * @returns whether anything that somebody may look at is another
 */
export async function storeSeats(
  trx: Db,
  at: At,
  reading: SwitchReading,
  looksLikePhone: (mac: string) => boolean,
  now: Date,
): Promise<boolean> {
  const before = new Map((await listPorts(trx, at.switchId)).map((port) => [port.port, port]));
  const judged = reading.ports.map((port) => deniedSince(port, before.get(port.port)));
  const { ports, seats } = await judgeReading(trx, at, { ...reading, ports: judged }, looksLikePhone);
  const written = await writePorts(trx, at, before, ports, now);
  const { macs, left } = await writeSeats(trx, at, { ports, seats }, now);
  const moved = await writePlaces(trx, at.organisationId, macs, left, now);
  const found = await evaluate(trx, at, ports, now);
  return written || macs.length > 0 || moved || found;
}

/** Which port leads on, and which phone sits where, as far as this reading alone says. */
export async function judgeReading(
  db: Db,
  at: At,
  reading: SwitchReading,
  looksLikePhone: (mac: string) => boolean,
): Promise<ReturnType<typeof seatPhones>> {
  const isPhone = await phonesAmong(db, at.organisationId, reading, looksLikePhone);
  return seatPhones(reading, isPhone, await otherSwitches(db, at));
}

/** Phones that the organisation has, whoever made them, and what looks like one. */
async function phonesAmong(
  trx: Db,
  organisationId: string,
  { learnt }: SwitchReading,
  looksLikePhone: (mac: string) => boolean,
): Promise<(mac: string) => boolean> {
  const strange = [...new Set(learnt.map(({ mac }) => mac))].filter((mac) => !looksLikePhone(mac));
  const known: string[] =
    strange.length === 0
      ? []
      : await trx("phone")
          .where(oneOf(trx, "mac", strange))
          .whereRaw("state <> 'retired'")
          .where("organisation_id", organisationId)
          .pluck("mac");
  const own = new Set(known);
  return (mac) => own.has(mac) || looksLikePhone(mac);
}

async function otherSwitches(trx: Db, { organisationId, switchId }: At): Promise<ReadonlySet<string>> {
  const chassis: string[] = await trx("switch")
    .where("organisation_id", organisationId)
    .whereNot("id", switchId)
    .whereNull("removed_at")
    .whereNotNull("chassis")
    .pluck("chassis");
  return new Set(chassis);
}

/** Watts go up and down all the time: less than this is not written. Tenths of a watt. */
const littlePower = 3;

async function writePorts(
  trx: Db,
  { switchId }: At,
  before: ReadonlyMap<number, SwitchPort>,
  ports: readonly PortState[],
  now: Date,
): Promise<boolean> {
  const after = ports.map((port, position): SwitchPort => {
    const old = before.get(port.port);
    const same = old !== undefined && alike(old, port);
    return { ...port, position, changedAt: same ? old.changedAt : now.toISOString() };
  });
  const there = new Set(ports.map(({ port }) => port));
  const gone = [...before.keys()].filter((port) => !there.has(port));
  const changed = after.filter((port) => {
    const old = before.get(port.port);
    return !old || old.changedAt !== port.changedAt || old.position !== port.position || powerMoved(old, port);
  });
  const stale = [...gone, ...changed.map(({ port }) => port)];
  if (stale.length === 0) return false;
  await trx("switch_port").where("switch_id", switchId).whereIn("port", stale).delete();
  const rows = changed.map((port) => portValues(switchId, port));
  await bulkInsert(trx, "switch_port", portColumns, rows);
  return true;
}

function alike(old: SwitchPort, port: PortState): boolean {
  const rest = ({ deciwatts: _, ...one }: PortState) => one;
  const { position: _, changedAt: __, ...was } = old;
  return JSON.stringify(Object.entries(rest(was)).sort()) === JSON.stringify(Object.entries(rest(port)).sort());
}

function powerMoved({ deciwatts: was }: SwitchPort, { deciwatts: is }: PortState): boolean {
  if (was === null || is === null) return was !== is;
  return Math.abs(was - is) >= littlePower;
}

/** @returns the phones whose seat is another or is left; with where those were that left a port that leads nowhere else */
async function writeSeats(
  trx: Db,
  at: At,
  { ports, seats }: ReturnType<typeof seatPhones>,
  now: Date,
): Promise<{ readonly macs: string[]; readonly left: ReadonlyMap<string, LeftSeat> }> {
  const rows: SeatRow[] = await trx("switch_seat")
    .where("switch_id", at.switchId)
    .select("mac", "port", "vlan", "source", "since", "gone_at");
  const before = new Map(rows.map((row) => [row.mac, row]));
  const is = new Map(seats.map((seat) => [seat.mac, seat]));
  const gone = rows.filter(({ mac, gone_at }) => gone_at === null && !is.has(mac)).map(({ mac }) => mac);
  const changed = seats.filter((seat) => {
    const old = before.get(seat.mac);
    return !old || old.gone_at !== null || old.port !== seat.port || old.vlan !== seat.vlan || old.source !== seat.source;
  });
  const of = (macs: readonly string[]) =>
    trx("switch_seat")
      .where("switch_id", at.switchId)
      .where(oneOf(trx, "mac", macs));
  if (gone.length > 0) await of(gone).update({ gone_at: now.toISOString() });
  if (changed.length > 0) {
    await of(changed.map(({ mac }) => mac)).delete();
    const values = changed.map((seat) => {
      const since = sinceOf(before.get(seat.mac), seat, now);
      return [at.switchId, seat.mac, at.organisationId, seat.source, since, seat.port, seat.vlan];
    });
    const texts = (["switch_id", "mac", "organisation_id", "source", "since"] as const).map((name) => [name, "text"] as const);
    await bulkInsert(trx, "switch_seat", [...texts, ["port", "integer"], ["vlan", "integer"]], values);
  }
  const edges = new Set(ports.filter(({ uplink }) => uplink === null).map(({ port }) => port));
  const left = rows.filter(({ mac, port, gone_at }) => gone_at === null && edges.has(port) && is.get(mac)?.port !== port);
  return {
    macs: [...gone, ...changed.map(({ mac }) => mac)],
    left: new Map(left.map(({ mac, port, since }) => [mac, { switchId: at.switchId, port, since }])),
  };
}

/** Whoever was away for a moment only has been there all the time. */
function sinceOf(old: SeatRow | undefined, seat: Seat, now: Date): string {
  const stayed = old?.port === seat.port && (old.gone_at === null || now.getTime() - Date.parse(old.gone_at) < missedFor);
  return stayed ? old.since : now.toISOString();
}

async function evaluate(trx: Db, at: At, ports: readonly PortState[], now: Date): Promise<boolean> {
  type Row = { mac: string; port: number; gone_at: string | null; phone_id: string | null; registered: number | null };
  const rows: Row[] = await trx("phone_place as l")
    .leftJoin("phone as p", (join) => {
      join.on("p.mac", "l.mac").andOn("p.organisation_id", "l.organisation_id").andOn(trx.raw("p.state <> 'retired'"));
    })
    .leftJoin("registration as r", "r.phone_id", "p.id")
    .where("l.switch_id", at.switchId)
    .select("l.mac", "l.port", "l.gone_at", "p.id as phone_id", "r.registered");
  const [own, strange] = [rows.filter((row) => row.phone_id !== null), rows.filter((row) => row.phone_id === null)];
  const phones = own.map(
    (row): PlacedPhone => ({
      ...{ mac: row.mac, port: row.port, goneAt: row.gone_at },
      registered: row.registered === null ? null : row.registered !== 0,
    }),
  );
  const here = strange.filter((row) => row.gone_at === null);
  const strangers = new Map([...Map.groupBy(here, ({ port }) => port)].map(([port, some]) => [port, some.map(({ mac }) => mac)]));
  const byPort = new Map(ports.map((port) => [port.port, port]));
  const found = findingsOf(byPort, phones, strangers, now);
  return settleFindings(trx, at, found, (port) => byPort.get(port)?.name ?? String(port), now);
}

/** Phones that were missed that long ago are forgotten where they sat. @returns how many */
export async function forgetSeats(db: Db, before: Date): Promise<number> {
  const at = before.toISOString();
  return (
    (await db("switch_seat").where("gone_at", "<", at).delete()) + (await db("phone_place").where("gone_at", "<", at).delete())
  );
}
