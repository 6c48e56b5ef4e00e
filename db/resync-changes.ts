import { nextNight, settledAt } from "../domain/resync.ts";
import { asJson, rowsOf } from "./dialect/bulk-insert.ts";
import { oneOf } from "./dialect/dialect.ts";
import { announceEach } from "./resync.ts";
import { loadResyncTargets } from "./resync-targets.ts";
import type { Keyring } from "./secrets.ts";
import { change } from "./transaction.ts";
import type { Db } from "./types.ts";

/** A file has been made that the phone should have and has not, though it has fetched before. */
export const lacks = `exists (select 1 from rendered_file f left join delivery d on d.phone_id = f.phone_id and d.role = f.role
  where f.phone_id = p.id and f.hash <> '' and f.revision >= p.revision and (d.hash is null or d.hash <> f.hash))
  and exists (select 1 from delivery d where d.phone_id = p.id)`;

/** Whether anybody has chosen that changed phones are told by themselves. */
export async function tellsByItself(db: Db): Promise<boolean> {
  const row = await db("setting").where({ vendor: "", name: "resync.mode" }).whereNot("value", '"hand"').first("scope");
  return row !== undefined;
}

/** Phones that should have something else, and were not asked since they should. */
export type ChangedPhone = { readonly phoneId: string; readonly firstAt: string | null };

/** Those of these phones, or of `most` phones behind `after` in the order of ids. */
export async function changedPhones(
  db: Db,
  which: { readonly ids: readonly string[] } | { readonly after: string; readonly most: number },
): Promise<{ readonly phones: readonly ChangedPhone[]; readonly last: string | null }> {
  const query = db("phone as p")
    .leftJoin("resync as r", (on) => on.on("r.phone_id", "p.id").andOnVal("r.kind", "resync"))
    .whereIn("p.state", ["claimed", "bound"])
    .whereRaw(
      "p.revision > coalesce(r.asked_revision, 0) and (r.state is null or r.state = 'done' or r.wanted_revision < p.revision)",
    )
    .whereRaw(lacks);
  let last: string | null = null;
  if ("ids" in which) query.where(oneOf(db, "p.id", which.ids));
  else {
    const page: { id: string }[] = await db("phone").where("id", ">", which.after).orderBy("id").limit(which.most).select("id");
    last = page.at(-1)?.id ?? null;
    if (last === null) return { phones: [], last };
    query.where("p.id", ">", which.after).where("p.id", "<=", last);
  }
  const rows: { id: string; asked_at: string | null; state: string | null }[] = await query.select(
    "p.id",
    "r.asked_at",
    "r.state",
  );
  return { phones: rows.map((row) => ({ phoneId: row.id, firstAt: row.state === "waiting" ? row.asked_at : null })), last };
}

const put = (db: Db) => `insert into resync
    (phone_id, kind, organisation_id, state, reason, asked_at, asked_by, due_at, paced, tries, wanted_revision)
  select p.id, 'resync', p.organisation_id, 'waiting', 'change', ?, '', said.value->>1, 0, 0, p.revision
  from (select value from ${rowsOf(db)}) as said join phone p on p.id = said.value->>0 where p.state in ('claimed', 'bound')
  on conflict (phone_id, kind) do update set
    state = case when resync.state = 'sending' then 'sending' else 'waiting' end,
    reason = case when resync.state = 'waiting' then resync.reason else excluded.reason end,
    asked_by = case when resync.state = 'waiting' then resync.asked_by else excluded.asked_by end,
    asked_at = case when resync.state = 'waiting' then resync.asked_at else excluded.asked_at end,
    due_at = case when resync.state = 'sending' or resync.state = 'waiting'
      and (resync.reason <> 'change' or resync.paced = 1 or resync.tries > 0) then resync.due_at else excluded.due_at end,
    paced = case when resync.state = 'waiting' then resync.paced else 0 end,
    tries = case when resync.state = 'done' then 0 else resync.tries end,
    wanted_revision = excluded.wanted_revision`;

/**
 * Puts in that changed phones are told, each as its settings say: now (when it has been quiet for a moment) or in the
 * night's window. Derived from what is so: whatever a process that died had seen is seen again.
 *
 * @returns how many wait that were not waiting, or wait anew
 */
export async function putChanged(db: Db, keyring: Keyring, phones: readonly ChangedPhone[], now: Date): Promise<number> {
  const targets = await loadResyncTargets(
    db,
    keyring,
    phones.map(({ phoneId }) => phoneId),
  );
  const told = phones.flatMap(({ phoneId, firstAt }) => {
    const target = targets.get(phoneId);
    if (!target || target.mode === "hand" || target.account === null) return [];
    const settled = settledAt(firstAt === null ? now : new Date(firstAt), now);
    const due = target.mode === "night" ? (nextNight(settled, target.night, target.zone) ?? settled) : settled;
    return [{ target, due: due.toISOString() }];
  });
  if (told.length === 0) return 0;
  await change(db, async (trx) => {
    const rows = told.map(({ target, due }) => [target.phoneId, due]);
    await trx.raw(put(trx), [now.toISOString(), asJson(rows)]);
    await announceEach(
      trx,
      told.map(({ target }) => target),
    );
  });
  return told.length;
}
