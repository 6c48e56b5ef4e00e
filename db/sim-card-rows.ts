import { z } from "zod";
import { DomainError } from "../domain/errors.ts";
import {
  type BlockReason,
  blockReasons,
  type SimForm,
  type SimRole,
  type SimState,
  simForms,
  simRoles,
  simStates,
} from "../domain/sim-card.ts";
import { oneOf } from "./dialect/dialect.ts";
import { type EditableRow, versioned } from "./rows.ts";
import type { Db, Versioned } from "./types.ts";

/** What can be shown of a card's codes; the codes themselves are read by `readSimCodes` alone. */
export type SimCodeKind = "pin1" | "puk1" | "pin2" | "puk2" | "activation";
export const simCodeKinds = ["pin1", "puk1", "pin2", "puk2", "activation"] as const satisfies readonly SimCodeKind[];

/** A card of a subscription. */
export type SimCard = Versioned & {
  readonly organisationId: string;
  readonly subscriptionId: string;
  readonly iccid: string | null;
  readonly imsi: string | null;
  readonly form: SimForm;
  readonly role: SimRole;
  readonly state: SimState;
  readonly codes: readonly SimCodeKind[];
  /** A local date. */
  readonly activateOn: string | null;
  readonly blockedAt: string | null;
  readonly blockedBy: string | null;
  readonly blockReason: BlockReason | null;
  readonly replacedBy: string | null;
  readonly replacedAt: string | null;
};

/** Also of a card in stock: without a subscription, and of an organisation only where it is set aside for one. */
export type SimCardRow = EditableRow & {
  organisation_id: string | null;
  subscription_id: string | null;
  iccid: string | null;
  imsi: string | null;
  form: string;
  role: string;
  state: string;
  pin1_sealed: string | null;
  puk1_sealed: string | null;
  pin2_sealed: string | null;
  puk2_sealed: string | null;
  activation_sealed: string | null;
  activate_on: string | null;
  blocked_at: string | null;
  blocked_by: string | null;
  block_reason: string | null;
  replaced_by: string | null;
  replaced_at: string | null;
};

const Form = z.enum(simForms);
const Role = z.enum(simRoles);
const State = z.enum(simStates);
const Reason = z.enum(blockReasons).nullable();

/** Null: it lies in stock. */
function presentIfUsed(row: SimCardRow): SimCard | null {
  const { organisation_id: organisationId, subscription_id: subscriptionId } = row;
  if (organisationId === null || subscriptionId === null) return null;
  return {
    ...versioned(row),
    organisationId,
    subscriptionId,
    iccid: row.iccid,
    imsi: row.imsi,
    form: Form.parse(row.form),
    role: Role.parse(row.role),
    state: State.parse(row.state),
    codes: simCodeKinds.filter((kind) => row[`${kind}_sealed`] !== null),
    activateOn: row.activate_on,
    blockedAt: row.blocked_at,
    blockedBy: row.blocked_by,
    blockReason: Reason.parse(row.block_reason),
    replacedBy: row.replaced_by,
    replacedAt: row.replaced_at,
  };
}

/** Those of them that somebody has. */
export function presentSimCards(rows: readonly SimCardRow[]): SimCard[] {
  return rows.flatMap((row) => presentIfUsed(row) ?? []);
}

/** The cards of subscriptions, by subscription: main, twin, data; replaced ones last, the newest first. One query. */
export async function loadSimCards(db: Db, subscriptionIds: readonly string[]): Promise<Map<string, SimCard[]>> {
  if (subscriptionIds.length === 0) return new Map();
  const rows: SimCardRow[] = await db("sim_card")
    .where(oneOf(db, "subscription_id", subscriptionIds))
    .orderBy("id", "desc");
  const cards = presentSimCards(rows).sort((a, b) => placeOf(a) - placeOf(b));
  return Map.groupBy(cards, (card) => card.subscriptionId);
}

function placeOf({ role, state }: SimCard): number {
  const gone = state === "replaced" || state === "terminated" ? simRoles.length : 0;
  return gone + simRoles.indexOf(role);
}

/** A card that somebody in that organisation has. @throws DomainError `sim_card_not_found`, also for another organisation's */
export async function getSimCard(
  db: Db,
  { organisationId, id }: { readonly organisationId: string; readonly id: string },
): Promise<SimCard> {
  const row: SimCardRow | undefined = await db("sim_card").where({ id, organisation_id: organisationId }).first();
  const card = row ? presentIfUsed(row) : null;
  if (!card) throw new DomainError("sim_card_not_found");
  return card;
}

/** Cards that somebody has by their printed number, of whichever organisation: for files that the operator sends. One query. */
export async function simCardsByIccid(db: Db, iccids: readonly string[]): Promise<Map<string, SimCard>> {
  if (iccids.length === 0) return new Map();
  const rows: SimCardRow[] = await db("sim_card").where(oneOf(db, "iccid", iccids));
  return new Map(presentSimCards(rows).map((card) => [card.iccid ?? "", card]));
}
