import { nextNight, type ResyncKind, type ResyncResult, registeredBy, seenFetchingWithin, takeTurns } from "../domain/resync.ts";
import { asJson, rowsOf } from "./dialect/bulk-insert.ts";
import { oneOf } from "./dialect/dialect.ts";
import { noteRegistrations } from "./registrations.ts";
import { announceEach, type ResyncRow } from "./resync.ts";
import { lacks } from "./resync-changes.ts";
import { loadResyncTargets, type ResyncTarget } from "./resync-targets.ts";
import type { Keyring } from "./secrets.ts";
import { settleStandings } from "./standings.ts";
import { change } from "./transaction.ts";
import type { Db } from "./types.ts";

/** Whoever takes a phone to ask it has this long, before another process takes it: it may have died. Milliseconds. */
export const resyncHold = 120_000;
/** A turn that has passed this long ago is none: nobody was there to ask. Milliseconds. */
const staleTurn = 60_000;

/** A phone to be asked, and how. */
export type TakenResync = {
  readonly target: ResyncTarget;
  readonly kind: ResyncKind;
  /** Somebody asked; false: it was changed. */
  readonly byPerson: boolean;
  /** How often it has been tried, this time too. */
  readonly tries: number;
  readonly takenAt: string;
  /** When it was last put in that it shall be asked. */
  readonly askedAt: string;
};

type DueRow = Pick<
  ResyncRow,
  "phone_id" | "kind" | "state" | "reason" | "asked_at" | "asked_by" | "due_at" | "paced" | "tries"
> & {
  lacks: number | boolean;
  /** It was asked to fetch what it should have now. */
  asked: number | boolean;
};

/**
 * Takes phones whose time has come for this process alone; two processes never take the same. Those that are too many
 * for their lane get a later turn; a change that is to be told at night waits for the night; a phone that
 * has fetched what it was to be told of is told nothing.
 *
 * @param random from 0 up to 1
 * @returns the phones to ask, and whether more are due
 */
export async function takeResyncs(
  db: Db,
  keyring: Keyring,
  now: Date,
  most: number,
  random: () => number,
): Promise<{ readonly taken: readonly TakenResync[]; readonly more: boolean }> {
  const due: DueRow[] = await db("resync as r")
    .join("phone as p", "p.id", "r.phone_id")
    .where("r.due_at", "<=", now.toISOString())
    .orderBy(["r.due_at", "r.phone_id"])
    .limit(most)
    .select(
      "r.phone_id",
      "r.kind",
      "r.state",
      "r.reason",
      "r.asked_at",
      "r.asked_by",
      "r.due_at",
      "r.paced",
      "r.tries",
      db.raw(`case when ${lacks} then 1 else 0 end as lacks`),
      db.raw("case when r.asked_revision >= p.revision then 1 else 0 end as asked"),
    );
  if (due.length === 0) return { taken: [], more: false };
  const wanted = due.filter((row) => !isOver(row)).map((row) => row.phone_id);
  const targets = await loadResyncTargets(db, keyring, [...new Set(wanted)]);
  const taken = await change(db, (trx) => claim(trx, due, targets, now, random));
  return { taken, more: due.length === most };
}

/** It said that it will fetch: it has, or it should have something else by now, of which its settings say when it is told. */
function isOver({ state, lacks: lacking, asked }: DueRow): boolean {
  return state === "done" && (Number(lacking) === 0 || Number(asked) === 0);
}

/** Nobody asked for it by name: its settings say when it is told. */
const byItself = ({ reason, asked_by }: Pick<DueRow, "reason" | "asked_by">): boolean =>
  reason === "change" || (reason === "again" && asked_by === "");

