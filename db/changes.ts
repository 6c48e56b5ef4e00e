import { rowsOf } from "./dialect/bulk-insert.ts";
import type { Db } from "./types.ts";

export const changeKinds = [
  "phone",
  "organisation",
  "phonebook",
  "network",
  "token",
  "window",
  "members",
  "picture",
  "presence",
  "rights",
  "announcement",
  "group",
  "menu",
  "schedule",
  "order",
  "message",
  "subscription",
  "invoice",
  "finance",
  "porting",
  "retention",
  "firmware",
  "resync",
  "evidence",
  "rollout",
  "switch",
  "job",
  "redirection",
  "all",
] as const;
export type ChangeKind = (typeof changeKinds)[number];
/** What a server process must look at again; `organisationId` null: everybody's. Numbers grow in commit order, on both databases. */
export type Change = {
  readonly seq: number;
  readonly kind: ChangeKind;
  readonly organisationId: string | null;
  readonly phoneId: string | null;
  /** The person whose own things have changed. */
  readonly userId: string | null;
};

/** The newest change's number; 0 when there is none. */
export async function latestChange(db: Db): Promise<number> {
  const row = await db<{ id: number; value: number }>("change_counter").where("id", 1).first("value");
  return row?.value ?? 0;
}

/** Changes after `seq`, oldest first. */
export async function changesSince(db: Db, seq: number, limit: number): Promise<Change[]> {
  return db("change")
    .where("seq", ">", seq)
    .orderBy("seq")
    .limit(limit)
    .select<Change[]>({ seq: "seq", kind: "kind", organisationId: "organisation_id", phoneId: "phone_id", userId: "user_id" });
}

/** Forgets changes up to and including `seq`; a reader that is further behind must load everything anew. */
export async function purgeChanges(db: Db, seq: number): Promise<number> {
  return db("change").where("seq", "<=", seq).delete();
}

/** Adds changes about many phones, with two statements. Call inside `change`, as `announce`. */
export async function announcePhones(
  trx: Db,
  phones: readonly { readonly phoneId: string; readonly organisationId: string }[],
): Promise<void> {
  if (phones.length === 0) return;
  const numbered = `(select value->>0 as kind, value->>1 as organisation_id, value->>2 as phone_id, row_number() over () as n from ${rowsOf(trx)}) as said`;
  await trx.raw(
    `insert into change (seq, kind, organisation_id, phone_id) select c.value + said.n, said.kind, said.organisation_id, said.phone_id from change_counter as c, ${numbered} where c.id = 1`,
    [JSON.stringify(phones.map(({ organisationId, phoneId }) => ["phone", organisationId, phoneId]))],
  );
  await trx("change_counter").where("id", 1).increment("value", phones.length);
}

/** Adds one change to the feed. Call inside `change` (`db/transaction.ts`), which holds the counter. */
export async function announce(
  trx: Db,
  kind: ChangeKind,
  about: { organisationId?: string | null; phoneId?: string | null; userId?: string | null },
): Promise<void> {
  await trx("change_counter").where("id", 1).increment("value", 1);
  await trx.raw(
    "insert into change (seq, kind, organisation_id, phone_id, user_id) select value, ?, ?, ?, ? from change_counter where id = 1",
    [kind, about.organisationId ?? null, about.phoneId ?? null, about.userId ?? null],
  );
}
