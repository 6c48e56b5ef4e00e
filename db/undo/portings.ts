import { z } from "zod";
import { DomainError } from "../../domain/errors.ts";
import { findPorting, getPorting, ownerKinds } from "../porting-rows.ts";
import { createPorting, deletePorting, portingFields, savePorting } from "../portings.ts";
import type { Db } from "../types.ts";
import type { Fields, Undoer, Undoing } from "./undoer.ts";

/** What the log says of a draft. */
const Said = z.object({
  numbers: z.array(z.object({ number: z.string(), userId: z.string().optional() })),
  ownerKind: z.enum(ownerKinds),
  ownerName: z.string(),
  ownerNumber: z.string().nullable(),
  otherOperator: z.string(),
  wantedDate: z.string().nullable(),
  wantedTime: z.string().nullable(),
  signer: z.string(),
});

const of = ({ organisationId, id }: Undoing) => ({ organisationId, id });

async function fieldsNow(trx: Db, undoing: Undoing): Promise<Fields> {
  const found = await findPorting(trx, of(undoing));
  return found ? portingFields(found) : Object.fromEntries(Object.keys(undoing.before).map((name) => [name, null]));
}

/** Of a person's number the log has only a part: it does not come back, and is asked for anew. */
function inputOf(said: Fields) {
  const { numbers, ownerNumber, ...rest } = Said.parse(said);
  const whole = rest.ownerKind === "organisation" ? ownerNumber : null;
  return { ...rest, numbers: numbers.map(({ number, userId = null }) => ({ number, userId })), ownerNumber: whole };
}

const isDraft = async (trx: Db, undoing: Undoing): Promise<void> => {
  const { state } = await getPorting(trx, of(undoing));
  if (state !== "draft") throw new DomainError("undo_changed", { fields: ["state"] });
};

/** Drafts; what has been ordered is not taken back but cancelled. */
export const portingUndoers: Readonly<Record<string, Undoer>> = {
  "porting.created": {
    current: fieldsNow,
    putBack: async (trx, undoing) => {
      await isDraft(trx, undoing);
      await deletePorting(trx, of(undoing), undoing.actor, undoing.now);
    },
  },
  "porting.updated": {
    current: fieldsNow,
    putBack: async (trx, undoing) => {
      await isDraft(trx, undoing);
      const now = portingFields(await getPorting(trx, of(undoing)));
      const { ownerNumber, ...input } = inputOf({ ...now, ...undoing.before });
      const number = "ownerNumber" in undoing.before ? { ownerNumber } : {};
      await savePorting(trx, undoing.keyring, { ...input, ...number, ...of(undoing) }, undoing.actor, undoing.now);
    },
    // A personal number is not in the log, so neither a change of it can be taken back.
    when: (_entry, before, after) => before.ownerKind !== "person" && after.ownerKind !== "person" && !masked(before.ownerNumber),
  },
  "porting.deleted": {
    current: fieldsNow,
    putBack: async (trx, undoing) => {
      const { organisationId, id, before, keyring, actor, now } = undoing;
      await createPorting(trx, keyring, { organisationId, ...inputOf(before) }, actor, now, id);
    },
  },
};

const masked = (number: unknown): boolean => typeof number === "string" && number.includes("•");