async function claim(
  trx: Db,
  seen: readonly DueRow[],
  targets: ReadonlyMap<string, ResyncTarget>,
  now: Date,
  random: () => number,
): Promise<TakenResync[]> {
  const at = now.toISOString();
  const ids = seen.map((row) => row.phone_id);
  const still: { phone_id: string; kind: ResyncKind }[] = await trx("resync")
    .where(oneOf(trx, "phone_id", ids))
    .where("due_at", "<=", at)
    .select("phone_id", "kind");
  const mine = new Set(still.map((row) => `${row.phone_id} ${row.kind}`));
  const here = seen.filter((row) => mine.has(`${row.phone_id} ${row.kind}`));
  await leave(trx, here.filter(isOver));
  const rows = await askedAgain(
    trx,
    here.filter((row) => !isOver(row)),
  );
  const later: (readonly [string, ResyncKind, string, number])[] = [];
  const over: DueRow[] = [];
  const ready: { row: DueRow; target: ResyncTarget }[] = [];
  for (const row of rows) {
    const target = targets.get(row.phone_id);
    const first = row.kind === "resync" && row.tries === 0;
    const told = first && byItself(row);
    const has = first && (told || row.reason === "again") && Number(row.lacks) === 0;
    if (!target || has || (told && target.mode === "hand")) over.push(row);
    else {
      const opens = told && target.mode === "night" ? nextNight(now, target.night, target.zone) : null;
      if (opens) later.push([row.phone_id, row.kind, opens.toISOString(), 0]);
      else ready.push({ row, target });
    }
  }
  const paced = await pace(trx, ready, now, random);
  const start = paced.filter(({ at: turn }) => turn <= now);
  for (const { row, at: turn } of paced) if (turn > now) later.push([row.phone_id, row.kind, turn.toISOString(), 1]);
  await postpone(trx, later);
  await drop(trx, over, at);
  await hold(trx, start, now);
  await announceEach(
    trx,
    over.flatMap((row) => targets.get(row.phone_id) ?? []),
  );
  return start.map(({ row, target }) => ({
    target,
    kind: row.kind,
    byPerson: !byItself(row),
    tries: row.tries + 1,
    takenAt: at,
    askedAt: row.asked_at,
  }));
}

/** Nothing more becomes of what was answered. */
async function leave(trx: Db, rows: readonly DueRow[]): Promise<void> {
  if (rows.length === 0) return;
  await trx.raw(
    `update resync set due_at = null from (select value from ${rowsOf(trx)}) as said
     where resync.phone_id = said.value->>0 and resync.kind = said.value->>1 and resync.state = 'done'`,
    [asJson(rows.map((row) => [row.phone_id, row.kind]))],
  );
}

/** Those that were answered yes begin from the beginning, this once. */
async function askedAgain(trx: Db, rows: readonly DueRow[]): Promise<DueRow[]> {
  const answered = rows.filter((row) => row.state === "done");
  if (answered.length > 0) {
    await trx.raw(
      `update resync set state = 'waiting', reason = 'again', tries = 0, paced = 0 from (select value from ${rowsOf(trx)}) as said
       where resync.phone_id = said.value->>0 and resync.kind = said.value->>1`,
      [asJson(answered.map((row) => [row.phone_id, row.kind]))],
    );
  }
  return rows.map((row) => {
    if (row.state !== "done") return row;
    const asked_by = row.reason === "change" ? "" : row.asked_by;
    return { ...row, state: "waiting", reason: "again", asked_by, tries: 0, paced: 0 };
  });
}

type Ready = { readonly row: DueRow; readonly target: ResyncTarget };

/** When each is asked; whoever has a turn in its lane keeps it. */
async function pace(trx: Db, ready: readonly Ready[], now: Date, random: () => number): Promise<(Ready & { at: Date })[]> {
  const late = new Date(now.getTime() - staleTurn).toISOString();
  const placed = ready.filter(({ row }) => row.paced === 1 && (row.due_at ?? "") >= late);
  const fresh = Map.groupBy(
    ready.filter((one) => !placed.includes(one)),
    ({ target }) => target.lane,
  );
  const known: { lane: string; next_at: string }[] = await trx("resync_pace").where(oneOf(trx, "lane", [...fresh.keys()]));
  const nextAt = new Map(known.map((one) => [one.lane, new Date(one.next_at)]));
  const out = placed.map((one) => ({ ...one, at: now }));
  const rows: [string, string][] = [];
  for (const [lane, list] of fresh) {
    const perMinute = list[0]?.target.perMinute ?? 1;
    const turns = takeTurns(nextAt.get(lane) ?? null, now, { perMinute }, list.map(random));
    for (const [n, one] of list.entries()) out.push({ ...one, at: turns.at[n] ?? now });
    rows.push([lane, turns.nextAt.toISOString()]);
  }
  await trx.raw(
    `insert into resync_pace (lane, next_at) select value->>0, value->>1 from ${rowsOf(trx)} where true
     on conflict (lane) do update set next_at = excluded.next_at`,
    [asJson(rows)],
  );
  return out;
}

async function postpone(trx: Db, rows: readonly (readonly [string, ResyncKind, string, number])[]): Promise<void> {
  if (rows.length === 0) return;
  await trx.raw(
    `update resync set due_at = said.value->>2, paced = cast(said.value->>3 as integer), state = 'waiting'
     from (select value from ${rowsOf(trx)}) as said where resync.phone_id = said.value->>0 and resync.kind = said.value->>1`,
    [asJson(rows)],
  );
}

