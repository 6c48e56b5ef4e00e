import { pauseBefore } from "../domain/order-retry.ts";
import {
  isLasting,
  type RedirectionFault,
  type RedirectionState,
  type RedirectionTask,
  redirectionKinds,
  redirectionServices,
} from "../domain/redirection.ts";
import { announce } from "./changes.ts";
import { chunks, oneOf, rowsPerInsert, textsOf } from "./dialect/dialect.ts";
import { whoseTimeHasCome } from "./due.ts";
import { newId } from "./ids.ts";
import { change } from "./transaction.ts";
import type { Db } from "./types.ts";

/** Whoever takes a task has this long, before another process takes it. Milliseconds. */
const holds = 2 * 60_000;

/** The longest pause between two tries, and more. */
const timing = { column: "r.next_try_at", since: "r.asked_at", furthest: 24 * 3_600_000 } as const;

/** Something to do at a service, for one phone. */
export type DueRedirection = {
  readonly id: string;
  readonly accountId: string;
  readonly organisationId: string;
  readonly organisationName: string;
  readonly phoneId: string;
  readonly mac: string;
  readonly task: RedirectionTask;
  /** When it was asked for: what is asked for meanwhile is another task. */
  readonly askedAt: string;
  /** This try too. */
  readonly tries: number;
};

/** Takes tasks whose time has come, the oldest first. Counts as a try, also when this process dies over it. */
export async function takeDueRedirections(db: Db, now: Date, most: number): Promise<DueRedirection[]> {
  const due = (trx: Db) => whoseTimeHasCome(trx("redirection as r").whereNotNull("r.task"), timing, now);
  // Mostly there are none: that is seen without keeping anybody from writing.
  if (!(await due(db).first("r.id"))) return [];
  return change(db, async (trx) => {
    const rows: (Omit<DueRedirection, "tries"> & { tries: number })[] = await due(trx)
      .join("organisation as g", "g.id", "r.organisation_id")
      .orderBy(["r.next_try_at", "r.id"])
      .limit(most)
      .select({
        ...{ id: "r.id", accountId: "r.account_id", organisationId: "r.organisation_id", organisationName: "g.name" },
        ...{ phoneId: "r.phone_id", mac: "r.mac", task: "r.task", askedAt: "r.asked_at", tries: "r.tries" },
      });
    const held = new Date(now.getTime() + holds).toISOString();
    await trx("redirection")
      .where(
        oneOf(
          trx,
          "id",
          rows.map(({ id }) => id),
        ),
      )
      .update({ next_try_at: held })
      .increment("tries", 1);
    return rows.map((row) => ({ ...row, tries: row.tries + 1 }));
  });
}

/** What came of a try. `answer`: as it may be shown. */
export type Tried = {
  readonly fault: RedirectionFault | null;
  readonly status: number | null;
  readonly answer: string;
  readonly state: RedirectionState | null;
  readonly urlHash: string | null;
  readonly asked: number | null;
};

/**
 * Notes what came of it: done, tried again later, or given up until somebody looks at it. What was asked for meanwhile
 * stays to be done.
 *
 * @param random from 0 up to 1
 */
export async function noteRedirection(db: Db, due: DueRedirection, tried: Tried, random: number, now: Date): Promise<void> {
  await change(db, async (trx) => {
    const at = now.toISOString();
    const { fault, status, answer, state } = tried;
    const url = due.task === "register" && fault === null ? { url_hash: tried.urlHash } : {};
    const known = state === null ? {} : { state, state_at: at, ...url };
    await trx("redirection")
      .where("id", due.id)
      .update({ tried_at: at, fault, status, answer, ...known });
    const pause = fault === null || isLasting(fault) ? null : pauseBefore(due.tries, tried.asked, random);
    const next =
      fault === null
        ? { task: null, next_try_at: null, dead_at: null, tries: 0 }
        : pause === null
          ? { next_try_at: null, dead_at: at }
          : { next_try_at: new Date(now.getTime() + pause).toISOString() };
    await trx("redirection").where({ id: due.id, task: due.task, asked_at: due.askedAt }).update(next);
    await announce(trx, "redirection", { organisationId: due.organisationId, phoneId: due.phoneId });
  });
}

