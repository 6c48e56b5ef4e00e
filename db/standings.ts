import type { Knex } from "knex";
import type { ResyncResult } from "../domain/resync.ts";
import {
  type FileFacts,
  isStandingReason,
  type Standing,
  type StandingFacts,
  type StandingReason,
  standingOf,
  standingRule,
} from "../domain/standing.ts";
import { bulkUpsert, type PhoneRecords } from "./dialect/bulk-insert.ts";
import { isPostgres, oneOf, textsOf } from "./dialect/dialect.ts";
import { turns } from "./turns.ts";
import type { Db } from "./types.ts";

const records: PhoneRecords = {
  table: "phone_standing",
  columns: [
    ["phone_id", "text"],
    ["organisation_id", "text"],
    ["revision", "integer"],
    ["rule", "integer"],
    ["files", "text"],
    ["reason", "text"],
    ["since", "text"],
    ["due_at", "text"],
    ["late_reason", "text"],
    ["about", "text"],
  ],
  key: ["phone_id"],
  phones: "phone.state <> 'retired'",
};

type StandingRow = {
  phone_id: string;
  organisation_id: string;
  revision: number;
  rule: number;
  files: Standing["files"];
  reason: string;
  since: string | null;
  due_at: string | null;
  late_reason: string | null;
  about: string;
};

/**
 * Works out anew how these phones stand. To be called last in every transaction that writes something which shows how a
 * phone stands: whoever writes of the same phones at the same time waits, and then sees it.
 *
 * @returns the organisations of phones that stand otherwise now
 */
export async function settleStandings(trx: Db, phoneIds: readonly string[]): Promise<Set<string>> {
  const ids = [...new Set(phoneIds)].sort();
  const changed = new Set<string>();
  if (ids.length === 0) return changed;
  const before = await lockStandings(trx, ids);
  const phones = await loadStandingFacts(trx, ids);
  const rows = [...phones].flatMap(([phoneId, { organisationId, facts }]) => {
    const was = before.get(phoneId);
    const is = toRow(phoneId, organisationId, facts.revision, standingOf(facts));
    if (was && sameRow(was, is)) return [];
    if (was?.reason !== is.reason || was.about !== is.about) changed.add(organisationId);
    return [is];
  });
  await bulkUpsert(
    trx,
    records,
    rows.map((row) => records.columns.map(([name]) => row[name as keyof StandingRow])),
  );
  return changed;
}

function toRow(phone_id: string, organisation_id: string, revision: number, standing: Standing): StandingRow {
  const { files, reason, since, dueAt: due_at, lateReason: late_reason, about } = standing;
  return {
    phone_id,
    organisation_id,
    revision,
    rule: standingRule,
    files,
    reason,
    since,
    due_at,
    late_reason,
    about: about.join(","),
  };
}

function sameRow(a: StandingRow, b: StandingRow): boolean {
  return records.columns.every(([name]) => a[name as keyof StandingRow] === b[name as keyof StandingRow]);
}

/** Each phone has a row to wait for. In the order of ids everywhere, so that nobody waits in a circle. */
async function lockStandings(trx: Db, ids: readonly string[]): Promise<Map<string, StandingRow>> {
  const query = trx<StandingRow>("phone_standing")
    .where(oneOf(trx, "phone_id", ids))
    .orderBy("phone_id");
  const rows: StandingRow[] = await (isPostgres(trx) ? query.clone().forUpdate() : query);
  const known = new Map(rows.map((row) => [row.phone_id, row]));
  if (!isPostgres(trx) || known.size === ids.length) return known;
  // Another process may be writing the first row of a phone just now: then this waits, and reads what it wrote.
  await insertMissing(
    trx,
    ids.filter((id) => !known.has(id)),
  );
  const all: StandingRow[] = await query.clone().forUpdate();
  return new Map(all.map((row) => [row.phone_id, row]));
}

async function insertMissing(trx: Db, ids: readonly string[]): Promise<void> {
  await trx.raw(
    `insert into phone_standing (phone_id, organisation_id, revision, rule, files, reason, about)
     select id, organisation_id, -1, 0, 'never', 'preparing', '' from phone
     where id in (${textsOf(trx)}) and state <> 'retired' order by id on conflict (phone_id) do nothing`,
    [JSON.stringify(ids)],
  );
}

const unheard = "('never_asked', 'unproved')";

/**
 * What these phones should have may be something else now: none of them is current until it has been looked at. Part of
 * `raisePhones`, and the same as the rule would say.
 *
 * @param phones makes a query that gives their ids
 */
export async function unsettleStandings(trx: Db, phones: () => Knex.QueryBuilder): Promise<void> {
  const rows = () => trx("phone_standing").whereIn("phone_id", phones());
  // In the order of ids, as whoever notes what phones fetched.
  if (isPostgres(trx)) await rows().orderBy("phone_id").forUpdate().select(trx.raw("1"));
  await rows()
    .whereRaw(`reason not in ${unheard}`)
    .update({ reason: "preparing", since: null, due_at: null, late_reason: null, about: "" });
  await rows().where("files", "fetched").update({ files: "waiting" });
}

