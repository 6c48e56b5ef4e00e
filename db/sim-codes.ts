import { DomainError } from "../domain/errors.ts";
import { recordAudit } from "./audit.ts";
import { type Keyring, open, seal } from "./secrets.ts";
import { getSimCard, type SimCard, type SimCodeKind, simCodeKinds } from "./sim-card-rows.ts";
import { change } from "./transaction.ts";
import type { Actor, Db } from "./types.ts";

/** Codes of a card in clear, as they were delivered; null: it has none of that kind. */
export type SimCodes = Readonly<Record<SimCodeKind, string | null>>;

/** The columns that keep codes, sealed so that they open in this row alone. */
export function sealedCodes(keyring: Keyring, simCardId: string, codes: Partial<SimCodes>): Record<string, string | null> {
  return Object.fromEntries(
    simCodeKinds.map((kind) => {
      const code = codes[kind] ?? null;
      return [column(kind), code === null ? null : seal(keyring, code, context(kind, simCardId))];
    }),
  );
}

/**
 * Opens the codes of a card for somebody who looks at them, which the change log keeps. Whether they may, and have proved
 * who they are, the caller has seen to (`demandProof`).
 *
 * @throws DomainError `sim_card_not_found`, `sim_codes_missing`, `secret_unreadable`
 */
export async function readSimCodes(
  db: Db,
  keyring: Keyring,
  of: { readonly organisationId: string; readonly id: string },
  actor: Actor,
  now: Date,
): Promise<{ card: SimCard; codes: SimCodes }> {
  return change(db, async (trx) => {
    const card = await getSimCard(trx, of);
    if (card.codes.length === 0) throw new DomainError("sim_codes_missing");
    const row = await trx("sim_card").where("id", card.id).first<Record<string, string | null>>(simCodeKinds.map(column));
    const read = (kind: SimCodeKind) => {
      const sealed = row[column(kind)] ?? null;
      return sealed === null ? null : open(keyring, sealed, context(kind, card.id));
    };
    const codes = {
      ...{ pin1: read("pin1"), puk1: read("puk1"), pin2: read("pin2"), puk2: read("puk2") },
      activation: read("activation"),
    };
    const entry = {
      organisationId: of.organisationId,
      action: "sim_card.codes_shown",
      subject: { kind: "sim_card", id: card.id },
    };
    await recordAudit(trx, { ...entry, after: { shown: [...card.codes] } }, actor, now);
    return { card, codes };
  });
}

const column = (kind: SimCodeKind): string => `${kind}_sealed`;
const context = (kind: SimCodeKind, id: string): string => `sim_card/${column(kind)}/${id}`;
