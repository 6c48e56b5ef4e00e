import { DomainError } from "../domain/errors.ts";
import type { MessageChannel, MessageKind, MessageState } from "../domain/message.ts";
import { foldText } from "../domain/search.ts";
import { contains, oneOf } from "./dialect/dialect.ts";
import { type MessageRow, presentWaiting, type WaitingMessage } from "./message-outbox.ts";
import type { Keyring } from "./secrets.ts";
import type { Db } from "./types.ts";

/** What was sent to somebody, and what became of it. Neither its words nor its link. */
export type SentMessage = {
  readonly id: string;
  readonly channel: MessageChannel;
  readonly kind: MessageKind;
  readonly state: MessageState;
  /** Since when it is so. */
  readonly stateAt: string;
  readonly createdAt: string;
  readonly expiresAt: string;
  /** Who sent it; empty: Klyka itself. */
  readonly sentBy: string;
  /** Address or number that it went to; null: it has not been tried. */
  readonly to: string | null;
  readonly tries: number;
  readonly nextTryAt: string | null;
  /** A code: why it was not taken, the last time. */
  readonly fault: string | null;
};

const columns = [
  ...["id", "channel", "kind", "state", "state_at", "created_at", "expires_at", "sent_by", "sent_to", "tries"],
  ...["next_try_at", "fault", "user_id", "organisation_id"],
].map((name) => `m.${name}`);

function present(row: MessageRow): SentMessage {
  const { id, channel, kind, state, tries, fault } = row;
  return {
    ...{ id, channel, kind, state, tries, fault, stateAt: row.state_at, createdAt: row.created_at },
    ...{ expiresAt: row.expires_at, sentBy: row.sent_by, to: row.sent_to, nextTryAt: row.next_try_at },
  };
}

/** A person's, the latest first. */
export async function listMessages(
  db: Db,
  by: { readonly organisationId: string; readonly userId: string },
  limit: number,
): Promise<SentMessage[]> {
  const rows: MessageRow[] = await db("message as m")
    .where({ "m.user_id": by.userId, "m.organisation_id": by.organisationId })
    .orderBy("m.id", "desc")
    .limit(limit)
    .select(columns);
  return rows.map(present);
}

/** The latest of each of these people, in one query. */
export async function latestMessages(db: Db, userIds: readonly string[]): Promise<ReadonlyMap<string, SentMessage>> {
  const latest = db("message")
    .where(oneOf(db, "user_id", userIds))
    .groupBy("user_id")
    .max({ id: "id" })
    .as("latest");
  const rows: MessageRow[] = await db("message as m").join(latest, "latest.id", "m.id").select(columns);
  return new Map(rows.map((row) => [row.user_id ?? "", present(row)]));
}

/** In the operator's outbox, with whom it is for. */
export type OutboxMessage = SentMessage & {
  readonly organisationId: string | null;
  readonly organisation: string | null;
  readonly userId: string | null;
  readonly person: string | null;
};

export type OutboxFilter = {
  /** Organisations that one may look into; null: all, and what is for nobody known yet. */
  readonly organisations: readonly string[] | null;
  readonly states: readonly MessageState[] | null;
  readonly channel: MessageChannel | undefined;
  readonly organisationId: string | undefined;
  /** Words in the name of the person or the firm. */
  readonly search: string;
  readonly offset: number;
  readonly limit: number;
};

/** The latest first. */
export async function pageOutbox(
  db: Db,
  filter: OutboxFilter,
): Promise<{ readonly total: number; readonly rows: readonly OutboxMessage[] }> {
  const counted: { count?: number | string } | undefined = await matching(db, filter).count({ count: "*" }).first();
  const rows: OutboxRow[] = await matching(db, filter)
    .orderBy("m.id", "desc")
    .offset(filter.offset)
    .limit(filter.limit)
    .select([...columns, ...whom]);
  return { total: Number(counted?.count ?? 0), rows: rows.map(presentOutbox) };
}

function matching(db: Db, filter: OutboxFilter) {
  const query = withWhom(db);
  if (filter.organisations !== null) query.where(oneOf(db, "m.organisation_id", filter.organisations));
  if (filter.organisationId) query.where("m.organisation_id", filter.organisationId);
  if (filter.states !== null) query.whereIn("m.state", [...filter.states]);
  if (filter.channel) query.where("m.channel", filter.channel);
  for (const word of filter.search.split(/\s+/).filter((one) => one !== "")) {
    query.where((any) => any.where(contains(db, "u.search_text", foldText(word))).orWhere(contains(db, "o.title", word)));
  }
  return query;
}

const whom = ["o.title", "u.first_name", "u.last_name"];
type OutboxRow = MessageRow & { title: string | null; first_name: string | null; last_name: string | null };

function withWhom(db: Db) {
  return db("message as m")
    .leftJoin("organisation as o", "o.id", "m.organisation_id")
    .leftJoin("users as u", "u.id", "m.user_id");
}

function presentOutbox(row: OutboxRow): OutboxMessage {
  const { organisation_id: organisationId, user_id: userId, title: organisation } = row;
  const person = row.first_name === null ? null : `${row.first_name} ${row.last_name ?? ""}`.trim();
  return { ...present(row), organisationId, organisation, userId, person };
}

/** One message with what it is made of. @throws DomainError `message_not_found`, also for one of another organisation */
export async function getOutboxMessage(
  db: Db,
  keyring: Keyring,
  by: { readonly id: string; readonly organisations: readonly string[] | null },
): Promise<{ readonly message: OutboxMessage; readonly waiting: WaitingMessage }> {
  const row: (OutboxRow & Pick<MessageRow, "asked_sealed" | "secret_sealed" | "about">) | undefined = await withWhom(db)
    .where("m.id", by.id)
    .first([...columns, ...whom, "m.asked_sealed", "m.secret_sealed", "m.about"]);
  const mine = by.organisations === null || by.organisations.includes(row?.organisation_id ?? "");
  if (!row || !mine) throw new DomainError("message_not_found");
  return { message: presentOutbox(row), waiting: presentWaiting(keyring, row) };
}
