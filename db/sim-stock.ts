import { DomainError } from "../domain/errors.ts";
import type { OrderDetails } from "../domain/order.ts";
import type { SimForm } from "../domain/sim-card.ts";
import { recordAudits } from "./audit.ts";
import { announce } from "./changes.ts";
import { chunks, oneOf, rowsPerInsert } from "./dialect/dialect.ts";
import { newId } from "./ids.ts";
import { made } from "./rows.ts";
import { type Keyring, open, seal } from "./secrets.ts";
import { type SimCardRow, type SimCodeKind, simCodeKinds } from "./sim-card-rows.ts";
import { change } from "./transaction.ts";
import type { Actor, Db } from "./types.ts";

type Made = OrderDetails<"replace_sim">;

/**
 * What is known of a card that the operator has made for an order: said with the confirmation, else as it lies in stock. A
 * card that was in stock is no longer there; one that is not known comes new with the order.
 *
 * @throws DomainError `stock_card_taken` when it is somebody's already, or set aside for another organisation;
 *   `sim_form_wrong` when the card in stock is of the other form
 */
export async function takeFromStock(
  trx: Db,
  keyring: Keyring,
  order: { readonly organisationId: string; readonly form: SimForm },
  given: Made,
): Promise<Made> {
  const row: SimCardRow | undefined = await trx("sim_card").where("iccid", given.iccid).first();
  if (!row) return given;
  const mine = row.organisation_id === null || row.organisation_id === order.organisationId;
  if (row.subscription_id !== null || !mine) throw new DomainError("stock_card_taken", { iccid: given.iccid });
  if (row.form !== order.form) throw new DomainError("sim_form_wrong", { iccid: given.iccid, form: order.form });
  const codes = Object.fromEntries(simCodeKinds.map((code) => [code, given[code] ?? codeOf(keyring, row, code)]));
  await trx("sim_card").where("id", row.id).delete();
  return { ...given, ...codes, imsi: given.imsi ?? row.imsi };
}

const contextOf = (code: SimCodeKind, id: string): string => `sim_card/${code}_sealed/${id}`;

function codeOf(keyring: Keyring, row: SimCardRow, code: SimCodeKind): string | null {
  const sealed = row[`${code}_sealed`];
  return sealed === null ? null : open(keyring, sealed, contextOf(code, row.id));
}

/** A card as it comes into stock. What is absent stays as it is known. */
export type CardForStock = {
  readonly iccid: string;
  readonly imsi?: string | null | undefined;
  readonly form?: SimForm | undefined;
  /** For whom it is set aside; null: for nobody. */
  readonly organisationId?: string | null | undefined;
} & { readonly [Code in SimCodeKind]?: string | null | undefined };

/** What is to happen with a card. `new`: which fields say something new; of codes only that they do. */
export type StockedCard = {
  readonly card: CardForStock;
  readonly outcome: "created" | "updated" | "unchanged" | "taken" | "foreign";
  readonly new: readonly string[];
  readonly row: SimCardRow | null;
};

/**
 * What cards would change in the stock, without touching it. One that somebody has already stays as it is: `unchanged`, or
 * `taken` where something but its codes is said to be otherwise. One query.
 *
 * @param organisations whose cards may be written; null: all, and those of nobody
 */
export async function planStock(
  db: Db,
  keyring: Keyring,
  { cards, organisations }: { readonly cards: readonly CardForStock[]; readonly organisations: readonly string[] | null },
): Promise<StockedCard[]> {
  const iccids = cards.map(({ iccid }) => iccid);
  const rows: SimCardRow[] = await db("sim_card").where(oneOf(db, "iccid", iccids));
  const known = new Map(rows.map((row) => [row.iccid, row]));
  const mine = (id: string | null) => organisations === null || (id !== null && organisations.includes(id));
  return cards.map((card) => {
    const row = known.get(card.iccid) ?? null;
    const fresh = row === null ? [] : newFields(keyring, row, card);
    const allowed = row === null ? mine(card.organisationId ?? null) : mine(row.organisation_id);
    const kept = card.organisationId === undefined || mine(card.organisationId);
    if (!allowed || !kept) return { card, outcome: "foreign", new: [], row: null };
    if (row === null) return { card, outcome: "created", new: [], row };
    if (fresh.length === 0) return { card, outcome: "unchanged", new: [], row };
    return { card, outcome: row.subscription_id === null ? "updated" : "taken", new: fresh, row };
  });
}

