import {
  type RedirectionFault,
  type RedirectionKind,
  type RedirectionPhase,
  type RedirectionState,
  type RedirectionTask,
  redirectionPhase,
} from "../domain/redirection.ts";
import { contains, oneOf } from "./dialect/dialect.ts";
import { normaliseMac } from "./phone-rows.ts";
import type { WhoseAccounts } from "./redirection-accounts.ts";
import type { Db } from "./types.ts";

/** One phone at one service: what it shall be, what there is to do, and what the service said last. */
export type Redirection = {
  readonly id: string;
  readonly accountId: string;
  readonly accountName: string;
  readonly kind: RedirectionKind;
  readonly phoneId: string;
  readonly organisationId: string;
  readonly mac: string;
  readonly phase: RedirectionPhase;
  readonly wanted: "registered" | "unregistered";
  readonly wantedBy: "person" | "automatic" | "retired";
  readonly askedAt: string;
  readonly askedBy: string;
  readonly task: RedirectionTask | null;
  readonly tries: number;
  readonly nextTryAt: string | null;
  readonly deadAt: string | null;
  readonly state: RedirectionState | null;
  readonly stateAt: string | null;
  readonly triedAt: string | null;
  readonly fault: RedirectionFault | null;
  readonly status: number | null;
  readonly answer: string;
};

type Row = {
  id: string;
  account_id: string;
  account_name: string;
  kind: RedirectionKind;
  phone_id: string;
  organisation_id: string;
  mac: string;
  wanted: Redirection["wanted"];
  wanted_by: Redirection["wantedBy"];
  asked_at: string;
  asked_by: string;
  task: RedirectionTask | null;
  tries: number;
  next_try_at: string | null;
  dead_at: string | null;
  state: RedirectionState | null;
  state_at: string | null;
  tried_at: string | null;
  fault: RedirectionFault | null;
  status: number | null;
  answer: string | null;
};

function present(row: Row): Redirection {
  const { task, dead_at: deadAt, state } = row;
  return {
    ...{ id: row.id, accountId: row.account_id, accountName: row.account_name, kind: row.kind },
    ...{ phoneId: row.phone_id, organisationId: row.organisation_id, mac: row.mac },
    phase: redirectionPhase({ task, deadAt, state }),
    ...{ wanted: row.wanted, wantedBy: row.wanted_by, askedAt: row.asked_at, askedBy: row.asked_by },
    ...{ task, tries: row.tries, nextTryAt: row.next_try_at, deadAt, state, stateAt: row.state_at },
    ...{ triedAt: row.tried_at, fault: row.fault, status: row.status, answer: row.answer ?? "" },
  };
}

function rows(db: Db) {
  return db("redirection as r").join("redirection_account as a", "a.id", "r.account_id").whereNull("a.deleted_at");
}

const columns = ["r.*", { account_name: "a.name", kind: "a.kind" }];

/** Where a phone is or was registered, by account. */
export async function redirectionsOf(db: Db, by: { organisationId: string; mac: string }): Promise<Redirection[]> {
  const found: Row[] = await rows(db)
    .where({ "r.mac": by.mac, "r.organisation_id": by.organisationId })
    .orderBy(["a.kind", "a.name", "a.id"])
    .select(...columns);
  return found.map(present);
}

export type AskRedirections = {
  readonly whose: WhoseAccounts;
  readonly accountId?: string | undefined;
  readonly phase?: RedirectionPhase | undefined;
  /** A MAC address in any form, a phone's label or an organisation's title. */
  readonly search: string;
  readonly limit: number;
  readonly offset: number;
};
export type RedirectionLine = Redirection & { readonly organisationTitle: string; readonly phoneLabel: string };

/** Those given up first, then what waits, then the latest. */
export async function pageRedirections(db: Db, ask: AskRedirections): Promise<{ total: number; rows: RedirectionLine[] }> {
  const fitting = () => {
    const query = rows(db).join("organisation as g", "g.id", "r.organisation_id").join("phone as p", "p.id", "r.phone_id");
    if (ask.whose !== null) query.where(oneOf(db, "r.organisation_id", ask.whose));
    if (ask.accountId !== undefined) query.where("a.id", ask.accountId);
    if (ask.phase !== undefined) query.whereRaw(phaseSql[ask.phase]);
    for (const word of ask.search.split(/\s+/).filter(Boolean)) {
      const mac = normaliseMac(word);
      const parts = [contains(db, "g.title", word), contains(db, "p.label", word)];
      if (/^[0-9a-f]+$/.test(mac)) parts.push(contains(db, "r.mac", mac));
      query.whereRaw(`(${parts.map(() => "?").join(" or ")})`, parts);
    }
    return query;
  };
  const counted = await fitting().count<{ count: number | string }[]>({ count: "*" });
  const found: (Row & { title: string; label: string })[] = await fitting()
    .orderByRaw("case when r.dead_at is not null then 0 when r.task is not null then 1 else 2 end")
    .orderBy([
      { column: "r.asked_at", order: "desc" },
      { column: "r.id", order: "desc" },
    ])
    .limit(ask.limit)
    .offset(ask.offset)
    .select(...columns, { title: "g.title", label: "p.label" });
  return {
    total: Number(counted[0]?.count ?? 0),
    rows: found.map(({ title, label, ...row }) => ({ ...present(row), organisationTitle: title, phoneLabel: label })),
  };
}

/** As `redirectionPhase` says it. */
const phaseSql: Readonly<Record<RedirectionPhase, string>> = {
  stuck: "r.dead_at is not null",
  waiting: "r.dead_at is null and r.task is not null",
  registered: "r.dead_at is null and r.task is null and r.state = 'registered'",
  elsewhere: "r.dead_at is null and r.task is null and r.state = 'elsewhere'",
  unregistered: "r.dead_at is null and r.task is null and (r.state = 'unregistered' or r.state is null)",
};

export type AccountCounts = { readonly [P in RedirectionPhase]: number };

/** How many phones of each account stand where; accounts without phones are missing. */
export async function countRedirections(db: Db, whose: WhoseAccounts): Promise<Map<string, AccountCounts>> {
  const query = rows(db);
  if (whose !== null) query.where(oneOf(db, "r.organisation_id", whose));
  const phase = Object.entries(phaseSql).map(([name, sql]) => `when ${sql} then '${name}'`);
  const found: { id: string; phase: RedirectionPhase; count: number | string }[] = await query
    .groupByRaw("1, 2")
    .select(db.raw(`a.id as id, case ${phase.join(" ")} end as phase`))
    .count({ count: "*" });
  const counts = new Map<string, AccountCounts>();
  for (const { id, phase: name, count } of found) counts.set(id, { ...(counts.get(id) ?? noneOf()), [name]: Number(count) });
  return counts;
}

export function noneOf(): AccountCounts {
  return { waiting: 0, registered: 0, unregistered: 0, elsewhere: 0, stuck: 0 };
}

/** @param by `whose`: organisations whose phones the asker looks after; null: all */
export async function findRedirection(
  db: Db,
  by: { readonly id: string; readonly whose: readonly string[] | null },
): Promise<Redirection | null> {
  const query = rows(db).where("r.id", by.id);
  if (by.whose !== null) query.whereIn("r.organisation_id", [...by.whose]);
  const found: Row | undefined = await query.first(...columns);
  return found ? present(found) : null;
}
