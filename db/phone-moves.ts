import { homeNetwork } from "../domain/hold.ts";
import { recordAudit } from "./audit.ts";
import { announce } from "./changes.ts";
import { loadHoldLevels } from "./hold-levels.ts";
import { decideHold, type HoldRow, presentHold, settleHoldAlarms } from "./phone-holds.ts";
import { acceptLook } from "./phone-homes.ts";
import { change } from "./transaction.ts";
import type { Actor, Db } from "./types.ts";

const system: Actor = { kind: "system", id: null, name: "provisioning", organisationId: null };

/** An office whose line got another address is believed after so long, milliseconds. */
export const moveMillis = 60 * 60_000;

/**
 * An office's line got another address: its phones come from another network, one after the other, and none from the old
 * one. When half of them at least, and two, have come, and the old network has been silent for an hour since the first,
 * the move is believed and they are released. A copy is betrayed by the phone itself, which asks from where it always was.
 *
 * @returns how many were released
 */
export async function believeMoves(db: Db, now: Date): Promise<number> {
  const since = new Date(now.getTime() - moveMillis).toISOString();
  const groups: Group[] = await db("phone_hold")
    .where({ state: "held", reasons: "network" })
    .groupBy("organisation_id", "network")
    .havingRaw("count(distinct phone_id) >= 2 and min(first_at) <= ?", [since])
    .select<Group[]>("organisation_id", "network", db.raw("min(first_at) as first_at"))
    .limit(100);
  let released = 0;
  for (const group of groups) released += await change(db, (trx) => believeMove(trx, group, now));
  return released;
}

type Group = { readonly organisation_id: string; readonly network: string; readonly first_at: string };

async function believeMove(trx: Db, group: Group, now: Date): Promise<number> {
  const { organisation_id, network } = group;
  const rows = await trx<HoldRow>("phone_hold").where({ organisation_id, network, state: "held", reasons: "network" });
  const levels = await loadHoldLevels(trx);
  if ((levels.get(organisation_id) ?? levels.get(null)) !== "hold") return 0;
  const homes = await homeOffices(trx, organisation_id);
  const moving = new Set(rows.map((row) => row.phone_id));
  let released = 0;
  for (const [office, { phones, lastAt }] of homes) {
    const gone = phones.filter((id) => moving.has(id));
    const silent = lastAt === null || lastAt < group.first_at;
    if (office === network || gone.length < 2 || gone.length * 2 < phones.length || !silent) continue;
    const holds = rows.filter((row) => gone.includes(row.phone_id)).map(presentHold);
    for (const hold of holds) {
      await acceptLook(trx, hold.phoneId, hold);
      await decideHold(trx, hold, "released", system, now);
      await settleHoldAlarms(trx, hold, system, now);
      await announce(trx, "phone", { organisationId: organisation_id, phoneId: hold.phoneId });
    }
    for (const { phone_id } of rows) moving.delete(phone_id);
    released += holds.length;
    const [first] = holds;
    if (!first) continue;
    const entry = {
      organisationId: organisation_id,
      action: "phone.move_believed",
      subject: { kind: "phone", id: first.phoneId },
    };
    await recordAudit(trx, { ...entry, before: { network: office }, after: { network, phones: holds.length } }, system, now);
  }
  return released;
}

type Office = { readonly phones: string[] /** When a phone was served there last; null: never. */; lastAt: string | null };

/** Where the organisation's phones are at home: the network that each has come from last, before it was held. */
async function homeOffices(trx: Db, organisationId: string): Promise<Map<string, Office>> {
  const rows: { id: string; networks: string | null; address: string | null; at: string | null }[] = await trx("phone as p")
    .leftJoin("phone_home as h", "h.phone_id", "p.id")
    .leftJoin("phone_contact as c", "c.phone_id", "p.id")
    .where({ "p.organisation_id": organisationId, "p.state": "bound" })
    .select({ id: "p.id", networks: "h.networks", address: "c.address", at: "c.at" });
  const offices = new Map<string, Office>();
  const office = (network: string): Office => {
    const known = offices.get(network) ?? { phones: [], lastAt: null };
    offices.set(network, known);
    return known;
  };
  for (const { id, networks, address, at } of rows) {
    const last = address === null ? null : homeNetwork(address);
    const home = last ?? networks?.split(" ")[0];
    if (home) office(home).phones.push(id);
    if (last === null || at === null) continue;
    const there = office(last);
    if (there.lastAt === null || there.lastAt < at) there.lastAt = at;
  }
  return offices;
}
