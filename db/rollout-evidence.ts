import { type Evidence, type VerdictReason, verdict } from "../domain/rollout-gate.ts";
import { settingDefinitions } from "../domain/settings.ts";
import { oneOf } from "./dialect/dialect.ts";
import { deliveryColumn } from "./phone-listing.ts";
import { askResync, phonesAmong } from "./resync.ts";
import { candidateColumns, fileOf, placeOf, type RolloutCandidate, scopesOf } from "./rollout-planning.ts";
import type { Rollout } from "./rollout-rows.ts";
import type { Actor, Db } from "./types.ts";

/** The exchange is asked about a phone again after so long, milliseconds. */
const probeAgain = 60_000;

const delivery = deliveryColumn.replace(/ as delivery$/, "");

type Row = RolloutCandidate & {
  ring: number;
  state: string;
  reason: VerdictReason | null;
  releasedAt: string;
  heardAt: string | null;
  fetched: number;
  fetchedAt: string | null;
  registered: number | boolean | null;
  registeredAt: string | null;
  probeState: string | null;
  probedAt: string | null;
};

/**
 * Looks how the phones stand that have got a roll-out's values, and writes what is new. Inside `change`.
 *
 * @returns how many stand otherwise than before
 */
export async function judgePhones(trx: Db, rollout: Rollout, actor: Actor, now: Date): Promise<number> {
  const rows = await loadOpen(trx, rollout.id);
  const changed = new Map<string, string[]>();
  const heard = new Map<string, string[]>();
  const unregistered: string[] = [];
  for (const row of rows) {
    const ring = rollout.rings[row.ring];
    // Whoever was well when the ring passed may be switched off in the evening: that says nothing about the roll-out.
    if (!ring || (row.state === "healthy" && ring.passedAt !== null)) continue;
    const heardAt = row.heardAt ?? (row.contactAt !== null && row.contactAt >= row.releasedAt ? row.contactAt : null);
    if (row.heardAt === null && heardAt !== null) push(heard, heardAt, row.id);
    const { state, reason } = verdict(ring.gate, evidenceOf(rollout, row, heardAt), now);
    if (state !== row.state || reason !== row.reason) push(changed, JSON.stringify([state, reason]), row.id);
    if (state === "released" && reason === "not_registered" && mayProbe(row, now)) unregistered.push(row.id);
  }
  const of = (ids: readonly string[]) =>
    trx("rollout_phone")
      .where("rollout_id", rollout.id)
      .where(oneOf(trx, "phone_id", ids));
  for (const [at, ids] of heard) await of(ids).update({ heard_at: at });
  for (const [key, ids] of changed) {
    const [state, reason]: [string, string | null] = JSON.parse(key);
    await of(ids).update({ state, reason, decided_at: state === "released" ? null : now.toISOString() });
  }
  if (unregistered.length > 0) {
    const phones = phonesAmong(trx, unregistered);
    await askResync(trx, { phones, reason: "rollout", notBefore: null, kind: "probe" }, actor, now);
  }
  return [...changed.values()].reduce((sum, ids) => sum + ids.length, 0);
}

function push(to: Map<string, string[]>, key: string, id: string): void {
  const ids = to.get(key);
  if (ids) ids.push(id);
  else to.set(key, [id]);
}

/** Phones that are under way, and those about which there is something new. */
async function loadOpen(trx: Db, rolloutId: string): Promise<Row[]> {
  return trx("rollout_phone as q")
    .join("phone as p", "p.id", "q.phone_id")
    .leftJoin("phone_contact as c", "c.phone_id", "q.phone_id")
    .leftJoin("registration as g", "g.phone_id", "q.phone_id")
    .leftJoin("resync as s", (on) => on.on("s.phone_id", "q.phone_id").andOnVal("s.kind", "probe"))
    .where({ "q.rollout_id": rolloutId, "q.overlaid": 1 })
    .where((any) => {
      // Of those that have failed there are few, or it has stopped: each is looked at again.
      any.whereIn("q.state", ["released", "failed"]);
      any.orWhereRaw("q.state = 'waiting' and c.at >= q.released_at");
      any.orWhereRaw("q.state = 'healthy' and g.registered = 0 and g.at >= q.decided_at");
    })
    .select(trx.raw(`case when ${delivery} = 'fetched' then 1 else 0 end as fetched`))
    .select(trx.raw(`(select max(d.at) from delivery d where d.phone_id = p.id) as "fetchedAt"`))
    .select<Row[]>({
      ...candidateColumns,
      ...{ ring: "q.ring", state: "q.state", reason: "q.reason", releasedAt: "q.released_at", heardAt: "q.heard_at" },
      ...{ registered: "g.registered", registeredAt: "g.at", probeState: "s.state", probedAt: "s.result_at" },
    });
}

function evidenceOf(rollout: Rollout, row: Row, heardAt: string | null): Evidence {
  const date = (text: string | null) => (text === null ? null : new Date(text));
  const at = date(row.registeredAt);
  return {
    releasedAt: new Date(row.releasedAt),
    heardAt: date(heardAt),
    fetched: Number(row.fetched) === 1,
    fetchedAt: date(row.fetchedAt),
    wantedFirmware: wantedFirmware(rollout, row),
    firmware: row.firmware,
    registration: at === null || row.registered === null ? null : { is: Boolean(row.registered), at },
  };
}

/** The version that the roll-out gives to the phone: of several values the one of the narrowest layer. */
export function wantedFirmware(rollout: Pick<Rollout, "values">, phone: RolloutCandidate): string | null {
  const scopes = scopesOf(phone);
  const said = rollout.values
    .filter((value) => fileOf(value) !== null)
    .map((value) => ({ value, at: placeOf(value, scopes) }))
    .filter(({ at }) => at >= 0)
    .sort((a, b) => a.at - b.at);
  const stored = said[0]?.value.value ?? null;
  if (stored === null) return null;
  return settingDefinitions["firmware.image"].schema.safeParse(JSON.parse(stored)).data?.version ?? null;
}

function mayProbe({ probeState, probedAt }: Row, now: Date): boolean {
  if (probeState === null) return true;
  if (probeState !== "done") return false;
  return probedAt === null || new Date(probedAt).getTime() + probeAgain <= now.getTime();
}