/** They have fetched before they were asked, or (without a result) are retired or shall no longer be told by themselves. */
async function drop(trx: Db, rows: readonly DueRow[], at: string): Promise<void> {
  if (rows.length === 0) return;
  const said = rows.map((row) => [row.phone_id, row.kind, Number(row.lacks) === 0 ? "not_needed" : null]);
  await trx.raw(
    `update resync set state = 'done', due_at = null, paced = 0, asked_revision = wanted_revision,
       result = coalesce(said.value->>2, resync.result),
       result_at = case when said.value->>2 is null then resync.result_at else ? end
     from (select value from ${rowsOf(trx)}) as said where resync.phone_id = said.value->>0 and resync.kind = said.value->>1`,
    [at, asJson(said)],
  );
}

async function hold(trx: Db, start: readonly Ready[], now: Date): Promise<void> {
  if (start.length === 0) return;
  const until = new Date(now.getTime() + resyncHold).toISOString();
  await trx.raw(
    `update resync set state = 'sending', tries = tries + 1, paced = 0, taken_at = ?, due_at = ?
     from (select value from ${rowsOf(trx)}) as said where resync.phone_id = said.value->>0 and resync.kind = said.value->>1`,
    [now.toISOString(), until, asJson(start.map(({ row }) => [row.phone_id, row.kind]))],
  );
}

/** What became of asking a phone. */
export type SettledResync = {
  readonly taken: TakenResync;
  readonly result: ResyncResult;
  readonly status: number | null;
  /** The other end's own words, or the system's. */
  readonly answer: string | null;
  readonly via: string | null;
  readonly at: Date;
  /** When it is tried again; null: it is over. */
  readonly nextAt: Date | null;
};

/** Notes what became of it; a phone that somebody has asked for meanwhile is asked once more. Of two processes the one that has it is right. */
export async function settleResyncs(db: Db, list: readonly SettledResync[], now: Date): Promise<void> {
  if (list.length === 0) return;
  await change(db, async (trx) => {
    const rows = list.map(({ taken, result, status, answer, via, at, nextAt }) => [
      ...[taken.target.phoneId, taken.kind, taken.takenAt, result, status, answer?.slice(0, 200) ?? null, via],
      ...[at.toISOString(), nextAt?.toISOString() ?? null, taken.target.revision],
      ...[result === "accepted" ? new Date(at.getTime() + seenFetchingWithin).toISOString() : null],
    ]);
    await trx.raw(
      `update resync set
         state = case when resync.asked_at > resync.taken_at or said.value->>8 is not null then 'waiting' else 'done' end,
         due_at = case when resync.asked_at > resync.taken_at then ? when said.value->>8 is not null then said.value->>8
           when resync.kind = 'resync' and resync.reason <> 'again' then said.value->>10 end,
         tries = case when resync.asked_at > resync.taken_at then 0 else resync.tries end,
         paced = 0, result = said.value->>3, status = cast(said.value->>4 as integer), answer = said.value->>5, via = said.value->>6,
         result_at = said.value->>7, asked_revision = cast(said.value->>9 as integer)
       from (select value from ${rowsOf(trx)}) as said
       where resync.phone_id = said.value->>0 and resync.kind = said.value->>1
         and resync.state = 'sending' and resync.taken_at = said.value->>2`,
      [now.toISOString(), asJson(rows)],
    );
    await noteRegistrations(trx, list.flatMap(seenBy));
    await announceEach(
      trx,
      list.map(({ taken }) => taken.target),
    );
    await settleStandings(
      trx,
      list.map(({ taken }) => taken.target.phoneId),
    );
  });
}

/** They have not been asked after all: the process ends. Whoever comes next takes them at once. */
export async function releaseResyncs(db: Db, list: readonly TakenResync[], now: Date): Promise<void> {
  if (list.length === 0) return;
  await change(db, (trx) =>
    trx.raw(
      `update resync set state = 'waiting', due_at = ?, tries = resync.tries - 1
       from (select value from ${rowsOf(trx)}) as said
       where resync.phone_id = said.value->>0 and resync.kind = said.value->>1
         and resync.state = 'sending' and resync.taken_at = said.value->>2`,
      [now.toISOString(), asJson(list.map(({ target, kind, takenAt }) => [target.phoneId, kind, takenAt]))],
    ),
  );
}

/** The answer of the exchange shows whether it knows the phone. */
function seenBy({ taken, result, at }: SettledResync) {
  const registered = registeredBy(result);
  const { phoneId, organisationId, account } = taken.target;
  if (registered === null || account === null) return [];
  const source = taken.kind === "probe" ? ("options" as const) : ("notify" as const);
  const said = { registered, at: at.toISOString(), source, account: account.sipUser, userAgent: null, address: null };
  return [{ phoneId, organisationId, ...said }];
}