/** A retired phone stands no more. */
export async function dropStanding(trx: Db, phoneId: string): Promise<void> {
  await trx("phone_standing").where("phone_id", phoneId).delete();
}

type PhoneFactRow = {
  id: string;
  organisation_id: string;
  model: string;
  revision: number;
  wanted_revision: number | null;
  roles: string | null;
  wanted_firmware: string | null;
  poll_hours: number | null;
  contact_at: string | null;
  contact_address: string | null;
  firmware: string | null;
  said_model: string | null;
  refused_at: string | null;
  refused_code: string | null;
  refused_address: string | null;
  registered: number | null;
  registered_at: string | null;
  source: "exchange" | "notify" | "options" | null;
  result: ResyncResult | null;
  result_at: string | null;
};
type FileFactRow = {
  phone_id: string;
  role: string;
  made: number | null;
  wanted: string | null;
  wanted_at: string | null;
  delivered: string | null;
  delivered_at: string | null;
};
type FailureRow = { phone_id: string; role: string; revision: number; at: string; code: string };
type LocalRow = { phone_id: string; at: string; parameters: string };

/** What is known of these phones, retired ones left out. Four queries for any number of them. */
export async function loadStandingFacts(
  db: Db,
  ids: readonly string[],
): Promise<Map<string, { readonly organisationId: string; readonly facts: StandingFacts }>> {
  const turn = turns(db);
  const [phones, files, failures, locals] = await Promise.all([
    turn(() => phoneFacts(db, ids)),
    turn(() => fileFacts(db, ids)),
    turn(() =>
      db<FailureRow>("render_failure")
        .where(oneOf(db, "phone_id", ids))
        .select<FailureRow[]>(),
    ),
    turn(() =>
      db<LocalRow>("local_change")
        .where(oneOf(db, "phone_id", ids))
        .select<LocalRow[]>(),
    ),
  ]);
  const filesOf = Map.groupBy(files, (row) => row.phone_id);
  const failuresOf = Map.groupBy(failures, (row) => row.phone_id);
  const localsOf = Map.groupBy(locals, (row) => row.phone_id);
  return new Map(
    phones.map((row) => [
      row.id,
      {
        organisationId: row.organisation_id,
        facts: {
          revision: row.revision,
          model: row.model,
          ...evidenceOf(row),
          files: (filesOf.get(row.id) ?? []).map(presentFile),
          failures: failuresOf.get(row.id) ?? [],
          localChanges: (localsOf.get(row.id) ?? []).map(({ at, parameters }) => ({ at, parameters: split(parameters) })),
        },
      },
    ]),
  );
}

function evidenceOf(row: PhoneFactRow): Pick<StandingFacts, "wanted" | "contact" | "refused" | "registration" | "resync"> {
  const { contact_at, registered_at, source, refused_at, result, result_at, roles } = row;
  return {
    wanted:
      roles === null
        ? null
        : {
            revision: row.wanted_revision ?? 0,
            roles: split(roles),
            firmware: row.wanted_firmware,
            pollHours: row.poll_hours ?? 0,
          },
    contact:
      contact_at === null
        ? null
        : { at: contact_at, address: row.contact_address ?? "", firmware: row.firmware, model: row.said_model },
    refused: refused_at === null ? null : { at: refused_at, code: row.refused_code ?? "", address: row.refused_address ?? "" },
    registration:
      registered_at === null || source === null ? null : { registered: Number(row.registered) === 1, at: registered_at, source },
    resync: result === null || result_at === null ? null : { result, at: result_at },
  };
}

function phoneFacts(db: Db, ids: readonly string[]): Promise<PhoneFactRow[]> {
  return db("phone as p")
    .leftJoin("phone_wanted as w", "w.phone_id", "p.id")
    .leftJoin("phone_contact as c", "c.phone_id", "p.id")
    .leftJoin("ask_refused as a", "a.phone_id", "p.id")
    .leftJoin("registration as g", "g.phone_id", "p.id")
    .leftJoin("resync as y", (on) => on.on("y.phone_id", "p.id").andOnVal("y.kind", "resync"))
    .where(oneOf(db, "p.id", ids))
    .whereNot("p.state", "retired")
    .select<PhoneFactRow[]>([
      ...["p.id", "p.organisation_id", "p.model", "p.revision", "w.revision as wanted_revision", "w.roles"],
      ...[
        "w.firmware as wanted_firmware",
        "w.poll_hours",
        "c.at as contact_at",
        "c.address as contact_address",
        "c.firmware",
        "c.model as said_model",
      ],
      ...[
        "a.at as refused_at",
        "a.code as refused_code",
        "a.address as refused_address",
        "g.registered",
        "g.at as registered_at",
        "g.source",
      ],
      ...["y.result", "y.result_at"],
    ]);
}

