import { decidePlace, movedFrom, type Seat, type SeatSeen } from "../domain/switch-port.ts";
import { bulkInsert } from "./dialect/bulk-insert.ts";
import { oneOf } from "./dialect/dialect.ts";
import { endMoves, noteFindings } from "./switch-findings.ts";
import type { Db } from "./types.ts";

export type SeatRow = {
  mac: string;
  port: number;
  vlan: number | null;
  source: Seat["source"];
  since: string;
  gone_at: string | null;
};
/** Where a phone was seen until now. */
export type LeftSeat = { readonly switchId: string; readonly port: number; readonly since: string };

type SeenRow = SeatRow & { switch_id: string; addresses: number };
type PlaceRow = {
  mac: string;
  switch_id: string;
  port: number;
  vlan: number | null;
  source: Seat["source"];
  since: string;
  gone_at: string | null;
};

/**
 * Where these phones sit, of all that the organisation's switches say; of those that have moved it is noted. Inside `change`.
 *
 * @param left of those that the switch which was asked sees there no longer, where they were
 */
export async function writePlaces(
  trx: Db,
  organisationId: string,
  macs: readonly string[],
  left: ReadonlyMap<string, LeftSeat>,
  now: Date,
): Promise<boolean> {
  if (macs.length === 0) return false;
  const seen: SeenRow[] = await trx("switch_seat as e")
    .join("switch_port as t", (join) => join.on("t.switch_id", "e.switch_id").andOn("t.port", "e.port"))
    .where("e.organisation_id", organisationId)
    .where(oneOf(trx, "e.mac", macs))
    .select("e.switch_id", "e.mac", "e.port", "e.vlan", "e.source", "e.since", "e.gone_at", "t.addresses");
  const before: (PlaceRow & { edge: number })[] = await trx("phone_place as l")
    .leftJoin("switch_port as t", (join) => join.on("t.switch_id", "l.switch_id").andOn("t.port", "l.port"))
    .where("l.organisation_id", organisationId)
    .where(oneOf(trx, "l.mac", macs))
    .select("l.*", trx.raw("case when t.uplink is null then 1 else 0 end as edge"));
  const places = [...Map.groupBy(seen, ({ mac }) => mac).values()].flatMap((some) => decidePlace(some.map(seatSeen)) ?? []);
  const was = new Map(before.map((row) => [row.mac, row]));
  const changed = places.filter((place) => differs(was.get(place.mac), place));
  if (changed.length > 0) await replacePlaces(trx, organisationId, changed);
  const moves = places.flatMap((place) => {
    const old = was.get(place.mac);
    const had = old ? { switchId: old.switch_id, port: old.port, goneAt: old.gone_at, edge: old.edge !== 0 } : null;
    const from = movedFrom(place, left.get(place.mac) ?? null, had);
    return from ? [{ from, place }] : [];
  });
  await noteMoves(trx, organisationId, moves, now);
  return changed.length + moves.length > 0;
}

async function replacePlaces(trx: Db, organisationId: string, changed: readonly SeatSeen[]): Promise<void> {
  const macs = changed.map(({ mac }) => mac);
  await trx("phone_place")
    .where("organisation_id", organisationId)
    .where(oneOf(trx, "mac", macs))
    .delete();
  const values = changed.map(({ mac, switchId, source, since, goneAt, port, vlan }) => {
    return [organisationId, mac, switchId, source, since, goneAt, port, vlan];
  });
  const names = ["organisation_id", "mac", "switch_id", "source", "since", "gone_at"] as const;
  const texts = names.map((name) => [name, "text"] as const);
  await bulkInsert(trx, "phone_place", [...texts, ["port", "integer"], ["vlan", "integer"]], values);
}

type Move = { readonly from: { readonly switchId: string; readonly port: number }; readonly place: SeatSeen };

async function noteMoves(trx: Db, organisationId: string, moves: readonly Move[], now: Date): Promise<void> {
  const macs = moves.map(({ place }) => place.mac);
  const own = new Set(await ownPhones(trx, organisationId, macs));
  const told = moves.filter(({ place }) => own.has(place.mac));
  if (told.length === 0) return;
  await endMoves(trx, organisationId, macs, now);
  const ids = [...new Set(told.flatMap(({ from, place }) => [from.switchId, place.switchId]))];
  const rows: { switch_id: string; port: number; name: string; switch_name: string }[] = await trx("switch_port as t")
    .join("switch as s", "s.id", "t.switch_id")
    .where(oneOf(trx, "t.switch_id", ids))
    .select("t.switch_id", "t.port", "t.name", "s.name as switch_name");
  const names = new Map(rows.map((row) => [`${row.switch_id} ${row.port}`, row]));
  const nameOf = (spot: Move["from"]) => names.get(`${spot.switchId} ${spot.port}`);
  const found = told.map(({ from, place: { switchId, port, mac } }) => {
    const [to, old] = [nameOf({ switchId, port }), nameOf(from)];
    const detail = { port: to?.name ?? String(port), from: `${old?.switch_name ?? ""} ${old?.name ?? from.port}`.trim() };
    return { kind: "phone_moved", switchId, port, mac, newMac: null, detail } as const;
  });
  await noteFindings(trx, organisationId, found, now);
}

/** Of phones that the organisation has; where others sit is nobody's business. */
async function ownPhones(trx: Db, organisationId: string, macs: readonly string[]): Promise<string[]> {
  if (macs.length === 0) return [];
  return trx("phone")
    .where(oneOf(trx, "mac", macs))
    .whereRaw("state <> 'retired'")
    .where("organisation_id", organisationId)
    .pluck("mac");
}

function seatSeen(row: SeenRow): SeatSeen {
  const { mac, port, vlan, source, since, addresses } = row;
  return { mac, port, vlan, source, since, addresses, switchId: row.switch_id, goneAt: row.gone_at };
}

function differs(old: PlaceRow | undefined, { switchId, port, vlan, source, goneAt }: SeatSeen): boolean {
  if (!old) return true;
  return old.switch_id !== switchId || old.port !== port || old.vlan !== vlan || old.source !== source || old.gone_at !== goneAt;
}
