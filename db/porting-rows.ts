import { z } from "zod";
import { DomainError } from "../domain/errors.ts";
import type { PortingDirection, PortingState } from "../domain/porting.ts";
import { oneOf } from "./dialect/dialect.ts";
import { type EditableRow, versioned } from "./rows.ts";
import type { Db, Versioned } from "./types.ts";

export const ownerKinds = ["organisation", "person"] as const;
export type OwnerKind = (typeof ownerKinds)[number];

/** A number that moves. */
export type PortedNumber = {
  readonly e164: string;
  /** Who is to have it; null: it becomes free. */
  readonly user: { readonly id: string; readonly name: string } | null;
};

/** What happened on the way beside its states. */
const portingEventKinds = ["signed", "sent", "cancel_asked", "cancel_refused", "number_free", "number_given"] as const;
export type PortingEventKind = PortingState | (typeof portingEventKinds)[number];
const Detail = z.record(z.string(), z.union([z.string(), z.number(), z.null()]));
export type PortingEvent = {
  readonly at: string;
  readonly kind: PortingEventKind;
  readonly by: string;
  readonly detail: z.output<typeof Detail>;
};

/** The copy of the letter of authority that somebody has signed. */
export type SignedCopy = {
  readonly name: string;
  readonly mediaType: string;
  /** Bytes. */
  readonly size: number;
  readonly receivedAt: string;
  readonly receivedBy: string;
};

export type Porting = Versioned & {
  readonly organisationId: string;
  readonly updatedBy: string;
  readonly createdById: string | null;
  readonly direction: PortingDirection;
  readonly state: PortingState;
  readonly numbers: readonly PortedNumber[];
  readonly ownerName: string;
  readonly ownerKind: OwnerKind;
  /** Ten digits of an organisation; of a person masked. */
  readonly ownerNumber: string | null;
  readonly otherOperator: string;
  /** Local date and hour. */
  readonly wantedDate: string | null;
  readonly wantedTime: string | null;
  readonly agreedAt: string | null;
  readonly signer: string;
  readonly signedCopy: SignedCopy | null;
  readonly orderId: string | null;
  readonly cancelOrderId: string | null;
  readonly refusal: { readonly code: string; readonly text: string } | null;
  readonly submittedAt: string | null;
  readonly settledAt: string | null;
};

export type PortingRow = EditableRow & {
  organisation_id: string;
  created_by_id: string | null;
  direction: PortingDirection;
  state: PortingState;
  owner_name: string;
  owner_kind: OwnerKind;
  owner_number: string | null;
  owner_number_sealed: string | null;
  other_operator: string;
  wanted_date: string | null;
  wanted_time: string | null;
  agreed_at: string | null;
  signer: string;
  order_id: string | null;
  cancel_order_id: string | null;
  refusal_code: string | null;
  refusal_text: string | null;
  submitted_at: string | null;
  settled_at: string | null;
};

type NumberRow = {
  porting_id: string;
  e164: string;
  user_id: string | null;
  first_name: string | null;
  last_name: string | null;
};
type LetterRow = { porting_id: string; name: string; media_type: string; size: number; received_at: string; received_by: string };
type Of = { readonly organisationId: string; readonly id: string };

/** With their numbers and what was signed: three queries for any number of them. */
export async function presentPortings(db: Db, rows: readonly PortingRow[]): Promise<Porting[]> {
  const ids = rows.map((row) => row.id);
  const numberRows: NumberRow[] = await db("porting_number as n")
    .leftJoin("users as u", "u.id", "n.user_id")
    .where(oneOf(db, "n.porting_id", ids))
    .orderBy(["n.porting_id", "n.position"])
    .select("n.porting_id", "n.e164", "n.user_id", "u.first_name", "u.last_name");
  const letterRows: LetterRow[] = await db("porting_letter")
    .where(oneOf(db, "porting_id", ids))
    .select("porting_id", "name", "media_type", "size", "received_at", "received_by");
  const numbers = Map.groupBy(numberRows, (row) => row.porting_id);
  const letters = new Map(letterRows.map((row) => [row.porting_id, row]));
  return rows.map((row) => present(row, numbers.get(row.id) ?? [], letters.get(row.id)));
}

function present(row: PortingRow, numbers: readonly NumberRow[], letter: LetterRow | undefined): Porting {
  return {
    ...versioned(row),
    organisationId: row.organisation_id,
    updatedBy: row.updated_by,
    createdById: row.created_by_id,
    direction: row.direction,
    state: row.state,
    numbers: numbers.map((one) => ({
      e164: one.e164,
      user: one.user_id === null ? null : { id: one.user_id, name: `${one.first_name ?? ""} ${one.last_name ?? ""}`.trim() },
    })),
    ...{ ownerName: row.owner_name, ownerKind: row.owner_kind, ownerNumber: row.owner_number },
    otherOperator: row.other_operator,
    ...{ wantedDate: row.wanted_date, wantedTime: row.wanted_time, agreedAt: row.agreed_at },
    signer: row.signer,
    signedCopy: letter
      ? {
          ...{ name: letter.name, mediaType: letter.media_type, size: letter.size },
          ...{ receivedAt: letter.received_at, receivedBy: letter.received_by },
        }
      : null,
    ...{ orderId: row.order_id, cancelOrderId: row.cancel_order_id },
    refusal: row.refusal_code === null ? null : { code: row.refusal_code, text: row.refusal_text ?? "" },
    ...{ submittedAt: row.submitted_at, settledAt: row.settled_at },
  };
}

/** Null: the organisation has no such porting. */
export async function findPorting(db: Db, { organisationId, id }: Of): Promise<Porting | null> {
  const rows: PortingRow[] = await db("porting").where({ id, organisation_id: organisationId });
  const [one] = await presentPortings(db, rows);
  return one ?? null;
}

/** @throws DomainError `porting_not_found` */
export async function getPorting(db: Db, of: Of): Promise<Porting> {
  const found = await findPorting(db, of);
  if (!found) throw new DomainError("porting_not_found");
  return found;
}

/** What happened, the first first. */
export async function listPortingEvents(db: Db, portingId: string): Promise<PortingEvent[]> {
  const rows: { at: string; kind: PortingEventKind; by_name: string; detail: string }[] = await db("porting_event")
    .where("porting_id", portingId)
    .orderBy(["at", "id"])
    .select("at", "kind", "by_name", "detail");
  return rows.map(({ at, kind, by_name: by, detail }) => ({ at, kind, by, detail: Detail.parse(JSON.parse(detail)) }));
}