function newFields(keyring: Keyring, row: SimCardRow, card: CardForStock): string[] {
  const plain = [
    ...(card.imsi !== undefined && card.imsi !== row.imsi ? ["imsi"] : []),
    ...(card.form !== undefined && card.form !== row.form ? ["form"] : []),
    ...(card.organisationId !== undefined && card.organisationId !== row.organisation_id ? ["organisation"] : []),
  ];
  // Of a card that somebody has, its codes are left alone: whether they are the same is nobody's to find out.
  if (row.subscription_id !== null) return plain;
  const codes = simCodeKinds.filter((code) => card[code] !== undefined && card[code] !== codeOf(keyring, row, code));
  return [...plain, ...codes];
}

/**
 * Takes cards into stock: new ones are added, what is said anew of others in stock is written.
 *
 * @throws DomainError `stock_card_taken` for the first that somebody has already, `organisation_not_found` for the first that
 *   is not the asker's to write; then none is taken
 */
export async function stockCards(
  db: Db,
  keyring: Keyring,
  input: { readonly cards: readonly CardForStock[]; readonly organisations: readonly string[] | null },
  actor: Actor,
  now: Date,
): Promise<{ readonly created: number; readonly updated: number; readonly unchanged: number }> {
  return change(db, async (trx) => {
    const planned = await planStock(trx, keyring, input);
    const of = (outcome: StockedCard["outcome"]) => planned.filter((one) => one.outcome === outcome);
    const [taken] = of("taken");
    if (taken) throw new DomainError("stock_card_taken", { iccid: taken.card.iccid });
    if (of("foreign").length > 0) throw new DomainError("organisation_not_found");
    const [fresh, changed] = [of("created"), of("updated")];
    const rows = fresh.map(({ card }, at) => newRow(keyring, card, actor, now, at));
    for (const part of chunks(rows, rowsPerInsert(17))) await trx("sim_card").insert(part);
    for (const { card, row } of changed) if (row) await writeCard(trx, keyring, card, row, actor, now);
    await recordStocked(trx, rows, changed, actor, now);
    const counts = { created: fresh.length, updated: changed.length, unchanged: of("unchanged").length };
    if (counts.created + counts.updated > 0) await announce(trx, "order", { organisationId: null });
    return counts;
  });
}

function newRow(keyring: Keyring, card: CardForStock, actor: Actor, now: Date, at: number) {
  const id = newId(now, at);
  const codes = simCodeKinds.map((code) => [`${code}_sealed`, sealed(keyring, id, code, card[code] ?? null)]);
  return {
    ...made(id, actor, now),
    ...{ organisation_id: card.organisationId ?? null, subscription_id: null, iccid: card.iccid, imsi: card.imsi ?? null },
    ...{ form: card.form ?? "physical", role: "main", state: "inactive" },
    ...Object.fromEntries(codes),
  };
}

function sealed(keyring: Keyring, id: string, code: SimCodeKind, value: string | null): string | null {
  return value === null ? null : seal(keyring, value, contextOf(code, id));
}

async function writeCard(trx: Db, keyring: Keyring, card: CardForStock, row: SimCardRow, actor: Actor, now: Date): Promise<void> {
  const codes = simCodeKinds.flatMap((code) => {
    const value = card[code];
    return value === undefined ? [] : [[`${code}_sealed`, sealed(keyring, row.id, code, value)]];
  });
  await trx("sim_card")
    .where("id", row.id)
    .update({
      ...(card.imsi === undefined ? {} : { imsi: card.imsi }),
      ...(card.form === undefined ? {} : { form: card.form }),
      ...(card.organisationId === undefined ? {} : { organisation_id: card.organisationId }),
      ...Object.fromEntries(codes),
      ...{ version: row.version + 1, updated_at: now.toISOString(), updated_by: actor.name },
    });
}

/** One entry for each organisation that cards are set aside for, and one for the stock of nobody: not one for each card. */
async function recordStocked(
  trx: Db,
  rows: readonly { readonly id: string; readonly organisation_id: string | null }[],
  changed: readonly StockedCard[],
  actor: Actor,
  now: Date,
): Promise<void> {
  const all = [
    ...rows.map((row) => ({ id: row.id, of: row.organisation_id, fresh: true })),
    ...changed.map(({ row, card }) => ({
      id: row?.id ?? "",
      of: card.organisationId ?? row?.organisation_id ?? null,
      fresh: false,
    })),
  ];
  const entries = [...Map.groupBy(all, (one) => one.of)].map(([organisationId, ones]) => ({
    organisationId,
    action: "sim_card.stocked",
    subject: { kind: "sim_card", id: ones[0]?.id ?? "" },
    after: { added: ones.filter((one) => one.fresh).length, changed: ones.filter((one) => !one.fresh).length },
  }));
  await recordAudits(trx, entries, actor, now);
}