/** Faults that an account's new address, name or secret may have mended. */
const mendable: readonly RedirectionFault[] = ["credentials", "address_refused", "url_refused", "certificate", "unreadable"];

/** Tries again what was given up for the account's sake. Inside `change`. */
export async function requeueAfterRepair(trx: Db, accountId: string, now: Date): Promise<void> {
  await trx("redirection")
    .where("account_id", accountId)
    .whereNotNull("task")
    .whereIn("fault", [...mendable])
    .update({ tries: 0, next_try_at: now.toISOString(), dead_at: null });
}

const vendorOfKind = `case a.kind ${redirectionKinds.map((kind) => `when '${kind}' then '${redirectionServices[kind].vendor}'`).join(" ")} end`;

type NewPhone = { phoneId: string; mac: string; organisationId: string; accountId: string };

/**
 * Puts in what follows from how things are: new phones of accounts that take them by themselves, phones that were retired
 * or have gone to another organisation. However it came about, and also when the process died in between.
 *
 * @param phoneIds whose changes are looked at; null: everybody's
 * @returns how many tasks were put in
 */
export async function deriveRedirections(db: Db, phoneIds: readonly string[] | null, now: Date): Promise<number> {
  if (!(await db("redirection_account").whereNull("deleted_at").first("id"))) return 0;
  const fresh = await newPhones(db, phoneIds);
  const gone = await orphans(db, phoneIds);
  const back = await returned(db, phoneIds);
  if (fresh.length + gone.length + back.length === 0) return 0;
  return change(db, async (trx) => {
    const at = now.toISOString();
    const common = { wanted: "registered", wanted_by: "automatic", asked_at: at, asked_by: "Klyka", task: "register" };
    const rows = fresh.map(({ phoneId, mac, organisationId, accountId }, n) => ({
      ...{ id: newId(now, n), account_id: accountId, mac, phone_id: phoneId, organisation_id: organisationId },
      ...{ ...common, tries: 0, next_try_at: at },
    }));
    // Another process may have been first.
    for (const part of chunks(rows, rowsPerInsert(11)))
      await trx("redirection").insert(part).onConflict(["account_id", "mac"]).ignore();
    const again = { asked_at: at, asked_by: "Klyka", tries: 0, next_try_at: at, dead_at: null };
    if (gone.length > 0)
      await trx("redirection")
        .where(oneOf(trx, "id", gone))
        .update({ ...again, wanted: "unregistered", wanted_by: "retired", task: "unregister" });
    if (back.length > 0)
      await trx("redirection")
        .where(
          oneOf(
            trx,
            "id",
            back.map(({ id }) => id),
          ),
        )
        .update({ ...again, ...common, phone_id: nowAt(trx, "id"), organisation_id: nowAt(trx, "organisation_id") });
    const organisations = new Set([...fresh, ...back].map(({ organisationId }) => organisationId));
    for (const organisationId of organisations) await announce(trx, "redirection", { organisationId });
    if (gone.length > 0) await announce(trx, "redirection", {});
    return rows.length + gone.length + back.length;
  });
}

/** Of the phone that has that MAC now: there is one at most that is not retired. */
function nowAt(trx: Db, column: "id" | "organisation_id") {
  return trx.raw(`(select p.${column} from phone p where p.mac = redirection.mac and ${live})`);
}

const live = "p.state in ('claimed', 'bound')";
const fits = `(a.organisation_id is null or a.organisation_id = p.organisation_id) and p.vendor = ${vendorOfKind}`;