/** Both tables' rows, put together here: a full join would be written in another way on each database. */
async function fileFacts(db: Db, ids: readonly string[]): Promise<FileFactRow[]> {
  const nothing = db.raw("null");
  const made = db("rendered_file")
    .where(oneOf(db, "phone_id", ids))
    .select({ phone_id: "phone_id", role: "role", made: "revision", wanted: "hash", wanted_at: "wanted_at" })
    .select({ delivered: nothing, delivered_at: nothing });
  const fetched = db("delivery")
    .where(oneOf(db, "phone_id", ids))
    .select({ phone_id: "phone_id", role: "role", made: db.raw("cast(null as integer)"), wanted: nothing, wanted_at: nothing })
    .select({ delivered: "hash", delivered_at: db.raw("coalesce(first_at, at)") });
  const rows: FileFactRow[] = await made.unionAll([fetched]);
  const merged = new Map<string, FileFactRow>();
  for (const row of rows) {
    const key = `${row.phone_id} ${row.role}`;
    const other = merged.get(key);
    merged.set(key, other ? mergeFile(other, row) : row);
  }
  return [...merged.values()];
}

function mergeFile(a: FileFactRow, b: FileFactRow): FileFactRow {
  const [made, fetched] = a.made === null ? [b, a] : [a, b];
  return { ...made, delivered: fetched.delivered, delivered_at: fetched.delivered_at };
}

function presentFile(row: FileFactRow): FileFacts {
  return {
    role: row.role,
    madeRevision: row.made,
    wantedHash: row.wanted,
    wantedAt: row.wanted_at,
    deliveredHash: row.delivered,
    deliveredAt: row.delivered_at,
  };
}

function split(column: string): string[] {
  return column === "" ? [] : column.split(",");
}

/** How a phone stands at an instant, which is bound, by its row `st`: `reasonAt`. */
export const reasonColumn = "case when st.due_at < ? then st.late_reason else st.reason end";

/** Of its files alone, of the phone `p`. */
export const filesColumn = "coalesce((select f.files from phone_standing f where f.phone_id = p.id), 'never')";

/** What a list selects of the phone `p` with its row `st`, for `presentStanding`. */
export const standingColumns = [
  ...["st.reason as standing_reason", "st.due_at as standing_due_at", "st.late_reason as standing_late_reason"],
  ...["st.since as standing_since", "st.about as standing_about"],
] as const;

export type StandingColumns = {
  standing_reason: string | null;
  standing_due_at: string | null;
  standing_late_reason: string | null;
  standing_since: string | null;
  standing_about: string | null;
};

/** A phone's standing as a list has it: `reasonAt` says what it is at an instant. */
export type ListedStanding = Omit<Standing, "files">;

export function presentStanding(row: StandingColumns): ListedStanding {
  const said = row.standing_reason ?? "";
  const reason = isStandingReason(said) ? said : "preparing";
  const late = row.standing_late_reason ?? "";
  return {
    reason,
    since: row.standing_since,
    dueAt: row.standing_due_at,
    lateReason: isStandingReason(late) ? late : null,
    about: split(row.standing_about ?? ""),
  };
}

/** Narrows a query of `st` to rows that stand so at that instant; each half finds its rows by an index. */
export function whereReason(query: ReturnType<Db>, { reasons, now }: StandingFilter): void {
  const at = now.toISOString();
  const which = [...reasons];
  query.where((any) =>
    any
      .where((still) =>
        still.whereIn("st.reason", which).where((due) => due.whereNull("st.due_at").orWhere("st.due_at", ">=", at)),
      )
      .orWhere((late) => late.where("st.due_at", "<", at).whereIn("st.late_reason", which)),
  );
}

export type StandingFilter = { readonly reasons: readonly StandingReason[]; readonly now: Date };

const pageSize = 500;

/**
 * Looks at phones whose standing was never worked out, or by another rule, one page of them.
 *
 * @param after the last id of the page before; empty: from the beginning
 * @returns the last id of this page; null: that was all
 */
export async function settleUnsettled(trx: Db, after: string): Promise<string | null> {
  const rows: { id: string; rule: number | null }[] = await trx("phone as p")
    .leftJoin("phone_standing as s", "s.phone_id", "p.id")
    .where("p.id", ">", after)
    .whereNot("p.state", "retired")
    .where((any) => any.whereNull("s.rule").orWhereNot("s.rule", standingRule))
    .orderBy("p.id")
    .limit(pageSize)
    .select("p.id", "s.rule");
  await settleStandings(
    trx,
    rows.map((row) => row.id),
  );
  return rows.length < pageSize ? null : (rows.at(-1)?.id ?? null);
}