function newPhones(db: Db, phoneIds: readonly string[] | null): Promise<NewPhone[]> {
  const query = db("redirection_account as a")
    .joinRaw(`join phone p on ${live} and ${fits} and p.created_at >= a.automatic_since`)
    .whereNull("a.deleted_at")
    .whereNotNull("a.automatic_since")
    .whereRaw("not exists (select 1 from redirection r where r.account_id = a.id and r.mac = p.mac)");
  if (phoneIds !== null) query.where(oneOf(db, "p.id", phoneIds));
  return query.select({ phoneId: "p.id", mac: "p.mac", organisationId: "p.organisation_id", accountId: "a.id" }).limit(5_000);
}

/** Registered, or to be registered, and no phone with that MAC is there any more for that account. */
async function orphans(db: Db, phoneIds: readonly string[] | null): Promise<string[]> {
  const query = db("redirection as r")
    .join("redirection_account as a", "a.id", "r.account_id")
    .whereNull("a.deleted_at")
    .where("r.wanted", "registered")
    .whereRaw(
      `not exists (select 1 from phone p where p.mac = r.mac and ${live} and (a.organisation_id is null or a.organisation_id = p.organisation_id))`,
    );
  if (phoneIds !== null)
    query.whereIn(
      "r.mac",
      db("phone")
        .where(oneOf(db, "id", phoneIds))
        .select("mac"),
    );
  return query.limit(5_000).pluck("r.id");
}

/**
 * A phone is there again that was taken away because it was retired, or is another organisation's now than the one whose
 * address it was registered with.
 */
function returned(db: Db, phoneIds: readonly string[] | null): Promise<{ id: string; organisationId: string }[]> {
  const query = db("redirection as r")
    .join("redirection_account as a", "a.id", "r.account_id")
    .joinRaw(`join phone p on p.mac = r.mac and ${live} and (a.organisation_id is null or a.organisation_id = p.organisation_id)`)
    .whereNull("a.deleted_at")
    .whereRaw(
      "((r.wanted_by = 'retired' and r.wanted = 'unregistered') or (r.wanted = 'registered' and r.organisation_id <> p.organisation_id))",
    );
  if (phoneIds !== null) query.where(oneOf(db, "p.id", phoneIds));
  return query.select({ id: "r.id", organisationId: "p.organisation_id" }).limit(5_000);
}

/** Organisations of which phones are registered with an address. */
export async function organisationsRegistered(db: Db): Promise<string[]> {
  return db("redirection")
    .where({ wanted: "registered", state: "registered" })
    .whereNotNull("url_hash")
    .distinct("organisation_id")
    .pluck("organisation_id");
}

/**
 * Phones that are registered with another address than their organisation has now are registered anew. Organisations that
 * are not among these are left alone.
 *
 * @param hashes SHA-256 of the address, by organisation
 * @returns how many
 */
export async function registerMoved(db: Db, hashes: ReadonlyMap<string, string>, now: Date): Promise<number> {
  const moved = (trx: Db) => {
    const pairs = [...hashes].map(([organisationId, hash]) => `${organisationId} ${hash}`);
    return trx("redirection as r")
      .join("redirection_account as a", "a.id", "r.account_id")
      .whereNull("a.deleted_at")
      .where({ "r.wanted": "registered", "r.state": "registered" })
      .whereNull("r.task")
      .whereIn("a.kind", kindsWithUrl)
      .where(oneOf(trx, "r.organisation_id", [...hashes.keys()]))
      .whereRaw(`r.organisation_id || ' ' || r.url_hash not in (${textsOf(trx)})`, [JSON.stringify(pairs)]);
  };
  const ids: string[] = await moved(db).limit(5_000).pluck("r.id");
  if (ids.length === 0) return 0;
  return change(db, async (trx) => {
    const at = now.toISOString();
    const task = { task: "register", asked_at: at, asked_by: "Klyka", tries: 0, next_try_at: at };
    await trx("redirection")
      .where(oneOf(trx, "id", ids))
      .whereNull("task")
      .update(task);
    await announce(trx, "redirection", {});
    return ids.length;
  });
}

const kindsWithUrl = redirectionKinds.filter((kind) => redirectionServices[kind].takesUrl);
